"""Where changes are kept: a SQLite file, which several processes may share, or memory.

Each write has a number, which readers ask for first: they take in what was written since they last did.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from secrets import token_hex
from threading import RLock

from mockcraft.core.plan import Table
from mockcraft.dataclass import dataclass
from mockcraft.errors import MockcraftError, UserError
from mockcraft.server.tables.bodies import Row, batch_of
from mockcraft.server.tables.changes import Snapshot, nothing, numbers_of
from mockcraft.server.tables.worlds import World

MOST_CHANGES = 10_000  # rows of a schema that are changed, deleted or added
MOST_BYTES = 64 * 2**20  # of them together, as JSON
TABLES = """
CREATE TABLE IF NOT EXISTS schemas (
    name TEXT PRIMARY KEY, plan TEXT NOT NULL, token TEXT NOT NULL, version INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS changes (
    name TEXT NOT NULL, "table" TEXT NOT NULL, number INTEGER NOT NULL, body TEXT, version INTEGER NOT NULL,
    PRIMARY KEY (name, "table", number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS changes_by_version ON changes (name, version);
CREATE TABLE IF NOT EXISTS clocks (name TEXT PRIMARY KEY, clock INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS totals (
    name TEXT PRIMARY KEY, "rows" INTEGER NOT NULL, size INTEGER NOT NULL
) WITHOUT ROWID;
"""


class ReadAgain(MockcraftError):
    """The schema has become another one since the request came."""

    http_status = 503
    retry_after = 1


class Full(MockcraftError):
    """As much has been written as is kept."""

    http_status = 507


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a process has taken in of a schema."""

    token: str
    version: int = -1
    snapshot: Snapshot = field(default_factory=Snapshot)


class Store:
    """The changes of all schemas of a server; safe for threads, and for processes that share its file."""

    def __init__(self, path: str | None) -> None:
        """Opens or makes the file, None for memory; raises UserError where that cannot be."""
        self.path = path
        self._lock = RLock()
        self._seen: dict[str, _Seen] = {}
        try:
            self._database = sqlite3.connect(
                path or ":memory:", timeout=10, isolation_level=None, check_same_thread=False
            )
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.executescript(TABLES)
        except sqlite3.Error as error:
            raise UserError(
                f"{path}: {error} (give a file that holds changes, or a new one)"
            ) from None

    def register(self, *worlds: World) -> None:
        """Takes in schemas, all or none; raises UserError where there are changes of another one of a name."""
        with self._transaction():
            for world in worlds:
                self._register(world)

    def _register(self, world: World) -> None:
        self._database.execute(
            "INSERT OR IGNORE INTO schemas VALUES (?, ?, ?, 0)",
            (world.name, world.digest, token_hex(4)),
        )
        plan, version = self._database.execute(
            "SELECT plan, version FROM schemas WHERE name = ?", (world.name,)
        ).fetchone()
        if plan != world.digest and version:
            raise UserError(
                f"{self.path}: has changes of another schema {world.name}, or of what it was before "
                "(remove the file, or name another one)"
            )
        self._database.execute(
            "UPDATE schemas SET plan = ? WHERE name = ?", (world.digest, world.name)
        )
        self._database.execute(
            "INSERT OR REPLACE INTO clocks VALUES (?, ?)", (world.name, world.plan.now)
        )
        # counted once, here: adding all up at each write takes longer the more there is
        self._database.execute(
            "INSERT OR REPLACE INTO totals "
            "SELECT ?, count(*), coalesce(sum(length(body)), 0) FROM changes WHERE name = ?",
            (world.name, world.name),
        )

    def kept_clock(self, name: str) -> int | None:
        """The clock of the schema of that name whose changes there are; None where there are none."""
        with self._lock:
            found = self._database.execute(
                "SELECT clock FROM clocks JOIN schemas USING (name) WHERE name = ? AND version > 0",
                (name,),
            ).fetchone()
        return None if found is None else int(found[0])

    def snapshot(self, world: World) -> Snapshot:
        """The changes of a schema as they are now."""
        with self._lock:
            token, version = self._database.execute(
                "SELECT token, version FROM schemas WHERE name = ?", (world.name,)
            ).fetchone()
            seen = self._seen.get(world.name)
            if seen is None or seen.token != token:
                seen = _Seen(token)
            if seen.version != version:
                seen = _Seen(token, version, self._fresh(world, seen, f"{token}{version}"))
            self._seen[world.name] = seen
            return seen.snapshot

    def _fresh(self, world: World, seen: _Seen, version: str) -> Snapshot:
        """What was seen, with what was written since."""
        written: dict[str, dict[int, Row | None]] = {}
        for table, number, body in self._database.execute(
            'SELECT "table", number, body FROM changes INDEXED BY changes_by_version '
            'WHERE name = ? AND version > ? ORDER BY "table", number',
            (world.name, seen.version),
        ):
            written.setdefault(table, {})[number] = None if body is None else json.loads(body)
        tables = dict(seen.snapshot.tables)
        for name, rows in written.items():
            table = world.plan.table(name)
            there = {number: row for number, row in rows.items() if row is not None}
            before = tables.get(name) or nothing(table.count)
            tables[name] = before.overwritten(
                numbers_of(there),
                batch_of(table, list(there.values())) if there else None,
                numbers_of(number for number, row in rows.items() if row is None),
            )
        return Snapshot(version, tables)

    @contextmanager
    def writing(self, world: World) -> Iterator[Snapshot]:
        """One write at a time, of all processes; what fails within changes nothing.

        Raises ReadAgain where the schema of that name is another one now: a row of what it was does not fit it.
        """
        with self._transaction():
            (plan,) = self._database.execute(
                "SELECT plan FROM schemas WHERE name = ?", (world.name,)
            ).fetchone()
            if plan != world.digest:
                raise ReadAgain(f"the schema {world.name} has just been read again (send it again)")
            snapshot = self.snapshot(world)
            seen = self._seen[world.name]
            try:
                yield snapshot
            except BaseException:
                self._seen[world.name] = seen  # what was read since is taken back
                raise

    def next_number(self, world: World, table: Table) -> int:
        """The number of a row that is added."""
        (last,) = self._database.execute(
            'SELECT max(number) FROM changes WHERE name = ? AND "table" = ?',
            (world.name, table.name),
        ).fetchone()
        return table.count if last is None else max(table.count, last + 1)

    def put(self, world: World, table: Table, number: int, body: str | None) -> None:
        """Writes a row, or None for one that is deleted, within `writing`; raises Full."""
        self._database.execute(
            "UPDATE schemas SET version = version + 1 WHERE name = ?", (world.name,)
        )
        before = self._database.execute(
            'SELECT coalesce(length(body), 0) FROM changes WHERE name = ? AND "table" = ? AND number = ?',
            (world.name, table.name, number),
        ).fetchone()
        self._database.execute(
            "INSERT OR REPLACE INTO changes SELECT name, ?, ?, ?, version FROM schemas WHERE name = ?",
            (table.name, number, body, world.name),
        )
        self._database.execute(
            'UPDATE totals SET "rows" = "rows" + ?, size = size + ? WHERE name = ?',
            (before is None, len(body or "") - (before[0] if before else 0), world.name),
        )
        rows, size = self._database.execute(
            'SELECT "rows", size FROM totals WHERE name = ?', (world.name,)
        ).fetchone()
        if rows > MOST_CHANGES or size > MOST_BYTES:
            raise Full(
                f"{world.name} has {MOST_CHANGES:,} changes or {MOST_BYTES // 2**20} MiB of them, which is as "
                f"much as is kept (DELETE /api/tables/{world.name} drops them all)"
            )

    def clear(self, world: World) -> None:
        """Drops all changes of a schema, within `writing`."""
        self._database.execute("DELETE FROM changes WHERE name = ?", (world.name,))
        self._database.execute(
            'UPDATE totals SET "rows" = 0, size = 0 WHERE name = ?', (world.name,)
        )
        self._database.execute(
            "UPDATE schemas SET token = ?, version = 0 WHERE name = ?",
            (token_hex(4), world.name),
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
