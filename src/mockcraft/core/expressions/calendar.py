"""Dates, times and intervals of expressions.

A date and whole days stay a date; a date and hours become a timestamp; months clamp to the end of the
month. Two dates are days apart, two timestamps or times seconds.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import numpy as np

from mockcraft.core.expressions import arithmetic
from mockcraft.core.expressions.operand import (
    DAY,
    INTERVALS,
    NUMBERS,
    Call,
    Index,
    Operand,
    Operation,
    exactly,
    null,
    reach,
)
from mockcraft.core.kinds import DATED
from mockcraft.core.values import FIRST_DAY, LAST_DAY, civil, days_of

# ---------------------------------------------------------------------- from text

_DATE, _CLOCK = r"\d{4}-\d\d-\d\d", r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
_SHAPES = {
    "date": re.compile(_DATE, re.ASCII),
    "timestamp": re.compile(f"{_DATE}([ T]{_CLOCK})?", re.ASCII),
    "time": re.compile(_CLOCK, re.ASCII),
}


def read_moment(text: str, kind: str) -> int | None:
    """Days or seconds of an ISO 8601 date, timestamp or time; None where it is none."""
    text = text.strip()
    if not _SHAPES[kind].fullmatch(text):
        return None
    if kind == "time":
        text = "1970-01-01 " + text
    try:
        passed = datetime.fromisoformat(text) - datetime(1970, 1, 1)
    except ValueError:  # a day that its month lacks
        return None
    return passed.days if kind == "date" else passed.days * DAY + passed.seconds


# ---------------------------------------------------------------------- dates and intervals


def moved(call: Call, kind: str, data: Any) -> Operand:
    """A date or timestamp, which must lie in the years 1 to 9999."""
    unit = 1 if kind == "date" else DAY
    outside = (data < FIRST_DAY * unit) | (data >= (LAST_DAY + 1) * unit)
    call.refuse(outside, "date outside the years 1 to 9999")
    return call.result(kind, np.where(outside, 0, data))


def _steps(b: Operand, sign: int, unit: int) -> Index:
    """An amount of time; one that leads out of all years is cut, so that adding it cannot overflow."""
    most = 2 * (LAST_DAY - FIRST_DAY)
    steps: Index = np.clip(b.data, -most * unit, most * unit).astype(np.int64) * sign
    return steps


def _by_days(sign: int) -> Operation:
    def shifted(call: Call, a: Operand, b: Operand) -> Operand:
        unit = 1 if a.kind == "date" else DAY
        return moved(call, a.kind, a.data + _steps(b, sign, 1) * unit)

    return shifted


def _by_seconds(sign: int) -> Operation:
    def shifted(call: Call, a: Operand, b: Operand) -> Operand:
        start = a.data * DAY if a.kind == "date" else a.data
        return moved(call, "timestamp", start + _steps(b, sign, DAY))

    return shifted


def _by_months(sign: int) -> Operation:
    def shifted(call: Call, a: Operand, b: Operand) -> Operand:
        days, rest = (a.data, 0) if a.kind == "date" else np.divmod(a.data, DAY)
        year, month, day = civil(days)
        total = year * 12 + month - 1 + _steps(b, sign, 1)
        first = days_of(total // 12, total % 12 + 1, 1)
        following = days_of((total + 1) // 12, (total + 1) % 12 + 1, 1)
        data = first + np.minimum(day, following - first) - 1
        return moved(call, a.kind, data if a.kind == "date" else data * DAY + rest)

    return shifted


def _clock(sign: int) -> Operation:
    def shifted(call: Call, a: Operand, b: Operand) -> Operand:
        return call.result("time", (a.data + sign * (b.data % DAY).astype(np.int64)) % DAY)

    return shifted


def _passed(call: Call, a: Operand, b: Operand) -> Operand:
    """Whole days between dates, whole seconds between timestamps or times."""
    x, y = a.data, b.data
    if a.kind != b.kind:
        x, y = (each.data * DAY if each.kind == "date" else each.data for each in (a, b))
    return call.result("integer", x - y)


def _interval_sum(operate: Callable[..., Any]) -> Operation:
    def total(call: Call, a: Operand, b: Operand) -> Operand:
        data = exactly(operate, reach(a.data) + reach(b.data), a.data, b.data)
        return call.result(a.kind, arithmetic.bounded(call, data))

    return total


def _times(call: Call, a: Operand, b: Operand) -> Operand:
    data = exactly(np.multiply, reach(a.data) * reach(b.data), a.data, b.data)
    kind = a.kind if a.kind in INTERVALS else b.kind
    return call.result(kind, arithmetic.bounded(call, data))


def _swapped(operation: Operation) -> Operation:
    return lambda call, a, b: operation(call, b, a)


def _shifts(sign: int) -> dict[tuple[str, str], Operation]:
    days, months, seconds = _by_days(sign), _by_months(sign), _by_seconds(sign)
    return {
        ("date", "integer"): days,
        ("date", "days"): days,
        ("timestamp", "days"): days,
        ("date", "months"): months,
        ("timestamp", "months"): months,
        ("date", "seconds"): seconds,
        ("timestamp", "seconds"): seconds,
        ("time", "seconds"): _clock(sign),
    }


SHIFTS = _shifts(1)
PLUS = SHIFTS | {(b, a): _swapped(operation) for (a, b), operation in SHIFTS.items()}
PLUS |= {(kind, kind): _interval_sum(np.add) for kind in sorted(INTERVALS)}
MINUS = _shifts(-1) | {(kind, kind): _interval_sum(np.subtract) for kind in sorted(INTERVALS)}
MINUS |= {(a, b): _passed for a in DATED for b in DATED}
MINUS |= {("time", "time"): _passed}
TIMES = {(kind, "integer"): _times for kind in sorted(INTERVALS)}
TIMES |= {("integer", kind): _times for kind in sorted(INTERVALS)}


def _overloaded(
    table: dict[tuple[str, str], Operation], otherwise: Operation, takes: str
) -> Operation:
    """The operation for the types given; a NULL has the first type that goes with the other."""

    def chosen(call: Call, a: Operand, b: Operand) -> Operand:
        if {a.kind, b.kind} <= NUMBERS | {"null"}:
            call.operands = arithmetic.numbers(call, a, b)
            return otherwise(call, *call.operands)
        for (first, second), operation in table.items():
            if a.kind in (first, "null") and b.kind in (second, "null"):
                a, b = (
                    null(kind) if each.kind == "null" else each
                    for kind, each in ((first, a), (second, b))
                )
                return operation(call, a, b)
        raise call.clash(takes, a, b)

    return chosen


_TAKES = "numbers, or a date or timestamp with days or an interval"

plus = _overloaded(PLUS, arithmetic.added(np.add), _TAKES)
minus = _overloaded(MINUS, arithmetic.added(np.subtract), f"{_TAKES}, or two dates")
times = _overloaded(TIMES, arithmetic.product, "numbers, or an interval and a whole number")

# ---------------------------------------------------------------------- parts of dates


def _clock_part(size: int, modulo: int) -> Callable[[Any, Any], Any]:
    return lambda days, seconds: seconds // size % modulo


def _thursday(days: Any) -> Any:
    """The Thursday of a week, which tells the year that the week belongs to (ISO 8601)."""
    return days - (days + 3) % 7 + 3


def _january(days: Any) -> Any:
    """The first day of the year."""
    return days_of(civil(days)[0].copy(), 1, 1)


PARTS: dict[str, Callable[[Any, Any], Any]] = {
    "year": lambda days, seconds: civil(days)[0],
    "quarter": lambda days, seconds: (civil(days)[1] + 2) // 3,
    "month": lambda days, seconds: civil(days)[1],
    "day": lambda days, seconds: civil(days)[2],
    "dow": lambda days, seconds: (days + 4) % 7,
    "doy": lambda days, seconds: days - days_of(civil(days)[0].copy(), 1, 1) + 1,
    "epoch": lambda days, seconds: days * DAY + seconds,
    "hour": _clock_part(3600, 24),
    "minute": _clock_part(60, 60),
    "second": _clock_part(1, 60),
    "week": lambda days, seconds: (_thursday(days) - _january(_thursday(days))) // 7 + 1,
    "isodow": lambda days, seconds: (days + 3) % 7 + 1,
    "isoyear": lambda days, seconds: civil(_thursday(days))[0],
}
MONTH_PARTS: dict[str, Callable[[Any], Any]] = {  # of intervals of months, with their sign
    "year": lambda months: np.sign(months) * (abs(months) // 12),
    "month": lambda months: np.sign(months) * (abs(months) % 12),
}

TRUNCATED: dict[str, Callable[[Any], Any]] = {
    "year": lambda days: days_of(civil(days)[0], 1, 1),
    "quarter": lambda days: days_of(civil(days)[0], (civil(days)[1] - 1) // 3 * 3 + 1, 1),
    "month": lambda days: days_of(*civil(days)[:2], 1),
    "week": lambda days: days - (days + 3) % 7,
    "day": lambda days: days,
}
CLOCKS = {"hour": 3600, "minute": 60, "second": 1}


def part_of(call: Call, part: str, a: Operand) -> Operand:
    """A part of a date, a timestamp or a time, such as its year; years and months of an interval."""
    if a.kind == "null":
        return null("integer")
    if a.kind == "months" and part in MONTH_PARTS:
        return call.result("integer", MONTH_PARTS[part](a.data))
    if a.kind == "date":
        days, seconds = a.data, np.zeros(1, np.int64)
    elif a.kind == "timestamp" or (a.kind == "time" and part in {"epoch", *CLOCKS}):
        days, seconds = np.divmod(a.data, DAY)
    else:
        raise call.clash("a date or a timestamp", a)
    return call.result("integer", np.broadcast_to(PARTS[part](days, seconds), days.shape))


def start_of(call: Call, unit: str, a: Operand) -> Operand:
    """The start of the unit that a date or a timestamp lies in."""
    if a.kind not in {*DATED, "null"}:
        raise call.clash("a date or a timestamp", a)
    if a.kind == "null":
        return null("timestamp")
    if a.kind == "date":
        return call.result("date", TRUNCATED.get(unit, TRUNCATED["day"])(a.data))
    if unit in CLOCKS:
        return call.result("timestamp", a.data // CLOCKS[unit] * CLOCKS[unit])
    return call.result("timestamp", TRUNCATED[unit](a.data // DAY) * DAY)
