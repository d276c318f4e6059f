"""Where changes are kept: a SQLite file, which several processes may share, or memory.

Each write has a number, which readers ask for first: they take in what was written since they last did.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex
from threading import RLock

import numpy as np

from mockcraft.core.plan import Table
from mockcraft.errors import UserError
from mockcraft.server.tables.bodies import Row, batch_of
from mockcraft.server.tables.changes import Snapshot, TableChanges
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
"""


class Full(UserError):
    """As much has been written as is kept."""

    http_status = 507


class _Seen:
    """What a process has taken in of a schema."""

    def __init__(self) -> None:
        self.version = -1
        self.token = ""
        self.bodies: dict[str, dict[int, Row | None]] = {}
        self.snapshot = Snapshot()


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

    def register(self, world: World) -> None:
        """Takes in a schema; raises UserError where the file has changes of another one of its name."""
        with self._transaction():
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

    def snapshot(self, world: World) -> Snapshot:
        """The changes of a schema as they are now."""
        with self._lock:
            token, version = self._database.execute(
                "SELECT token, version FROM schemas WHERE name = ?", (world.name,)
            ).fetchone()
            seen = self._seen.setdefault(world.name, _Seen())
            if seen.token != token:
                seen = self._seen[world.name] = _Seen()
            if seen.version != version:
                self._take_in(world, seen)
                seen.token, seen.version = token, version
                seen.snapshot = Snapshot(f"{token}{version}", _by_table(world, seen))
            return seen.snapshot

    def _take_in(self, world: World, seen: _Seen) -> None:
        """Reads what was written since, within the transaction that the caller may have."""
        for table, number, body in self._database.execute(
            'SELECT "table", number, body FROM changes WHERE name = ? AND version > ?',
            (world.name, seen.version),
        ):
            seen.bodies.setdefault(table, {})[number] = None if body is None else json.loads(body)

    @contextmanager
    def writing(self, world: World) -> Iterator[Snapshot]:
        """One write at a time, of all processes; what fails within changes nothing."""
        with self._transaction():
            yield self.snapshot(world)

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
        self._database.execute(
            "INSERT OR REPLACE INTO changes SELECT name, ?, ?, ?, version FROM schemas WHERE name = ?",
            (table.name, number, body, world.name),
        )
        rows, size = self._database.execute(
            "SELECT count(*), coalesce(sum(length(body)), 0) FROM changes WHERE name = ?",
            (world.name,),
        ).fetchone()
        if rows > MOST_CHANGES or size > MOST_BYTES:
            raise Full(
                f"{world.name} has {MOST_CHANGES:,} changes or {MOST_BYTES // 2**20} MiB of them, which is as "
                f"much as is kept (DELETE /api/tables/{world.name} drops them all)"
            )

    def clear(self, world: World) -> None:
        """Drops all changes of a schema."""
        with self._transaction():
            self._database.execute("DELETE FROM changes WHERE name = ?", (world.name,))
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
                self._seen.clear()  # what was read within may be of what is taken back
                raise
            self._database.execute("COMMIT")


def _by_table(world: World, seen: _Seen) -> dict[str, TableChanges]:
    made = {}
    for name, bodies in seen.bodies.items():
        table = world.plan.table(name)
        rows = {number: body for number, body in sorted(bodies.items()) if body is not None}
        gone = [
            number
            for number, body in sorted(bodies.items())
            if body is None and number < table.count
        ]
        batch = batch_of(table, list(rows.values())) if rows else None
        made[name] = TableChanges(
            table.count, np.array(list(rows), np.int64), batch, np.array(gone, np.int64)
        )
    return made
