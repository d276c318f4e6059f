"""Parts and periods of the calendar: this month, this year; times as texts; schedules."""

from __future__ import annotations

from mockcraft.core.values import civil, days_of
from mockcraft.generator import (
    Annotated,
    Date,
    Draw,
    Integer,
    Pool,
    Text,
    Timestamp,
    generator,
)
from mockcraft.generators.dates import DAYS, OF_DAY, OF_TIME, TIMES, Clock

DAY = 86_400


def _first(draw: Draw, period: str) -> int:
    """The first day of the clock's month, year, decade or century."""
    year, month, _ = civil(draw.today.days)
    first = {
        "month": year,
        "year": year,
        "decade": year // 10 * 10,
        "century": (year - 1) // 100 * 100 + 1,
    }
    return days_of(first[period], month if period == "month" else 1, 1)  # type: ignore[no-any-return]


def _day(draw: Draw, period: str) -> Date:
    return draw.date(Date(_first(draw, period)), draw.today)


def _time(draw: Draw, period: str) -> Timestamp:
    return draw.timestamp(Timestamp(_first(draw, period) * DAY), draw.now)


@generator("date")
def date_this_month(draw: Draw) -> Date:
    """Day of the clock's month up to the clock's."""
    return _day(draw, "month")


@generator("date")
def date_this_year(draw: Draw) -> Date:
    """Day of the clock's year up to the clock's."""
    return _day(draw, "year")


@generator("date")
def date_this_decade(draw: Draw) -> Date:
    """Day of the clock's decade, from a year that ends in 0, up to the clock's."""
    return _day(draw, "decade")


@generator("date")
def date_this_century(draw: Draw) -> Date:
    """Day of the clock's century, from a year that ends in 01, up to the clock's."""
    return _day(draw, "century")


@generator("date", aliases=("date_time_this_month",))
def datetime_this_month(draw: Draw) -> Timestamp:
    """Time of the clock's month up to the clock."""
    return _time(draw, "month")


@generator("date", aliases=("date_time_this_year",))
def datetime_this_year(draw: Draw) -> Timestamp:
    """Time of the clock's year up to the clock."""
    return _time(draw, "year")


@generator("date", aliases=("date_time_this_decade",))
def datetime_this_decade(draw: Draw) -> Timestamp:
    """Time of the clock's decade, from a year that ends in 0, up to the clock."""
    return _time(draw, "decade")


@generator("date", aliases=("date_time_this_century",))
def datetime_this_century(draw: Draw) -> Timestamp:
    """Time of the clock's century, from a year that ends in 01, up to the clock."""
    return _time(draw, "century")


@generator("date", aliases=("rfc3339", "iso_datetime"))
def iso8601(draw: Draw) -> Text:
    """Time in the ten years before the clock as a text, such as 2024-02-29T09:30:00Z (ISO 8601, RFC 3339)."""
    return rfc3339(draw, draw.now.seconds - draw.integer(0, 3_652 * DAY))


def rfc3339(draw: Draw, seconds: Integer) -> Text:
    """Seconds since 1970 as 2026-11-29T17:05:00Z."""
    year, month, day = civil(seconds // DAY)
    return draw.join(
        draw.padded(year, 4), "-", draw.padded(month, 2), "-", draw.padded(day, 2), "T",
        clock(draw, seconds), "Z",
    )  # fmt: skip


def clock(draw: Draw, seconds: Integer) -> Text:
    """The time of day of seconds since 1970, as 17:05:00."""
    hour, minute, second = (
        draw.padded(each, 2) for each in (seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)
    )
    return draw.join(hour, ":", minute, ":", second)


@generator("date", aliases=("iso_week",))
def week_date(draw: Draw, *, date: Annotated[Date | None, DAYS, OF_DAY] = None) -> Text:
    """Year and week of the row's day, or of one in the ten years before the clock, such as 2024-W09 (ISO 8601)."""
    # The week is of the year that has its Thursday.
    days = draw.today.days - draw.integer(0, 3_652) if date is None else date.days
    thursday = days - (days + 3) % 7 + 3
    year = civil(thursday)[0]
    week = (thursday - days_of(year, 1, 1)) // 7 + 1
    return draw.join(year, "-W", draw.padded(week, 2))


@generator("date", aliases=("meridiem",))
def am_pm(draw: Draw, *, time: Annotated[Timestamp | None, TIMES, OF_TIME] = None) -> Text:
    """Half of the day that the row's hour is in: AM or PM."""
    half = draw.entity(Clock).half if time is None else time.seconds % DAY // 43_200
    return draw.at(HALVES, half)


HALVES = Pool("half of a day", ("AM", "PM"))


@generator("date")
def century(draw: Draw) -> Text:
    """Century in Roman numerals, I to XXI."""
    return draw.pick(CENTURIES)


CENTURIES = Pool(
    "century",
    (
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
        "XVIII", "XIX", "XX", "XXI",
    ),
)  # fmt: skip


@generator("date", aliases=("recurrence",))
def periodicity(draw: Draw) -> Text:
    """How often something happens."""
    return draw.pick(PERIODS)


PERIODS = Pool(
    "period", ("Once", "Hourly", "Daily", "Weekly", "Fortnightly", "Monthly", "Quarterly", "Yearly")
)


@generator("date", aliases=("elapsed_seconds",))
def time_delta(draw: Draw) -> Integer:
    """Seconds from nothing to 30 days; short spans are the most frequent."""
    return draw.distributed(0, 30 * DAY, "exponential", 2 * DAY)


@generator("date")
def cron(draw: Draw) -> Text:
    """Schedule of a cron job, of five fields: every few minutes or hours, daily, on working days, weekly, monthly (crontab(5)).

    Where schedules must differ, all are weekly.
    """
    minute, hour, day = (
        draw["minute"].integer(0, 59),
        draw["hour"].integer(0, 23),
        draw.integer(0, 6),
    )
    if draw.must_differ("form"):
        return draw.join(minute, " ", hour, " * * ", day)
    form = draw.number(draw["form"].pick(CRON_FORMS)).units
    minute = draw.either(draw["round"].chance(0.7), minute // 15 * 15, minute)
    fields = [draw.join(minute), draw.join(hour), "*", "*", "*"]
    for changed, field, text in (
        (1, 0, draw.join("*/", draw["steps"].pick(CRON_MINUTES))),
        (1, 1, "*"),
        (2, 1, "*"),
        (3, 1, draw.join("*/", draw["steps"].pick(CRON_HOURS))),
        (5, 4, "1-5"),
        (6, 4, draw.join(day)),
        (7, 2, draw.join(draw["day of month"].pick(CRON_DAYS))),
    ):
        fields[field] = draw.either(form == changed, text, fields[field])
    parts = [part for field in fields for part in (" ", field)]
    return draw.join(*parts[1:])


# Every few minutes, hourly, every few hours, daily, on working days, weekly, monthly.
CRON_FORMS = Pool("cron form", "1234567", (20, 12, 10, 28, 10, 12, 8))
CRON_MINUTES = Pool(
    "cron minutes", ("3", "2", "5", "10", "15", "20", "30"), (10, 5, 30, 20, 20, 5, 10)
)
CRON_HOURS = Pool("cron hours", ("2", "3", "4", "6", "8", "12"), (20, 10, 20, 25, 5, 20))
CRON_DAYS = Pool(
    "cron days", ("1", "15", "28", "2", "5", "10", "20", "1,15"), (60, 12, 4, 4, 6, 5, 4, 5)
)
