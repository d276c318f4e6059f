"""Dates of expressions counted otherwise: ages, days from Monday to Friday, the ends of months."""

from typing import Any

import numpy as np

from mockcraft.core.expressions.calendar import moved
from mockcraft.core.expressions.operand import DAY, Call, Operand, null
from mockcraft.core.kinds import DATED
from mockcraft.core.values import civil, days_of

FAR = 2 * 3_652_059  # days beyond all years
_YEARS = 9_999


def _dated(call: Call, *operands: Operand) -> list[Operand]:
    """Operands that must be dates or timestamps; NULL as a date."""
    if any(each.kind not in {*DATED, "null"} for each in operands):
        raise call.clash("dates or timestamps", *operands)
    return [null("date") if each.kind == "null" else each for each in operands]


def _parts(a: Operand) -> tuple[Any, Any]:
    """Days, and seconds of the day."""
    return (a.data, np.zeros(1, np.int64)) if a.kind == "date" else np.divmod(a.data, DAY)


def age(call: Call, moment: Operand, since: Operand) -> Operand:
    """Whole months from the second moment to the first, as an interval; negative where it is earlier."""
    call.operands = _dated(call, moment, since)
    (a, a_clock), (b, b_clock) = map(_parts, call.operands)
    earlier = (a < b) | ((a == b) & (a_clock < b_clock))
    later_year, later_month, later_day = civil(np.where(earlier, b, a))
    year, month, day = civil(np.where(earlier, a, b))
    clocks = np.where(earlier, b_clock, a_clock), np.where(earlier, a_clock, b_clock)
    unfinished = (later_day < day) | ((later_day == day) & (clocks[0] < clocks[1]))
    months = (later_year - year) * 12 + later_month - month - unfinished
    return call.result("months", np.where(earlier, -months, months))


def later_by_weekdays(call: Call, moment: Operand, count: Operand) -> Operand:
    """So many days from Monday to Friday later, or earlier; from a weekend, the next one is one later."""
    (moment,) = _dated(call, moment)
    call.operands = (moment, count)
    days, _ = _parts(moment)
    n = np.clip(count.data, -FAR, FAR).astype(np.int64)
    weekday = (days + 3) % 7  # Monday is 0
    weekend = weekday > 4
    forth = weekday if not weekend.any() else np.where(weekend, 4, weekday)
    back = np.where(weekend, 0, weekday)
    weeks, rest = np.divmod(abs(n), 5)
    later = days - (weekday - forth) + 7 * weeks + rest + 2 * (forth + rest > 4)
    earlier = days + (7 - weekday) * weekend - 7 * weeks - rest - 2 * (back < rest)
    shift = np.where(n > 0, later, np.where(n < 0, earlier, days)) - days
    return moved(call, moment.kind, moment.data + shift * (1 if moment.kind == "date" else DAY))


def _weekdays_before(days: Any) -> Any:
    """Days from Monday to Friday before a day, from some Monday on."""
    weeks, rest = np.divmod(days + 3, 7)
    return weeks * 5 + np.minimum(rest, 5)


def weekdays(call: Call, start: Operand, end: Operand) -> Operand:
    """Days from Monday to Friday from the first date to before the second one."""
    call.operands = _dated(call, start, end)
    first, last = (_parts(each)[0] for each in call.operands)
    return call.result("integer", _weekdays_before(last) - _weekdays_before(first))


def last_day(call: Call, moment: Operand) -> Operand:
    """The last day of the month, a date."""
    (moment,) = call.operands = _dated(call, moment)
    year, month, _ = civil(_parts(moment)[0])
    return call.result("date", _first_day(year + month // 12, month % 12 + 1) - 1)


def date_of(call: Call, year: Operand, month: Operand, day: Operand) -> Operand:
    """The date of a year, a month and a day."""
    wrong = (year.data < 1) | (year.data > _YEARS) | (month.data < 1) | (month.data > 12)
    y, m, d = (np.where(wrong, 1, each.data).astype(np.int64) for each in (year, month, day))
    first = _first_day(y, m)
    wrong = wrong | (d < 1) | (d > _first_day(y + m // 12, m % 12 + 1) - first)
    call.refuse(wrong, "no such date")
    return call.result("date", first + np.where(wrong, 1, d) - 1)


def _first_day(year: Any, month: Any) -> Any:
    return days_of(year.copy(), month, 1)
