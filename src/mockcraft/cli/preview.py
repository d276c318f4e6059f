"""`mockcraft preview`: rows of a schema file's tables, any of them, without making the ones before."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from mockcraft import settings
from mockcraft.cli.options import options
from mockcraft.cli.output import write
from mockcraft.errors import UserError, nearest

if TYPE_CHECKING:
    import pyarrow as pa

    from mockcraft.core.plan import Plan, Table
    from mockcraft.core.ranges import Chunk

MOST_ROWS = 10_000
WIDTH = 36  # columns of the terminal that a cell takes: a UUID fits


@click.command()
@click.argument("file", metavar="SCHEMA.yaml")
@options(settings.FORMAT, settings.SCHEMA_SEED, settings.SCHEMA_LOCALE, settings.SCHEMA_NOW)
@click.option("--table", metavar="TABLE", help="One table only.")
@click.option(
    "--rows",
    default="0..9",
    metavar="FIRST..LAST",
    help="Rows to show, counted from 0.",
    show_default=True,
)
def command(file: str, table: str | None, rows: str, format: str, **given: Any) -> None:
    """Show rows of a schema file's tables. Row 999,999,999 comes as quickly as row 0.

    \b
    Examples:
      mockcraft preview shop.yaml
      mockcraft preview shop.yaml --table orders --rows 100..119
      mockcraft preview shop.yaml --table users --format json
    """
    from mockcraft.core.ranges import Range, whole
    from mockcraft.schema.bind import Overrides, load

    first, last = row_range(rows)
    _, plan = load(file, Overrides(**given))
    tables = _chosen(plan, table)
    if table is not None and first >= tables[0].count:
        raise UserError(
            f"--rows {rows}: table {table} has {tables[0].count:,} rows, counted from 0"
        )
    if format == "csv" and len(tables) > 1:
        names = ", ".join(each.name for each in tables)
        raise UserError(f"CSV takes one table, the schema has {names} (choose one with --table)")
    chunks = [
        whole(Range(each.name, min(first, each.count), min(last + 1, each.count)))
        for each in tables
    ]
    write(_grids(plan, chunks) if format == "text" else _data(plan, chunks, format))


def row_range(text: str) -> tuple[int, int]:
    """First and last row of `10..20`, both inclusive; raises UserError."""
    match = re.fullmatch(r"(\d[\d_]*)(?:\.\.(\d[\d_]*))?", text)
    first = int(match[1]) if match else 0
    last = int(match[2] or match[1]) if match else -1
    if match is None or first > last:
        raise UserError(f"--rows {text!r} is not FIRST..LAST (such as 10..20)")
    if last - first >= MOST_ROWS:
        raise UserError(f"--rows {text}: at most {MOST_ROWS:,} rows are shown")
    if last >= 2**62:
        raise UserError(f"--rows {text}: rows are numbered below 2**62")
    return first, last


def _chosen(plan: Plan, name: str | None) -> tuple[Table, ...]:
    known = [table.name for table in plan.tables]
    if name is not None and name not in known:
        raise UserError(f"--table {name}: the schema has no table {name!r}{nearest(name, known)}")
    return tuple(table for table in plan.tables if name in (None, table.name))


def _grids(plan: Plan, chunks: list[Chunk]) -> Iterator[str]:
    from mockcraft.core.frame import batch_of

    for i, chunk in enumerate(chunks):
        if len(chunks) > 1:
            yield "\n" * bool(i) + f"{chunk.table} ({plan.table(chunk.table).count:,} rows)\n"
        grid = _grid(plan.table(chunk.table), batch_of(plan, chunk))
        yield "".join(line + "\n" for line in grid)


def _data(plan: Plan, chunks: list[Chunk], format: str) -> Iterator[str]:
    """JSON of several tables is one object, with an array for each."""
    from mockcraft.core.frame import batch_of
    from mockcraft.format import open_format

    writer = open_format(format)
    for i, chunk in enumerate(chunks):
        if len(chunks) > 1:
            name = json.dumps(chunk.table, ensure_ascii=False)
            yield f"{',' if i else '{'}{name}: "
        table = plan.table(chunk.table)
        rows: bytes = writer.encode(table, batch_of(plan, chunk), chunk)
        yield (writer.header(table) + rows + writer.footer(table)).decode()
    if len(chunks) > 1:
        yield "}\n"


def _grid(table: Table, batch: pa.RecordBatch) -> list[str]:
    from mockcraft.formats.plain import PlainStyle
    from mockcraft.formats.text import decoded

    columns = []
    for array, column in zip(batch.columns, table.columns, strict=True):
        texts = decoded(PlainStyle().unquoted(array, column.type)).to_pylist()
        cells = [column.name, *("NULL" if text is None else _cut(text) for text in texts)]
        width = max(map(_width, cells))
        right = column.type.family == "number"
        columns.append([_padded(cell, width, right) for cell in cells])
    lines = ["  ".join(row).rstrip() for row in zip(*columns, strict=True)]
    return [lines[0], "-" * max(map(_width, lines)), *lines[1:]]


def _padded(cell: str, width: int, right: bool) -> str:
    spaces = " " * (width - _width(cell))
    return spaces + cell if right else cell + spaces


def _width(text: str) -> int:
    """Columns of a terminal: characters of Chinese and Japanese take two."""
    if text.isascii():
        return len(text)
    return sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in text)


def _cut(text: str) -> str:
    shown = "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)
    if _width(shown) <= WIDTH:
        return shown
    shown = shown[: WIDTH - 1]
    while _width(shown) >= WIDTH:
        shown = shown[:-1]
    return shown + "…"
