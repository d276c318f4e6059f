"""Servers, databases and users that take no writes are named before anything is begun, also by a dry run."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

import servers
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.databases.postgresql.connection import READ_ONLY, STANDBY
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan

from .runs import PEOPLE, fill, query, refusal


@pytest.fixture(scope="module")
def standby() -> Iterator[str]:
    """A server that waits for a primary."""
    with servers.OwnPostgreSQL() as own:
        own.stop()
        own.write("data/standby.signal", "")
        yield own.start().uri


def foreseen(plan: Plan, uri: str) -> str:
    outlook = DatabaseSink(engine_of(uri), uri, LoadOptions()).foresee(plan, plan.ranges)
    return str(outlook.refusal).replace(outlook.target, "DB")


def test_a_standby(make_plan: MakePlan, standby: str) -> None:
    plan = make_plan(PEOPLE)

    assert f"DB: {STANDBY}" == refusal(plan, standby) == foreseen(plan, standby)


def test_a_database_that_is_read_only(make_plan: MakePlan, postgresql: str) -> None:
    plan, name = make_plan(PEOPLE), urlsplit(postgresql).path[1:]
    query(postgresql, f"ALTER DATABASE {name} SET default_transaction_read_only = on")

    assert f"DB: {READ_ONLY}" == refusal(plan, postgresql) == foreseen(plan, postgresql)
    fill(plan, f"{postgresql}?options=-cdefault_transaction_read_only%3Doff")
    assert [(300,)] == query(postgresql, "SELECT count(*) FROM people")
