"""Places of rows among those that point at the same parent, where only a look at all rows tells them.

Rows that are counted per a parent know their place by arithmetic. Those of a tree, and those whose parents a
condition or a weight chooses, are looked at once per run, 8 bytes a row: so each parent's rows can be numbered
for themselves, and be told apart by their numbers.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mockcraft.core.effort import spend
from mockcraft.core.hashing import Located, U, Unsigned
from mockcraft.core.plan import Link, Plan, Table
from mockcraft.core.ranges import CHUNK_ROWS
from mockcraft.errors import PlacedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockcraft.core.frame import Frame

    Framed = Callable[[Plan, Table, Unsigned], Frame]

STEP_ROWS = 8  # see conditions.STEP_ROWS
NOBODY = 2**32 - 1  # stands for the parent of rows that have none

Narrow = NDArray[np.uint32]


class Crowded(PlacedError):
    """A parent has more rows than can be told apart."""


class Siblings(NamedTuple):
    """By row, from the first one on that can be referred to: its parent, NOBODY for none, and its place there."""

    parents: Narrow
    places: Narrow


def is_looked_at(link: Link, table: str) -> bool:
    """Whether only a look at the rows of a table tells which of them share a parent."""
    return link.parent == table or link.where is not None or link.weight is not None


def located(plan: Plan, table: Table, link: Link, numbers: Unsigned, framed: "Framed") -> Located:
    """The parent of each row, and its place among the rows of that parent."""
    found = siblings(plan, table, link, framed)
    own = (numbers - U(table.first_target)).view(np.int64)
    return found.parents[own].astype(U), found.places[own].astype(np.int64)


def siblings(plan: Plan, table: Table, link: Link, framed: "Framed") -> Siblings:
    """All rows of a table; raises Crowded where a parent has more of them than can be told apart."""
    name = (table.name, link.name, "siblings")
    found: Siblings = plan.kept.get(name, lambda: _siblings(plan, table, link, framed))
    return found


def _siblings(plan: Plan, table: Table, link: Link, framed: "Framed") -> Siblings:
    first, count = table.first_target, table.count - table.first_target
    parents = np.empty(count, np.uint32)
    for start in range(0, count, CHUNK_ROWS):
        stop = min(start + CHUNK_ROWS, count)
        spend(-(-(stop - start) // STEP_ROWS))
        frame = framed(plan, table, np.arange(first + start, first + stop, dtype=U))
        parents[start:stop] = _parents(frame, link)
        frame.release()
    order = np.argsort(parents, kind="stable")
    begins = np.flatnonzero(np.diff(parents[order], prepend=~parents[order[:1]]))
    sizes = np.diff(begins, append=count)
    places = np.empty(count, np.uint32)
    places[order] = np.arange(count) - np.repeat(begins, sizes)
    _check(plan, table, link, parents[order[begins]], sizes)
    return Siblings(parents, places)


def _parents(frame: "Frame", link: Link) -> Unsigned:
    picked = frame.picked(link)
    none = frame.orphans(link)
    return picked if none is None else np.where(none, U(NOBODY), picked)


def _check(plan: Plan, table: Table, link: Link, parents: Narrow, sizes: NDArray[np.int64]) -> None:
    """Rows without a parent need not differ: null is equal to nothing."""
    numberings = {digit.numbering for digit in table.digits.values()}
    told = [each.capacity for each in numberings if each.link == link.name]
    if not told:  # their places alone are asked for: see Link.within
        return
    ways = min(told)
    sizes = np.where(parents == NOBODY, 0, sizes)
    most = int(sizes.argmax()) if len(sizes) else 0
    if len(sizes) and sizes[most] > ways:
        place = table.column((*link.columns, *link.hidden)[0]).place
        raise Crowded(
            place,
            f"{table.name}.{link.name}: row {int(parents[most]):,} of {link.parent} is pointed at by "
            f"{int(sizes[most]):,} rows, and what is unique with it has {ways:,} combinations (lower the count, "
            "or take a column that has more)",
        ).about(table.name, link.name)
