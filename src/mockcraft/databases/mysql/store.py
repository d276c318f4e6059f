"""MySQL and MariaDB: ready-made text goes to LOAD DATA LOCAL, or where that is forbidden to INSERT.

To make, change or drop a table commits, whatever the transaction holds. Triggers and constraints are never
switched off, but foreign keys where the URL asks for it: all of the filled tables are looked at before the
commit then. `unique_checks=0` would take MariaDB twice the time: it is left alone too.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from mockcraft.core.plan import Link, Plan, Table
from mockcraft.core.ranges import Chunk
from mockcraft.database import Encoder, Written
from mockcraft.databases.mysql.apart import Apart
from mockcraft.databases.mysql.catalogue import DIALECT, LASTING
from mockcraft.databases.mysql.checkpoints import MysqlCheckpoints
from mockcraft.databases.mysql.connection import MysqlConnection, identifier, table_name
from mockcraft.databases.mysql.lines import MysqlLoad
from mockcraft.databases.mysql.loading import Loading
from mockcraft.databases.mysql.locks import give_back, lock_name, lock_tables
from mockcraft.databases.mysql.rows import Receiver, receiver_of
from mockcraft.errors import SinkError, Unsupported
from mockcraft.formats.ddl import MARK, circle_keys, create_table, foreign_key
from mockcraft.stored import Catalogue, StoredKey, StoredTable


class MysqlStore:
    """See database.Store.

    Attributes:
        schemas: names of the databases that this run has made.
        stored: the tables that were there, by name.
        lasting: those of the plan of them whose engines have no transactions.
        unchecked: whether foreign keys are looked at after the last row.
    """

    waits, keys_follow = True, False

    def __init__(self, connection: MysqlConnection) -> None:
        if connection.refuses_writes:
            connection.close()
            raise SinkError(f"{connection.target}: {connection.refuses_writes}")
        self._use(connection)
        self.schemas: list[str] = []
        self.stored: Mapping[str, StoredTable] = {}
        self.lasting: Sequence[Table] = ()
        self.unchecked = False

    def _use(self, connection: MysqlConnection) -> None:
        self.connection = connection
        self.checkpoints = MysqlCheckpoints(connection)
        self.loading = Loading(connection)
        self.apart = Apart(connection)
        self.receivers: dict[str, Receiver] = {}

    @property
    def note(self) -> str:
        """See database.Store."""
        slow, target = self.loading.slow, self.connection.target
        said = slow and (
            f"{target}: the rows went by INSERT, which takes about half as long again: the server takes no "
            f"LOAD DATA LOCAL, {slow}"
        )
        if not self.unchecked:
            return said
        asked = f"{target}: foreign_key_checks was off, as the URL asks; all foreign keys were looked at before the commit"
        return "\n".join(filter(None, (said, asked)))

    def lock(self, tables: Sequence[str]) -> None:
        """See database.Store."""
        lock_tables(self.connection, tables)

    def unlock(self, tables: Sequence[str]) -> None:
        """See ledger.SharedStore."""
        for table in tables:
            give_back(self.connection, lock_name(self.connection, table))
        self.connection.commit()

    def share(self) -> None:
        """See ledger.SharedStore. Keys come behind the rows."""

    def format(self, plan: Plan, catalogue: Catalogue) -> Encoder:
        """See database.Store."""
        self.stored = catalogue.tables
        self.lasting = [
            table
            for table in plan.tables
            if table.name in self.stored and self.stored[table.name].lasting
        ]
        return MysqlLoad()

    def begin(self, keys: Sequence[StoredKey]) -> None:
        """See database.Store. The first statement begins the transaction; keys wait only if the URL asks for it.

        A transaction that has read a table of Aria takes no savepoints: another one begins.
        """
        for table in self.lasting:
            if table.name not in self.receivers:
                stored = self.stored[table.name]
                receiver = self.apart.receiver(table.name, receiver_of(table, stored), stored)
                self.receivers[table.name] = receiver
        if self.lasting:
            self.connection.commit()
        self.unchecked = bool(keys) and self.connection.keys_later
        if self.unchecked:
            self.connection.rows("SET foreign_key_checks = 0")

    def empty(self, tables: Sequence[Table], catalogue: Catalogue) -> None:
        """See database.Store. TRUNCATE would commit.

        A row is not deleted while another one refers to it: references within a table, and to tables that
        are emptied before, are set to NULL first where they can be.
        """
        for table in tables:
            if catalogue.tables[table.name].lasting and self.connection.count(table.name):
                raise Unsupported(
                    f"{self.connection.target}: table {table.name} is stored by an engine that {LASTING}: "
                    "what is deleted there cannot be taken back "
                    f"(delete its rows by hand, or ALTER TABLE {table_name(table.name)} ENGINE=InnoDB)"
                )
        places = {table.name: place for place, table in enumerate(tables)}
        for place, table in enumerate(tables):
            found = catalogue.tables[table.name]
            nullable = {column.name for column in found.columns if not column.not_null}
            for key in found.keys:
                backwards = places.get(key.parent, -1) >= place and key.keeps_rows
                if backwards and nullable.issuperset(key.columns):
                    names = [identifier(column) for column in key.columns]
                    made = ", ".join(f"{name} = NULL" for name in names)
                    self.connection.rows(f"UPDATE {table_name(table.name)} SET {made}")
        for table in reversed(tables):
            self.connection.rows(f"DELETE FROM {table_name(table.name)}")

    def check_making(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See database.Store."""
        for table in tables:
            self.connection.check_privileges(create_table(plan, table, DIALECT))

    def make(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See database.Store."""
        self._make(plan, tables, keys_later=False)

    def make_shared(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See ledger.SharedStore."""
        self._make(plan, tables, keys_later=True)

    def _make(self, plan: Plan, tables: Sequence[Table], *, keys_later: bool) -> None:
        schemas = {DIALECT.split(table.name)[0] for table in tables} - {""}
        for schema in sorted(schemas):
            known = self.connection.rows(
                "SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = %s", schema
            )
            if not known:
                self.schemas.append(schema)
                self.connection.rows(f"CREATE DATABASE {identifier(schema)} CHARACTER SET utf8mb4")
        mark = MARK.format(plan.digest)
        there = self.connection.catalogue([table.name for table in tables]).tables
        for table in tables:
            if table.name not in there or there[table.name].comment != mark:
                self.connection.rows(
                    create_table(plan, table, DIALECT, mark=mark, keys_later=keys_later)
                )

    def write(self, table: Table, chunk: Chunk, payload: Any) -> None:
        """See database.Store."""
        if table.name not in self.receivers:
            self.receivers[table.name] = receiver_of(table, self.stored.get(table.name))
        if table.name not in self.apart.filled and table.name in self.stored:
            self._hand_on(self.stored[table.name])
        self.apart.filled.add(table.name)
        self.loading.write(table, self.receivers[table.name], chunk, payload)

    def _hand_on(self, stored: StoredTable) -> None:
        """Sets variables that triggers write into columns of other tables to a key that these refer to, the least one."""
        for variable, table, column in stored.handed_on:
            parents = self.connection.rows(
                """SELECT REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME
                   FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s
                   AND COLUMN_NAME = %s AND REFERENCED_COLUMN_NAME IS NOT NULL LIMIT 1""",
                stored.schema,
                table,
                column,
            )
            for schema, parent, key in parents:
                place = f"{identifier(schema)}.{identifier(parent)}"
                self.connection.rows(
                    f"SET @{identifier(variable)} = (SELECT min({identifier(key)}) FROM {place})"
                )

    def flush(self, rows: Written) -> Written:
        """See database.Store."""
        self.loading.end()
        return rows

    def complete(self, plan: Plan, tables: Sequence[Table], made: Sequence[str]) -> None:
        """See database.Store. The server numbers new rows after the highest one by itself."""
        if self.unchecked:
            for table in tables:
                for key in self.stored[table.name].keys if table.name in self.stored else ():
                    self._look_at(key)
            self.connection.rows("SET foreign_key_checks = 1")
        later = circle_keys(table for table in plan.tables if table.name in made)
        there = self.connection.catalogue([table.name for table, _ in later]).tables
        for table, link in later:
            if not _has_key(there[table.name], link):
                added = f"ALTER TABLE {table_name(table.name)} ADD {foreign_key(link, DIALECT)}"
                self.connection.rows(added)

    def _look_at(self, key: StoredKey) -> None:
        """Raises SinkError where a row refers to none; the server does not look again by itself."""
        pairs = list(zip(key.columns, key.parent_columns, strict=True))
        there = " AND ".join(f"c.{identifier(mine)} IS NOT NULL" for mine, _ in pairs)
        same = " AND ".join(
            f"c.{identifier(mine)} = p.{identifier(theirs)}" for mine, theirs in pairs
        )
        orphans = self.connection.rows(
            f"SELECT 1 FROM {table_name(key.table)} c WHERE {there} AND NOT EXISTS "
            f"(SELECT 1 FROM {table_name(key.parent)} p WHERE {same}) LIMIT 1"
        )
        if orphans:
            error = SinkError(
                f"{self.connection.target}: table {key.table}: a row has no parent by the foreign key {key.name}"
            )
            raise error.about(key.table)

    def complete_shared(self, plan: Plan, tables: Sequence[Table], made: Sequence[str]) -> None:
        """See ledger.SharedStore. Keys of a table are added together: it is copied for them."""
        new = [table for table in tables if table.name in made]
        there = self.connection.catalogue([table.name for table in new]).tables
        for table in new:
            links = sorted(table.foreign_keys, key=lambda link: link.deferred)
            added = [
                f"ADD {foreign_key(link, DIALECT)}"
                for link in links
                if not _has_key(there[table.name], link)
            ]
            if added:
                self.connection.rows(f"ALTER TABLE {table_name(table.name)} {', '.join(added)}")

    def commit(self) -> None:
        """See database.Store. What cannot be taken back comes as late as can be."""
        self.apart.copy()
        try:
            self.connection.commit()
        except SinkError as error:
            raise self.apart.uncommitted(error) from error
        self.apart.committed()
        self.checkpoints.committed()

    def rollback(self) -> None:
        """See database.Store."""
        self.connection.rollback()

    def settle(self, tables: Sequence[Table]) -> None:
        """See database.Store. InnoDB takes 1 for the number after the highest row."""
        there = self.connection.catalogue([table.name for table in tables]).tables
        for table in tables:
            if any(column.identity for column in there[table.name].columns):
                self.connection.rows(f"ALTER TABLE {table_name(table.name)} AUTO_INCREMENT = 1")

    def reopen(self) -> None:
        """See database.Store. The server is told to end the old one, which it may be waiting for."""
        old = self.connection
        old.close()
        self._use(MysqlConnection(old.url, writable=True))
        with suppress(SinkError):
            self.connection.end(old)

    def drop(self, tables: Sequence[str]) -> None:
        """See database.Store."""
        there = self.connection.catalogue(tables).tables
        for name, table in there.items():
            for key in table.keys:
                dropped = f"DROP FOREIGN KEY {identifier(key.name)}"
                self.connection.rows(f"ALTER TABLE {table_name(name)} {dropped}")
        if there:
            self.connection.rows(f"DROP TABLE {', '.join(map(table_name, there))}")
        for schema in self.schemas:
            taken = self.connection.rows(
                "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s LIMIT 1", schema
            )
            if not taken:
                self.connection.rows(f"DROP DATABASE IF EXISTS {identifier(schema)}")

    def delete(self, table: Table, keys: Mapping[str, Sequence[Any]]) -> None:
        """See traits.KeyedStore.

        InnoDB checks each row as it goes, also those that refer to themselves: see `empty`.
        """
        found = self.connection.catalogue([table.name]).tables[table.name]
        nullable = {column.name for column in found.columns if not column.not_null}
        for key in found.keys:
            if key.parent == table.name and key.keeps_rows and nullable.issuperset(key.columns):
                self.connection.clear(table.name, key.columns, keys)
        self.connection.delete(table.name, keys)

    def close(self) -> None:
        """See database.Store."""
        self.connection.close()


def _has_key(table: StoredTable, link: Link) -> bool:
    return any(
        key.columns == tuple(link.columns) and key.parent == link.parent for key in table.keys
    )
