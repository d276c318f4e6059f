"""Shapes of times: which days there are more of, and which hours."""

from __future__ import annotations

import math

from mockcraft.core.durations import RATE, rate
from mockcraft.core.ladder import Ladder
from mockcraft.core.lists import load
from mockcraft.core.values import civil, days_of
from mockcraft.errors import MissingList
from mockcraft.generator import Draw, Form, Integer, ParameterError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

DAY, HOUR = 86_400, 3600  # seconds
LONGEST = 40_000  # days between the bounds: the weight of each is worked out
KEPT = 32  # windows whose weights are kept
STEP = 256  # days that a window begins at a multiple of, where columns give its bounds, so that chunks share it
FINEST = 2**20  # weight of the days of most growth, which is rounded to BITS
BITS = 16  # which the last bits of `exp`, that differ between machines, do not reach
DAYS, HOURLY = (
    200,
    100,
)  # the largest weight of weekdays and months, and of hours: sums of all fit 63 bits
S_CURVE = "s-curve"
STEEP = 10.0  # of an S-curve: it rises from 0.7 % of its top to 99.3 %
UNEVEN = "growth needs an after and a before that are the same in all rows (give two times, or leave it out)"
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

GROWTH = Form(f"{RATE}|{S_CURVE}", f"a rate such as 5 %/month or -10 %/year, or {S_CURVE}", 30)
GROWING = f"how much more there are from month to month, such as 5 %/month; {S_CURVE}: few at first, then steeply more, then as many"
_WEEKDAY, _HOUR, _MONTH = f"({'|'.join(NAMES)})", "([01]?[0-9]|2[0-3])", "(0?[1-9]|1[0-2])"
WEEKDAYS = Form(
    f"{_WEEKDAY}([.][.]{_WEEKDAY})?", "weekdays such as mon..fri or sat", 24, weighted=True
)
HOURS = Form(f"{_HOUR}([.][.]{_HOUR})?", "hours from 0 to 23 such as 9..17", 24, weighted=True)
MONTHS = Form(f"{_MONTH}([.][.]{_MONTH})?", "months from 1 to 12 such as 6..8", 24, weighted=True)


class Shape:
    """How the times between two bounds are spread; `holidays` is the locale whose holidays there are none on."""

    __slots__ = ("growth", "holidays", "hours", "months", "weekdays")

    def __init__(
        self,
        growth: str | None = None,
        weekdays: tuple[str, ...] = (),
        months: tuple[str, ...] = (),
        hours: tuple[str, ...] = (),
        holidays: str = "",
    ) -> None:
        self.growth, self.weekdays, self.months = growth, weekdays, months
        self.hours, self.holidays = hours, holidays

    def _known(self) -> tuple[Any, ...]:
        return self.growth, self.weekdays, self.months, self.hours, self.holidays

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shape) and self._known() == other._known()

    def __hash__(self) -> int:
        return hash(self._known())

    def second(self, draw: Draw, low: Any, high: Any) -> Integer:
        """A second of this shape in [low, high], since 1970; `low` for the rows that have none there.

        All is whole numbers: what days weigh up to each day, and hours up to each hour.
        """
        begin, days = self._window(low, high)
        weights, hours = _days(self, begin, days)
        every = hours.top
        first, last = low // DAY - begin, high // DAY - begin
        early, late = (
            _of_day(draw, self, hours, low % DAY),
            _of_day(draw, self, hours, high % DAY + 1),
        )
        above = _share(draw, weights, first, early, every)
        total = _share(draw, weights, last, late, every) - above
        if isinstance(total, int) and total <= 0:
            raise ParameterError("no time between after and before has this shape", self._name)
        day = draw.rung(
            weights, above + draw["day"].below("shape", total + (total < 1) * (1 - total))
        )
        least = (day == first) * early
        most = (day == last) * late + (day != last) * every
        span = most - least
        place = least + draw["second"].below("shape", span + (span < 1) * (1 - span))
        hour: Any = draw.rung(hours, place)
        weight: Any = draw.number_at(hours, hour + 1) - draw.number_at(hours, hour)
        seconds = (place - draw.number_at(hours, hour)) * HOUR // (weight + (weight < 1) * 1)
        made = (begin + day) * DAY + hour * HOUR + seconds
        return draw.either(total > 0, made, low)  # type: ignore[no-any-return]

    @property
    def _name(self) -> str:
        given = {"weekdays": self.weekdays, "hours": self.hours, "months": self.months}
        return next((name for name, texts in given.items() if texts), "after")

    def _window(self, low: Any, high: Any) -> tuple[int, int]:
        """The first day of the bounds, and how many days there are."""
        constant = isinstance(low, int) and isinstance(high, int)
        if self.growth and not constant:
            raise ParameterError(UNEVEN, "growth")
        ends = [end for each in (low, high) for end in _ends(each)]
        if not ends:
            return 0, 1
        begin, end = min(ends) // DAY, max(ends) // DAY + 1
        if not constant:
            begin, end = begin // STEP * STEP, -(-end // STEP) * STEP
        if end - begin > LONGEST:
            raise ParameterError(
                f"a shape has after and before within {LONGEST:,} days", self._name
            )
        return begin, end - begin


def _ends(bound: Any) -> list[int]:
    """The least and the largest of a bound; none where there are no rows."""
    if isinstance(bound, int):
        return [bound]
    return [int(bound.min()), int(bound.max())] if len(bound) else []


