"""Values that are asked to be unique."""

import pytest

from generators.sampling import LOCALES, values
from mockcraft.answer import answer
from mockcraft.core.context import NOW, Context
from mockcraft.core.lists import load
from mockcraft.core.pool import ANY
from mockcraft.errors import NotUnique
from mockcraft.generator import Bound, find

MANY = [
    "account_number", "aba_routing", "api_key", "bic", "bitcoin_address", "company", "credit_card_number", "cusip",
    "date", "datetime", "decimal", "domain_name", "ean", "flight_number", "full_name", "hex_color", "iban", "ipv4",
    "geojson_point", "ipv6", "isbn", "isin", "latitude", "license_plate", "mac", "medical_record_number", "npi", "number",
    "object_id", "order_number", "paragraph", "password", "pattern", "phone", "price", "product_name",
    "record_locator", "sentence", "sku", "ssn", "street_address", "tail_number", "time", "ulid", "upc", "url", "uuid",
    "vin", "word", "year", "bool", "month", "age", "birth_date", "city", "zip", "country", "first_name",
]  # fmt: skip


@pytest.mark.parametrize("name", MANY)
def test_unique_values_can_be_had(name: str) -> None:
    count = _capacity(name)
    made = values(name, min(count, 2000), "en_US", True)

    assert len(set(made)) == len(made) == min(count, 2000)


def _capacity(name: str) -> int:
    from mockcraft.core.uniques.measure import measure

    bound = find(name).bind()
    context = Context(0, "tests", "en_US", NOW)
    return measure(bound, context, context.column_key(name)).capacity


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ["email", "username", "social_media"])
def test_addresses_and_user_names_are_unique_for_any_count(name: str, locale: str) -> None:
    made = values(name, 30_000, locale, True)

    assert len(set(made)) == 30_000


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("credit_card_number", 10**12),
        ("iban", 10**8),
        ("phone", 10**8),
        ("vin", 10**9),
        ("bool", 2),
    ],
)
def test_a_generator_has_as_many_values_as_its_standard_gives(name: str, least: int) -> None:
    assert _capacity(name) >= least


def test_too_many_unique_values_are_refused_before_the_first_is_made() -> None:
    bound: Bound = find("month").bind()
    with pytest.raises(NotUnique, match="month has 12 distinct values"):
        list(bound.evaluate(Context(0, "", "en_US", NOW), range(13), unique=True))


def test_a_generator_without_a_set_of_values_says_so() -> None:
    bound = find("day").bind()
    with pytest.raises(NotUnique, match="no fixed set of values"):
        list(bound.evaluate(Context(0, "", "en_US", NOW), range(2), unique=True))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("middle_name", "which entries of its list"),
        (
            "product_price",
            r"its number can be the same .* \(amount and decimal can be unique, within",
        ),
    ],
)
def test_a_generator_that_cannot_be_unique_is_named_with_the_reason(name: str, reason: str) -> None:
    with pytest.raises(NotUnique, match=f"{name} cannot be unique: {reason}"):
        answer(find(name).bind(), 2, 0, "en_US", unique=True)


def test_unique_entries_that_depend_on_the_row_are_of_those_that_fit_all_rows() -> None:
    fitting = load("medical_conditions").where(sex=ANY).rows["name"]
    made = values("medical_condition", len(fitting), "en_US", True)

    assert sorted(made) == sorted(fitting)


@pytest.mark.parametrize("locale", LOCALES)
def test_headlines_are_unique_where_words_differ_in_their_capitals_alone(locale: str) -> None:
    made = values("title_text", 10_000, locale, True)

    assert len(set(made)) == 10_000


def test_unique_regular_expressions_take_one_way_through() -> None:
    made = values("regex", 5_000, "en_US", True, pattern=r"([a-z]{2,9}|\d+)-\d{4}")

    assert len(set(made)) == 5_000
    assert {14} == set(map(len, made))
