"""Expressions: what each operation gives, exactness, NULLs, purity over chunks."""

import pickle
import sqlite3
from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockcraft.core.expression import RowError, evaluate, result_type
from mockcraft.errors import ParameterError
from mockcraft.schema.expressions import parse


def decimals(*texts: str | None, scale: int = 2) -> pa.Array:
    return pa.array([None if t is None else Decimal(t) for t in texts], pa.decimal128(18, scale))


COLUMNS: dict[str, pa.Array] = {
    "q": pa.array([1, 2, None, 4]),
    "z": pa.array([0, 1, 2, 0]),
    "p": decimals("1.25", "2.50", "3.33", None),
    "s": pa.array(["Ab", None, "çd ", "x%"]),
    "d": pa.array(["aa", "b", None, "aa"]).dictionary_encode(),
    "f": pa.array([0.5, 1.5, None, 2.5]),
    "b": pa.array([True, False, None, True]),
    "day": pa.array([0, 30, None, 20000], pa.int32()).view(pa.date32()),
    "at": pa.array([0, 86399, None, 1_700_000_000]).view(pa.timestamp("s")),
    "clock": pa.array([0, 1, None, 3600], pa.int32()).view(pa.time32("s")),
    "n": pa.nulls(4),
    "Unit Price": pa.array([1, 2, 3, 4]),
    "user_id.created_at": pa.array([0, 1, 2, 3]).view(pa.timestamp("s")),
}


def computed(text: str, columns: dict[str, pa.Array] = COLUMNS, count: int = 4) -> pa.Array:
    return evaluate(parse(text), columns.__getitem__, count)


def shown(array: pa.Array) -> list[str | None]:
    return [None if each is None else str(each) for each in array.to_pylist()]


