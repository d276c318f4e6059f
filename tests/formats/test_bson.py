"""BSON against pymongo's encoder: the same bytes for the same documents."""

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import bson
import numpy as np
import pyarrow as pa
import pytest
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions
from bson.decimal128 import Decimal128
from bson.int64 import Int64
from bson.objectid import ObjectId
from hypothesis import given, settings

from formats.batches import TYPES, batch_of, batches, encoded, table_of
from mockcraft.core.conversion import as_text
from mockcraft.core.frame import batch_of as rows_of
from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk, Range
from mockcraft.core.types import Type
from mockcraft.engine import run
from mockcraft.errors import DataError
from mockcraft.formats.bson import Bson
from mockcraft.formats.json import JsonLines
from mockcraft.sinks.folder import FolderSink
from mockcraft.testing.sinks import SCHEMA, plan_of

OPTIONS: CodecOptions[dict[str, Any]] = CodecOptions(
    uuid_representation=UuidRepresentation.STANDARD, tz_aware=True
)


def value_of(cell: Any, type_: Type) -> Any:
    """A cell as pymongo takes it."""
    if cell is None:
        return None
    if type_.kind == "struct":
        return {name: value_of(cell[name], member) for name, member in type_.fields}
    if type_.kind == "list":
        assert type_.item is not None
        return [value_of(item, type_.item) for item in cell]
    if type_.kind in CONVERTED:
        return CONVERTED[type_.kind](cell)
    return cell


def _day(cell: date) -> datetime:
    return datetime(cell.year, cell.month, cell.day, tzinfo=UTC)


CONVERTED: dict[str, Any] = {
    "integer": Int64,
    "decimal": Decimal128,
    "uuid": UUID,
    "objectid": ObjectId,
    "json": json.loads,
    "date": _day,
    "time": lambda cell: cell.strftime("%H:%M:%S"),
    "interval": lambda cell: as_text(pa.array([cell], pa.duration("s")))[0].as_py(),
}


def expected(table: Table, rows: list[tuple[Any, ...]], ids: list[ObjectId]) -> list[bytes]:
    return [
        bson.encode(
            {"_id": id_}
            | {
                column.name: value_of(cell, column.type)
                for column, cell in zip(table.columns, row, strict=True)
            },
            codec_options=OPTIONS,
        )
        for id_, row in zip(ids, rows, strict=True)
    ]


def documents(payload: Any) -> list[bytes]:
    data, found = bytes(payload), []
    while data:
        size = int.from_bytes(data[:4], "little")
        found.append(data[:size])
        data = data[size:]
    return found


def check(table: Table, rows: list[tuple[Any, ...]], batch: pa.RecordBatch) -> None:
    found = documents(encoded(Bson(), table, batch))
    ids = [bson.decode(each)["_id"] for each in found]
    assert expected(table, rows, ids) == found


@settings(deadline=None, max_examples=200)
@given(batches(TYPES))
def test_documents_are_those_of_pymongo(
    case: tuple[Table, list[tuple[Any, ...]], pa.RecordBatch],
) -> None:
    check(*case)


