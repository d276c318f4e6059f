"""What has been written over the rows of a schema's tables: rows changed, deleted and added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core.types import place
from mockcraft.dataclass import dataclass

RowNumbers = NDArray[np.int64]


class TableChanges:
    """The changes of one table, which do not change themselves.

    Attributes:
        count: rows of the table in the plan; added rows are numbered from there.
        batch: the rows that are changed or added, of the table's columns, in order of their numbers.
        numbers: of these rows, ascending, shape (n,).
        deleted: numbers of the plan's rows that are deleted, ascending.
    """

    def __init__(
        self, count: int, numbers: RowNumbers, batch: pa.RecordBatch | None, deleted: RowNumbers
    ) -> None:
        self.count, self.numbers, self.batch, self.deleted = count, numbers, batch, deleted

    def __bool__(self) -> bool:
        return bool(len(self.numbers) or len(self.deleted))

    @cached_property
    def added(self) -> RowNumbers:
        """Numbers of the rows that are added, ascending."""
        return self.numbers[np.searchsorted(self.numbers, self.count) :]

    @cached_property
    def touched(self) -> RowNumbers:
        """Numbers of the plan's rows that are changed or deleted, ascending."""
        changed = self.numbers[: np.searchsorted(self.numbers, self.count)]
        return np.union1d(changed, self.deleted)

    @cached_property
    def _gaps(self) -> RowNumbers:
        """For each deleted row, how many rows are left before it."""
        return self.deleted - np.arange(len(self.deleted))

    def overwritten(
        self, numbers: RowNumbers, batch: pa.RecordBatch | None, deleted: RowNumbers
    ) -> TableChanges:
        """These changes with others over them: rows written, and rows deleted, of ascending numbers.

        Only what is new has been made from Python's values; what was there is copied, which takes
        3 ms for 10,000 rows of 12 columns.
        """
        old = np.flatnonzero(~np.isin(self.numbers, np.concatenate([numbers, deleted])))
        made = np.concatenate([self.numbers[old], numbers])
        order = np.argsort(made)
        places = np.concatenate([old, len(self.numbers) + np.arange(len(numbers))])[order]
        gone = np.setdiff1d(np.union1d(self.deleted, deleted[deleted < self.count]), numbers)
        return TableChanges(self.count, made[order], _picked(self.batch, batch, places), gone)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.count - len(self.deleted) + len(self.added)

    def numbers_at(self, positions: RowNumbers) -> RowNumbers:
        """Numbers of the rows at these positions among all that there are."""
        left = self.count - len(self.deleted)
        inside = positions < left
        made = positions + np.searchsorted(self._gaps, positions, "right")
        if not inside.all():
            made[~inside] = self.added[positions[~inside] - left]
        return made

    def has(self, number: int) -> bool:
        """Whether there is a row of that number."""
        if 0 <= number < self.count:
            return not _within(self.deleted, number)
        return _within(self.added, number)

    def untouched(self, numbers: RowNumbers) -> RowNumbers:
        """Those of the plan's rows that are as the plan has them."""
        return numbers[~np.isin(numbers, self.touched)] if len(self.touched) else numbers

    def places(self, numbers: RowNumbers) -> tuple[NDArray[np.bool_], RowNumbers]:
        """Which of the rows are in the batch, and where these are in it."""
        found = np.searchsorted(self.numbers, numbers)
        inside = found < len(self.numbers)
        inside[inside] = self.numbers[found[inside]] == numbers[inside]
        return inside, found[inside]


def _within(numbers: RowNumbers, number: int) -> bool:
    place = int(np.searchsorted(numbers, number))
    return place < len(numbers) and int(numbers[place]) == number


def _picked(
    old: pa.RecordBatch | None, new: pa.RecordBatch | None, places: RowNumbers
) -> pa.RecordBatch | None:
    """Rows of two batches, by their places in the one behind the other."""
    batches = [each for each in (old, new) if each is not None]
    if not batches:
        return None
    names = batches[0].schema.names
    columns = [place([each.column(name) for each in batches], places) for name in names]
    return pa.RecordBatch.from_arrays(columns, names)


def numbers_of(numbers: Iterable[int]) -> RowNumbers:
    """Numbers of rows as an array."""
    return np.fromiter(numbers, np.int64)


def nothing(count: int) -> TableChanges:
    """No changes of a table of so many rows."""
    none = np.zeros(0, np.int64)
    return TableChanges(count, none, None, none)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All changes of a schema at one time.

    Attributes:
        version: another one for each other state.
        tables: the changes of the tables that have some.
    """

    version: str = ""
    tables: Mapping[str, TableChanges] = field(default_factory=dict[str, Any])
