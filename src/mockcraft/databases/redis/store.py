"""Writes rows into Redis: ready-made commands, a batch in one MULTI with its checkpoint."""

import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import pyarrow as pa

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range, tables_of
from mockcraft.database import Encoder, Written
from mockcraft.databases.redis.checkpoints import RedisCheckpoints
from mockcraft.databases.redis.connection import UNLINKED, RedisConnection
from mockcraft.databases.redis.encoding import Payload, RedisEncoder, Tally
from mockcraft.databases.redis.keys import keys_of, row_keys
from mockcraft.databases.redis.locks import Locks
from mockcraft.databases.redis.memory import GROWTH, check_estimate, check_room
from mockcraft.databases.redis.messages import is_harmless
from mockcraft.databases.redis.rows import check_behind, commands_of
from mockcraft.databases.redis.shown import shown
from mockcraft.databases.redis.taken import check_taken
from mockcraft.databases.redis.unkept import STRINGS, foretold
from mockcraft.errors import ConnectionLost, MockcraftError, SinkError
from mockcraft.formats.key_templates import template_of
from mockcraft.formats.keyspace import keyspace_of
from mockcraft.formats.resp_removal import put_back
from mockcraft.formats.resp_rows import RowCommands
from mockcraft.formats.resp_words import command
from mockcraft.stored import Catalogue, StoredKey


