"""What a SQLite file holds, also one of an application that gives SQLite collations and functions of its own."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from mockcraft.backup import Content, Contents, Report
from mockcraft.backups.digests import RowDigest, digest_of
from mockcraft.databases.sqlite.catalogue import DIALECT
from mockcraft.databases.sqlite.connection import check_path
from mockcraft.errors import SinkError

# For one that writes without a break: a reader comes in between two of its transactions.
LOCK_WAIT_S = 30.0
BLOCK_ROWS = 1000
PRAGMAS = ("user_version", "application_id", "encoding")  # what else a file says of itself
COLLATIONS = ("BINARY", "NOCASE", "RTRIM")  # those of SQLite itself
COLLATIONS_USED = (
    "SELECT DISTINCT k.coll FROM sqlite_schema t, pragma_index_list(t.name) i, pragma_index_xinfo(i.name) k "
    "WHERE t.type = 'table'"
)
STORED = "SELECT name FROM pragma_table_xinfo(?) WHERE hidden IN (0, 3)"  # not generated, or stored


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A connection to a file; `mode` is that of SQLite's URIs."""
    name = f"file:{quote(str(path))}?mode={mode}"
    return sqlite3.connect(name, timeout=LOCK_WAIT_S, isolation_level=None, uri=True)


def reading(path: Path) -> sqlite3.Connection:
    """A connection to read all rows with. Where the file may be written, SQLite first takes back what a killed
    program had begun.
    """
    try:
        check_path(path, writable=True)
        connection = connect(path, "rw")
    except SinkError:
        check_path(path, writable=False)
        connection = connect(path, "ro")
    try:
        _stand_in(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _stand_in(connection: sqlite3.Connection) -> None:
    """Has something for the collations of an application: SQLite reads no table without those of its keys, in
    whatever order it reads.
    """
    for (name,) in connection.execute(COLLATIONS_USED).fetchall():
        if name and name.upper() not in COLLATIONS:
            connection.create_collation(name, lambda a, b: (a > b) - (a < b))


def contents_of(connection: sqlite3.Connection, report: Report) -> Contents:
    """All that a file holds, of one moment."""
    connection.text_factory = _text
    connection.execute("BEGIN")
    defined = connection.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_autoindex%' "
        "ORDER BY 1, 2"
    ).fetchall()
    says = [connection.execute(f"PRAGMA {each}").fetchone() for each in PRAGMAS]
    tables = {name: _content(connection, name, report) for name in _stored_tables(defined)}
    return Contents(tables, digest_of([*defined, *says]))


def rows_by_table(connection: sqlite3.Connection) -> Mapping[str, int]:
    """How many rows the tables have; 0 for views."""
    tables, views = _named(connection)
    return {name: _count(connection, name) for name in tables} | dict.fromkeys(views, 0)


def names_in(connection: sqlite3.Connection) -> list[str]:
    """The names of `rows_by_table`."""
    tables, views = _named(connection)
    return [*tables, *views]


def _named(connection: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """The tables that are not SQLite's own, and the views, as messages name them."""
    defined = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    tables = [name for name in _stored_tables(defined) if not name.startswith("sqlite_")]
    return tables, [f"view {name}" for kind, name, _, _ in defined if kind == "view"]


def unsound(path: Path) -> str:
    """What is wrong with a file that can be read, or why that is not known; "" where nothing is."""
    with closing(connect(path, "ro")) as connection:
        try:
            ((said,), *_) = connection.execute("PRAGMA integrity_check(1)").fetchall()
        except sqlite3.OperationalError as error:  # needs a collation or function of an application
            return f"rows are compared, and indexes and constraints were not checked: {error}"
    return "" if said == "ok" else f"the database itself is damaged, and so is its backup: {said}"


def _stored_tables(defined: list[tuple[str, str, str, str]]) -> list[str]:
    """The tables that have rows of their own; those of a virtual one stand in tables beside it."""
    return sorted(
        name
        for kind, name, _, sql in defined
        if kind == "table" and not (sql or "").upper().startswith("CREATE VIRTUAL")
    )


def _content(connection: sqlite3.Connection, table: str, report: Report) -> Content:
    total = _count(connection, table)
    cursor = connection.execute(f"SELECT {_columns(connection, table)} FROM {DIALECT.table(table)}")
    digest = RowDigest()
    while rows := cursor.fetchmany(BLOCK_ROWS):
        digest.add(rows)
        report(f"comparing {table}", digest.rows, total)
    return digest.content()


def _columns(connection: sqlite3.Connection, table: str) -> str:
    """All columns; those that are stored, where others are made by functions of an application as they are read."""
    try:
        connection.execute(f"SELECT * FROM {DIALECT.table(table)} LIMIT 0")
    except sqlite3.OperationalError:
        stored = connection.execute(STORED, (table,)).fetchall()
        return ", ".join(DIALECT.identifier(name) for (name,) in stored)
    return "*"


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {DIALECT.table(table)}").fetchone()[0])


def _text(raw: bytes) -> str:
    """Text that need not be UTF-8, each byte of it."""
    return raw.decode("utf-8", "surrogateescape")
