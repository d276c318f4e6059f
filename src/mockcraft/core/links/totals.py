"""Totals: a sum, a count, the least, the greatest or the average of what a row's children have.

Children are the rows of a table that is counted per the row's, which are a range of it, or the items of an array
of the row. They are made once more for their parent, so that either can be made without the other, at any row.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.effort import spend
from mockcraft.core.expression import Expression, evaluate
from mockcraft.core.expressions import arrow
from mockcraft.core.expressions.operand import LARGEST, PLACES, RowError
from mockcraft.core.fills import ordinals_of
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import Signed, U
from mockcraft.core.plan import Column
from mockcraft.core.ranges import CHUNK_ROWS
from mockcraft.core.types import Type, with_nulls
from mockcraft.dataclass import dataclass

FUNCTIONS = ("sum", "count", "min", "max", "avg")
AVERAGE = Expression("avg", ("/", ("column", "sum"), ("column", "count")), ("sum", "count"))


@dataclass(frozen=True, slots=True)
class Total:
    """A function of FUNCTIONS over the values of a path, of rows of `table` or, without one, of items.

    Attributes:
        function: which.
        table: whose rows are counted per the row's table; "" for an array of the row.
        path: of the values, in the table or from the array down; "" for rows or items as they are.
        array: the column that is an array; "" for a table.
        type: of the values; None where they are only counted.
    """

    function: str
    table: str
    path: str
    array: str = ""
    type: Type | None = None

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        pieces = self._of_table(frame) if self.table else self._of_items(frame)
        sums = _Sums(self, len(frame))
        for parents, values in pieces:
            sums.add(parents, values)
        return sums.result()

    def _of_table(self, frame: Frame) -> Iterator[tuple[Signed, pa.Array | None]]:
        """Values of the children, as many at a time as a chunk has, and which row each belongs to."""
        table = frame.plan.table(self.table)
        children, numbers = table.children, frame.rows.numbers
        assert children is not None
        counts, starts = children.counts(numbers), children.starts(numbers)
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        for begun in range(0, total, CHUNK_ROWS):
            stop = min(begun + CHUNK_ROWS, total)
            first, last = np.searchsorted(ends, [begun, stop - 1], "right").tolist()
            mine = np.arange(first, last + 1)
            within = counts[mine].copy()
            within[-1] -= int(ends[last]) - stop
            skipped = begun - (int(ends[first]) - int(counts[first]))
            within[0] -= skipped
            parents, ordinals = np.repeat(mine, within), ordinals_of(within)
            ordinals[: within[0]] += skipped
            spend(1)
            if not self.path:
                yield parents, None
                continue
            rows = frame.beside(table, (starts[parents] + ordinals).astype(U))
            yield parents, rows.path(self.path)
            rows.release()

    def _of_items(self, frame: Frame) -> Iterator[tuple[Signed, pa.Array | None]]:
        array = frame.array(self.array)
        values = pc.list_flatten(array)
        if self.path:
            values = pc.struct_field(values, self.path.split("."))
        counted = self.function == "count" and not self.path
        yield pc.list_parent_indices(array).to_numpy().astype(np.int64), None if counted else values


class _Sums:
    """What is summed up for each row. Floats are added in the order of the children, whatever the pieces are."""

    def __init__(self, total: Total, count: int) -> None:
        self.total = total
        self.counts = np.zeros(count, np.int64)
        self.type = total.type.arrow if total.type is not None else pa.int64()
        dtype = np.float64 if pa.types.is_floating(self.type) else np.int64
        self.values: Any = np.full(count, _first(total.function, dtype), dtype)
        self.sizes = np.zeros(count)  # of sums, nearly: beyond 64 bits, whole numbers begin anew

    def add(self, parents: Signed, values: pa.Array | None) -> None:
        """Adds children, of which each belongs to the row at its place of `parents`, which ascend."""
        if values is None:
            self.counts += np.bincount(parents, minlength=len(self.counts))
            return
        if values.null_count:
            known = values.is_valid().to_numpy(zero_copy_only=False)
            parents, values = parents[known], values.filter(pa.array(known))
        self.counts += np.bincount(parents, minlength=len(self.counts))
        function = self.total.function
        if function == "count":
            return
        data = arrow.read("", values).data
        data = data.astype(self.values.dtype)
        if function in ("min", "max"):
            (np.minimum if function == "min" else np.maximum).at(self.values, parents, data)
            return
        with np.errstate(over="ignore"):
            np.add.at(self.values, parents, data)
        self.sizes += np.bincount(parents, data, len(self.sizes))

    def result(self) -> Any:
        """An Arrow array with a value for each row; null where nothing was added, but for counts."""
        if self.total.function == "count":
            return pa.array(self.counts)
        none = self.counts == 0
        self._check()
        array = with_nulls(_array(np.where(none, 0, self.values), self.type), none)
        if self.total.function != "avg":
            return array
        given = {"sum": array, "count": pa.array(self.counts)}
        return evaluate(AVERAGE, given.__getitem__, len(none))

    def _check(self) -> None:
        """Raises RowError for a sum that its type does not hold."""
        decimal = pa.types.is_decimal(self.type)
        limit = float(10**PLACES) if decimal else float(LARGEST)
        beyond = np.flatnonzero(np.abs(self.sizes) >= limit)
        if len(beyond) and not pa.types.is_floating(self.type):
            what = "a decimal of 18 digits" if decimal else "a whole number of 64 bits"
            raise RowError(f"the sum is larger than {what}", int(beyond[0]))


def _first(function: str, dtype: Any) -> Any:
    """What the first value is put to."""
    if function not in ("min", "max"):
        return 0
    if dtype == np.float64:
        return np.inf if function == "min" else -np.inf
    return LARGEST if function == "min" else -LARGEST - 1


def _array(values: Any, type_: pa.DataType) -> pa.Array:
    """Numbers as an expression reads them, as an array of the type that they were read from."""
    if pa.types.is_decimal(type_):
        halves = np.stack([values, values >> 63], axis=1)
        return pa.Array.from_buffers(type_, len(values), [None, pa.py_buffer(halves)])
    if type_ in (pa.date32(), pa.time32("s")):
        return pa.array(values.astype(np.int32)).view(type_)
    if pa.types.is_timestamp(type_) or pa.types.is_duration(type_):
        return pa.array(values).view(type_)
    return pa.array(values)
