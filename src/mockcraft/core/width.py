"""How much memory the rows of a table take, so that a chunk has as many as fit, and no row is begun that cannot.

The largest number of values in a row, and the longest constants, are known from the plan. How long texts
are is measured on a few rows. Neither changes what a row holds, only how many are made at a time.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.coded import plain_text
from mockcraft.core.embedding import Embedded, embedded_ranges
from mockcraft.core.fills import Constant, Items, Listed, Picked, Struct, Templated
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import U
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.ranges import Range
from mockcraft.errors import DataError

# Of a chunk's arrays, of which each thread has one, and some wait: twice as many are no quicker, and take 35 to 70 MB
# more where a row has 100 columns.
CHUNK_BYTES = 8 * 2**20
# Of the arrays of rows that are shown together, and of the constant text of a row.
TOGETHER_BYTES = 64 * 2**20
ROW_VALUES = 2**22  # of one row at most: with what is made on the way, some hundred MB
VALUE_BYTES = 16  # of a number, or of a text's place, and as much while it is made
WITHIN = 4  # embedded rows of a chunk, for each row that it usually has: documents of 1,000 take 230 MB, not 600
SAMPLE_ROWS = 8
FEW_ROWS = 1024  # of fewer rows, none is made to measure it


def rows_at_once(plan: Plan, ranges: Sequence[Range], rows: int) -> dict[str, int]:
    """Rows of a chunk, for the tables of which it has fewer than `rows`: those of `wide_tables`, and those with
    more than WITHIN rows of others in each document.

    Raises DataError where not even one row fits.
    """
    made = wide_tables(plan, ranges, rows, CHUNK_BYTES)
    for each in ranges:
        within = sum(inner.rows for inner in embedded_ranges(plan, [each]))
        if within > WITHIN * each.rows:
            fits = max(1, rows * WITHIN * each.rows // within)
            made[each.table] = min(fits, made.get(each.table, rows))
    return made


def wide_tables(
    plan: Plan, ranges: Iterable[Range], rows: int, most: int = TOGETHER_BYTES
) -> dict[str, int]:
    """Rows that are made together at most, for the tables of which `rows` rows would take more than `most` bytes.

    Raises DataError where not even one row fits.
    """
    made: dict[str, int] = {}
    for each in ranges:
        table = plan.table(each.table)
        least = least_bytes(table)
        fits = most // least
        if fits >= min(rows, each.rows) > FEW_ROWS:
            fits = most // (least + _measured(plan, table, each))
        if fits < rows:
            made[each.table] = max(1, min(fits, made.get(each.table, rows)))
    return made


def least_bytes(table: Table) -> int:
    """Bytes of a row with all its array items, texts of generators left out; raises DataError where a row is
    too large.
    """
    found = 1
    for column in table.all_columns:
        values, texts = _extent(column)
        texts = max(texts, _longest_given(table, column))
        if values > ROW_VALUES or texts > TOGETHER_BYTES:
            what = (
                f"{values:,} values" if values > ROW_VALUES else f"{texts:,} bytes of constant text"
            )
            raise DataError(
                f"{column.place}: {table.name}.{column.name} has up to {what} in a row "
                f"(the limit is {ROW_VALUES:,} values and {TOGETHER_BYTES:,} bytes: {_advice(column)})"
            )
        found += values * VALUE_BYTES + texts
    return found


def _longest_given(table: Table, column: Column) -> int:
    cells = table.given.cells.get(column.name) if table.given is not None else None
    return max(map(_length, cells.values), default=0) if cells is not None else 0


def _advice(column: Column) -> str:
    if isinstance(column.fill, Embedded):
        return f"lower the max of what {column.fill.table} is counted, or do not embed it"
    return "lower its items, or shorten it"


def _extent(column: Column) -> tuple[int, int]:
    """Values of a row at most, and bytes of the longest constant texts."""
    fill: Any = column.fill
    if isinstance(fill, Items | Embedded):
        values, texts = _extent(fill.member)
        return 1 + fill.high * values, fill.high * texts
    if isinstance(fill, Struct):
        return _sum(map(_extent, fill.members))
    if isinstance(fill, Templated):
        own = sum(len(part) for part in fill.parts if isinstance(part, str))
        values, texts = _sum(_extent(part) for part in fill.parts if isinstance(part, Column))
        return values + len(fill.parts), texts + own
    if isinstance(fill, Constant):
        return 1, _length(fill.value)
    if isinstance(fill, Picked):
        return 1, max(map(_length, fill.values), default=0)
    if isinstance(fill, Listed):
        return 1, _longest(fill.values)
    return 1, 0


def _sum(extents: Iterable[tuple[int, int]]) -> tuple[int, int]:
    values = texts = 0
    for each, more in extents:
        values, texts = values + each, texts + more
    return values, texts


def _longest(array: pa.Array) -> int:
    """Bytes of the longest text; 0 where there are none."""
    if not (pa.types.is_string(array.type) or pa.types.is_binary(array.type)):
        return 0
    return pc.max(pc.binary_length(array)).as_py() or 0


def _length(value: object) -> int:
    return len(value) if isinstance(value, str | bytes) else 0


def _measured(plan: Plan, table: Table, range: Range) -> int:
    """Bytes of a row, on average of a few that stand apart."""
    numbers = np.linspace(range.start, range.stop - 1, SAMPLE_ROWS).astype(U)
    batch = Frame(plan, table, numbers).batch()
    return sum(int(_plain(array).nbytes) for array in batch.columns) // SAMPLE_ROWS


def _plain(array: pa.Array) -> pa.Array:
    return plain_text(array) if pa.types.is_dictionary(array.type) else array
