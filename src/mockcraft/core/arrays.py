"""Arrow arrays of numpy ones and of texts, and back, without pyarrow's own conversions.

Those (`pyarrow.array`, `to_numpy`) look for pandas on every call: where there is none, that fails slowly, an
eighth of the time of a run; where there is one, it is imported, which takes longer than ten rows of a table.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core import compute as pc

_ARROW_TYPES = {
    np.dtype(kind).str: pa.from_numpy_dtype(kind)
    for kind in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8")
}
_NUMPY_TYPES = {arrow: np.dtype(code) for code, arrow in _ARROW_TYPES.items()}
NO_TEXT: pa.StringScalar = pa.nulls(1, pa.string())[0]


def arrow_array(values: NDArray[Any], type_: pa.DataType | None = None) -> pa.Array:
    """Arrow array over a contiguous numpy array of numbers or booleans, without nulls and without a copy."""
    if values.dtype == np.bool_:
        packed = np.packbits(values, bitorder="little")
        return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(packed)])
    values = np.ascontiguousarray(values)
    storage = type_ or _ARROW_TYPES[values.dtype.str]
    return pa.Array.from_buffers(storage, len(values), [None, pa.py_buffer(values)])


def numpy_array(array: pa.Array) -> NDArray[Any]:
    """The values of an Arrow array of numbers, of which it is a view, or of booleans; without nulls."""
    assert not array.null_count
    data, first, count = array.buffers()[1], array.offset, len(array)
    if array.type == pa.bool_():
        bits = np.frombuffer(data or b"", np.uint8)[first // 8 : (first + count + 7) // 8]
        return np.unpackbits(bits, bitorder="little")[first % 8 :][:count].view(np.bool_)
    return np.frombuffer(data or b"", _NUMPY_TYPES[array.type])[first : first + count]


def text_array(texts: Iterable[str]) -> pa.StringArray:
    """Arrow array of texts, without nulls."""
    encoded = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, encoded)]).astype(np.int32)
    return strings(ends, pa.py_buffer(b"".join(encoded)))


@lru_cache(maxsize=4096)
def literal(text: str) -> pa.StringScalar:
    """A constant for Arrow's functions. To make one of a Python text, pyarrow looks for dateutil every time."""
    return text_array([text])[0]


def concatenated(*parts: Any) -> pa.StringArray:
    """The parts of each row, string arrays and texts that are the same in all rows; null where an array is."""
    cells = [literal(part) if isinstance(part, str) else part for part in parts]
    return pc.binary_join_element_wise(*cells, literal(""))


def strings(offsets: NDArray[np.int32], data: Any) -> pa.StringArray:
    """String array over its two buffers; offsets of shape (n + 1,)."""
    return pa.StringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), data)


def fixed_width(records: NDArray[Any]) -> pa.StringArray:
    """String array over records of one width, with no copy."""
    count, width = len(records), records.dtype.itemsize
    offsets = np.arange(0, (count + 1) * width, width or 1, dtype=np.int32)[: count + 1]
    return strings(offsets, pa.py_buffer(records))
