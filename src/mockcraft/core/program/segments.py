"""What texts of the kernel are of: in each row segments one after another, see kernel/rows.h."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core.program.steps import BLOCK, STRIDE

PADDING = 16  # bytes that the kernel may write behind what it makes, see kernel/text.h
ALL_ROWS, BLOCK_ROWS = -1, BLOCK - 1  # masks: values of all rows, or of those of a block
PLACE_BYTES = 8 * STRIDE  # of what a step makes


class Kind(IntEnum):
    """What a segment writes in each row; the numbers are those of kernel/rows.h."""

    LITERAL = 0
    ENTRY = 1
    TEXT = 2
    INTEGER = 3
    DECIMAL = 4
    DATE = 5
    DAY = 6
    CLOCK = 7
    NULLABLE = 8
    CHOSEN = 9
    WORDS = 10
    UUID = 11
    SPARSE = 12


UUID_SIZE = 36

# struct segment of kernel/rows.h
_SEGMENT = np.dtype(
    [
        ("kind", "i4"), ("count", "i4"), ("size", "i8"), ("mask", "i8"),
        ("values", "u8"), ("others", "u8"), ("offsets", "u8"), ("data", "u8"), ("tail", "u8"), ("tail_size", "i8"),
    ]
)  # fmt: skip


class Segments:
    """What rows are of, in order. It holds what the kernel reads.

    The places of steps stand for what these make: `handed` is told where that is.
    """

    def __init__(self) -> None:
        self.held: list[Any] = []
        self.made: list[tuple[int, ...]] = []
        self.tails: list[str] = []
        self.closed = 0  # how many segments there were when one could have no tail
        self.places: set[int] = set()  # of the steps that are written

    def literal(self, text: str) -> None:
        """The same text in each row: the tail of the segment before, where it comes behind that in each row."""
        if len(self.made) == self.closed:
            self._constant(Kind.LITERAL, text)
            return
        self.tails[-1] += text

    def entries(self, texts: pa.StringArray, index: NDArray[Any]) -> None:
        """The texts at these places."""
        self._texts(Kind.ENTRY, texts, self._address(index.astype(np.int32, copy=False)))

    def texts(self, texts: pa.StringArray) -> None:
        """A text of its own for each row."""
        self._texts(Kind.TEXT, texts)

    def numbers(self, kind: Kind, values: NDArray[Any], places: int = 0) -> None:
        """Numbers, int32 of shape (n,) for DATE, else int64; `places` of a DECIMAL."""
        self._add(kind, places, values=self._address(values))

    def nullable(self, valid: NDArray[np.bool_], null: str, add: Callable[[], None]) -> None:
        """What `add` adds, and `null` in the rows that are not valid."""
        packed = self._address(np.packbits(valid, bitorder="little"))
        self._replaced(Kind.NULLABLE, null, packed, ALL_ROWS, add)

    # ------------------------------------------------------------------ by the steps of a program

    def chosen(self, texts: pa.StringArray, place: int) -> None:
        """The text at the place that a step says; none is longer than `longest`."""
        offsets, data, longest = self._table(texts)
        self._drawn(Kind.CHOSEN, place, size=longest, offsets=offsets, data=data)

    def counted(self, kind: Kind, place: int, places: int = 0) -> None:
        """The numbers of a step, as `numbers` writes them but DATE."""
        self._drawn(kind, place, places)

    def words(self, texts: pa.StringArray, words: int, most: int, count: int, pairs: int) -> None:
        """As many words as the step `count` says, `most` at most, of a table of four times `words` texts: see
        sentences.sentences. The steps from `pairs` give two of them each.
        """  # fmt: skip
        offsets, data, longest = self._table(texts)
        self.places.update(range(pairs, pairs + -(-most // 2)))
        self._drawn(
            Kind.WORDS, count, words, size=most * longest, others=pairs * PLACE_BYTES, offsets=offsets, data=data,
        )  # fmt: skip

    def uuid(self, high: int, low: int) -> None:
        """A UUID of what two steps make."""
        self.places.add(low)
        self._drawn(Kind.UUID, high, size=UUID_SIZE, others=low * PLACE_BYTES)

    def sparse(self, absent: int, null: str, add: Callable[[], None]) -> None:
        """What `add` adds, and `null` in the rows where a step makes 1."""
        self.places.add(absent)
        self._replaced(Kind.SPARSE, null, absent * PLACE_BYTES, BLOCK_ROWS, add)

    # ------------------------------------------------------------------ segments

    def _add(
        self, kind: Kind, count: int = 0, size: int = 0, mask: int = ALL_ROWS,
        values: int = 0, others: int = 0, offsets: int = 0, data: int = 0,
    ) -> None:  # fmt: skip
        self.made.append((kind, count, size, mask, values, others, offsets, data, 0, 0))
        self.tails.append("")

    def _drawn(self, kind: Kind, place: int, count: int = 0, **more: int) -> None:
        self.places.add(place)
        self._add(kind, count, mask=BLOCK_ROWS, values=place * PLACE_BYTES, **more)

    def _constant(
        self, kind: Kind, text: str, values: int = 0, mask: int = ALL_ROWS, count: int = 0
    ) -> None:
        data = text.encode()
        padded = np.frombuffer(data + bytes(PADDING), np.uint8)
        self._add(kind, count, len(data), mask, values, data=self._address(padded))

    def _replaced(
        self, kind: Kind, null: str, values: int, mask: int, add: Callable[[], None]
    ) -> None:
        at = len(self.made)
        self._constant(kind, null, values, mask)
        self.closed = len(self.made)
        add()
        self.closed = len(self.made)
        first, _, *rest = self.made[at]
        self.made[at] = (first, len(self.made) - at - 1, *rest)

    def _texts(self, kind: Kind, texts: pa.StringArray, values: int = 0) -> None:
        _, offsets, data = texts.buffers()
        self.held.append(texts)
        size, address = (data.size, data.address) if data else (0, 0)
        offset = offsets.address + 4 * texts.offset
        self._add(kind, 0, size, values=values, offsets=offset, data=address)

    def _table(self, texts: pa.StringArray) -> tuple[int, int, int]:
        """Addresses of the offsets and of the texts, with PADDING behind them, and the longest one's bytes."""
        _, offsets, data = texts.buffers()
        ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
        padded = np.frombuffer((bytes(data) if data else b"") + bytes(PADDING), np.uint8)
        return self._address(ends), self._address(padded), int(np.diff(ends).max(initial=0))

    def _address(self, values: NDArray[Any]) -> int:
        values = np.ascontiguousarray(values)
        self.held.append(values)
        return int(values.ctypes.data)

    # ------------------------------------------------------------------ as the kernel reads them

    def handed(self, scratch: int) -> NDArray[Any]:
        """They, of a program whose steps have their room at this address."""
        made = np.array(self.made, _SEGMENT)
        drawn = made["mask"] == BLOCK_ROWS
        made["values"][drawn] += np.uint64(scratch)
        made["others"][drawn] += np.uint64(scratch)
        made["tail"], made["tail_size"] = self._places_of_tails()
        return made

    def _places_of_tails(self) -> tuple[Any, Any]:
        encoded = [tail.encode() for tail in self.tails]
        sizes = np.array([len(tail) for tail in encoded], np.int64)
        data = np.frombuffer(b"".join(encoded) + bytes(PADDING), np.uint8)
        return np.cumsum(sizes) - sizes + self._address(data), sizes