# One line each: the expression, the Arrow type, the values (`-` is NULL).
BEHAVIOUR = """
round(q * p, 2)                         | decimal128(18, 2) | 1.25 5.00 - -
q + p                                   | decimal128(18, 2) | 2.25 4.50 - -
q / p                                   | decimal128(18, 8) | 0.80000000 0.80000000 - -
7 / 2                                   | decimal128(18, 6) | 3.500000 3.500000 3.500000 3.500000
-7 % 3                                  | int64             | -1 -1 -1 -1
mod(p, 2)                               | decimal128(18, 2) | 1.25 0.50 1.33 -
div(-7, 2)                              | int64             | -3 -3 -3 -3
case when z = 0 then 0 else q / z end   | decimal128(18, 6) | 0.000000 2.000000 - 0.000000
q / nullif(z, 0)                        | decimal128(18, 6) | - 2.000000 - -
coalesce(nullif(z, 0), 9)               | int64             | 9 1 2 9
z <> 0 and q / z > 1                    | bool              | False True - False
z = 0 or 2 / z > 1                      | bool              | True True False True
round(p)                                | int64             | 1 3 3 -
round(-p, 1)                            | decimal128(18, 1) | -1.3 -2.5 -3.3 -
round(-15, -1)                          | int64             | -20 -20 -20 -20
round(q, 2)                             | decimal128(18, 2) | 1.00 2.00 - 4.00
round(f)                                | int64             | 1 2 - 3
round(f * 10, -1)                       | int64             | 10 20 - 30
round(f, 1)                             | decimal128(18, 1) | 0.5 1.5 - 2.5
floor(-p)                               | int64             | -2 -3 -4 -
ceil(-f)                                | int64             | 0 -1 - -2
abs(-p)                                 | decimal128(18, 2) | 1.25 2.50 3.33 -
sign(2 - q)                             | int64             | 1 0 - -1
power(p, 2)                             | decimal128(18, 4) | 1.5625 6.2500 11.0889 -
floor(power(p - p, 15))                 | int64             | 0 0 0 -
ceil(power(p, 12) / 100)                | int64             | 1 597 18593 -
round(0.00 / power(p, 5), 2)            | decimal128(18, 2) | 0.00 0.00 0.00 -
power(p - p, 12) = 0                    | bool              | True True True -
power(p, 11) % 2 < 2                    | bool              | True True True -
q in (power(p - p, 12), 1)              | bool              | True False - -
case when b then power(p, 10) else 0 end > 5 | bool         | True False False -
power(q, 0)                             | int64             | 1 1 - 1
power(q, z)                             | double            | 1.0 2.0 - 1.0
power(f, -2)                            | double            | 4.0 0.4444444444444444 - 0.16
power(10, q / 2)                        | double            | 3.1622776601683795 10.0 - 100.0
power(0 - q, 3 + z)                     | double            | -1.0 16.0 - -64.0
power(z, 0.5)                           | double            | 0.0 1.0 1.4142135623730951 0.0
ln(q)                                   | double            | 0.0 0.6931471805599453 - 1.3862943611198906
exp(z)                                  | double            | 1.0 2.718281828459045 7.38905609893065 1.0
log10(q * 25)                           | double            | 1.3979400086720377 1.6989700043360187 - 2.0
sin(z)                                  | double            | 0.0 0.8414709848078965 0.9092974268256817 0.0
cos(z * pi())                           | double            | 1.0 -1.0 1.0 1.0
tan(z)                                  | double            | 0.0 1.557407724654902 -2.185039863261519 0.0
radians(q * 90)                         | double            | 1.5707963267948966 3.141592653589793 - 6.283185307179586
degrees(pi() / q)                       | double            | 180.0 90.0 - 45.0
if(q > 1, 'many', 'one')                | string            | one many one many
unaccent(s || 'ß')                      | string            | Abss - cd.ss x%ss
slug(s || ' Ø')                         | string            | ab-o - cd-o x-o
initcap('x' || d)                       | string            | Xaa Xb - Xaa
reverse(s)                              | string            | bA - .dç %x
strpos(s, 'b')                          | int64             | 2 - 0 0
split_part(s || q, 'b', q % 2 * 2 - 1)  | string            | A - - x%4
starts_with(s, left(s, 1))              | bool              | True - True True
sqrt(q)                                 | double            | 1.0 1.4142135623730951 - 2.0
q + f                                   | double            | 1.5 3.5 - 6.5
least(p, q, 2)                          | decimal128(18, 2) | 1.00 2.00 - -
greatest(s, d)                          | string            | aa - - x%
least(day, '1970-01-10')                | date32[day]       | 1970-01-01 1970-01-10 - 1970-01-10
s || q || p                             | string            | Ab11.25 - - -
concat(s, '-', q, b)                    | string            | Ab-1True -2False çd.- x%-4True
lower(s)                                | string            | ab - çd. x%
upper(d)                                | string            | AA B - AA
length(s)                               | int64             | 2 - 3 2
substr(s, 2)                            | string            | b - d. %
substring(s from 0 for 2)               | string            | A - ç x
left(d, 1)                              | string            | a b - a
right(s, 1)                             | string            | b - . %
trim(s)                                 | string            | Ab - çd x%
repeat(d, 2)                            | string            | aaaa bb - aaaa
repeat('ab', q)                         | string            | ab abab - abababab
left(s, 5000000000)                     | string            | Ab - çd. x%
right(s, 5000000000)                    | string            | Ab - çd. x%
substr(s, -4999999999, 5000000001)      | string            | A - ç x
clock - interval '9000000000000000000 seconds' | time32[s]  | 08:00:00 08:00:01 - 09:00:00
clock + -(interval '-9223372036854775808 seconds') | time32[s] | 15:30:08 15:30:09 - 16:30:08
cast(q as smallint)                     | int64             | 1 2 - 4
trim(both 'x' from s)                   | string            | Ab - çd. %
ltrim(s, 'A')                           | string            | b - çd. x%
replace(d, 'a', 'zz')                   | string            | zzzz b - zzzz
lpad(cast(q as text), 3, '0')           | string            | 001 002 - 004
rpad(s, 4, 'xy')                        | string            | Abxy - çd.x x%xy
s like 'A_'                             | bool              | True - False False
s not like 'x\\%'                       | bool              | True - True False
s ilike 'AB'                            | bool              | True - False False
d in ('aa', 'c')                        | bool              | True False - True
q not in (1, null)                      | bool              | False - - -
q between 2 and p                       | bool              | False True - -
q = 1.00                                | bool              | True False - False
p > q                                   | bool              | True True - -
q is null                               | bool              | False False True False
s is not null                           | bool              | True False True True
q is not distinct from n                | bool              | False False True False
q is distinct from z                    | bool              | True True True True
b is not true                           | bool              | False True True False
not b                                   | bool              | False True - False
b or null                               | bool              | True - - True
b and null                              | bool              | - False - -
case d when 'aa' then 1 when 'b' then 2.5 end | decimal128(18, 1) | 1.0 2.5 - 1.0
case when b then 'y' else s end         | string            | y - çd. y
coalesce(s, d, 'none')                  | string            | Ab b çd. x%
coalesce(day, '2026-01-01')             | date32[day]       | 1970-01-01 1970-01-31 2026-01-01 2024-10-04
day = '1970-01-31'                      | bool              | False True - False
day < at                                | bool              | False False - False
day + 1                                 | date32[day]       | 1970-01-02 1970-02-01 - 2024-10-05
day - q                                 | date32[day]       | 1969-12-31 1970-01-29 - 2024-09-30
day - date '1970-01-01'                 | int64             | 0 30 - 20000
day + interval '1 month'                | date32[day]       | 1970-02-01 1970-02-28 - 2024-11-04
day - interval '1 year'                 | date32[day]       | 1969-01-01 1969-01-31 - 2023-10-04
day + interval '1 day' * q              | date32[day]       | 1970-01-02 1970-02-02 - 2024-10-08
cast(day + interval '2 hours' as text)  | string            | 1970-01-01.02:00:00 1970-01-31.02:00:00 - 2024-10-04.02:00:00
at - at                                 | int64             | 0 0 - 0
cast(at - interval '1 week' as date)    | date32[day]       | 1969-12-25 1969-12-25 - 2023-11-07
clock + interval '25 hours'             | time32[s]         | 01:00:00 01:00:01 - 02:00:00
extract(year from at)                   | int64             | 1970 1970 - 2023
extract(dow from day)                   | int64             | 4 6 - 5
extract(doy from day)                   | int64             | 1 31 - 278
extract(epoch from day)                 | int64             | 0 2592000 - 1728000000
date_part('minute', at)                 | int64             | 0 59 - 13
date_trunc('month', day)                | date32[day]       | 1970-01-01 1970-01-01 - 2024-10-01
cast(date_trunc('hour', at) as time)    | time32[s]         | 00:00:00 23:00:00 - 22:00:00
p::int                                  | int64             | 1 3 3 -
cast(' -12 ' as int)                    | int64             | -12 -12 -12 -12
cast('1.005' as decimal(10,2))          | decimal128(18, 2) | 1.01 1.01 1.01 1.01
cast(f as decimal(5,1))                 | decimal128(18, 1) | 0.5 1.5 - 2.5
cast(p as double)                       | double            | 1.25 2.5 3.33 -
cast('yes' as boolean)                  | bool              | True True True True
cast(s as varchar(1))                   | string            | A - ç x
"Unit Price" * 2                        | int64             | 2 4 6 8
user_id.created_at > at                 | bool              | False False - False
cast(power(z * 10, 30) + 0.5 as text)   | string            | 0.5 1000000000000000000000000000000.5 1073741824000000000000000000000000000000.5 0.5
n + 1                                   | int64             | - - - -
cast(null as date)                      | date32[day]       | - - - -
null                                    | null              | - - - -
9223372036854775807 * q / 9223372036854775807 | decimal128(18, 6) | 1.000000 2.000000 - 4.000000
"""
CASES = [[part.strip() for part in line.split(" | ")] for line in BEHAVIOUR.strip().splitlines()]


