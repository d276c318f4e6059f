"""PostgreSQL: ready-made text goes to COPY, whose rows are known by the transaction that wrote them.

Triggers and constraints are never switched off. Statistics are left to autovacuum: ANALYZE would take
0.15 s a table, of which loading 500,000 rows of twelve columns takes 1.7 s.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import Any

import psycopg

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk
from mockcraft.database import Encoder, Written
from mockcraft.databases.postgresql.catalogue import DIALECT
from mockcraft.databases.postgresql.checkpoints import PostgresqlCheckpoints
from mockcraft.databases.postgresql.connection import (
    PostgresqlConnection,
    identifier,
    identifiers,
    table_name,
)
from mockcraft.databases.postgresql.joining import Joining
from mockcraft.databases.postgresql.lines import PgCopy
from mockcraft.databases.postgresql.locks import lock_tables, unlock_tables
from mockcraft.databases.postgresql.privileges import check_making
from mockcraft.databases.postgresql.sequences import (
    advance_sequences,
    owns_sequences,
    reserve_sequences,
)
from mockcraft.errors import SinkError
from mockcraft.formats.ddl import MARK, circle_keys, create_table, foreign_key, table_comment
from mockcraft.formats.indexes import key_indexes
from mockcraft.stored import Catalogue, StoredKey

PIECE_BYTES = 262_144  # of one message: 8 KiB and 4 MiB take 5 % longer


class PostgresqlStore:
    """See database.Store.

    Attributes:
        schemas: names of the schemas that this run has made.
        numbered: the plan and its tables, some of which have triggers, whose sequences are to be moved first.
        copy: the COPY that is open, of `rows` so far.
        joining: the tables whose rows one statement brings.
    """

    waits, keys_follow = True, False
    note = ""

    def __init__(self, connection: PostgresqlConnection) -> None:
        if connection.refuses_writes:
            connection.close()
            raise SinkError(f"{connection.target}: {connection.refuses_writes}")
        self._use(connection)
        self.schemas: list[str] = []
        self.numbered: tuple[Plan, Sequence[Table]] | None = None
        self.copy: psycopg.Copy | None = None
        self.stack = ExitStack()

    def _use(self, connection: PostgresqlConnection) -> None:
        self.connection = connection
        self.checkpoints = PostgresqlCheckpoints(connection)
        self.joining = Joining(connection, ())

    def lock(self, tables: Sequence[str]) -> None:
        """See database.Store."""
        lock_tables(self.connection, tables)

    def unlock(self, tables: Sequence[str]) -> None:
        """See ledger.SharedStore."""
        unlock_tables(self.connection, tables)

    def share(self) -> None:
        """See ledger.SharedStore. Keys come behind the rows."""

    def format(self, plan: Plan, catalogue: Catalogue) -> Encoder:
        """See database.Store."""
        if any(each.calls for each in catalogue.tables.values()):
            self.numbered = (plan, [each for each in plan.tables if each.name in catalogue.tables])
        return PgCopy(
            frozenset(
                (table.name, column.name)
                for table in plan.tables
                if table.name in catalogue.tables
                for column in table.columns
                if column.type.kind == "list"
                and any(
                    each.name == column.name and each.kind == "array"
                    for each in catalogue.tables[table.name].columns
                )
            )
        )

    def begin(self, keys: Sequence[StoredKey]) -> None:
        """See database.Store."""
        if keys:
            names = ", ".join(f"{identifier(key.schema)}.{identifier(key.name)}" for key in keys)
            self.connection.rows(f"SET CONSTRAINTS {names} DEFERRED")

    def join(self, tables: Sequence[Table]) -> None:
        """See traits.JoiningStore."""
        self.joining = Joining(self.connection, tables)

    def empty(self, tables: Sequence[Table], catalogue: Catalogue) -> None:
        """See database.Store."""
        names = [table_name(table.name) for table in tables]
        restart = " RESTART IDENTITY" if owns_sequences(self.connection, names) else ""
        emptied = ", ".join(self.connection.own(table.name) for table in tables)
        self.connection.rows(f"TRUNCATE {emptied}{restart}")

    def check_making(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See database.Store."""
        check_making(self.connection, tables)

    def make(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See database.Store. Keys that close a circle are tried, so that none is refused at the end."""
        self._make(plan, tables, _later_keys(plan, [table.name for table in tables]), False)

    def make_shared(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See ledger.SharedStore. All keys are tried."""
        self._make(plan, tables, _all_keys(tables), True)

    def _make(
        self, plan: Plan, tables: Sequence[Table], later: Sequence[str], keys_later: bool
    ) -> None:
        schemas = {DIALECT.split(table.name)[0] for table in tables} - {""}
        there = self.connection.rows(
            "SELECT nspname FROM pg_namespace WHERE nspname = ANY(%s::text[])", sorted(schemas)
        )
        self.schemas += sorted(schemas - {name for (name,) in there})
        for schema in self.schemas:
            self.connection.rows(f"CREATE SCHEMA IF NOT EXISTS {identifier(schema)}")
        mark = MARK.format(plan.digest)
        for table in tables:
            self.connection.rows(
                create_table(plan, table, DIALECT, mark=mark, keys_later=keys_later)
            )
            self.connection.rows(table_comment(table, mark, DIALECT))
        for statement in later:
            self.connection.rows("SAVEPOINT keys")
            self.connection.rows(statement)
            self.connection.rows("ROLLBACK TO keys")

    def write(self, table: Table, chunk: Chunk, payload: Any) -> None:
        """See database.Store. What the server says against rows comes with the flush."""
        if self.copy is None:
            self.connection.set("lock_timeout", "0")
            if self.joining.is_behind(table):
                self.joining.bring()
            if self.numbered is not None:
                reserve_sequences(self.connection, *self.numbered)
                self.numbered = None
            self.copied = (chunk.start, chunk.start)
            self._begin_copy(table)
        self.copied = (self.copied[0], chunk.stop)
        assert self.copy is not None
        with self._errors(table.name):
            for offset in range(0, len(payload), PIECE_BYTES):
                self.copy.write(payload[offset : offset + PIECE_BYTES])

    def _begin_copy(self, table: Table) -> None:
        columns = identifiers([column.name for column in table.columns])
        statement = f"COPY {self.joining.place(table)} ({columns}) FROM STDIN"
        self.stack = ExitStack()
        with self.connection.errors(table.name):
            cursor = self.stack.enter_context(self.connection.driver.cursor())
            self.copy = self.stack.enter_context(cursor.copy(statement.encode()))

    def _errors(self, table: str) -> Any:
        return self.connection.errors(table, (self.copied[0], self.copied[1] - 1))

    def flush(self, rows: Written) -> Written:
        """See database.Store. The mark is the xid that the rows have as xmin."""
        self.copy = None
        with self._errors(rows.table):
            self.stack.close()
        ((xid,),) = self.connection.rows("SELECT pg_current_xact_id()::xid::text")
        return replace(rows, mark=xid)

    def complete(self, plan: Plan, tables: Sequence[Table], made: Sequence[str]) -> None:
        """See database.Store."""
        self.joining.bring()
        self._complete(tables, made, _later_keys(plan, made))

    def complete_shared(self, plan: Plan, tables: Sequence[Table], made: Sequence[str]) -> None:
        """See ledger.SharedStore."""
        self._complete(tables, made, _all_keys([each for each in tables if each.name in made]))

    def _complete(self, tables: Sequence[Table], made: Sequence[str], later: Sequence[str]) -> None:
        new = [each for each in tables if each.name in made]
        indexes = key_indexes(DIALECT, new, self._relations(new))
        for statement in [*later, *indexes]:
            self.connection.rows(statement)
        advance_sequences(self.connection, tables)

    def _relations(self, tables: Sequence[Table]) -> list[str]:
        """Names of what is there in the schemas of these tables, which no index may have."""
        found = self.connection.rows(
            "SELECT DISTINCT relname FROM pg_class WHERE relnamespace IN (SELECT relnamespace FROM pg_class "
            "WHERE oid IN (SELECT to_regclass(name) FROM unnest(%s::text[]) AS name))",
            [table_name(table.name) for table in tables],
        )
        return [name for (name,) in found]

    def commit(self) -> None:
        """See database.Store."""
        self.connection.commit()

    def rollback(self) -> None:
        """See database.Store."""
        error = psycopg.Error("the run ends")
        with suppress(psycopg.Error):
            if self.copy is not None:
                self.copy = None
                self.stack.__exit__(type(error), error, None)
        with suppress(psycopg.Error):
            self.connection.driver.rollback()

    def settle(self, tables: Sequence[Table]) -> None:
        """See database.Store. Everything is in the transaction."""

    def reopen(self) -> None:
        """See database.Store."""
        self.connection.close()
        self._use(PostgresqlConnection(self.connection.url, writable=True))

    def drop(self, tables: Sequence[str]) -> None:
        """See database.Store."""
        if tables:
            self.connection.rows(f"DROP TABLE IF EXISTS {', '.join(map(table_name, tables))}")
        self._drop_schemas()

    def delete(self, table: Table, keys: Mapping[str, Sequence[Any]]) -> None:
        """See traits.KeyedStore."""
        self.connection.delete(table.name, keys)

    def delete_marked(self, table: str, marks: Sequence[str]) -> None:
        """See traits.MarkedStore."""
        statement = f"DELETE FROM {self.connection.own(table)}".replace("%", "%%")
        self.connection.rows(f"{statement} WHERE xmin = ANY(%s::xid[])", list(marks))

    def _drop_schemas(self) -> None:
        """Drops the schemas that this run made, those that others have put something into aside."""
        for schema in self.schemas:
            self.connection.rows("SAVEPOINT schema")
            try:
                self.connection.rows(f"DROP SCHEMA IF EXISTS {identifier(schema)}")
            except SinkError:
                self.connection.rows("ROLLBACK TO schema")

    def close(self) -> None:
        """See database.Store."""
        self.connection.close()


def _later_keys(plan: Plan, made: Sequence[str]) -> list[str]:
    """The foreign keys of new tables that close a circle: they are added behind the rows.

    They can wait for the commit, so that the tables can be filled again.
    """
    return [
        f"ALTER TABLE {table_name(table.name)} ADD {foreign_key(link, DIALECT)} DEFERRABLE"
        for table, link in circle_keys(each for each in plan.tables if each.name in made)
    ]


def _all_keys(tables: Sequence[Table]) -> list[str]:
    """All foreign keys of new tables, those that close a circle as `_later_keys` adds them."""
    return [
        f"ALTER TABLE {table_name(table.name)} ADD {foreign_key(link, DIALECT)}{' DEFERRABLE' * link.deferred}"
        for table in tables
        for link in table.foreign_keys
    ]
