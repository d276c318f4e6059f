"""Columns of one row agree, because they draw from one entity."""

import json
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
def test_the_names_of_a_row_are_one_person_s(locale: str) -> None:
    order = (1, 0) if locale == "ja_JP" else (0, 1)
    for *parts, full in together(locale, "first_name", "last_name", "full_name"):
        assert full == " ".join(parts[i] for i in order)


@LOCALES
def test_a_given_name_is_of_the_row_s_sex(locale: str) -> None:
    assert set(together(locale, "first_name", "sex")) <= known("first_names", locale, "name", "sex")


@LOCALES
def test_a_form_of_address_fits_the_sex(locale: str) -> None:
    entries = {prefix: sex for prefix, sex in known("name_prefixes", locale, "prefix", "sex")}
    for prefix, sex in together(locale, "prefix", "sex"):
        assert entries[prefix] in (sex, "any")


@LOCALES
@pytest.mark.parametrize("name", ["email", "username", "social_media"])
def test_an_address_or_user_name_holds_the_person_s_names(locale: str, name: str) -> None:
    given = known("first_names", locale, "name", "ascii")
    family = known("last_names", locale, "name", "ascii")
    for first, last, value in together(locale, "first_name", "last_name", name):
        assert any(spelling in value for known_name, spelling in given if known_name == first)
        assert any(spelling in value for known_name, spelling in family if known_name == last)


@LOCALES
def test_city_state_postal_code_area_code_and_time_zone_belong_together(locale: str) -> None:
    columns = ("city", "state", "state_code", "zip", "area_code", "time_zone")

    assert set(together(locale, *columns)) <= known("cities", locale, *columns)


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
    ("table", "pairs"),
    [
        ("countries", {"country": "name", "country_code": "alpha2", "country_alpha3": "alpha3"}),
        (
            "currencies",
            {"currency_code": "code", "currency_name": "name", "currency_symbol": "symbol"},
        ),
        (
            "airports",
            {
                "airport": "name",
                "airport_iata": "iata",
                "airport_icao": "icao",
                "airport_city": "city",
            },
        ),
        ("medical_conditions", {"medical_condition": "name", "icd10_code": "icd10"}),
        ("medications", {"medication": "name", "atc": "atc", "drug_class": "drug_class"}),
        ("car_models", {"car_make": "maker", "car_model": "model", "car_type": "type"}),
        ("stock_tickers", {"stock_ticker": "ticker", "stock_company": "company"}),
        ("books", {"book_title": "title", "book_author": "author", "book_genre": "genre"}),
        ("movies", {"movie_name": "title", "movie_genre": "genre", "movie_year": "year"}),
        ("colors", {"color": "name", "color_hex": "hex"}),
        ("languages", {"language": "name", "language_code": "code"}),
        ("animals", {"animal": "name", "animal_type": "kind"}),
    ],
)
def test_the_facts_of_a_thing_are_of_one_entry(table: str, pairs: dict[str, str]) -> None:
    assert set(together("en_US", *pairs)) <= known(table, "en_US", *pairs.values())


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


def test_an_age_fits_the_day_of_birth() -> None:
    for born, age in together("en_US", "birth_date", "age"):
        year, month, day = map(int, born.split("-"))
        assert int(age) == 2026 - year - ((month, day) > (1, 1))
        assert 18 <= int(age) <= 90


def test_the_number_of_a_card_begins_as_its_network_says() -> None:
    prefixes = known("card_networks", "en_US", "name", "prefix")
    for number, network, code in together("en_US", "credit_card_number", "credit_card_type", "cvv"):
        assert any(name == network and number.startswith(prefix) for name, prefix in prefixes)
        assert len(code) == (4 if network == "American Express" else 3)


def test_a_template_is_filled_from_one_row() -> None:
    made = values("template", 100, text="{first_name}|{last_name}|{email}")
    for first, last, email in (value.split("|") for value in made):
        assert email.startswith(f"{first.lower()}.{last.lower()}".replace("'", "").replace(" ", ""))
