"""What must agree in places: countries, cities, time zones and currencies."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mockcraft.core.lists import load
from mockcraft.testing.agreement import Agreement, Values, entries
from mockcraft.testing.agreements.lists import called, entry, form, translation


def _country(values: Values, locale: str) -> bool:
    name, code, *_ = values
    own = form("country", locale), form("country_code", locale)
    if (name, code) != own and {name} != translation("countries", code, locale):
        return False
    columns = (
        "alpha2",
        "alpha3",
        "capital",
        "calling_code",
        "nationality",
        "currency",
    )
    rows = load("countries").rows
    return values[1:] in set(zip(*(rows[column] for column in columns), strict=True))


def _currency(values: Values, locale: str) -> bool:
    code, name, symbol = values
    known = entry("currencies", "code", code, "symbol")
    return {name} == translation("currencies", code, locale) and {symbol} == known


def _zone(values: Values, locale: str) -> bool:
    (standard,) = entry("time_zones", "name", values[0], "standard")
    return {values[1]} == translation("time_zones", standard, locale)


def _continent(values: Values, locale: str) -> bool:
    (english,) = entry("countries", "alpha2", values[0], "continent")
    return {values[1]} == translation("continents", english, locale)


def _own_country(values: Values, locale: str) -> bool:
    (currency,) = entry("countries", "alpha2", form("country_code", locale), "currency")
    return values[1:] == (form("country", locale), form("country_code", locale), currency)


def _city(values: Values, locale: str) -> bool:
    columns = ("city", "state", "state_code", "zip", "area_code", "time_zone")
    return values in entries("cities", locale, columns)


def _offset(values: Values, locale: str) -> bool:
    zone, hours, abbreviation = values
    moments = [_moment(zone, month) for month in (1, 7)]
    return (hours, abbreviation) in moments


def _moment(zone: str, month: int) -> tuple[str, str]:
    moment = datetime(2026, month, 1, tzinfo=ZoneInfo(zone))
    offset = moment.utcoffset()
    assert offset is not None
    return f"{offset.total_seconds() / 3600:.2f}", str(moment.tzname())


PLACES = [
    Agreement(
        ["country", "country_code", "country_alpha3", "capital", "dialing_code", "nationality", "currency_code"],
        _country,
    ),
    Agreement(["country_code", "continent"], _continent),
    Agreement(["city", "country", "country_code", "currency_code"], _own_country),
    Agreement(["zip", "country", "country_code", "currency_code"], _own_country),
    Agreement(["city", "state", "state_code", "zip", "area_code", "time_zone"], _city),
    Agreement(["currency_code", "currency_name", "currency_symbol"], _currency),
    Agreement(["world_country", "world_country_code"], called("countries")),
    Agreement(["time_zone", "time_zone_offset", "time_zone_abbreviation"], _offset),
    Agreement(["time_zone_region", "time_zone_offset", "time_zone_abbreviation"], _offset),
    Agreement(["time_zone", "time_zone_region"], lambda values, locale: values[0] == values[1]),
    Agreement(["time_zone_region", "time_zone_name"], _zone),
]  # fmt: skip
