"""Some rows of a plan's tables, any of them, without making the ones before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mockcraft.core.ranges import Chunk, Range, whole
from mockcraft.errors import NotFound, Unworkable, nearest
from mockcraft.setting import Setting

if TYPE_CHECKING:
    from mockcraft.core.plan import Plan, Table
    from mockcraft.format import FormatOptions

TABLE = Setting("table", str, None, "The only table that is shown")
OFFSET = Setting("offset", int, 0, "First row, counted from 0", low=0, high=2**62 - 1)
ROWS = Setting("rows", int, 10, "How many rows of each table", low=1)
ONE_TABLE = ("csv", "jsonl")  # formats that hold the rows of one table


def tables_shown(plan: Plan, name: str | None, source: str) -> tuple[Table, ...]:
    """The table of that name, or all; raises UserError, which begins with `source`, for a name there is not."""
    tables = plan.tables if name is None else (*plan.tables, *plan.within)
    known = [table.name for table in tables]
    if name is not None and name not in known:
        raise NotFound(f"{source}: the schema has no table {name!r}{nearest(name, known)}")
    return tuple(table for table in tables if name in (None, table.name))


def shown_plan(plan: Plan, format: str) -> Plan:
    """The plan as the format shows it: JSON has embedded tables in the documents of their parents."""
    from mockcraft.format import open_format, shaped

    return shaped(plan, open_format(format))


def rows_shown(
    plan: Plan, tables: tuple[Table, ...], first: int, last: int, source: str
) -> list[Chunk]:
    """Rows `first` to `last`, both inclusive, of each table, as far as it has them.

    Raises Unworkable, which begins with `source`, where they are too wide to be made at once, or where the
    only table has none of them.
    """
    from mockcraft.core.width import wide_tables

    if len(tables) == 1 and first >= tables[0].count:
        only = tables[0]
        raise Unworkable(f"{source}: table {only.name} has {only.count:,} rows, counted from 0")
    ranges = [
        Range(each.name, min(first, each.count), min(last + 1, each.count)) for each in tables
    ]
    for name, most in wide_tables(plan, ranges, last - first + 1).items():
        raise Unworkable(f"{source}: at most {most} of {name} fit at once, they are that wide")
    return [whole(each) for each in ranges]


def check_one_table(tables: tuple[Table, ...], format: str, advice: str) -> None:
    """Raises Unworkable where a format that holds one table is asked for several."""
    if format in ONE_TABLE and len(tables) > 1:
        names = ", ".join(each.name for each in tables)
        raise Unworkable(
            f"{format.upper()} takes one table, the schema has {names} (choose one with {advice})"
        )


def written(
    plan: Plan, chunks: list[Chunk], format: str, options: FormatOptions | None = None
) -> Iterator[str]:
    """The rows as the format writes them. JSON of several tables is one object, with an array for each."""
    from mockcraft.core.frame import batch_of
    from mockcraft.format import open_format

    writer = open_format(format, options)
    for i, chunk in enumerate(chunks):
        if len(chunks) > 1:
            name = json.dumps(chunk.table, ensure_ascii=False)
            yield f"{',' if i else '{'}{name}: "
        table = plan.table(chunk.table)
        rows: bytes = writer.encode(table, batch_of(plan, chunk), chunk)
        yield (writer.header(table) + bytes(rows) + writer.footer(table)).decode()
    if len(chunks) > 1:
        yield "}\n"


def page(
    plan: Plan,
    table: str | None,
    offset: int,
    rows: int,
    format: str,
    options: FormatOptions | None = None,
) -> Iterator[str]:
    """`rows` rows from `offset` on, counted from 0, of one table or of all, as the format writes them.

    Raises UserError in the words of a caller that names `table`, `offset` and `rows`.
    """
    plan = shown_plan(plan, format)
    tables = tables_shown(plan, table, f"table={table}")
    check_one_table(tables, format, "table")
    last = min(offset + rows, 2**62) - 1
    chunks = rows_shown(plan, tables, offset, last, f"offset={offset}, rows={rows}")
    return written(plan, chunks, format, options)
