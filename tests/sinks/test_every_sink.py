"""One suite for every sink."""

import csv
import itertools
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest
from bson.binary import Binary
from bson.decimal128 import Decimal128

import servers
from mockcraft.database import engine_of
from mockcraft.errors import MockcraftError
from mockcraft.format import open_format
from mockcraft.sink import LoadOptions, Sink
from mockcraft.sinks.database import DatabaseSink
from mockcraft.sinks.folder import FolderSink
from mockcraft.sinks.memory import MemorySink
from mockcraft.testing import Target
from mockcraft.testing import sinks as kit
from sinks import relational

MODES = ("refuse", "append", "truncate")
CHECKS = [
    kit.check_values, kit.check_ranges, kit.check_no_rows, kit.check_existing, kit.check_append,
    kit.check_truncate, kit.check_failure, kit.check_interrupt, kit.check_names,
]  # fmt: skip
"""As check_sink runs them."""


class Memory:
    modes, nulls = MODES, True

    def __init__(self) -> None:
        self.held: dict[str, Any] = {}

    def sink(self, existing: str) -> Sink:
        sink = MemorySink(LoadOptions(existing=existing))
        sink.batches = self.held
        return sink

    def rows(self, table: str, columns: Sequence[str]) -> list[Sequence[Any]] | None:
        if table not in self.held:
            return None
        return [
            row
            for batch in self.held[table]
            for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)
        ]


class Sqlite:
    modes, nulls = MODES, True

    def __init__(self, file: Path) -> None:
        self.file = file

    def sink(self, existing: str) -> Sink:
        url = f"sqlite:///{self.file}"
        return DatabaseSink(engine_of(url), url, LoadOptions(existing=existing))

    def rows(self, table: str, columns: Sequence[str]) -> list[Sequence[Any]] | None:
        if not self.file.exists():
            return None
        connection = sqlite3.connect(self.file)
        names = ", ".join('"' + name.replace('"', '""') + '"' for name in [*columns, table])
        listed, _, name = names.rpartition(", ")
        try:
            return connection.execute(f"SELECT {listed} FROM {name} ORDER BY rowid").fetchall()
        except sqlite3.OperationalError:
            return None
        finally:
            connection.close()


class Server:
    """In transactions of 25 rows, so that a run that fails has committed some."""

    modes, nulls = MODES, True

    def __init__(self, uri: str) -> None:
        self.uri = uri

    def sink(self, existing: str) -> Sink:
        return DatabaseSink(
            engine_of(self.uri), self.uri, LoadOptions(existing=existing), batch_rows=25
        )


class Postgresql(Server):
    """PostgreSQL; rows stand as they came."""

    def rows(self, table: str, columns: Sequence[str]) -> list[Sequence[Any]] | None:
        given = [psycopg.sql.Identifier(name) for name in columns]
        query = psycopg.sql.SQL("SELECT {} FROM {} ORDER BY ctid").format(
            psycopg.sql.SQL(", ").join(given), psycopg.sql.Identifier(table)
        )
        with psycopg.connect(self.uri) as connection:
            try:
                return list(connection.execute(query).fetchall())
            except psycopg.errors.UndefinedTable:
                return None


class Mysql(Server):
    """MySQL or MariaDB; without a primary key rows stand as they came."""

    def rows(self, table: str, columns: Sequence[str]) -> list[Sequence[Any]] | None:
        listed, _, name = ", ".join(
            "`" + each.replace("`", "``") + "`" for each in [*columns, table]
        ).rpartition(", ")
        try:
            return relational.Mysql(self.uri).query(f"SELECT {listed} FROM {name}")
        except pymysql.ProgrammingError:
            return None


class Mongo(Server):
    """Documents; without a key they stand as they came."""

    def rows(self, table: str, columns: Sequence[str]) -> list[Sequence[Any]] | None:
        database = servers.MongoDB(self.uri).database()
        with database.client:
            if table not in database.list_collection_names():
                return None
            documents = database[table].find(sort=[("_id", 1)])
            return [tuple(_read(each[name]) for name in columns) for each in documents]