@pytest.mark.parametrize(("text", "kind", "values"), CASES, ids=[each[0] for each in CASES])
def test_an_expression_has_its_type_and_values(text: str, kind: str, values: str) -> None:
    result = computed(text)
    result.validate(full=True)

    written = [v and v.replace(" ", ".") for v in shown(result)]
    expected = [None if v == "-" else v for v in values.split()]
    if "concat" in text:  # booleans are written the SQL way
        expected = [v and v.replace("T", "t").replace("F", "f") for v in expected]
    assert (kind, expected) == (str(result.type), written)


@pytest.mark.parametrize("text", [each[0] for each in CASES])
def test_the_type_is_known_without_rows(text: str) -> None:
    assert computed(text).type == result_type(parse(text), lambda name: COLUMNS[name].type)


@pytest.mark.parametrize("text", [each[0] for each in CASES])
def test_a_chunk_split_anywhere_gives_the_same_values(text: str) -> None:
    expression = pickle.loads(pickle.dumps(parse(text)))
    parts = []
    for start, stop in ((0, 1), (1, 1), (1, 3), (3, 4)):
        slices = {name: each.slice(start, stop - start) for name, each in COLUMNS.items()}
        parts.append(evaluate(expression, slices.__getitem__, stop - start))

    assert computed(text).to_pylist() == [each for part in parts for each in part.to_pylist()]


