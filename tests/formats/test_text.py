"""The text renderer: a cell's text is `values.text_of` of its value, however the batch is laid out."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given

from formats.batches import PLAIN_TYPES, batch_of, batches, encoded, table_of, text_cell
from mockcraft.core.types import Type
from mockcraft.formats.dialects import DIALECTS
from mockcraft.formats.dictionaries import ONCE_ROWS, decoded
from mockcraft.formats.plain import Plain, PlainStyle
from mockcraft.formats.sql import SqlStyle


@given(batches(PLAIN_TYPES))
def test_a_cell_reads_as_its_value_does(made: Any) -> None:
    table, rows, batch = made
    for i, column in enumerate(table.columns):
        text = decoded(PlainStyle().unquoted(batch.column(i), column.type)).to_pylist()
        expected = [None if row[i] is None else text_cell(row[i], column.type) for row in rows]

        assert expected == text


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("date", date(1, 1, 1), "0001-01-01"), ("date", date(9999, 12, 31), "9999-12-31"),
        ("date", date(1869, 12, 31), "1869-12-31"), ("date", date(1870, 1, 1), "1870-01-01"),
        ("date", date(2169, 12, 31), "2169-12-31"), ("date", date(2170, 1, 1), "2170-01-01"),
        ("timestamp", datetime(1, 1, 1), "0001-01-01 00:00:00"),
        ("timestamp", datetime(9999, 12, 31, 23, 59, 59), "9999-12-31 23:59:59"),
        ("timestamp", datetime(1969, 12, 31, 23, 59, 59), "1969-12-31 23:59:59"),
        ("timestamp", datetime(1869, 12, 31, 1, 2, 3), "1869-12-31 01:02:03"),
        ("time", time(), "00:00:00"), ("time", time(23, 59, 59), "23:59:59"),
        ("float", 5.0, "5.0"), ("float", 1e20, "1e+20"), ("float", 1e-7, "1e-07"),
        ("float", -0.0, "-0.0"), ("float", 0.1, "0.1"), ("boolean", True, "true"),
        ("integer", -(2**63), "-9223372036854775808"),
    ],
)  # fmt: skip
def test_extremes_read_as_they_are(kind: Any, value: Any, expected: str) -> None:
    for rows in ([(value,)], [(value,), (None,)]):
        batch = batch_of(table_of(Type(kind)), rows)
        text = decoded(PlainStyle().unquoted(batch.column(0), Type(kind)))
        assert [expected, None][: len(rows)] == text.to_pylist()


@pytest.mark.parametrize("scale", range(19))
def test_a_decimal_reads_with_all_its_places_and_never_with_an_exponent(scale: int) -> None:
    type_ = Type("decimal", 18, scale)
    whole = [0, 1, -1, 5, -5, 10**scale, -(10**scale), 10**17, 1 - 10**18, 10**18 - 1]
    numbers = [Decimal(each).scaleb(-scale) for each in whole if abs(each) < 10**18]
    array = batch_of(table_of(type_), [(each,) for each in numbers]).column(0)
    made = decoded(PlainStyle().unquoted(array, type_)).to_pylist()

    assert [format(each, "f") for each in numbers] == made


@pytest.mark.parametrize(
    ("text", "scale"), [("-0.05", 2), ("0.00000001", 8), ("-0.0", 1), ("-1.50", 2)]
)
def test_small_and_negative_decimals_read_right(text: str, scale: int) -> None:
    type_ = Type("decimal", 18, scale)
    array = pa.array([Decimal(text)], type_.arrow)

    assert [text.replace("-0.0", "0.0") if text == "-0.0" else text] == decoded(
        PlainStyle().unquoted(array, type_)
    ).to_pylist()


def test_what_one_dialect_escapes_is_not_kept_for_another() -> None:
    """The texts of lists are escaped once for all chunks, and MySQL escapes more than PostgreSQL."""
    texts = [f"a\\{i}" for i in range(2 * ONCE_ROWS)]
    array = pa.array(texts).dictionary_encode()
    made = [
        decoded(SqlStyle(DIALECTS[name]).unquoted(array, Type("text"))).to_pylist()
        for name in ("postgresql", "mysql", "postgresql")
    ]

    assert [texts, [each.replace("\\", "\\\\") for each in texts], texts] == made


def test_a_decimal_of_many_digits_is_the_nearest_float() -> None:
    array = pa.array([Decimal("999999999999999.5"), None], pa.decimal128(18, 1))

    assert [999999999999999.5, None] == Plain()._plain(array, Type("decimal", 18, 1)).to_pylist()


@given(batches())
def test_plain_batches_hold_what_a_driver_takes(made: Any) -> None:
    table, rows, batch = made
    plain = encoded(Plain(), table, batch, 0)

    plain.validate(full=True)
    assert len(rows) == plain.num_rows
    for i, column in enumerate(table.columns):
        if column.type.kind in ("integer", "boolean", "text", "uuid", "json", "float"):
            assert [row[i] for row in rows] == plain.column(i).to_pylist()
        if column.type.kind == "decimal":
            floats = [None if row[i] is None else float(row[i]) for row in rows]
            assert floats == plain.column(i).to_pylist()
