"""Values of one row hold those that they are made of; what else must agree, `testing.agreements` declares."""

import json
import re
from collections.abc import Callable

import pytest

from generators.sampling import values
from mockcraft.core.lists import load, locales

LOCALES = pytest.mark.parametrize("locale", locales())


def together(locale: str, *names: str) -> list[tuple[str, ...]]:
    """Rows of a table with these columns."""
    return list(zip(*(values(name, 300, locale) for name in names), strict=True))


def known(name: str, locale: str, *columns: str) -> set[tuple[str, ...]]:
    """The entries of a list, cut to these columns."""
    rows = load(name, locale).rows
    return set(zip(*(rows[column] for column in columns), strict=True))


@LOCALES
def test_a_point_is_within_two_kilometres_of_its_city(locale: str) -> None:
    columns = ("city", "zip", "latitude", "longitude")
    centres = {entry[:2]: entry[2:] for entry in known("cities", locale, *columns)}
    for city, code, north, east in together(locale, *columns):
        centre = centres[city, code]
        assert abs(float(north) - float(centre[0])) < 0.021
        assert abs(float(east) - float(centre[1])) < 0.021


@LOCALES
def test_a_geojson_point_has_longitude_and_latitude_of_the_row_s_place(locale: str) -> None:
    for point, north, east in together(locale, "geojson_point", "latitude", "longitude"):
        made = json.loads(point, parse_float=str)

        assert {"type": "Point", "coordinates": [east, north]} == made


@LOCALES
def test_an_address_holds_the_street_the_city_and_the_postal_code(locale: str) -> None:
    for address, street, city, code in together(locale, "address", "street_address", "city", "zip"):
        assert street in address and city in address and code in address


@LOCALES
def test_a_telephone_number_holds_the_area_code_of_the_city(locale: str) -> None:
    for phone, code in together(locale, "phone", "area_code"):
        assert code in phone


@pytest.mark.parametrize(
    ("whole", "part", "form"),
    [
        ("flight_number", "airline_iata", str.startswith),
        ("vin", "vin", str.startswith),
        ("file_name", "file_extension", str.endswith),
        ("company_email", "company_domain", str.endswith),
        ("company", "company_suffix", str.endswith),
        ("hospital", "city", str.startswith),
        ("school", "city", str.startswith),
        ("iban", "iban", str.startswith),
    ],
)
def test_a_value_holds_what_it_is_made_of(
    whole: str, part: str, form: Callable[[str, str], bool]
) -> None:
    assert all(form(*pair) for pair in together("en_US", whole, part))


def test_the_number_of_a_card_begins_as_its_network_says() -> None:
    prefixes = known("card_networks", "en_US", "name", "prefix")
    for number, network, code in together("en_US", "credit_card_number", "credit_card_type", "cvv"):
        assert any(name == network and number.startswith(prefix) for name, prefix in prefixes)
        assert len(code) == (4 if network == "American Express" else 3)


def test_a_template_is_filled_from_one_row() -> None:
    made = values("template", 100, text="{first_name}|{last_name}|{email}")
    for first, last, email in (value.split("|") for value in made):
        first, last = (re.sub("[' ]", "", name.lower()) for name in (first, last))
        assert re.match(rf"({first}|{first[0]})[._]?{last}\d\d@", email)
