"""Runs of a plan into a database, and what is there afterwards."""

from typing import Any

import psycopg
import pytest

from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.databases.postgresql.address import address_of
from mockcraft.engine import run
from mockcraft.errors import MockcraftError
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink

PEOPLE = """
  people:
    count: 300
    columns:
      id: {generator: sequence, primary_key: true}
      name: firstname
"""


def fill(
    plan: Plan, uri: str, existing: str = "refuse", create: bool = True, **options: Any
) -> None:
    """In transactions of 100 rows, unless the sink needs one for all."""
    sink = DatabaseSink(engine_of(uri), uri, LoadOptions(create, existing), batch_rows=100)
    run(plan, sink, batch_rows=40, **options)


def query(uri: str, statement: str) -> list[Any]:
    with psycopg.connect(uri, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def refused(plan: Plan, uri: str, **options: Any) -> MockcraftError:
    """The error that a run ends with, which has no password in it."""
    with pytest.raises(MockcraftError) as caught:
        fill(plan, uri, **options)
    return caught.value


def refusal(plan: Plan, uri: str, **options: Any) -> str:
    """What the error of a run says, of the database DB."""
    return str(refused(plan, uri, **options)).replace(address_of(uri).shown, "DB")
