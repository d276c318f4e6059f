"""Pagila's own tables, filled: domains, enums, arrays, partitions, sequences, and triggers on them."""

from collections.abc import Iterator
from typing import Any

import pytest

import servers
from known_schemas import broken_keys, counted, digests, fill, load
from mockcraft.core.plan import Plan

# As Pagila's: one writes a column that is NOT NULL, the other another table.
TRIGGERS = """
    CREATE TRIGGER film_fulltext BEFORE INSERT OR UPDATE ON film FOR EACH ROW
        EXECUTE FUNCTION tsvector_update_trigger(fulltext, 'pg_catalog.english', title, description);
    CREATE TABLE rented (inventory_id int PRIMARY KEY, rentals int NOT NULL);
    CREATE FUNCTION count_rental() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO rented VALUES (NEW.inventory_id, 1)
            ON CONFLICT (inventory_id) DO UPDATE SET rentals = rented.rentals + 1;
        RETURN NULL;
    END $$;
    CREATE TRIGGER rented AFTER INSERT ON rental FOR EACH ROW EXECUTE FUNCTION count_rental()
"""


def pagila_at(uri: str) -> tuple[servers.Server, Plan]:
    """Makes Pagila's tables in an empty database and fills them."""
    database = servers.PostgreSQL(uri)
    load(database, "pagila")
    database.execute(TRIGGERS)
    return database, fill(database, "pagila")


@pytest.fixture(scope="module")
def filled(postgresql_server: servers.PostgreSQL) -> Iterator[tuple[servers.Server, Plan]]:
    uri = postgresql_server.new_database()
    yield pagila_at(uri)
    postgresql_server.drop_database(uri)


@pytest.fixture
def pagila(filled: tuple[servers.Server, Plan]) -> servers.Server:
    return filled[0]


def one(database: servers.Server, query: str) -> Any:
    """The one row of a query."""
    (row,) = database.execute(query)
    return row


def test_each_table_has_the_rows_that_the_file_says(filled: tuple[servers.Server, Plan]) -> None:
    assert {} == counted(*filled)


def test_every_foreign_key_holds(pagila: servers.Server) -> None:
    keys, broken = broken_keys(pagila)

    assert 36 == keys
    assert [] == broken
    # Pagila has no keys for these.
    assert (0, 0) == one(
        pagila,
        """SELECT (SELECT count(*) FROM store s LEFT JOIN staff m ON m.staff_id = s.manager_staff_id
                   WHERE m.staff_id IS NULL),
                  (SELECT count(*) FROM payment p LEFT JOIN rental r USING (rental_id)
                   WHERE (p.customer_id, p.staff_id) IS DISTINCT FROM (r.customer_id, r.staff_id)
                       OR payment_date < rental_date)""",
    )


def test_domains_and_enums_have_all_their_values(pagila: servers.Server) -> None:
    years = one(pagila, "SELECT min(release_year) < 1910, max(release_year) > 2145 FROM film")
    ratings = pagila.execute(
        "SELECT rating::text FROM film GROUP BY film.rating ORDER BY film.rating"
    )

    assert (True, True) == years
    assert [("G",), ("PG",), ("PG-13",), ("R",), ("NC-17",), (None,)] == ratings


def test_arrays_have_their_members_whatever_characters_are_in_them(pagila: servers.Server) -> None:
    members = pagila.execute(
        'SELECT DISTINCT unnest(special_features) COLLATE "C" FROM film ORDER BY 1'
    )
    sizes = pagila.execute("SELECT DISTINCT cardinality(special_features) FROM film ORDER BY 1")

    assert [
        ('Behind the "Scenes", {cut}',),
        ("Commentaries",),
        ("Deleted Scenes",),
        ("Trailers",),
    ] == members
    assert [(0,), (1,), (2,), (3,), (None,)] == sizes


def test_bytes_are_bytes(pagila: servers.Server) -> None:
    query = """SELECT DISTINCT substr(picture, 1, 8), length(picture) FROM staff
        WHERE picture IS NOT NULL"""

    assert (b"\x89PNG\r\n\x1a\n", 24) == one(pagila, query)


def test_triggers_write_their_column_and_their_table(pagila: servers.Server) -> None:
    indexed = """SELECT count(*), count(*) FILTER (WHERE fulltext =
        to_tsvector('pg_catalog.english', concat_ws(' ', title, description))) FROM film"""
    audited = "SELECT sum(rentals), count(*) = (SELECT count(DISTINCT inventory_id) FROM rental) FROM rented"

    assert (1000, 1000) == one(pagila, indexed)
    assert (16_000, True) == one(pagila, audited)


def test_columns_that_the_file_leaves_out_have_their_defaults(pagila: servers.Server) -> None:
    query = """SELECT bool_and(activebool), bool_and(create_date = last_update::date),
        max(now() - last_update) < interval '1 hour' FROM customer"""

    assert (True, True, True) == one(pagila, query)


def test_every_partition_has_its_rows(pagila: servers.Server) -> None:
    found = pagila.execute(
        "SELECT tableoid::regclass::text, count(*) FROM payment GROUP BY 1 ORDER BY 1"
    )

    assert [f"payment_p2022_0{month}" for month in range(1, 8)] == [name for name, _ in found]
    assert min(count for _, count in found) > 50


def test_an_application_goes_on_inserting(pagila: servers.Server) -> None:
    ids = pagila.execute("""SELECT table_name, column_name FROM information_schema.columns
        WHERE column_default LIKE 'nextval%' AND table_name NOT LIKE 'payment_p%'""")
    expected, found = {}, {}
    with pagila.cursor() as cursor:
        cursor.execute("BEGIN")
        for table, column in ids:
            cursor.execute(f"SELECT max({column}) + 1 FROM {table}")
            expected[table] = cursor.fetchone()
        for statement in APPLICATION:
            cursor.execute(f"INSERT INTO {statement} RETURNING 1")
            table = statement.partition(" ")[0]
            cursor.execute(f"SELECT max({table}_id) FROM {table}")
            found[table] = cursor.fetchone()
        cursor.execute("ROLLBACK")

    assert 13 == len(ids)
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
    "customer (store_id, first_name, last_name, address_id) VALUES (1, 'Zoe', 'Lee', 1)",
    "inventory (film_id, store_id) VALUES (1, 1)",
    "rental (rental_date, inventory_id, customer_id, staff_id) VALUES ('2022-07-01', 1, 1, 1)",
    "payment (customer_id, staff_id, rental_id, amount, payment_date) VALUES (1, 1, 1, 1, '2022-07-01')",
]


def test_rows_are_replaced_by_the_same_and_added_to(postgresql: str) -> None:
    database, plan = pagila_at(postgresql)
    before = digests(database, plan)
    database.execute("INSERT INTO actor (first_name, last_name) VALUES ('Ada', 'Lovelace')")
    database.execute("TRUNCATE rented")
    fill(database, "pagila", existing="truncate")
    assert before == digests(database, plan)

    counts = {"rental": 2_000}
    fill(database, "pagila", existing="append", counts=counts, tables=("rental", "payment"))
    found = counted(database, plan)
    assert (16_000, 18_000) == found.pop("rental")
    assert 17_500 < found.pop("payment")[1] < 18_500
    assert {} == found
    assert [] == broken_keys(database)[1]
