"""Which rows of a plan a database has already, known by their keys."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.frame import Frame
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, whole
from mockcraft.errors import Unsupported
from mockcraft.formats.plain import Plain
from mockcraft.sink import LoadOptions
from mockcraft.stored import StoredTable
from mockcraft.wording import word


def refuse_rows(target: str, table: Table, present: int, options: LoadOptions) -> None:
    """Raises Unsupported for rows that are there, unless they may be added to or replaced."""
    if present and options.existing == "refuse":
        nothing = "no run was broken off in it: " if options.resume else ""
        raise Unsupported(
            f"{target}: table {table.name} has {present:,} rows already "
            f"({nothing}give {word('append')} to add rows, or {word('truncate')} to replace them)"
        )


def refuse_more(target: str, present: Mapping[str, int], agreed: Mapping[str, int] | None) -> None:
    """Raises Unsupported for rows to be replaced, by table, that are more than somebody has agreed to.

    None stands for whoever agrees to all that are there.
    """
    for name, rows in present.items():
        if agreed is not None and rows > agreed.get(name, 0):
            raise Unsupported(
                f"{target}: table {name} has {rows:,} rows, and had {agreed.get(name, 0):,} when it was looked at "
                "just now (run this again)"
            )


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
