"""Rows as payloads of a store, and which of the rows that were stored are none in the end."""

from collections.abc import Iterator

import pyarrow as pa

from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.databases.redis.unkept import Unkept, unkept
from mockcraft.dataclass import dataclass
from mockcraft.formats.keyspace import keyspace_of
from mockcraft.formats.resp_rows import RowCommands
from mockcraft.wording import counted

_MERGING = ("set", "zset")  # of which equal members are one


@dataclass(frozen=True, slots=True)
class Payload:
    """The commands of some rows, how many they are, and which of the rows are none in the end."""

    data: bytes
    commands: int
    unkept: Unkept


@dataclass(frozen=True, slots=True)
class RedisEncoder:
    """See database.Encoder.

    Attributes:
        module: whether the server has RedisJSON.
        now: the time, in seconds since 1970.
    """

    module: bool
    now: int

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> Payload:
        """See database.Encoder."""
        rows = RowCommands(table, batch, chunk, self.module)
        made = rows.stored()
        return Payload(bytes(made), rows.commands, unkept(rows, self.now))


class Tally:
    """Which of the rows that a run has stored are none in the end."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Table, Unkept]] = {}
        self._queued: list[tuple[Table, int, Unkept] | None] = []

    def queue(self, table: Table, payload: Payload) -> None:
        """Notes the rows of a MULTI."""
        self._queued.append((table, payload.commands, payload.unkept))

    def queue_other(self) -> None:
        """Notes a command of a MULTI that is of no rows."""
        self._queued.append(None)

    def forget(self) -> None:
        """The MULTI is none."""
        self._queued = []

    def store(self, replies: bytes) -> None:
        """The MULTI is done: these are the replies to its commands, behind the head of their array."""
        queued, self._queued = self._queued, []
        merging = any(each and keyspace_of(each[0]).as_ in _MERGING for each in queued)
        lines = [e for e in replies.split(b"\r\n") if not e.startswith(b"$")] if merging else []
        place = 1
        for each in queued:
            if each is None:
                place += 1
                continue
            table, commands, found = each
            space = keyspace_of(table)
            if space.as_ in _MERGING:  # a member that was there has the reply 0
                rows = lines[place : place + commands - (space.ids is not None)]
                found += Unkept(merged=rows.count(b":0"))
            place += commands
            before = self._found.get(table.name, (table, Unkept()))[1]
            self._found[table.name] = table, before + found

    def sentences(self) -> Iterator[str]:
        """What there is to say of all that was stored."""
        for table, found in self._found.values():
            yield from found.sentences(table, counted(found.rows, "row"))
