"""What is told of an expression before any row: whether it can be NULL, whether it keeps rows apart."""

import pyarrow as pa
import pytest

from mockcraft.core.expression import can_be_null, evaluate, tells_apart
from mockcraft.schema.expressions import parse

NEVER_NULL = [
    "q + 1",
    "coalesce(n, 0)",
    "coalesce(n, m, q)",
    "n is null",
    "(n > 1) is true",
    "n is not distinct from m",
    "concat(n, m)",
    "q / q",
    "case when n > 0 then 1 else 2 end",
    "case when n is null then 0 else n end",
    "case when n is not null then n else q end",
    "case when not (n is null or m is null) then n + m else 0 end",
    "case when n > 0 then n else 0 end",
    "case when abs(n) + m > 0 then n * m else 0 end",
    "case when n is null then 0 when m is null then n else n + m end",
    "case n when 3 then n else 0 end",
    "n is null or n > 2",
    "n is not null and n > 2",
    "n is not null and m is not null and n + m > 2",
    "not (n is null)",
]
SOMETIMES_NULL = [
    "n",
    "null",
    "n + 1",
    "coalesce(n, m)",
    "nullif(q, 5)",
    "case when q > 1 then 1 end",
    "case when n is null then n else 0 end",
    "case when n is null then 0 else m end",
    "case when n > 0 or m > 0 then n else 0 end",
    "case when not (n is null and m is null) then n else 0 end",
    "case q when 5 then n else 0 end",
    "case q when m then 1 when 5 then n else 0 end",
    "n is null or m > 2",
    "n > 0 and n > 2",
    "q in (1, n)",
    "q between n and 3",
    "case when q in (q, n) then n else 0 end",
    "case when not (q between n and 3) then n else 0 end",
    "cast(null as text)",
    "lower(cast(n as text))",
]
WITH_NULLS = {
    "q": pa.array([1, 3, 5, 7, 9, 5]),
    "n": pa.array([None, 3, None, 1, -2, 5]),
    "m": pa.array([None, None, 4, 2, 1, -5]),
}


@pytest.mark.parametrize("text", NEVER_NULL)
def test_what_is_never_null_is_told_before_any_row(text: str) -> None:
    assert not can_be_null(parse(text), lambda name: name != "q")
    assert not evaluate(parse(text), WITH_NULLS.__getitem__, 6).null_count


@pytest.mark.parametrize("text", SOMETIMES_NULL)
def test_what_some_row_makes_null_is_told_before_any_row(text: str) -> None:
    assert can_be_null(parse(text), lambda name: name != "q")
    assert evaluate(parse(text), WITH_NULLS.__getitem__, 6).null_count


# ---------------------------------------------------------------------- rows kept apart

UNIQUE = {
    "i": pa.array([-1, 1, 2, 12, 121, 2**53, 2**53 + 1]),
    "e": pa.array([-4, 4, 5, 100, 101, 1000, 0])
    .cast(pa.decimal128(19, 0))
    .cast(pa.decimal128(18, 2)),
    "f": pa.array([0.1, 1e16, 1e16 + 2, -1e16, 0.2, 0.3, 1e-300]),
    "day": pa.array([28, 29, 30, 58, 59, 89, 0], pa.int32()).view(pa.date32()),
    "at": pa.array([0, 1, 30, 86_399, 86_400, 2_505_600, 2_505_601]).view(pa.timestamp("s")),
    "clock": pa.array([0, 1, 2, 3600, 86_399, 86_398, 60], pa.int32()).view(pa.time32("s")),
    "t": pa.array(["", "a", "A", "a ", "1", "12", "1.0"]),
}
OTHERS = {
    "x": pa.array(["21", "1", "21", "1", "", "1", "1"]),
    "n": pa.array([1, -1, 0, None, None, 2, 2]),
}
KEPT_APART = [
    "i", "f", "t", "-i", "-f", "i + 1", "1 - i", "i * -3", "i + 0.5", "e * 0.1", "e - 1", "i + (2 * 3 - 1)",
    "cast(i as text)", "cast(f as text)", "cast(at as text)", "cast(i as decimal(18, 2))",
    "cast(e as decimal(18, 4))", "cast(day as timestamp)", "cast(-(i + 1) as text) || '!'",
    "day + 1", "day - interval '3 days'", "at + interval '1 hour'", "clock + interval '25 hours'",
    "day - date '1970-01-31'", "at - timestamp '1970-01-31 00:00:00'", "date '2000-01-01' - day",
    "clock - time '10:00:00'", "'id-' || i || '.'", "t || 'x'",
    "i || '#' || x", "x || '#' || i", "day || x", "x || clock", "e || ' ' || x",
    "concat(i, '/', x, n)", "concat(x, n, '/', i)",
]  # fmt: skip
MIXED_UP = [
    "x", "i + n", "i * 0", "i * (2 - 2)", "cast(i as double)", "f + 1", "f * 2", "f - f", "f + cast(1 as double)",
    "i + cast(1 as double)", "e * cast(0.1 as double)", "cast(e as int)", "cast(e as decimal(18, 1))",
    "cast(t as decimal(5, 1))", "cast(i as boolean)", "cast(at as date)", "cast(at as time)", "cast(i as varchar(2))",
    "day + interval '1 month'", "at - interval '1 month'", "lower(t)", "trim(t)", "round(e)", "round(e, 1)",
    "floor(e)", "abs(i)", "i % 10", "i / 1000000", "i || x", "x || i", "t || '#' || x", "i || '1' || x",
    "i || '' || x", "x || '-' || i", "concat(i, x)", "left(t, 1)", "i || null", "i + null", "i is null",
    "i between 1 and 2", "coalesce(n, i)", "nullif(i, i)", "case when i > 0 then i else 1 end", "power(i, 2)", "'a'",
]  # fmt: skip


def kept_apart(text: str) -> bool:
    types = {name: array.type for name, array in (UNIQUE | OTHERS).items()}
    return tells_apart(parse(text), UNIQUE.__contains__, types.__getitem__)


@pytest.mark.parametrize("text", KEPT_APART)
def test_what_keeps_different_rows_apart_is_told(text: str) -> None:
    values = evaluate(parse(text), (UNIQUE | OTHERS).__getitem__, 7).to_pylist()

    assert kept_apart(text)
    assert len(values) == len(set(values))


@pytest.mark.parametrize("text", MIXED_UP)
def test_what_can_give_two_rows_one_value_is_told(text: str) -> None:
    assert not kept_apart(text)
