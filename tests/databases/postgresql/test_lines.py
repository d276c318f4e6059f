"""The text format of COPY: escapes, nulls, and one line a row."""

import re
from typing import Any

import pytest
from hypothesis import given

from formats.batches import batch_of, batches, encoded, table_of, text_cell
from mockcraft.core.types import Type
from mockcraft.databases.postgresql.lines import PgCopy

TEXT = Type("text")
ESCAPES = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}


def read(data: bytes) -> list[list[str | None]]:
    """Reads as the manual of COPY says: a backslash and the next character stand for one."""
    assert not data or data.endswith(b"\n")
    return [[_cell(cell) for cell in line.split("\t")] for line in data.decode().split("\n")[:-1]]


def _cell(cell: str) -> str | None:
    if cell == "\\N":
        return None
    return re.sub(r"\\.", lambda match: ESCAPES[match[0]], cell)


@given(batches())
def test_every_cell_is_read_as_it_was_written(made: Any) -> None:
    table, rows, batch = made
    found = read(bytes(encoded(PgCopy(), table, batch, 0)))

    assert len(rows) == len(found)
    for row, cells in zip(rows, found, strict=True):
        for value, cell, column in zip(row, cells, table.columns, strict=True):
            assert (value is None) == (cell is None)
            if value is not None and not column.type.nested:
                text = text_cell(value, column.type)
                assert (text[0] if column.type.kind == "boolean" else text) == cell


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", b"a"), (None, b"\\N"), ("", b""), ("\\N", b"\\\\N"), ("\\.", b"\\\\."), ("a\tb", b"a\\tb"),
        ("a\nb", b"a\\nb"), ("a\rb", b"a\\rb"), ("\\n", b"\\\\n"), ('"', b'"'), ("'", b"'"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("coded", [False, True])
def test_a_text_is_escaped(text: str | None, expected: bytes, coded: bool) -> None:
    table = table_of(Type("boolean"), TEXT)
    made = encoded(PgCopy(), table, batch_of(table, [(True, text)], coded), 0)

    assert b"t\t" + expected + b"\n" == bytes(made)
