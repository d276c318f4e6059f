"""Every key with a value of a wrong kind: a message with its place, in its line, and never a traceback."""

import re
from pathlib import Path

import pytest

from mockcraft.errors import SchemaError
from mockcraft.schema.bind import bind
from mockcraft.schema.files import Folder
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import parse

WHOLE = """lists:
  plans: {L}
tables:
  p:
    count: 20
    columns:
      id: {{generator: sequence, primary_key: true}}
      grp: {{generator: number, min: 1, max: 3}}
  c:
    count: {C}
    {T}
    columns:
      id: {{generator: sequence, primary_key: true}}
      p_id: {{ref: p.id}}
      up: {{ref: c.id, nulls: 0.1}}
      x: {X}
"""
USUAL = {"L": "plans.csv", "C": "{per: p, max: 3}", "T": "checks: []", "X": "word"}
VALUES = [
    "5",
    "-1",
    "1.5",
    "''",
    "~",
    "true",
    "[]",
    "[1, [2]]",
    "{}",
    "{a: {b: [c]}}",
    "1e400",
    "nope",
    "no.pe",
]
NUMBERS, TEXTS = {"5", "-1", "1.5", "1e400"}, {"nope", "no.pe"}
# A form with a key, and which of the values it takes.
FORMS: list[tuple[str, str, set[str]]] = [
    ("X", "{ref: p.id, where: %s}", {"true"}),
    ("X", "{ref: p.id, weight: %s}", set()),
    ("X", "{ref: p.id, distribution: zipf, exponent: %s}", {"5", "1.5"}),
    ("X", "{ref: p.id, distribution: zipf, shuffle: %s}", {"true"}),
    ("X", "{ref: c.id, roots: %s}", {"5"}),
    ("X", "{ref: c.id, max_depth: %s}", {"5"}),
    ("X", "{ref: p.id, rows: %s}", {"5"}),
    ("X", "{ref: p.id, with: %s}", set()),
    ("X", "{ref: %s}", set()),
    ("X", "{generator: sequence, per: %s}", set()),
    ("X", "{one_per: %s}", set()),
    ("X", "{one_per: p_id, which: %s}", set()),
    ("X", "{total: %s}", set()),
    ("X", "{list: %s}", set()),
    ("X", "{list: plans.name, entity: %s}", NUMBERS | TEXTS | {"true"}),
    ("X", "{generator: word, hidden: %s}", {"true"}),
    ("X", "{generator: datetime, after: %s}", set()),
    ("X", "{generator: datetime, growth: %s}", set()),
    ("X", "{generator: datetime, weekdays: %s}", set()),
    ("X", "{generator: datetime, hours: %s}", {"5"}),
    ("X", "{generator: datetime, months: %s}", {"5"}),
    ("X", "{generator: datetime, holidays: %s}", {"true"}),
    ("X", "{generator: timeline, per: p_id, every: %s}", set()),
    ("X", "{generator: timeline, every: 1 h, jitter: %s}", set()),
    ("X", "{generator: timeline, every: 1 h, gaps: %s}", set()),
    ("X", "{generator: walk, per: %s}", set()),
    ("X", "{generator: date, format: %s}", NUMBERS | TEXTS | {"true"}),
    ("X", "{generator: word, absent: %s}", set()),
    ("X", "{states: %s}", set()),
    ("X", "{states: {a: %s}}", set()),
    ("X", "{generator: first_name, sex: %s}", set()),
    ("X", "{generator: word, max_length: %s}", {"5"}),
    ("T", "partition_by: %s", set()),
    ("T", "order_by: %s", set()),
    ("T", "rows: %s", set()),
    ("T", "rows: [%s]", set()),
    ("T", "rows: {%s: {x: a}}", {"5"}),
    ("T", "embed: %s", {"[]"}),
    ("T", "existing: %s", {"true"}),
    ("T", "locale: %s", set()),
    ("T", "locale: {en_US: %s}", {"5", "1.5"}),
    ("C", "{per: %s}", set()),
    ("C", "{per: p, max: %s}", {"5"}),
    ("C", "{per: p, mean: %s}", {"5", "1.5"}),
    ("C", "{per: p, max: 3, where: %s}", {"true"}),
    ("L", "%s", set()),
    ("L", "{file: %s}", set()),
    ("L", "{file: plans.csv, where: %s}", {"true"}),
    ("L", "{file: plans.csv, weight: %s}", set()),
]  # fmt: skip


def problems_of(text: str, folder: Path) -> list[str]:
    try:
        spec, problems = read_spec(parse(text, "s.yaml"), Folder(folder))
        bind(spec, None, problems)
    except SchemaError as error:
        return [str(each) for each in error.problems]
    return []


@pytest.mark.parametrize(("part", "form", "taken"), FORMS, ids=[form for _, form, _ in FORMS])
def test_a_value_of_a_wrong_kind_is_a_message_at_its_line(
    part: str, form: str, taken: set[str], tmp_path: Path
) -> None:
    (tmp_path / "plans.csv").write_text("name,share\na,1\nb,2\n")
    wrong = {}
    for value in VALUES:
        given = form % value
        text = WHOLE.format(**USUAL | {part: given})
        line = next(n for n, each in enumerate(text.splitlines(), 1) if given in each)
        said = problems_of(text, tmp_path)
        at_line = [each for each in said if each.startswith(f"s.yaml:{line}:")]
        if bool(at_line) is (value in taken) or any(
            re.fullmatch(r"s\.yaml:\d+:\d+: .{10,}", each, re.DOTALL) is None for each in said
        ):
            wrong[value] = said

    assert {} == wrong
