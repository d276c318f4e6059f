"""The comment on tables that a run makes, which says by what they were made."""

import sqlite3
from pathlib import Path

import psycopg
import pytest

from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.formats.ddl import MARK
from mockcraft.sink import LoadOptions
from plans import files, open_database, tables

PLAN = """
'odd "name" (/* no comment */':
  count: 5
  columns:
    'id (/*': {generator: sequence, primary_key: true}
sales.leads:
  count: 5
  columns:
    id: {generator: sequence, primary_key: true}
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.db'}"
    return str(request.getfixturevalue(request.param))


def comments(url: str, plan: Plan) -> dict[str, str]:
    connection = engine_of(url).connect(url, False)
    try:
        found = connection.catalogue([table.name for table in plan.tables]).tables
    finally:
        connection.close()
    return {name: table.comment for name, table in found.items()}


def test_a_new_table_says_which_plan_made_it(url: str) -> None:
    plan = tables(PLAN)
    run(plan, open_database(url, LoadOptions()))

    mark = MARK.format(plan.digest)
    assert dict.fromkeys(["sales.leads", 'odd "name" (/* no comment */'], mark) == comments(
        url, plan
    )


def test_a_table_that_was_there_keeps_its_own_comment(url: str) -> None:
    plan = tables("t:\n  count: 5\n  columns: {id: {generator: sequence, primary_key: true}}")
    statement = "CREATE TABLE t ( /* theirs */ id bigint PRIMARY KEY)"
    if url.startswith("sqlite"):
        sqlite3.connect(url.removeprefix("sqlite:///")).execute(statement).connection.close()
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"{statement}; COMMENT ON TABLE t IS 'theirs'".encode())
    run(plan, open_database(url, LoadOptions()))

    assert {"t": "theirs"} == comments(url, plan)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql"])
def test_a_dump_carries_no_mark(dialect: str) -> None:
    (dump,) = files(tables(PLAN), "sql", dialect=dialect).values()

    assert b"made by MockCraft" not in dump
