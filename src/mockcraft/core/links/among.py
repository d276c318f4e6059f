"""Columns that tell a row among the children of its parent: its number, or whether it is the one of them."""

from typing import Any

import numpy as np

from mockcraft.core.arrays import arrow_array
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import Rows, below, derive, hashed
from mockcraft.core.plan import Column
from mockcraft.dataclass import dataclass

WHICH = ("any", "first", "last")


@dataclass(frozen=True, slots=True)
class Numbered:
    """Numbers of the rows of one parent, from `start` in steps of `step`; `link` counts the rows."""

    link: str
    start: int
    step: int

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        return arrow_array(self.start + self.step * frame.located(self.link)[1])


@dataclass(frozen=True, slots=True)
class OneOf:
    """Whether a row is the one of its parent's rows: the first, the last or, decided by the parent, any."""

    link: str
    which: str

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        parents, places = frame.located(self.link)
        if self.which == "first":
            return arrow_array(places == 0)
        assert frame.table.children is not None
        counts = np.maximum(frame.table.children.counts(parents), 1)
        if self.which == "last":
            return arrow_array(places == counts - 1)
        return arrow_array(
            places == below(hashed(Rows(parents), derive(column.key, "one")), counts)
        )
