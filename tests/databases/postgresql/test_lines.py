"""The text format of COPY: escapes, nulls, and one line a row."""

from typing import Any

import pytest
from hypothesis import given

from formats.batches import batch_of, batches, encoded, table_of, text_cell
from formats.escaped_lines import ESCAPES, check_cells
from mockcraft.core.types import Type
from mockcraft.databases.postgresql.lines import PgCopy

TEXT = Type("text")


def expected(value: Any, type_: Type) -> str:
    text: str = text_cell(value, type_)
    return text[0] if type_.kind == "boolean" else text


@given(batches())
def test_every_cell_is_read_as_it_was_written(made: Any) -> None:
    check_cells(PgCopy(), made, expected, ESCAPES)


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
