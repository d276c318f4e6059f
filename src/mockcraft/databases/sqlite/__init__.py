"""SQLite, from Arrow: see `store`."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from mockcraft.capabilities import Capabilities, Limits
from mockcraft.database import Connection, Engine, Store

if TYPE_CHECKING:
    from mockcraft.backup import Backups


def _connect(url: str, writable: bool) -> Connection:
    from mockcraft.databases.sqlite.connection import SqliteConnection, path_of

    return SqliteConnection(path_of(url), writable)


def _store(connection: Connection) -> Store:
    from mockcraft.databases.sqlite.connection import SqliteConnection
    from mockcraft.databases.sqlite.store import SqliteStore

    assert isinstance(connection, SqliteConnection)
    return SqliteStore(connection)


def _shown(url: str) -> str:
    from mockcraft.databases.sqlite.connection import path_of

    return str(path_of(url))


def _file(url: str) -> Path:
    from mockcraft.databases.sqlite.connection import path_of

    return path_of(url)


def _check_writable(url: str) -> None:
    from mockcraft.databases.sqlite.connection import check_path, path_of

    check_path(path_of(url), writable=True)


def _backups() -> Backups:
    from mockcraft.backup import Backups as Made
    from mockcraft.databases.sqlite.archiver import SqliteArchiver, scratch
    from mockcraft.databases.sqlite.connection import path_of

    return Made(lambda url: SqliteArchiver(path_of(url)), scratch, on_servers=False)


def _look(url: str, table: str) -> str:
    """The command of the sqlite3 shell."""
    from mockcraft.databases.sqlite.catalogue import DIALECT
    from mockcraft.databases.sqlite.connection import path_of

    if shutil.which("sqlite3") is None:
        return ""
    query = shlex.quote(f"SELECT * FROM {DIALECT.table(table)} LIMIT 5")
    return f"sqlite3 -box {shlex.quote(str(path_of(url)))} {query}"


def _described(name: str, script: str) -> Connection:
    from mockcraft.databases.sqlite.described import Described

    return Described(name, script)


ENGINE = Engine(
    name="sqlite",
    title="SQLite",
    schemes=("sqlite",),
    example="sqlite:///file.db",
    can=Capabilities(
        batch_rows=1_000_000,
        checkpoints=True,
        keys_wait=True,
        conversions={"decimal": "numbers of 64 bits", "boolean": "0 and 1"},
        stored_as={"boolean": "integer", "interval": "integer"},
        view_triggers=True,
        limits=Limits(
            columns=2000,
            folds_case=True,
            prefixes=("sqlite_",),
            tables_taken=("mockcraft_checkpoint",),
        ),
    ),
    connect=_connect,
    store=_store,
    shown=_shown,
    look=_look,
    file=_file,
    check_writable=_check_writable,
    backups=_backups,
    described=_described,
    dialect="sqlite",
    also=("sqlite3", "file"),
    suffixes=(".db", ".db3", ".sqlite", ".sqlite3"),
)
