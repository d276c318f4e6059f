"""The text format of LOAD DATA: escapes, nulls, and one line a row."""

import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from formats.batches import batch_of, batches, encoded, mysql_cell, table_of
from mockcraft.core.types import Type
from mockcraft.databases.mysql.lines import MysqlLoad

TEXT = Type("text")
ESCAPES = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\0": "\0"}


def read(data: bytes) -> list[list[str | None]]:
    """Reads as the manual of LOAD DATA says: a backslash and the next character stand for one."""
    assert not data or data.endswith(b"\n")
    return [[_cell(cell) for cell in line.split("\t")] for line in data.decode().split("\n")[:-1]]


def _cell(cell: str) -> str | None:
    if cell == "\\N":
        return None
    return re.sub(r"\\.", lambda match: ESCAPES[match[0]], cell)


def expected(value: Any, type_: Type) -> str:
    if type_.kind == "boolean":
        return str(int(value))
    if type_.kind == "interval":
        return str(int(value / timedelta(seconds=1)))
    return str(value.hex()) if type_.kind == "bytes" else str(mysql_cell(value, type_))


@given(batches())
def test_every_cell_is_read_as_it_was_written(made: Any) -> None:
    table, rows, batch = made
    found = read(bytes(encoded(MysqlLoad(), table, batch, 0)))

    assert len(rows) == len(found)
    for row, cells in zip(rows, found, strict=True):
        for value, cell, column in zip(row, cells, table.columns, strict=True):
            assert (value is None) == (cell is None)
            if value is not None and not column.type.nested:
                assert expected(value, column.type) == cell


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", b"a"), (None, b"\\N"), ("", b""), ("\\N", b"\\\\N"), ("\\.", b"\\\\."), ("a\tb", b"a\\tb"),
        ("a\nb", b"a\\nb"), ("a\rb", b"a\\rb"), ("\\n", b"\\\\n"), ('"', b'"'), ("'", b"'"), ("\0", b"\\0"),
        ("\x1a", b"\x1a"), ("0", b"0"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("coded", [False, True])
def test_a_text_is_escaped(text: str | None, expected: bytes, coded: bool) -> None:
    table = table_of(Type("boolean"), TEXT)
    made = encoded(MysqlLoad(), table, batch_of(table, [(True, text)], coded), 0)

    assert b"1\t" + expected + b"\n" == bytes(made)
