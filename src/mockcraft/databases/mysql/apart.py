"""Rows of tables whose engine has no transactions, MyISAM for one, wait in temporary tables of InnoDB until the commit.

Nothing of them is in their tables before: a run that fails, and a rehearsal, leave those as they were. With the commit
the rows are copied, once it is known that none of their keys is there. Should the server stop in the middle of that, as
with a full disk, the copies are deleted: rows that have such a key, and in all columns what was copied. Of a table
without a key nothing tells them from rows of others, so it comes last, and is named.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from mockcraft.databases.mysql.connection import SESSION, MysqlConnection, identifier, table_name
from mockcraft.databases.mysql.rows import Receiver
from mockcraft.dataclass import dataclass
from mockcraft.errors import ConnectionLost, Leftover, MockcraftError, SinkError
from mockcraft.stored import StoredTable

Part = tuple[str, int | None]  # of an index: a column, and how many signs of it count; None for all


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where the rows of a table wait.

    Attributes:
        name: of the table.
        stage: of the temporary table, in quotes.
        columns: that are given, in quotes.
        uniques: the parts of its unique indexes, where all of their columns are given.
        key: those of one of them without nulls, by which copies can be deleted; empty for none.
    """

    name: str
    stage: str
    columns: tuple[str, ...]
    uniques: tuple[tuple[Part, ...], ...]
    key: tuple[Part, ...]


