"""Records in a file of SQLite: for one host, without a server."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mockcraft.server.jobs.files import make_private
from mockcraft.server.jobs.record import (
    KINDS,
    QUEUED,
    SQL_TYPES,
    STATES,
    UNFINISHED,
    Job,
    read,
    stored,
)
from mockcraft.server.jobs.store import JobStore, Limits, Standing, StoreUnavailable

IDS = 500  # asked for by one statement; SQLite takes 999 values or more
WAIT_S = 10  # for another process that writes; each writes for some milliseconds
COLUMNS = ", ".join(f"{name} {SQL_TYPES[kind]} NOT NULL" for name, kind in KINDS.items())
TABLE = f"""
CREATE TABLE IF NOT EXISTS jobs ({COLUMNS}, PRIMARY KEY (id));
CREATE INDEX IF NOT EXISTS jobs_of_a_state ON jobs (state, created, id);
CREATE INDEX IF NOT EXISTS jobs_of_a_client_by_age ON jobs (client, created, id);
CREATE INDEX IF NOT EXISTS jobs_that_expire ON jobs (expires) WHERE expires > 0;
CREATE INDEX IF NOT EXISTS jobs_that_hold ON jobs (held) WHERE held > 0;
"""
_MADE = "(SELECT coalesce(sum(value), 0) FROM json_each({row}.done))"
_MORE = f"UPDATE made SET rows = rows + {_MADE.format(row='new')} WHERE state = new.state"
_LESS = f"UPDATE made SET rows = rows - {_MADE.format(row='old')} WHERE state = old.state"
# Rows by state are counted as records change: reading all of them for each look took 47 ms for 5,000 jobs.
MADE = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS made (state TEXT PRIMARY KEY, rows INTEGER NOT NULL) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS made_by_new AFTER INSERT ON jobs BEGIN {_MORE}; END;
CREATE TRIGGER IF NOT EXISTS made_by_changed AFTER UPDATE OF state, done ON jobs BEGIN {_LESS}; {_MORE}; END;
CREATE TRIGGER IF NOT EXISTS made_by_removed AFTER DELETE ON jobs BEGIN {_LESS}; END;
INSERT OR REPLACE INTO made VALUES {", ".join(f"('{state}', 0)" for state in STATES)};
UPDATE made SET rows =
    (SELECT coalesce(sum(each.value), 0) FROM jobs, json_each(done) each WHERE jobs.state = made.state);
COMMIT;
"""
HELD = "SELECT coalesce(sum(held), 0) FROM jobs WHERE held > 0"
TAKE = f"""
UPDATE jobs SET {{changes}}, attempt = attempt + 1, held = inputs + reserve
WHERE id = (SELECT id FROM jobs WHERE state = '{QUEUED}' ORDER BY created, id LIMIT 1)
AND ({HELD}) + reserve <= ? RETURNING *
"""


