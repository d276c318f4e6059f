"""Dates, times and intervals of expressions.

A date and whole days stay a date; a date and hours become a timestamp; months clamp to the end of the
month. Two dates are days apart, two timestamps or times seconds.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from mockcraft.core.expressions import arithmetic
from mockcraft.core.expressions.arithmetic import INTERVALS
from mockcraft.core.expressions.operand import (
    DAY,
    NUMBERS,
    Call,
    Index,
    Operand,
    both,
    exactly,
    null,
    operand,
    reach,
)
from mockcraft.core.values import FIRST_DAY, LAST_DAY, civil, days_of

Operation = Callable[..., Operand]


def moved(call: Call, kind: str, data: Any, *operands: Operand) -> Operand:
    """A date or timestamp, which must lie in the years 1 to 9999."""
    valid = both(*(each.valid for each in operands))
    unit = 1 if kind == "date" else DAY
    outside = (data < FIRST_DAY * unit) | (data >= (LAST_DAY + 1) * unit)
    call.refuse(outside if valid is None else outside & valid, "date outside the years 1 to 9999")
    return operand(kind, np.where(outside, 0, data), valid)


def _steps(b: Operand, sign: int, unit: int) -> Index:
    """An amount of time within what can matter, so that adding it cannot overflow."""
    most = 2 * (LAST_DAY - FIRST_DAY)
    steps: Index = np.clip(b.data, -most * unit, most * unit).astype(np.int64) * sign
    return steps


def _by_days(sign: int) -> Operation:
    def shifted(call: Call, a: Operand, b: Operand) -> Operand:
        unit = 1 if a.kind == "date" else DAY
        return moved(call, a.kind, a.data + _steps(b, sign, 1) * unit, a, b)

    return shifted


def _by_seconds(sign: int) -> Operation:
    def shifted(call: Call, a: Operand, b: Operand) -> Operand:
        start = a.data * DAY if a.kind == "date" else a.data
        return moved(call, "timestamp", start + _steps(b, sign, DAY), a, b)

    return shifted


def _by_months(sign: int) -> Operation:
    def shifted(call: Call, a: Operand, b: Operand) -> Operand:
        days, rest = (a.data, 0) if a.kind == "date" else np.divmod(a.data, DAY)
        year, month, day = civil(days)
        total = year * 12 + month - 1 + _steps(b, sign, 1)
        first = days_of(total // 12, total % 12 + 1, 1)
        following = days_of((total + 1) // 12, (total + 1) % 12 + 1, 1)
        data = first + np.minimum(day, following - first) - 1
        return moved(call, a.kind, data if a.kind == "date" else data * DAY + rest, a, b)

    return shifted


def _clock(sign: int) -> Operation:
    def shifted(call: Call, a: Operand, b: Operand) -> Operand:
        return operand("time", (a.data + _steps(b, sign, DAY)) % DAY, both(a.valid, b.valid))

    return shifted


def _passed(call: Call, a: Operand, b: Operand) -> Operand:
    """Whole days between dates, whole seconds between timestamps or times."""
    x, y = a.data, b.data
    if a.kind != b.kind:
        x, y = (each.data * DAY if each.kind == "date" else each.data for each in (a, b))
    return operand("integer", x - y, both(a.valid, b.valid))


def _interval_sum(operate: Callable[..., Any]) -> Operation:
    def total(call: Call, a: Operand, b: Operand) -> Operand:
        data = exactly(call, operate, reach(a.data) + reach(b.data), a.data, b.data)
        return operand(a.kind, data, both(a.valid, b.valid))

    return total


def _times(call: Call, a: Operand, b: Operand) -> Operand:
    data = exactly(call, np.multiply, reach(a.data) * reach(b.data), a.data, b.data)
    return operand(a.kind if a.kind in INTERVALS else b.kind, data, both(a.valid, b.valid))


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
PLUS |= {(kind, kind): _interval_sum(np.add) for kind in INTERVALS}
MINUS = _shifts(-1) | {(kind, kind): _interval_sum(np.subtract) for kind in INTERVALS}
MINUS |= {(a, b): _passed for a in ("date", "timestamp") for b in ("date", "timestamp")}
MINUS |= {("time", "time"): _passed}
TIMES = {(kind, "integer"): _times for kind in INTERVALS}
TIMES |= {("integer", kind): _times for kind in INTERVALS}


def _overloaded(
    table: dict[tuple[str, str], Operation], otherwise: Operation, takes: str
) -> Operation:
    """The operation for the types given; a NULL has the first type that goes with the other."""

    def chosen(call: Call, a: Operand, b: Operand) -> Operand:
        if {a.kind, b.kind} <= NUMBERS | {"null"}:
            return otherwise(call, a, b)
        for (first, second), operation in table.items():
            if a.kind in (first, "null") and b.kind in (second, "null") and a.kind != b.kind:
                given = (
                    null(first) if a.kind == "null" else a,
                    null(second) if b.kind == "null" else b,
                )
                return operation(call, *given)
            if a.kind == first and b.kind == second:
                return operation(call, a, b)
        raise call.clash(takes, a, b)

    return chosen


# ---------------------------------------------------------------------- parts of dates


def _clock_part(size: int, modulo: int) -> Callable[[Any, Any], Any]:
    return lambda days, seconds: seconds // size % modulo


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
}

TRUNCATED: dict[str, Callable[[Any], Any]] = {
    "year": lambda days: days_of(civil(days)[0], 1, 1),
    "quarter": lambda days: days_of(civil(days)[0], (civil(days)[1] - 1) // 3 * 3 + 1, 1),
    "month": lambda days: days_of(*civil(days)[:2], 1),
    "week": lambda days: days - (days + 3) % 7,
    "day": lambda days: days,
}
CLOCKS = {"hour": 3600, "minute": 60, "second": 1}


def _part(call: Call, unit: str, a: Operand) -> Operand:
    if a.kind == "null":
        return null("integer")
    if a.kind == "date":
        days, seconds = a.data, np.zeros(1, np.int64)
    elif a.kind == "timestamp" or (a.kind == "time" and unit in {"epoch", *CLOCKS}):
        days, seconds = np.divmod(a.data, DAY)
    else:
        raise call.clash("a date or a timestamp", a)
    return operand("integer", np.broadcast_to(PARTS[unit](days, seconds), days.shape), a.valid)


def _start_of(call: Call, unit: str, a: Operand) -> Operand:
    if a.kind not in {"date", "timestamp", "null"}:
        raise call.clash("a date or a timestamp", a)
    if a.kind == "null":
        return null("timestamp")
    if a.kind == "date":
        return Operand("date", TRUNCATED.get(unit, TRUNCATED["day"])(a.data), a.valid)
    if unit in CLOCKS:
        return Operand("timestamp", a.data // CLOCKS[unit] * CLOCKS[unit], a.valid)
    return Operand("timestamp", TRUNCATED[unit](a.data // DAY) * DAY, a.valid)


_TIME_TAKES = "numbers, or a date or timestamp with days or an interval"


def _either(table: dict[tuple[str, str], Operation], symbol: str, takes: str) -> Operation:
    return _overloaded(table, arithmetic.OPERATIONS[symbol], takes)


OPERATIONS: dict[str, Operation] = {
    "+": _either(PLUS, "+", _TIME_TAKES),
    "-": _either(MINUS, "-", f"{_TIME_TAKES}, or two dates"),
    "*": _either(TIMES, "*", "numbers, or an interval and a whole number"),
    "extract": _part,
    "date_trunc": _start_of,
}
