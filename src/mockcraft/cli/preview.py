"""`mockcraft preview`: rows of a schema file's tables, any of them, without making the ones before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from mockcraft import settings
from mockcraft.cli.command import Command
from mockcraft.cli.counts import count_flag
from mockcraft.cli.offers import paths, tables, words
from mockcraft.cli.options import options
from mockcraft.cli.output import printable, write
from mockcraft.counts import table_counts
from mockcraft.errors import UserError

if TYPE_CHECKING:
    import pyarrow as pa

    from mockcraft.core.plan import Plan, Table
    from mockcraft.core.ranges import Chunk

MOST_ROWS = 10_000
WIDTH = 36  # columns of the terminal that a cell takes: a UUID fits


@click.command(cls=Command)
@click.argument("file", metavar="SCHEMA.yaml", shell_complete=paths("file"))
@options(
    settings.FORMAT,
    settings.SCHEMA_SEED,
    settings.SCHEMA_LOCALE,
    settings.SCHEMA_FALLBACK,
    settings.SCHEMA_NOW,
    settings.SCALE,
)
@count_flag
@click.option("--table", metavar="TABLE", help="One table only.", shell_complete=words(tables))
@click.option(
    "--rows",
    default="0..9",
    metavar="FIRST..LAST|ROW",
    help="Rows to show, counted from 0; a single number is that row.",
    show_default=True,
)
def command(
    file: str, table: str | None, rows: str, format: str, counts: tuple[str, ...], **given: Any
) -> None:
    """Show rows of a schema file's tables. Row 999,999,999 comes as quickly as row 0.

    \b
    Examples:
      mockcraft preview shop.yaml
      mockcraft preview shop.yaml --table orders --rows 100..119
      mockcraft preview shop.yaml --table users --format json
      mockcraft preview shop.yaml --count users=50000 --rows 49990..49999
    """
    from mockcraft.format import FormatOptions
    from mockcraft.preview import check_one_table, rows_shown, shown_plan, tables_shown, written
    from mockcraft.schema.bind import Overrides, load

    first, last = row_range(rows)
    spec, plan = load(file, Overrides(counts=table_counts(counts), **given))
    if format != "text":
        plan = shown_plan(plan, format)
    shown = tables_shown(plan, table, f"--table {table}")
    check_one_table(shown, format, "--table")
    chunks = rows_shown(plan, shown, first, last, f"--rows {rows}")
    options = FormatOptions(csv=spec.csv)
    write(_grids(plan, chunks) if format == "text" else written(plan, chunks, format, options))


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


def _grid(table: Table, batch: pa.RecordBatch) -> list[str]:
    from mockcraft.formats.dictionaries import decoded
    from mockcraft.formats.plain import PlainStyle

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
