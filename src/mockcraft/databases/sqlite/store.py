"""SQLite: batches go straight from Arrow into the database (ADBC).

Measured against the same ready-made rows: ADBC and apsw take the same time, the standard library twice
that, and the `sqlite3` shell's .import three times. ADBC alone needs no Python object for each cell.
"""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk
from mockcraft.database import Encoder, Written
from mockcraft.databases.sqlite.catalogue import DIALECT, NAMES
from mockcraft.databases.sqlite.checkpoints import SqliteCheckpoints
from mockcraft.databases.sqlite.connection import SqliteConnection
from mockcraft.errors import SinkError
from mockcraft.formats.ddl import MARK, create_table
from mockcraft.formats.indexes import key_indexes
from mockcraft.formats.plain import Plain
from mockcraft.stored import Catalogue, StoredKey
from mockcraft.wording import first_of

COMMIT_WAIT_S = 60.0
EXACT_DIGITS = 15  # of a number of 64 bits, https://www.sqlite.org/floatingpoint.html
SHOWN = 4  # columns that a note names


class SqliteStore:
    """See database.Store.

    Attributes:
        shared: whether it is that of a part, whose foreign keys are not checked.
        rounded: columns with decimals that numbers of 64 bits do not hold.
    """

    waits, keys_follow = True, True

    def __init__(self, connection: SqliteConnection) -> None:
        self.connection = connection
        self.checkpoints = SqliteCheckpoints(connection)
        self.begun = self.by_hand = self.shared = False
        self.filled: list[str] = []
        self.rounded: list[str] = []

    @property
    def note(self) -> str:
        """See database.Store."""
        if not self.rounded:
            return ""
        return (
            f"{self.connection.target}: SQLite keeps {EXACT_DIGITS} digits of a decimal, and some values have more: "
            f"{first_of(self.rounded, SHOWN)} (give the column the type text to keep them)"
        )

    def lock(self, tables: Sequence[str]) -> None:
        """See database.Store. The lock is the file's, and outlives commits: nobody else can write until the end.

        A file that does not exist is locked by making it, in `begin`; parts make it now, or wait for the one that does.
        """
        if self.shared and self.connection.missing:
            self._share_file()
        if not (self.connection.missing or self.begun):
            self._begin()

    def _share_file(self) -> None:
        try:
            self.connection.make_file()
        except SinkError:
            if not self.connection.path.exists():
                raise
            self.connection.missing = False
            self.connection.reopen()

    def unlock(self, tables: Sequence[str]) -> None:
        """See ledger.SharedStore. The file is kept: parts go one after another."""

    def share(self) -> None:
        """See ledger.SharedStore. Keys are part of CREATE TABLE, and checked by whoever asks for it."""
        self.shared = True

    def _begin(self) -> None:
        """The driver would begin a transaction that takes the lock with its first row."""
        self.connection.execute(f"PRAGMA foreign_keys = {'OFF' if self.shared else 'ON'}")
        if not self.by_hand:
            with self.connection.errors():
                self.connection.driver.connection.set_autocommit(False)
            self.connection.execute("COMMIT")
            self.by_hand = True
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.check_file()
        self.connection.execute("PRAGMA defer_foreign_keys = ON")
        self.begun = True

    def format(self, plan: Plan, catalogue: Catalogue) -> Encoder:
        """See database.Store."""
        return Plain()

    def begin(self, keys: Sequence[StoredKey]) -> None:
        """See database.Store. All foreign keys are checked at the commit."""
        if not self.begun:
            self.connection.make_file()
            self._begin()

    def empty(self, tables: Sequence[Table], catalogue: Catalogue) -> None:
        """See database.Store.

        For each row that is deleted SQLite looks for others that refer to it. Those of the same table, and
        of a table that stands later in a circle, are still there: without an index it reads all of them
        each time.
        """
        names = [table.name for table in tables]
        places = {NAMES.folded(name): place for place, name in enumerate(names)}
        keys = [
            (name, key.columns)
            for place, name in enumerate(names)
            for key in catalogue.tables[name].keys
            if places.get(NAMES.folded(key.parent), -1) >= place
            and not self._is_indexed(name, key.columns)
        ]
        for number, (name, columns) in enumerate(keys):
            on = f"{DIALECT.table(name)} ({DIALECT.identifiers(list(columns))})"
            self.connection.execute(f"CREATE INDEX mockcraft_truncate_{number} ON {on}")
        for name in reversed(names):
            self.connection.execute(f"DELETE FROM {DIALECT.table(name)}")
        for number in range(len(keys)):
            self.connection.execute(f"DROP INDEX mockcraft_truncate_{number}")
        self._restart(names)

    def _is_indexed(self, table: str, columns: Sequence[str]) -> bool:
        """Whether an index begins with these columns, in any order, and has every row."""
        wanted = {NAMES.folded(name) for name in columns}
        for _, index, _, _, partial in self.connection.rows(
            f"PRAGMA index_list({DIALECT.table(table)})"
        ):
            parts = self.connection.rows(f"PRAGMA index_info({DIALECT.identifier(index)})")
            first = {NAMES.folded(name or "") for _, _, name in parts[: len(columns)]}
            if first == wanted and not partial:
                return True
        return False

    def _restart(self, names: Sequence[str]) -> None:
        """AUTOINCREMENT tables remember their highest rowid ever, in a table that is there once one is.

        https://www.sqlite.org/autoinc.html
        """
        if self.connection.rows("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'"):
            for name in names:
                self.connection.rows(
                    "DELETE FROM sqlite_sequence WHERE name = ? COLLATE NOCASE", name
                )

    def check_making(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See database.Store. Whoever may write to the file may: `check_path` has seen to it."""

    def make(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See database.Store."""
        mark = MARK.format(plan.digest)
        for table in tables:
            self.connection.execute(create_table(plan, table, DIALECT, mark=mark))

    def make_shared(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See ledger.SharedStore."""
        self.make(plan, tables)

    def write(self, table: Table, chunk: Chunk, payload: Any) -> None:
        """See database.Store."""
        if table.name not in self.filled[-1:]:
            self.filled.append(table.name)
        self._note_rounded(table, payload)
        rows = Written(table.name, chunk.start, chunk.stop)
        with self.connection.errors(rows.place):
            self.connection.driver.append(table.name, payload)

    def _note_rounded(self, table: Table, batch: pa.RecordBatch) -> None:
        """Remembers decimals that numbers of 64 bits do not hold."""
        for place, column in enumerate(table.columns):
            name = f"{table.name}.{column.name}"
            if column.type.kind != "decimal" or name in self.rounded:
                continue
            least, most = pc.min_max(batch.column(place)).values()
            units = max(abs(least.as_py() or 0), abs(most.as_py() or 0)) * 10**column.type.scale
            if units >= 10**EXACT_DIGITS:
                self.rounded.append(name)

    def flush(self, rows: Written) -> Written:
        """See database.Store. Nothing is left to wait for."""
        return rows

    def complete(self, plan: Plan, tables: Sequence[Table], made: Sequence[str]) -> None:
        """See database.Store. SQLite numbers new rows after the highest one by itself."""
        taken = [name for (name,) in self.connection.rows("SELECT name FROM sqlite_schema")]
        for statement in key_indexes(DIALECT, [t for t in tables if t.name in made], taken):
            self.connection.execute(statement)

    def complete_shared(self, plan: Plan, tables: Sequence[Table], made: Sequence[str]) -> None:
        """See ledger.SharedStore."""
        if place := self._broken_key([table.name for table in tables]):
            raise SinkError(f"{self.connection.target}: {place}FOREIGN KEY constraint failed")
        self.complete(plan, tables, made)

    def commit(self) -> None:
        """See database.Store. Whoever reads meanwhile gets a while longer to end; the lock is kept."""
        self.connection.execute(f"PRAGMA busy_timeout = {COMMIT_WAIT_S * 1000:.0f}")
        self.connection.rows("PRAGMA locking_mode = EXCLUSIVE")
        try:
            with self.connection.errors():
                self.connection.driver.connection.commit()
        except SinkError as error:
            place = self._broken_key(self.filled) if "FOREIGN" in str(error) else ""
            reason = str(error).removeprefix(f"{self.connection.target}: ")
            raise SinkError(f"{self.connection.target}: {place}{reason}") from error
        self.connection.execute("PRAGMA defer_foreign_keys = ON")  # of the next transaction

    def _broken_key(self, tables: Sequence[str]) -> str:
        """Where the first foreign key of these tables is that is broken; "" where none is."""
        for name in tables:
            broken = self.connection.rows(f"PRAGMA foreign_key_check({DIALECT.table(name)})")
            if broken:
                _, row, parent, _ = broken[0]
                place = "a row" if row is None else f"rowid {row}"  # WITHOUT ROWID
                return f"table {name}, {place} refers to no row of {parent}: "
        return ""

    def settle(self, tables: Sequence[Table]) -> None:
        """See database.Store. Everything is in the transaction."""

    def rollback(self) -> None:
        """See database.Store."""
        with suppress(Exception):  # after a full disk SQLite has rolled back by itself
            self.connection.driver.connection.rollback()

    def reopen(self) -> None:
        """See database.Store."""
        self.connection.reopen()
        self.begun = self.by_hand = False

    def drop(self, tables: Sequence[str]) -> None:
        """See database.Store. Their keys are checked at the commit, when all of them are gone."""
        for name in tables:
            self.connection.execute(f"DROP TABLE IF EXISTS {DIALECT.table(name)}")

    def delete(self, table: Table, keys: Mapping[str, Sequence[Any]]) -> None:
        """See traits.KeyedStore."""
        names = DIALECT.identifiers(list(keys))
        values = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(keys)))
        self.connection.rows(
            f"DELETE FROM {DIALECT.table(table.name)} WHERE ({names}) IN "
            f"(SELECT {values} FROM json_each(?))",
            json.dumps(list(zip(*keys.values(), strict=True))),
        )

    def close(self) -> None:
        """See database.Store. A file that the run made goes away where it holds nothing."""
        self.connection.close()
        with suppress(SinkError):
            self.connection.remove_empty()
