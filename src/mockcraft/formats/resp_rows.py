"""The commands of Redis that store rows, find them and delete them, as `formats.keyspace` says.

Null fields are left out. Nested values are JSON text.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array, literal
from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.core.types import null_mask
from mockcraft.dataclass import dataclass
from mockcraft.formats.key_columns import id_of
from mockcraft.formats.key_templates import template_of
from mockcraft.formats.keyspace import MOMENTS, ONE_KEY_A_ROW
from mockcraft.formats.resp_cells import score_texts, whole_seconds
from mockcraft.formats.resp_removal import remove_holding, remove_typed, type_of
from mockcraft.formats.resp_texts import RowTexts, Word
from mockcraft.formats.resp_words import Commands, Mask, word
from mockcraft.formats.text import as_bytes


@dataclass(frozen=True, slots=True)
class _Verb:
    """A command about a member: its name, the words before the member, and how often that stands there."""

    name: str
    words: tuple[str, ...] = ()
    times: int = 1


_STORES = {"list": _Verb("RPUSH"), "set": _Verb("SADD")}
_DELETES = {
    "list": _Verb("LREM", ("-1",)), "set": _Verb("SREM"), "zset": _Verb("ZREM"), "stream": _Verb("XDEL"),
}  # fmt: skip
_FINDS = {
    "list": _Verb("LPOS"), "set": _Verb("SISMEMBER"), "zset": _Verb("ZSCORE"), "stream": _Verb("XRANGE", times=2),
}  # fmt: skip


class RowCommands:
    """The commands of the rows of a batch, which are those of the chunk.

    Attributes:
        module: whether JSON documents go to RedisJSON; they are strings else.
        commands: how many were made last, each of which has one reply.
        kept: the rows that were stored last: those that have a key, or are a member; None for all.
    """

    def __init__(
        self, table: Table, batch: pa.RecordBatch, chunk: Chunk, module: bool = False
    ) -> None:
        self.texts = RowTexts(table, batch, chunk)
        self.table, self.module = table, module
        self.space, self.count = self.texts.space, self.texts.count
        self.key = self.texts.key(self.space.key_of(table))
        self.commands = 0
        self.kept: Mask | None = None

    def stored(self) -> memoryview:
        """Those that store the rows, in their order, then one for the set of ids."""
        rows = Commands(self.count)
        self._store[self.space.as_](self, rows)
        self._expire(rows, self.key)
        for lookup in map(template_of, self.space.lookups):
            self._look_up(rows, self.texts.key(lookup))
        made = as_bytes(rows.done())
        with_ids = self.space.ids is not None and self.count > 0
        self.commands = rows.commands + with_ids
        if self.space.ids is None or not with_ids:
            return made
        ids = Commands(self.count)
        self.texts.word(id_of(self.table)).add(ids)
        head = f"*{self.count + 2}\r\n{word('SADD')}{word(self.space.ids)}"
        return memoryview(b"".join([made, head.encode(), as_bytes(ids.done())]))

    def deleted(self) -> memoryview:
        """Those that delete the rows and what leads to them, the last row first."""
        removed = [
            remove_holding(keys.to_pylist(), ids.to_pylist()) for keys, ids in self._lookups()
        ]
        rows = Commands(self.count)
        if self.space.as_ in ONE_KEY_A_ROW:
            removed.append(
                remove_typed(self.keys().to_pylist(), type_of(self.space.as_, self.module))
            )
        else:
            self._about(rows, _DELETES, "")
        if self.space.ids is not None:
            rows.begin(3, "SREM", self.space.ids)
            self.texts.word(id_of(self.table)).add(rows)
        self.commands = len(removed) + rows.commands
        if not rows.commands:
            return memoryview(b"".join(removed))
        backwards = np.arange(self.count - 1, -1, -1, dtype=np.int32)
        members = as_bytes(rows.done().take(arrow_array(backwards)))
        return memoryview(b"".join([*removed, members]))

    def _lookups(self) -> Iterator[tuple[pa.StringArray, pa.StringArray]]:
        """For each lookup the keys of the rows that have one, and the ids that these hold."""
        ids = self.texts.whole(self.texts.word(id_of(self.table)))
        for key in (self.texts.key(template_of(lookup)) for lookup in self.space.lookups):
            keys = self.texts.whole(key)
            kept = None if key.rows is None else arrow_array(key.rows)
            yield (keys, ids) if kept is None else (keys.filter(kept), ids.filter(kept))

    def found(self) -> memoryview:
        """One for each row, whose reply says whether it is there: see `is_found`."""
        rows = Commands(self.count)
        self._about(rows, _FINDS, "EXISTS")
        self.commands = rows.commands
        return as_bytes(rows.done())

    # ------------------------------------------------------------------ what is known of the rows

    def keys(self) -> pa.StringArray:
        """The key of each row."""
        return self.texts.whole(self.key)

    def members(self) -> pa.StringArray:
        """The key and the member of each row that is one."""
        value = self.texts.value()
        pairs = pc.binary_join_element_wise(self.keys(), self.texts.whole(value), literal("\0"))
        return pairs if value.rows is None else pairs.filter(arrow_array(value.rows))

    def ended(self, now: int) -> int:
        """How many of the keys that were stored last have a TTL of a time until `now`, seconds since 1970."""
        if self.space.ttl is None or self.space.seconds is not None:
            return 0
        kind, array = self._ttl(self.space.ttl)
        if kind not in MOMENTS:
            return 0
        past = ~null_mask(array) & (whole_seconds(kind, array) <= now)
        return int((past if self.kept is None else past & self.kept).sum())

    # ------------------------------------------------------------------ what a row becomes

    def _keep(self, rows: Commands, made: Commands, kept: Mask | None) -> None:
        """Adds commands of the rows that are kept."""
        self.kept = kept
        rows.others(made, kept)

    def _hash(self, rows: Commands) -> None:
        self._pairs(rows, "HSET")

    def _stream(self, rows: Commands) -> None:
        """Entries have the number of their row, from 1: to add one again is refused."""
        self._pairs(rows, "XADD", self._entry())

    def _entry(self) -> Word:
        return Word("", self.texts.ids(1), "-0")

    def _pairs(self, rows: Commands, verb: str, entry: Word | None = None) -> None:
        """A command of names and values; a row that has none has no command, as there is no empty hash."""
        fields = [(column.name, self.texts.text(column.name)) for column in self.table.columns]
        own = 2 + (entry is not None)
        sure = sum(2 for _, text in fields if not text.null_count)
        sizes = np.full(self.count, own + sure, np.int64)
        for _, text in fields:
            if text.null_count:
                sizes += 2 * ~null_mask(text)
        made = Commands(self.count)
        made.begin(own + sure if sure == 2 * len(fields) else sizes, verb)
        self.key.add(made)
        if entry is not None:
            entry.add(made)
        for name, text in fields:
            made.pair(name, text)
        self._keep(rows, made, None if sure else sizes > own)

    def _json(self, rows: Commands) -> None:
        made = Commands(self.count)
        made.begin(4 if self.module else 3, "JSON.SET" if self.module else "SET")
        self.key.add(made)
        if self.module:
            made.words("$")
        self.texts.document().add(made)
        self._keep(rows, made, None)

    def _string(self, rows: Commands) -> None:
        value = self.texts.value()
        made = Commands(self.count)
        made.begin(3, "SET")
        self.key.add(made)
        value.add(made)
        self._keep(rows, made, value.rows)

    def _member(self, rows: Commands) -> None:
        value = self.texts.value()
        made = Commands(self.count)
        made.begin(3, _STORES[self.space.as_].name)
        self.key.add(made)
        value.add(made)
        self._keep(rows, made, value.rows)

    def _zset(self, rows: Commands) -> None:
        assert self.space.score is not None
        value = self.texts.value()
        kind = self.table.column(self.space.score).type.kind
        made = Commands(self.count)
        made.begin(4, "ZADD")
        self.key.add(made)
        made.text(score_texts(kind, self.texts.array(self.space.score)))
        value.add(made)
        self._keep(rows, made, value.rows)

    _store: ClassVar[dict[str, Callable[["RowCommands", Commands], None]]] = {
        "hash": _hash, "json": _json, "string": _string, "list": _member, "set": _member, "zset": _zset,
        "stream": _stream,
    }  # fmt: skip

    def _about(self, rows: Commands, verbs: Mapping[str, _Verb], alone: str) -> None:
        """A command about the member that a row is, or about its key where it has one of its own."""
        if self.space.as_ in ONE_KEY_A_ROW:
            rows.begin(2, alone)
            self.key.add(rows)
            return
        value = self._entry() if self.space.as_ == "stream" else self.texts.value()
        verb = verbs[self.space.as_]
        made = Commands(self.count)
        made.begin(2 + len(verb.words) + verb.times, verb.name)
        self.key.add(made)
        made.words(*verb.words)
        for _ in range(verb.times):
            value.add(made)
        rows.others(made, value.rows)

    def _ttl(self, name: str) -> tuple[str, pa.Array]:
        """The kind of the column that says how long keys live, and the column."""
        return self.table.column(name).type.kind, self.texts.array(name)

    def _expire(self, rows: Commands, key: Word) -> None:
        """The TTL of a key, where there is one; a number of seconds below 1 is none."""
        if self.space.ttl is None:
            return
        made = Commands(self.count)
        if self.space.seconds is not None:
            made.begin(3, "EXPIRE")
            key.add(made)
            made.words(str(self.space.seconds))
            rows.others(made, key.rows)
            return
        kind, array = self._ttl(self.space.ttl)
        seconds = whole_seconds(kind, array)
        made.begin(3, "EXPIREAT" if kind in MOMENTS else "EXPIRE")
        key.add(made)
        made.text(arrow_array(seconds).cast(pa.string()))
        lives = ~null_mask(array)
        if kind not in MOMENTS:
            lives &= seconds >= 1
        rows.others(made, lives if key.rows is None else lives & key.rows)

    def _look_up(self, rows: Commands, key: Word) -> None:
        made = Commands(self.count)
        made.begin(3, "SET")
        key.add(made)
        self.texts.word(id_of(self.table)).add(made)
        rows.others(made, key.rows)
        self._expire(rows, key)


def is_found(as_: str, reply: object) -> bool:
    """Whether a reply to a command of `RowCommands.found` says that the row is there."""
    if as_ == "stream":
        return bool(reply)
    return reply is not None if as_ in ("list", "zset") else reply == 1
