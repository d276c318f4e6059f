"""`mockcraft preview`: rows of a schema file's tables, any of them, without making the ones before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from mockcraft import settings
from mockcraft.cli.options import options
from mockcraft.errors import UserError, did_you_mean

if TYPE_CHECKING:
    import pyarrow as pa

    from mockcraft.core.plan import Plan, Table

MOST_ROWS = 10_000
WIDTH = 32  # characters of a cell that are shown


@click.command()
@click.argument("file", metavar="SCHEMA.yaml")
@options(settings.FORMAT, settings.SCHEMA_SEED, settings.SCHEMA_LOCALE)
@click.option("--table", metavar="TABLE", help="One table only.")
@click.option(
    "--rows",
    default="0..9",
    metavar="FIRST..LAST",
    help="Rows to show, counted from 0.",
    show_default=True,
)
def command(
    file: str, table: str | None, rows: str, format: str, seed: int | None, locale: str | None
) -> None:
    """Show rows of a schema file's tables. Row 999,999,999 comes as quickly as row 0.

    \b
    Examples:
      mockcraft preview shop.yaml
      mockcraft preview shop.yaml --table orders --rows 100..119
      mockcraft preview shop.yaml --table users --format json
    """
    from mockcraft.schema.bind import Overrides, load

    first, last = row_range(rows)
    _, plan = load(file, Overrides(seed, locale))
    tables = _chosen(plan, table)
    for i, each in enumerate(tables):
        if table is not None and first >= each.count:
            raise UserError(
                f"--rows {rows}: table {each.name} has {each.count:,} rows, counted from 0"
            )
        if i:
            click.echo()
        if len(tables) > 1 and format == "text":
            click.echo(f"{each.name} ({each.count:,} rows)")
        _show(plan, each, first, min(last + 1, each.count), format)


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
        hint = did_you_mean(name, known) or f" (there are: {', '.join(known)})"
        raise UserError(f"--table {name}: the schema has no table {name!r}{hint}")
    return tuple(table for table in plan.tables if name in (None, table.name))


def _show(plan: Plan, table: Table, start: int, stop: int, format: str) -> None:
    from mockcraft.core.frame import batch_of
    from mockcraft.core.plan import Chunk
    from mockcraft.format import open_format

    batch = batch_of(plan, Chunk(table, min(start, stop), stop))
    if format == "text":
        for line in _grid(table, batch):
            click.echo(line)
        return
    writer = open_format(format)
    stream = click.get_binary_stream("stdout")
    stream.write(writer.header(table))
    stream.write(writer.encode(table, batch, 0))
    stream.write(writer.footer(table))
    stream.flush()


def _grid(table: Table, batch: pa.RecordBatch) -> list[str]:
    from mockcraft.formats.plain import PlainStyle
    from mockcraft.formats.text import decoded

    columns = []
    for array, column in zip(batch.columns, table.columns, strict=True):
        texts = decoded(PlainStyle().unquoted(array, column.type)).to_pylist()
        cells = [column.name, *("NULL" if text is None else _cut(text) for text in texts)]
        width = max(map(len, cells))
        right = column.type.kind in ("integer", "decimal", "float")
        columns.append([cell.rjust(width) if right else cell.ljust(width) for cell in cells])
    lines = ["  ".join(row).rstrip() for row in zip(*columns, strict=True)]
    return [lines[0], "-" * max(map(len, lines)), *lines[1:]]


def _cut(text: str) -> str:
    text = text.replace("\n", "\\n")
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
