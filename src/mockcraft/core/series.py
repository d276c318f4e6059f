"""Series: rows that follow one another, all of a table, or those of one parent."""

from typing import TYPE_CHECKING

import numpy as np

from mockcraft.core.hashing import Rows, Signed, U, derive, hash_of
from mockcraft.core.vector import VectorDraw
from mockcraft.dataclass import dataclass

if TYPE_CHECKING:
    from mockcraft.core.frame import Frame
    from mockcraft.core.plan import Column


@dataclass(frozen=True, slots=True)
class Series:
    """The series of a column: of the rows of one parent through the counted reference `link`, or of all rows.

    `counted` says that the generator takes the number of rows of its series.
    """

    link: str
    counted: bool

    def draw(self, frame: "Frame", column: "Column") -> VectorDraw:
        """The verbs, where `row` is the place of a row in its series."""
        if not self.link:
            return frame.draw(column)
        parents, places = frame.located(self.link)
        base = hash_of(parents, derive(column.key, "series"))
        return VectorDraw(column.context, column.key, Rows(base + places.view(U), None, places))

    def rows(self, frame: "Frame") -> Signed:
        """How many rows the series of each row has, shape (n,)."""
        if not self.link:
            return np.full(len(frame), max(frame.table.count, 1))
        assert frame.table.children is not None
        return np.maximum(frame.table.children.counts(frame.located(self.link)[0]), 1)
