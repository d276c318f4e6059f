"""Types that a schema file asks for: what values become, and which are refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from mockcraft.core.frame import batch_of
from mockcraft.core.kinds import KINDS, WRITTEN, conversions
from mockcraft.core.ranges import Range, whole
from mockcraft.core.types import Type
from mockcraft.errors import DataError
from plans import shop
from schema.support import plan_of, problems_of, rows_of, schema, values_of

KEY = "n: {generator: sequence}"


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("{expr: n * 10, type: int32}", [10, 20]),
        ("{expr: n * 10, type: interval}", [timedelta(seconds=10), timedelta(seconds=20)]),
        (
            "{expr: \"interval '2 hours' * n\"}",
            [timedelta(hours=2), timedelta(hours=4)],
        ),
        ("{expr: \"interval '1 day' * n\"}", [timedelta(days=1), timedelta(days=2)]),
        ("{value: -P1DT2H3M4S, type: interval}", [-timedelta(days=1, seconds=7384)] * 2),
        ("{value: PT-5M, type: interval}", [-timedelta(minutes=5)] * 2),
        (
            "{expr: \"timestamp '2026-01-01 00:00:30' - timestamp '2026-01-01'\", type: interval}",
            [timedelta(seconds=30)] * 2,
        ),
        (
            '{value: "2026-01-31T12:00:00+02:00", type: timestamptz}',
            [datetime(2026, 1, 31, 10, tzinfo=UTC)] * 2,
        ),
        (
            '{value: "2026-01-31 12:00:00", type: timestamptz}',
            [datetime(2026, 1, 31, 12, tzinfo=UTC)] * 2,
        ),
        (
            "{expr: \"date '2026-01-31' + n\", type: timestamptz}",
            [datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC)],
        ),
        ('{template: "é{n}", type: bytes}', ["é1".encode(), "é2".encode()]),
        ('{template: "\\\\x0{n}ff", type: bytes}', [b"\x01\xff", b"\x02\xff"]),
        ("{value: 0.1, type: float32}", [pa.scalar(0.1, pa.float32()).as_py()] * 2),
        ("{expr: n - 1, type: boolean}", [False, True]),
    ],
)
def test_values_become_the_type_that_is_asked_for(column: str, expected: list[Any]) -> None:
    assert expected == values_of(f"{KEY}\na: {column}", count=2)


WORDS = [
    *((word, True) for word in ("true", "T", "yes", "Y", "on", "1", " yes ")),
    *((word, False) for word in ("false", "f", "No", "n", "OFF", "0")),
]


@pytest.mark.parametrize(("word", "expected"), WORDS)
def test_a_boolean_is_read_from_the_words_that_a_cast_reads(word: str, expected: bool) -> None:
    typed, cast = (
        f'a: {{value: "{word}", type: boolean}}',
        f"a: {{expr: \"cast('{word}' as boolean)\"}}",
    )

    assert [expected] == values_of(typed, count=1) == values_of(cast, count=1)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (
            "{expr: 2147483640 + n * 4, type: int32}",
            "int32: 2147483648 is not a whole number from -2147483648 to 2147483647 (row 1 of t)",
        ),
        (
            "{template: '{n}e38', type: float32}",
            "float32: '4e38' is not a number of at most 3.4e38 (row 3 of t)",
        ),
        (
            "{expr: 9223372036852 + n, type: interval}",
            "interval: 9223372036855 is not a length of time",
        ),
        ("{expr: n + 0.5, type: 'decimal(2, 1)'}", "decimal(2,1): 10.5 is not a decimal number of 2"),
        ("{template: '2026-01-0{n}', type: date}", "date: '2026-01-010' is not a date such as"),
        ("{template: '0000-01-0{n}', type: date}", "'0000-01-01' is not a date such as"),
        ("{template: '{n}', type: uuid}", "'1' is not a UUID such as"),
        ("{template: '{n}', type: objectid}", "'1' is not an ObjectId such as 507f1f77bcf86cd799439011"),
        ("{template: 'P{n}M', type: interval}", "'P1M' is not a length of time such as PT1H30M"),
        ("{template: '1e{n}00', type: float}", "float: '1e400' is not a number (row 3 of t)"),
        (
            r'{template: "\\x{n}", type: bytes}',
            r"bytes: '\\x1' is not text, or hexadecimal digits in pairs after \x (row 0 of t)",
        ),
        ("{template: 'x{n}', type: boolean}", "boolean: 'x1' is not true or false (row 0 of t)"),
    ],
)  # fmt: skip
def test_a_value_outside_its_type_is_refused_with_its_row_and_column(
    column: str, message: str
) -> None:
    with pytest.raises(DataError) as error:
        rows_of(plan_of(schema(f"{KEY}\na: {column}", 10)))

    assert str(error.value).startswith("s.yaml:6:7: t.a has a value that does not fit ")
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        ("{generator: word, type: uuid}", "is not a UUID such as 123e4567"),
        ("{generator: word, type: json}", "is not a JSON document, which type asks for"),
        ("{value: 507F1F77BCF86CD799439011, type: objectid}", "24 hexadecimal digits in lower case, which type asks for"),
        ("{regex: '[0-9a-f]{23}', type: objectid}", "is not an ObjectId such as 507f1f77bcf86cd799439011"),
        ("{generator: object_id, type: uuid}", "objectid values cannot become uuid (type is one of objectid, text)"),
        ("{generator: word, type: oid}", 'not known (did you mean "objectid"?)'),
        ("{value: P1Y, type: interval}", "'P1Y' is not a length of time such as PT1H30M"),
        ("{value: '2147483648', type: int32}", "'2147483648' is not a whole number from"),
        ("{value: '9.99', type: 'decimal(2, 2)'}", "is not a decimal number of 2 digits, 2 of them"),
        ("{value: '10004-01-01', type: date}", "'10004-01-01' is not a date"),
        ("{value: nan, type: float}", "'nan' is not a number, which type asks for"),
        ("{value: 2147483648, type: int32}", "'2147483648' is not a whole number from"),
        ("{values: [1, -2147483649], type: int32}", "'-2147483649' is not a whole number from"),
        ("{generator: word, type: bigint}", "type 'bigint' is not known (did you mean \"integer\"?)"),
        ("{generator: word, type: datetime}", 'not known (did you mean "timestamp"?)'),
        ("{generator: word, type: int32(4)}", "type 'int32(4)' is not known"),
        ("{generator: uuid, type: bytes}", "uuid values cannot become bytes (type is one of uuid, text)"),
    ],
)  # fmt: skip
def test_a_type_that_cannot_be_is_told_before_the_first_row(column: str, problem: str) -> None:
    (found,) = problems_of(schema(f"a: {column}"))

    assert problem in found


@pytest.mark.parametrize(
    ("column", "problem"),
    [
        ("date, after: 9999-12-31, before: 10004-01-01", "before='10004-01-01' is not a date"),
        ("datetime, after: 10004-01-01", "after='10004-01-01' is not a time"),
        ("date, after: 9995-01-01", "after=9995-01-01 is later than the clock, 2026-01-01"),
        ("datetime, after: 9995-01-01", "after=9995-01-01 00:00:00 is later than the clock"),
    ],
)  # fmt: skip
def test_a_date_outside_the_calendar_is_told_before_the_first_row(
    column: str, problem: str
) -> None:
    (found,) = problems_of(schema(f"a: {{generator: {column}}}"))

    assert problem in found


def test_a_zoned_timestamp_and_an_interval_are_computed_with() -> None:
    columns = f"""
{KEY}
at: {{value: "2026-01-31T23:30:00Z", type: timestamptz}}
took: {{expr: n * 1800, type: interval}}
a: {{expr: at + took}}
"""
    assert [datetime(2026, 2, 1), datetime(2026, 2, 1, 0, 30)] == values_of(columns, count=2)


def test_a_unique_column_stays_unique_as_a_narrower_integer() -> None:
    column = "a: {generator: number, min: 1, max: 100, unique: true, type: int32}"

    assert 100 == len(set(values_of(column, count=100)))


@pytest.mark.parametrize(
    "column", ["{generator: object_id}", "{regex: '[0-9a-f]{24}', type: objectid}"]
)
def test_an_object_id_is_a_key_and_referred_to_as_such(column: str) -> None:
    plan = plan_of(schema(f"a: {column[:-1]}, primary_key: true}}\nb: {{ref: t.a}}", 300))
    rows = rows_of(plan)

    assert ["objectid", "objectid"] == [each.type.kind for each in plan.table("t").columns]
    assert 300 == len({row["a"] for row in rows}) and all(len(row["a"]) == 24 for row in rows)


def test_a_sequence_that_outgrows_its_type_is_told_before_the_first_row() -> None:
    (found,) = problems_of(schema("a: {generator: sequence, type: int32}", 3_000_000_000))

    assert "'3000000000' is not a whole number from -2147483648 to 2147483647" in found


def test_columns_of_the_new_types_give_parameters() -> None:
    columns = """
