"""Which rows a request is about, in which order: all of them, those found at once, or those of a window.

Conditions that an inverse or an index answers are exact for any table. What has to be evaluated row by
row is evaluated for at most WINDOW rows a request; the answer says which, and where to go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import numpy_array
from mockcraft.core.coded import plain_text
from mockcraft.core.expression import Expression, RowError, evaluate
from mockcraft.core.fills import Linked
from mockcraft.core.plan import Table
from mockcraft.core.ranges import CHUNK_ROWS
from mockcraft.dataclass import dataclass
from mockcraft.errors import ParameterError, Unworkable, shortened
from mockcraft.server.tables.changes import RowNumbers, TableChanges
from mockcraft.server.tables.finding import Equal
from mockcraft.server.tables.rows import Reading

WINDOW = (
    100_000  # rows that a request looks at: between 0.02 s for a number and 0.3 s for many texts
)
ORDERED = 100_000  # rows that are put into another order than their own


@dataclass(frozen=True, slots=True)
class Window:
    """Rows [start, stop) of `rows` were looked at."""

    start: int
    stop: int
    rows: int

    @property
    def whole(self) -> bool:
        """Whether these are all rows."""
        return self.start == 0 and self.stop == self.rows

    def __str__(self) -> str:
        last = max(self.stop - 1, self.start)
        return f"rows {self.start}-{last}/{self.rows}"


@dataclass(frozen=True, slots=True)
class Selected:
    """The rows that a request is about.

    Attributes:
        rows: how many: of all rows, or of the window.
        numbers: of these rows, in order; None for all rows of the table.
        window: what was looked at; None where nothing had to be looked at row by row.
        backward: whether all rows of the table come in reverse order.
    """

    rows: int
    numbers: RowNumbers | None = None
    window: Window | None = None
    backward: bool = False

    @property
    def exact(self) -> bool:
        """Whether no row beyond the window can belong to it."""
        return self.window is None or self.window.whole

    def page(self, changes: TableChanges, first: int, rows: int) -> RowNumbers:
        """Numbers of at most so many rows from the place `first` on."""
        last = min(first + rows, self.rows)
        if self.numbers is not None:
            return self.numbers[first:last]
        positions = np.arange(first, max(last, first))
        return changes.numbers_at(self.rows - 1 - positions if self.backward else positions)


@dataclass(frozen=True, slots=True)
class Asked:
    """Conditions, and where the window begins."""

    equal: tuple[Equal, ...] = ()
    where: Expression | None = None
    start: int = 0


def select(reading: Reading, table: Table, asked: Asked) -> Selected:
    """The rows that meet all conditions, in the order of the table."""
    changes = reading.changes(table)
    if not asked.equal and asked.where is None:
        _check_start(asked, table, 0)
        return Selected(changes.rows)
    looked: Window | None
    wanted = {each.column.name: each for each in asked.equal}
    found = reading.finder.narrowed(table, wanted) if wanted else None
    if found is None:
        window = _window(asked, table, table.count)
        rest, looked = list(asked.equal), window
        rows = np.arange(window.start, window.stop)
        written = _written_in(changes, window)
    else:
        rest = [each for name, each in wanted.items() if name not in found.proven]
        rows, written = found.rows, changes.numbers
        looked = _window(asked, table, len(rows)) if rest or asked.where else None
        if looked is not None:
            rows = rows[looked.start : looked.stop]
            written = written if looked.start == 0 else written[:0]
        else:
            _check_start(asked, table, 0)
    rows = _meeting(reading, table, changes.untouched(rows), rest, asked.where)
    written = _meeting(reading, table, written, asked.equal, asked.where)
    if len(written):
        rows = np.sort(np.concatenate([rows, written]))
    return Selected(len(rows), rows, looked)


def _window(asked: Asked, table: Table, rows: int) -> Window:
    _check_start(asked, table, rows)
    return Window(asked.start, min(asked.start + WINDOW, rows), rows)


def _check_start(asked: Asked, table: Table, rows: int) -> None:
    """Raises Unworkable where the window begins beyond the rows that are looked at one by one."""
    if asked.start < max(rows, 1):
        return
    if not rows:
        raise Unworkable(
            f"scan={asked.start}: the rows of {table.name} are found without looking at each (leave scan out)",
            "scan",
        )
    raise Unworkable(
        f"scan={asked.start}: the rows of {table.name} that are looked at one by one are 0 to {rows - 1:,} "
        "(take scan as the header Link has it)",
        "scan",
    )


def _written_in(changes: TableChanges, window: Window) -> RowNumbers:
    """Rows that were changed within a window of the table; the last one has those that were added."""
    first = np.searchsorted(changes.numbers, window.start)
    if window.stop == window.rows:
        return changes.numbers[first:]
    return changes.numbers[first : np.searchsorted(changes.numbers, window.stop)]


def _meeting(
    reading: Reading,
    table: Table,
    rows: RowNumbers,
    equal: Sequence[Equal],
    where: Expression | None,
) -> RowNumbers:
    """Those of the rows that meet the conditions, found by making them, some at a time."""
    if not equal and where is None:
        return rows
    parts = [rows[i : i + CHUNK_ROWS] for i in range(0, len(rows), CHUNK_ROWS)]
    made = [_met(reading, table, part, equal, where) for part in parts]
    return np.concatenate(made) if made else rows[:0]


def _met(
    reading: Reading,
    table: Table,
    rows: RowNumbers,
    equal: Sequence[Equal],
    where: Expression | None,
) -> RowNumbers:
    column = reading.columns_of(table, rows)
    met = np.ones(len(rows), bool)
    for each in equal:
        met &= numpy_array(each.mask(column(each.column.name)))
    if where is None or not met.any():
        return rows[met]
    if not met.all():
        rows = rows[met]
        column = reading.columns_of(table, rows)
    try:
        passed = pc.fill_null(evaluate(where, column, len(rows)), False)
    except RowError as error:
        place = f"row {int(rows[error.row])} of {table.name}"
        raise ParameterError(
            f"where={shortened(where.text)}: {error} ({place})", "where"
        ) from error
    kept: RowNumbers = rows[numpy_array(passed)]
    return kept


# ---------------------------------------------------------------------- order


def ordered(
    reading: Reading, table: Table, selected: Selected, keys: Sequence[tuple[str, bool]]
) -> Selected:
    """The rows in the order of these columns, each with whether it descends, NULL last.

    The order of a column that rises or falls with the rows is known for any number of them. Raises
    Unworkable where more than ORDERED rows, or those of a window, would have to be put in order.
    """
    if not keys:
        return selected
    name, descends = keys[0]
    way = _direction(reading, table, name)
    if way and (len(keys) == 1 or table.column(name).unique):
        backward = descends is (way > 0)
        numbers = selected.numbers
        if numbers is not None and backward:
            numbers = numbers[::-1]
        return replace(selected, numbers=numbers, backward=backward)
    asked = ",".join("-" * down + each for each, down in keys)
    if not selected.exact:
        raise Unworkable(
            f"sort={asked}: only a part of {table.name} is looked at, so there is no order of all "
            "(filter by a key, or sort by one that rises with the rows)",
            "sort",
        )
    if selected.rows > ORDERED:
        raise Unworkable(
            f"sort={asked}: {selected.rows:,} rows of {table.name} are more than the {ORDERED:,} that are "
            f"put in order{_quick(reading, table)}",
            "sort",
        )
    changes = reading.changes(table)
    numbers = selected.page(changes, 0, selected.rows)
    arrays = [_comparable(table, array, name) for array, (name, _) in zip(
        reading.arrays(table, numbers, [name for name, _ in keys]), keys, strict=True
    )]  # fmt: skip
    labels = [str(i) for i in range(len(keys))]
    order = pc.sort_indices(
        pa.table(arrays, names=labels),
        sort_keys=[
            (label, "descending" if down else "ascending")
            for label, (_, down) in zip(labels, keys, strict=True)
        ],
    )
    return replace(selected, numbers=numbers[numpy_array(order)])


def _direction(reading: Reading, table: Table, name: str) -> int:
    """1 or -1 for a column that rises or falls with the rows, 0 for others and where one was changed."""
    column = table.column(name)
    if len(reading.changes(table).numbers) and name not in table.primary_key:
        return 0
    if column.sparse or column.type.kind not in ("integer", "int32"):
        return 0
    sequence = column.sequence
    if sequence is not None:
        return 1 if sequence[1] > 0 else -1
    fill = column.fill
    if isinstance(fill, Linked) and table.link(fill.link).counted and not reading.changes(table):
        parent = reading.plan.table(table.link(fill.link).parent)
        return _direction(reading, parent, fill.target)
    return 0


def _quick(reading: Reading, table: Table) -> str:
    names = [each.name for each in table.columns if _direction(reading, table, each.name)]
    return f" (sort by {' or '.join(names)}, or filter first)" if names else " (filter first)"


def _comparable(table: Table, array: pa.Array, name: str) -> pa.Array:
    if table.column(name).type.nested:
        raise ParameterError(f"sort={name}: documents and arrays have no order", "sort")
    return plain_text(array) if pa.types.is_dictionary(array.type) else array
