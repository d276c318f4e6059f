"""Which documents leave a column out: a pure decision of the row, apart from whether its value is null.

In a table such a value is null. A row that is drawn again, because it fails a check, leaves out the same.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mockcraft.core.hashing import Rows, Unsigned, below, derive, hashed

if TYPE_CHECKING:
    from mockcraft.core.plan import Column

Mask = NDArray[np.bool_]


def absent_rows(column: "Column", numbers: Unsigned) -> Mask | None:
    """Which of the rows leave the column out, shape (n,); None where it is in every row.

    `numbers` are those of the table's rows, uint64, in any order: `Chunk.numbers` for a
    chunk. A member of a sub-document has the rows of its document; one of an
    array's items has those that `fill.item_numbers` of the array gives.
    """
    if not column.absent:
        return None
    bits = hashed(Rows(numbers), derive(column.absence, "absent"))
    made: Mask = below(bits, 2**32) < round(column.absent * 2**32)
    if column.kept:
        made &= ~np.isin(numbers.view(np.int64), column.kept)
    return made


def leaves_out(column: "Column") -> bool:
    """Whether some document leaves it out, or something within it."""
    return column.absent > 0 or any(map(leaves_out, column.inner))
