"""Names as words, and what the words say."""

from pathlib import Path

import pytest

from inspection.databases import filled, rows, sqlite
from mockcraft.generator import find
from mockcraft.inspection.columns.naming import NAMES, rules_of
from mockcraft.inspection.columns.rules import RULES
from mockcraft.inspection.columns.words import column_words, prefix_of, table_words, words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("user_email", "user email"),
        ("firstName", "first name"),
        ("fname", "first name"),
        ("ShipZIPCode", "ship zip code"),
        ("HTTPStatus", "http status"),
        ("created_ts", "created time"),
        ("address2", "address 2"),
    ],
)
def test_a_name_is_its_words(name: str, expected: str) -> None:
    assert tuple(expected.split()) == words(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("users", "user"), ("public.order_addresses", "order address"), ("Categories", "category"), ("status", "status")],
)  # fmt: skip
def test_a_table_is_called_as_one_of_its_rows(name: str, expected: str) -> None:
    assert tuple(expected.split()) == table_words(name)


def test_what_all_columns_begin_with_is_no_part_of_their_names() -> None:
    names = ["usr_id", "usr_email", "usr_created_ts"]

    assert "usr_" == prefix_of(names)
    assert "" == prefix_of(["id", "user_id", "user_name"])
    assert ("created", "time") == column_words(("account",), "usr_created_ts", "usr_")
    assert ("email",) == column_words(("customer",), "customer_email")
    assert ("customer",) == column_words(("customer",), "customer")


@pytest.mark.parametrize(
    ("name", "kind", "table", "generator"),
    [
        ("email", "text", "users", "email"),
        ("ship_city", "text", "orders", "city"),
        ("name", "text", "customers", "full_name"),
        ("name", "text", "products", "product_name"),
        ("title", "text", "books", "book_title"),
        ("film_title", "text", "rentals", "movie_name"),
        ("title", "text", "employees", "job_title"),
        ("billing_address", "text", "invoices", "street_address"),
        ("ip_address", "text", "visits", "ipv4"),
        ("img_sha1", "text", "images", "git_commit"),
        ("us_orig_path", "text", "uploads", "file_path"),
        ("realname", "text", "users", "full_name"),
        ("newpassword", "text", "users", "bcrypt_hash"),
        ("contenttype", "text", "attachments", "mime_type"),
        ("page_lang", "text", "pages", ""),
        ("lang_name", "text", "pages", "language"),
        ("jid", "text", "rooms", "email"),
        ("log_level", "text", "runs", "log_level"),
        ("job_level", "text", "staff", "job_level"),
        ("ram_allocation_ratio", "float", "nodes", "decimal"),
        ("zip", "integer", "addresses", None),
        ("age", "integer", "people", "number"),
        ("latitude", "decimal", "places", "latitude"),
        ("extension", "text", "uploads", "file_extension"),
        ("phone_extension", "text", "contacts", "regex"),
        ("nonce", "text", "logins", "hex_digest"),
        ("name", "text", "departments", "department"),
        ("specialty", "text", "doctors", "medical_specialty"),
        ("specialty", "text", "restaurants", None),
        ("attending_physician", "text", "stays", "full_name"),
        ("bp_systolic", "integer", "vitals", "systolic"),
        ("caller_number", "text", "calls", "phone"),
        ("price_per_minute", "decimal", "tariffs", "decimal"),
    ],
)  # fmt: skip
def test_a_name_says_what_a_column_holds(
    name: str, kind: str, table: str, generator: str | None
) -> None:
    own = table_words(table)
    found = rules_of(column_words(own, name), kind, own)

    assert generator == (found[0].generator if found else None)


def test_a_state_is_a_place_beside_one() -> None:
    alone = rules_of(("state",), "text", ("order",), {("ship", "city"), ("id",)})
    beside = rules_of(("ship", "state"), "text", ("order",), {("ship", "city"), ("id",)})

    assert "active" == alone[0].values[0]
    assert ["state", "state_code"] == [rule.generator for rule in beside][:2]


def test_names_of_two_words_mean_something_beside_those_of_others() -> None:
    columns = {("test", "name"), ("specimen",), ("id",)}

    assert "lab_test" == rules_of(("test", "name"), "text", ("result",), columns)[0].generator
    assert "lab_test" != rules_of(("test", "name"), "text", ("suite",), {("id",)})[0].generator
    degrees = ("temperature", "c")
    assert "price" == rules_of(degrees, "decimal", ("weather",), {("wind",)})[0].generator
    assert "body_temperature" == rules_of(degrees, "decimal", ("visit",), {("pulse",)})[0].generator


def test_the_table_of_names_names_generators_that_exist() -> None:
    for rule in RULES:
        assert bool(rule.generator) != bool(rule.values)
        for name, value in rule.parameters.items():
            find(rule.generator).parameter(name).parse(str(value))
    assert all(find(generator) for generator in NAMES)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("cardnumber", ("card", "number")), ("purchaseordernumber", ("purchase", "order", "number")), ("expmonth", ("exp", "month")),
        ("sellenddate", ("sell", "end", "date")), ("discountpct", ("discount", "percent")), ("candidate", ("candidate",)), ("paid", ("paid",)),
    ],
)  # fmt: skip
def test_words_that_run_together_are_parted_where_they_are_known(
    name: str, found: tuple[str, ...]
) -> None:
    assert found == words(name)


def test_card_numbers_that_differ_are_valid_and_fit(tmp_path: Path) -> None:
    url = sqlite(
        tmp_path / "cards.db",
        """CREATE TABLE cards (id INTEGER PRIMARY KEY, cardnumber VARCHAR(16) NOT NULL UNIQUE, card_number VARCHAR(19) UNIQUE,
        credit_card TEXT UNIQUE CHECK (length(credit_card) = 16 AND credit_card NOT GLOB '*[^0-9]*'))""",
    )
    filled(url)
    numbers = rows(url, "SELECT cardnumber, card_number, credit_card FROM cards")

    assert 100 == len(numbers)
    assert all(_luhn(each) == 0 for row in numbers for each in row)


def _luhn(number: str) -> int:
    doubled = [int(each) * (1 + place % 2) for place, each in enumerate(reversed(number))]
    return sum(each - 9 * (each > 9) for each in doubled) % 10
