"""Batches of the plain types that every database driver takes: integers, floats and text."""

import numpy as np
import pyarrow as pa

from mockcraft.core.coded import arrow_array
from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.core.types import Type
from mockcraft.formats.text import TextStyle


class PlainStyle(TextStyle):
    """Text as it is."""

    quotes_times = False

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """See TextStyle."""
        return text


class Plain:
    """Encodes batches for SQLite: dates, times and nested values as text, booleans as 0 and 1.

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
        if type_.kind in ("integer", "float"):
            return array
        if type_.kind == "boolean":
            return array.cast(pa.int64())
        if type_.kind == "decimal":
            return _floats(array, type_.scale)
        if type_.kind in ("text", "uuid", "json"):
            return array
        return self.style.unquoted(array, type_)


def _floats(array: pa.Array, scale: int) -> pa.Array:
    """The nearest floats: one division of the units, which IEEE 754 rounds correctly."""
    words = np.frombuffer(array.buffers()[1], np.int64)[2 * array.offset :][: 2 * len(array) : 2]
    mask = array.is_null().to_numpy(zero_copy_only=False) if array.null_count else None
    floats = words / 10.0**scale
    return pa.array(floats, mask=mask) if mask is not None else arrow_array(floats)
