"""Validators of collections that are there, held against a plan before its rows."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database

import servers
from mockcraft.boot import main
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.errors import Unsupported
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan


@pytest.fixture
def database(mongodb: str) -> Iterator[Database[dict[str, Any]]]:
    found = servers.MongoDB(mongodb).database()
    with found.client:
        yield found


def sink(url: str) -> DatabaseSink:
    return DatabaseSink(engine_of(url), url, LoadOptions())


def fill(plan: Plan, url: str) -> None:
    run(plan, sink(url))


NESTED = "{fields: {city: word, floor: {generator: number, min: 0, max: 9, absent: 0.5}}}"
REFUSED = [
    ({"bsonType": "double"}, "{generator: decimal, min: 0, max: 100}", "column t.v is double, the schema gives it decimal("),
    ({"bsonType": "double"}, "sequence", "column t.v is double, the schema gives it integer ("),
    ({"bsonType": "decimal"}, "{generator: number, type: float}", "column t.v is decimal, the schema gives it float ("),
    ({"bsonType": ["long", "null"]}, "{values: [1], type: int32}", "column t.v is long or null, the schema gives it int32 ("),
    ({"bsonType": "int"}, "sequence", "column t.v is int, the schema gives it integer ("),
    ({"bsonType": "int", "maximum": 50}, "{generator: number, min: 60, max: 78, type: int32}", "row 0 gives it .*, and the validator's maximum is 50 (change the validator"),
    ({"minimum": 5}, "{values: [1, 2], type: int32}", "and the validator's minimum is 5 ("),
    ({"maximum": 50.5}, "{values: [51.25]}", "gives it 51.25, and the validator's maximum is 50.5 ("),
    ({"maximum": 50.5}, "{values: [51]}", "gives it 51, and the validator's maximum is 50.5 ("),
    ({"maximum": 50.5}, "{generator: price, min: 60, max: 70}", "and the validator's maximum is 50.5 ("),
    ({"type": "string"}, "sequence", "column t.v is string, the schema gives it integer"),
    ({"type": "boolean"}, "word", "column t.v is bool, the schema gives it text"),
    ({"enum": [1, 2, 3]}, "{values: [2, 4]}", "gives it 4, and the validator's enum is 1, 2, 3 ("),
    ({"enum": [0.5, 2]}, "{values: [0.25, 0.5]}", "gives it 0.25, and the validator's enum is 0.5, 2 ("),
    ({"enum": [1, 2, 3]}, "word", "column t.v is number, the schema gives it text"),
    ({"enum": ["a", "b"]}, "{values: [a], nulls: 0.5}", "column t.v takes no null"),
    ({"minLength": 3}, "{values: [ab, abc]}", "gives it 'ab', and the validator's minLength is 3 ("),
    ({"bsonType": "object", "required": ["zip"]}, NESTED, "column t.v.zip is required by the validator (give it a generator)"),
    ({"required": ["floor"]}, NESTED, "column t.v.floor is required by the validator (set its absent to 0)"),
    ({"properties": {"city": {"bsonType": "int"}}}, NESTED, "column t.v.city is int, the schema gives it text"),
    ({"items": {"bsonType": "long"}}, "{items: word, count: 1..2}", "column t.v[] is long, the schema gives it text"),
    ({"properties": {"city": {"maxLength": 3}}}, "{fields: {city: {values: [abcd]}}, nulls: 0.5}",
     "column t.v.city: row .* gives it 'abcd', of 4 characters, and the validator's maxLength is 3 ("),
    ({"properties": {"floor": {"maximum": -1}}}, NESTED, "column t.v.floor: row .* gives it .*, and the validator's maximum is -1 ("),
    ({"properties": {"a": {"properties": {"b": {"enum": ["x"]}}}}}, "{fields: {a: {fields: {b: {values: [y]}}}}}",
     "column t.v.a.b: row 0 gives it 'y', and the validator's enum is x ("),
    ({"items": {"minLength": 3}}, "{items: {values: [ab]}, count: 0..2}", "column t.v[]: row .* gives it 'ab', and the validator's minLength is 3 ("),
    ({"items": {"properties": {"n": {"minimum": 5}}}}, "{items: {fields: {n: {values: [2], type: integer}}}, count: 0..3}",
     "column t.v[].n: row .* gives it 2, and the validator's minimum is 5 ("),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "column", "said"), REFUSED)
def test_what_a_validator_refuses_is_told_before_the_first_row(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]], rule: Any, column: str, said: str
) -> None:  # fmt: skip
    database.create_collection("t", validator={"$jsonSchema": {"properties": {"v": rule}}})
    plan = make_plan(f"  t: {{count: 9, columns: {{v: {column}}}}}\n")
    match = ".*".join(map(re.escape, said.split(".*")))

    assert re.search(match, str(sink(mongodb).foresee(plan, plan.ranges).refusal))
    with pytest.raises(Unsupported, match=match):
        fill(plan, mongodb)


TAKEN = [
    ({"bsonType": "double"}, "{generator: number, type: float}"),
    ({"bsonType": "decimal"}, "{generator: decimal, min: 0, max: 100}"),
    ({"bsonType": "int"}, "{values: [1], type: int32}"),
    ({"bsonType": ["int", "long"]}, "sequence"),
    ({"bsonType": "number", "enum": [1, 2, 3]}, "{values: [1, 3]}"),
    ({"enum": [1, 2]}, "{values: [1.0, 2.0], type: float}"),
    ({"enum": ["a", 1, None]}, "{values: [a], nulls: 0.5}"),
    ({"enum": [True, False]}, "{generator: boolean}"),
    ({"type": "number", "minimum": 0.5, "maximum": 9.5}, "{generator: number, min: 1, max: 9}"),
    ({"minLength": 2, "maxLength": 3}, "{values: [ab, abc]}"),
    ({"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}}, NESTED),
    ({"type": "array", "items": {"bsonType": "string"}}, "{items: word, count: 0..2}"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "column"), TAKEN)
def test_what_a_validator_takes_is_filled(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]], rule: Any, column: str
) -> None:
    database.create_collection("t", validator={"$jsonSchema": {"properties": {"v": rule}}})
    plan = make_plan(f"  t: {{count: 40, columns: {{v: {column}}}}}\n")

    assert not [line for line in sink(mongodb).foresee(plan, plan.ranges).lines if "valid" in line]
    fill(plan, mongodb)
    assert 40 == database.t.count_documents({})


def test_all_that_a_validator_refuses_is_told_at_once(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]], tmp_path: Path
) -> None:
    """Types, fields that are wanting and values, of all columns, of members within them and of all tables."""
    at = {
        "required": ["zip"],
        "properties": {"city": {"enum": ["X"]}, "floor": {"bsonType": "string"}},
    }
    rules = {
        "required": ["street"],
        "properties": {"n": {"bsonType": "string"}, "m": {"maximum": 0}, "at": at},
    }
    for name in ("t", "u"):
        database.create_collection(name, validator={"$jsonSchema": rules})
    database.u.create_index("w", name="i", unique=True)
    columns = f"{{n: sequence, m: sequence, w: {{values: [a]}}, at: {NESTED}}}"
    rows = f"{{count: 9, columns: {columns}}}"
    tables = f"tables:\n  t: {rows}\n  u: {rows}\n"
    plan = make_plan(tables.removeprefix("tables:\n"))
    said = str(sink(mongodb).foresee(plan, plan.ranges).refusal)

    wanted = [
        f"{table}.{each}"
        for table in ("t", "u")
        for each in (
            "n is string", "at.floor is string", "at.zip is required", "street is required",
            "m: row 0 gives it 1", "at.city: row 0 gives it",
        )
    ]  # fmt: skip
    assert sorted([*wanted, "u.w is unique"]) == sorted(
        next((each for each in [*wanted, "u.w is unique"] if f" {each}" in line), line)
        for line in said.splitlines()
    )
    with pytest.raises(Unsupported) as caught:
        fill(plan, mongodb)
    assert said == str(caught.value)

    path = tmp_path / "s.yaml"
    path.write_text(tables)
    with pytest.raises(Unsupported) as caught:
        prepare(SeedRequest(str(path), mongodb, load=LoadOptions(existing="append")))
    assert [2, 2] == [str(caught.value).count(each) for each in ("n is string", "at.zip is req")]


UNREAD = [
    ({"age": {"$gte": 1}}, "age $gte"),
    ({"$and": [{"$jsonSchema": {"required": ["age"]}}]}, "$and"),
    ({"$jsonSchema": {"minProperties": 1, "properties": {"age": {"multipleOf": 1}}}}, "minProperties, age multipleOf"),
    ({"$jsonSchema": {"properties": {"at": {"properties": {"city": {"pattern": "."}}}}}}, "at.city pattern"),
    ({"$jsonSchema": {"properties": {"place": {"properties": {"type": {"enum": ["Point"]}}}}}}, "what is within place"),
]  # fmt: skip


@pytest.mark.parametrize(("validator", "names"), UNREAD)
def test_what_is_not_read_of_a_validator_is_named_before_the_rows(
    mongodb: str, database: Database[dict[str, Any]], tmp_path: Path,
    capsys: pytest.CaptureFixture[str], validator: Any, names: str,
) -> None:  # fmt: skip
    """By the dry run, and by the run itself, which tells it once."""
    database.create_collection("t", validator=validator)
    schema = tmp_path / "schema.yaml"
    schema.write_text(
        "tables:\n  t: {count: 5, columns: {age: sequence, at: {fields: {city: word}}, "
        "place: geojson_point}}\n"
    )
    said = f"t: of its validator, {names} is read by the server alone, with the rows\n"
    arguments = ["seed", str(schema), "--db", mongodb]
    for words, after in ((["--dry-run"], "5 rows in all"), ([], "5 rows\n")):
        code = main([*arguments, *words])
        printed = "".join(capsys.readouterr())
        assert (0, 1) == (code, printed.count(said))
        assert printed.index(said) < printed.index(after)


REPEATED = [
    (["name"], {}, "name: {values: [a]}", "t.name is unique by the index i; rows 0 and 1 both give it 'a' ("),
    (["at.city"], {}, "at: {fields: {city: {values: [a]}}}", "t.at.city is unique by the index i; rows 0 and 1"),
    (["tags"], {}, "tags: {items: {value: a}, count: 1..2}", "t.tags is unique by the index i; rows 0 and 1"),
    (["a", "b"], {}, "a: {values: [1]}, b: {values: [x]}", "rows 0 and 1 both give it 1, 'x' ("),
    (["other"], {}, "n: sequence", "rows 0 and 1 both give it null ("),
    (["name"], {"sparse": True}, "name: {values: [a]}", "rows 0 and 1 both give it 'a' ("),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "options", "columns", "said"), REPEATED)
def test_rows_that_a_unique_index_does_not_tell_apart_are_told_before_the_first(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]],
    fields: list[str], options: Any, columns: str, said: str,
) -> None:  # fmt: skip
    keys = [(field, 1) for field in fields]
    database.t.create_index(keys, name="i", unique=True, **options)
    plan = make_plan(f"  t: {{count: 9, columns: {{{columns}}}}}\n")

    assert said in str(sink(mongodb).foresee(plan, plan.ranges).refusal)
    with pytest.raises(Unsupported, match=re.escape(said)):
        fill(plan, mongodb)


APART = [
    ("n", {}, "n: sequence"),
    ("n", {"sparse": True}, "n: {generator: sequence, absent: 0.9}"),
    ("other", {"partialFilterExpression": {"other": {"$exists": True}}}, "n: sequence"),
    ("at.n", {}, "at: {fields: {n: sequence}}"),
]


@pytest.mark.parametrize(("field", "options", "columns"), APART)
def test_rows_that_a_unique_index_tells_apart_are_filled(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]],
    field: str, options: Any, columns: str,
) -> None:  # fmt: skip
    database.t.create_index(field, unique=True, **options)
    fill(make_plan(f"  t: {{count: 40, columns: {{{columns}}}}}\n"), mongodb)

    assert 40 == database.t.count_documents({})
