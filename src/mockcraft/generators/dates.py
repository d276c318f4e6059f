"""Dates and times. Nothing reads a clock: the run's frozen clock is the draw's `now`."""

from __future__ import annotations

from mockcraft.core.lists import load
from mockcraft.core.values import FIRST_DAY, LAST_DAY, civil, days_of, text_of
from mockcraft.errors import ClockError
from mockcraft.generator import (
    Annotated,
    Beside,
    Between,
    Date,
    Decimal,
    Draw,
    Entity,
    Form,
    Integer,
    Literal,
    ParameterError,
    Text,
    Time,
    Timestamp,
    fact,
    generator,
    ordered,
)
from mockcraft.generators._quantiles import CUT, QUANTILES, UNEVEN_QUANTILES, cuts
from mockcraft.generators._shapes import GROWING, GROWTH, HOURS, MONTHS, WEEKDAYS, Shape
from mockcraft.generators._spread import DEVIATION, DISTRIBUTION, LENGTH, MEAN, Spread
from mockcraft.generators._translations import translated
from mockcraft.generators.address import Place
from mockcraft.generators.person import Person
from mockcraft.parameter import parse_date, parse_timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

DAY = 86_400  # seconds
TEN_YEARS = 3_652  # days
CLOCK = Form(
    "([01]?[0-9]|2[0-3]):[0-5]?[0-9](:[0-5]?[0-9])?", "a time such as 09:30 or 23:59:59", 8
)
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
ON_DAYS = Form(_DAY, "dates separated by commas", 10)
AT_TIMES = Form(f"{_DAY}([T ][0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}Z?)?", "times separated by commas", 20)
YEAR = Between(1, 9999)  # of which dates and times are
DAYS = Beside("date", "datetime", "past_date", "past_datetime", "future_date", "future_datetime")
OF_DAY = "day of which it is; default: that of the row's only date or time, where it has one"
TIMES = Beside("datetime", "past_datetime", "future_datetime")
OF_TIME = "time of which it is; default: the row's only one, where it has one"