class SqliteStore(JobStore):
    """See JobStore. One connection, which the threads of a process take turns at."""

    def __init__(self, path: Path) -> None:
        """Opens the file, makes it where there is none; raises StoreUnavailable."""
        self.path = path
        self.lock = threading.Lock()
        with self._named():
            make_private(path)
            self.connection = sqlite3.connect(
                path, timeout=WAIT_S, isolation_level=None, check_same_thread=False
            )
            self.connection.row_factory = sqlite3.Row
            # A commit then survives a killed process; after a power cut the last ones may be missing,
            # which leaves the file whole, and jobs that are run again.
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = NORMAL")
            self.connection.executescript(TABLE + MADE)

    def now(self) -> float:
        """See JobStore; the clock of this host."""
        return time.time()

    def insert(self, job: Job, limits: Limits) -> str:
        """See JobStore."""
        values = job.stored()
        marks = ", ".join("?" * len(values))
        with self._cursor(writes=True) as cursor:
            full = _full(cursor, job, limits)
            if not full:
                _make_room(cursor, job.client, limits.records)
                cursor.execute(
                    f"INSERT INTO jobs ({', '.join(values)}) VALUES ({marks})", [*values.values()]
                )
        return full

    def change(
        self,
        id: str,
        states: Sequence[str],
        changes: Mapping[str, Any],
        *,
        token: str | None = None,
        lease_before: float | None = None,
    ) -> Job | None:
        """See JobStore."""
        values = stored(changes)
        sql = f"UPDATE jobs SET {_set(values)} WHERE id = ? AND state IN ({_marks(states)})"
        words = [*values.values(), id, *states]
        if token is not None:
            sql, words = f"{sql} AND token = ?", [*words, token]
        if lease_before is not None:
            sql, words = f"{sql} AND lease < ?", [*words, lease_before]
        return self._one(f"{sql} RETURNING *", words)

    def take(self, changes: Mapping[str, Any], disk: int) -> Job | None:
        """See JobStore."""
        values = stored(changes)
        return self._one(TAKE.format(changes=_set(values)), [*values.values(), disk])

    def get(self, id: str) -> Job | None:
        """See JobStore."""
        return self._one("SELECT * FROM jobs WHERE id = ?", [id])

    def select(self, states: Sequence[str] = STATES) -> list[Job]:
        """See JobStore."""
        return self._all(f"state IN ({_marks(states)}) ORDER BY created, id", states)

    def newest(self, client: str, most: int) -> list[Job]:
        """See JobStore."""
        return self._all("client = ? ORDER BY created DESC, id DESC LIMIT ?", [client, most])

    def due(self, now: float, most: int) -> list[Job]:
        """See JobStore."""
        ended = f"expires > 0 AND expires <= ? AND state NOT IN ({_marks(UNFINISHED)})"
        return self._all(f"{ended} ORDER BY expires LIMIT ?", [now, *UNFINISHED, most])

    def standings(self, ids: Sequence[str]) -> dict[str, Standing]:
        """See JobStore."""
        found: dict[str, Standing] = {}
        for part in (ids[at : at + IDS] for at in range(0, len(ids), IDS)):
            sql = f"SELECT id, state, token, artifact FROM jobs WHERE id IN ({_marks(part)})"
            with self._cursor() as cursor:
                found |= {row[0]: Standing(*row[1:]) for row in cursor.execute(sql, part)}
        return found

    def counts(self) -> dict[str, int]:
        """See JobStore."""
        with self._cursor() as cursor:
            found = cursor.execute("SELECT state, count(*) FROM jobs GROUP BY state").fetchall()
        return dict.fromkeys(STATES, 0) | {state: number for state, number in found}

    def rows(self) -> dict[str, int]:
        """See JobStore."""
        with self._cursor() as cursor:
            return dict(cursor.execute("SELECT state, rows FROM made").fetchall())

    def remove(self, id: str) -> None:
        """See JobStore."""
        with self._cursor() as cursor:
            cursor.execute("DELETE FROM jobs WHERE id = ?", [id])

    def close(self) -> None:
        """See JobStore."""
        with self.lock:
            self.connection.close()

    def _all(self, where: str, words: Sequence[object]) -> list[Job]:
        with self._cursor() as cursor:
            return [read(row) for row in cursor.execute(f"SELECT * FROM jobs WHERE {where}", words)]

    def _one(self, sql: str, words: Sequence[object]) -> Job | None:
        with self._cursor() as cursor:
            rows = cursor.execute(
                sql, words
            ).fetchall()  # to the end, so that the statement commits
        return read(rows[0]) if rows else None

    @contextmanager
    def _cursor(self, writes: bool = False) -> Iterator[sqlite3.Cursor]:
        """The connection's, within a transaction if several statements are one step."""
        with self.lock, self._named():
            cursor = self.connection.cursor()
            if not writes:
                yield cursor
                return
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise StoreUnavailable(
                f"the jobs in {self.path} cannot be reached: {reason}"
            ) from error


def _full(cursor: sqlite3.Cursor, job: Job, limits: Limits) -> str:
    def number(sql: str, *words: object) -> int:
        return int(cursor.execute(sql, words).fetchone()[0])

    unfinished = f"SELECT count(*) FROM jobs WHERE client = ? AND state IN ({_marks(UNFINISHED)})"
    if number(unfinished, job.client, *UNFINISHED) >= limits.client:
        return "client"
    if number("SELECT count(*) FROM jobs WHERE state = ?", QUEUED) >= limits.queue:
        return "queue"
    held = number(HELD)
    return "disk" if held + job.held + job.reserve > limits.disk else ""


def _make_room(cursor: sqlite3.Cursor, client: str, most: int) -> None:
    """Forgets as many jobs of the client, which ended, that one more does not make more than `most`."""
    number = cursor.execute("SELECT count(*) FROM jobs WHERE client = ?", [client]).fetchone()[0]
    oldest = f"""
        SELECT id FROM jobs WHERE client = ? AND state NOT IN ({_marks(UNFINISHED)})
        ORDER BY created, id LIMIT ?
    """
    words = [client, *UNFINISHED, max(0, number + 1 - most)]
    cursor.execute(f"DELETE FROM jobs WHERE id IN ({oldest})", words)


def _set(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = ?" for name in values)


def _marks(words: Sequence[object]) -> str:
    return ", ".join("?" * len(words))
