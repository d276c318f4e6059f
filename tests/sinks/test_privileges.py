"""What a user may not make is told in the same words by a run and by a dry run, and nothing is made."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

import servers
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.errors import MockcraftError
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan
from sinks.relational import Mysql, Postgresql

TABLES = """
  people:
    count: 30
    columns:
      id: {generator: sequence, primary_key: true}
  pets:
    count: 20
    columns:
      id: {generator: sequence, primary_key: true}
      owner: {ref: people.id}
"""
PEOPLE = "CREATE TABLE people (id bigint PRIMARY KEY)"
ASK = r"\(ask the (owner|administrator) for the privilege\)"


def said(plan: Plan, url: str) -> str:
    """How a run and a look ahead are refused; "" where neither is."""
    sink = DatabaseSink(engine_of(url), url, LoadOptions(existing="append"))
    foreseen = sink.foresee(plan, plan.ranges)
    try:
        run(plan, sink)
    except MockcraftError as error:
        assert str(error) == str(foreseen.refusal)
        return str(error).removeprefix(f"{foreseen.target}: ")
    assert foreseen.refusal is None
    return ""


@contextmanager
def user_of(server: servers.Server, url: str, make: str, drop: str) -> Iterator[str]:
    """The URL of the database for a user, who is made and dropped by these statements."""
    server.execute(make)
    parts = urlsplit(url)
    try:
        yield parts._replace(netloc=f"clerk:pen@{parts.hostname}:{parts.port}").geturl()
    finally:
        server.execute(drop)


# ---------------------------------------------------------------------- MySQL and MariaDB


@pytest.fixture(params=["mariadb", "mysql"])
def family(request: pytest.FixtureRequest) -> Iterator[tuple[Mysql, Mysql]]:
    """A database, and the same one for a user who may read and add rows."""
    url: str = request.getfixturevalue(request.param)
    server: servers.Server = request.getfixturevalue(f"{request.param}_server")
    made = "CREATE USER clerk@'%' IDENTIFIED BY 'pen'"
    with user_of(server, url, made, "DROP USER clerk@'%'") as clerk:
        server.execute(f"GRANT SELECT, INSERT ON {urlsplit(url).path[1:]}.* TO clerk@'%'")
        yield Mysql(url), Mysql(clerk)


def test_tables_of_mysql(make_plan: MakePlan, family: tuple[Mysql, Mysql]) -> None:
    database, clerk = family

    expected = rf"CREATE command denied to user 'clerk'@'\S+' for table \S*people\S* {ASK}"
    assert re.fullmatch(expected, said(make_plan(TABLES), clerk.url))
    assert [] == database.tables()


def test_a_table_of_mysql_beside_one_that_is_there(
    make_plan: MakePlan, family: tuple[Mysql, Mysql]
) -> None:
    database, clerk = family
    database.query(PEOPLE)

    expected = rf"CREATE command denied to user 'clerk'@'\S+' for table \S*pets\S* {ASK}"
    assert re.fullmatch(expected, said(make_plan(TABLES), clerk.url))
    assert [(0,)] == database.query("SELECT count(*) FROM people")
    database.query(f"GRANT CREATE, REFERENCES ON {urlsplit(database.url).path[1:]}.* TO clerk@'%'")
    assert "" == said(make_plan(TABLES), clerk.url)
    assert ["people", "pets"] == database.tables()


def test_foreign_keys_of_mysql_itself(
    make_plan: MakePlan, mysql: str, mysql_server: servers.Server
) -> None:
    """MariaDB asks for no privilege on the parent."""
    made = "CREATE USER clerk@'%' IDENTIFIED BY 'pen'"
    with user_of(mysql_server, mysql, made, "DROP USER clerk@'%'") as clerk:
        mysql_server.execute(
            f"GRANT SELECT, INSERT, CREATE ON {urlsplit(mysql).path[1:]}.* TO clerk@'%'"
        )
        refused = said(make_plan(TABLES), clerk)

    assert re.fullmatch(
        rf"REFERENCES command denied to user 'clerk'@'\S+' for table '\S*people' {ASK}", refused
    )


# ---------------------------------------------------------------------- PostgreSQL


@pytest.fixture
def pair(
    postgresql: str, postgresql_server: servers.PostgreSQL
) -> Iterator[tuple[Postgresql, Postgresql]]:
    """A database, and the same one for a user who owns nothing."""
    made = "CREATE ROLE clerk LOGIN PASSWORD 'pen'"
    with user_of(postgresql_server, postgresql, made, "DROP ROLE clerk") as clerk:
        yield Postgresql(postgresql), Postgresql(clerk)
        Postgresql(postgresql).query("DROP OWNED BY clerk")


@pytest.mark.parametrize(
    ("before", "table", "expected"),
    [
        ("SELECT 1", "pets", "permission denied for schema public"),
        ("CREATE SCHEMA sales", "sales.pets", "permission denied for schema sales"),
        ("SELECT 1", "sales.pets", "permission denied for database DB"),
        (
            f"{PEOPLE}; GRANT SELECT, INSERT ON people TO clerk; GRANT CREATE ON SCHEMA public TO clerk",
            "pets",
            "permission denied for table people",
        ),
    ],
)
def test_tables_of_postgresql(
    make_plan: MakePlan,
    pair: tuple[Postgresql, Postgresql],
    before: str,
    table: str,
    expected: str,
) -> None:
    database, clerk = pair
    database.query(before)
    there = database.tables()

    words = expected.replace("DB", urlsplit(database.url).path[1:])
    plan = make_plan(
        TABLES.replace("people", table.replace("pets", "people")).replace("pets", table)
    )
    assert f"{words} (ask the owner for the privilege)" == said(plan, clerk.url)
    assert there == database.tables()


def test_a_search_path_to_nowhere(make_plan: MakePlan, postgresql: str) -> None:
    refused = said(make_plan(TABLES), f"{postgresql}?options=-csearch_path%3Dnope")

    assert refused == (
        "no schema has been selected to create in (search_path names none that this user can see: correct it, or "
        "name the schema of the table)"
    )


def test_who_may_is_not_refused(make_plan: MakePlan, pair: tuple[Postgresql, Postgresql]) -> None:
    database, clerk = pair
    database.query(
        f"{PEOPLE}; GRANT SELECT, INSERT, REFERENCES ON people TO clerk; GRANT CREATE ON SCHEMA public TO clerk"
    )

    assert "" == said(make_plan(TABLES), clerk.url)
    assert [(30, 20)] == database.query(
        "SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM pets)"
    )
