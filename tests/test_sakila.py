"""Sakila's own tables, filled in MySQL and MariaDB: enums, sets, years, unsigned numbers, and keys in a circle."""

from collections.abc import Iterator

import pytest

import servers
from known_schemas import SCHEMAS, counted, digests, fill
from mockcraft.core.plan import Plan
from mockcraft.errors import Unsupported

CIRCLE = "fk_store_staff"
ADDED = f"ALTER TABLE store ADD CONSTRAINT {CIRCLE} FOREIGN KEY (manager_staff_id) REFERENCES staff (staff_id)"
# (table, column, parent, its column) of each key; none of these has several columns
KEYS = """
    SELECT TABLE_NAME, COLUMN_NAME, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME
    FROM information_schema.KEY_COLUMN_USAGE
    WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL
"""


def load(database: servers.Server) -> None:
    with database.cursor() as cursor:
        for statement in (SCHEMAS / "sakila.sql").read_text().split(";\n"):
            if statement.strip():
                cursor.execute(statement)


@pytest.fixture(scope="module", params=["mariadb", "mysql"])
def filled(request: pytest.FixtureRequest) -> Iterator[tuple[servers.Server, Plan]]:
    """A store has a manager, who has a store, and these servers check each key with its row."""
    server: servers.Server = request.getfixturevalue(f"{request.param}_server")
    uri = server.new_database()
    database = type(server)(uri)
    load(database)
    with pytest.raises(Unsupported, match=f"ALTER TABLE `store` DROP FOREIGN KEY `{CIRCLE}`"):
        fill(database, "sakila")
    database.execute(f"ALTER TABLE store DROP FOREIGN KEY {CIRCLE}")
    plan = fill(database, "sakila")
    database.execute(ADDED)
    yield database, plan
    server.drop_database(uri)


def test_each_table_has_the_rows_that_the_file_says(filled: tuple[servers.Server, Plan]) -> None:
    assert {} == counted(*filled)


def test_every_foreign_key_holds(filled: tuple[servers.Server, Plan]) -> None:
    database, _ = filled
    keys = database.execute(KEYS)
    orphans = (
        "SELECT 1 FROM {0} c LEFT JOIN {2} p ON c.{1} = p.{3} "
        "WHERE c.{1} IS NOT NULL AND p.{3} IS NULL LIMIT 1"
    )

    assert 22 == len(keys)
    assert [] == [key for key in keys if database.execute(orphans.format(*key))]


def test_columns_have_all_their_values(filled: tuple[servers.Server, Plan]) -> None:
    database, _ = filled
    ratings = database.execute("SELECT rating FROM film GROUP BY rating ORDER BY rating + 0")
    features = database.execute("SELECT special_features + 0 FROM film GROUP BY 1 ORDER BY 1")
    ((low, high, short, long),) = database.execute(
        "SELECT min(release_year), max(release_year), min(rental_duration), max(rental_duration) FROM film"
    )
    ((pictures,),) = database.execute(
        "SELECT count(*) FROM staff WHERE left(picture, 8) = 0x89504e470d0a1a0a AND length(picture) = 24"
    )

    assert [(None,), ("G",), ("PG",), ("PG-13",), ("R",), ("NC-17",)] == ratings
    assert [None, 0, 1, 3, 12] == [each if each is None else int(each) for (each,) in features]
    assert (low < 1910, high > 2145, short, long) == (True, True, 0, 255)
    assert pictures > 50


def test_the_same_file_fills_them_with_the_same_rows_again(
    filled: tuple[servers.Server, Plan],
) -> None:
    database, plan = filled
    before = digests(database, plan)
    database.execute(f"ALTER TABLE store DROP FOREIGN KEY {CIRCLE}")
    fill(database, "sakila", existing="truncate")
    database.execute(ADDED)

    assert before == digests(database, plan)


def test_the_application_goes_on_behind_the_last_row(filled: tuple[servers.Server, Plan]) -> None:
    database, plan = filled
    database.execute("INSERT INTO actor (first_name, last_name) VALUES ('Ann', 'Own')")
    count = plan.table("actor").count

    assert [(count + 1,)] == database.execute("SELECT max(actor_id) FROM actor")
    database.execute("DELETE FROM actor WHERE last_name = 'Own'")
