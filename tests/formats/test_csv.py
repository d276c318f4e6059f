"""CSV is read back by other readers as it was written."""

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import duckdb
import pandas
import polars
import pyarrow as pa
import pytest
from hypothesis import given
from pyarrow import csv as arrow_csv

from formats.batches import (
    AWKWARD,
    PLAIN_TYPES,
    batch_of,
    batches,
    document,
    encoded,
    table_of,
    text_cell,
)
from mockcraft.core.types import Type
from mockcraft.format import FormatOptions
from mockcraft.formats.csv import Csv
from mockcraft.formats.csv_form import CsvForm

TEXT = Type("text")


def written(
    *rows: tuple[Any, ...], types: tuple[Type, ...] = (TEXT, TEXT), coded: bool = False
) -> bytes:
    table = table_of(*types)
    return bytes(encoded(Csv(), table, batch_of(table, list(rows), coded), 0))


CELL = re.compile(r'"((?:[^"]|"")*)"([,\n])|([^",\r\n]*)([,\n])')


def strictly(data: bytes) -> list[list[str | None]]:
    """Reads RFC 4180 to the letter: quotes only around a whole cell, doubled within; no cell is None."""
    text, at = data.decode(), 0
    rows: list[list[str | None]] = [[]]
    while at < len(text):
        match = CELL.match(text, at)
        assert match, f"no cell begins with {text[at : at + 9]!r}"
        quoted, after, plain, end = match.groups()
        rows[-1].append(plain or None if quoted is None else quoted.replace('""', '"'))
        if (after or end) == "\n":
            rows.append([])
        at = match.end()
    assert rows[-1] == [], "the last line does not end"
    return rows[:-1]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, b""), ("", b'""'), ("a", b"a"), ("a,b", b'"a,b"'), ('a"b', b'"a""b"'), ("a\nb", b'"a\nb"'),
        ("a\rb", b'"a\rb"'), ("007", b"007"), (" a ", b" a "), ("é", "é".encode()), ("'", b"'"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("coded", [False, True])
def test_a_cell_is_quoted_only_where_it_must_be(cell: str, expected: bytes, coded: bool) -> None:
    assert b"x," + expected + b"\n" == written(("x", cell), coded=coded)


def test_null_and_empty_text_differ() -> None:
    assert b'"",\n,""\n' == written(("", None), (None, ""))


@given(batches())
def test_a_strict_reader_reads_every_cell(made: Any) -> None:
    table, rows, batch = made
    read = strictly(bytes(encoded(Csv(), table, batch, 0)))
    null = "" if len(table.columns) == 1 else None

    assert len(rows) == len(read)
    for row, cells in zip(rows, read, strict=True):
        for value, cell, column in zip(row, cells, table.columns, strict=True):
            if value is None:
                assert cell == null
            elif column.type.nested:
                read_back = json.loads(cell or "", parse_float=Decimal)
                assert document(value, column.type) == read_back
            else:
                assert text_cell(value, column.type) == cell


@given(batches(PLAIN_TYPES))
def test_pythons_reader_reads_every_cell(made: Any) -> None:
    table, rows, batch = made
    data = bytes(encoded(Csv(), table, batch, 0)).decode()
    expected = [
        ["" if v is None else text_cell(v, c.type) for v, c in zip(row, table.columns, strict=True)]
        for row in rows
    ]

    assert expected == list(csv.reader(io.StringIO(data, newline=""), strict=True))


def test_duckdb_reads_awkward_texts_and_tells_null_from_empty(tmp_path: Any) -> None:
    texts: list[tuple[Any, ...]] = [(str(i), each) for i, each in enumerate([*AWKWARD, None])]
    path = tmp_path / "t.csv"
    table = table_of(TEXT, TEXT)
    path.write_bytes(Csv().header(table) + written(*texts))
    read = duckdb.execute(
        f"select * from read_csv('{path}', header=true, quote='\"', escape='\"', delim=',', new_line='\\n', "
        "columns={'c0': 'varchar', 'c1': 'varchar'}, allow_quoted_nulls=false)"
    ).fetchall()

    assert texts == read


def test_names_of_columns_are_quoted_like_cells() -> None:
    table = table_of(TEXT, TEXT, TEXT, names=("a", "b,c", 'd"e'))

    assert b'a,"b,c","d""e"\n' == Csv().header(table)


@pytest.mark.parametrize(
    "types", [(TEXT,), (Type("integer"), TEXT), (Type("date"), Type("boolean"))]
)
def test_no_rows_are_no_bytes(types: tuple[Type, ...]) -> None:
    assert b"" == written(types=types)


def test_missing_entries_of_a_dictionary_are_nulls() -> None:
    array = pa.DictionaryArray.from_arrays(pa.array([0, 1, 0], pa.int32()), pa.array(["a", None]))
    table = table_of(TEXT)
    batch = pa.RecordBatch.from_arrays([array], ["c0"])

    assert b'a\n""\na\n' == bytes(encoded(Csv(), table, batch, 0))


@pytest.mark.parametrize("coded", [False, True])
def test_every_reader_has_every_row_of_a_table_of_one_column(tmp_path: Path, coded: bool) -> None:
    path = tmp_path / "t.csv"
    rows = written(("x",), (None,), (None,), ("y",), (None,), types=(TEXT,), coded=coded)
    path.write_bytes(Csv().header(table_of(TEXT)) + rows)
    with path.open(newline="") as file:
        by_name = [row["c0"] for row in csv.DictReader(file)]

    assert ["x", "", "", "y", ""] == by_name
    assert 5 == len(pandas.read_csv(path))
    assert 5 == len(polars.read_csv(path))
    assert 5 == len(arrow_csv.read_csv(path))
    assert 5 == len(duckdb.execute(f"select * from read_csv('{path}', header=true)").fetchall())


@pytest.mark.parametrize("coded", [False, True])
@pytest.mark.parametrize("quote", ["needed", "all"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|", "^", "\x01"])
def test_duckdb_reads_every_form(
    tmp_path: Path, delimiter: str, quote: Literal["needed", "all"], coded: bool
) -> None:
    form = CsvForm(delimiter=delimiter, quote=quote, null="NULL", line_ending="crlf", bom=True)
    format, table = Csv(FormatOptions(csv=form)), table_of(TEXT, Type("integer"))
    texts = [*AWKWARD, "NULL", "null", "a;b", "a\tb", "a|b", "a^b", "a\x01b", None]
    rows = [(text, None if i % 3 == 0 else i) for i, text in enumerate(texts) if text != "\x00"]
    path = tmp_path / "t.csv"
    path.write_bytes(
        format.header(table) + bytes(encoded(format, table, batch_of(table, rows, coded), 0))
    )
    read = duckdb.execute(
        f"select * from read_csv('{path}', header=true, delim='{delimiter}', nullstr='NULL', new_line='\\r\\n', "
        "quote='\"', escape='\"', auto_detect=false, allow_quoted_nulls=false, "
        "columns={'c0': 'varchar', 'c1': 'bigint'})"
    ).fetchall()

    assert rows == read


def test_a_form_says_what_stands_before_and_behind() -> None:
    table = table_of(TEXT, Type("boolean"), names=("a", "b;c"))
    rows = batch_of(table, [("x", True), (None, None)], False)
    marked = Csv(FormatOptions(csv=CsvForm(delimiter=";", bom=True, line_ending="crlf")))
    bare = Csv(FormatOptions(csv=CsvForm(header=False, null="-", quote="all")))

    assert b'\xef\xbb\xbfa;"b;c"\r\n' == marked.header(table)
    assert b"x;true\r\n;\r\n" == bytes(encoded(marked, table, rows, 0))
    assert b"" == bare.header(table)
    assert b'"x","true"\n-,-\n' == bytes(encoded(bare, table, rows, 0))