class Apart:
    """The tables of a transaction whose engines have none.

    Attributes:
        waiting: where their rows wait, by name.
        filled: names of tables that rows have come for since the last commit, of any engine.
    """

    def __init__(self, connection: MysqlConnection) -> None:
        self.connection = connection
        self.waiting: dict[str, Waiting] = {}
        self.filled: set[str] = set()

    def receiver(self, name: str, receiver: Receiver, stored: StoredTable) -> Receiver:
        """A temporary table in place of a table; to make it commits nothing."""
        given = {column.lower() for column in receiver.columns}
        uniques = [
            parts
            for parts in self._uniques(stored)
            if given.issuperset(identifier(column).lower() for column, _ in parts)
        ]
        filled = {column.name for column in stored.columns if column.not_null}
        keys = [each for each in uniques if filled.issuperset(column for column, _ in each)]
        key = keys[0] if keys and self._deletes(stored) else ()
        stage = identifier(f"mockcraft_rows_{len(self.waiting)}")
        indexes = ", ".join(f"UNIQUE ({', '.join(map(_indexed, parts))})" for parts in uniques)
        with self._about(name), self._anything():
            self.connection.rows(
                f"CREATE TEMPORARY TABLE {stage} {f'({indexes})' * bool(indexes)} ENGINE=InnoDB "
                f"SELECT {', '.join(receiver.columns)} FROM {table_name(name)} LIMIT 0"
            )
        self.waiting[name] = Waiting(name, stage, receiver.columns, tuple(uniques), key)
        return replace(receiver, table=stage)

    @contextmanager
    def _anything(self) -> Iterator[None]:
        """Defaults that no row may have, as days of zeros, are taken over: no row is without a value."""
        self.connection.rows("SET SESSION sql_mode = ''")
        try:
            yield
        finally:
            self.connection.rows("SET SESSION sql_mode = %s", SESSION["sql_mode"])

    def _uniques(self, stored: StoredTable) -> list[tuple[Part, ...]]:
        """The parts of the unique indexes of a table, the primary key first."""
        found: dict[str, list[Part]] = {}
        for index, column, prefix in self.connection.rows(
            """SELECT INDEX_NAME, COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS
               WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s AND NON_UNIQUE = 0
               ORDER BY INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX""",
            stored.schema,
            stored.name,
        ):
            found.setdefault(index, []).append((column, prefix))
        return [tuple(parts) for parts in found.values() if all(column for column, _ in parts)]

    def _deletes(self, stored: StoredTable) -> bool:
        """Whether the engine of a table can delete rows."""
        ((engine,),) = self.connection.rows(
            "SELECT ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s",
            stored.schema,
            stored.name,
        )
        return str(engine).lower() != "archive"

    # ------------------------------------------------------------------ with the commit

    def copy(self) -> None:
        """Copies what waits into its tables; raises SinkError where that fails, and nothing of it stays.

        Raises:
            Leftover: something stays.
        """
        waiting = self._full()
        for each in waiting:
            self._check_free(each)
        copied: list[Waiting] = []
        for each in waiting:
            before = self.connection.count(each.name)
            columns = ", ".join(each.columns)
            try:
                with self._about(each.name):
                    self.connection.rows(
                        f"INSERT INTO {table_name(each.name)} ({columns}) SELECT {columns} FROM {each.stage}"
                    )
            except MockcraftError as error:
                if left := self._take_back(copied, each, before):
                    raise Leftover(f"{error}\n{self._left(left)}") from error
                raise
            copied.append(each)

    def committed(self) -> None:
        """Empties the temporary tables once their rows are in their tables for good."""
        for each in self._full():
            self.connection.rows(f"DELETE FROM {each.stage}")
        self.filled.clear()

    def _full(self) -> list[Waiting]:
        """Where rows wait; those whose copies cannot be deleted come last."""
        full = [each for each in self.waiting.values() if each.name in self.filled]
        return sorted(full, key=lambda each: not each.key)

    def uncommitted(self, error: SinkError) -> SinkError:
        """What an error of the commit behind the copies is to say."""
        names = [each.name for each in self._full()]
        return Leftover(f"{error}\n{self._left(names)}") if names else error

    def _check_free(self, each: Waiting) -> None:
        """Raises SinkError where a key of the rows is there."""
        for parts in each.uniques:
            same = " AND ".join(
                f"{_compared('t', part)} = {_compared('s', part)}" for part in parts
            )
            found = self.connection.rows(
                f"SELECT {_compared('s', parts[0])} FROM {table_name(each.name)} t JOIN {each.stage} s "
                f"ON {same} LIMIT 1"
            )
            if found:
                names = ", ".join(column for column, _ in parts)
                with self._about(each.name):
                    raise SinkError(
                        f"{self.connection.target}: table {each.name}: a row has the {names} of one that is there, "
                        f"{_shown(found[0][0])} (delete that one, or append)"
                    )

    def _take_back(self, copied: Sequence[Waiting], last: Waiting, before: int) -> list[str]:
        """Deletes copies, of the last table those that were made; returns the names of tables that may have some."""
        left = []
        for each in (*copied, last):
            try:
                if each is last and self.connection.count(each.name) == before:
                    continue
                if not each.key:
                    left.append(each.name)
                    continue
                key = " AND ".join(f"{_compared('t', p)} = {_compared('s', p)}" for p in each.key)
                same = " AND ".join(
                    f"CAST(t.{column} AS BINARY) <=> CAST(s.{column} AS BINARY)"
                    for column in each.columns
                )
                self.connection.rows(
                    f"DELETE t FROM {table_name(each.name)} t JOIN {each.stage} s ON {key} AND {same}"
                )
            except MockcraftError:
                left.append(each.name)
        return left

    def _left(self, names: Sequence[str]) -> str:
        return (
            f"{self.connection.target}: rows of this run may be left in {', '.join(names)}, stored by an engine "
            "without transactions (delete them by hand)"
        )

    @contextmanager
    def _about(self, name: str) -> Iterator[None]:
        """Errors name the table; one of a connection that is lost is not tried again, since rows may be there."""
        try:
            yield
        except ConnectionLost:
            raise
        except SinkError as error:
            said = str(error).removeprefix(f"{self.connection.target}: ")
            where = "" if said.startswith(f"table {name}") else f"table {name}: "
            told = SinkError(f"{self.connection.target}: {where}{said}")
            raise told.about(name) from error


def _indexed(part: Part) -> str:
    column, prefix = part
    return identifier(column) + f"({prefix})" * bool(prefix)


def _compared(table: str, part: Part) -> str:
    column, prefix = part
    name = f"{table}.{identifier(column)}"
    return f"LEFT({name}, {prefix})" if prefix else name


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str | int) else str(value)
