"""Rows grouped by what they have in common: an index of row numbers, which finds the rows of a group as a span.

It takes 4 bytes a row, 8 to 24 more where rows of a group are looked up by what they ascend
by, or one by one, and 8 to 24 for each group. Python and Arrow keep no table of hashes between two look-ups, so it
is arrays alone; it pickles, and goes to the workers of a run as it is.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mockcraft.core.hashing import Signed, Unsigned

Narrow = NDArray[np.uint32]

TABLED = 2**22  # entries of 4 bytes that such a table may have in any case
SPARSE = 4  # numbers for each one that there is, up to which a table by number is kept: 5 ns, a search 100 ns


class Groups:
    """Groups of rows, which are 2**32 at most.

    Attributes:
        rows: their numbers, group by group.
    """

    def __init__(
        self, keys: Sequence[Signed], rows: Unsigned, values: Signed | None = None
    ) -> None:
        """Groups rows, which ascend, by what all of `keys` have for them; and orders each group by `values`."""
        group = np.zeros(len(rows), np.int64)
        self._levels: list[tuple[_Places, _Places | None]] = []
        for level, key in enumerate(keys):
            distinct, own = np.unique(key, return_inverse=True)
            pairs = None
            if level:
                joined, own = np.unique(group * len(distinct) + own, return_inverse=True)
                pairs = _Places(joined)
            self._levels.append((_Places(distinct), pairs))
            group = own.reshape(-1)
        order = np.argsort(group, kind="stable") if values is None else np.lexsort((values, group))
        count = int(group.max(initial=-1)) + 1
        self._ends = np.zeros(count + 1, np.int64)
        np.cumsum(np.bincount(group, minlength=count), out=self._ends[1:])
        self.rows = rows[order].astype(np.uint32)
        self._distinct = None if values is None else np.unique(values)
        self._above = int(rows[-1]) + 1 if len(rows) else 0  # all rows
        self._width = (
            self._above if self._distinct is None else len(self._distinct)
        )  # above all ranks
        self._ranks = None if values is None else self._ranked(values[order])
        self._placed: Signed | None = None
        self._tabled: Narrow | None = (
            None  # the place of each rank of each group, where these are few
        )
        self._runs: Narrow | None = None  # else where the rows end that are equal to each one
        self._below = None if self._distinct is None else _below(self._distinct)

    def find(self, keys: Sequence[Signed], count: int) -> Signed:
        """The group that has these keys, -1 for none, for `count` rows."""
        group = np.zeros(count, np.int64) if len(self.rows) else np.full(count, -1)
        for key, (places, pairs) in zip(keys, self._levels, strict=True):
            own = places.of(key)
            if pairs is not None:
                own = pairs.of(np.where((group < 0) | (own < 0), -1, group * len(places) + own))
            group = own
        return group

    def spans(self, group: Signed) -> tuple[Signed, Signed]:
        """Where each of these groups begins and ends; both are 0 for none."""
        if not len(self.rows):
            return np.zeros(len(group), np.int64), np.zeros(len(group), np.int64)
        there = group >= 0
        return np.where(there, self._ends[group], 0), np.where(there, self._ends[group + 1], 0)

    def below(self, group: Signed, limits: Signed, inclusive: bool = False) -> Signed:
        """Where in its group stand the rows that are not below a limit any more, or are above it."""
        return self._place(group * (self._width + 1) + self._rank(limits, inclusive))

    def equal(self, group: Signed, values: Signed) -> tuple[Signed, Signed]:
        """Where in its group the rows begin and end that have a value."""
        low, high = (self._rank(values, inclusive) for inclusive in (False, True))
        wanted = group * (self._width + 1) + low
        starts = self._place(wanted)
        if self._tabled is not None:
            return starts, self._place(wanted + high - low)
        assert self._ranks is not None
        if self._runs is None:
            self._runs = np.searchsorted(self._ranks, self._ranks, "right").astype(np.uint32)
        at = np.minimum(starts, len(self._ranks) - 1)
        there = (high > low) & (self._ranks[at] == wanted)
        return starts, np.where(there, self._runs[at], starts)

    def _place(self, wanted: Signed) -> Signed:
        """How many rows have a rank, counted through all groups, below these."""
        if not len(self.rows):
            return np.zeros(len(wanted), np.int64)
        if self._ranks is None:
            self._ranks = self._ranked(self.rows.astype(np.int64))
        size = (len(self._ends) - 1) * (self._width + 1)
        if size <= max(SPARSE * len(self.rows), TABLED):
            if self._tabled is None:
                counts = np.bincount(self._ranks, minlength=size)
                self._tabled = (np.cumsum(counts) - counts).astype(np.uint32)
            found: Signed = self._tabled.take(wanted, mode="clip").astype(np.int64)
            return found
        order = np.argsort(wanted)  # neighbours are found in the cache: 5 times as fast
        made = np.empty(len(wanted), np.int64)
        made[order] = np.searchsorted(self._ranks, wanted[order])
        return made

    def _rank(self, limits: Signed, inclusive: bool) -> Signed:
        """How many of the distinct values are below each limit, or not above it."""
        if self._distinct is None:
            return np.clip(limits + inclusive, 0, self._width)
        if self._below is None or not len(self._distinct):
            side: Literal["left", "right"] = "right" if inclusive else "left"
            return np.searchsorted(self._distinct, limits, side)
        low, high = self._distinct[0], self._distinct[-1]
        inside = np.clip(limits, low - 1, high + 1) - (low - 1) + inclusive
        made: Signed = self._below.take(inside, mode="clip")
        return made

    def places(self, rows: Signed) -> Signed:
        """Where these rows stand, -1 for those that are in no group, also those below 0."""
        if self._placed is None:
            self._placed = np.full(self._above + 1, -1)
            self._placed[self.rows] = np.arange(len(self.rows))
        made: Signed = self._placed[np.where((rows < 0) | (rows > self._above), -1, rows)]
        return made

    def _ranked(self, values: Signed) -> Signed:
        """Numbers that ascend through all groups: of each the group, and the rank of its value."""
        ranks = values if self._distinct is None else np.searchsorted(self._distinct, values)
        groups = np.repeat(np.arange(len(self._ends) - 1), np.diff(self._ends))
        made: Signed = groups * (self._width + 1) + ranks
        return made


def _below(distinct: Signed) -> Signed | None:
    """How many of some numbers, which ascend, are below each number from the first one less 1 to behind the last one.

    None where they are far from one another.
    """
    if not len(distinct):
        return None
    low, high = int(distinct[0]) - 1, int(distinct[-1]) + 1
    if high - low > max(SPARSE * len(distinct), TABLED // 64) or low < -(2**62) or high > 2**62:
        return None
    made: Signed = np.searchsorted(distinct, np.arange(low, high + 2))
    return made


class _Places:
    """Where numbers stand among `distinct` ones, which ascend."""

    def __init__(self, distinct: Signed) -> None:
        self._distinct, self._table = distinct, None
        self._low = int(distinct[0]) if len(distinct) else 0
        width = int(distinct[-1]) - self._low + 1 if len(distinct) else 0
        if width <= SPARSE * len(distinct):
            table = np.full(width + 1, -1, np.int64)  # the last one is for those beyond
            table[distinct - self._low] = np.arange(len(distinct))
            self._table = table.astype(np.int32 if len(distinct) < 2**31 else np.int64)

    def __len__(self) -> int:
        return len(self._distinct)

    def of(self, numbers: Signed) -> Signed:
        """The place of each, -1 where it is not among them."""
        made: Signed
        if self._table is not None:
            high = self._low + len(self._table) - 2
            inside = (numbers >= self._low) & (numbers <= high)
            made = self._table[np.where(inside, numbers - self._low, -1)].astype(np.int64)
            return made
        places = np.minimum(np.searchsorted(self._distinct, numbers), len(self._distinct) - 1)
        made = np.where(self._distinct[places] == numbers, places, -1)
        return made
