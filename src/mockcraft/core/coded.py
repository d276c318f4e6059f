"""Text of many rows: an index into a pool for as long as it can be.

A value is written out once: by the kernel, else by one gather. `take` lays its results end to end, so the
concatenation of k pool entries is a take of an (n, k) index and every k-th offset of the result.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, product
from typing import Any, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core.arrays import arrow_array, fixed_width, strings, text_array
from mockcraft.core.kernel import kernel
from mockcraft.core.pool import Pool
from mockcraft.core.program.row_writer import RowWriter

MOST_WHOLE = 1000  # texts of which a table is found in the processor's cache; longer ones are put together of halves


class Coded:
    """Texts of a pool: `pool.values[index[i]]`; index is int32 or int64 of shape (n,)."""

    __slots__ = ("index", "pool")

    def __init__(self, pool: Pool, index: NDArray[Any]) -> None:
        self.pool, self.index = pool, index

    def __len__(self) -> int:
        return len(self.index)


class Joined:
    """Texts one after another, each of its own pool."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Coded]) -> None:
        self.parts = parts

    def __len__(self) -> int:
        return len(self.parts[0])


def arrow_pool(pool: Pool) -> pa.StringArray:
    """The pool's texts as an Arrow array, made once."""
    if pool.arrow is None:
        pool.arrow = text_array(pool.values)
    return pool.arrow


def written(value: Any) -> pa.Array:
    """A text value as an Arrow array: dictionary-encoded where it is of one pool."""
    if isinstance(value, Coded):
        index = value.index.astype(np.int32, copy=False)
        return pa.DictionaryArray.from_arrays(
            arrow_array(index), arrow_pool(value.pool), safe=False
        )
    if isinstance(value, Joined):
        return gathered(value.parts)
    return value


def plain_text(value: Any) -> pa.StringArray:
    """A text value as a plain Arrow string array."""
    value = written(value)
    return value.dictionary_decode() if isinstance(value, pa.DictionaryArray) else value


def gathered(parts: list[Coded]) -> pa.StringArray:
    """The texts of the parts one after another, row by row."""
    if kernel():
        writer = RowWriter()
        for part in parts:
            writer.entries(arrow_pool(part.pool), part.index)
        return writer.rows(len(parts[0]))
    tables = [fixed_width_table(part.pool) for part in parts]
    if all(table is not None for table in tables):
        return _packed(parts, cast(list[NDArray[Any]], tables))
    joint, bases = _joint_pool(tuple(part.pool for part in parts))
    count = len(parts[0])
    index = np.empty((count, len(parts)), np.int32)
    for i, part in enumerate(parts):
        np.add(part.index, bases[i], out=index[:, i], casting="unsafe")
    _, offsets, data = joint.take(arrow_array(index.ravel())).buffers()
    ends = np.frombuffer(offsets, np.int32)[: index.size + 1 : len(parts)].copy()
    return strings(ends, data)


def _packed(parts: list[Coded], tables: list[NDArray[Any]]) -> pa.StringArray:
    layout = np.dtype([(f"p{i}", table.dtype) for i, table in enumerate(tables)])
    records = np.empty(len(parts[0]), layout)
    for i, (part, table) in enumerate(zip(parts, tables, strict=True)):
        records[f"p{i}"] = table.take(part.index)  # a third of the time of table[part.index]
    return fixed_width(records)


def fixed_width_table(pool: Pool) -> NDArray[Any] | None:
    """The pool as fixed-width byte records, or None where its texts differ in length."""
    if "records" not in pool.derived:
        encoded = [value.encode() for value in pool.values]
        widths = {len(each) for each in encoded}
        table = np.array(encoded, f"V{max(widths)}") if len(widths) == 1 and widths != {0} else None
        pool.derived["records"] = table
    return cast("NDArray[Any] | None", pool.derived["records"])


@lru_cache(maxsize=1024)
def _joint_pool(pools: tuple[Pool, ...]) -> tuple[pa.StringArray, list[int]]:
    bases = np.cumsum([0, *map(len, pools)])[:-1].tolist()
    return pa.concat_arrays([arrow_pool(pool) for pool in pools]), bases


@lru_cache(maxsize=1024)
def affixed_pool(pool: Pool, before: str, after: str) -> Pool:
    """The pool with a literal before and after each text."""
    made = Pool(pool.name, [before + value + after for value in pool.values])
    if pool.halves:
        first, second = pool.halves
        made.halves = affixed_pool(first, before, ""), affixed_pool(second, "", after)
    return made


@lru_cache(maxsize=4096)
def piece_pool(literal: str, alphabets: tuple[str, ...]) -> Pool:
    """All texts of a piece of a pattern, the i-th one being pattern.fill_piece(literal, alphabets, i)."""
    first, *others = literal.split("\1")
    between = zip(alphabets, ([other] for other in others), strict=True)
    choices: list[Sequence[str]] = [[first], *chain.from_iterable(between)]
    made = Pool(literal, list(map("".join, product(*choices))))
    if len(made) > MOST_WHOLE:
        half = len(alphabets) // 2
        made.halves = (
            piece_pool("\1".join([first, *others[:half]]), alphabets[:half]),
            piece_pool("\1".join(["", *others[half:]]), alphabets[half:]),
        )
    return made


@lru_cache(maxsize=64)
def number_pool(width: int) -> Pool:
    """The numbers of up to four digits as text: padded to `width`, or as they are where it is 0."""
    return Pool(f"numbers {width}", [str(i).rjust(width, "0") for i in range(10_000)])


@lru_cache(maxsize=1024)
def constant_pool(text: str) -> Pool:
    """A text as a pool of one, so that it can be chosen by index."""
    return Pool(text, [text])


@lru_cache(maxsize=1024)
def two_pools(first: Pool, second: Pool) -> Pool:
    """The texts of one, then those of the other."""
    return Pool(first.name, first.values + second.values)
