"""Sakila's own tables in MariaDB and MySQL, filled: enums, sets, years, AUTO_INCREMENT, triggers."""

from collections.abc import Iterator
from typing import Any

import pytest

import servers
from known_schemas import broken_keys, counted, digests, fill, load
from mockcraft.core.plan import Plan
from mockcraft.errors import Unsupported

ENGINES = ["mariadb", "mysql"]
# Stores have managers and staff has stores, both NOT NULL: neither engine has keys that wait.
WITHOUT_KEY = "ALTER TABLE store DROP FOREIGN KEY fk_store_staff"
WITH_KEY = """ALTER TABLE store ADD CONSTRAINT fk_store_staff FOREIGN KEY (manager_staff_id)
    REFERENCES staff (staff_id) ON DELETE RESTRICT ON UPDATE CASCADE"""
RENTED = "CREATE TABLE rented (inventory_id INT UNSIGNED PRIMARY KEY, rentals INT NOT NULL)"
COUNT_RENTAL = """CREATE TRIGGER rented AFTER INSERT ON rental FOR EACH ROW
    INSERT INTO rented VALUES (NEW.inventory_id, 1) ON DUPLICATE KEY UPDATE rentals = rentals + 1"""


def sakila_at(server: servers.Server, uri: str) -> tuple[servers.Server, Plan]:
    """Makes Sakila's tables in an empty database, without the key that nothing can fill, and fills them."""
    database = type(server)(uri)
    load(database, "sakila")
    for statement in (WITHOUT_KEY, RENTED, COUNT_RENTAL):
        database.execute(statement)
    return database, fill(database, "sakila")


def filled(server: servers.Server) -> Iterator[tuple[servers.Server, Plan]]:
    uri = server.new_database()
    database, plan = sakila_at(server, uri)
    database.execute(WITH_KEY)  # which looks at every row
    yield database, plan
    server.drop_database(uri)


@pytest.fixture(scope="module")
def mariadb_sakila(mariadb_server: servers.MariaDB) -> Iterator[tuple[servers.Server, Plan]]:
    yield from filled(mariadb_server)


@pytest.fixture(scope="module")
def mysql_sakila(mysql_server: servers.MySQL) -> Iterator[tuple[servers.Server, Plan]]:
    yield from filled(mysql_server)


@pytest.fixture(params=ENGINES)
def sakila(request: pytest.FixtureRequest) -> Any:
    """The database."""
    return request.getfixturevalue(f"{request.param}_sakila")[0]


@pytest.fixture(params=ENGINES)
def fresh(request: pytest.FixtureRequest) -> tuple[servers.Server, str]:
    """A server, and the URI of an empty database."""
    name = request.param
    return request.getfixturevalue(f"{name}_server"), request.getfixturevalue(name)


def test_each_table_has_the_rows_that_the_file_says_the_same_in_both(
    mariadb_sakila: tuple[servers.Server, Plan], mysql_sakila: tuple[servers.Server, Plan]
) -> None:
    assert {} == counted(*mariadb_sakila)
    assert {} == counted(*mysql_sakila)
    assert digests(*mariadb_sakila) == digests(*mysql_sakila)


def test_every_foreign_key_holds(sakila: servers.Server) -> None:
    keys, broken = broken_keys(sakila)

    assert 22 == keys
    assert [] == broken


def test_enums_sets_years_and_unsigned_numbers_have_all_their_values(
    sakila: servers.Server,
) -> None:
    ratings = sakila.execute("SELECT rating FROM film GROUP BY rating ORDER BY rating")
    features = sakila.execute(
        "SELECT special_features FROM film GROUP BY special_features ORDER BY special_features + 0"
    )
    numbers = sakila.execute(
        """SELECT min(release_year) BETWEEN 1901 AND 1910, max(release_year) > 2145,
            min(rental_duration), max(rental_duration), max(length) > 65000 FROM film"""
    )

    assert [(None,), ("G",), ("PG",), ("PG-13",), ("R",), ("NC-17",)] == ratings
    sets = ["Trailers", "Trailers,Commentaries", "Deleted Scenes,Behind the Scenes"]
    assert [None, "", *sets] == [value for (value,) in features]
    assert [(1, 1, 0, 255, 1)] == numbers


