"""Parts of BSON documents, laid together row by row."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core import compute as pc
from mockcraft.core.arrays import numpy_array

END = b"\0"  # of a document, a text and a name
# Bytes of each row: the same for all, of one width (shape (n,), any dtype), or of its own length, null for none.
Part: TypeAlias = bytes | NDArray[Any] | pa.BinaryArray


def document(elements: Sequence[Part], rows: int) -> list[Part]:
    """The elements with the document's length before them and its end behind them."""
    size = np.full(rows, 4 + len(END), np.int32)
    for part in elements:
        if isinstance(part, bytes):
            size += len(part)
        elif isinstance(part, np.ndarray):
            size += part.dtype.itemsize
        else:
            size += lengths_of(part)
    return [size, *elements, END]


def joined(parts: Sequence[Part], rows: int) -> pa.BinaryArray:
    """The parts one after another, row by row; a null is nothing."""
    segments: list[Any] = []
    waiting: list[bytes | NDArray[Any]] = []
    for part in parts:
        if isinstance(part, bytes | np.ndarray):
            waiting.append(part)
            continue
        if waiting:
            segments.append(binary(records_of(waiting, rows)))
            waiting = []
        segments.append(part)
    if waiting:
        segments.append(binary(records_of(waiting, rows)))
    if len(segments) == 1 and not segments[0].null_count:
        return segments[0]
    nothing = _literal(b"")
    return pc.binary_join_element_wise(
        *segments, nothing, null_handling="replace", null_replacement=b""
    )


def records_of(parts: Sequence[bytes | NDArray[Any]], rows: int) -> NDArray[Any]:
    """Parts of a fixed width as one record a row: the bytes of all at once, each array by a copy of its own."""
    dtypes = [
        np.dtype(f"V{len(part)}") if isinstance(part, bytes) else part.dtype for part in parts
    ]
    layout = np.dtype([(f"p{i}", dtype) for i, dtype in enumerate(dtypes)])
    model = b"".join(
        part if isinstance(part, bytes) else bytes(part.dtype.itemsize) for part in parts
    )
    made = np.frombuffer(model * rows, layout).copy() if rows else np.empty(0, layout)
    for i, part in enumerate(parts):
        if isinstance(part, np.ndarray):
            made[f"p{i}"] = part
    return made


def binary(records: NDArray[Any], null: NDArray[np.bool_] | None = None) -> pa.BinaryArray:
    """Records of one width as an array of bytes, with no copy."""
    count, width = len(records), records.dtype.itemsize
    ends = np.arange(count + 1, dtype=np.int32) * np.int32(width)
    valid = None if null is None else pa.py_buffer(np.packbits(~null, bitorder="little"))
    data = pa.py_buffer(np.ascontiguousarray(records))
    return pa.BinaryArray.from_buffers(pa.binary(), count, [valid, pa.py_buffer(ends), data])


def lengths_of(array: pa.Array) -> Any:
    """Bytes of each value, int32 of shape (n,); 0 for a null."""
    lengths = pc.binary_length(array)
    return numpy_array(lengths.fill_null(0) if lengths.null_count else lengths)


@lru_cache(maxsize=8)
def _literal(value: bytes) -> pa.BinaryScalar:
    return pa.scalar(value, pa.binary())
