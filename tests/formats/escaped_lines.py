"""What the text formats of COPY and LOAD DATA have in common: a line a row, tabs, a backslash before what is special."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from formats.batches import encoded
from mockcraft.core.types import Type

ESCAPES = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}


def read(data: bytes, escapes: Mapping[str, str]) -> list[list[str | None]]:
    """Cells of lines, None for NULL: a backslash and the next character stand for one, as `escapes` say."""

    def cell(text: str) -> str | None:
        return None if text == "\\N" else re.sub(r"\\.", lambda match: escapes[match[0]], text)

    assert not data or data.endswith(b"\n")
    return [[cell(each) for each in line.split("\t")] for line in data.decode().split("\n")[:-1]]


def check_cells(
    format: Any, made: Any, expected: Callable[[Any, Type], str], escapes: Mapping[str, str]
) -> None:
    """Each value of a batch (see `batches`) is read as the text that is expected of it, nested ones apart."""
    table, rows, batch = made
    found = read(bytes(encoded(format, table, batch, 0)), escapes)

    assert len(rows) == len(found)
    for row, cells in zip(rows, found, strict=True):
        for value, cell, column in zip(row, cells, table.columns, strict=True):
            assert (value is None) == (cell is None)
            if value is not None and not column.type.nested:
                assert expected(value, column.type) == cell
