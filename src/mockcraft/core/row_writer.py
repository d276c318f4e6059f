"""Rows of text by the kernel: what each row is of, one after another, as segments; see kernel/rows.h."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core.kernel import kernel

PADDING = 16  # bytes that the kernel may write behind what it makes, see kernel/text.h
MOST_BYTES = 2**31 - 1  # of an array of texts


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


# struct segment of kernel/rows.h
_SEGMENT = np.dtype(
    [("kind", "i4"), ("count", "i4"), ("size", "i8"), ("values", "u8"), ("offsets", "u8"), ("data", "u8")]
)  # fmt: skip


class RowWriter:
    """Takes what each row is of, in order, then writes the rows. It holds what the kernel reads."""

    def __init__(self) -> None:
        self._held: list[Any] = []
        self._made: list[tuple[int, ...]] = []

    def literal(self, text: str) -> None:
        """The same text in each row."""
        self._constant(Kind.LITERAL, text)

    def entries(self, texts: pa.StringArray, index: NDArray[Any]) -> None:
        """The texts at these places."""
        self._texts(Kind.ENTRY, texts, self._address(index.astype(np.int32, copy=False)))

    def texts(self, texts: pa.StringArray) -> None:
        """A text of its own for each row."""
        self._texts(Kind.TEXT, texts)

    def numbers(self, kind: Kind, values: NDArray[Any], places: int = 0) -> None:
        """Numbers, int32 of shape (n,) for DATE, else int64; `places` of a DECIMAL."""
        self._made.append((kind, places, 0, self._address(values), 0, 0))

    def nullable(self, valid: NDArray[np.bool_], null: str, add: Callable[[], None]) -> None:
        """What `add` adds, and `null` in the rows that are not valid."""
        at = len(self._made)
        self._constant(Kind.NULLABLE, null, self._address(np.packbits(valid, bitorder="little")))
        add()
        kind, _, *rest = self._made[at]
        self._made[at] = (kind, len(self._made) - at - 1, *rest)

    def rows(self, count: int) -> pa.StringArray:
        """The rows, shape (count,). Raises pa.ArrowCapacityError for more than 2**31 - 1 bytes."""
        library = kernel()
        assert library is not None
        made = np.array(self._made, _SEGMENT)
        size = library.rows_size(made.ctypes.data, len(made), count)
        return write_texts(
            count, size,
            lambda out, ends: library.rows_write(made.ctypes.data, len(made), count, out, ends),
        )  # fmt: skip

    def _constant(self, kind: Kind, text: str, values: int = 0) -> None:
        data = text.encode()
        padded = np.frombuffer(data + bytes(PADDING), np.uint8)
        self._made.append((kind, 0, len(data), values, 0, self._address(padded)))

    def _texts(self, kind: Kind, texts: pa.StringArray, values: int = 0) -> None:
        _, offsets, data = texts.buffers()
        self._held.append(texts)
        size, address = (data.size, data.address) if data else (0, 0)
        self._made.append((kind, 0, size, values, offsets.address + 4 * texts.offset, address))

    def _address(self, values: NDArray[Any]) -> int:
        values = np.ascontiguousarray(values)
        self._held.append(values)
        return int(values.ctypes.data)


def write_texts(count: int, size: int, write: Callable[[int, int], Any]) -> pa.StringArray:
    """Texts that take `size` bytes at most, which `write` writes to one address, and their ends to another.

    Raises pa.ArrowCapacityError for more than 2**31 - 1 bytes.
    """
    if size > MOST_BYTES:
        raise pa.ArrowCapacityError(f"texts of {size} bytes are more than an array has")
    ends = np.empty(count + 1, np.int32)
    buffer = pa.allocate_buffer(size + PADDING, resizable=True)
    write(buffer.address, ends.ctypes.data)
    buffer.resize(int(ends[-1]), shrink_to_fit=False)
    return pa.StringArray.from_buffers(count, pa.py_buffer(ends), buffer)
