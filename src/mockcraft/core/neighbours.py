"""The rows before and after: `lag(balance)` and `lead(balance)` in expressions.

Every row can be made by itself, so the one beside it can too. Neighbours are rows of one series: of one parent
where rows are counted per a parent, else of the table.
"""

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from mockcraft.core.hashing import U
from mockcraft.core.types import with_nulls

if TYPE_CHECKING:
    from mockcraft.core.frame import Frame


def read_beside(frame: "Frame", path: str, step: int) -> pa.Array:
    """A column of the rows before or after, null where there is none in the series."""
    numbers, table = frame.rows.numbers, frame.table
    children = table.children
    if children is not None:
        counted = next(link.name for link in table.links if link.counted)
        parents, places = frame.located(counted)
        ends = places == (0 if step < 0 else children.counts(parents) - 1)
    else:
        ends = numbers == U(table.start if step < 0 else max(table.count - 1, 0))
    if step not in frame.neighbours:
        moved = numbers + np.where(ends, 0, step).astype(np.int64).view(U)
        frame.neighbours[step] = frame.beside(table, moved)
    return with_nulls(frame.neighbours[step].path(path), ends)
