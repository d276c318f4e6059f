"""What texts of the kernel are of: in each row segments one after another, see kernel/rows.h."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core.program.kind import Kind
from mockcraft.core.program.steps import BLOCK, STRIDE
from mockcraft.core.program.text_table import PADDING, TextTable
from mockcraft.dataclass import dataclass

SLACK = 32  # bytes that the kernel may write behind what it makes, see kernel/text.h
ALL_ROWS, BLOCK_ROWS = -1, BLOCK - 1  # masks: values of all rows, or of those of a block
PLACE_BYTES = 8 * STRIDE  # of what a step makes
UPPER_BYTES = 4  # before the upper half of a number
UUID_SIZE = 36

# struct segment of kernel/rows.h
_SEGMENT = np.dtype(
    [
        ("kind", "i4"), ("count", "i4"), ("shift", "i4"), ("mask", "i4"), ("size", "i8"),
        ("values", "u8"), ("others", "u8"), ("offsets", "u8"), ("data", "u8"), ("tail", "u8"), ("tail_size", "i8"),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """One of kernel/rows.h: addresses, or in a program what is to be added to that of its scratch.

    Attributes:
        table: texts that are looked up, in place of offsets and data.
        most: how many of them a row has at most.
        tail: what is written behind it.
    """

    kind: Kind
    count: int = 0
    mask: int = ALL_ROWS
    size: int = 0
    values: int = 0
    others: int = 0
    offsets: int = 0
    data: int = 0
    table: TextTable | None = None
    most: int = 1
    tail: str = ""


class Segments:
    """What rows are of, in order. It holds what the kernel reads.

    The places of steps stand for what these make: `handed` is told where that is.
    """

    def __init__(self) -> None:
        self.held: list[Any] = []
        self.made: list[Segment] = []
        self.closed = 0  # how many segments there were when one could have no tail
        self.places: set[int] = set()  # of the steps that are written
        self._handed: tuple[NDArray[Any], NDArray[np.uint64]] | None = None

    def literal(self, text: str) -> None:
        """The same text in each row: the tail of the segment before, where it comes behind that in each row."""
        if len(self.made) == self.closed:
            self._constant(Kind.LITERAL, text)
            return
        last = self.made[-1]
        self.made[-1] = replace(last, tail=last.tail + text)

    def entries(self, texts: pa.StringArray, index: NDArray[Any]) -> None:
        """The texts at these places."""
        self._texts(Kind.ENTRY, texts, self._address(index.astype(np.int32, copy=False)))

    def texts(self, texts: pa.StringArray) -> None:
        """A text of its own for each row."""
        self._texts(Kind.TEXT, texts)

    def numbers(self, kind: Kind, values: NDArray[Any], places: int = 0) -> None:
        """Numbers, int32 of shape (n,) for DATE, else int64; `places` of a DECIMAL."""
        self.made.append(Segment(kind, places, values=self._address(values)))

    def nullable(self, valid: NDArray[np.bool_], null: str, add: Callable[[], None]) -> None:
        """What `add` adds, and `null` in the rows that are not valid."""
        packed = self._address(np.packbits(valid, bitorder="little"))
        self._replaced(Kind.NULLABLE, null, packed, ALL_ROWS, add)

    # ------------------------------------------------------------------ by the steps of a program

    def chosen(self, texts: pa.StringArray, place: int, upper: bool = False) -> None:
        """The text at the place that a step says, in the lower half of its 64 bits or in the upper one."""
        self._drawn(Kind.CHOSEN, place, table=TextTable(texts), upper=upper)

    def counted(self, kind: Kind, place: int, places: int = 0) -> None:
        """The numbers of a step, as `numbers` writes them but DATE."""
        self._drawn(kind, place, places)

    def moment(self, place: int, between: str) -> None:
        """The day of the seconds that a step makes, a text, and their time of day."""
        self._drawn(Kind.MOMENT, place, size=len(between.encode()), data=self._padded(between))

    def words(self, texts: pa.StringArray, words: int, most: int, count: int, pairs: int) -> None:
        """As many words as the step `count` says, `most` at most, of a table of four times `words` texts: see
        sentences.sentences. The steps from `pairs` give two of them each.
        """  # fmt: skip
        self.places.update(range(pairs, pairs + -(-most // 2)))
        self._drawn(
            Kind.WORDS, count, words, others=pairs * PLACE_BYTES, table=TextTable(texts, words), most=most,
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

    def _drawn(
        self, kind: Kind, place: int, count: int = 0, upper: bool = False, **more: Any
    ) -> None:
        self.places.add(place)
        values = place * PLACE_BYTES + UPPER_BYTES * upper
        self.made.append(Segment(kind, count, BLOCK_ROWS, values=values, **more))

    def _constant(self, kind: Kind, text: str, values: int = 0, mask: int = ALL_ROWS) -> None:
        size, data = len(text.encode()), self._padded(text)
        self.made.append(Segment(kind, 0, mask, size, values, data=data))

    def _replaced(
        self, kind: Kind, null: str, values: int, mask: int, add: Callable[[], None]
    ) -> None:
        at = len(self.made)
        self._constant(kind, null, values, mask)
        self.closed = len(self.made)
        add()
        self.closed = len(self.made)
        self.made[at] = replace(self.made[at], count=len(self.made) - at - 1)

    def _texts(self, kind: Kind, texts: pa.StringArray, values: int = 0) -> None:
        _, offsets, data = texts.buffers()
        self.held.append(texts)
        size, address = (data.size, data.address) if data else (0, 0)
        offset = offsets.address + 4 * texts.offset
        self.made.append(Segment(kind, 0, size=size, values=values, offsets=offset, data=address))

    def _padded(self, text: str) -> int:
        """The address of a text that more may be read of."""
        return self._address(np.frombuffer(text.encode() + bytes(PADDING), np.uint8))

    def _address(self, values: NDArray[Any]) -> int:
        values = np.ascontiguousarray(values)
        self.held.append(values)
        return int(values.ctypes.data)

    # ------------------------------------------------------------------ as the kernel reads them

    def handed(self, scratch: int) -> NDArray[Any]:
        """They, when all are taken, of a program whose steps have their room at this address."""
        if self._handed is None:
            self._handed = self._template()
        template, scale = self._handed
        made = template.copy()
        added = scale * np.uint64(scratch)
        made["values"] += added
        made["others"] += added
        return made

    def _template(self) -> tuple[NDArray[Any], NDArray[np.uint64]]:
        """They for a scratch at 0, and 1 for those that a program decides."""
        laid = [self._laid(each) for each in self.made]
        made = np.array([numbers for numbers, _ in laid], _SEGMENT)
        made["tail"], made["tail_size"] = self._places_of_tails([tail for _, tail in laid])
        return made, (made["mask"] == BLOCK_ROWS).astype(np.uint64)

    def _laid(self, each: Segment) -> tuple[tuple[int, ...], str]:
        """One, and what is written behind it."""
        kind, shift, size, offsets, data, tail = (
            each.kind, 0, each.size, each.offsets, each.data, each.tail,
        )  # fmt: skip
        if each.table is not None:
            kind, shift, longest, places, texts, tail = each.table.laid(tail)
            size, data = each.most * longest, self._address(texts)
            offsets = 0 if places is None else self._address(places)
        numbers = (
            kind,
            each.count,
            shift,
            each.mask,
            size,
            each.values,
            each.others,
            offsets,
            data,
        )
        return (*numbers, 0, 0), tail

    def _places_of_tails(self, tails: Sequence[str]) -> tuple[Any, Any]:
        encoded = [tail.encode() for tail in tails]
        sizes = np.array([len(tail) for tail in encoded], np.int64)
        data = np.frombuffer(b"".join(encoded) + bytes(PADDING), np.uint8)
        return np.cumsum(sizes) - sizes + self._address(data), sizes