def test_bytes_are_bytes(sakila: servers.Server) -> None:
    query = "SELECT DISTINCT left(picture, 8), length(picture) FROM staff WHERE picture IS NOT NULL"

    assert [(b"\x89PNG\r\n\x1a\n", 24)] == sakila.execute(query)


def test_what_is_made_from_another_row_agrees_with_it(sakila: servers.Server) -> None:
    different = {
        "texts": """film JOIN film_text t USING (film_id)
            WHERE NOT (film.title = t.title AND film.description <=> t.description)""",
        "payments": """payment p JOIN rental r USING (rental_id)
            WHERE p.customer_id <> r.customer_id OR p.staff_id <> r.staff_id OR payment_date < rental_date""",
        "returns": "rental WHERE return_date < rental_date",
    }

    assert [] == [
        name for name, rows in different.items() if sakila.execute(f"SELECT 1 FROM {rows} LIMIT 1")
    ]


def test_a_trigger_writes_its_table(sakila: servers.Server) -> None:
    query = "SELECT sum(rentals), count(*) = (SELECT count(DISTINCT inventory_id) FROM rental) FROM rented"

    assert [(16_000, 1)] == sakila.execute(query)


def test_columns_that_the_file_leaves_out_have_their_defaults(sakila: servers.Server) -> None:
    query = (
        "SELECT max(last_update) > now() - INTERVAL 1 HOUR, count(last_update) = count(*) FROM film"
    )

    assert [(1, 1)] == sakila.execute(query)


def test_an_application_goes_on_inserting(sakila: servers.Server) -> None:
    expected, found = {}, {}
    with sakila.cursor() as cursor:
        cursor.execute("BEGIN")
        for statement in APPLICATION:
            table = statement.partition(" ")[0]
            cursor.execute(f"SELECT max({table}_id) + 1 FROM {table}")
            expected[table] = cursor.fetchone()[0]
            cursor.execute(f"INSERT INTO {statement}")
            found[table] = cursor.lastrowid
        cursor.execute("ROLLBACK")

    assert expected == found


APPLICATION = [
    "language (name) VALUES ('Finnish')",
    "category (name) VALUES ('Western')",
    "actor (first_name, last_name) VALUES ('Ada', 'Lovelace')",
    "film (title, language_id) VALUES ('Enigma', 1)",
    "country (country) VALUES ('Utopia')",
    "city (city, country_id) VALUES ('Amaurot', 1)",
    "address (address, district, city_id, phone) VALUES ('1 Long Walk', 'Centre', 1, '1')",
    "staff (first_name, last_name, address_id, store_id, username) VALUES ('Tom', 'Kay', 1, 1, 'tk')",
    "store (manager_staff_id, address_id) VALUES ((SELECT max(staff_id) FROM staff), 1)",
    "customer (store_id, first_name, last_name, address_id, create_date) VALUES (1, 'Zoe', 'Lee', 1, now())",
    "inventory (film_id, store_id) VALUES (1, 1)",
    "rental (rental_date, inventory_id, customer_id, staff_id) VALUES ('2022-07-01', 1, 1, 1)",
    "payment (customer_id, staff_id, rental_id, amount, payment_date) VALUES (1, 1, 1, 1, '2022-07-01')",
]


def test_rows_are_replaced_by_the_same_and_added_to(fresh: tuple[servers.Server, str]) -> None:
    database, plan = sakila_at(*fresh)
    before = digests(database, plan)
    database.execute("INSERT INTO actor (first_name, last_name) VALUES ('Ada', 'Lovelace')")
    database.execute("DELETE FROM rented")
    fill(database, "sakila", existing="truncate")
    assert before == digests(database, plan)

    counts = {"rental": 2_000}
    fill(database, "sakila", existing="append", counts=counts, tables=("rental", "payment"))
    found = counted(database, plan)
    assert (16_000, 18_000) == found.pop("rental")
    assert 17_500 < found.pop("payment")[1] < 18_500
    assert {} == found
    database.execute(WITH_KEY)
    assert [] == broken_keys(database)[1]


def test_a_circle_of_keys_that_cannot_wait_is_refused_with_what_to_do(
    fresh: tuple[servers.Server, str],
) -> None:
    server, uri = fresh
    database = type(server)(uri)
    load(database, "sakila")

    with pytest.raises(Unsupported, match="ALTER TABLE `store` DROP FOREIGN KEY `fk_store_staff`"):
        fill(database, "sakila")
    assert [(0,)] == database.execute("SELECT count(*) FROM language")
