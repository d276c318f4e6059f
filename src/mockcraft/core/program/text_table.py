"""Texts that rows are looked up in, laid out for the kernel: in slots where they are short, else end to end."""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core.arrays import concatenated
from mockcraft.core.program.kind import Kind

PADDING = 16  # bytes behind texts that the kernel may read, see kernel/text.h
LEAST_SLOT, MOST_SLOT = 8, 256  # bytes, of which the last one is the text's size
SMALL = 2**16  # bytes of slots at most that need not be few: they stay in the processor's cache


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
        self.words = words
        self._texts = texts
        self._laid: dict[str, Laid] = {}

    def laid(self, tail: str) -> Laid:
        """They as one of them is written in each row with this tail behind, which is made once."""
        if tail not in self._laid:
            self._laid[tail] = self._made(tail)
        return self._laid[tail]

    def _made(self, tail: str) -> Laid:
        if tail and not self.words:
            longer = TextTable(concatenated(self._texts, tail))
            if longer._slots and longer._slots <= max(self._slots, SMALL):
                return longer.laid("")
        longest = int(self._sizes.max(initial=0))
        if self._slots:
            kind = Kind.SLOT if longest < PADDING else Kind.WIDE
            return Laid(kind, self._slot.bit_length() - 1, longest, None, self._in_slots(), tail)
        data = np.concatenate([self._data, np.zeros(PADDING, np.uint8)])
        starts = self._ends - self._ends[0]
        if self.words and longest < MOST_SLOT and len(data) < 2**24:
            places = starts[:-1].astype(np.uint32) << 8 | self._sizes
            return Laid(Kind.SAID, 0, longest, places.astype(np.uint32), data, tail)
        return Laid(Kind.WORDS if self.words else Kind.CHOSEN, 0, longest, starts, data, tail)

    @property
    def _ends(self) -> NDArray[np.int32]:
        first = self._texts.offset
        offsets: NDArray[np.int32] = np.frombuffer(self._texts.buffers()[1], np.int32)
        return offsets[first : first + len(self._texts) + 1]

    @property
    def _sizes(self) -> NDArray[np.int32]:
        return np.diff(self._ends)

    @property
    def _data(self) -> NDArray[np.uint8]:
        data, ends = self._texts.buffers()[2], self._ends
        return np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]]

    @property
    def _slot(self) -> int:
        """Bytes of a slot: a power of two, so that a place is found by a shift."""
        return max(LEAST_SLOT, 1 << int(self._sizes.max(initial=0)).bit_length())

    @property
    def _slots(self) -> int:
        """Bytes of all slots; 0 where the kernel has none for such texts, or they would be much larger than these."""
        if self.words:
            return 0
        made, plain = self._slot * len(self._texts), len(self._data) + self._ends.nbytes
        return made if self._slot <= MOST_SLOT and made <= max(2 * plain, SMALL) else 0

    def _in_slots(self) -> NDArray[np.uint8]:
        slot, ends, sizes = self._slot, self._ends, self._sizes
        starts = np.arange(0, slot * len(sizes), slot)
        made: NDArray[Any] = np.zeros(slot * len(sizes) + PADDING, np.uint8)
        made[np.repeat(starts - ends[:-1], sizes) + np.arange(ends[0], ends[-1])] = self._data
        made[starts + slot - 1] = sizes
        return made
