"""Many values of one generator at once, by the vector evaluator: the values that `answer` gives, as texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.coded import plain_text
from mockcraft.core.context import Context
from mockcraft.core.hashing import Rows
from mockcraft.core.types import to_arrow, type_of
from mockcraft.core.uniques.digits import Digit
from mockcraft.core.vector import VectorDraw
from mockcraft.formats.plain import PlainStyle
from mockcraft.generator import Bound

STYLE = PlainStyle()


def texts(bound: Bound, context: Context, rows: range, digits: Mapping[int, Digit]) -> list[str]:
    """The values of these rows, as text formats write them."""
    key = context.column_key(bound.generator.name)
    numbers = np.arange(rows.start, rows.stop, dtype=np.uint64)
    value = bound(VectorDraw(context, key, Rows(numbers, digits=digits)))
    array = to_arrow(value, len(rows))
    made: list[str] = _plain(STYLE.unquoted(array, type_of(array.type))).to_pylist()
    return made


def _plain(array: Any) -> pa.StringArray:
    return plain_text(array) if pa.types.is_dictionary(array.type) else array
