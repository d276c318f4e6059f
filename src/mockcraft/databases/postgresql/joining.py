"""Rows of tables in a circle of foreign keys that are checked at once: one statement brings those of all tables.

PostgreSQL checks a key at the end of the statement that brings a row, and a statement may insert into several
tables (https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-MODIFYING). So the rows are
copied into temporary tables first.
"""

from collections.abc import Sequence

from mockcraft.core.plan import Table
from mockcraft.databases.postgresql.connection import (
    PostgresqlConnection,
    identifiers,
    table_name,
)

_PLACE = "pg_temp.mockcraft_joined_{}"


class Joining:
    """The tables whose rows one statement brings.

    Args:
        connection: that all of it is done through, within one transaction.
        tables: in the order in which they are filled.
    """

    def __init__(self, connection: PostgresqlConnection, tables: Sequence[Table]) -> None:
        self.connection, self.tables = connection, list(tables)
        self.copied: list[Table] = []

    def place(self, table: Table) -> str:
        """Where the rows of a table are to be copied to, as SQL: the table itself where it is none of them."""
        if table not in self.tables:
            return table_name(table.name)
        if table not in self.copied:
            self.copied.append(table)
            self.connection.rows(
                f"CREATE TEMPORARY TABLE {self._kept(table).partition('.')[2]} ON COMMIT DROP AS "
                f"SELECT {_columns(table)} FROM {table_name(table.name)} WITH NO DATA"
            )
        return self._kept(table)

    def is_behind(self, table: Table) -> bool:
        """Whether a table is filled behind those that were copied."""
        return bool(self.copied) and table not in self.tables

    def bring(self) -> None:
        """Inserts all rows that were copied; without any, does nothing."""
        if not self.copied:
            return
        *before, last = map(self._insert, self.copied)
        parts = ", ".join(f"mockcraft_{n} AS ({each})" for n, each in enumerate(before))
        statement = f"WITH {parts} {last}" if parts else last
        with self.connection.errors():
            self.connection.driver.execute(statement.encode())
        for table in self.copied:
            self.connection.rows(f"DROP TABLE {self._kept(table)}")
        self.copied, self.tables = [], []

    def _kept(self, table: Table) -> str:
        return _PLACE.format(self.tables.index(table))

    def _insert(self, table: Table) -> str:
        # What COPY does to columns GENERATED ALWAYS AS IDENTITY, an INSERT does on request alone.
        return (
            f"INSERT INTO {table_name(table.name)} ({_columns(table)}) OVERRIDING SYSTEM VALUE "
            f"SELECT {_columns(table)} FROM {self._kept(table)}"
        )


def _columns(table: Table) -> str:
    return identifiers([column.name for column in table.columns])