@generator(
    "date", aliases=("date_range", "day_date", "date_between", "date_between_dates", "date_object")
)
def date(
    draw: Draw,
    *,
    after: Annotated[Date | None, "earliest day; default: ten years before the clock"] = None,
    before: Annotated[Date | None, "latest day; default: the day of the clock"] = None,
    growth: Annotated[str | None, GROWTH, GROWING] = None,
    weekdays: Annotated[tuple[str, ...], WEEKDAYS, "weekdays that there are, by weight"] = (),
    months: Annotated[tuple[str, ...], MONTHS, "months that there are, by weight"] = (),
    holidays: Annotated[bool, "whether there are public holidays of the locale"] = True,
    quantiles: Annotated[tuple[str, ...], ON_DAYS, QUANTILES, CUT] = (),
    distribution: Annotated[
        Literal["uniform", "normal", "log_normal", "exponential"], DISTRIBUTION
    ] = "uniform",
    mean: Annotated[Date | None, MEAN] = None,
    deviation: Annotated[str | None, LENGTH, DEVIATION] = None,
) -> Date:
    """Day in [after, before], both inclusive; by default in the ten years before the run's clock."""
    low = None if after is None else after.days
    high = None if before is None else before.days
    if before is None and after is not None:
        _check_clock(("after", "before"), after, draw.today)
    first, last = _window(low, high, draw.today.days, TEN_YEARS, FIRST_DAY)
    _check(first, last, after, before)
    shape = Shape(growth, weekdays, months, (), "" if holidays else draw.locale)
    spread = Spread(distribution, None if mean is None else mean.days, deviation, DAY)
    if distribution != "uniform":
        _check_alone(shape, quantiles)
        return Date(spread.drawn(draw, first, last))
    if quantiles:
        return Date(_by_quantiles(draw, first, last, shape, quantiles, _day_of))
    if shape != Shape():
        return Date(shape.second(draw, first * DAY, last * DAY + DAY - 1) // DAY)
    return draw.date(Date(first), Date(last))


@generator(
    "date", aliases=("timestamp", "date_time", "date_time_between", "date_time_between_dates")
)
def datetime(
    draw: Draw,
    *,
    after: Annotated[Timestamp | None, "earliest time; default: ten years before the clock"] = None,
    before: Annotated[Timestamp | None, "latest time; default: the clock"] = None,
    growth: Annotated[str | None, GROWTH, GROWING] = None,
    weekdays: Annotated[tuple[str, ...], WEEKDAYS, "weekdays that there are, by weight"] = (),
    hours: Annotated[tuple[str, ...], HOURS, "hours of the day that there are, by weight"] = (),
    months: Annotated[tuple[str, ...], MONTHS, "months that there are, by weight"] = (),
    holidays: Annotated[bool, "whether there are public holidays of the locale"] = True,
    quantiles: Annotated[tuple[str, ...], AT_TIMES, QUANTILES, CUT] = (),
    distribution: Annotated[
        Literal["uniform", "normal", "log_normal", "exponential"], DISTRIBUTION
    ] = "uniform",
    mean: Annotated[Timestamp | None, MEAN] = None,
    deviation: Annotated[str | None, LENGTH, DEVIATION] = None,
) -> Timestamp:
    """Time in [after, before], both inclusive; by default in the ten years before the run's clock."""
    low = None if after is None else after.seconds
    high = None if before is None else before.seconds
    if before is None and after is not None:
        _check_clock(("after", "before"), after, draw.now)
    first, last = _window(low, high, draw.now.seconds, TEN_YEARS * DAY, FIRST_DAY * DAY)
    _check(first, last, after, before)
    shape = Shape(growth, weekdays, months, hours, "" if holidays else draw.locale)
    spread = Spread(distribution, None if mean is None else mean.seconds, deviation)
    if distribution != "uniform":
        _check_alone(shape, quantiles)
        return Timestamp(spread.drawn(draw, first, last))
    if quantiles:
        return Timestamp(_by_quantiles(draw, first, last, shape, quantiles, _second_of))
    if shape != Shape():
        return Timestamp(shape.second(draw, first, last))
    return draw.timestamp(Timestamp(first), Timestamp(last))


def _check_alone(shape: Shape, quantiles: tuple[str, ...]) -> None:
    """Raises ParameterError for a shape of days and hours, or quantiles, beside a distribution."""
    if shape != Shape() or quantiles:
        raise ParameterError(
            "distribution does not go with growth, weekdays, hours, months, holidays or quantiles (leave one out)",
            "distribution",
        )


def _day_of(text: str) -> int:
    return int(parse_date(text).days)


def _second_of(text: str) -> int:
    return int(parse_timestamp(text).seconds)


def _by_quantiles(
    draw: Draw,
    first: Integer,
    last: Integer,
    shape: Shape,
    texts: tuple[str, ...],
    read: Callable[[str], int],
) -> Integer:
    """A number between two bounds of which as many lie from each quantile to the next."""
    if shape != Shape():
        raise ParameterError(
            "quantiles are a shape of their own (leave out growth, weekdays, months, hours and holidays)",
            "quantiles",
        )
    if not (isinstance(first, int) and isinstance(last, int)):
        raise ParameterError(UNEVEN_QUANTILES, "quantiles")
    return draw.between_quantiles(first, last, cuts(texts, read, first, last))


def _window(
    low: Integer | None, high: Integer | None, now: Integer, span: int, first: int
) -> tuple[Integer, Integer]:
    """Bounds where some may be missing: the upper one is the clock, the lower one a span before it.

    `first` is the first there can be.
    """
    high = now if high is None else high
    return (_at_least(high - span, first) if low is None else low), high


def _check_clock(names: tuple[str, str], low: object, now: object) -> None:
    """Raises ParameterError where the clock stands for the upper bound and is before the lower one."""
    value, clock = _number(low), _number(now)
    latest = value if isinstance(value, int) else int(value.max(initial=clock))
    if latest > clock:
        from mockcraft.wording import word

        shown = text_of(latest if low is value else type(low)(latest))  # type: ignore[call-arg]
        raise ClockError(
            f"{names[0]}={shown} is later than the clock, {text_of(now)}, up to which values go "
            f"(give {names[1]} too, or another clock: {word('now')}, or now in the schema file)",
            names[0],
        )


def _number(value: Any) -> Any:
    if isinstance(value, Date):
        return value.days
    return value.seconds if isinstance(value, Timestamp) else value


def _at_least(low: Integer, first: int) -> Integer:
    """The bound, or the first there can be, for ints and for arrays."""
    if isinstance(low, int):
        return low if low > first else first
    return low.clip(first)  # type: ignore[attr-defined, no-any-return]


def _check(first: Integer, last: Integer, after: object, before: object) -> None:
    """Raises ParameterError for constant bounds in the wrong order."""
    if isinstance(first, int) and isinstance(last, int) and first > last:
        raise ParameterError(
            f"after={text_of(after)} is later than before={text_of(before)}", "after"
        )


@generator("date")
def past_date(
    draw: Draw, *, days: Annotated[int, Between(1, 400_000), "how far back at most, in days"] = 3650
) -> Date:
    """Day before the day of the run's clock."""
    today = draw.today.days
    return draw.date(Date(_at_least(today - days, FIRST_DAY)), Date(today - 1))


@generator("date")
def future_date(
    draw: Draw,
    *,
    days: Annotated[int, Between(1, 400_000), "how far ahead at most, in days"] = 3650,
) -> Date:
    """Day after the day of the run's clock."""
    today = draw.today.days
    return draw.date(Date(today + 1), Date(min(today + days, LAST_DAY)))


@generator("date", aliases=("past_time",))
def past_datetime(
    draw: Draw, *, days: Annotated[int, Between(1, 400_000), "how far back at most, in days"] = 3650
) -> Timestamp:
    """Time before the run's clock."""
    now = draw.now.seconds
    return draw.timestamp(
        Timestamp(_at_least(now - days * DAY, FIRST_DAY * DAY)), Timestamp(now - 1)
    )


@generator("date", aliases=("future_time",))
def future_datetime(
    draw: Draw,
    *,
    days: Annotated[int, Between(1, 400_000), "how far ahead at most, in days"] = 3650,
) -> Timestamp:
    """Time after the run's clock."""
    now = draw.now.seconds
    last = min(now + days * DAY, LAST_DAY * DAY + DAY - 1)
    return draw.timestamp(Timestamp(now + 1), Timestamp(last))


@generator("date", aliases=("time_range", "time_of_day", "time_object"))
def time(
    draw: Draw,
    *,
    after: Annotated[str, CLOCK, "earliest time of day, HH:MM or HH:MM:SS"] = "00:00:00",
    before: Annotated[str, CLOCK, "latest time of day, HH:MM or HH:MM:SS"] = "23:59:59",
) -> Time:
    """Time of day in [after, before], both inclusive; where it is any, that of the row's hour, minute and second."""
    first, last = _seconds(after), _seconds(before)
    if (first, last) == (0, DAY - 1):
        own = draw.entity(Clock)
        return Time(own.hour * 3600 + own.minute * 60 + own.second)
    if first > last:
        raise ParameterError(f"after={after!r} is later than before={before!r}", "after")
    return Time(draw.integer(first, last))


def _seconds(text: str) -> int:
    """Seconds since midnight of HH:MM or HH:MM:SS."""
    hours, minutes, seconds = map(int, [*text.split(":"), "0"][:3])
    return hours * 3600 + minutes * 60 + seconds


class Clock(Entity):
    """A time of day: hour, minute and second belong together."""

    @fact
    def half(self) -> Integer:
        """0 before noon, 1 after it."""
        return self.draw["half"].integer(0, 1)

    @fact
    def hour(self) -> Integer:
        """0 to 23."""
        return self.half * 12 + self.draw["hour"].integer(0, 11)

    @fact
    def minute(self) -> Integer:
        """0 to 59."""
        return self.draw["minute"].integer(0, 59)

    @fact
    def second(self) -> Integer:
        """0 to 59."""
        return self.draw["second"].integer(0, 59)


@generator("date")
def unix_time(draw: Draw) -> Integer:
    """Seconds since 1970-01-01T00:00:00Z of a time in the ten years before the run's clock."""
    now = draw.now.seconds
    return draw.integer(now - TEN_YEARS * DAY, now)


@generator("date")
def year(
    draw: Draw,
    *,
    min: Annotated[Integer | None, YEAR, "first year; default: 50 years before the clock's"] = None,
    max: Annotated[Integer | None, YEAR, "last year; default: the clock's"] = None,
    date: Annotated[Date | None, DAYS, OF_DAY] = None,
) -> Integer:
    """Year in [min, max], both inclusive; by default of the row's day, in the 50 years up to the run's clock."""
    this = civil(draw.today.days)[0]
    if date is not None and min is None and max is None:
        return civil(date.days)[0]  # type: ignore[no-any-return]
    if max is None and min is not None:
        _check_clock(("min", "max"), min, this)
    low, high = _window(min, max, this, 50, 1)
    if isinstance(low, int) and isinstance(high, int):
        ordered(min=low, max=high)
    if min is None and max is None:
        return draw.entity(Day).year
    return draw.integer(low, high)


class Day(Entity):
    """A day: year, month, day of the month and weekday belong together.

    The weekday is drawn, not computed, so that it can be unique; the day of the month is one that has it.
    """

    @fact
    def year(self) -> Integer:
        """Year, of the 50 up to the clock's."""
        this = civil(self.draw.today.days)[0]
        return self.draw["year"].integer(this - 50, this)

    @fact
    def month(self) -> Integer:
        """Month, 1 to 12."""
        return self.draw["month"].integer(1, 12)

    @fact
    def weekday(self) -> Integer:
        """Weekday, 0 for Monday to 6."""
        return self.draw["weekday"].integer(0, 6)

    @fact
    def day(self) -> Integer:
        """Day of the month."""
        start = days_of(self.year, self.month, 1)
        following = days_of(self.year + self.month // 12, self.month % 12 + 1, 1)
        first = 1 + (self.weekday - _weekday(start)) % 7
        weeks = self.draw["week"].integer(0, (following - start - first) // 7)
        return first + 7 * weeks  # type: ignore[no-any-return]


def _weekday(days: Any) -> Any:
    """0 for Monday to 6, of days since 1970-01-01, which was a Thursday."""
    return (days + 3) % 7


@generator("date", aliases=("month_number",))
def month(draw: Draw, *, date: Annotated[Date | None, DAYS, OF_DAY] = None) -> Integer:
    """Month as a number, 1 to 12, of the row's day."""
    return draw.entity(Day).month if date is None else civil(date.days)[1]


@generator("date", aliases=("month_string",))
def month_name(draw: Draw, *, date: Annotated[Date | None, DAYS, OF_DAY] = None) -> Text:
    """Name of the month of the row's day, in the language of the locale (CLDR)."""
    month = draw.entity(Day).month if date is None else civil(date.days)[1]
    return draw.at(load("months", draw.locale).column("name").pool, month - 1)


@generator("date", aliases=("day_of_week",))
def weekday(draw: Draw, *, date: Annotated[Date | None, DAYS, OF_DAY] = None) -> Text:
    """Weekday of the row's day, in the language of the locale (CLDR)."""
    weekday = draw.entity(Day).weekday if date is None else _weekday(date.days)
    return draw.at(load("weekdays", draw.locale).column("name").pool, weekday)


@generator("date", aliases=("day_of_month",))
def day(draw: Draw, *, date: Annotated[Date | None, DAYS, OF_DAY] = None) -> Integer:
    """Day of the month of the row's day, 1 to 31."""
    return draw.entity(Day).day if date is None else civil(date.days)[2]


@generator("date")
def hour(draw: Draw, *, time: Annotated[Timestamp | None, TIMES, OF_TIME] = None) -> Integer:
    """Hour of the row's time of day, 0 to 23."""
    return draw.entity(Clock).hour if time is None else time.seconds % DAY // 3600


@generator("date")
def minute(draw: Draw, *, time: Annotated[Timestamp | None, TIMES, OF_TIME] = None) -> Integer:
    """Minute of the row's time of day, 0 to 59."""
    return draw.entity(Clock).minute if time is None else time.seconds % 3600 // 60


@generator("date")
def second(draw: Draw, *, time: Annotated[Timestamp | None, TIMES, OF_TIME] = None) -> Integer:
    """Second of the row's time of day, 0 to 59."""
    return draw.entity(Clock).second if time is None else time.seconds % 60


@generator("date")
def nanosecond(draw: Draw) -> Integer:
    """Nanosecond of a second, 0 to 999999999."""
    return draw.integer(0, 999_999_999)


@generator("date", aliases=("iso_duration",))
def duration(draw: Draw) -> Text:
    """Duration of hours and minutes in the form of ISO 8601, such as PT3H25M."""
    return draw.join("PT", draw["hours"].integer(1, 72), "H", draw["minutes"].integer(0, 59), "M")


class Zone(Entity):
    """A time zone: that of the row's place, or one of the world where the row has no place."""

    @fact
    def name(self) -> Text:
        """Name in the IANA time zone database."""
        draw = self.draw
        if draw.shared("place"):
            return draw.entity(Place).town.time_zone
        return draw.record("time_zones").name

    def fact_of(self, column: str) -> Text:
        """What the list of time zones says of it: the standard time's name, abbreviation, or hours from UTC."""
        if column not in _zones:
            rows = load("time_zones").rows
            _zones[column] = dict(zip(rows["name"], rows[column], strict=True)).__getitem__
        return self.draw.map(self.name, _zones[column])


_zones: dict[str, Callable[[str], str]] = {}


@generator("date", aliases=("timezone_full",))
def time_zone_name(draw: Draw) -> Text:
    """Name of the standard time of the row's time zone, such as Central European Standard Time (CLDR)."""
    return translated(draw, "time_zones", draw.entity(Zone).fact_of("standard"))


@generator("date", aliases=("timezone_abv", "timezone_abbreviation"))
def time_zone_abbreviation(draw: Draw) -> Text:
    """Abbreviation of the standard time of the row's time zone, such as CET (IANA)."""
    return draw.entity(Zone).fact_of("abbreviation")


@generator("date", aliases=("timezone_offset", "utc_offset", "gmt_offset"))
def time_zone_offset(draw: Draw) -> Decimal:
    """Hours from UTC of the standard time of the row's time zone, two places (IANA)."""
    return draw.number(draw.entity(Zone).fact_of("offset"), 2)


@generator("date", aliases=("timezone_region",))
def time_zone_region(draw: Draw) -> Text:
    """Time zone of the row's place, or of the world where it has none, such as Europe/Paris (IANA)."""
    return draw.entity(Zone).name


@generator("date", aliases=("zodiac_sign",))
def zodiac(
    draw: Draw,
    *,
    date: Annotated[
        Date | None,
        Beside("birth_date"),
        "day of birth; default: that of the row's only one, or of its person",
    ] = None,
) -> Text:
    """Sign of the zodiac of the row's person, in the tropical zodiac as newspapers have it."""
    if date is None and draw.must_differ("sign"):
        return draw.record("dates/zodiac").name
    born = draw.entity(Person).birth_date if date is None else date
    _, month, day = civil(born.days)
    signs = load("dates/zodiac", draw.locale).column("name").pool
    return draw.at(signs, _sign(month * 100 + day))


# The first days of the signs, month * 100 + day, from Aries on: Aquarius and Pisces begin in the next year.
FIRST_OF_SIGN = (321, 420, 521, 621, 723, 823, 923, 1023, 1122, 1222)


def _sign(day: Any) -> Any:
    """Place of a sign, 0 for Aries, of month * 100 + day."""
    passed = sum((day >= first) * 1 for first in FIRST_OF_SIGN)  # 0 before Aries
    early = (day < 120) * 1 + (day < 219) * 1 + (day < 321) * 1  # Capricorn, Aquarius, Pisces
    return (passed + 12 - early) * (early > 0) + (passed - 1) * (early == 0)
