"""Chinook's own tables in PostgreSQL, filled."""

from collections.abc import Iterator

import pytest

import servers
from known_schemas import broken_keys, counted, fill, load
from mockcraft.core.plan import Plan


@pytest.fixture(scope="module")
def filled(postgresql_server: servers.PostgreSQL) -> Iterator[tuple[servers.Server, Plan]]:
    uri = postgresql_server.new_database()
    database = servers.PostgreSQL(uri)
    load(database, "chinook_postgresql")
    yield database, fill(database, "chinook_postgresql")
    postgresql_server.drop_database(uri)


def test_each_table_has_the_rows_that_the_file_says(filled: tuple[servers.Server, Plan]) -> None:
    assert {} == counted(*filled)


def test_every_foreign_key_holds(filled: tuple[servers.Server, Plan]) -> None:
    keys, broken = broken_keys(filled[0])

    assert 11 == keys
    assert [] == broken


def test_rows_make_sense(filled: tuple[servers.Server, Plan]) -> None:
    sense = {
        "hired as a child": "employee WHERE hire_date < birth_date + interval '18 years'",
        "above oneself": "employee WHERE reports_to >= employee_id",
        "billed elsewhere": """invoice JOIN customer USING (customer_id)
            WHERE (billing_address, billing_city, billing_state, billing_postal_code)
                IS DISTINCT FROM (address, city, state, postal_code)""",
        "sold at another price": """invoice_line l JOIN track t USING (track_id)
            WHERE l.unit_price <> t.unit_price""",
    }

    assert [] == [
        name for name, rows in sense.items() if filled[0].execute(f"SELECT 1 FROM {rows} LIMIT 1")
    ]
