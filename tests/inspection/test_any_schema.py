"""Schemas that nobody thought of: whatever checks, keys and uniques they have, the database says that its rows meet them.

The same few each time; `MOCKCRAFT_TEST_SCHEMAS=500` tries so many others of each engine.
"""

import os
import tempfile
from pathlib import Path
from random import Random

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import servers
from inspection import audit
from inspection.databases import filled, rows, sqlite
from inspection.databases import postgresql as make
from inspection.inventor import invented
from inspection.inventor import mariadb as of_mariadb
from inspection.inventor import postgresql as of_postgresql
from inspection.inventor import sqlite as of_sqlite

DEEP = int(os.environ.get("MOCKCRAFT_TEST_SCHEMAS", "0"))
ROWS = 30
SHARED = [HealthCheck.function_scoped_fixture]  # each example makes its database empty


def trials(few: int) -> settings:
    """So many schemas, the same each time, or as many others as are asked for."""
    return settings(
        max_examples=DEEP or few,
        derandomize=not DEEP,
        suppress_health_check=[*SHARED, HealthCheck.too_slow],
    )


@trials(12)
@given(st.randoms(use_true_random=False))
def test_any_schema_of_sqlite_is_filled(random: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = sqlite(Path(folder, "a.db"), invented(of_sqlite.ENGINE, random))
        made = filled(url, ROWS)
        counts = {n: rows(url, f'SELECT count(*) FROM "{n}"')[0][0] for n in made.document.tables}

        assert ({}, [], [("ok",)]) == (
            made.document.refused, rows(url, "PRAGMA foreign_key_check"), rows(url, "PRAGMA integrity_check"),
        )  # fmt: skip
        assert {} == {name: n for name, n in counts.items() if n != ROWS}


@trials(4)
@given(random=st.randoms(use_true_random=False))
def test_any_schema_of_postgresql_is_filled(postgresql: str, random: Random) -> None:
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    make(postgresql, invented(of_postgresql.ENGINE, random))
    made = filled(postgresql, ROWS)

    assert ({}, []) == (made.document.refused, audit.faults(postgresql))
    assert {} == {name: n for name, n in audit.tables(postgresql).items() if n != ROWS}


@trials(4)
@given(random=st.randoms(use_true_random=False))
def test_any_schema_of_mariadb_is_filled(mariadb_server: servers.MariaDB, random: Random) -> None:
    url = mariadb_server.new_database()
    try:
        server = servers.MariaDB(url)
        for statement in invented(of_mariadb.ENGINE, random).split(";\n")[:-1]:
            server.execute(statement)
        made = filled(url, ROWS)
        names = made.document.tables
        counts = {each: server.execute(f"SELECT count(*) FROM `{each}`")[0][0] for each in names}

        assert {} == made.document.refused
        assert {} == {name: n for name, n in counts.items() if n != ROWS}
    finally:
        mariadb_server.drop_database(url)
