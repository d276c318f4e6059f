"""Values of columns as Redis has them: as text, and times as numbers."""

from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array, numpy_array
from mockcraft.core.conversion import as_text
from mockcraft.formats import cells
from mockcraft.formats.keyspace import MOMENTS
from mockcraft.formats.text import TextStyle


class RespStyle(TextStyle):
    """Text as it is: Redis takes any bytes. Booleans are 0 and 1, as clients write them."""

    booleans = ("0", "1")
    quotes_times = False
    separator = "T"

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """See TextStyle."""
        return text

    def bytes(self, array: pa.Array) -> pa.StringArray:
        """See TextStyle: they are joined as text, which Arrow does not look into."""
        return pa.Array.from_buffers(
            pa.string(), len(array), array.buffers(), array.null_count, array.offset
        )


STYLE = RespStyle()
DAY_S = 86_400


def score_texts(kind: str, array: pa.Array) -> pa.Array:
    """Numbers as text; times as seconds since 1970-01-01 UTC, intervals as seconds."""
    if kind in MOMENTS or kind == "interval":
        return arrow_array(whole_seconds(kind, array)).cast(pa.string())
    return {"decimal": cells.decimal, "float": as_text, "float32": as_text}.get(
        kind, lambda each: each.cast(pa.string())
    )(array)


def whole_seconds(kind: str, array: pa.Array) -> Any:
    """Seconds as whole numbers, int64; 0 for nulls."""
    if kind == "date":
        days = numpy_array(pc.fill_null(array.view(pa.int32()), 0)).astype(np.int64)
        return days * DAY_S
    numbers = array if kind in ("integer", "int32") else array.view(pa.int64())
    return numpy_array(pc.fill_null(numbers.cast(pa.int64()), 0))
