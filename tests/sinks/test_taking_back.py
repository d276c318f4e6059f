"""What a run that fails takes back is its own: rows and tables of others stay, whatever came meanwhile."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import servers
from mockcraft.core.plan import Plan, Table
from mockcraft.database import Connection, Store, engine_of
from mockcraft.engine import Progress, run
from mockcraft.errors import ConnectionLost, SinkError, Unsupported
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan
from sinks.relational import KINDS, MakeDatabase, Mysql, Relational, databases_of, sink

USERS = """
  users:
    count: 2_000
    columns:
      id: {generator: sequence, primary_key: true}
      name: firstname
"""
PETS = """
  pets:
    count: 2_000
    columns:
      id: {generator: sequence, primary_key: true}
"""
CIRCLE = """
  teams:
    count: 20
    columns:
      id: {generator: sequence, primary_key: true}
      captain: {ref: members.id, nulls: 0.1}
  members:
    count: 20
    columns:
      id: {generator: sequence, primary_key: true}
      team: {ref: teams.id}
"""


def at(rows: int, what: Callable[[], Any]) -> Callable[[Progress], None]:
    """Does something once, when a run has come so far."""
    done: list[int] = []

    def report(progress: Progress) -> None:
        if not done and progress.rows >= rows:
            done.append(progress.rows)
            what()

    return report


def fail() -> None:
    raise SinkError("stop")


@pytest.fixture(params=KINDS)
def make_database(request: pytest.FixtureRequest) -> Iterator[MakeDatabase]:
    """Makes empty databases of a server."""
    with databases_of(request) as make:
        yield make


def test_a_run_that_begins_anew_keeps_its_rows_when_the_one_before_ends(
    make_plan: MakePlan, database: Relational
) -> None:
    def replace_all() -> None:
        database.disconnect()
        run(make_plan(USERS), sink(database, existing="truncate"))

    with pytest.raises((ConnectionLost, Unsupported)):
        run(
            make_plan(USERS), sink(database, retries=1), batch_rows=100, report=at(800, replace_all)
        )

    assert database.tables() == ["users"]
    assert [(2_000,)] == [
        (int(count),) for (count,) in database.query("SELECT count(*) FROM users")
    ]


def test_a_run_that_fails_before_its_first_commit_is_forgotten(
    make_plan: MakePlan, database: Relational
) -> None:
    run(make_plan(USERS), sink(database))
    database.query("DELETE FROM users")
    for _ in range(2):  # the second one finds nothing that was broken off
        with pytest.raises(SinkError, match="^stop$"):
            run(make_plan(USERS), sink(database), batch_rows=50, report=at(100, fail))
    run(make_plan(USERS), sink(database))

    ((count,),) = database.query("SELECT count(*) FROM users")
    assert 2_000 == int(count)


@pytest.mark.parametrize("batch_rows", [500, 10_000])
def test_a_table_that_another_program_makes_meanwhile_stays(
    make_plan: MakePlan, database: Relational, batch_rows: int
) -> None:
    engine = engine_of(database.url)

    def overtaken_store(connection: Connection) -> Store:
        store = engine.store(connection)
        make = store.make

        def overtaken(plan: Plan, tables: Sequence[Table]) -> None:
            database.query("CREATE TABLE users (id int PRIMARY KEY)")
            database.query("INSERT INTO users VALUES (1)")
            make(plan, tables)

        store.make = overtaken  # type: ignore[method-assign]
        return store

    slow = replace(engine, store=overtaken_store)
    overtaken = DatabaseSink(slow, database.url, LoadOptions(), batch_rows=batch_rows)
    with pytest.raises(SinkError, match="exists"):
        run(make_plan(USERS), overtaken)

    assert [1] == [int(count) for (count,) in database.query("SELECT count(*) FROM users")]


def test_rows_of_a_table_without_a_key_are_one_transaction(
    make_plan: MakePlan, database: Relational
) -> None:
    database.query("CREATE TABLE users (id bigint, name varchar(100))")

    def insert_and_fail() -> None:
        database.query("INSERT INTO users VALUES (7, 'Ann')")
        fail()

    with pytest.raises(SinkError, match="stop"):
        run(make_plan(USERS), sink(database), batch_rows=100, report=at(1_200, insert_and_fail))

    assert ["Ann"] == [name for (name,) in database.query("SELECT name FROM users")]


def test_a_run_into_other_tables_does_not_wait_for_one_that_begins_anew(
    make_plan: MakePlan, database: Relational
) -> None:
    class Killed(DatabaseSink):
        def finish(self, error: BaseException | None) -> None:
            assert self.store is not None
            self.store.close()

    killed = Killed(engine_of(database.url), database.url, LoadOptions(), batch_rows=500)
    with pytest.raises(SinkError, match="stop"):
        run(make_plan(USERS), killed, batch_rows=100, report=at(1_200, fail))
    others = make_plan(PETS)
    anew = sink(database, existing="truncate")
    run(make_plan(USERS), anew, batch_rows=100, report=at(200, lambda: run(others, sink(database))))

    assert database.tables() == ["pets", "users"]


@pytest.mark.parametrize("existing", ["append", "truncate"])
def test_new_tables_in_a_circle_are_refused_beside_rows_that_are_there(
    make_plan: MakePlan, mariadb: str, existing: str
) -> None:
    database = Mysql(mariadb)
    run(make_plan(USERS), sink(database))
    with pytest.raises(Unsupported, match="teams would be made with a foreign key that closes a"):
        run(make_plan(USERS + CIRCLE), sink(database, existing=existing))

    assert database.tables() == ["users"]
    assert [(2_000,)] == [
        (int(count),) for (count,) in database.query("SELECT count(*) FROM users")
    ]


def test_what_cannot_be_settled_behind_the_commit_is_told_of_a_run_that_ended_well(
    make_plan: MakePlan, mariadb: str, mariadb_server: servers.MariaDB
) -> None:
    database, name = Mysql(mariadb), urlsplit(mariadb).path[1:]
    run(make_plan(USERS), sink(database))
    mariadb_server.execute(f"CREATE USER 'few_{name}'@'%' IDENTIFIED BY 'secret'")
    mariadb_server.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name}.* TO 'few_{name}'@'%'")
    parts = urlsplit(mariadb)
    limited = Mysql(f"mysql://few_{name}:secret@{parts.hostname}:{parts.port}/{name}")
    progress = run(make_plan(USERS), sink(limited, existing="truncate"))
    mariadb_server.execute(f"DROP USER 'few_{name}'@'%'")

    assert "ALTER" in progress.note
    assert "all rows are there" in progress.note
    assert [(2_000,)] == [
        (int(count),) for (count,) in database.query("SELECT count(*) FROM users")
    ]


def test_a_sqlite_file_that_has_been_removed_is_not_written_to(
    make_plan: MakePlan, tmp_path: Path
) -> None:
    file = tmp_path / "x.db"
    url = f"sqlite:///{file}"
    run(make_plan(USERS), DatabaseSink(engine_of(url), url, LoadOptions()))
    engine = engine_of(url)
    store = engine.store(engine.connect(url, True))
    file.unlink()

    with pytest.raises(SinkError, match="has just been removed by another program"):
        store.lock(["users"])
    store.close()
    assert not file.exists()
