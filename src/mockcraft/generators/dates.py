"""Dates and times. Nothing reads a clock: the run's frozen clock is the draw's `now`."""

from __future__ import annotations

from mockcraft.core.values import civil, text_of
from mockcraft.generator import (
    Annotated,
    Between,
    Date,
    Decimal,
    Draw,
    Entity,
    Integer,
    ParameterError,
    Record,
    Text,
    Time,
    Timestamp,
    fact,
    generator,
    ordered,
)

DAY = 86_400  # seconds
TEN_YEARS = 3_652  # days


@generator("date", aliases=("date_range", "day_date"))
def date(
    draw: Draw,
    *,
    after: Annotated[Date | None, "earliest day; default: ten years before the clock"] = None,
    before: Annotated[Date | None, "latest day; default: the day of the clock"] = None,
) -> Date:
    """Day in [after, before], both inclusive; by default in the ten years before the run's clock."""
    low = None if after is None else after.days
    high = None if before is None else before.days
    first, last = _window(draw, low, high, draw.today.days, TEN_YEARS)
    _check(first, last, after, before)
    return draw.date(Date(first), Date(last))


@generator("date", aliases=("timestamp", "date_time"))
def datetime(
    draw: Draw,
    *,
    after: Annotated[Timestamp | None, "earliest time; default: ten years before the clock"] = None,
    before: Annotated[Timestamp | None, "latest time; default: the clock"] = None,
) -> Timestamp:
    """Time in [after, before], both inclusive; by default in the ten years before the run's clock."""
    low = None if after is None else after.seconds
    high = None if before is None else before.seconds
    first, last = _window(draw, low, high, draw.now.seconds, TEN_YEARS * DAY)
    _check(first, last, after, before)
    return draw.timestamp(Timestamp(first), Timestamp(last))


def _window(
    draw: Draw, low: Integer | None, high: Integer | None, now: Integer, span: int
) -> tuple[Integer, Integer]:
    """Bounds where some may be missing: up to the clock, but for a `low` that is later than it."""
    if high is None:
        if low is None:
            return now - span, now
        return low, draw.either(low <= now, now, low + span)  # type: ignore[operator]
    return (high - span if low is None else low), high


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
    return draw.date(Date(today - days), Date(today - 1))


@generator("date")
def future_date(
    draw: Draw,
    *,
    days: Annotated[int, Between(1, 400_000), "how far ahead at most, in days"] = 3650,
) -> Date:
    """Day after the day of the run's clock."""
    today = draw.today.days
    return draw.date(Date(today + 1), Date(today + days))


@generator("date")
def past_datetime(
    draw: Draw, *, days: Annotated[int, Between(1, 400_000), "how far back at most, in days"] = 3650
) -> Timestamp:
    """Time before the run's clock."""
    now = draw.now.seconds
    return draw.timestamp(Timestamp(now - days * DAY), Timestamp(now - 1))


@generator("date")
def future_datetime(
    draw: Draw,
    *,
    days: Annotated[int, Between(1, 400_000), "how far ahead at most, in days"] = 3650,
) -> Timestamp:
    """Time after the run's clock."""
    now = draw.now.seconds
    return draw.timestamp(Timestamp(now + 1), Timestamp(now + days * DAY))


@generator("date", aliases=("time_range", "time_of_day"))
def time(
    draw: Draw,
    *,
    after: Annotated[str, "earliest time of day, HH:MM or HH:MM:SS"] = "00:00:00",
    before: Annotated[str, "latest time of day, HH:MM or HH:MM:SS"] = "23:59:59",
) -> Time:
    """Time of day in [after, before], both inclusive."""
    first, last = _seconds("after", after), _seconds("before", before)
    if first > last:
        raise ParameterError(f"after={after!r} is later than before={before!r}", "after")
    return Time(draw.integer(first, last))


def _seconds(name: str, text: str) -> int:
    """Seconds since midnight of HH:MM or HH:MM:SS."""
    parts = text.split(":")
    limits = (24, 60, 60)
    if len(parts) not in (2, 3) or not all(
        part.isdecimal() and len(part) <= 2 and int(part) < limit
        for part, limit in zip(parts, limits, strict=False)
    ):
        raise ParameterError(f"{name}={text!r} is not a time such as 09:30 or 23:59:59", name)
    hours, minutes, seconds = map(int, [*parts, "0"][:3])
    return hours * 3600 + minutes * 60 + seconds


