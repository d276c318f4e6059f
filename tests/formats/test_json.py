"""JSON is read back by other readers as it was written."""

import io
import json
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.json
import pytest
from hypothesis import given

from formats.batches import AWKWARD, batch_of, batches, document, encoded, table_of
from mockcraft.core.plan import Table
from mockcraft.core.types import Type
from mockcraft.format import FormatOptions
from mockcraft.formats.json import Json, JsonLines
from mockcraft.formats.text import json_string

TEXT = Type("text")
INNER = Type("struct", fields=(("a", TEXT), ("b", Type("list", item=TEXT))))
NESTED = Type("struct", fields=(("x", Type("list", item=INNER)), ("y", INNER)))


def lines(table: Table, batch: pa.RecordBatch) -> list[Any]:
    text = bytes(encoded(JsonLines(), table, batch, 0)).decode()
    assert text.endswith("\n") or not batch.num_rows
    return [json.loads(line, parse_float=Decimal) for line in text.split("\n")[:-1]]


@given(batches())
def test_every_line_is_a_document_of_its_row(made: Any) -> None:
    table, rows, batch = made
    expected = [
        {c.name: document(v, c.type) for v, c in zip(row, table.columns, strict=True)}
        for row in rows
    ]

    assert expected == lines(table, batch)


@pytest.mark.parametrize("code", [*range(1, 32), 127, 0x85, 0x2028, 0x2029, 0xFEFF, 0x1F642])
@pytest.mark.parametrize("coded", [False, True])
def test_every_control_character_is_escaped(code: int, coded: bool) -> None:
    table = table_of(TEXT)
    text = f"a{chr(code)}b"
    data = bytes(encoded(JsonLines(), table, batch_of(table, [(text,)], coded), 0))

    assert not any(byte < 32 for byte in data[:-1])
    assert {"c0": text} == json.loads(data)


def test_nested_values_nest_with_their_nulls_and_empty_lists() -> None:
    table = table_of(NESTED)
    rows: list[Any] = [
        {"x": [], "y": {"a": None, "b": []}},
        {"x": [{"a": 'q"', "b": ["\\", None, ""]}, None], "y": None},
        None,
        {"x": None, "y": {"a": "", "b": None}},
    ]

    assert [{"c0": row} for row in rows] == lines(table, batch_of(table, [(row,) for row in rows]))


def test_members_that_are_dictionaries_are_written_as_text() -> None:
    coded = pa.array(['a"', "b", 'a"']).dictionary_encode()
    array = pa.StructArray.from_arrays([coded], ["m"])
    table = table_of(Type("struct", fields=(("m", TEXT),)))

    assert [{"c0": {"m": text}} for text in ('a"', "b", 'a"')] == lines(
        table, pa.RecordBatch.from_arrays([array], ["c0"])
    )


def test_items_that_are_dictionaries_are_written_as_text() -> None:
    array = pa.ListArray.from_arrays(
        pa.array([0, 2, 2, 3], pa.int32()), pa.array(["x", "y", "x"]).dictionary_encode()
    )
    table = table_of(Type("list", item=TEXT))

    assert [{"c0": ["x", "y"]}, {"c0": []}, {"c0": ["x"]}] == lines(
        table, pa.RecordBatch.from_arrays([array], ["c0"])
    )


@pytest.mark.parametrize("sizes", [[7], [1] * 7, [3, 4], [0, 7]])
def test_an_array_is_one_document_wherever_batches_end(sizes: list[int]) -> None:
    table = table_of(Type("integer"), TEXT)
    rows = [(i, AWKWARD[i]) for i in range(7)]
    format, at, pieces = Json(), 0, []
    for size in sizes:
        pieces.append(bytes(encoded(format, table, batch_of(table, rows[at : at + size]), at)))
        at += size
    data = format.header(table) + b"".join(pieces) + format.footer(table)

    assert [{"c0": number, "c1": text} for number, text in rows] == json.loads(data)


def test_an_array_of_no_rows_is_a_document() -> None:
    table = table_of(TEXT)

    assert [] == json.loads(Json().header(table) + Json().footer(table))


def test_arrow_reads_awkward_texts() -> None:
    table = table_of(Type("integer"), TEXT)
    rows = list(enumerate(each for each in AWKWARD))
    data = bytes(encoded(JsonLines(), table, batch_of(table, rows), 0))
    options = pa.json.ParseOptions(
        explicit_schema=pa.schema([("c0", pa.int64()), ("c1", pa.string())])
    )
    read = pa.json.read_json(io.BytesIO(data), parse_options=options)

    assert [text for _, text in rows] == read["c1"].to_pylist()


def test_duckdb_reads_awkward_texts(tmp_path: Any) -> None:
    table = table_of(Type("integer"), TEXT)
    rows = list(enumerate(AWKWARD))
    path = tmp_path / "t.json"
    path.write_bytes(
        Json().header(table)
        + bytes(encoded(Json(), table, batch_of(table, rows), 0))
        + Json().footer(table)
    )

    assert (
        rows
        == duckdb.execute(
            f"select c0, c1 from read_json('{path}', columns={{'c0': 'bigint', 'c1': 'varchar'}})"
        ).fetchall()
    )


@pytest.mark.parametrize("name", ["a", 'a"b', "a\\b", "a\nb", "é", ""])
def test_a_name_is_a_json_string(name: str) -> None:
    assert name == json.loads(json_string(name))


def test_times_are_those_of_rfc_3339() -> None:
    from datetime import datetime

    table = table_of(Type("timestamp"))
    moments = [(datetime(2026, 1, 2, 3, 4, 5),), (datetime(1, 1, 1),), (None,)]

    assert [{"c0": "2026-01-02T03:04:05"}, {"c0": "0001-01-01T00:00:00"}, {"c0": None}] == lines(
        table, batch_of(table, moments)
    )


@pytest.mark.parametrize("sizes", [[9], [1, 8], [4, 4, 1]])
def test_a_pretty_array_is_as_python_indents_it(sizes: list[int]) -> None:
    members = Type("struct", fields=(("é{", TEXT), ("n", Type("float"))))
    table = table_of(TEXT, Type("list", item=members), Type("list", item=TEXT), Type("json"))
    texts = ["a", None, "{[,:]}", '\\"', "\n", "", "é", "\x01", "\\"]
    rows = [
        (text, [{"é{": text, "n": 1.5}] * (i % 3), [text] * (i % 2), ' {"a" :\n [1, {} ]}')
        for i, text in enumerate(texts)
    ]
    plain, pretty, at = Json(), Json(FormatOptions(pretty=True)), 0
    made = {plain: [plain.header(table)], pretty: [pretty.header(table)]}
    for size in sizes:
        for format, pieces in made.items():
            batch = batch_of(table, rows[at : at + size])
            pieces.append(bytes(encoded(format, table, batch, at)))
        at += size
    texts_made = [(b"".join(each) + plain.footer(table)).decode() for each in made.values()]

    assert (
        json.dumps(json.loads(texts_made[0]), indent=2, ensure_ascii=False) + "\n" == texts_made[1]
    )
