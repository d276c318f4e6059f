"""Types: values of the evaluator as Arrow arrays, casts, and nulls."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockcraft.core import values
from mockcraft.core.coded import Coded, Joined
from mockcraft.core.conversion import as_text
from mockcraft.core.pool import Pool
from mockcraft.core.types import (
    Type,
    Unfit,
    cast,
    from_arrow,
    place,
    to_arrow,
    type_of,
    with_nulls,
)

TEXT = Type("text")
INTEGER = Type("integer")
STRUCT = Type("struct", fields=(("a", TEXT), ("b", INTEGER)))
KINDS = [
    TEXT, Type("uuid"), Type("objectid"), Type("json"), INTEGER, Type("boolean"), Type("decimal", 18, 2), Type("float"),
    Type("date"), Type("timestamp"), Type("time"), STRUCT, Type("list", item=STRUCT),
]  # fmt: skip


def decimals(*texts: str, scale: int = 2) -> pa.Array:
    return pa.array([Decimal(text) for text in texts], pa.decimal128(18, scale))


def seconds(*numbers: int) -> pa.Array:
    return pa.array(numbers, pa.int64()).view(pa.timestamp("s"))


def numbers(*given: int) -> Any:
    return np.array(given, np.int64)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", ["x", "x"]),
        (7, [7, 7]),
        (True, [True, True]),
        (numbers(1, 2), [1, 2]),
        (np.array([True, False]), [True, False]),
        (
            values.Decimal(numbers(-5, 10**17), 2),
            [Decimal("-0.05"), Decimal("1000000000000000.00")],
        ),
        (values.Decimal(5, 0), [Decimal(5), Decimal(5)]),
        (values.Date(numbers(-1, 0)), [date(1969, 12, 31), date(1970, 1, 1)]),
        (values.Date(-719_162), [date.min, date.min]),
        (
            values.Timestamp(numbers(-1, 0)),
            [datetime(1969, 12, 31, 23, 59, 59), datetime(1970, 1, 1)],
        ),
        (values.Timestamp(0), [datetime(1970, 1, 1)] * 2),
        (values.Time(numbers(0, 86_399)), [time(), time(23, 59, 59)]),
        (values.Time(1), [time(0, 0, 1)] * 2),
        (Coded(Pool("p", ["a", "b"]), numbers(1, 0)), ["b", "a"]),
        (Joined([Coded(Pool("p", ["a", "bc"]), numbers(1, 0))] * 2), ["bcbc", "aa"]),
    ],
)
def test_a_value_of_the_evaluator_becomes_an_array(value: Any, expected: list[Any]) -> None:
    assert expected == to_arrow(value, 2).to_pylist()


@given(st.lists(st.integers(-(10**18) + 1, 10**18 - 1)), st.integers(0, 18))
def test_units_become_decimals_of_any_scale(units: list[int], scale: int) -> None:
    made = to_arrow(values.Decimal(numbers(*units), scale), len(units))

    made.validate(full=True)
    assert [Decimal(each).scaleb(-scale) for each in units] == made.to_pylist()


@pytest.mark.parametrize(
    ("array", "wanted", "expected"),
    [
        (seconds(-1, -86_400, -86_401, 0, 86_399), Type("date"), [-1, -1, -2, 0, 0]),
        (seconds(-1, -86_401, 86_399), Type("time"), [86_399, 86_399, 86_399]),
        (pa.array([-1, 1], pa.int32()).view(pa.date32()), Type("timestamp"), [-86_400, 86_400]),
        (pa.array(["10:11:12"]), Type("time"), [36_672]),
        (pa.array(["0001-01-01", None]), Type("date"), [-719_162, None]),
    ],
)
def test_moments_are_cast_by_the_calendar(
    array: pa.Array, wanted: Type, expected: list[int | None]
) -> None:
    whole = pa.int64() if wanted.kind == "timestamp" else pa.int32()

    assert expected == cast(array, wanted).view(whole).to_pylist()


@pytest.mark.parametrize(
    ("array", "wanted", "expected"),
    [
        (decimals("1.25", "-1.25", "0.49", "-0.50"), INTEGER, [1, -1, 0, -1]),
        (decimals("1.25", "-1.25"), Type("decimal", 18, 1), [Decimal("1.3"), Decimal("-1.3")]),
        (decimals("1.25"), Type("decimal", 18, 4), [Decimal("1.2500")]),
        (pa.array([-3, 10**15]), Type("decimal", 18, 2), [Decimal("-3.00"), Decimal("1E15")]),
        (pa.array([0.1]), Type("decimal", 18, 2), [Decimal("0.10")]),
        (pa.array([0, 2]), Type("boolean"), [False, True]),
        (pa.array([True]), INTEGER, [1]),
        (pa.array(["1", None]), INTEGER, [1, None]),
        (pa.array([1]), Type("float"), [1.0]),
        (pa.array([1]), TEXT, ["1"]),
        (pa.array([True]), TEXT, ["true"]),
        (pa.array([5.0, 1e-7, 1e20]), TEXT, ["5.0", "1e-07", "1e+20"]),
        (decimals("0.00000001", "-0", scale=8), TEXT, ["0.00000001", "0.00000000"]),
        (seconds(-1), TEXT, ["1969-12-31 23:59:59"]),
    ],
)
def test_numbers_and_texts_are_cast_without_loss(
    array: pa.Array, wanted: Type, expected: list[Any]
) -> None:
    assert expected == cast(array, wanted).to_pylist()


@pytest.mark.parametrize(
    ("array", "wanted"),
    [
        (pa.array(["x"]), INTEGER),
        (pa.array(["25:00:00"]), Type("time")),
        (pa.array([2**62]), Type("decimal", 18, 2)),
        (pa.array([2.5]), INTEGER),
        (pa.array(["x"]), Type("boolean")),
    ],
)
def test_a_value_that_does_not_fit_is_refused(array: pa.Array, wanted: Type) -> None:
    with pytest.raises(Unfit):
        cast(array, wanted)


@pytest.mark.parametrize("kind", ["text", "uuid", "json"])
def test_a_dictionary_stays_one_where_text_is_wanted(kind: Any) -> None:
    array = pa.array([str(UUID(int=i % 2)) for i in range(3)]).dictionary_encode()

    assert cast(array, Type(kind)) is array


def test_a_dictionary_of_numbers_in_words_is_cast() -> None:
    assert [1, 2, 1] == cast(pa.array(["1", "2", "1"]).dictionary_encode(), INTEGER).to_pylist()


@pytest.mark.parametrize("wanted", KINDS, ids=str)
def test_an_array_of_the_wanted_type_stays_as_it_is(wanted: Type) -> None:
    array = pa.nulls(3, wanted.arrow)

    assert cast(array, wanted) is array


@pytest.mark.parametrize(
    "array", [seconds(-5, 9), pa.array([1, 2]), pa.array([-3, 9], pa.int32()).view(pa.date32())]
)
def test_an_array_without_nulls_comes_back_as_it_was(array: pa.Array) -> None:
    assert array == to_arrow(from_arrow(array), 2)


@pytest.mark.parametrize(
    "array",
    [
        pa.array(["a", "b", "c"]),
        pa.array(["a", "b", "a"]).dictionary_encode(),
        pa.array([1, None, 3]),
        decimals("1", "2", "3"),
        seconds(1, 2, 3),
        pa.array([{"a": "x"}, {"a": "y"}, None]),
        pa.array([["x"], [], ["y", None]]),
    ],
    ids=lambda array: str(array.type),
)
def test_nulls_are_added_and_the_type_stays(array: pa.Array) -> None:
    null = np.array([True, False, False])
    made = with_nulls(array, null)

    made.validate(full=True)
    assert array.type == made.type
    assert [None, *array.to_pylist()[1:]] == made.to_pylist()


def test_no_nulls_cost_nothing() -> None:
    array = pa.array([1])

    assert with_nulls(array, np.array([False])) is array


def test_parts_are_placed_in_order_whether_they_are_dictionaries_or_not() -> None:
    parts = [pa.array(["a", "b"]).dictionary_encode(), pa.array(["c", None])]

    assert ["c", "b", None, "a"] == place(parts, numbers(2, 1, 3, 0)).to_pylist()


@pytest.mark.parametrize("type_", [each for each in KINDS if not each.nested], ids=str)
def test_the_type_of_an_array_is_found_again(type_: Type) -> None:
    expected = TEXT if type_.kind in ("uuid", "objectid", "json") else type_

    assert expected == type_of(type_.arrow)


def test_text_without_a_type_of_its_own_is_text() -> None:
    assert TEXT == type_of(pa.null())
    assert TEXT == type_of(pa.dictionary(pa.int32(), pa.string()))


def test_a_type_reads_as_it_is_declared() -> None:
    assert ["text", "decimal(10,2)"] == [str(TEXT), str(Type("decimal", 10, 2))]


def test_nulls_are_no_text() -> None:
    assert [None, "1"] == as_text(pa.array([None, 1])).to_pylist()


@given(
    st.lists(st.none() | st.decimals(-(10**12), 10**12, places=2), max_size=20), st.integers(0, 3)
)
def test_a_float_is_the_number_nearest_to_its_decimal(
    given_: list[Decimal | None], start: int
) -> None:
    array = pa.array(given_, pa.decimal128(18, 2))[start:]

    made = cast(array, Type("float"))

    assert made.to_pylist() == [None if each is None else float(each) for each in given_[start:]]
