"""Rows given by hand: single cells that a schema file sets, in rows of which all else is generated.

A value given by hand where values are unique may be one that another row would have. That row takes the
values of a stand-in: of the row of that hand, whose own are free, or of a row beyond all others. Values that
are unique differ for all row numbers, so a stand-in serves one row only, and each row finds its own by itself:
nothing is drawn again, and no other row is looked at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import numpy_array
from mockcraft.core.coded import plain_text
from mockcraft.core.effort import spend
from mockcraft.core.hashing import Signed, U, Unsigned
from mockcraft.core.types import place
from mockcraft.dataclass import dataclass

if TYPE_CHECKING:
    from mockcraft.core.frame import Frame
    from mockcraft.core.plan import Column, Link, Table

Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Cells:
    """Values of some rows in a column, by row number, ascending; None is null."""

    rows: tuple[int, ...]
    values: tuple[Any, ...]

    def find(self, numbers: Unsigned) -> tuple[Signed, Signed]:
        """Which of these rows have such a cell, and which one it is; both int64, of one length."""
        return _found(self.rows, numbers)


@dataclass(frozen=True, slots=True)
class UniqueCells:
    """Columns that are unique together, of which cells are given.

    Attributes:
        columns: their names.
        rows: those with a cell in one of the columns, ascending.
        stand_ins: for each, the row whose values are taken by the row that would have the values of its own.
    """

    columns: tuple[str, ...]
    rows: tuple[int, ...]
    stand_ins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sharing:
    """Unique columns that share decisions or records, so that a stand-in gives the values of all of them.

    Attributes:
        sets: what is unique.
        members: the columns, and those that belong to the same records, which are of the stand-in too.
        links: names of the links among them.
    """

    sets: tuple[UniqueCells, ...]
    members: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What is given by hand of a table.

    Attributes:
        rows: numbers of the rows that are given, in the order of the file.
        cells: by column, those of references left out.
        links: rows of the parent by row, for each link that has some; -1 is none.
        sharing: where given values are unique.
        whole: whether each row of the table is given, so that an append adds none.
    """

    rows: tuple[int, ...]
    cells: Mapping[str, Cells] = field(default_factory=dict)
    links: Mapping[str, Cells] = field(default_factory=dict)
    sharing: tuple[Sharing, ...] = ()
    whole: bool = False
    _taken: dict[tuple[str, ...], list[pa.Array]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    # ------------------------------------------------------------------ cells

    def array(self, frame: "Frame", column: "Column") -> pa.Array:
        """A column of the frame's rows, with its nulls; a reference has what its link points at."""
        if column.name in _linked(frame.table):
            return frame.value_of(column)
        array = self._shared(frame, column)
        cells = self.cells.get(column.name)
        if cells is None:
            return array
        places, which = cells.find(frame.rows.numbers)
        if not len(places):
            return array
        return _replaced(array, places, pa.array(cells.values, column.type.arrow), which)

    def _shared(self, frame: "Frame", column: "Column") -> pa.Array:
        sharing = next((i for i, s in enumerate(self.sharing) if column.name in s.members), None)
        if sharing is None:
            return frame.value_of(column)
        array = frame.without_given().array(column.name)
        places, numbers = frame.moved(sharing)
        if not len(places):
            return array
        other = frame.standing_in(places, numbers).array(column.name)
        return _replaced(array, places, other, np.arange(len(places)))

    def picked(self, frame: "Frame", link: "Link", picked: Unsigned) -> Unsigned:
        """The parent rows of a link, of which `picked` are those that are drawn."""
        made = picked
        for i, sharing in enumerate(self.sharing):
            if link.name in sharing.links:
                places, numbers = frame.moved(i)
                if len(places):
                    made = made.copy()
                    made[places] = frame.standing_in(places, numbers).picked(link)
        if link.name in self.links:
            places, which = self.links[link.name].find(frame.rows.numbers)
            if len(places):
                made = made.copy()
                parents = np.array(self.links[link.name].values, np.int64)[which]
                made[places] = np.maximum(parents, 0).view(U)
        return made

    def null(self, frame: "Frame", link: "Link", null: Mask | None) -> Mask | None:
        """Which rows point at no parent, of which `null` do where nothing is given."""
        if link.name not in self.links:
            return null
        places, which = self.links[link.name].find(frame.rows.numbers)
        if not len(places):
            return null
        made = np.zeros(len(frame), bool) if null is None else null.copy()
        made[places] = np.array(self.links[link.name].values, np.int64)[which] < 0
        return made

    # ------------------------------------------------------------------ unique values

    def moved(self, frame: "Frame", sharing: Sharing) -> tuple[Signed, Unsigned]:
        """Which rows have a stand-in in these columns, and its row number."""
        numbers = frame.rows.numbers.copy()
        pending, current = np.arange(len(frame)), frame.without_given()
        moved = np.zeros(len(frame), bool)
        while len(pending):
            spend(len(pending))
            targets = np.full(len(pending), -1)
            for each in sharing.sets:
                found = self._stand_ins(frame, each, current, frame.rows.numbers[pending])
                targets = np.where(targets < 0, found, targets)
            hit = targets >= 0
            pending = pending[hit]
            numbers[pending] = targets[hit].view(U)
            moved[pending] = True
            if len(pending):
                current = frame.standing_in(pending, numbers[pending])
        places = np.flatnonzero(moved)
        return places, numbers[places]

    def _stand_ins(
        self, frame: "Frame", unique: UniqueCells, current: "Frame", own: Unsigned
    ) -> Signed:
        """Stand-ins of the rows `own` that would have given values by what `current` has; -1 for others."""
        taken = self.taken(frame, unique)
        which = matches([plain_text(current.array(name)) for name in unique.columns], taken)
        which[_found(unique.rows, own)[0]] = -1
        made: Signed = np.where(which >= 0, np.array(unique.stand_ins, np.int64)[which], -1)
        return made

    def taken(self, frame: "Frame", unique: UniqueCells) -> list[pa.Array]:
        """The values of these columns in the rows where they are given, an array for each column."""
        if unique.columns not in self._taken:
            own = frame.givers(np.array(unique.rows, U))
            self._taken[unique.columns] = [plain_text(own.array(n)) for n in unique.columns]
            own.release()
        return self._taken[unique.columns]


def matches(arrays: list[pa.Array], taken: list[pa.Array]) -> Signed:
    """Which of the taken rows each row is equal to in all columns, -1 for none; null equals nothing."""
    codes: Signed | None = None
    known: Signed | None = None
    for array, values in zip(arrays, taken, strict=True):
        distinct = pc.unique(values).drop_null()
        own = _indexes(array, distinct)
        theirs = _indexes(values, distinct)
        if codes is None or known is None:
            codes, known = own, theirs
            continue
        size = len(distinct) + 1
        pairs = np.where((known < 0) | (theirs < 0), -1, known * size + theirs)
        mine = np.where((codes < 0) | (own < 0), -1, codes * size + own)
        kept = np.unique(pairs[pairs >= 0])
        codes, known = _places(kept, mine), _places(kept, pairs)
    assert codes is not None and known is not None
    by_code = np.full(int(known.max(initial=-1)) + 2, -1)
    by_code[known] = np.arange(len(known))  # of those without a code, the last place takes one,
    by_code[-1] = -1  # which is taken back
    return by_code[codes]


def duplicate(taken: list[pa.Array]) -> tuple[int, int] | None:
    """The first two rows that are equal in all columns, by place; null equals nothing."""
    which = matches(taken, taken)  # of equal rows, the last one
    places = np.flatnonzero((which >= 0) & (which != np.arange(len(which))))
    return (int(places[0]), int(which[places[0]])) if len(places) else None


def _indexes(array: pa.Array, values: pa.Array) -> Signed:
    found = numpy_array(pc.fill_null(pc.index_in(array, values), -1))
    made: Signed = found.astype(np.int64)
    return made


def _places(ascending: Signed, wanted: Signed) -> Signed:
    """Where these numbers stand, -1 for those that are not among them."""
    if not len(ascending):
        return np.full(len(wanted), -1)
    places = np.minimum(np.searchsorted(ascending, wanted), len(ascending) - 1)
    made: Signed = np.where(ascending[places] == wanted, places, -1)
    return made


def _found(rows: tuple[int, ...], numbers: Unsigned) -> tuple[Signed, Signed]:
    """Where these row numbers are among `rows`, which ascend, and which of them they are."""
    which = _places(_numbers(rows), numbers.view(np.int64))
    places = np.flatnonzero(which >= 0)
    return places, which[places]


@lru_cache(maxsize=256)
def _numbers(rows: tuple[int, ...]) -> Signed:
    return np.array(rows, np.int64)


def _replaced(array: pa.Array, places: Signed, others: pa.Array, which: Signed) -> pa.Array:
    """The array with other values at these places."""
    order = np.arange(len(array))
    order[places] = len(array) + which
    return place([array, others], order)


def _linked(table: "Table") -> Iterator[str]:
    for link in table.links:
        yield from link.columns + link.hidden
