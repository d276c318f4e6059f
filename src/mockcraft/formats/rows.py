"""Rows of text: parts one after another, written by the kernel, or joined by Arrow where there is none.

A part is a literal, the texts of a column, or numbers that are not text yet. The kernel reads dictionaries
where they are and writes numbers into the row; Arrow needs each cell as a text of its own before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mockcraft.core.coded import arrow_array, literal, strings
from mockcraft.core.kernel import kernel
from mockcraft.formats.dictionaries import affixed, decoded

PADDING = 16  # see kernel/rows.h
MOST_BYTES = 2**31 - 1  # of an array of texts


class Kind(IntEnum):
    """What a segment of the kernel writes in each row: see kernel/rows.h, which has the same numbers."""

    LITERAL = 0
    ENTRY = 1
    TEXT = 2
    INTEGER = 3
    DECIMAL = 4
    DATE = 5
    DAY = 6
    CLOCK = 7
    NULLABLE = 8


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers as the kernel writes them.

    Attributes:
        kind: how.
        values: int32 of shape (n,) for DATE, else int64.
        places: of a DECIMAL.
    """

    kind: Kind
    values: Any
    places: int = 0


@dataclass(frozen=True, slots=True)
class Nullable:
    """Parts that stand in the rows of `valid`, and a text that stands in the others.

    Attributes:
        parts: what stands there.
        valid: bool of shape (n,).
        null: what stands in their place.
    """

    parts: Sequence["Part"]
    valid: Any
    null: str


# Texts are plain or dictionary-encoded, without nulls.
Part: TypeAlias = "str | pa.Array | Numbers | Nullable"


def rows_of(parts: Iterable[Part], count: int) -> pa.StringArray:
    """The rows of these parts, shape (count,).

    Raises pa.ArrowCapacityError for more than 2**31 - 1 bytes.
    """
    if not count:
        return pa.array([], pa.string())
    library = kernel()
    if library is None:
        return _joined(parts)
    made = _Segments(_merged(parts))
    segments = np.array(made.segments, _SEGMENT)
    size = library.rows_size(segments.ctypes.data, len(segments), count)
    if size > MOST_BYTES:
        raise pa.ArrowCapacityError(f"rows of {size} bytes are more than an array of texts has")
    ends = np.empty(count + 1, np.int32)
    buffer = pa.allocate_buffer(size + PADDING, resizable=True)
    size = library.rows_write(
        segments.ctypes.data, len(segments), count, buffer.address, ends.ctypes.data
    )
    buffer.resize(size, shrink_to_fit=False)
    return strings(ends, buffer)


def _joined(parts: Iterable[Part]) -> pa.StringArray:
    """The rows by Arrow. A literal is written into the dictionary behind it, which is quicker than one text more."""
    segments: list[Any] = []
    waiting = ""  # literal text up to the next cell
    for part in _merged(parts):
        assert not isinstance(part, Numbers), "they are made for the kernel alone"
        if isinstance(part, str):
            waiting = part
            continue
        if isinstance(part, Nullable):
            part = pc.if_else(arrow_array(part.valid), _joined(part.parts), literal(part.null))
        if pa.types.is_dictionary(part.type):
            segments.append(decoded(affixed(part, waiting, "")))
        else:
            segments += [literal(waiting), part]
        waiting = ""
    return pc.binary_join_element_wise(*segments, literal(waiting), literal(""))


def _merged(parts: Iterable[Part]) -> Iterable[Part]:
    """The parts, literals beside each other as one."""
    waiting = ""
    for part in parts:
        if isinstance(part, str):
            waiting += part
            continue
        if waiting:
            yield waiting
        waiting = ""
        yield part
    if waiting:
        yield waiting


# struct segment of kernel/rows.h
_SEGMENT = np.dtype(
    [("kind", "i4"), ("count", "i4"), ("size", "i8"), ("values", "u8"), ("offsets", "u8"), ("data", "u8")]
)  # fmt: skip


class _Segments:
    """Parts as segments of the kernel, and what they point into."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.held: list[Any] = []
        self.segments: list[tuple[int, ...]] = []
        for part in parts:
            self._add(part)

    def _add(self, part: Part) -> None:
        if isinstance(part, str):
            self._literal(Kind.LITERAL, part)
        elif isinstance(part, Numbers):
            place = self._array(part.values)
            self.segments.append((part.kind, part.places, 0, place, 0, 0))
        elif isinstance(part, Nullable):
            bits = np.packbits(part.valid, bitorder="little")
            at = len(self.segments)
            self._literal(Kind.NULLABLE, part.null, self._array(bits))
            for each in _merged(part.parts):
                self._add(each)
            kind, _, *rest = self.segments[at]
            self.segments[at] = (kind, len(self.segments) - at - 1, *rest)
        elif pa.types.is_dictionary(part.type):
            index = part.indices.cast(pa.int32())
            self._texts(Kind.ENTRY, part.dictionary, self._array(index.to_numpy()))
        else:
            self._texts(Kind.TEXT, part, 0)

    def _literal(self, kind: Kind, text: str, values: int = 0) -> None:
        data = text.encode()
        padded = np.frombuffer(data + bytes(PADDING), np.uint8)
        self.segments.append((kind, 0, len(data), values, 0, self._array(padded)))

    def _texts(self, kind: Kind, texts: pa.StringArray, values: int) -> None:
        _, offsets, data = texts.buffers()
        self.held.append(texts)
        size, address = (data.size, data.address) if data else (0, 0)
        self.segments.append((kind, 0, size, values, offsets.address + 4 * texts.offset, address))

    def _array(self, values: Any) -> int:
        values = np.ascontiguousarray(values)
        self.held.append(values)
        return int(values.ctypes.data)
