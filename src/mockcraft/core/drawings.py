"""Rows of a table with checks are drawn until they pass."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from mockcraft.core.effort import spend
from mockcraft.core.hashing import Rows, Signed, Unsigned
from mockcraft.core.plan import Link, Table
from mockcraft.core.types import place
from mockcraft.core.values import text_of
from mockcraft.errors import DataError

if TYPE_CHECKING:
    from mockcraft.core.frame import Frame

# Tries at a row that fails a check: one that passes 1 time in 5 fails all with p = 2e-10.
REDRAWS = 100


class Drawings:
    """The drawings that count of the rows of a table with checks: the first one, or a later one that passes.

    Attributes:
        positions: of the rows in the sequence of SplitMix64, on those drawings.
    """

    def __init__(
        self,
        table: Table,
        rows: int,
        drawn: "Callable[[Signed, Signed], Frame]",
        failures: "Callable[[Frame], Any]",
    ) -> None:
        """`drawn` gives rows by their places, each on the attempt that stands beside its place; `failures` tells
        which of them fail a check, shape (n,) of bool.
        """  # fmt: skip
        attempts = np.zeros(rows, np.int64)
        self.first = drawn(np.arange(rows), attempts.copy())
        failing = self.places = np.flatnonzero(failures(self.first))
        for attempt in range(1, REDRAWS + 1):
            if not len(failing):
                break
            spend(len(failing) * len(table.columns))
            attempts[failing] = attempt
            failed = failures(drawn(failing, attempts[failing]))
            if attempt == REDRAWS and failed.any():
                _refuse(drawn(failing[failed][:1], attempts[failing[failed][:1]]))
            failing = failing[failed]
        self.later = drawn(self.places, attempts[self.places])
        self.positions = Rows(self.first.rows.numbers, attempts).weyl

    def array(self, name: str) -> pa.Array:
        """A column of the drawings that count."""
        first = self.first.array(name)
        if not len(self.places):
            return first
        order = np.arange(len(first))
        order[self.places] = len(first) + np.arange(len(self.places))
        return place([first, self.later.array(name)], order)

    def picked(self, link: Link) -> Unsigned:
        """The parent rows of the drawings that count."""
        rows = self.first.picked(link)
        if len(self.places):
            rows = rows.copy()
            rows[self.places] = self.later.picked(link)
        return rows

    def moved(self, sharing: int) -> tuple[Signed, Unsigned]:
        """See Frame.moved, of the drawings that count."""
        places, numbers = self.first.moved(sharing)
        if not len(self.places):
            return places, numbers
        later, others = self.later.moved(sharing)
        kept = ~np.isin(places, self.places)
        places = np.concatenate([places[kept], self.places[later]])
        order = np.argsort(places)
        return places[order], np.concatenate([numbers[kept], others])[order]


def _refuse(frame: "Frame") -> None:
    """Says which check the one row of the frame fails."""
    for check in frame.table.checks:
        if not frame.passes(check)[0]:
            values = ", ".join(f"{n} = {text_of(frame.path(n)[0].as_py())}" for n in check.columns)
            wrong = DataError(
                f"{check.place}: {frame.table.name}: the check {check.text!r} still fails for row "
                f"{int(frame.rows.numbers[0])} after {REDRAWS} draws, last with {values} "
                "(widen the ranges of its columns, or loosen the check)"
            )
            raise wrong.about(frame.table.name)
