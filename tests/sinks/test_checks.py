"""The checks of a schema file as constraints of the tables that runs and dumps make."""

import sqlite3
from pathlib import Path

import psycopg
import pytest

from dumps import dumps, mariadb_shell, psql, sqlite3_shell
from mockcraft.core.plan import Plan
from mockcraft.engine import run
from mockcraft.sink import LoadOptions
from plans import open_database, tables

PLAN = """
users:
  count: 50
  columns:
    id: {generator: sequence, primary_key: true}
    name: first_name
orders:
  count: 200
  columns:
    id: {generator: sequence, primary_key: true}
    user_id: {ref: users.id}
    kind: {values: [small, large], nulls: 0.2}
    quantity: {generator: number, min: 1, max: 9}
    price: {generator: price, min: 1, max: 50}
  checks:
    - "quantity between 1 and 5 or kind = 'large'"
    - "price < 45.50"
    - "price / quantity < 40"
    - "user_id.name <> 'X'"
"""
GOOD = [(1, "small", 5, 1), (1, None, 2, 45.49), (1, "large", 9, 2), (1, None, 9, 3)]
BAD = [(1, "small", 6, 1), (1, "LARGE", 6, 1), (1, "small", 5, 45.5)]
LEFT_OUT = (
    'table orders is made without the check "price / quantity < 40": the operator /',
    "table orders is made without the check \"user_id.name <> 'X'\": user_id.name, which is of another row or within a document",
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return tables(PLAN)


def check_sqlite(path: Path) -> None:
    insert = "INSERT INTO orders (user_id, kind, quantity, price) VALUES (?, ?, ?, ?)"
    connection = sqlite3.connect(path)
    for row in GOOD:
        connection.execute(insert, row)
    for row in BAD:
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            connection.execute(insert, row)
    connection.close()


def check_postgresql(url: str) -> None:
    insert = "INSERT INTO orders (user_id, kind, quantity, price) VALUES (%s, %s, %s, %s)"
    with psycopg.connect(url, autocommit=True) as connection:
        for row in GOOD:
            connection.execute(insert, row)
        for row in BAD:
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute(insert, row)
        found = connection.execute(
            "SELECT count(*) FROM pg_constraint WHERE contype = 'c' AND conrelid = 'orders'::regclass"
        ).fetchone()
    assert (2,) == found


def test_a_run_into_sqlite_tells_the_table_its_checks(plan: Plan, tmp_path: Path) -> None:
    run(plan, open_database(f"sqlite:///{tmp_path / 't.db'}", LoadOptions()))

    check_sqlite(tmp_path / "t.db")


def test_a_run_into_postgresql_tells_the_table_its_checks(plan: Plan, postgresql: str) -> None:
    run(plan, open_database(postgresql, LoadOptions()))

    check_postgresql(postgresql)


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite", "mysql"])
def test_a_dump_says_once_what_it_leaves_out(plan: Plan, dialect: str) -> None:
    for number, dump in enumerate(dumps(plan, dialect, 2)):
        for line in LEFT_OUT:
            assert dump.decode().split("\n").count(f"-- {line}") == (number == 0)


def test_dumps_hold_the_checks(plan: Plan, postgresql: str, tmp_path: Path) -> None:
    for dump in dumps(plan, "postgresql"):
        psql(postgresql, dump)
    for dump in dumps(plan, "sqlite"):
        sqlite3_shell(tmp_path / "t.db", dump)

    check_postgresql(postgresql)
    check_sqlite(tmp_path / "t.db")


@pytest.mark.parametrize("family", ["mariadb", "mysql"])
def test_dumps_in_mysql_hold_the_checks(
    plan: Plan, family: str, request: pytest.FixtureRequest
) -> None:
    uri = request.getfixturevalue(family)
    for dump in dumps(plan, "mysql"):
        mariadb_shell(uri, dump)
    insert = "INSERT INTO orders (user_id, kind, quantity, price) VALUES ({}, {}, {}, {});\n"
    for row in GOOD:
        mariadb_shell(uri, insert.format(*map(literal, row)).encode())
    for row in BAD:
        with pytest.raises(AssertionError):
            mariadb_shell(uri, insert.format(*map(literal, row)).encode())


def literal(value: object) -> str:
    return "NULL" if value is None else repr(value)
