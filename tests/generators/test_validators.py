"""20,000 values of generators that follow a standard, judged by validators of somebody else's.

Each value that differs is judged once: draws repeat what lists have.
"""

import ipaddress
from collections.abc import Callable
from math import asin, cos, radians, sin, sqrt
from warnings import catch_warnings, simplefilter

import airportsdata
import email_validator
import emoji
import langcodes
import phonenumbers
import pycountry
import pytest
import ua_parser
from phonenumbers import geocoder
from schwifty import BIC, IBAN
from stdnum import bitcoin, cusip, ean, imei, isbn, isin, issn, lei, luhn
from stdnum.gb import sedol
from stdnum.us import ein, itin, rtn

from generators.sampling import values

with catch_warnings():
    simplefilter("ignore", DeprecationWarning)  # it reads its files in an old way
    import simple_icd_10_cm as icd

ROWS = 20_000
EARTH = 6371.0088  # mean radius in kilometres (IUGG)


def rows(*names: str, locale: str = "en_US") -> set[tuple[str, ...]]:
    """Values of generators that stand beside one another in a row, once each."""
    return set(zip(*(values(name, ROWS, locale) for name in names), strict=True))


BY_NAME: list[tuple[str, Callable[[str], object]]] = [
    ("imei", imei.is_valid), ("aba_routing", rtn.is_valid), ("cusip", cusip.is_valid), ("isin", isin.is_valid),
    ("sedol", sedol.is_valid), ("lei", lei.is_valid), ("ein", ein.is_valid), ("itin", itin.is_valid),
    ("ean", ean.is_valid), ("ean8", ean.is_valid), ("isbn", isbn.is_valid), ("isbn10", isbn.is_valid),
    ("issn", issn.is_valid), ("credit_card_number", luhn.is_valid), ("bitcoin_address", bitcoin.is_valid),
    ("bic", BIC),
    ("ipv4", lambda value: ipaddress.IPv4Address(value).is_global),
    ("ipv6", ipaddress.IPv6Address), ("ipv6_cidr", ipaddress.IPv6Network),
    ("country_code", lambda value: pycountry.countries.get(alpha_2=value)),
    ("country_alpha3", lambda value: pycountry.countries.get(alpha_3=value)),
    ("world_country_code", lambda value: pycountry.countries.get(alpha_2=value)),
    ("currency_code", lambda value: pycountry.currencies.get(alpha_3=value)),
    ("language_code", lambda value: langcodes.get(value).is_valid()),
    ("locale_code", lambda value: langcodes.get(value).is_valid()),
    ("emoji", lambda value: emoji.EMOJI_DATA[value]["status"] == emoji.STATUS["fully_qualified"]),
    ("icd10_code", lambda value: icd.is_valid_item(value) and icd.is_leaf(value)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "is_valid"), BY_NAME)
def test_a_value_satisfies_its_validator(name: str, is_valid: Callable[[str], object]) -> None:
    assert [] == [each for (each,) in rows(name) if not is_valid(each)]


@pytest.mark.filterwarnings("ignore:No national checksum algorithm")
@pytest.mark.parametrize("locale", ["cs_CZ", "de_DE", "en_GB", "fr_FR", "it_IT", "nl_NL"])
def test_an_account_has_the_check_digits_of_its_country(locale: str) -> None:
    assert all(IBAN(each, validate_bban=True) for (each,) in rows("iban", locale=locale))


@pytest.mark.parametrize("locale", ["ja_JP", "de_DE"])
def test_a_telephone_number_is_valid_in_its_country(locale: str) -> None:
    """Other tests have 600 of each of the locales."""
    made = [phonenumbers.parse(each, locale[3:]) for (each,) in rows("phone", locale=locale)]

    assert len(made) > 19_000
    assert [] == [e for e in made if not phonenumbers.is_valid_number_for_region(e, locale[3:])]


# What the metadata call states, where it is not their name.
STATES = {"Washington State": "Washington", "Washington D.C.": "District of Columbia"}
# Prefixes that the metadata places in the state across the river, where the area code is of one state alone.
MISPLACED = {"201631": "New Jersey"}


def test_a_telephone_number_of_the_united_states_is_of_the_row_s_state() -> None:
    for text, state, code in rows("phone", "state", "state_code"):
        number = phonenumbers.parse(text, "US")
        place = geocoder.description_for_valid_number(number, "en", "US")

        assert phonenumbers.is_valid_number_for_region(number, "US"), text
        place = MISPLACED.get(str(number.national_number)[:6], place)
        assert STATES.get(place, place) in (state, "United States") or place.endswith(
            f", {code}"
        ), (
            text,
            state,
            place,
        )


@pytest.mark.parametrize("name", ["email", "company_email"])
def test_an_address_is_one_but_for_its_reserved_domain(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(email_validator, "SPECIAL_USE_DOMAIN_NAMES", [])
    for (each,) in rows(name):
        found = email_validator.validate_email(each, check_deliverability=False)

        assert found.normalized == each


def test_airports_of_a_flight_exist_and_its_way_is_as_long_as_a_great_circle() -> None:
    known = airportsdata.load("IATA")
    for start, end, distance in rows("flight_origin", "flight_destination", "flight_distance"):
        assert abs(way(known[start], known[end]) - int(distance)) <= 1 + 0.005 * int(distance)


def way(start: airportsdata.Airport, end: airportsdata.Airport) -> float:
    """Haversine of two airports, in kilometres."""
    north, other = radians(start["lat"]), radians(end["lat"])
    east = radians(end["lon"] - start["lon"])
    half = sin((other - north) / 2) ** 2 + cos(north) * cos(other) * sin(east / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def test_both_codes_of_an_airport_are_of_one() -> None:
    known = airportsdata.load("IATA")

    assert [] == [
        each for each in rows("airport_iata", "airport_icao") if known[each[0]]["icao"] != each[1]
    ]


def test_a_diagnosis_has_the_chapter_of_its_code() -> None:
    for code, chapter in rows("icd10_code", "icd10_chapter"):
        assert icd.get_description(icd.get_ancestors(code)[-1]) == chapter


FAMILIES = {
    "Chrome": {"Chrome", "Chrome Mobile", "Chrome Mobile iOS"}, "Edge": {"Edge"}, "Opera": {"Opera"},
    "Firefox": {"Firefox", "Firefox Mobile"}, "Safari": {"Safari", "Mobile Safari"},
    "Samsung Internet": {"Samsung Internet"}, "Android WebView": {"Chrome Mobile WebView"},
}  # fmt: skip
SYSTEMS = {
    "macOS": {"Mac OS X"}, "ChromeOS": {"Chrome OS"}, "iPadOS": {"iOS"}, "Linux": {"Linux", "Ubuntu", "Fedora"},
}  # fmt: skip


def test_a_browser_is_the_one_that_it_calls_itself() -> None:
    """Some 350 of those that differ: the parser takes milliseconds for each."""
    for agent, browser, system in sorted(rows("user_agent", "browser", "operating_system"))[::20]:
        found = ua_parser.parse(agent)

        assert found.user_agent is not None and found.os is not None
        assert found.user_agent.family in FAMILIES[browser]
        assert found.os.family in SYSTEMS.get(system, {system})
