"""`mockcraft preview`: rows of a schema file's tables, any of them, without making the ones before."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from mockcraft import settings
from mockcraft.cli.command import Command
from mockcraft.cli.offers import paths, tables, words
from mockcraft.cli.options import options
from mockcraft.cli.output import printable, write
from mockcraft.errors import UserError, nearest

if TYPE_CHECKING:
    import pyarrow as pa

    from mockcraft.core.plan import Plan, Table
    from mockcraft.core.ranges import Chunk

MOST_ROWS = 10_000
WIDTH = 36  # columns of the terminal that a cell takes: a UUID fits


@click.command(cls=Command)
@click.argument("file", metavar="SCHEMA.yaml", shell_complete=paths("file"))
@options(settings.FORMAT, settings.SCHEMA_SEED, settings.SCHEMA_LOCALE, settings.SCHEMA_NOW)
@click.option("--table", metavar="TABLE", help="One table only.", shell_complete=words(tables))
@click.option(
    "--rows",
    default="0..9",
    metavar="FIRST..LAST|ROW",
    help="Rows to show, counted from 0; a single number is that row.",
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
    from mockcraft.core.width import wide_tables
    from mockcraft.schema.bind import Overrides, load

    first, last = row_range(rows)
    _, plan = load(file, Overrides(**given))
    shown = _chosen(plan, table)
    if table is not None and first >= shown[0].count:
        raise UserError(f"--rows {rows}: table {table} has {shown[0].count:,} rows, counted from 0")
    if format == "csv" and len(shown) > 1:
        names = ", ".join(each.name for each in shown)
        raise UserError(f"CSV takes one table, the schema has {names} (choose one with --table)")
    ranges = [Range(each.name, min(first, each.count), min(last + 1, each.count)) for each in shown]
    for name, most in wide_tables(plan, ranges, last - first + 1).items():
        raise UserError(f"--rows {rows}: at most {most} of {name} fit at once, they are that wide")
    chunks = [whole(each) for each in ranges]
    write(_grids(plan, chunks) if format == "text" else _data(plan, chunks, format))


def row_range(text: str) -> tuple[int, int]:
    """First and last row of `10..20`, both inclusive; raises UserError."""
    match = re.fullmatch(r"(\d[\d_]{,30})(?:\.\.(\d[\d_]{,30}))?", text, re.ASCII)
    if match is None:
        raise _no_rows(text)
    first, last = (int((each or match[1]).replace("_", "")) for each in match.groups())
    if first > last:
        raise _no_rows(text)
    if last - first >= MOST_ROWS:
        raise UserError(f"--rows {text}: at most {MOST_ROWS:,} rows are shown")
    if last >= 2**62:
        raise UserError(f"--rows {text}: rows are numbered below 2**62")
    return first, last


def _no_rows(text: str) -> UserError:
    return UserError(
        f"--rows {text!r} is not FIRST..LAST (such as 10..20), nor one row (such as 5)"
    )


def _chosen(plan: Plan, name: str | None) -> tuple[Table, ...]:
    known = [table.name for table in plan.tables]
    if name is not None and name not in known:
        raise UserError(f"--table {name}: the schema has no table {name!r}{nearest(name, known)}")
    return tuple(table for table in plan.tables if name in (None, table.name))


def _grids(plan: Plan, chunks: list[Chunk]) -> Iterator[str]:
    from mockcraft.core.frame import batch_of

    for i, chunk in enumerate(chunks):
        table = plan.table(chunk.table)
        lines = [f"{chunk.table} ({_shown(chunk)} of {table.count:,})"]
        yield "\n" * bool(i) + "\n".join(lines + _grid(table, batch_of(plan, chunk))) + "\n"


def _shown(chunk: Chunk) -> str:
    """Which rows are shown; rows are counted from 0."""
    if chunk.rows == 0:
        return "no rows"
    if chunk.rows == 1:
        return f"row {chunk.start}"
    return f"rows {chunk.start}..{chunk.stop - 1}"


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
    shown = printable(text)
    if _width(shown) <= WIDTH:
        return shown
    shown = shown[: WIDTH - 1]
    while _width(shown) >= WIDTH:
        shown = shown[:-1]
    return shown + "…"
