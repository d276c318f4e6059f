"""Rows of RESP commands from columns of text, see https://redis.io/docs/latest/develop/reference/protocol-spec/.

A command is an array of bulk strings, each behind its length in bytes: `*2\\r\\n$3\\r\\nGET\\r\\n$6\\r\\nuser:1\\r\\n`.
What is the same in all rows stands in the texts before and after what is not, so that a row is one join.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array, concatenated, fixed_width, literal, text_array
from mockcraft.formats.dictionaries import decoded, once
from mockcraft.formats.text import ends_and_data

END = "\r\n"
POOLED = 1_024  # texts shorter than this have their lengths looked up
Mask = Any  # numpy array of bool, one for each row


def word(text: str) -> str:
    """A bulk string."""
    return f"${len(text.encode())}{END}{text}{END}"


def command(*words: str) -> str:
    """A whole command of literal words."""
    return f"*{len(words)}{END}" + "".join(map(word, words))


class Commands:
    """Commands of `count` rows, to which words are added one after another; `commands` says how many there are."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.commands = 0
        self._segments: list[Any] = []
        self._alike: list[
            tuple[str, pa.StringArray, int]
        ] = []  # see _records; before the next segment
        self._waiting = ""  # literal text behind them

    def begin(self, size: int | Any, *words: str) -> None:
        """Begins a command of `size` words, one number or one for each row, with these words."""
        self.commands += self.count
        if isinstance(size, int):
            self._waiting += f"*{size}{END}"
        else:
            self._add(_numbered(self._taken() + "*", size))
            self._waiting = END
        self.words(*words)

    def words(self, *texts: str) -> None:
        """Adds words that are the same in all rows."""
        self._waiting += "".join(map(word, texts))

    def text(self, text: pa.Array, before: str = "", after: str = "") -> None:
        """Adds a word for each row: a text, which is never null, between two literals."""
        width = _width(text)
        if width:
            extra = len(before.encode()) + len(after.encode())
            lead = f"{self._taken()}${width + extra}{END}{before}"
            self._alike.append((lead, decoded(text), width))
            self._waiting = after + END
            return
        if pa.types.is_dictionary(text.type):
            lead = self._taken()
            whole = once(
                text.dictionary, f"resp\0{lead}\0{before}\0{after}",
                lambda texts: _bulk(texts, lead, before, after),
            )  # fmt: skip
            self._add(whole.take(text.indices))
            return
        self._add(_length(text, self._taken(), before, after), text)
        self._waiting = after + END

    def pair(self, name: str, text: pa.Array) -> None:
        """Adds two words, a name and a text; neither in rows where that is null."""
        if not text.null_count:
            self.words(name)
            self.text(text)
            return
        self._flush()
        if pa.types.is_dictionary(text.type) and len(text.dictionary) <= self.count:
            lead = word(name)
            whole = once(
                text.dictionary, f"resp\0{lead}\0\0", lambda texts: _bulk(texts, lead, "", "")
            )
            made = whole.take(text.indices)
        else:
            made = _bulk(decoded(text), word(name), "", "")
        self._add(pc.fill_null(made, ""))

    def others(self, commands: "Commands", rows: Mask | None = None) -> None:
        """Adds other commands, in these rows alone; None stands for all."""
        if rows is None:
            self.commands += commands.commands
            self._join(commands)
            return
        self.commands += int(rows.sum()) * (commands.commands // max(self.count, 1))
        made = pc.if_else(arrow_array(rows), commands.done(), literal(""))
        self._flush()
        self._add(made)

    def _join(self, commands: "Commands") -> None:
        if commands._segments:
            self._flush()
            self._add(*commands._segments)
        for lead, text, width in commands._alike:
            self._alike.append((self._taken() + lead, text, width))
        self._waiting += commands._taken()

    def done(self) -> pa.StringArray:
        """All commands of each row, shape (count,)."""
        self._flush()
        if all(isinstance(each, pa.Scalar) for each in self._segments):
            return text_array(["".join(each.as_py() for each in self._segments)] * self.count)
        return concatenated(*self._segments)

    def _taken(self) -> str:
        waiting, self._waiting = self._waiting, ""
        return waiting

    def _add(self, *segments: Any) -> None:
        """Adds segments behind what is alike in all rows."""
        if self._alike:
            self._segments.append(_records(self._alike, self.count))
            self._alike = []
        self._segments += segments

    def _flush(self) -> None:
        self._add(*([literal(self._taken())] if self._waiting else []))


def _width(text: pa.Array) -> int:
    """The length in bytes that all texts of an array or a dictionary have; 0 where they differ."""
    values = text.dictionary if pa.types.is_dictionary(text.type) else text
    if not len(values):
        return 0
    ends, _ = ends_and_data(values)
    width = int(ends[1] - ends[0])
    return (
        width if ends[-1] - ends[0] == width * len(values) and (np.diff(ends) == width).all() else 0
    )


def _records(parts: list[tuple[str, pa.StringArray, int]], count: int) -> pa.StringArray:
    """Literals and texts that have one length in all rows, put side by side by numpy, which takes a fifth of the
    time of a join.
    """
    leads = [lead.encode() for lead, _, _ in parts]
    fields = []
    for place, (lead, (_, _, width)) in enumerate(zip(leads, parts, strict=True)):
        fields += [(f"lead {place}", f"V{len(lead)}"), (f"text {place}", f"V{width}")]
    made = np.empty(count, fields)
    for place, (lead, (_, text, width)) in enumerate(zip(leads, parts, strict=True)):
        ends, data = ends_and_data(text)
        made[f"lead {place}"] = np.void(lead)
        made[f"text {place}"] = np.frombuffer(data, f"V{width}", count, int(ends[0]))
    return fixed_width(made)


def _bulk(text: pa.StringArray, lead: str, before: str, after: str) -> pa.StringArray:
    """The texts as bulk strings, between two literals, with what stands before the word; nulls stay."""
    head = _length(text, lead, before, after)
    return concatenated(head, text, after + END)


def _length(text: pa.StringArray, lead: str, before: str, after: str) -> pa.StringArray:
    """What stands before the texts: `lead`, the length of the word, and its beginning."""
    lengths = pc.binary_length(text)
    extra = len(before.encode()) + len(after.encode())
    highest = pc.max(lengths).as_py() or 0
    if highest < POOLED:
        return _heads(lead, extra, before).take(lengths)
    numbers = pc.add(lengths, extra).cast(pa.string())
    return concatenated(lead + "$", numbers, END + before)


def _numbered(before: str, numbers: Any) -> pa.StringArray:
    texts = text_array(f"{before}{number}" for number in range(int(numbers.max(initial=0)) + 1))
    return texts.take(arrow_array(numbers.astype(np.int32)))


@lru_cache(maxsize=512)
def _heads(lead: str, extra: int, before: str) -> pa.StringArray:
    return text_array(f"{lead}${length + extra}{END}{before}" for length in range(POOLED))
