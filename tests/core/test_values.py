"""Values of one row, and the calendar behind dates."""

from datetime import date, datetime, timedelta
from decimal import Decimal as PythonDecimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockcraft.core.coded import plain_text
from mockcraft.core.context import NOW, Context
from mockcraft.core.hashing import Rows
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.types import to_arrow
from mockcraft.core.values import Date, Decimal, Time, Timestamp, civil, days_of, plain, text_of
from mockcraft.core.vector import VectorDraw

EPOCH = date(1970, 1, 1)
DAYS = st.integers(-719_162, 2_932_896)  # 0001-01-01 to 9999-12-31


@given(DAYS)
def test_the_calendar_is_that_of_python(days: int) -> None:
    expected = EPOCH + timedelta(days)

    assert (expected.year, expected.month, expected.day) == civil(days)
    assert days == days_of(*civil(days))
    assert str(expected) == text_of(Date(days))


@given(st.lists(DAYS))
def test_the_calendar_is_the_same_for_arrays(days: list[int]) -> None:
    years, months, of_month = civil(np.array(days, np.int64))

    assert [civil(day) for day in days] == list(
        zip(years.tolist(), months.tolist(), of_month.tolist(), strict=True)
    )


@given(st.integers(-62_135_596_800, 253_402_300_799))
def test_a_timestamp_reads_as_sql_writes_it(seconds: int) -> None:
    assert str(datetime(1970, 1, 1) + timedelta(seconds=seconds)) == text_of(Timestamp(seconds))


@given(st.integers(-(2**63), 2**63 - 1), st.integers(0, 18))
def test_a_decimal_reads_with_all_its_places(units: int, scale: int) -> None:
    expected = format(PythonDecimal(units).scaleb(-scale), "f")

    assert expected == text_of(Decimal(units, scale))
    assert PythonDecimal(expected) == plain(Decimal(units, scale))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", "x"), (True, "true"), (False, "false"), (-7, "-7"), (Time(86_399), "23:59:59"),
        (Decimal(-5, 2), "-0.05"), (Decimal(1, 8), "0.00000001"), (Decimal(0, 2), "0.00"),
        (0.5, "0.5"),
    ],
)  # fmt: skip
def test_a_value_has_one_text(value: object, expected: str) -> None:
    assert expected == text_of(value)


def test_python_gets_plain_objects() -> None:
    made = [plain(each) for each in ("x", 1, True, Date(0), Time(0), Timestamp(0))]

    assert ["x", 1, True, "1970-01-01", "00:00:00", "1970-01-01 00:00:00"] == made


@given(
    st.lists(st.integers(-(10**17), 10**17), min_size=1, max_size=5),
    st.integers(0, 12),
    st.booleans(),
)
def test_a_decimal_within_a_text_reads_as_it_does_by_itself(
    units: list[int], scale: int, constant: bool
) -> None:
    rows = np.arange(len(units), dtype=np.uint64)
    context = Context(0, "t", "en_US", NOW)
    given = units[0] if constant else np.array(units, np.int64)
    made = VectorDraw(context, 1, Rows(rows)).join("<", Decimal(given, scale), ">")
    texts = plain_text(to_arrow(made, len(units))).to_pylist()
    expected = [f"<{text_of(Decimal(units[0] if constant else u, scale))}>" for u in units]

    assert expected == texts
    assert expected[0] == ScalarDraw(context, 1, 0).join("<", Decimal(units[0], scale), ">")
