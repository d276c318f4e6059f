"""Batches of the plain types that every database driver takes: integers, floats and text."""

import numpy as np
import pyarrow as pa

from mockcraft.core.arrays import arrow_array
from mockcraft.core.conversion import as_text
from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.core.types import Type, decimal_units, null_mask
from mockcraft.formats.text import TextStyle


class PlainStyle(TextStyle):
    """Text as it is."""

    quotes_times = False

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """See TextStyle."""
        return text


class Plain:
    """Encodes batches for SQLite: dates, times and nested values as text, booleans as 0 and 1, intervals
    as seconds.

    Decimals become floats, which is what a NUMERIC column of SQLite holds.
    """

    def __init__(self) -> None:
        self.style = PlainStyle()

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> pa.RecordBatch:
        """The batch in plain types."""
        arrays = [
            self._plain(array, column.type)
            for array, column in zip(batch.columns, table.columns, strict=True)
        ]
        return pa.RecordBatch.from_arrays(arrays, [column.name for column in table.columns])

    def _plain(self, array: pa.Array, type_: Type) -> pa.Array:
        if type_.kind in _DRIVER_TYPES:
            return array.cast(_DRIVER_TYPES[type_.kind])
        if type_.kind == "float32":  # SQLite has doubles alone: 0.1 stays 0.1
            return as_text(array).cast(pa.float64())
        if type_.kind == "decimal":
            return floats(array, type_.scale)
        if type_.family in ("text", "bytes"):
            return array
        return self.style.unquoted(array, type_)


EXACT_UNITS = 2**53  # every whole number up to it is a float
_DRIVER_TYPES = {
    "integer": pa.int64(), "int32": pa.int64(), "boolean": pa.int64(), "interval": pa.int64(),
    "float": pa.float64(),
}  # fmt: skip


def floats(array: pa.Array, scale: int) -> pa.Array:
    """The nearest floats: one division of the units, which IEEE 754 rounds correctly.

    Units that a float does not hold would be rounded twice: Python divides whole numbers with one rounding.
    """
    units = decimal_units(array)
    floats = units / 10.0**scale
    for place in np.flatnonzero((units > EXACT_UNITS) | (units < -EXACT_UNITS)):
        floats[place] = int(units[place]) / 10**scale
    return pa.array(floats, mask=null_mask(array)) if array.null_count else arrow_array(floats)
