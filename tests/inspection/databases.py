"""Databases made for a test, filled by what their catalogues say, and what is in them."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from mockcraft.cli.inspected import filled as run
from mockcraft.inspection.reading import Inspection, inspect
from mockcraft.inspection.source import database
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions


def postgresql(uri: str, script: str) -> None:
    """Runs DDL."""
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(script.encode())


def sqlite(path: Path, script: str) -> str:
    """Makes a file by DDL; its URL."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(script)
    return f"sqlite:///{path}"


def rows(url: str, query: str) -> list[Any]:
    """The rows of a query."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            return database.execute(query).fetchall()
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def filled(url: str, count: int = 100) -> Inspection:
    """Fills a database that exists, without a rule."""
    made = inspect(database(url), count)
    request = SeedRequest(made.spec, url, load=LoadOptions(create=False))
    run(made, request, prepare(request), lambda seeding: seeding.run())
    return made


def counted(url: str, made: Inspection) -> dict[str, int]:
    """Rows by table that was filled."""
    return {
        name: rows(url, f'SELECT count(*) FROM "{name}"'.replace(".", '"."'))[0][0]
        for name in made.document.tables
    }


def described(text: str) -> str:
    """A schema file without its first line, which names the database."""
    return re.sub(r"^#.*\n", "", text)
