"""Lengths of time as they are written: `15 min`, `1 month`; rates such as `5 %/month`."""

from mockcraft.core.values import civil, days_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DAY = 86_400
MONTH = 2_629_746  # seconds of an average month of the Gregorian calendar: 146,097 days of 400 years / 4800
_SECONDS = {"s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "day": DAY, "week": 7 * DAY}  # fmt: skip
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
UNITS = "(s|sec|seconds?|min|minutes?|h|hours?|days?|weeks?|months?|quarters?|years?)"
NUMBER = "[0-9]{1,9}([.][0-9]{1,6})?"
PATTERN = f"{NUMBER} ?{UNITS}"
WANTED = "a length of time such as 15 min, 1.5 h, 1 day or 1 month"
RATE = f"-?[0-9]{{1,4}}([.][0-9]{{1,4}})? ?%/{UNITS}"


class Duration:
    """A length of time: whole months of the calendar, or seconds; one of them is 0."""

    __slots__ = ("months", "seconds")

    def __init__(self, seconds: int, months: int = 0) -> None:
        self.seconds, self.months = seconds, months

    @property
    def average(self) -> int:
        """Seconds, of months their average."""
        return self.seconds or self.months * MONTH

    @property
    def least(self) -> int:
        """Seconds of the shortest: between two days that some month has not, there are 28."""
        return self.seconds or self.months * 28 * DAY

    def after(self, start: "Any", steps: "Any") -> "Any":
        """Seconds since 1970 of so many steps after a time, for ints and for int64 arrays.

        A month that has not the day of `start` has its last one.
        """
        if not self.months:
            return start + steps * self.seconds
        year, month, day = civil(start // DAY)
        months = month - 1 + steps * self.months
        first = days_of(year + months // 12, months % 12 + 1, 1)
        following = days_of(year + (months + 1) // 12, (months + 1) % 12 + 1, 1)
        too_many = day - (following - first)
        return (first + day - 1 - too_many * (too_many > 0)) * DAY + start % DAY

    def between(self, start: "Any", end: "Any") -> "Any":
        """How many whole steps there are from one time to another, for ints and for int64 arrays."""
        if not self.months:
            return (end - start) // self.seconds
        (first, month, _), (last, other, _) = civil(start // DAY), civil(end // DAY)
        steps = ((last - first) * 12 + other - month) // self.months
        return steps - (self.after(start, steps) > end) * 1


def duration(text: str) -> Duration:
    """The length of a text of PATTERN; raises ValueError for one of no second, or of a part of a month."""
    number, unit = _parted(text)
    whole, _, places = number.partition(".")
    millionths = int(whole) * 10**6 + int(places.ljust(6, "0"))
    if unit in _MONTHS:
        months, rest = divmod(millionths * _MONTHS[unit], 10**6)
        if rest or not months:
            raise ValueError
        return Duration(0, months)
    seconds = millionths * _SECONDS[unit] // 10**6
    if not seconds:
        raise ValueError
    return Duration(seconds)


def rate(text: str) -> tuple[float, int]:
    """The share, such as 0.05, and the seconds in which it comes, of a text of RATE."""
    share, _, unit = text.partition("%/")
    unit = _singular(unit)
    return float(share) / 100, _SECONDS.get(unit) or _MONTHS[unit] * MONTH


def _parted(text: str) -> tuple[str, str]:
    """The number and the unit in the singular."""
    digits = len(text) - len(text.lstrip("0123456789."))
    return text[:digits], _singular(text[digits:].strip())


def _singular(unit: str) -> str:
    return unit if unit == "s" else unit.removesuffix("s")