@pytest.mark.parametrize(
    ("type_", "cells"),
    [
        (Type("text"), ["x" * 100_000, "", "a\0b", "日本🙂"] * 20),
        (Type("decimal", 18, 2), [Decimal("-0.01"), Decimal("0.00"), Decimal("9999999999999999.99")]),
        (Type("decimal", 18, 18), [Decimal("-0.999999999999999999"), Decimal("1E-18")]),
        (Type("decimal", 18, 0), [Decimal(-(10**18) + 1), Decimal(10**18 - 1), Decimal(0)]),
        (Type("date"), [date(1, 1, 1), date(1969, 12, 31), date(9999, 12, 31)]),
        (Type("timestamp"), [datetime(1, 1, 1), datetime(1969, 12, 31, 23, 59, 59)]),
        (Type("time"), [time(0), time(23, 59, 59)]),
        (Type("interval"), [timedelta(0), timedelta(days=-2)]),
        (Type("json"), ['{"n": 1.5, "i": 2147483648}', "[[], {}]", "1", "true"]),
        (Type("json"), ['{"type": "Point", "coordinates": [1.25, -7]}']),
        (Type("list", item=Type("integer")), [list(range(1200)), [], [1]]),
        (Type("list", item=Type("text")), [["a", None, ""], [None], []]),
        (Type("list", item=Type("list", item=Type("boolean"))), [[[True], []], [[None, False]]]),
        (Type("struct", fields=(("a", Type("text")),)), [{"a": None}, {"a": "x"}]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("nulls", [False, True])
def test_the_edges_of_each_type(type_: Type, cells: list[Any], nulls: bool) -> None:
    table = table_of(type_)
    rows = [(cell,) for cell in [*cells, None] if cell is not None or nulls]
    check(table, rows, batch_of(table, rows))


def test_a_column_of_nulls_alone() -> None:
    for type_ in [Type("json"), Type("text"), Type("uuid"), Type("list", item=Type("text"))]:
        table = table_of(type_)
        check(table, [(None,)] * 3, batch_of(table, [(None,)] * 3, coded=True))


def test_whole_numbers_in_json_that_are_too_large_become_floats() -> None:
    table = table_of(Type("json"))
    payload = encoded(Bson(), table, batch_of(table, [('{"n": 9223372036854775808}',)]))
    assert 2.0**63 == bson.decode(bytes(payload))["c0"]["n"]


@pytest.mark.parametrize("text", [r'{"a\u0000": 1}', "[" * 5000 + "]" * 5000])
def test_json_that_no_document_holds_is_told(text: str) -> None:
    table = table_of(Type("json"))
    with pytest.raises(DataError, match="cannot be in a document"):
        encoded(Bson(), table, batch_of(table, [(text,)]))


def test_a_name_with_a_zero_byte_is_told() -> None:
    table = table_of(Type("integer"), names=("a\0b",))
    with pytest.raises(DataError, match=r"'a\\x00b' cannot be the name of a field"):
        encoded(Bson(), table, batch_of(table, [(1,)]))


def test_a_column_named_id_is_the_key_and_stands_first() -> None:
    table = table_of(Type("text"), Type("integer"), names=("a", "_id"))
    payload = encoded(Bson(), table, batch_of(table, [("x", 5)]))
    assert bson.encode({"_id": Int64(5), "a": "x"}) == payload


def test_other_tables_get_a_key_that_counts_the_rows_and_is_of_the_clock() -> None:
    plan = plan_of(SCHEMA)
    table = plan.table("people")

    def ids(start: int, stop: int) -> list[ObjectId]:
        chunk = Chunk(Range("people", 0, table.count), start, stop)
        payload = Bson().encode(table, rows_of(plan, chunk), chunk)
        return [bson.decode(each)["_id"] for each in documents(payload)]

    all_ = ids(0, 90)
    assert all_ == sorted(set(all_)) == [*ids(0, 7), *ids(7, 90)]
    assert {datetime(2026, 1, 1, tzinfo=UTC)} == {each.generation_time for each in all_}
    other = plan_of(SCHEMA.replace("seed: 7", "seed: 8"))
    chunk = Chunk(Range("people", 0, 90), 0, 90)
    assert (
        documents(Bson().encode(other.tables[0], rows_of(other, chunk), chunk))[0][4:21]
        != (documents(Bson().encode(table, rows_of(plan, chunk), chunk))[0][4:21])
    )


def test_files_are_read_back(tmp_path: Path) -> None:
    plan = plan_of(SCHEMA)
    run(plan, FolderSink(Bson(), tmp_path, "dump"), batch_rows=17)
    people = bson.decode_all((tmp_path / "people.bson").read_bytes(), OPTIONS)
    assert 90 == len(people)
    assert list(range(1, 91)) == [each["id"] for each in people]
    assert {UUID} == {type(each["key"]) for each in people}
    assert {str} == {type(each["address"]["city"]) for each in people}
    assert {"id", "_id"} <= set(people[0])


def test_coded_uuids_and_texts_with_nulls_in_the_pool() -> None:
    table = table_of(Type("uuid"), Type("text"))
    id_ = "123e4567-e89b-12d3-a456-426614174000"
    index = pa.array(np.array([0, 1, 0, None]), pa.int32(), from_pandas=True)
    batch = pa.RecordBatch.from_arrays(
        [
            pa.DictionaryArray.from_arrays(index, pa.array([id_, None])),
            pa.DictionaryArray.from_arrays(index, pa.array(["x", None])),
        ],
        ["c0", "c1"],
    )
    check(table, [(id_, "x"), (None, None), (id_, "x"), (None, None)], batch)


def test_decimals_keep_their_places() -> None:
    table = table_of(Type("decimal", 18, 3))
    payload = encoded(Bson(), table, batch_of(table, [(Decimal("-1.500"),)]))
    assert "-1.500" == str(bson.decode(bytes(payload))["c0"])


def test_what_a_document_leaves_out_is_left_out(tmp_path: Path) -> None:
    """As JSON lines leave it out, within sub-documents and the items of arrays too."""
    plan = plan_of("""
seed: 7
tables:
  t:
    count: 300
    columns:
      id: sequence
      word: {generator: word, absent: 0.3, nulls: 0.3}
      note: {fields: {a: {generator: word, absent: 0.5}, b: {generator: word, nulls: 0.5}}, absent: 0.2, nulls: 0.2}
      list: {items: {fields: {c: {generator: word, absent: 0.5}, d: {generator: number, min: 1, max: 3}}}, count: 0..3}
""")
    run(plan, FolderSink(Bson(), tmp_path, "dump"), batch_rows=70)
    run(plan, FolderSink(JsonLines(), tmp_path, "dump"))
    lines = [json.loads(each) for each in (tmp_path / "t.jsonl").read_text().splitlines()]
    found = bson.decode_all((tmp_path / "t.bson").read_bytes())

    for each in found:
        del each["_id"]
    assert lines == found
    assert {1, 2, 3, 4} & {len(each) for each in found} == {2, 3, 4}
    assert {0, 1} == {"c" in item for each in found for item in each["list"]}