@generator("date")
def unix_time(draw: Draw) -> Integer:
    """Seconds since 1970-01-01T00:00:00Z of a time in the ten years before the run's clock."""
    now = draw.now.seconds
    return draw.integer(now - TEN_YEARS * DAY, now)


@generator("date")
def year(
    draw: Draw,
    *,
    min: Annotated[Integer | None, "first year; default: 50 years before the clock's"] = None,
    max: Annotated[Integer | None, "last year; default: the clock's"] = None,
) -> Integer:
    """Year in [min, max], both inclusive; by default in the 50 years up to the run's clock."""
    this = civil(draw.today.days)[0]
    low, high = _window(draw, min, max, this, 50)
    if isinstance(low, int) and isinstance(high, int):
        ordered(min=low, max=high)
    return draw.integer(low, high)


@generator("date", aliases=("month_number",))
def month(draw: Draw) -> Integer:
    """Month as a number, 1 to 12."""
    return draw.integer(1, 12)


@generator("date", aliases=("month_string",))
def month_name(draw: Draw) -> Text:
    """Name of a month in the language of the locale (CLDR)."""
    return draw.record("months").name


@generator("date", aliases=("day_of_week",))
def weekday(draw: Draw) -> Text:
    """Name of a day of the week in the language of the locale (CLDR)."""
    return draw.record("weekdays").name


@generator("date", aliases=("day_of_month",))
def day(draw: Draw) -> Integer:
    """Day of a month, 1 to 28, which every month has."""
    return draw.integer(1, 28)


@generator("date")
def hour(draw: Draw) -> Integer:
    """Hour of a day, 0 to 23."""
    return draw.integer(0, 23)


@generator("date")
def minute(draw: Draw) -> Integer:
    """Minute of an hour, 0 to 59."""
    return draw.integer(0, 59)


@generator("date")
def second(draw: Draw) -> Integer:
    """Second of a minute, 0 to 59."""
    return draw.integer(0, 59)


@generator("date")
def nanosecond(draw: Draw) -> Integer:
    """Nanosecond of a second, 0 to 999999999."""
    return draw.integer(0, 999_999_999)


@generator("date", aliases=("iso_duration",))
def duration(draw: Draw) -> Text:
    """Duration of hours and minutes in the form of ISO 8601, such as PT3H25M."""
    return draw.join("PT", draw["hours"].integer(1, 72), "H", draw["minutes"].integer(0, 59), "M")


@generator("date")
def cron(draw: Draw) -> Text:
    """Schedule of a cron job that runs once a week (crontab(5))."""
    return draw.join(
        draw["minute"].integer(0, 59), " ", draw["hour"].integer(0, 23), " * * ", draw.integer(0, 6)
    )


class Zone(Entity):
    """A time zone: name, abbreviation and offset belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of standard times, with their offsets from UTC in hours."""
        return self.draw.record("dates/standard_time")


@generator("date", aliases=("timezone_full",))
def time_zone_name(draw: Draw) -> Text:
    """Name of a standard time, such as Central European Time."""
    return draw.entity(Zone).entry.name


@generator("date", aliases=("timezone_abv", "timezone_abbreviation"))
def time_zone_abbreviation(draw: Draw) -> Text:
    """Abbreviation of the row's standard time, such as CET."""
    return draw.entity(Zone).entry.abbreviation


@generator("date", aliases=("timezone_offset", "utc_offset"))
def time_zone_offset(draw: Draw) -> Decimal:
    """Hours from UTC of the row's standard time."""
    return draw.number(draw.entity(Zone).entry.offset, 1)


@generator("date", aliases=("timezone_region",))
def time_zone_region(draw: Draw) -> Text:
    """Time zone of the world, such as Europe/Paris (IANA time zone database)."""
    return draw.record("time_zones").name


@generator("date", aliases=("zodiac_sign",))
def zodiac(draw: Draw) -> Text:
    """Sign of the zodiac."""
    return draw.record("dates/zodiac").name
