"""The commands of Redis that store rows, find them and delete them, as `formats.keyspace` says.

Null fields are left out. Nested values are JSON text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mockcraft.core.coded import arrow_array, literal
from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.core.types import null_mask
from mockcraft.errors import DataError
from mockcraft.formats.dictionaries import decoded, filled
from mockcraft.formats.documents import member, objects
from mockcraft.formats.key_columns import id_of
from mockcraft.formats.key_templates import Field, Template, bound_of, template_of, text_of
from mockcraft.formats.keyspace import MOMENTS, ONE_KEY_A_ROW, keyspace_of
from mockcraft.formats.own_keys import first_own, looks_at_values
from mockcraft.formats.resp_cells import STYLE, score_texts, whole_seconds
from mockcraft.formats.resp_words import Commands, Mask, word
from mockcraft.formats.text import as_bytes, contains


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the commands of all rows: a text between two literals; None where it is the same in all.

    `rows` are those that have it; None for all.
    """

    before: str
    text: pa.Array | None = None
    after: str = ""
    rows: Mask | None = None

    def add(self, commands: Commands) -> None:
        """Adds it to commands."""
        if self.text is None:
            commands.words(self.before)
        else:
            commands.text(self.text, self.before, self.after)


class RowCommands:
    """The commands of the rows of a batch, which are those of the chunk.

    `commands` says how many were made last, each of which has one reply. `module` says whether JSON documents go to RedisJSON; they are strings else.
    """

    def __init__(
        self, table: Table, batch: pa.RecordBatch, chunk: Chunk, module: bool = False
    ) -> None:
        self.table, self.batch, self.module = table, batch, module
        self.space = keyspace_of(table)
        self.count = batch.num_rows
        self.numbers = np.arange(chunk.start, chunk.stop, dtype=np.uint64)
        self.key = self._key(self.space.key_of(table))
        self.commands = 0

    def stored(self) -> memoryview:
        """Those that store the rows, in their order, then one for the set of ids."""
        rows = Commands(self.count)
        self._store[self.space.as_](self, rows)
        self._expire(rows, self.key)
        for lookup in map(template_of, self.space.lookups):
            self._look_up(rows, self._key(lookup))
        made = as_bytes(rows.done())
        with_ids = self.space.ids is not None and self.count > 0
        self.commands = rows.commands + with_ids
        if self.space.ids is None or not with_ids:
            return made
        ids = Commands(self.count)
        self._word(id_of(self.table)).add(ids)
        head = f"*{self.count + 2}\r\n{word('SADD')}{word(self.space.ids)}"
        return memoryview(b"".join([made, head.encode(), as_bytes(ids.done())]))

    def deleted(self) -> memoryview:
        """Those that delete the rows and what leads to them, the last row first."""
        rows = Commands(self.count)
        self._member(rows, _DELETES, ("DEL",))
        for lookup in map(template_of, self.space.lookups):
            place = self._key(lookup)
            each = Commands(self.count)
            each.begin(2, "DEL")
            place.add(each)
            rows.others(each, place.rows)
        if self.space.ids is not None:
            rows.begin(3, "SREM", self.space.ids)
            self._word(id_of(self.table)).add(rows)
        backwards = np.arange(self.count - 1, -1, -1, dtype=np.int32)
        self.commands = rows.commands
        return as_bytes(rows.done().take(arrow_array(backwards)))

    def found(self) -> memoryview:
        """One for each row, whose reply says whether it is there: see `is_found`."""
        rows = Commands(self.count)
        self._member(rows, _FINDS, ("EXISTS",))
        self.commands = rows.commands
        return as_bytes(rows.done())

    def keys(self) -> pa.StringArray:
        """The key of each row."""
        return self._texts(self.key)

    # ------------------------------------------------------------------ what a row becomes

    def _hash(self, rows: Commands) -> None:
        fields = [(c.name, self._text(c.name)) for c in self.table.columns]
        self._pairs(rows, fields, "HSET")

    def _stream(self, rows: Commands) -> None:
        """Entries have the number of their row, from 1: to add one again is refused."""
        fields = [(c.name, self._text(c.name)) for c in self.table.columns]
        self._pairs(rows, fields, "XADD", Word("", self._ids(1), "-0"))

    def _pairs(
        self,
        rows: Commands,
        fields: list[tuple[str, pa.Array]],
        verb: str,
        entry: Word | None = None,
    ) -> None:
        """A command of names and values; a row that has none has no command, as there is no empty hash."""
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
        rows.others(made, None if sure else sizes > own)

    def _json(self, rows: Commands) -> None:
        rows.begin(4 if self.module else 3, "JSON.SET" if self.module else "SET")
        self.key.add(rows)
        if self.module:
            rows.words("$")
        self._document().add(rows)

    def _string(self, rows: Commands) -> None:
        value = self._value()
        made = Commands(self.count)
        made.begin(3, "SET")
        self.key.add(made)
        value.add(made)
        rows.others(made, value.rows)

    def _list(self, rows: Commands) -> None:
        self._member(rows, {"list": ("RPUSH",), "set": ("SADD",)}, ())

    def _zset(self, rows: Commands) -> None:
        assert self.space.score is not None
        value = self._value()
        made = Commands(self.count)
        made.begin(4, "ZADD")
        self.key.add(made)
        made.text(
            score_texts(
                self.table.column(self.space.score).type.kind, self._array(self.space.score)
            )
        )
        value.add(made)
        rows.others(made, value.rows)

    _store: ClassVar[dict[str, Callable[["RowCommands", Commands], None]]] = {
        "hash": _hash, "json": _json, "string": _string, "list": _list, "set": _list, "zset": _zset,
        "stream": _stream,
    }  # fmt: skip

    def _member(
        self, rows: Commands, verbs: dict[str, tuple[str, ...]], alone: tuple[str, ...]
    ) -> None:
        """A command about the member that a row is, or about its key where it has one of its own."""
        if self.space.as_ in ONE_KEY_A_ROW:
            rows.begin(1 + len(alone), *alone)
            self.key.add(rows)
            return
        value = Word("", self._ids(1), "-0") if self.space.as_ == "stream" else self._value()
        verb, *words = verbs[self.space.as_]
        repeats = words == ["twice"]
        words = [] if repeats else words
        made = Commands(self.count)
        made.begin(3 + len(words) + repeats, verb)
        self.key.add(made)
        made.words(*words)
        value.add(made)
        if repeats:
            value.add(made)
        rows.others(made, value.rows)

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
        kind = self.table.column(self.space.ttl).type.kind
        array = self._array(self.space.ttl)
        seconds = whole_seconds(kind, array)
        made.begin(3, "EXPIREAT" if kind in MOMENTS else "EXPIRE")
        key.add(made)
        made.text(arrow_array(seconds).cast(pa.string()))
        lives = ~null_mask(array) & (seconds >= 1)
        rows.others(made, lives if key.rows is None else lives & key.rows)

    def _look_up(self, rows: Commands, key: Word) -> None:
        made = Commands(self.count)
        made.begin(3, "SET")
        key.add(made)
        self._word(id_of(self.table)).add(made)
        rows.others(made, key.rows)
        self._expire(rows, key)

    # ------------------------------------------------------------------ words

    def _array(self, name: str) -> pa.Array:
        return self.batch.column(self.batch.schema.get_field_index(name))

    def _text(self, name: str) -> pa.Array:
        """A column as text, nulls as nulls."""
        return STYLE.unquoted(self._array(name), self.table.column(name).type)

    def _ids(self, first: int = 0) -> pa.StringArray:
        """The numbers of the rows, counted from `first`."""
        return arrow_array(self.numbers + np.uint64(first)).cast(pa.string())

    def _value(self) -> Word:
        template = self.space.value_of(self.table)
        return self._document() if template is None else self._word(template, apart=False)

    def _document(self) -> Word:
        members = [
            member(column, array, self.numbers)
            for column, array in zip(self.table.columns, self.batch.columns, strict=True)
        ]
        return Word("", objects(members, self.count))

    def _texts(self, key: Word) -> pa.StringArray:
        if key.text is None:
            return pa.array([key.before] * self.count, pa.string())
        parts = (literal(key.before), decoded(key.text), literal(key.after))
        return pc.binary_join_element_wise(*parts, literal(""))

    def _key(self, template: Template) -> Word:
        """The word of a template of keys, none of which may be one of ours."""
        made = self._word(template)
        if looks_at_values(self.table, template):
            texts = self._texts(made)
            if (row := first_own(texts)) >= 0:
                raise DataError(
                    f"{self.table.name}: the key {texts[row].as_py()!r} is one in which runs keep their own books "
                    f"(row {int(self.numbers[row])}; put another text before {text_of(template)})"
                )
        return made

    def _word(self, template: Template, apart: bool = True) -> Word:
        """The word of a template; `apart`: texts in it are held to what keeps keys apart."""
        places = [i for i, part in enumerate(template) if isinstance(part, Field)]
        if not places:
            return Word("".join(map(str, template)))
        texts = {place: self._field(template, place, apart) for place in places}
        rows = None
        for text in texts.values():
            if text.null_count:
                valid = ~null_mask(text)
                rows = valid if rows is None else rows & valid
        texts = {
            place: filled(text, "") if text.null_count else text for place, text in texts.items()
        }
        if len(places) == 1:
            place = places[0]
            before, after = (
                "".join(map(str, template[:place])),
                "".join(map(str, template[place + 1 :])),
            )
            return Word(before, texts[place], after, rows)
        parts = [
            decoded(texts[place]) if place in texts else literal(str(part))
            for place, part in enumerate(template)
        ]
        return Word("", pc.binary_join_element_wise(*parts, literal("")), "", rows)

    def _field(self, template: Template, place: int, apart: bool) -> pa.Array:
        part = template[place]
        assert isinstance(part, Field)
        text = self._text(part.name) if part.name else self._ids()
        bound = bound_of(self.table, template, place) if apart else ""
        if bound:
            plain = decoded(text)
            if contains(plain, bound.encode()):
                row = int(pc.index(pc.match_substring(plain, bound), True).as_py())
                raise DataError(
                    f"{self.table.name}.{part.name}: {plain[row].as_py()!r} holds {bound!r}, which stands beside "
                    f"{{{part.name}}} in a key, so that keys could not be told apart (row {int(self.numbers[row])} of "
                    f"{self.table.name}; put another character there)"
                )
        return text


_DELETES = {
    "list": ("LREM", "-1"), "set": ("SREM",), "zset": ("ZREM",), "stream": ("XDEL",),
}  # fmt: skip
_FINDS = {
    "list": ("LPOS",), "set": ("SISMEMBER",), "zset": ("ZSCORE",), "stream": ("XRANGE", "twice"),
}  # fmt: skip


def is_found(as_: str, reply: object) -> bool:
    """Whether a reply to a command of `RowCommands.found` says that the row is there."""
    if as_ == "stream":
        return bool(reply)
    return reply is not None if as_ in ("list", "zset") else reply == 1