@pytest.mark.parametrize("text", [each[0] for each in CASES])
def test_a_dictionary_counts_as_its_text(text: str) -> None:
    plain = COLUMNS | {"d": COLUMNS["d"].dictionary_decode()}

    assert computed(text).to_pylist() == computed(text, plain).to_pylist()


def test_a_column_alone_is_handed_on_as_it_is() -> None:
    assert computed("d") is COLUMNS["d"]


TYPE_ERRORS = {
    "s + 1": '"s + 1" is given text and a whole number (use numbers, or a date or timestamp with days or an interval)',
    "q and b": '"q" is a whole number (use a condition such as a comparison)',
    "q = 'a'": "\"q = 'a'\" is given a whole number and text (use values of one type)",
    "day = s": '"day = s" is given a date and text (use values of one type)',
    "lower(q)": '"lower(q)" is given a whole number (use text, or cast(… as text))',
    "abs(s)": '"abs(s)" is given text (use numbers)',
    "at + 1": '"at + 1" is given a timestamp and a whole number (use numbers, or a date or timestamp with days or an interval)',
    "interval '1 month'": "\"interval '1 months'\" is an interval of months (add it to a date or a timestamp)",
    "case when b then 1 else 'a' end": "\"case when b then 1 else 'a' end\" is given a whole number and text (use results of one type)",
    "day = '2026-02-30'": "'2026-02-30' is not a date in \"day = '2026-02-30'\" (write it like '2026-01-31')",
    "date 'soon'": "'soon' is not a date in ISO 8601 in \"cast('soon' as date)\"",
    "cast(f as numeric)": '"cast(f as decimal)" does not say how many decimals (write decimal(10, 2))',
    "cast(q as date)": '"cast(q as date)" is given a whole number (use text, a date or a timestamp)',
    "extract(year from q)": '"extract(year from q)" is given a whole number (use a date or a timestamp)',
    "to_char(day, '%Y')": "the pattern '%Y' has 'Y' (write YYYY, MM, DD, Month, Mon, Day, Dy, HH24, MI, SS and the like,"
    " and other letters in double quotes: 'YYYY\"/Q\"Q')",
    "age(q, day)": '"age(q, day)" is given a whole number and a date (use dates or timestamps)',
    "left(s, s)": '"left(s, s)" is given text (use whole numbers for positions and lengths)',
    "power(p, 20)": '"power(p, 20)" has 40 decimal places, at most 38 can be computed with (use round)',
    "power(p, 10)": '"power(p, 10)" has 20 decimal places, at most 18 can be stored (use round)',
    "lpad(s, 1000000000)": '"lpad(s, 1000000000)" makes text of more than 100,000 characters (use a smaller number)',
    "repeat('ab', 1000000000)": "\"repeat('ab', 1000000000)\" makes text of more than 100,000 characters (use a smaller number)",
    "s like 'a\\'": "\"s like 'a\\'\" has a pattern that ends in a single backslash (double it)",
}


@pytest.mark.parametrize(("text", "message"), TYPE_ERRORS.items(), ids=TYPE_ERRORS)
def test_types_that_do_not_go_together_are_named_before_any_row(text: str, message: str) -> None:
    with pytest.raises(ParameterError) as error:
        result_type(parse(text), lambda name: COLUMNS[name].type)

    assert message == str(error.value)


