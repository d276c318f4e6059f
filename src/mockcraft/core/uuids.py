"""UUIDs of many rows, version 4, as text and as they are (RFC 9562, sections 4 and 5.4)."""

from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core.arrays import fixed_width
from mockcraft.core.kernel import kernel

UUID_SIZE = 36


def uuids(high: NDArray[np.uint64], low: NDArray[np.uint64]) -> pa.StringArray:
    """Of 60 random bits and 62 more, shape (n,)."""
    library = kernel()
    if library is None:
        return _by_numpy(high, low)
    high, low = np.ascontiguousarray(high), np.ascontiguousarray(low)
    records = np.empty(len(high), f"V{UUID_SIZE}")
    library.uuids_write(high.ctypes.data, low.ctypes.data, len(high), records.ctypes.data)
    return fixed_width(records)


def packed_uuids(high: NDArray[np.uint64], low: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Likewise, as 16 bytes each, shape (n, 2)."""
    library = kernel()
    if library is None:
        return _words(high, low).byteswap()
    high, low = np.ascontiguousarray(high), np.ascontiguousarray(low)
    made = np.empty((len(high), 2), np.uint64)
    library.uuids_pack(high.ctypes.data, low.ctypes.data, len(high), made.ctypes.data)
    return made


def _words(high: NDArray[np.uint64], low: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """They as two numbers each, shape (n, 2)."""
    words = np.empty((len(high), 2), np.uint64)
    words[:, 0] = (high >> 12 << 16) | 0x4000 | (high & 0xFFF)
    words[:, 1] = low | np.uint64(1 << 63)
    return words


def _by_numpy(high: NDArray[np.uint64], low: NDArray[np.uint64]) -> pa.StringArray:
    digits = _hex_table().take(_words(high, low).view(np.uint16))
    records = np.empty(len(high), _LAYOUT)
    # Numbers are little-endian: the last of a word's four digit groups is its first.
    for field, place in zip("abcdefgh", (3, 2, 1, 0, 7, 6, 5, 4), strict=True):
        records[field] = digits[:, place]
    for field in "1234":
        records[field] = ord("-")
    return fixed_width(records)


@lru_cache(maxsize=1)
def _hex_table() -> NDArray[np.uint32]:
    """Four hexadecimal digits of each 16-bit number, packed in 32 bits."""
    return np.frombuffer(b"".join(b"%04x" % i for i in range(65_536)), np.uint32)


_LAYOUT = np.dtype([(n, "u4") if n in "abcdefgh" else (n, "u1") for n in "ab1c2d3e4fgh"])
