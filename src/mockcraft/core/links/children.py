"""How many children each parent has, and which parent a child row belongs to.

The child count of a parent is a pure decision of the parent's row, and children stand in the order of
their parents. One pass when the plan is made keeps the running total at every BLOCK-th parent; the rest
is found again when it is needed. More parents thus append children and change none.
"""

from _blake2 import blake2b
from dataclasses import field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mockcraft.core.distributions import child_counts
from mockcraft.core.hashing import Rows, Signed, U, Unsigned, below, choose, derive, hashed
from mockcraft.dataclass import dataclass

BLOCK = 4096
MAX_SHAPED = 10_000  # between fewest and most children with a mean: a table has an entry for each
MEAN_STEPS = 64  # means of one power of two that are told apart: each has a table of its own


@dataclass(frozen=True, slots=True)
class Children:
    """Between `low` and `high` children (both inclusive) for each row of the table `parent`.

    `mean` shapes the counts (see distributions.child_counts); None makes them uniform. `totals[i]` is
    the number of children of the first i * BLOCK parents; its last entry is the number of all.
    `each` are the counts of all parents where they follow from columns, and `digest` tells them apart.
    """

    parent: str
    parents: int
    low: int
    high: int
    mean: float | None
    key: int
    totals: NDArray[np.int64] = field(repr=False, compare=False)
    each: NDArray[Any] | None = field(default=None, repr=False, compare=False)
    digest: str = ""

    @staticmethod
    def of(
        parent: str, parents: int, low: int, high: int, mean: float | None, key: int
    ) -> "Children":
        """The distribution over all parents; takes about 5 ns a parent."""
        empty = Children(parent, parents, low, high, mean, key, np.zeros(1, np.int64))
        sums = [0]
        for start in range(0, parents, BLOCK):
            numbers = np.arange(start, min(start + BLOCK, parents), dtype=U)
            sums.append(int(empty.counts(numbers).sum()))
        return Children(parent, parents, low, high, mean, key, np.cumsum(sums))

    @staticmethod
    def counted(parent: str, counts: Signed, key: int) -> "Children":
        """The distribution of children that are counted already."""
        most = int(counts.max(initial=0))
        each = counts.astype(np.min_scalar_type(most))
        blocks = [int(counts[i : i + BLOCK].sum()) for i in range(0, len(counts), BLOCK)]
        return Children(
            parent, len(counts), int(counts.min(initial=most)), most, None, key, np.cumsum([0, *blocks]), each,
            blake2b(each.tobytes(), digest_size=8).hexdigest(),
        )  # fmt: skip

    @property
    def total(self) -> int:
        """Number of all children."""
        return int(self.totals[-1])

    def counts(self, parents: Unsigned) -> Signed:
        """How many children these parents have, shape (n,)."""
        if self.each is not None:
            return self.each[parents].astype(np.int64)
        low, shape = child_counts(self.low, self.high, self.mean)
        bits = hashed(Rows(parents), derive(self.key, "children"))
        if shape is None:
            return low + below(bits, self.high - low + 1)
        return low + choose(bits, shape.alias)

    def before(self, parent: int) -> int:
        """Number of the children of all parents before this one."""
        block, rest = divmod(parent, BLOCK)
        if not rest:
            return int(self.totals[block])
        return int(self.totals[block] + _ends(_Block(self, block))[rest - 1])

    def starts(self, parents: Unsigned) -> Signed:
        """`before` of each of these parents, in any order, shape (n,)."""
        blocks, places = parents.view(np.int64) // BLOCK, parents.view(np.int64) % BLOCK
        made: Signed = self.totals[blocks]
        for block in np.unique(blocks[places > 0]).tolist():
            mine = (blocks == block) & (places > 0)
            made[mine] += _ends(_Block(self, block))[places[mine] - 1]
        return made

    def first_parent(self, children: int) -> int | None:
        """The first parent with so many children or more before it; None where all parents have fewer."""
        if children > self.total:
            return None
        block = int(np.searchsorted(self.totals, children, "left"))
        if block == 0:
            return 0
        ends = _ends(_Block(self, block - 1))
        return (
            (block - 1) * BLOCK
            + 1
            + int(np.searchsorted(ends, children - self.totals[block - 1], "left"))
        )

    def locate(self, children: Unsigned) -> tuple[Unsigned, Signed]:
        """The parent of each child row, and which of the parent's children it is, from 0."""
        wanted = children.view(np.int64)
        if len(wanted) and (np.diff(wanted) == 1).all():
            return self._located(int(wanted[0]), int(wanted[-1]) + 1)
        block = np.searchsorted(self.totals, wanted, "right") - 1
        parents, ordinals = np.empty(len(wanted), U), np.empty(len(wanted), np.int64)
        blocks = np.unique(block).tolist()
        for each in blocks:
            mine = np.flatnonzero(block == each) if len(blocks) > 1 else slice(None)
            ends = _ends(_Block(self, each))
            within = wanted[mine] - self.totals[each]
            place = np.searchsorted(ends, within, "right")
            parents[mine] = (place + each * BLOCK).astype(U)
            ordinals[mine] = within - np.where(place > 0, ends[place - 1], 0)
        return parents, ordinals

    def _located(self, first: int, stop: int) -> tuple[Unsigned, Signed]:
        """`locate` of the rows [first, stop), which is a chunk's: no parent is searched for but the outermost."""
        low, high = np.searchsorted(self.totals, [first, stop - 1], "right").tolist()
        parents, begins, counts = [], [], []
        for block in range(low - 1, high):
            before = int(self.totals[block])
            ends = _ends(_Block(self, block)) + before
            starts = np.concatenate([[before], ends[:-1]])
            inner = np.clip(ends, first, stop) - np.clip(starts, first, stop)
            mine = np.flatnonzero(inner)
            parents.append(mine + block * BLOCK)
            begins.append(starts[mine])
            counts.append(inner[mine])
        sizes = np.concatenate(counts)
        ordinals = np.arange(first, stop) - np.repeat(np.concatenate(begins), sizes)
        return np.repeat(np.concatenate(parents), sizes).view(U), ordinals