ROW_ERRORS = {
    "q / z": ('division by zero in "q / z"', 0),
    "q % (z - 1)": ('division by zero in "q % (z - 1)"', 1),
    "case when q = 1 then 1 else q / z end": ('division by zero in "q / z"', 3),
    "coalesce(n, n, q / z)": ('division by zero in "q / z"', 0),
    "sqrt(1 - q)": ('square root of the negative number -1.0 in "sqrt(1 - q)"', 1),
    "split_part(s, 'b', q - 1)": (
        "place 0, but pieces count from 1, or from -1 at the end, in \"split_part(s, 'b', q - 1)\"",
        0,
    ),
    "make_date(2026, 2, q + 26)": ('no such date in "make_date(2026, 2, q + 26)"', 3),
    "ln(q - 1)": ('logarithm of 0.0, which is not above 0 in "ln(q - 1)"', 0),
    "power(0 - q, f)": (
        'the negative number -1.0 to a power that is not whole in "power(0 - q, f)"',
        0,
    ),
    "power(z, 0 - 1)": ('zero to a negative power in "power(z, 0 - 1)"', 0),
    "exp(q * 300)": ('float out of range in "exp(q * 300)"', 3),
    "cast(s as int)": ("'Ab' is not a number in \"cast(s as int)\"", 0),
    "cast(p as decimal(2,2))": ('1.25 has too many digits in "cast(p as decimal(2, 2))"', 0),
    "9223372036854775807 + q": (
        '9223372036854775808 is outside -9223372036854775808 to 9223372036854775807 in "9223372036854775807 + q"',
        0,
    ),
    "9223372036854775806 + q": (
        '9223372036854775808 is outside -9223372036854775808 to 9223372036854775807 in "9223372036854775806 + q"',
        1,
    ),
    "p * 1000000000000000.00": (
        '1250000000000000.0000 has too many digits in "p * 1000000000000000.00"',
        0,
    ),
    "power(power(q, 64), 64) > 0": (
        'number of more than 76 digits in "power(power(q, 64), 64)"',
        3,
    ),
    "power(f * 1e18, 20)": ('float out of range in "power(f * 1000000000000000000, 20)"', 1),
    "day + 99999999": ('date outside the years 1 to 9999 in "day + 99999999"', 0),
    "substr(s, 1, 1 - q)": ('negative length of a substring in "substr(s, 1, 1 - q)"', 3),
    "abs(z - 9223372036854775807 - 1)": (
        "9223372036854775808 is outside -9223372036854775808 to 9223372036854775807"
        ' in "abs((z - 9223372036854775807) - 1)"',
        0,
    ),
    "cast(q * 10000 as smallint)": (
        '40000 is outside -32768 to 32767 in "cast(q * 10000 as smallint)"',
        3,
    ),
    "day + q * 2000000": ('date outside the years 1 to 9999 in "day + (q * 2000000)"', 1),
    "lpad(s, q * 40000)": ('text of more than 100,000 characters in "lpad(s, q * 40000)"', 3),
    "rpad(s, z * 1000000000000)": (
        'text of more than 100,000 characters in "rpad(s, z * 1000000000000)"',
        2,
    ),
    "repeat(s, q * 30000)": ('text of more than 100,000 characters in "repeat(s, q * 30000)"', 3),
    "repeat(s, 60000)": ('text of more than 100,000 characters in "repeat(s, 60000)"', 0),
    "repeat('x', 60000) || repeat(d, 30000)": (
        "text of more than 100,000 characters in \"repeat('x', 60000) || repeat(d, 30000)\"",
        0,
    ),
    "concat(repeat('x', 90000), repeat(d, 8000))": (
        "text of more than 100,000 characters in \"concat(repeat('x', 90000), repeat(d, 8000))\"",
        0,
    ),
    "replace(lpad(s, 9999, 'x'), 'x', '12345678901')": (
        "text of more than 100,000 characters in \"replace(lpad(s, 9999, 'x'), 'x', '12345678901')\"",
        0,
    ),
}


