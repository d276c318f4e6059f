"""Relational databases as tests look at them: their rows and tables, past MockCraft."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import psycopg


class Relational(Protocol):
    """A database, empty at first."""

    @property
    def url(self) -> str:
        """That a run is given."""

    def query(self, statement: str) -> list[Any]:
        """The rows that a statement gives."""

    def tables(self) -> list[str]:
        """The names of its tables."""

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
