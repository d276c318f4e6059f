"""The JSON Schema: it takes every schema file that MockCraft takes in ordinary use, and knows every key."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mockcraft.core.kinds import WRITTEN
from mockcraft.core.lists import locales
from mockcraft.database import with_options
from mockcraft.generator import Parameter, normal, registry
from mockcraft.schema.json_schema import json_schema
from mockcraft.schema.source import Node, parse
from mockcraft.schema.spec import OPTIONS, PER_KEYS, SOURCES, TABLE_KEYS, TOP_KEYS
from mockcraft.setting_sources import is_schema_file

from . import test_problems
from .support import schema

EXAMPLES = [
    each
    for each in sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
    if is_schema_file(str(each))
]
SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def data_of(node: Node, editor: bool = False) -> Any:
    """A file as an editor hands it to the validator; `editor`: as one that takes 10_000 for text."""
    if node.kind == "mapping":
        return {key.text: data_of(value, editor) for key, value in node}
    if node.kind == "sequence":
        return [data_of(item, editor) for item in node.items]
    return node.text if editor and "_" in node.text else node.value


def complaints(text: str, editor: bool = False) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(data_of(parse(text, "f"), editor))]


def test_it_is_a_json_schema_of_reasonable_size() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert len(json.dumps(SCHEMA)) < 250_000


@pytest.mark.parametrize("editor", [False, True])
@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_the_examples_conform(path: Path, editor: bool) -> None:
    assert [] == complaints(path.read_text(encoding="utf-8"), editor)


GOOD_COLUMNS = [
    "first_name", "firstname", "first-name", "firstName: x",
    "{generator: firstname}", "{generator: number, min: 1_000, max: 2_000}", "{generator: number, min: b}",
    "{generator: datetime, after: b.created_at}", "{generator: datetime, after: 2020-01-01}",
    "{generator: datetime, before: \"b + interval '7 days'\", hidden: true}", "{generator: number, max: low * 2}",
    "{generator: sequence, per: b}", "{one_per: b}", "{one_per: b, which: last, hidden: true}",
    "{generator: price, min: 0.5}", "{generator: word, absent: 0.3}", "{generator: word, nulls: 0.3, unique: false, type: json}",
    "{generator: regex, pattern: 12}", "{generator: bool, probability: 0.5}",
    "{ref: users.id}", "{ref: users.id, distribution: zipf, nulls: 1, primary_key: false}", "{ref: users.id, rows: 0..3}", "{ref: users.id, rows: 3}",
    "{values: [a, 1, true, ~]}", "{values: {a: 1, b: 0.5}}", "{value: 5}", "{value: ~}",
    "{expr: a + 1}", "{expr: 1}", "{template: '{a}'}", "{regex: '[a-z]', locale: de-DE, entity: x}",
    "{fields: {x: word, y: {fields: {z: {value: 1}}}}}", "{items: word}",
    "{items: {items: {fields: {x: word}}}, count: 0..1_000}", "{items: word, count: 3}",
    "{generator: price, type: 'decimal(10, 2)'}",
    "{generator: timeline, per: b, start: b.at, every: 15 min, gaps: 0.02}", "{generator: walk, per: b, min: 0}",
    "{generator: datetime, weekdays: {mon..fri: 5, sat: 1}, hours: 9..17, months: [1, 2], growth: 5 %/month, holidays: off}",
    "{states: {a: {b: 9, ~: 1}, b: c, c: ~}, start: b, end: now, wait: {a: 2 days, b: 1..3 h}}", "{states: b.status}",
]  # fmt: skip


@pytest.mark.parametrize("column", GOOD_COLUMNS)
def test_what_is_right_conforms(column: str) -> None:
    text = schema(f"a: {column}" if ": x" not in column else "a: word")

    assert [] == complaints(text)
    assert [] == complaints(text, editor=True)


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\nseed: 1_000\nlocale: en-us\nnow: 2026-01-01\ndatabase: x\n".replace("en-us", "en-US") + schema("a: word"),
        schema("a: word").replace("tables", "collections"),
        "x-any: {a: [1]}\n" + schema("a: word", "{per: t, mean: 3.5}", "    unique: [a]\n    checks: [a > 1]\n    locale: de_DE\n"),
        schema("a: word", "{per: t, min: 0, max: 1_000}", "    unique: [[a, b], [c, d]]\n"),
        schema("a: word", "1_000_000"),
    ],
)  # fmt: skip
def test_a_right_file_conforms(text: str) -> None:
    assert [] == complaints(text)
    assert [] == complaints(text, editor=True)


# Of the mistakes in test_problems, those of form, which show without knowing what the file means.
FORM = (
    "must be", "has no key", "has nothing that", "give one of", "there is no generator", "has no parameter 'mi",
    "(it takes none)", "is not known (did", "is not known (one", "is not known (write", "has no members", "there are no",
    "(give the name of", "is empty (give at least", "(give a list, or", "a weight is", "(give table.column",
    "is outside 1..46", "is outside 0", "is outside 1..10", "has neither max", "has no count", "has no columns",
    "a plain word, not", "is a list (", "is not a share", "no name of", "now is 5", "a group of unique columns is empty",
)  # fmt: skip
CASES = [
    *((schema(columns), problems) for columns, problems in test_problems.COLUMNS),
    *((schema("a: word", more=f"    unique: {group}\n"), problems) for _, group, problems in test_problems.GROUPS),
    *((schema("a: word", more=f"    checks: {checks}\n"), problems) for checks, problems in test_problems.CHECKS),
    *((schema("a: word", count), problems) for count, problems in test_problems.COUNTS),
    *test_problems.FILES,
]  # fmt: skip
WRONG = [text for text, problems in CASES if any(word in problems[0] for word in FORM)]


@pytest.mark.parametrize("text", WRONG, ids=[text.splitlines()[-1].strip() for text in WRONG])
def test_what_is_wrong_in_form_is_refused(text: str) -> None:
    assert complaints(text)


def test_most_mistakes_are_wrong_in_form() -> None:
    assert len(WRONG) > 80


# ---------------------------------------------------------------------- nothing is missing


def test_every_key_of_every_level_is_in_it() -> None:
    defined = SCHEMA["$defs"]

    assert set(TOP_KEYS) == set(SCHEMA["properties"])
    assert {*TABLE_KEYS, *with_options()} == set(defined["table"]["properties"])
    assert set(PER_KEYS) == set(defined["table"]["properties"]["count"]["anyOf"][1]["properties"])
    assert set(OPTIONS) == set(defined["options"]["properties"])
    assert set(SOURCES) - {"generator"} <= set(defined)
    assert all(kind in defined["options"]["properties"]["type"]["pattern"] for kind in WRITTEN)
    assert set(locales()) <= set(defined["locale"]["enum"])


def test_every_key_is_described() -> None:
    def undescribed(name: str, properties: dict[str, Any]) -> list[str]:
        return [
            f"{name}.{key}"
            for key, value in properties.items()
            if value is not True and "description" not in value and "$ref" not in value
        ]

    defined = SCHEMA["$defs"]
    missing = undescribed("file", SCHEMA["properties"])
    for name in ("table", "options", *(source for source in SOURCES if source != "generator")):
        missing += undescribed(name, defined[name]["properties"])

    assert [] == missing


GENERATORS = registry()


def value_for(parameter: Parameter) -> Any:
    """A value of the parameter as a file gives it."""
    if parameter.choices:
        return parameter.choices[0]
    if parameter.form is not None:
        fitting = next(
            text
            for text in ("x", "09:30", "12", "1 h", "5 %/month", "mon", "2026-01-01")
            if parameter.form.fits(text)
        )
        return [fitting] if parameter.kind is tuple else fitting
    given = {
        "str": "x",
        "bool": True,
        "tuple": ["a", "b"],
        "Date": "2026-01-01",
        "Timestamp": "2026-01-01",
    }
    low = parameter.between.low if parameter.between else 1
    return given.get(parameter.kind.__name__, low)


def test_every_generator_and_parameter_is_taken_and_every_other_key_refused() -> None:
    column = VALIDATOR.evolve(schema={"$ref": "#/$defs/column", "$defs": SCHEMA["$defs"]})
    wrong = []
    for each in GENERATORS:
        given = {name: value_for(parameter) for name, parameter in each.parameters.items()}
        for name in (each.name, *each.aliases, normal(each.name)):
            if not column.is_valid({"generator": name, **given, "nulls": 0.5}):
                wrong.append(f"{name} {given}")
            if not any(parameter.required for parameter in each.parameters.values()):
                wrong += [] if column.is_valid(name) else [name]
        if column.is_valid({"generator": each.name, **given, "no_such_key": 1}):
            wrong.append(f"{each.name}.no_such_key")

    assert [] == wrong
