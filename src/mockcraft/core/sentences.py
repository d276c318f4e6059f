"""Sentences of many rows: words of a list, the first with a capital letter, the last with what ends them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core.arrays import arrow_array, strings, text_array
from mockcraft.core.kernel import kernel
from mockcraft.core.pool import Pool
from mockcraft.core.program.column_writer import write_texts
from mockcraft.core.spelling import capital


def sentences(
    pool: Pool,
    counts: NDArray[np.int64],
    pairs: Sequence[NDArray[np.uint64]],
    form: tuple[bool, str],
) -> pa.StringArray:
    """So many words a row, 1 at least: word i is an entry of the pool in `pairs[i // 2]`, in the low half of its
    64 bits where i is even. `form` is whether they begin with a capital letter, and what ends them.
    """  # fmt: skip
    table = word_table(pool, *form)
    library = kernel()
    if library is None:
        return _by_numpy(len(pool), table, counts, pairs)
    _, offsets, data = table.buffers()
    held = [np.ascontiguousarray(pair) for pair in pairs]
    places = np.array([pair.ctypes.data for pair in held], np.uint64)
    counts = np.ascontiguousarray(counts, np.int64)
    rows = len(counts)
    words = (counts.ctypes.data, places.ctypes.data, offsets.address, len(pool), rows)
    end = data.address + data.size
    return write_texts(
        rows,
        library.sentences_size(*words),
        lambda out, ends: library.sentences_write(*words, data.address, end, out, ends),
    )


@lru_cache(maxsize=256)
def word_table(pool: Pool, heading: bool, end: str) -> pa.StringArray:
    """First words, with a capital where it is a heading; middle words; last words; only words."""
    first = [capital(word) for word in pool.values] if heading else list(pool.values)
    return text_array(
        [
            *first,
            *(" " + w for w in pool.values),
            *(f" {w}{end}" for w in pool.values),
            *(w + end for w in first),
        ]
    )


def _by_numpy(
    size: int, table: pa.StringArray, counts: NDArray[np.int64], pairs: Sequence[NDArray[np.uint64]]
) -> pa.StringArray:
    """By one gather of all words of all rows."""
    rows = len(counts)
    ends = np.zeros(rows + 1, np.int32)
    np.cumsum(counts, out=ends[1:])
    drawn = np.empty((rows, len(pairs)), np.uint64)
    for j, pair in enumerate(pairs):
        drawn[:, j] = pair
    index = drawn.view(np.int32).ravel().compress(_first_places(2 * len(pairs))[counts].ravel())
    index += np.int32(size)
    index[ends[:-1]] -= np.int32(size)
    index[ends[1:] - 1] += np.int32(size)
    alone = np.flatnonzero(counts == 1)
    index[ends[alone]] += np.int32(2 * size)
    _, offsets, data = table.take(arrow_array(index)).buffers()
    return strings(np.frombuffer(offsets, np.int32)[ends], data)


@lru_cache(maxsize=64)
def _first_places(width: int) -> NDArray[Any]:
    """Shape (width + 1, width): row k is true in its first k places."""
    return np.tril(np.ones((width + 1, width), np.bool_), -1)
