"""Rows of a table that refers to itself: the row above each of them, and what they read of all those above."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from mockcraft.core.effort import spend
from mockcraft.core.hashing import Signed, U, Unsigned
from mockcraft.core.links.picking import pick_ancestors
from mockcraft.core.plan import Link

if TYPE_CHECKING:
    from mockcraft.core.frame import Frame


class Elders(NamedTuple):
    """The parents of some rows in their own table.

    Attributes:
        frame: the parents, each once.
        which: of them each row has, shape (n,).
        missing: which rows have none but themselves, shape (n,) of bool.
    """

    frame: "Frame"
    which: Signed
    missing: Any


def parents_in_tree(frame: "Frame", link: Link) -> tuple[Unsigned, Signed]:
    """The row above each row in its own table, and its depth, from 1 on, where that has a limit; else 0.

    A row that would be deeper hangs beside the row that it points at. So each row follows from its ancestors,
    of which it has about as many as the logarithm of its number.
    """
    start, numbers = frame.table.start, frame.rows.numbers
    lost = np.zeros(len(frame), bool)
    if link.where is None:
        picked = pick_ancestors(frame.rows_for(link), link, start)
    else:
        picked, lost = link.where.pick(frame, link)
    depths = np.zeros(len(frame), np.int64)
    if not link.max_depth:
        return picked, depths
    roots = lost | (numbers < U(start + max(link.roots, 1))) | (picked == numbers)
    if link.nulls:
        roots |= frame.null(link)
    depths += 1
    below = np.flatnonzero(~roots)
    if len(below):
        distinct, which = np.unique(picked[below], return_inverse=True)
        spend(len(distinct))
        above, deep = parents_in_tree(frame.beside(frame.table, distinct), link)
        full = deep[which] >= link.max_depth
        picked[below] = np.where(full, above[which], picked[below])
        depths[below] = np.minimum(deep[which] + 1, link.max_depth)
    return picked, depths


def inherited(frame: "Frame", link: Link, name: str) -> pa.Array:
    """A column of the row's parent in its own table, null where a row has none but itself.

    All generations are made from the eldest on, and each ancestor once, however many rows descend from it.
    """
    own = _elders(frame, link)
    if own is None:
        return pa.nulls(len(frame), frame.table.column(name).type.arrow)
    generations = [own.frame]
    while name not in generations[-1].arrays:
        elders = _elders(generations[-1], link)
        if elders is None:
            break
        generations.append(elders.frame)
    for generation in reversed(generations):
        generation.array(name)
    return own.frame.array(name).take(pa.array(own.which, mask=own.missing))


def _elders(frame: "Frame", link: Link) -> Elders | None:
    """The parents of the rows; None where no row has one."""
    if link.name not in frame.elders:
        parents = frame.picked(link)
        own = parents == frame.rows.numbers
        missing = own | frame.array(link.name).is_null().to_numpy(zero_copy_only=False)
        distinct, found = np.unique(parents[~missing], return_inverse=True)
        spend(len(distinct))
        which = np.zeros(len(frame), np.int64)
        which[~missing] = found
        elders = Elders(frame.beside(frame.table, distinct), which, missing)
        frame.elders[link.name] = elders if len(distinct) else None
    return frame.elders[link.name]
