"""`clean` takes away what runs of a plan made, and nothing else."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

import servers
from databases import shelf
from mockcraft import database
from mockcraft.cli.clean import lines
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.errors import MockcraftError, SinkError, Unsupported
from mockcraft.sink import LoadOptions
from mockcraft.sinks.cleaning import Cleaning, Removal
from mockcraft.sinks.database import DatabaseSink
from plans import open_database, tables

SCHEMA = """
users:
  count: 9000
  columns:
    id: {generator: sequence, primary_key: true}
    name: full_name
    boss: {ref: users.id, nulls: 0.1}
    team: {ref: teams.id, nulls: 0.5}
teams:
  count: 10
  columns:
    id: {generator: uuid, primary_key: true}
    head: {ref: users.id}
orders:
  count: 300
  columns:
    id: {generator: sequence, primary_key: true}
    user_id: {ref: users.id}
"""
SIMPLE = """
users:
  count: 50
  columns:
    id: {generator: sequence, primary_key: true}
    name: full_name
orders:
  count: 300
  columns:
    id: {generator: sequence, primary_key: true}
    user_id: {ref: users.id}
"""


class Place:
    """A database of some engine, and what tests do to it by hand."""

    def __init__(self, url: str, server: servers.Server | None = None) -> None:
        self.url, self.server = url, server

    def execute(self, statement: str) -> list[Any]:
        if self.url.startswith("sqlite"):
            connection = sqlite3.connect(self.url.removeprefix("sqlite:///"))
            connection.execute("PRAGMA foreign_keys = ON")
            found = connection.execute(statement).fetchall()
            connection.commit()
            connection.close()
            return found
        if self.server is not None:
            with self.server.cursor() as cursor:
                cursor.execute(f"USE {self.url.rpartition('/')[2]}")
                cursor.execute(statement)
                return list(cursor.fetchall()) if cursor.description else []
        with psycopg.connect(self.url, autocommit=True) as opened:
            cursor = opened.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def tables(self) -> set[str]:
        of = {
            "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'table'",
            "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
        }
        kind = self.url.partition("://")[0]
        return {name for (name,) in self.execute(of.get(kind, "SHOW TABLES"))}

    def cleaning(self, plan: Plan) -> Cleaning:
        return Cleaning(engine_of(self.url), self.url, plan)

    def fill(self, plan: Plan, **options: Any) -> None:
        run(plan, open_database(self.url, LoadOptions(**options)))


@pytest.fixture(params=["sqlite", "postgresql", "mariadb", "mysql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return Place(f"sqlite:///{tmp_path / 'shop.db'}")
    url = str(request.getfixturevalue(request.param))
    if request.param == "postgresql":
        return Place(url)
    return Place(url, request.getfixturevalue(f"{request.param}_server"))


def test_tables_that_a_run_made_go_in_a_circle_too(place: Place) -> None:
    plan = tables(SCHEMA)
    place.fill(plan)
    place.execute("CREATE TABLE theirs (id int)")
    removals, broken = place.cleaning(plan).foresee()
    done = place.cleaning(plan).run(removals)

    assert {("users", 9000), ("teams", 10), ("orders", 300)} == {(r.table, r.rows) for r in done}
    assert all(each.drops and not each.notes for each in done)
    assert removals == done
    assert [] == broken
    assert {"theirs"} == place.tables()
    assert ([], []) == place.cleaning(plan).foresee()


THEIRS = "CREATE TABLE users (id bigint PRIMARY KEY, name text, boss bigint REFERENCES users (id), team text)"


@pytest.mark.parametrize("nulls", [", nulls: 0.1", ""])
def test_rows_go_from_a_table_that_was_there_the_last_ones_first(place: Place, nulls: str) -> None:
    schema = SCHEMA.replace("    team: {ref: teams.id, nulls: 0.5}\n", "")
    plan = tables(schema.replace(", nulls: 0.1", nulls))
    place.execute(THEIRS)
    place.fill(plan)
    place.execute("INSERT INTO users (id, name) VALUES (-1, 'own'), (70000, 'own')")
    removals = place.cleaning(plan).run()

    assert [("orders", 300, True), ("teams", 10, True), ("users", 9000, False)] == [
        (each.table, each.rows, each.drops) for each in removals
    ]
    assert [(-1,), (70000,)] == place.execute("SELECT id FROM users ORDER BY id")
    assert {"users"} == place.tables()


def test_rows_of_another_plan_stay_and_their_table_is_named(place: Place) -> None:
    plan = tables(SIMPLE)
    other = tables(SIMPLE.replace("primary_key: true}", "primary_key: true, start: 1000}"))
    place.fill(other)
    place.execute("INSERT INTO users (id, name) VALUES (7, 'own')")
    removals, _ = place.cleaning(plan).foresee()
    place.cleaning(plan).run(removals)

    assert [Removal("users", 1, False, ("the table is of a run of another plan",))] == removals
    assert "1 row; the table is of a run of another plan" == str(removals[0])
    assert [(50,)] == place.execute("SELECT count(*) FROM users")
    assert [(300,)] == place.execute("SELECT count(*) FROM orders")


def test_a_table_that_has_changed_is_told(place: Place) -> None:
    plan = tables(SIMPLE)
    place.fill(plan)
    place.execute("INSERT INTO users (name) VALUES ('own')")
    place.execute("ALTER TABLE users ADD COLUMN age int")
    place.execute("ALTER TABLE users RENAME COLUMN name TO title")
    removals, _ = place.cleaning(plan).foresee()

    assert removals[-1] == Removal(
        "users", 51, True,
        ("1 row is not of this plan", "without the columns name", "with the columns age, title of somebody else"),
    )  # fmt: skip
    assert str(removals[-1]).startswith("51 rows, and the table; 1 row is not of this plan; ")


def test_what_others_refer_to_is_refused(place: Place) -> None:
    plan = tables(SIMPLE)
    place.fill(plan)
    place.execute("CREATE TABLE theirs (id int, user_id bigint REFERENCES users (id))")

    for attempt in (place.cleaning(plan).foresee, place.cleaning(plan).run):
        with pytest.raises(
            Unsupported, match="dropping users would break the foreign key of table theirs"
        ):
            attempt()
    assert {"theirs", "users", "orders"} <= place.tables()


def test_rows_that_would_take_others_with_them_are_refused(place: Place) -> None:
    plan = tables(SIMPLE)
    place.execute("CREATE TABLE users (id bigint PRIMARY KEY, name text)")
    place.fill(plan)
    place.execute("CREATE TABLE theirs (user_id bigint REFERENCES users (id) ON DELETE CASCADE)")
    place.execute("INSERT INTO theirs VALUES (3)")

    with pytest.raises(
        Unsupported, match="deleting rows of users would change table theirs.*CASCADE"
    ):
        place.cleaning(plan).run()
    assert [(3,)] == place.execute("SELECT * FROM theirs")


def test_rows_that_others_still_refer_to_stay_all(place: Place) -> None:
    plan = tables(SIMPLE)
    place.execute("CREATE TABLE users (id bigint PRIMARY KEY, name text)")
    place.fill(plan)
    place.execute("CREATE TABLE theirs (user_id bigint REFERENCES users (id))")
    place.execute("INSERT INTO theirs VALUES (3)")

    with pytest.raises(SinkError):
        place.cleaning(plan).run()
    assert [(50,)] == place.execute("SELECT count(*) FROM users")
    if engine_of(place.url).can.transactional_ddl:
        assert [(300,)] == place.execute("SELECT count(*) FROM orders")


def test_a_table_without_a_key_is_refused(place: Place) -> None:
    plan = tables("t:\n  count: 5\n  columns: {x: word}")
    place.execute("CREATE TABLE t (x text)")
    place.fill(plan)

    with pytest.raises(Unsupported, match="table t has no key to know its rows by"):
        place.cleaning(plan).foresee()


def test_more_than_was_agreed_to_is_not_removed(place: Place) -> None:
    plan = tables(SIMPLE)
    place.fill(plan)
    removals, _ = place.cleaning(plan).foresee()
    place.execute("INSERT INTO users (name) VALUES ('own')")

    with pytest.raises(Unsupported, match="table users is not as it was"):
        place.cleaning(plan).run(removals)
    assert [(51,)] == place.execute("SELECT count(*) FROM users")


def test_a_run_that_was_broken_off_is_forgotten(place: Place) -> None:
    plan = tables(SIMPLE)
    sink = DatabaseSink(engine_of(place.url), place.url, LoadOptions(resume=True), batch_rows=40)

    def stop(progress: Any) -> None:
        if progress.rows >= 100:
            raise RuntimeError("broken off")

    with pytest.raises(RuntimeError):
        run(plan, sink, batch_rows=20, report=stop)
    assert "mockcraft_checkpoint" in place.tables()
    removals, broken = place.cleaning(plan).foresee()
    place.cleaning(plan).run(removals)

    assert ["orders", "users"] == broken
    assert set() == place.tables()


def test_schemas_stay_and_are_told(postgresql: str) -> None:
    plan = tables(SIMPLE.replace("users", "sales.users"))
    place = Place(postgresql)
    place.fill(plan)
    cleaning = place.cleaning(plan)
    removals, _ = cleaning.foresee()

    assert ["sales"] == cleaning.kept_schemas(removals)
    assert "  the schema sales stays (drop it by hand)" in lines(
        "DB", removals, [], cleaning.kept_schemas(removals)
    )
    cleaning.run(removals)
    assert [(0,)] == place.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'sales'")
    place.execute("DROP SCHEMA sales")


@pytest.fixture
def shelves() -> Iterator[None]:
    database.register(shelf.ENGINE)
    yield
    database._registered.remove(shelf.ENGINE)


def test_an_engine_without_comments_loses_the_rows_alone(shelves: None, tmp_path: Path) -> None:
    plan = tables(SIMPLE)
    url = f"shelf:///{tmp_path / 'shelf.json'}"
    run(plan, open_database(url, LoadOptions()))
    path = tmp_path / "shelf.json"
    held = json.loads(path.read_text())
    held["users"]["rows"]["99"] = {"id": 1000, "name": "own"}
    path.write_text(json.dumps(held))
    cleaning = Cleaning(engine_of(url), url, plan)
    removals, _ = cleaning.foresee()

    assert [Removal("orders", 300, False), Removal("users", 50, False)] == removals
    cleaning.run(removals)
    connection = engine_of(url).connect(url, False)
    assert (1, 0) == (connection.count("users"), connection.count("orders"))


def test_a_database_that_is_not_there_is_said(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"

    assert ([], []) == Cleaning(engine_of(url), url, tables(SIMPLE)).foresee()
    assert not (tmp_path / "none.db").exists()
    url = "postgresql://nobody@127.0.0.1:1/none"
    with pytest.raises(MockcraftError):
        Cleaning(engine_of(url), url, tables(SIMPLE)).foresee()