class RedisStore:
    """See database.Store, and NumberedStore, WatchfulStore, ShowingStore and TellingStore of traits.

    Attributes:
        strings: whether documents become strings for want of RedisJSON.
        plan: of the run.
        tally: of the rows that are none in the end.
        open: whether a MULTI is begun.
        waiting: commands of it whose reply QUEUED is not read yet.
        queued: commands of it.
        stored: the rows of it, by their table.
        back: commands that put the checkpoints of it back.
        size: bytes of the rows of it.
        largest: bytes of the largest one before it.
        drops: whether the server drops keys when its memory is full, as far as is known.
    """

    waits = True

    def __init__(self, connection: RedisConnection) -> None:
        self.connection = connection
        self.checkpoints = RedisCheckpoints(self)
        self.locks = Locks(connection)
        self.strings = False
        self.tally = Tally()
        self.size = self.largest = 0
        self.drops = True
        self.plan: Plan | None = None
        self._clear()

    def _clear(self) -> None:
        self.open = False
        self.waiting = self.queued = 0
        self.back: list[tuple[Any, ...]] = []
        self.stored: list[tuple[Table, range]] = []
        self.largest, self.size = max(self.largest, self.size), 0

    # ------------------------------------------------------------------ before the rows

    def lock(self, tables: Sequence[str]) -> None:
        """See database.Store."""
        self.locks.take(tables)

    def check_free(self, tables: Sequence[str]) -> None:
        """See traits.WatchfulStore."""
        self.locks.check_free(tables)

    def check_rows(self, plan: Plan, ranges: Sequence[Range], kept: Sequence[str]) -> None:
        """See traits.WatchfulStore: keys may be taken, a stream takes growing ids alone, and a memory may be full."""
        check_taken(self.connection, plan, [each for each in ranges if each.table in kept])
        check_behind(self.connection, plan, ranges)
        check_estimate(self.connection, plan, ranges)

    def format(self, plan: Plan, catalogue: Catalogue) -> Encoder:
        """See database.Store."""
        self.plan = plan
        self.strings = self._makes_strings(plan.tables)
        return RedisEncoder(self.connection.module, int(time.time()))

    def _makes_strings(self, tables: Iterable[Table]) -> bool:
        documents = any(keyspace_of(table).as_ == "json" for table in tables)
        return documents and not self.connection.module

    def sample(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> str:
        """See traits.ShowingStore: as redis-cli takes them."""
        commands = RowCommands(table, batch, chunk, self.connection.module)
        made = commands.stored()
        return shown(bytes(made)) if commands.kept is None or commands.kept.any() else ""

    def tell(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[str]:
        """See traits.TellingStore."""
        strings = self._makes_strings(plan.table(name) for name in tables_of(ranges))
        told = foretold(self.connection, plan, ranges, int(time.time()))
        return [*([STRINGS] if strings else []), *told]

    @property
    def note(self) -> str:
        """See database.Store: documents that are strings, and rows that are none in the end."""
        return "; ".join([*([STRINGS] if self.strings else []), *self.tally.sentences()])

    def begin(self, keys: Sequence[StoredKey]) -> None:
        """See database.Store."""

    def empty(self, tables: Sequence[Table], catalogue: Catalogue) -> None:
        """See database.Store. The keys of their templates go, and no others."""
        for table in tables:
            self._remove(table)

    def check_making(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See database.Store."""

    def make(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See database.Store: a key is made with its row."""

    # ------------------------------------------------------------------ rows

    def write(self, table: Table, chunk: Chunk, payload: Payload) -> None:
        """See database.Store."""
        size = len(payload.data)
        self._open(size)
        self.size += size
        self.connection.send(payload.data)
        self._count(payload.commands)
        self.tally.queue(table, payload)
        self.stored.append((table, range(chunk.start, chunk.stop)))

    def _open(self, size: int = 0) -> None:
        """Begins a MULTI where there is none, for at least so many bytes, with the locks held on to."""
        if self.open:
            return
        if self.drops:
            self.drops = check_room(self.connection, GROWTH * max(size, self.largest))
        if not self.connection.run(*self.locks.kept()):
            raise SinkError(
                f"{self.connection.target}: another run has taken the tables (run them one by one)"
            )
        self.connection.run("MULTI")
        self.open = True

    def _count(self, commands: int) -> None:
        self.waiting += commands
        self.queued += commands

    def queue(self, words: tuple[Any, ...], back: tuple[Any, ...]) -> None:
        """Has a command done with the rows, and another one where any of them fails."""
        self._open()
        self.connection.send(command(*map(str, words)).encode())
        self._count(1)
        self.tally.queue_other()
        self.back.append(back)

    def flush(self, rows: Written) -> Written:
        """See database.Store. The rows are queued; they are there with the commit."""
        self._read_queued(rows.place)
        return rows

    def _read_queued(self, place: str = "") -> None:
        waiting, self.waiting = self.waiting, 0
        self.connection.check(self.connection.receive(waiting), place)

    def commit(self) -> None:
        """See database.Store: the rows and their checkpoint are there together."""
        if not self.open:
            return
        self._read_queued()
        queued, back, stored = self.queued, self.back, self.stored
        self._clear()
        self.connection.send(command("EXEC").encode())
        head = self.connection.receive(1)
        if not head.startswith(b"*"):
            self.connection.check(head)
        try:
            replies = self.connection.receive(1 + queued, head)
            places = [Written(t.name, rows.start, rows.stop).place for t, rows in stored]
            self.connection.check(replies, "; ".join(places))
        except ConnectionLost:
            raise
        except SinkError as error:  # EXEC has done the others
            self._undo(error, stored, back)
            raise
        self.tally.store(replies)

    def _undo(
        self,
        error: SinkError,
        stored: Sequence[tuple[Table, range]],
        back: Sequence[tuple[Any, ...]],
    ) -> None:
        """Deletes what there is of rows of which some could not be stored, and puts their checkpoints back.

        In this order: a memory that is full takes no checkpoint before rows are gone. The error is told what fails.
        """
        assert self.plan is not None
        for table, rows in reversed(stored):
            place = Written(table.name, rows.start, rows.stop).place
            try:
                self.delete_rows(self.plan, table, rows)
            except MockcraftError as failure:
                error.add_note(f"{place}: those that were stored are left: {failure}")
        try:
            self.connection.run_all(back)
        except MockcraftError as failure:
            error.add_note(f"the checkpoint stands behind these rows, begin anew: {failure}")

    def complete(self, plan: Plan, tables: Sequence[Table], made: Sequence[str]) -> None:
        """See database.Store."""

    def rollback(self) -> None:
        """See database.Store: what was queued goes with the connection."""
        self._clear()
        self.tally.forget()
        self.connection.close()

    def settle(self, tables: Sequence[Table]) -> None:
        """See database.Store."""

    def reopen(self) -> None:
        """See database.Store."""
        self._clear()
        self.tally.forget()
        self.connection.reopen()

    # ------------------------------------------------------------------ rows that go

    def drop(self, tables: Sequence[str]) -> None:
        """See database.Store."""
        for name in tables:
            self._remove(self.connection.tables[name])

    def _remove(self, table: Table) -> None:
        """Removes the keys of a table's templates: its rows, what leads to them, and the set of their ids."""
        space = keyspace_of(table)
        for block in row_keys(self.connection, table):
            self._unlink(block)
        for lookup in space.lookups:
            for block in keys_of(self.connection, table, template_of(lookup), "string"):
                self._unlink(block)
        if space.ids is not None:
            self._unlink([space.ids.encode()])

    def _unlink(self, keys: Sequence[bytes]) -> None:
        for start in range(0, len(keys), UNLINKED):
            self.connection.run("UNLINK", *keys[start : start + UNLINKED])

    def delete_rows(self, plan: Plan, table: Table, rows: range) -> None:
        """See traits.NumberedStore. A key stays that is of another type meanwhile, or a lookup of another id."""
        commands = commands_of(self.connection, plan, table, rows)
        made = commands.deleted()
        self._do(made, commands.commands)
        if keyspace_of(table).as_ == "stream":
            streams = commands.keys().unique().to_pylist()
            self._do(b"".join(map(put_back, streams)), len(streams))

    def _do(self, commands: Any, count: int) -> None:
        """Has ready-made commands done that take away; raises SinkError."""
        for each in self.connection.replies(commands, count):
            if isinstance(each, Exception) and not is_harmless(each):
                raise self.connection.failed(each) from each

    def close(self) -> None:
        """See database.Store."""
        if self.open:
            self.rollback()
        with suppress(MockcraftError):
            self.locks.release()
        self.connection.close()