at: {value: "2026-01-31T23:30:00Z", type: timestamptz}
low: {value: 5, type: int32}
a: {generator: datetime, after: at, before: "2026-02-01"}
b: {generator: number, min: low, max: 6}
"""
    assert all(each >= datetime(2026, 1, 31, 23, 30) for each in values_of(columns))
    assert set(values_of(columns, "b")) <= {5, 6}


def test_every_type_has_words_and_an_arrow_type_and_known_conversions() -> None:
    for name in WRITTEN:
        kind = KINDS[name]
        assert kind.like
        assert Type(name).arrow
        assert set(conversions(name)) <= set(WRITTEN)
        assert set(kind.exact) <= set(kind.becomes)
        assert kind.base in KINDS


def test_what_is_made_from_nulls_can_be_null_through_keys_and_members() -> None:
    plan = plan_of(
        "tables:\n"
        "  p:\n    count: 5\n    columns:\n"
        "      id: {generator: sequence, primary_key: true}\n"
        "      code: {generator: word, nulls: 0.5}\n"
        "      at: {fields: {city: {generator: city, nulls: 0.5}, zip: zip}}\n"
        "      city: {expr: at.city}\n"
        "      zip: {expr: at.zip}\n"
        "  c:\n    count: 5\n    columns:\n"
        "      p_id: {ref: p.id}\n"
        "      maybe: {ref: p.id, nulls: 0.5}\n"
        "      code: {expr: p_id.code}\n"
        "      city: {expr: p_id.at.city}\n"
        "      id: {expr: p_id.id}\n"
        "      of_maybe: {expr: maybe.id}\n"
    )
    found = {c.name: c.nullable for c in plan.table("p").columns}

    assert {"id": False, "code": True, "at": False, "city": True, "zip": False} == found
    expected = {
        "p_id": False, "maybe": True, "code": True, "city": True, "id": False, "of_maybe": True,
    }  # fmt: skip
    assert expected == {c.name: c.nullable for c in plan.table("c").columns}


def test_a_column_that_is_not_nullable_has_no_null() -> None:
    plan = shop()
    for table in plan.tables:
        batch = batch_of(plan, whole(Range(table.name, 0, table.count)))
        nulls = {column.name for column in table.columns if batch.column(column.name).null_count}

        assert nulls <= {column.name for column in table.columns if column.nullable}
