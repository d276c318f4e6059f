"""The text format of LOAD DATA: escapes, nulls, and one line a row."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from formats.batches import batch_of, batches, encoded, mysql_cell, table_of
from formats.escaped_lines import ESCAPES, check_cells
from mockcraft.core.types import Type
from mockcraft.databases.mysql.lines import MysqlLoad

TEXT = Type("text")


def expected(value: Any, type_: Type) -> str:
    if type_.kind == "boolean":
        return str(int(value))
    if type_.kind == "interval":
        return str(int(value / timedelta(seconds=1)))
    return str(value.hex()) if type_.kind == "bytes" else str(mysql_cell(value, type_))


@given(batches())
def test_every_cell_is_read_as_it_was_written(made: Any) -> None:
    check_cells(MysqlLoad(), made, expected, ESCAPES | {"\\0": "\0"})


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
