"""Whether existing columns hold the values of a plan: longer texts, larger numbers, what no enum lists.

The rows at both ends of what is made are looked at as they will be, so that only a value that comes is
refused. What lies between them the database refuses, with its row.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import numpy_array
from mockcraft.core.fills import Constant, Listed, Picked
from mockcraft.core.frame import Frame
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.ranges import Range
from mockcraft.core.width import wide_tables
from mockcraft.errors import Unsupported
from mockcraft.sinks.holding import INTEGERS, SHOWN, bounds_of, broken_rule, unfit
from mockcraft.sinks.inner import Place, places
from mockcraft.sinks.misfits import clashes
from mockcraft.stored import StoredColumn, StoredTable

END_ROWS = 4_096  # at each end of a range: a column of names takes 2 ms
PICKED_ROWS = 2**20  # of values that the file lists, which take 0.1 s
ADVICE_RULE = "change the validator, or choose another generator"
ADVICE = "widen the column, or choose another generator"


def check_capacity(
    name: str,
    plan: Plan,
    ranges: Sequence[Range],
    stored: StoredTable,
    folded: Callable[[str], str],
    table: Table,
) -> None:
    """Raises Unsupported for a value that a column of the table does not hold, see `excesses`."""
    for error in excesses(name, plan, ranges, stored, folded, table):
        raise error


def excesses(
    name: str,
    plan: Plan,
    ranges: Sequence[Range],
    stored: StoredTable,
    folded: Callable[[str], str],
    table: Table,
) -> Iterator[Unsupported]:
    """For each column of the table, and each member within one, the first value that it does not hold, with its row.

    Those that take no value of the kind at all are passed over.

    Args:
        name: of the database, for messages.
        plan: that makes the rows.
        ranges: which of them are made.
        stored: the table as it is.
        folded: a column's name as the engine compares it.
        table: as the plan has it.
    """
    columns = {folded(each.name): each for each in stored.columns}
    looked_at = [
        place
        for column in table.columns
        if (each := columns.get(folded(column.name)))
        for place in places(column, each)
        if not clashes(place.column.type, place.stored)
        and (table.given is not None or not _always_fits(place.column, place.stored))
    ]
    for rows in (each for each in ranges if each.table == table.name):
        for numbers in (*ends(plan, rows), *_given(table, rows)):
            yield from _found(name, plan, table, looked_at, numbers)
        listed = [e for e in looked_at if isinstance(e.column.fill, Listed | Picked)]
        if listed:
            yield from _among_all(name, plan, table, listed, rows)


def ends(plan: Plan, rows: Range) -> Iterator[Any]:
    """The row numbers at both ends of a range, uint64 of shape (n,), as many as fit the memory of a chunk."""
    most = wide_tables(plan, [rows], END_ROWS).get(rows.table, END_ROWS)
    middle = min(rows.start + most, rows.stop)
    yield np.arange(rows.start, middle, dtype=np.uint64)
    if middle < rows.stop:
        yield np.arange(max(middle, rows.stop - most), rows.stop, dtype=np.uint64)


def _given(table: Table, rows: Range) -> Iterator[Any]:
    """The row numbers of those that are given by hand."""
    if table.given is not None:
        numbers = np.array(sorted(table.given.rows), np.uint64)
        mine = numbers[(numbers >= rows.start) & (numbers < rows.stop)]
        yield from (mine[i : i + END_ROWS] for i in range(0, len(mine), END_ROWS))


def _among_all(
    name: str, plan: Plan, table: Table, looked_at: list[Place], rows: Range
) -> Iterator[Unsupported]:
    """Looks at the rows between the ends too, for values that the file lists."""
    stop = min(rows.stop - END_ROWS, rows.start + PICKED_ROWS)
    for start in range(rows.start + END_ROWS, stop, END_ROWS):
        numbers = np.arange(start, min(start + END_ROWS, stop), dtype=np.uint64)
        yield from _found(name, plan, table, looked_at, numbers)


def _found(
    name: str, plan: Plan, table: Table, looked_at: list[Place], numbers: Any
) -> Iterator[Unsupported]:
    """Errors of these rows; the places that have one are looked at no more."""
    if not looked_at:  # thousands of tables and their ranges are not compared for nothing
        return
    frame = Frame(plan, table, numbers)
    for place in list(looked_at):
        error = _excess(name, table, place, *place.values(frame.array(place.whole), numbers))
        if error is not None:
            looked_at.remove(place)
            yield error
    frame.release()


def _excess(
    name: str, table: Table, place: Place, array: pa.Array, numbers: Any
) -> Unsupported | None:
    """The error of the first of these values, each with the number of its row, that is not held."""
    each = place.stored
    wrong = unfit(array, place.column.type, each)
    if wrong is None:
        return None
    wrong &= numpy_array(pc.is_valid(array))
    if not wrong.any():
        return None
    first = int(np.flatnonzero(wrong)[0])
    value = array[first].as_py()
    shown = value
    if isinstance(value, str):
        length = f", of {len(value):,} characters" * (each.characters is not None)
        shown = repr(value if len(value) <= SHOWN else f"{value[:SHOWN]}…") + length
    row = f"row {int(numbers[first])} gives it {shown}"
    where = f"{name}: column {table.name}.{place.whole}{place.path}"
    if rule := broken_rule(value, each):
        error = Unsupported(f"{where}: {row}, and the validator's {rule} ({ADVICE_RULE})")
        error.about(table.name, place.whole)
        return error
    more = ", …" * (len(each.labels) > SHOWN)
    holds = f", which holds {', '.join(each.labels[:SHOWN])}{more}" * bool(each.labels)
    error = Unsupported(f"{where} is {each.type}{holds}; {row} ({ADVICE})")
    error.about(table.name, place.whole)
    return error


def _always_fits(column: Column, each: StoredColumn) -> bool:
    """Whether the plan says that no value is too much."""
    kind = column.type.kind
    if isinstance(column.fill, Constant | Picked):
        given = column.fill.values if isinstance(column.fill, Picked) else (column.fill.value,)
        if column.fill.type == column.type:
            wrong = unfit(pa.array(given, column.type.arrow), column.type, each)
            return wrong is None or not wrong.any()
    if isinstance(column.fill, Listed) and not column.converted:
        values = column.fill.values.drop_null()
        wrong = unfit(values, column.type, each)
        return wrong is None or not wrong.any()
    bounds = bounds_of(each)
    if kind in INTEGERS and bounds is not None and each.characters is None and not each.numbers:
        return bounds[0] <= INTEGERS[kind][0] and INTEGERS[kind][1] <= bounds[1]
    return unfit(pa.array([], column.type.arrow), column.type, each) is None
