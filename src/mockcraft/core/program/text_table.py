"""Texts that rows are looked up in, laid out for the kernel: in slots where they are short, else end to end."""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core.program.kind import Kind

PADDING = 16  # bytes behind texts that the kernel may read, see kernel/text.h
MOST_SLOT = 256  # bytes, of which the first one is the text's size; the shortest have PADDING
SMALL = 2**16  # bytes of slots that need not be few
LARGE = 2**20  # bytes of slots at most: more would not stay in the processor's cache


class Laid(NamedTuple):
    """Texts as a segment of kernel/rows.h has them.

    Attributes:
        kind: what writes one of them.
        shift: slots have 2**shift bytes.
        longest: bytes of the longest text.
        offsets: where each begins, and the last one ends, or what SAID has of them; None for slots.
        data: the texts.
        tail: what is to be written behind, and is no part of them.
    """

    kind: Kind
    shift: int
    longest: int
    offsets: NDArray[Any] | None
    data: NDArray[np.uint8]
    tail: str


class TextTable:
    """A table of texts; `words` of them are those of sentences, of which it has four times as many."""

    def __init__(self, texts: pa.StringArray, words: int = 0) -> None:
        _, offsets, data = texts.buffers()
        ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
        self.words = words
        self._data = np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]]
        self._ends = ends - ends[0]
        self._sizes = np.diff(ends)
        self._longest = int(self._sizes.max(initial=0))
        self._laid: dict[str, Laid] = {}

    def laid(self, tail: str) -> Laid:
        """They as one of them is written in each row with this tail behind, which is made once."""
        if tail not in self._laid:
            self._laid[tail] = self._made(tail.encode()) or self._end_to_end(tail)
        return self._laid[tail]

    def _made(self, tail: bytes) -> Laid | None:
        """In slots, with the tail where there is room for it; None where the kernel has none for such texts, or these
        would be much larger than they.
        """  # fmt: skip
        slot, longer = _slot(self._longest), _slot(self._longest + len(tail))
        count = len(self._sizes)
        plain = len(self._data) + self._ends.nbytes
        most = min(max(2 * plain, SMALL), LARGE)
        if self.words or slot > MOST_SLOT or slot * count > most:
            return None
        if longer > MOST_SLOT or longer * count > max(slot * count, SMALL):
            return self._in_slots(slot, b"")._replace(tail=tail.decode())
        return self._in_slots(longer, tail)

    def _in_slots(self, slot: int, tail: bytes) -> Laid:
        ends, sizes = self._ends, self._sizes
        texts = np.arange(1, slot * len(sizes), slot)
        made: NDArray[Any] = np.zeros(slot * len(sizes) + PADDING, np.uint8)
        made[texts - 1] = sizes + len(tail)
        made[np.repeat(texts - ends[:-1], sizes) + np.arange(len(self._data))] = self._data
        for place, byte in enumerate(tail):
            made[texts + sizes + place] = byte
        longest = self._longest + len(tail)
        kind = Kind.SLOT if slot == PADDING else Kind.WIDE
        return Laid(kind, slot.bit_length() - 1, longest, None, made, "")

    def _end_to_end(self, tail: str) -> Laid:
        data = np.concatenate([self._data, np.zeros(PADDING, np.uint8)])
        if self.words and self._longest < MOST_SLOT and len(data) < 2**24:
            places = (self._ends[:-1].astype(np.uint32) << 8 | self._sizes).astype(np.uint32)
            return Laid(Kind.SAID, 0, self._longest, places, data, tail)
        kind = Kind.WORDS if self.words else Kind.CHOSEN
        return Laid(kind, 0, self._longest, self._ends, data, tail)


def _slot(longest: int) -> int:
    """Bytes of a slot: a power of two, so that a place is found by a shift."""
    return max(PADDING, 1 << longest.bit_length())
