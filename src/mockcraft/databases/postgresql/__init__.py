"""PostgreSQL, by COPY: see `store`."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from mockcraft.capabilities import Capabilities, Limits
from mockcraft.database import Connection, Engine, Store

if TYPE_CHECKING:
    from mockcraft.backup import Backups


def _connect(url: str, writable: bool) -> Connection:
    from mockcraft.databases.postgresql.connection import PostgresqlConnection

    return PostgresqlConnection(url, writable)


def _store(connection: Connection) -> Store:
    from mockcraft.databases.postgresql.connection import PostgresqlConnection
    from mockcraft.databases.postgresql.store import PostgresqlStore

    assert isinstance(connection, PostgresqlConnection)
    return PostgresqlStore(connection)


def _shown(url: str) -> str:
    from mockcraft.databases.postgresql.address import address_of

    return address_of(url).shown


def _look(url: str, table: str) -> str:
    """The command of psql."""
    from mockcraft.databases.postgresql.address import address_of
    from mockcraft.databases.postgresql.catalogue import DIALECT

    if shutil.which("psql") is None:
        return ""
    return address_of(url).psql(f"SELECT * FROM {DIALECT.table(table)} LIMIT 5")


def _backups() -> Backups:
    from mockcraft.backup import Backups as Made
    from mockcraft.databases.postgresql.archiver import PostgresqlArchiver
    from mockcraft.databases.postgresql.scratch import scratch

    return Made(PostgresqlArchiver, scratch)


def _described(name: str, script: str) -> Connection:
    from mockcraft.databases.postgresql.grammar import GRAMMAR
    from mockcraft.definitions.described import Described

    return Described(name, script, GRAMMAR)


ENGINE = Engine(
    name="postgresql",
    title="PostgreSQL",
    schemes=("postgresql", "postgres"),
    example="postgresql://user@host/database",
    can=Capabilities(
        checkpoints=True,
        schemas=True,
        default_schema="public",
        view_triggers=True,
        truncates_referred=False,
        joins_tables=True,
        deferrable='ALTER TABLE {table} ALTER CONSTRAINT "{key}" DEFERRABLE',
        limits=Limits(
            name_bytes=63,
            columns=1600,
            tables_taken=("mockcraft_checkpoint",),
            columns_taken=("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"),
        ),
    ),
    connect=_connect,
    store=_store,
    shown=_shown,
    look=_look,
    dialect="postgresql",
    backups=_backups,
    described=_described,
    also=("psql", "pgsql", "pg", "postgis"),
)