@pytest.mark.parametrize(("text", "expected"), ROW_ERRORS.items(), ids=ROW_ERRORS)
def test_a_row_that_cannot_be_computed_is_named(text: str, expected: tuple[str, int]) -> None:
    with pytest.raises(RowError) as error:
        computed(text)

    raised = pickle.loads(pickle.dumps(error.value))
    assert expected == (str(raised), raised.row)


@pytest.mark.parametrize("text", ROW_ERRORS)
def test_no_rows_have_no_row_errors(text: str) -> None:
    assert result_type(parse(text), lambda name: COLUMNS[name].type)


MUCH = [
    "repeat(s, 40000)",
    "repeat('x', 99999)",
    "length(lpad(s, 90000, 'é'))",
    "concat(" + ", ".join(["repeat('x', 9000)"] * 10) + ", s)",
    "replace(s, s, repeat('x', 99999))",
    "case when q > 5 then repeat('x', 90000) else s end",
    "coalesce(s, repeat('x', 90000)) || repeat('y', 90000)",
]


def test_a_text_that_is_too_long_is_refused_in_a_chunk_of_any_size() -> None:
    for rows in (1, 2, 100):
        columns = {"s": pa.array(["é" * 50_001] * rows), "t": pa.array(["é" * 49_999] * rows)}
        assert 100_000 == len(computed("s || t", columns, rows)[0].as_py())
        with pytest.raises(RowError, match="text of more than 100,000 characters"):
            computed("s || s", columns, rows)


@pytest.mark.parametrize("text", MUCH)
def test_the_memory_of_a_chunk_is_bounded(text: str) -> None:
    columns = {"s": pa.array(["ab"] * 16_384), "q": pa.array([7] * 16_384)}
    before = pa.total_allocated_bytes()
    with pytest.raises(RowError, match=r"more than 268,435,456 characters in all \(make shorter"):
        computed(text, columns, 16_384)

    assert pa.total_allocated_bytes() - before < 2**30
    assert computed(text, {name: each[:2] for name, each in columns.items()}, 2)


GUARDED = [
    "g < 10 and {}",
    "not (g >= 10 or {})",
    "case when g < 10 then {} else false end",
    "case when g >= 10 then false when {} then true else false end",
    "case g < 10 when true then {} else false end",
    "not coalesce(nullif(g >= 10, false), not ({}))",
]
FAILING = [
    "floor(g) > 1",
    "ceil(g) > 1",
    "round(g) > 1",
    "div(g, 0.5) > 1",
    "sqrt(5 - g) >= 0",
    "cast(g as int) > 1",
    "cast(g as decimal(5,1)) > 1",
    "power(g, 20) > 1",
    "lpad('x', w) <> ''",
    "repeat('x', w) <> ''",
    "repeat('x', w) || 'y' <> ''",
    "replace(repeat('a', w), 'a', 'bb') <> ''",
    "substr('abc', 1, 3 - w) <> 'z'",
    "day + w > day",
    "day + interval '1 month' * w > day",
    "1 / (w - 100001) < 2",
    "1 % (w - 100001) < 2",
    "cast(text as int) > 0",
    "cast(text as date) > date '1999-01-01'",
    "cast(text as boolean)",
    "cast(w as smallint) > 0",
    "'x' like repeat('%', w)",
]


@pytest.mark.parametrize("failing", FAILING)
@pytest.mark.parametrize("guard", GUARDED)
def test_a_guard_keeps_rows_from_whatever_can_fail(guard: str, failing: str) -> None:
    text = (
        ["1", "x", "1"]
        if "int" in failing or "boolean" in failing
        else ["2000-01-01", "x", "2000-01-01"]
    )
    columns = {
        "g": pa.array([3.5, 1e300, 2.0]),
        "w": pa.array([2, 100_001, 3]),
        "day": pa.array([0, 2_932_800, 5], pa.int32()).view(pa.date32()),
        "text": pa.array(text),
    }
    with pytest.raises(RowError) as error:
        computed(failing, columns, 3)

    assert 1 == error.value.row
    assert not computed(guard.format(failing), columns, 3)[1].as_py()


def test_other_types_of_columns_are_refused_by_name() -> None:
    with pytest.raises(ParameterError) as error:
        computed("tags = 1", {"tags": pa.array([[1]])}, 1)

    assert 'column "tags" is of type list<item: int64>' in str(error.value)


