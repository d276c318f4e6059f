"""Numbers and dates: between which ends they are, and where most of them lie."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from math import sqrt
from typing import Any

from mockcraft.inspection.shapes.column import Column
from mockcraft.stored import StoredColumn

NUMBERS = ("integer", "decimal", "float")
MOMENTS = ("date", "timestamp")
NUMBER_PARTS, MOMENT_PARTS = (
    20,
    10,
)  # with as many rows each; numbers have long tails, times long texts
ENOUGH = 30  # rows, for parts to say anything
NEAR, CHANCE = 0.03, 1.36  # quantiles are not said that differ from even ones by less, see _is_even
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00(?::?00)?)?)?")
_DIGITS = 15  # that a number of the schema file has at most, beside those behind the point


def ranged(column: Column, least: str, greatest: str) -> dict[str, Any] | None:
    """The mapping of numbers or dates between two values; None where another column bounds them, or they are not understood."""
    ends = ("min", "max") if column.stored.kind in NUMBERS else ("after", "before")
    given = [column.spec.get(each) for each in ends]
    if any(isinstance(each, str) and not _DAY.match(each) for each in given):
        return None
    if column.stored.kind in MOMENTS:
        return _moments(column, least, greatest)
    return _numbers(column, least, greatest)


# ---------------------------------------------------------------------- numbers


def _numbers(column: Column, least: str, greatest: str) -> dict[str, Any] | None:
    low, high = _number(least), _number(greatest)
    if low is None or high is None:
        return None
    if column.few and (listed := _each(column)):
        return {"values": listed}
    if column.stored.kind == "integer":
        spec = {"generator": "number", "min": int(low), "max": int(high)}
        return spec | _quantiles(column, int(low), int(high), _whole)
    scale = places(column.stored)
    step = Decimal(1).scaleb(-scale)
    first = (low / step).to_integral_value("ROUND_CEILING")
    last = (high / step).to_integral_value("ROUND_FLOOR")
    spec = {"generator": "decimal", "min": short(first * step), "max": short(last * step)}

    def units(text: str) -> int | None:
        value = _number(text)
        return None if value is None else int((value / step).to_integral_value("ROUND_FLOOR"))

    found = _quantiles(column, int(first), int(last), units)
    return {
        **spec,
        "scale": scale,
        **{key: [short(n * step) for n in each] for key, each in found.items()},
    }


def _each(column: Column) -> dict[Any, int]:
    """The numbers one by one, each with how many rows have it; none where one is not understood."""
    made: dict[Any, int] = {}
    for text, rows in column.listed():
        value = _number(text)
        if value is None:
            return {}
        made[short(value)] = rows
    return made


def places(column: StoredColumn) -> int:
    """Digits behind the point that numbers of a column are made with."""
    scale = column.scale if column.precision is not None and column.scale is not None else 2
    return max(0, min(scale, 2))


def short(value: Decimal) -> int | Decimal:
    """A number without zeros behind the point."""
    return int(value) if value == int(value) else value.normalize()


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10**_DIGITS else None


def _whole(text: str) -> int | None:
    value = _number(text)
    return None if value is None else int(value)


# ---------------------------------------------------------------------- dates


def _moments(column: Column, least: str, greatest: str) -> dict[str, Any] | None:
    low, high = _second(least), _second(greatest)
    if low is None or high is None:
        return None
    whole = column.stored.kind == "date"
    first = date.fromordinal(low // 86_400)
    try:
        last = date.fromordinal(high // 86_400) + timedelta(days=0 if whole else 1)
    except OverflowError:  # no day is behind 9999-12-31
        return None
    spec = {"generator": "date" if whole else "datetime", "after": str(first), "before": str(last)}
    if whole:
        found = _quantiles(column, low // 86_400, high // 86_400, _day)
        return spec | {key: [str(date.fromordinal(n)) for n in each] for key, each in found.items()}
    found = _quantiles(column, low, high, _second)
    return spec | {key: [_written(n) for n in each] for key, each in found.items()}


def _second(text: str) -> int | None:
    """A time in seconds since the year 0; None for what is none, as 2021-02-31 of SQLite or 0000-00-00 of MySQL."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    try:
        made = datetime.fromisoformat(f"{found[1]} {found[2] or '00:00:00'}")
    except ValueError:
        return None
    return made.toordinal() * 86_400 + made.hour * 3600 + made.minute * 60 + made.second


def _day(text: str) -> int | None:
    second = _second(text)
    return None if second is None else second // 86_400


def _written(second: int) -> str:
    made = datetime.fromordinal(second // 86_400) + timedelta(seconds=second % 86_400)
    return made.isoformat() if second % 86_400 else str(made.date())


# ---------------------------------------------------------------------- quantiles


def _quantiles(
    column: Column, low: int, high: int, read: Callable[[str], int | None]
) -> dict[str, list[int]]:
    """The key `quantiles`; none where the rows are few, or spread evenly."""
    if column.rows < ENOUGH or high - low < 2:
        return {}
    parts = NUMBER_PARTS if column.stored.kind in NUMBERS else MOMENT_PARTS
    found = [read(each) for each in column.at(*(n / parts for n in range(1, parts)))]
    made = [each for each in found if each is not None]
    if len(made) < len(found) or _is_even(made, low, high, column.rows):
        return {}
    return {"quantiles": [min(max(each, low), high) for each in made]}


def _is_even(found: Sequence[int], low: int, high: int, rows: int) -> bool:
    """Whether quantiles are where those of evenly spread rows are, or as near as these are by chance.

    CHANCE / sqrt(rows) is what Kolmogorov's statistic of even rows exceeds once in twenty times.
    """
    span, parts = high - low, len(found) + 1
    near = max(NEAR, CHANCE / sqrt(rows)) * span + 1
    return all(
        abs(each - low - span * place / parts) <= near for place, each in enumerate(found, 1)
    )