def _read(value: Any) -> Any:
    """A value as the kit compares it."""
    if isinstance(value, Binary):
        return value.as_uuid()
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=None)
        return moment if moment.time() != time(0) else moment.date()  # there are no dates
    return value.to_decimal() if isinstance(value, Decimal128) else value


class Csv:
    modes, nulls = (), False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sink(self, existing: str) -> Sink:
        return FolderSink(open_format("csv"), self.folder, "dump")

    def rows(self, table: str, columns: Sequence[str]) -> list[Sequence[Any]] | None:
        path = self.folder / f"{table}.csv"
        if not path.exists():
            return None
        with path.open(newline="", encoding="utf-8") as file:
            return [*csv.reader(file)][1:]


@pytest.fixture
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Target]]:
    """Targets of one kind, each of them new."""
    numbers = itertools.count()
    kinds: dict[str, Callable[[str], Target]] = {
        "postgresql": Postgresql, "mariadb": Mysql, "mysql": Mysql, "mongodb": Mongo,
    }  # fmt: skip
    database_of = kinds.get(request.param)
    if database_of is None:
        made: dict[str, Callable[[], Target]] = {
            "memory": Memory,
            "sqlite": lambda: Sqlite(tmp_path / f"{next(numbers)}.db"),
            "csv": lambda: Csv(tmp_path / str(next(numbers))),
        }
        yield made[request.param]
        return
    server: servers.Server | servers.MongoDB = request.getfixturevalue(f"{request.param}_server")
    uris: list[str] = []

    def database() -> Target:
        uris.append(server.new_database())
        return database_of(uris[-1])

    yield database
    for uri in uris:
        server.drop_database(uri)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(
    "make", ["memory", "sqlite", "postgresql", "mariadb", "mysql", "mongodb", "csv"], indirect=True
)
def test_every_sink_passes(check: Callable[[Target], None], make: Callable[[], Target]) -> None:
    check(make())


def test_the_kit_runs_every_check(monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[str] = []
    for check in CHECKS:
        monkeypatch.setattr(
            kit, check.__name__, lambda target, name=check.__name__: run.append(name)
        )
    kit.check_sink(Memory)

    assert [check.__name__ for check in CHECKS] == run


class Forgetful(Memory):
    """Loses the rows of a chunk."""

    def sink(self, existing: str) -> Sink:
        sink = super().sink(existing)
        write = sink.write
        sink.write = lambda chunk, payload: chunk.start != 20 and write(chunk, payload)  # type: ignore[method-assign,assignment]
        return sink


class Careless(Memory):
    """Keeps the rows of a run that failed."""

    def sink(self, existing: str) -> Sink:
        sink = super().sink(existing)
        finish = sink.finish
        sink.finish = lambda error: finish(None)  # type: ignore[method-assign]
        return sink


@pytest.mark.parametrize(
    ("target", "check", "said"),
    [
        (Forgetful, kit.check_ranges, "ranges: things has"),
        (Careless, kit.check_failure, "a run that failed leaves"),
        (Careless, kit.check_interrupt, "a run that failed leaves"),
    ],
)
def test_the_kit_finds_a_sink_that_fails(
    target: Callable[[], Target], check: Callable[[Target], None], said: str
) -> None:
    with pytest.raises(AssertionError, match=said):
        check(target())


def test_memory_refuses_rows_that_are_there(make_plan: Any) -> None:
    sink, plan = MemorySink(), make_plan("  t: {count: 3, columns: {a: {value: 1}}}\n")
    from mockcraft.engine import run

    run(plan, sink)
    with pytest.raises(MockcraftError, match="table t has 3 rows already"):
        run(plan, sink)

    assert [{"a": 1}] * 3 == sink.table("t").to_pylist()
