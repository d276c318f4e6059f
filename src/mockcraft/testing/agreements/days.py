"""What must agree in days and times."""

from datetime import date

from mockcraft.core.lists import load
from mockcraft.testing.agreement import Agreement, Values


def _day(values: Values, locale: str) -> bool:
    day = date.fromisoformat(values[0][:10])
    return values[1:] == (*_named(day, locale), str(day.day))


def _named(day: date, locale: str) -> tuple[str, str, str]:
    weekday = load("weekdays", locale).rows["name"][day.weekday()]
    return str(day.month), load("months", locale).rows["name"][day.month - 1], weekday


def _calendar(values: Values, locale: str) -> bool:
    year, month, _, _, day = values
    return values[1:4] == _named(date(int(year), int(month), int(day)), locale)


def _clock(parts: Values) -> str:
    return ":".join(part.rjust(2, "0") for part in parts)


def _half(values: Values, locale: str) -> bool:
    return values[1] == ("AM" if int(values[0]) < 12 else "PM")


def _week(values: Values, locale: str) -> bool:
    return values[1] == date.fromisoformat(values[0]).strftime("%G-W%V")


PARTS = ["month", "month_name", "weekday", "day"]
DAYS = [
    Agreement([{"generator": "date", "after": "1999-12-01"}, *PARTS], _day),
    Agreement(["datetime", *PARTS], _day),
    Agreement(["future_date", *PARTS], _day),
    Agreement(["year", *PARTS], _calendar),
    Agreement(
        ["datetime", "hour", "minute", "second"],
        lambda values, locale: values[0][11:19] == _clock(values[1:]),
    ),
    Agreement(["time", "hour", "minute", "second"], lambda values, locale: values[0] == _clock(values[1:])),
    Agreement(["hour", "am_pm"], _half),
    Agreement(["datetime", "hour", "am_pm"], lambda values, locale: _half(values[1:], locale)),
    Agreement(["date", "week_date"], _week),
]  # fmt: skip
