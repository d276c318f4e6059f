"""Which rows of a plan a database has already, known by their keys."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.frame import Frame
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, whole
from mockcraft.formats.plain import Plain
from mockcraft.stored import StoredTable


def keys_of(table: Table) -> list[tuple[str, ...]]:
    """The groups of columns by which the rows of a table are told apart, its primary key first."""
    alone = [(column.name,) for column in table.columns if column.unique]
    groups = [table.primary_key, *table.uniques, *alone]
    return list(dict.fromkeys(group for group in groups if group))


def key_of(table: Table, stored: StoredTable | None = None) -> tuple[str, ...] | None:
    """The columns to know a row by, none of which can be null; None where there are none.

    Of a table that is `stored`, they are those of a key that the database holds, too.
    """
    for group in keys_of(table):
        if any(table.column(name).nullable for name in group):
            continue
        names = {name.lower() for name in group}
        if stored is None or any(
            names == {name.lower() for name in each}
            for each in (stored.primary_key, *stored.uniques)
        ):
            return group
    return None


def key_values(
    plan: Plan, table: Table, columns: Sequence[str], rows: range
) -> dict[str, list[Any]]:
    """The values of these columns in rows of a table, as `formats.plain` writes them."""
    frame = Frame(plan, table, np.arange(rows.start, rows.stop, dtype=np.uint64))
    batch = pa.RecordBatch.from_arrays([frame.array(name) for name in columns], list(columns))
    few = replace(table, columns=tuple(table.column(name) for name in columns))
    made = Plain().encode(few, batch, whole(Range(table.name, rows.start, rows.stop)))
    return {name: made.column(place).to_pylist() for place, name in enumerate(columns)}
