"""Indexes of columns and foreign keys, made when they are first asked for, of tables that are not too large.

An index is the rows in the order of the hashes of their values: 16 bytes a row. Making one takes between
0.1 s (numbers) and some seconds (long texts) for a million rows.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core.arrays import numpy_array
from mockcraft.core.coded import plain_text
from mockcraft.core.conversion import as_text
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import U, Unsigned, mixed
from mockcraft.core.plan import Column, Link, Plan, Table
from mockcraft.core.ranges import CHUNK_ROWS
from mockcraft.core.types import null_mask
from mockcraft.server.tables.changes import RowNumbers

MOST_ROWS = 1_000_000  # of a table that is indexed
MOST_ENTRIES = 4_000_000  # of all indexes of a schema: 64 MB; those that rest longest are dropped
_POWER = 0x9E3779B97F4A7C15 | 1


class Index:
    """Rows by the hash of what they have; `hashes` ascend, rows of one hash do too."""

    def __init__(self, hashes: Unsigned, rows: RowNumbers) -> None:
        order = np.argsort(hashes, kind="stable")
        self.hashes, self.rows = hashes[order], rows[order]

    def __len__(self) -> int:
        return len(self.rows)

    def with_hash(self, hashed: Any) -> RowNumbers:
        """Rows of this hash, ascending."""
        first, last = (np.searchsorted(self.hashes, hashed, side) for side in ("left", "right"))
        return self.rows[first:last]


class Indexes:
    """The indexes of one plan; safe for threads. Two that ask at once for the same may both make it."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[str, str, str], Index] = OrderedDict()
        self._lock = Lock()

    def rows_with(
        self, plan: Plan, table: Table, column: Column, value: pa.Scalar
    ) -> RowNumbers | None:
        """The plan's rows whose column has the value; None for a table that is too large."""
        if table.count - table.start > MOST_ROWS:
            return None
        index = self._index(
            (table.name, "column", column.name),
            lambda: _of_column(plan, table, column.name),
        )
        return index.with_hash(_hashes(pa.array([value.as_py()], value.type))[0])

    def children(
        self, plan: Plan, table: Table, link: Link, parents: RowNumbers
    ) -> RowNumbers | None:
        """The plan's rows that point at these parents; None for a table that is too large."""
        if table.count - table.start > MOST_ROWS:
            return None
        index = self._index((table.name, "link", link.name), lambda: _of_link(plan, table, link))
        found = [index.with_hash(U(each)) for each in parents]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def _index(self, name: tuple[str, str, str], make: Callable[[], Index]) -> Index:
        with self._lock:
            if name in self._made:
                self._made.move_to_end(name)
                return self._made[name]
        made = make()
        with self._lock:
            self._made[name] = made
            while len(self._made) > 1 and sum(map(len, self._made.values())) > MOST_ENTRIES:
                self._made.popitem(last=False)
        return made


def _of_column(plan: Plan, table: Table, name: str) -> Index:
    hashes, rows = [], []
    for frame in _frames(plan, table):
        array = frame.array(name)
        there = ~null_mask(array)
        hashes.append(_hashes(array)[there])
        rows.append(frame.rows.numbers[there].astype(np.int64))
        frame.release()
    return Index(np.concatenate(hashes), np.concatenate(rows))


def _of_link(plan: Plan, table: Table, link: Link) -> Index:
    parents, rows = [], []
    for frame in _frames(plan, table):
        there = ~null_mask(frame.array(link.columns[0]))
        parents.append(frame.picked(link)[there])
        rows.append(frame.rows.numbers[there].astype(np.int64))
        frame.release()
    return Index(np.concatenate(parents), np.concatenate(rows))


def _frames(plan: Plan, table: Table) -> Any:
    for start in range(table.start, max(table.count, table.start + 1), CHUNK_ROWS):
        stop = min(start + CHUNK_ROWS, table.count)
        yield Frame(plan, table, np.arange(start, stop, dtype=U))


def _hashes(array: pa.Array) -> Unsigned:
    """64 bits of each value, the same for equal values of one type."""
    if pa.types.is_dictionary(array.type):
        entries: Unsigned = _hashes(array.dictionary).take(numpy_array(array.indices.fill_null(0)))
        return entries
    if pa.types.is_integer(array.type):
        numbers: NDArray[np.int64] = numpy_array(array.cast(pa.int64()).fill_null(0))
        return mixed(numbers.view(U).copy())
    return _text_hashes(array if array.type == pa.string() else as_text(array))


def _text_hashes(array: pa.Array) -> Unsigned:
    """A polynomial in each text's bytes, modulo 2**64, and mixed."""
    text = plain_text(array.fill_null(""))
    _, ends, data = text.buffers()
    offsets = np.frombuffer(ends, np.int32)[text.offset :][: len(text) + 1].astype(np.int64)
    sizes = np.diff(offsets)
    made = np.zeros(len(text), U)
    if data is not None and offsets[-1] > offsets[0]:
        codes = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]].astype(U) + U(1)
        places = np.arange(len(codes)) - np.repeat(offsets[:-1] - offsets[0], sizes)
        codes *= _powers(int(sizes.max()))[places]
        filled = sizes > 0
        made[filled] = np.add.reduceat(codes, (offsets[:-1] - offsets[0])[filled])
    return mixed(made + sizes.astype(U))


def _powers(count: int) -> Unsigned:
    powers = np.full(count, _POWER, U)
    powers[0] = 1
    made: Unsigned = np.multiply.accumulate(powers)
    return made