def reach_of(mean: float) -> int:
    """How far above the fewest the most children are, whose mean is so far above: next to nothing is cut off."""
    return int(min(4 * max(mean, 0) + 4, MAX_SHAPED))


def drawn_counts(
    parents: Unsigned, key: int, low: Signed, high: Signed | None, mean: NDArray[np.float64] | None
) -> Signed:
    """How many children parents have, each with bounds and a mean of its own, all of shape (n,).

    A mean that is not between the bounds is the nearer one; it counts to 1/MEAN_STEPS of its size. Without `high`,
    the mean bounds them.
    """
    bits = hashed(Rows(parents), derive(key, "children"))
    if mean is None:
        assert high is not None
        return low + below(bits, np.maximum(high - low, 0) + 1)
    fraction, exponent = np.frexp(np.clip(mean, 0, 2.0**40))
    rounded = np.ldexp(np.round(fraction * (2 * MEAN_STEPS)), exponent) / (2 * MEAN_STEPS)
    most = np.full(len(low), -1) if high is None else np.maximum(high, low)
    made = low.copy()
    distinct, which = np.unique(np.stack([low, most, rounded]), axis=1, return_inverse=True)
    for i, (least, top, average) in enumerate(distinct.T.tolist()):
        mine = np.flatnonzero(which == i)
        upper = int(least) + reach_of(average - least) if top < 0 else int(top)
        if average >= upper:
            made[mine] = upper
        elif average > least:
            start, shape = child_counts(int(least), upper, average)
            made[mine] = start + (0 if shape is None else choose(bits[mine], shape.alias))
    return made


@dataclass(frozen=True, slots=True)
class _Block:
    """What `_ends` is kept by: BLOCK parents, from `number` * BLOCK on."""

    children: Children
    number: int

    def __hash__(self) -> int:
        children = self.children
        return hash((children.key, children.parents, children.digest, self.number))


@lru_cache(maxsize=256)
def _ends(block: _Block) -> Any:
    """Running total of children within a block of parents."""
    start = block.number * BLOCK
    stop = min(start + BLOCK, block.children.parents)
    return np.cumsum(block.children.counts(np.arange(start, stop, dtype=U)))