def test_nulls_hide_whatever_stands_in_their_place() -> None:
    hidden = pa.Array.from_buffers(
        pa.int64(), 2, [pa.py_buffer(b"\x02"), pa.array([2**63 - 1, 3]).buffers()[1]]
    )
    assert computed("a * a", {"a": hidden}, 2).to_pylist() == [None, 9]
    assert computed("3 / a", {"a": hidden}, 2).to_pylist() == [None, 1]


def test_a_cast_to_text_writes_values_as_every_format_does() -> None:
    from mockcraft.core.values import Date, Time, Timestamp, text_of
    from mockcraft.core.values import Decimal as Units

    smallest, day, at = -(10**18) + 1, -719162, -62_135_596_800
    columns = {
        "dec": decimals("-0.00000007", str(Decimal(smallest).scaleb(-8)), scale=8),
        "whole": pa.array([-(2**63), 7]),
        "float": pa.array([1e16, -0.1]),
        "bool": pa.array([True, False]),
        "day": pa.array([day, 0], pa.int32()).view(pa.date32()),
        "at": pa.array([at, 1]).view(pa.timestamp("s")),
        "clock": pa.array([86399, 0], pa.int32()).view(pa.time32("s")),
    }
    values: dict[str, list[Any]] = {
        "dec": [Units(-7, 8), Units(smallest, 8)],
        "whole": [-(2**63), 7],
        "float": [1e16, -0.1],
        "bool": [True, False],
        "day": [Date(day), Date(0)],
        "at": [Timestamp(at), Timestamp(1)],
        "clock": [Time(86399), Time(0)],
    }
    for name, each in values.items():
        assert list(map(text_of, each)) == computed(f"cast({name} as text)", columns, 2).to_pylist()


@given(
    day=st.dates(),
    months=st.integers(-200, 200),
    unit=st.sampled_from(["week", "month", "quarter"]),
)
def test_the_calendar_agrees_with_datetime(day: date, months: int, unit: str) -> None:
    columns = {"day": pa.array([day]), "n": pa.array([months])}
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1] if 1 <= year <= 9999 else 0
    try:
        moved = computed("day + interval '1 month' * n", columns, 1).to_pylist()
    except RowError:
        assert not last
    else:
        assert [date(year, month + 1, min(day.day, last))] == moved
    parts = [
        computed(f"extract({part} from day)", columns, 1)[0].as_py() for part in ("dow", "doy")
    ]
    assert [day.isoweekday() % 7, day.timetuple().tm_yday] == parts
    if day.year > 1:
        start = computed(f"date_trunc('{unit}', day)", columns, 1)
        assert pc.floor_temporal(columns["day"], unit=unit).cast(pa.date32()) == start


# ---------------------------------------------------------------------- against other tools

units = st.integers(-(10**18) + 1, 10**18 - 1)
scales = st.integers(0, 18)
numbers = st.one_of(
    st.builds(lambda u, s: Decimal(u).scaleb(-s), units, scales),
    st.builds(lambda u: Decimal(u).scaleb(-2), st.integers(-(10**6), 10**6)),
)


def scale_of(number: Decimal) -> int:
    return -int(number.as_tuple().exponent)


@pytest.mark.parametrize(
    ("symbol", "operation"),
    [("+", Decimal.__add__), ("-", Decimal.__sub__), ("*", Decimal.__mul__)],
)
@given(a=numbers, b=numbers, places=st.integers(0, 18))
def test_sums_and_products_agree_with_the_decimal_module(
    symbol: str, operation: Any, a: Decimal, b: Decimal, places: int
) -> None:
    columns = {name: decimals(str(x), scale=scale_of(x)) for name, x in (("a", a), ("b", b))}
    with localcontext(prec=100):
        expected = operation(a, b).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        fits = abs(expected.scaleb(places)) < (10**18 if places else 2**63)
    try:
        result = computed(f"round(a {symbol} b, {places})", columns, 1).to_pylist()
    except RowError:
        assert not fits
    else:
        assert ([expected], fits) == (result, True)


