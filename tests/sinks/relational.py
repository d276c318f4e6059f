"""Relational databases as tests look at them: their rows and tables, past MockCraft."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import psycopg
import pymysql
import pytest
from pymysql.constants import FIELD_TYPE
from pymysql.converters import conversions

import servers
from mockcraft.database import engine_of
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink


class Relational(Protocol):
    """A database, empty at first."""

    @property
    def url(self) -> str:
        """That a run is given."""

    def query(self, statement: str) -> list[Any]:
        """The rows that a statement gives."""

    def tables(self) -> list[str]:
        """The names of its tables."""

    def sessions(self) -> int:
        """How many others are connected to it."""

    def disconnect(self) -> None:
        """Ends the sessions of all others."""

    def drop(self, *tables: str) -> None:
        """Drops tables, whatever refers to them."""

    def content(self) -> Mapping[str, Any]:
        """By table, something that is equal for equal rows and keys alone."""


@dataclass(frozen=True)
class Postgresql:
    """See Relational."""

    url: str

    def query(self, statement: str) -> list[Any]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def tables(self) -> list[str]:
        found = self.query(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "ORDER BY 1"
        )
        return [name for (name,) in found]

    def sessions(self) -> int:
        ((count,),) = self.query(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return int(count)

    def disconnect(self) -> None:
        self.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )

    def drop(self, *tables: str) -> None:
        self.query(f"DROP TABLE {', '.join(tables)}")

    def content(self) -> Mapping[str, Any]:
        return {
            name: (
                self.query(
                    f'SELECT count(*), sum(hashtextextended(t::text, 0)::numeric) FROM "{name}" t'
                ),
                self.query(
                    "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
                    f"WHERE conrelid = '\"{name}\"'::regclass ORDER BY 1"
                ),
            )
            for name in self.tables()
        }


@dataclass(frozen=True)
class Sqlite:
    """See Relational."""

    url: str

    @property
    def path(self) -> Path:
        return Path(urlsplit(self.url).path[1:])

    def query(self, statement: str) -> list[Any]:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(statement).fetchall()

    def tables(self) -> list[str]:
        if not self.path.exists():
            return []
        found = self.query("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return [name for (name,) in found]

    def sessions(self) -> int:
        return 0

    def disconnect(self) -> None:
        raise NotImplementedError

    def drop(self, *tables: str) -> None:
        for name in tables:
            self.query(f"DROP TABLE {name}")

    def content(self) -> Mapping[str, Any]:
        return {
            name: (
                self.query(f'SELECT * FROM "{name}" ORDER BY 1'),
                self.query(f"SELECT sql FROM sqlite_schema WHERE name = '{name}'"),
            )
            for name in self.tables()
        }


# A TIME is a length of time to the driver: it is left as text.
AS_WRITTEN = {kind: read for kind, read in conversions.items() if kind != FIELD_TYPE.TIME}


@dataclass(frozen=True)
class Mysql:
    """See Relational: MySQL or MariaDB."""

    url: str

    def query(self, *statements: str) -> list[Any]:
        parts = urlsplit(self.url)
        connection = pymysql.connect(
            host=str(parts.hostname), port=parts.port or 3306, database=parts.path[1:], autocommit=True,
            user=parts.username, password=unquote(parts.password or ""), conv=AS_WRITTEN,
        )  # fmt: skip
        with connection, connection.cursor() as cursor:
            for each in statements:
                cursor.execute(each)
            return list(cursor.fetchall()) if cursor.description else []

    def tables(self) -> list[str]:
        return sorted(name for (name,) in self.query("SHOW TABLES"))

    def sessions(self) -> int:
        ((count,),) = self.query(
            "SELECT count(*) FROM information_schema.processlist "
            "WHERE db = database() AND id <> connection_id()"
        )
        return int(count)

    def disconnect(self) -> None:
        sessions = self.query(
            "SELECT id FROM information_schema.processlist "
            "WHERE db = database() AND id <> connection_id()"
        )
        for (number,) in sessions:
            with suppress(pymysql.OperationalError):  # it has just ended by itself
                self.query(f"KILL {number}")

    def drop(self, *tables: str) -> None:
        self.query("SET foreign_key_checks = 0", f"DROP TABLE {', '.join(tables)}")

    def content(self) -> Mapping[str, Any]:
        return {
            name: (
                self.query(f"SELECT count(*) FROM `{name}`"),
                self.query(f"CHECKSUM TABLE `{name}` EXTENDED")[0][1],
                re.sub(r" AUTO_INCREMENT=\d+", "", self.query(f"SHOW CREATE TABLE `{name}`")[0][1]),
            )
            for name in self.tables()
        }


MakeDatabase = Callable[[], Relational]
KINDS: Mapping[str, Callable[[str], Relational]] = {
    "postgresql": Postgresql,
    "mariadb": Mysql,
    "mysql": Mysql,
}


@contextmanager
def databases_of(request: pytest.FixtureRequest) -> Iterator[MakeDatabase]:
    """For a fixture with KINDS as parameters: makes empty databases of its server, until the end."""
    server: servers.Server = request.getfixturevalue(f"{request.param}_server")
    made: list[str] = []

    def make() -> Relational:
        made.append(server.new_database())
        return KINDS[request.param](made[-1])

    yield make
    for url in made:
        server.drop_database(url)


def sink(database: Relational, batch_rows: int = 500, **options: Any) -> DatabaseSink:
    """Fills a database in transactions of so many rows, unless it needs one for all."""
    load = LoadOptions(**options)
    return DatabaseSink(engine_of(database.url), database.url, load, batch_rows=batch_rows)