def _share(draw: Draw, weights: Ladder, day: Any, part: Any, every: int) -> Any:
    """What all days up to a part of a day weigh."""
    before = draw.number_at(weights, day)
    return before + (draw.number_at(weights, day + 1) - before) * part // every


def _of_day(draw: Draw, shape: Shape, hours: Ladder, second: Any) -> Any:
    """What the day weighs up to this second, 0 to 86,400."""
    hour = second // HOUR
    before = draw.number_at(hours, hour)
    following = draw.number_at(hours, hour + (hour < 24) * 1)
    return before + (following - before) * (second % HOUR) // HOUR


_known: dict[tuple[Shape, int, int], tuple[Ladder, Ladder]] = {}


def _days(shape: Shape, begin: int, days: int) -> tuple[Ladder, Ladder]:
    """The weights of the days from `begin` on, and of the hours, each up to its beginning; some are kept."""
    place = (shape, begin, days)
    found = _known.get(place)
    if found is None:
        found = _weighed(shape, begin, days)
        if len(_known) >= KEPT:
            _known.clear()
        _known[place] = found
    return found


def _weighed(shape: Shape, begin: int, days: int) -> tuple[Ladder, Ladder]:
    weekdays = _weights("weekdays", shape.weekdays, [*NAMES], DAYS)
    months = _weights("months", shape.months, [str(i) for i in range(1, 13)], DAYS)
    hours = _weights("hours", shape.hours, [str(i) for i in range(24)], HOURLY)
    free = set(_holidays(shape.holidays, begin, begin + days)) if shape.holidays else set()
    grown = _growth(shape.growth, days)
    found = []
    for i in range(days):
        day = begin + i
        weight = 0 if day in free else weekdays[(day + 3) % 7] * months[civil(day)[1] - 1]
        found.append(weight * grown[i])
    return Ladder.summed(found), Ladder.summed(each * HOUR for each in hours)


def _weights(name: str, texts: Sequence[str], known: list[str], most: int) -> list[int]:
    """The weight of each of the names, up to `most`; what is not named has none. All are 1 where nothing is."""
    if not texts:
        return [1] * len(known)
    found = [0.0] * len(known)
    for text in texts:
        names, _, weight = text.partition("=")
        first, _, last = names.partition("..")
        place = known.index(first.lstrip("0") or "0")
        end = known.index((last or first).lstrip("0") or "0")
        for i in range(place, place + (end - place) % len(known) + 1):
            if found[i % len(known)]:
                raise ParameterError(f"{name} names {known[i % len(known)]} twice", name)
            found[i % len(known)] = float(weight or 1)
    largest = max(found)
    if not largest:
        raise ParameterError(f"the weights of {name} are all 0 (make one larger)", name)
    return [max(round(each / largest * most), 1 if each else 0) for each in found]


def _growth(growth: str | None, days: int) -> list[int]:
    """How much each day weighs for its place in the window."""
    if growth is None:
        return [1] * days
    if growth == S_CURVE:
        logs = [-math.log1p(math.exp(STEEP * (0.5 - (i + 0.5) / days))) for i in range(days)]
    else:
        share, seconds = rate(growth)
        if share <= -1:
            raise ParameterError(
                f"growth={growth!r} leaves nothing (give one above -100 %)", "growth"
            )
        logs = [math.log1p(share) * DAY / seconds * i for i in range(days)]
    top = max(logs)
    return [int(_rounded(math.exp(each - top)) * FINEST) for each in logs]


def _rounded(value: float) -> float:
    fraction, exponent = math.frexp(value)
    return math.ldexp(round(math.ldexp(fraction, BITS)), exponent - BITS)


# ---------------------------------------------------------------------- holidays


def _holidays(locale: str, first: int, last: int) -> Iterator[int]:
    """The public holidays of a locale from one day to another."""
    try:
        rules = load("holidays", locale).rows["rule"]
    except MissingList as error:
        raise error.of("holidays") from None
    for year in range(civil(first)[0], civil(last)[0] + 1):
        for each in rules:
            yield _day_of(each, year)


def _day_of(rule: str, year: int) -> int:
    """The day of a rule: 12-25, 11-thu4 (the fourth Thursday), 05-monlast, easter+39, equinox-03."""
    if rule.startswith("easter"):
        return _easter(year) + int(rule.removeprefix("easter"))
    if rule.startswith("equinox"):
        return _equinox(year, int(rule[-2:]))
    month, day = int(rule[:2]), rule[3:]
    if day.isdecimal():
        return days_of(year, month, int(day))  # type: ignore[no-any-return]
    weekday = NAMES.index(day[:3])
    if day.endswith("last"):
        end = days_of(year + month // 12, month % 12 + 1, 1) - 1
        return end - (end + 3 - weekday) % 7  # type: ignore[no-any-return]
    start = days_of(year, month, 1)
    return start + (weekday - start - 3) % 7 + 7 * (int(day[3:]) - 1)  # type: ignore[no-any-return]


def _easter(year: int) -> int:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher: "Astronomical Algorithms", chapter 8)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    moon = (
        19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return days_of(year, month, day + 1)  # type: ignore[no-any-return]


def _equinox(year: int, month: int) -> int:
    """Day of an equinox in Japan, right from 1980 to 2099 (the formula of its calendars)."""
    start = 20_843_100 if month == 3 else 23_248_800  # millionths of a day, in 1980
    day = (start + 242_194 * (year - 1980)) // 10**6 - (year - 1980) // 4
    return days_of(year, month, day)  # type: ignore[no-any-return]
