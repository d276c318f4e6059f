"""Documents leave out what is absent, wherever it stands, and hold all else as it is."""

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockcraft.core.absent import absent_rows
from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.ranges import Chunk, Range
from mockcraft.core.types import Type
from mockcraft.formats.documents import Member, objects
from mockcraft.formats.json import Json, JsonLines
from mockcraft.schema.bind import load

SCHEMA = {
    "tables": {
        "t": {
            "count": 300,
            "columns": {
                "a": {"generator": "word", "absent": 0.5},
                "b": {"generator": "number", "absent": 0.5, "nulls": 0.5},
                "id": {"generator": "sequence", "primary_key": True},
                "home": {
                    "absent": 0.2,
                    "fields": {
                        "city": {"generator": "city", "absent": 0.5},
                        "geo": {
                            "absent": 0.3,
                            "nulls": 0.3,
                            "fields": {"lat": {"generator": "latitude", "absent": 0.5}},
                        },
                    },
                },
                "tags": {
                    "nulls": 0.2,
                    "count": "0..3",
                    "items": {
                        "fields": {
                            "x": {"generator": "word", "absent": 0.4},
                            "y": {"items": {"fields": {"z": {"generator": "bool", "absent": 0.5}}}},
                            "n": "number",
                        }
                    },
                },
                "always": "word",
                "never": {"generator": "word", "absent": 1},
                "last": {"generator": "first_name", "absent": 0.5},
            },
            "checks": ["b is null or b > 100"],
        }
    }
}


def expected(plan: Plan, table: Table, start: int, stop: int) -> list[Any]:
    """The documents, from the rows as Python values and one decision at a time."""
    batch = batch_of(plan, Chunk(Range(table.name, 0, table.count), start, stop))
    return [_document(table.columns, row, start + i) for i, row in enumerate(batch.to_pylist())]


def _document(columns: tuple[Column, ...], row: dict[str, Any], number: int) -> dict[str, Any]:
    made = {}
    for column in columns:
        absent = absent_rows(column, np.array([number], np.uint64))
        if absent is None or not absent[0]:
            made[column.name] = _value(column, row[column.name], number)
    return made


def _value(column: Column, value: Any, number: int) -> Any:
    fill: Any = column.fill
    if value is None:
        return None
    if column.type.kind == "struct":
        return _document(fill.members, value, number)
    if column.type.kind == "list":
        numbers = fill.item_numbers(np.array([number], np.uint64), np.array([len(value)]))
        return [_value(fill.member, v, n) for v, n in zip(value, numbers.tolist(), strict=True)]
    return float(value) if column.type.kind == "decimal" else value


def documents(plan: Plan, table: Table, start: int, stop: int) -> list[Any]:
    chunk = Chunk(Range(table.name, 0, table.count), start, stop)
    data = bytes(JsonLines().encode(table, batch_of(plan, chunk), chunk))
    return [json.loads(line) for line in data.decode().splitlines()]


@pytest.mark.parametrize(("start", "stop"), [(0, 300), (37, 38), (100, 163)])
def test_documents_hold_all_that_is_not_absent(start: int, stop: int) -> None:
    _, plan = load(SCHEMA)
    table = plan.table("t")
    made = documents(plan, table, start, stop)

    assert expected(plan, table, start, stop) == made
    assert all("never" not in each and "always" in each for each in made)
    if stop - start == 300:
        assert {True, False} == {"b" in each for each in made}
        assert {True, False} == {each["b"] is None for each in made if "b" in each}


def test_a_table_of_which_all_may_be_absent_has_empty_documents() -> None:
    columns = {"a": {"generator": "word", "absent": 1}, "b": {"generator": "word", "absent": 1}}
    _, plan = load({"tables": {"t": {"count": 3, "columns": columns}}})
    table = plan.table("t")
    chunk = Chunk(Range("t", 0, 3), 0, 3)
    format = Json()
    data = format.header(table) + bytes(format.encode(table, batch_of(plan, chunk), chunk))

    assert [{}, {}, {}] == json.loads(data + format.footer(table))


@given(
    st.lists(st.none() | st.lists(st.booleans(), min_size=5, max_size=5), max_size=5), st.booleans()
)
def test_commas_stand_between_members_whichever_are_left_out(
    masks: list[list[bool] | None], coded: bool
) -> None:
    members = []
    wanted: list[dict[str, str]] = [{} for _ in range(5)]
    for i, mask in enumerate(masks):
        gone = mask or [False] * 5
        texts = pa.array(["?" if gone[row] else f"{i}{row}" for row in range(5)], pa.string())
        absent = None if mask is None else np.array(mask)
        members.append(
            Member(f"m{i}", ['"', texts.dictionary_encode() if coded else texts, '"'], absent)
        )
        for row in range(5):
            if mask is None or not mask[row]:
                wanted[row][f"m{i}"] = f"{i}{row}"

    assert wanted == [json.loads(each) for each in objects(members, 5).to_pylist()]


def test_texts_and_dictionaries_with_quotes_are_left_out_whole() -> None:
    kinds = [Type("text"), Type("integer"), Type("timestamp"), Type("boolean")]
    columns = {
        "s": {"values": ['a"b', "c\\"], "absent": 0.5},
        "i": {"generator": "number", "absent": 0.5},
        "m": {"generator": "datetime", "absent": 0.5},
        "f": {"generator": "bool", "absent": 0.5},
    }
    _, plan = load({"tables": {"t": {"count": 50, "columns": columns}}})
    table = plan.table("t")
    made = documents(plan, table, 0, 50)

    assert kinds == [each.type for each in table.columns]
    assert {'a"b', "c\\", None} == {each.get("s") for each in made}
    for column in table.columns:
        absent = absent_rows(column, np.arange(50, dtype=np.uint64))
        assert absent is not None
        assert [column.name not in each for each in made] == absent.tolist()
