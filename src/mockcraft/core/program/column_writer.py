"""Columns by the kernel, texts of segments and numbers of steps, all of one take of a program; see kernel/rows.h."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.hashing import Unsigned
from mockcraft.core.kernel import kernel
from mockcraft.core.program.segments import SLACK, Segments
from mockcraft.core.program.steps import Given, Steps
from mockcraft.core.turns import lent

MOST_BYTES = 2**31 - 1  # of an array of texts

# struct column of kernel/rows.h
_COLUMN = np.dtype(
    [("segments", "u8"), ("count", "i4"), ("step", "i4"), ("out", "u8"), ("ends", "u8")]
)


class ColumnWriter:
    """Takes columns, then writes them."""

    def __init__(self, steps: Steps, given: Given, kept: bool = False) -> None:
        """`given` gives the arrays of GIVEN by their numbers. Texts that are kept for long leave what they have no need of,
        which takes a copy.
        """  # fmt: skip
        self._steps, self._given, self._kept = steps, given, kept
        self._texts: list[Segments] = []
        self._numbers: dict[int, None] = {}  # in order

    def text(self, segments: Segments) -> None:
        """Texts of these segments."""
        self._texts.append(segments)

    def numbers(self, *steps: int) -> None:
        """What the steps at these places make."""
        self._numbers.update(dict.fromkeys(steps))

    def write(self, rows: int) -> tuple[list[pa.StringArray], dict[int, Unsigned]]:
        """The texts in the order in which they were taken, and the numbers by their steps, each of `rows` rows.

        Raises pa.ArrowCapacityError for texts of more than 2**31 - 1 bytes.
        """
        library = kernel()
        assert library is not None
        asked = {*self._numbers}.union(*(each.places for each in self._texts))
        handed, scratch = self._steps.handed(asked, self._given), self._steps.scratch()
        columns = np.zeros(len(self._texts) + len(self._numbers), _COLUMN)
        room: list[tuple[pa.ResizableBuffer, Any]] = []
        held = [each.handed(scratch.ctypes.data) for each in self._texts]
        all_bytes = 8 * rows * len(self._numbers)
        for column, segments in zip(columns, held, strict=False):
            size = library.rows_size(segments.ctypes.data, len(segments), rows)
            buffer, ends = _room(size, rows)
            room.append((buffer, ends))
            all_bytes += size
            column["segments"], column["count"] = segments.ctypes.data, len(segments)
            column["out"], column["ends"] = buffer.address, ends.ctypes.data
        numbers = {step: np.empty(rows, np.uint64) for step in self._numbers}
        for column, (step, made) in zip(columns[len(held) :], numbers.items(), strict=True):
            column["step"], column["out"] = step, made.ctypes.data
        with lent(all_bytes):
            library.columns_write(
                columns.ctypes.data, len(columns), rows, *handed.addresses, scratch.ctypes.data
            )
        return [_texts(*each, self._kept) for each in room], numbers


def write_texts(count: int, size: int, write: Callable[[int, int], Any]) -> pa.StringArray:
    """Texts that take `size` bytes at most, which `write` writes to one address, and their ends to another.

    Raises pa.ArrowCapacityError for more than 2**31 - 1 bytes.
    """
    buffer, ends = _room(size, count)
    write(buffer.address, ends.ctypes.data)
    return _texts(buffer, ends)


def _room(size: int, rows: int) -> tuple[pa.ResizableBuffer, Any]:
    """A buffer for so many bytes of texts, and an array for their ends, which begin with 0."""
    if size > MOST_BYTES:
        raise pa.ArrowCapacityError(f"texts of {size} bytes are more than an array has")
    ends = np.empty(rows + 1, np.int32)
    ends[0] = 0
    return pa.allocate_buffer(size + SLACK, resizable=True), ends


def _texts(buffer: pa.ResizableBuffer, ends: Any, shrinks: bool = False) -> pa.StringArray:
    buffer.resize(int(ends[-1]), shrink_to_fit=shrinks)
    return pa.StringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends), buffer)