@given(a=numbers, b=numbers.filter(bool))
def test_quotients_agree_with_the_decimal_module(a: Decimal, b: Decimal) -> None:
    scale = max(scale_of(a), scale_of(b), min(max(scale_of(a), scale_of(b)) + 6, 18))
    columns = {name: decimals(str(x), scale=scale_of(x)) for name, x in (("a", a), ("b", b))}
    with localcontext(prec=200):
        expected = (a / b).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)
        fits = abs(expected.scaleb(scale)) < 10**18
    try:
        result = computed("a / b", columns, 1).to_pylist()
    except RowError:
        assert not fits
    else:
        assert ([expected], fits) == (result, True)


@given(a=numbers, b=numbers)
def test_decimals_of_different_scales_compare_exactly(a: Decimal, b: Decimal) -> None:
    columns = {name: decimals(str(x), scale=scale_of(x)) for name, x in (("a", a), ("b", b))}
    results = [computed(f"a {symbol} b", columns, 1)[0].as_py() for symbol in ("<", "=", ">")]

    assert [a < b, a == b, a > b] == results


SQLITE = [
    "a + b * 2 - 3",
    "a % nullif(b, 0)",
    "a < b or a = 3 and not b > 2",
    "a between b and 5",
    "a not in (1, 2, b)",
    "case when a > b then 1 when a = b then 0 end",
    "case a when 1 then 'one' when b then 'b' else s end",
    "coalesce(a, b, 7)",
    "nullif(a, b)",
    "a is null and b is not null",
    "s || '/' || t",
    "lower(s) = lower(t)",
    "upper(s)",
    "length(s) + length(t)",
    "substr(s, 2, 3)",
    "replace(s, 'a', 'xy')",
    "replace(s, t, 'z')",
    "trim(s) || ltrim(t) || rtrim(s, 'ab')",
    "s < t",
    "s in ('a', t)",
    "abs(a) - sign(b)",
]
texts = st.none() | st.text("abAB %_xé", max_size=6)
integers = st.none() | st.integers(-9, 9)
table = st.lists(st.tuples(integers, integers, texts, texts), min_size=1, max_size=5)


@given(rows=table)
def test_sqlite_agrees(rows: list[tuple[Any, ...]]) -> None:
    columns = {
        name: pa.array([row[i] for row in rows], pa.int64() if i < 2 else pa.string())
        for i, name in enumerate("abst")
    }
    database = sqlite3.connect(":memory:")
    database.create_function("lower", 1, lambda s: None if s is None else s.lower())
    database.create_function("upper", 1, lambda s: None if s is None else s.upper())
    database.execute("create table r (a int, b int, s text, t text)")
    database.executemany("insert into r values (?, ?, ?, ?)", rows)
    for text in SQLITE:
        expected = [row[0] for row in database.execute(f"select {text} from r order by rowid")]
        assert expected == computed(text, columns, len(rows)).to_pylist(), text
    database.close()


@given(
    s=st.text("ab\n%_é😀", max_size=6),
    pattern=st.text("ab%_\n\\.é", max_size=5).filter(
        lambda p: not p.replace("\\\\", "").endswith("\\")
    ),
    start=st.integers(-8, 8),
    length=st.integers(0, 8),
    fill=st.sampled_from(["x", "é"]),
)
def test_constants_and_columns_give_the_same_text(
    s: str, pattern: str, start: int, length: int, fill: str
) -> None:
    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    columns = {
        "s": pa.array([s, s]),
        "pattern": pa.array([pattern] * 2),
        "fill": pa.array([fill] * 2),
    }
    columns |= {"start": pa.array([start] * 2), "size": pa.array([length] * 2)}
    constants = {
        "pattern": quoted(pattern),
        "start": str(start),
        "size": str(length),
        "fill": quoted(fill),
    }
    for template in (
        "s like {pattern}",
        "s ilike {pattern}",
        "substr(s, {start})",
        "substr(s, {start}, {size})",
        "left(s, {start})",
        "right(s, {start})",
        "lpad(s, {size}, {fill})",
        "rpad(s, {size}, {fill})",
        "replace(s, {fill}, 'b')",
    ):
        by_column = computed(template.format_map({name: name for name in constants}), columns, 2)
        assert by_column == computed(template.format_map(constants), columns, 2), template
