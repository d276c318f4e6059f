"""What the kernel draws while it writes rows is what numpy and Arrow make of them, to the byte."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockcraft.core.drawn import Program
from mockcraft.core.fills import Generated
from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan
from mockcraft.core.pool import Pool
from mockcraft.core.ranges import Chunk
from mockcraft.database import Encoder
from mockcraft.databases.mysql.lines import MysqlLoad
from mockcraft.databases.postgresql.lines import PgCopy
from mockcraft.format import FormatOptions, open_format
from mockcraft.formats.csv_form import CsvForm
from mockcraft.generator import registry
from mockcraft.schema.bind import load
from mockcraft.work import Work

ROOT = Path(__file__).parents[2]
COUNT = 50_000_000  # as many rows as every generator has values for
ROWS = 530  # more than a block
FORMATS: dict[str, Callable[[], Encoder]] = {
    "csv": lambda: open_format("csv"),
    "csv of another form": lambda: open_format(
        "csv", FormatOptions(csv=CsvForm(delimiter="|", quote="all", null="-"))
    ),
    "csv with a word for null": lambda: open_format("csv", FormatOptions(csv=CsvForm(null="none"))),
    "json lines": lambda: open_format("jsonl"),
    "sql": lambda: open_format("sql", FormatOptions("postgresql")),
    "sql of sqlite": lambda: open_format("sql", FormatOptions("sqlite")),
    "COPY": PgCopy,
    "LOAD DATA": MysqlLoad,
}
AWKWARD = ["red", 'a "green"', "comma, blue", "", "l'or", "back\\slash", "tab\t", "none", "-"]
NEEDED: dict[str, dict[str, Any]] = {
    "choice": {"values": AWKWARD},
    "constant": {"value": "always"},
    "regex": {"pattern": r"[A-Z]{2,3}-(north|south|\d+)(\.[a-f]{4})?"},
}


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\1"), max_size=40)
POOLS = st.lists(TEXTS | st.just("") | st.just("y" * 1000), min_size=1, max_size=6, unique=True)
NUMBERS = st.integers(-(2**60), 2**60) | st.integers(-20, 20)


@st.composite
def piece(draw: st.DrawFn, label: str) -> Callable[[Any], Any]:
    """A part of a text: a function of the verbs."""
    pool, first, second = draw(POOLS), draw(NUMBERS), draw(NUMBERS)
    weights = draw(st.lists(st.integers(1, 99), min_size=len(pool), max_size=len(pool)))
    low, high = sorted((first % 8 + 1, second % 8 + 1))
    pieces: list[Callable[[Any], Any]] = [
        lambda verbs: verbs[label].pick(Pool("weighted", pool, weights)),
        lambda verbs: verbs[label].words(Pool("words", [each or "-" for each in pool]), low, high, sentence=True),
        lambda verbs: verbs[label].integer(min(first, second), max(first, second)) * 2 - 1,
        lambda verbs: verbs[label].decimal(min(first, second), max(first, second), low),
        lambda verbs: verbs[label].uuid(),
        lambda verbs: verbs[label].pattern("#?"[low % 2] * high + pool[0]),
        lambda verbs: verbs.padded(verbs[label].below("padded", 10**high), high),
        lambda verbs: verbs[label].distributed(low, low * 100, "exponential", low + 2.0),
        lambda verbs: pool[0],
    ]  # fmt: skip
    chosen: Callable[[Any], Any] = draw(st.sampled_from(pieces))
    return chosen


@st.composite
def texts(draw: st.DrawFn) -> Callable[[Any], Any]:
    """One part of a text after another."""
    parts = [draw(piece(f"part {i}")) for i in range(draw(st.integers(1, 4)))]
    return lambda verbs: verbs.join(*(part(verbs) for part in parts))


MAKES = texts()


def bound(columns: Mapping[str, Any], count: int, **table: Any) -> Plan:
    tables = {"rows": {"count": count, "columns": columns, **table}}
    return load({"version": 1, "seed": 7, "locale": "en_US", "tables": tables})[1]


def alike(plan: Plan, format: Encoder, starts: Iterable[int], rows: int = ROWS) -> Program:
    """Compares the rows at these places, and returns the program of the table."""
    table = plan.tables[0]
    work = Work(plan, format, tuple(plan.ranges), rows)
    for start in starts:
        chunk = Chunk(work.ranges[0], start, min(start + rows, table.count))
        expected = format.encode(table, batch_of(plan, chunk), chunk)

        assert bytes(expected) == bytes(work.payload(chunk))
    return work._programs[table.name]


def filled(makes: Sequence[Callable[[Any], Any]], count: int) -> Plan:
    """A table of texts by functions of the verbs."""
    plan = bound({f"c{i}": "word" for i in range(len(makes))}, count)
    table = plan.tables[0]
    columns = [
        replace(column, fill=Generated(make))
        for column, make in zip(table.columns, makes, strict=True)
    ]
    return replace(plan, tables=(replace(table, columns=tuple(columns)),))


def test_every_generator_gives_the_same_bytes() -> None:
    columns = {
        each.name: {"generator": each.name, **NEEDED.get(each.name, {})}
        for each in registry()
        if each.name != "file"
    }
    program = alike(bound(columns, COUNT), FORMATS["csv"](), (10**6, COUNT - 20), 20)

    assert len(columns) * 2 // 3 < len(program.forms)


@pytest.mark.parametrize("make", FORMATS.values(), ids=FORMATS.keys())
def test_a_format_writes_every_kind_of_cell(make: Callable[[], Encoder]) -> None:
    columns: dict[str, Any] = {
        "id": "sequence",
        "uuid": {"generator": "uuid", "nulls": 0.3},
        "email": {"generator": "email", "nulls": 0.3},
        "picked": {"values": {each: 1 + len(each) for each in AWKWARD}, "nulls": 0.1},
        "chosen": {"generator": "choice", "values": AWKWARD},
        "constant": {"value": 'it\'s, "always" \\ so\r\n'},
        "balance": {"generator": "price", "min": -50, "max": 50},
        "age": {"generator": "number", "min": -9, "max": 9, "distribution": "normal", "nulls": 0.5},
        "wide": {"generator": "number", "min": -(2**62), "max": 2**62 - 1},
        "old": {"generator": "date", "after": "0001-01-01", "before": "9999-12-31"},
        "at": {"generator": "datetime", "nulls": 0.2},
        "zoned": {"generator": "datetime", "type": "timestamptz"},
        "noon": {"generator": "time"},
        "yes": {"generator": "bool", "nulls": 0.2},
        "bio": {"generator": "sentence", "min_words": 1, "max_words": 7},
        "pattern": {"generator": "pattern", "pattern": "+##-####?"},
    }
    program = alike(bound(columns, 3 * ROWS), make(), [0, 2 * ROWS + 1])

    assert list(columns) == list(program.forms)


def test_tables_that_are_drawn_in_part() -> None:
    columns = {
        "name": "first_name",
        "low": {"generator": "number", "min": 1, "max": 9},
        "short": {"generator": "sentence", "max_length": 12},
        "day": {"generator": "date", "nulls": 0.4},
        "greeting": {"template": "Hi {name}"},
        "code": {"generator": "number", "min": 1, "max": 900, "unique": True},
    }
    plan = bound(columns, 800, checks=["low > 3"])
    program = alike(plan, FORMATS["json lines"](), [0, 270])

    assert ["name", "day"] == list(program.forms)


def test_text_that_is_too_long_is_not_drawn() -> None:
    plan = bound({"a": {"values": ["", "x" * 50_000]}, "b": "word"}, 9)

    assert ["b"] == list(alike(plan, FORMATS["csv"](), [0]).forms)


def test_a_plugin_may_do_what_numbers_of_steps_cannot() -> None:
    """A generator that asks whether a number is even, adds two of them, or counts on from one."""

    def asks(draw: Any) -> Any:
        number = draw.below("number", 10)
        return draw.either(number % 2 == 0, "even", "odd")

    def adds(draw: Any) -> Any:
        number = 3 - draw.below("one", 10) * 2 + draw.below("other", 2**40)
        return draw.join(number - draw.below("third", 5))

    assert ["c1"] == list(alike(filled([asks, adds], 40), FORMATS["csv"](), [0]).forms)


@given(st.lists(MAKES, min_size=1, max_size=5), st.sampled_from([*FORMATS.values()]))
@settings(max_examples=25, deadline=None)
def test_programs_of_any_verbs(
    makes: list[Callable[[Any], Any]], format: Callable[[], Encoder]
) -> None:
    alike(filled(makes, 2**41), format(), [0, 2**40 + 1])


def test_the_table_of_the_benchmarks_is_drawn_whole() -> None:
    plan = load(str(ROOT / "benchmarks" / "users.yaml"))[1]

    assert 12 == len(alike(plan, FORMATS["sql"](), [5]).forms)
