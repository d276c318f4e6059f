"""`mockcraft estimate`: what a run would take, before it begins."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from mockcraft import settings
from mockcraft.cli.command import Command
from mockcraft.cli.counts import ANY, count_flag
from mockcraft.cli.offers import paths, tables, words
from mockcraft.cli.options import options
from mockcraft.cli.output import printable, write
from mockcraft.cli.ranges import part_of, row_flags, rows_by_table
from mockcraft.cli.target import schema_file
from mockcraft.counts import table_counts
from mockcraft.formats.known import FORMATS, PACKED
from mockcraft.processors import usual_threads
from mockcraft.wording import counted, lasting, size

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mockcraft.estimate import ColumnCost, Cost

SLOW = "xlsx"  # measured where it is asked for: it takes seconds, and needs a package
PARTS = (10, 100)  # machines that a reader may think of


@click.command(cls=Command)
@click.argument("file", metavar="[SCHEMA.yaml]", required=False, shell_complete=paths("file"))
@options(
    settings.SCHEMA, settings.OUTPUT.but(help="This format alone"), settings.DIALECT, settings.COMPRESS,
    settings.SCHEMA_SEED, settings.SCHEMA_LOCALE, settings.SCHEMA_FALLBACK, settings.SCHEMA_NOW, settings.SCALE, settings.WORKERS,
)  # fmt: skip
@partial(count_flag, text=ANY)
@click.option(
    "--table", "tables", multiple=True, metavar="TABLE", help="This table only; repeat for several.",
    shell_complete=words(tables),
)  # fmt: skip
@row_flags
@click.option(
    "--columns", is_flag=True,
    help="Tell what each column takes, and which of them the kernel draws; of CSV, or --output.",
)  # fmt: skip
def command(file: str | None, columns: bool, **values: Any) -> None:
    """Tell what a run would take: bytes, time and memory, measured on a sample of its rows.

    Times are those of this machine, were its cores free. What a disk, a network or a database takes comes on
    top.

    \b
    Examples:
      mockcraft estimate shop.yaml
      mockcraft estimate shop.yaml --scale 1000 --workers 8
      mockcraft estimate shop.yaml --count users=1000000000 --output parquet
      mockcraft estimate shop.yaml --output csv --compress zstd
      mockcraft estimate shop.yaml --columns
    """
    from mockcraft.core.ranges import rows_of
    from mockcraft.estimate import column_costs, estimate
    from mockcraft.format import FormatOptions
    from mockcraft.output_file import output_file
    from mockcraft.schema.bind import Overrides, load
    from mockcraft.selection import Selection

    overrides = Overrides(
        values["seed"], values["locale"], table_counts(values["counts"]), values["scale"], values["now"],
        fallback=values["fallback"],
    )  # fmt: skip
    chosen = Selection(values["tables"], rows_by_table(values["rows"]), part_of(values["part"]))
    spec, plan = load(schema_file(file), overrides)
    ranges = chosen.ranges(plan)
    named = output_file(values["output"] or "")
    output, compress = (
        (named.format, named.compress) if named else (values["output"], values["compress"])
    )
    if columns:
        options = FormatOptions(values["dialect"], chosen.part, spec.csv)
        write(_columns(column_costs(plan, ranges, output or "csv", options)))
        return
    formats = _formats(output, compress)
    options = FormatOptions(values["dialect"], chosen.part, spec.csv, compress=compress)
    costs = list(estimate(plan, chosen.ranges, formats, options))
    lines = [f"{printable(each.table)}: {counted(each.rows, 'row')}\n" for each in ranges]
    write([*lines, f"{rows_of(ranges):,} rows in all\n", "\n", *_grid(costs, values["workers"])])


def _columns(costs: Iterable[ColumnCost]) -> Iterator[str]:
    """A section for each table, the dearest column first."""
    for table, members in groupby(costs, lambda each: each.table):
        found = sorted(members, key=lambda each: -each.nanoseconds)
        width = max(len(printable(each.column)) for each in found)
        yield f"{printable(table)}\n"
        for each in found:
            how = "kernel" if each.drawn else "arrays"
            yield f"  {printable(each.column):{width}}  {each.nanoseconds:8,.0f} ns a row  {how}\n"


def _formats(chosen: str | None, compress: str) -> list[str]:
    """The formats to tell of: the chosen one, or all but the slow one, or those whose files are compressed."""
    from mockcraft.sink import check_packed

    if chosen is not None:
        check_packed(chosen, compress)
        return [chosen]
    return [each for each in FORMATS if (each in PACKED if compress else each != SLOW)]


def _grid(costs: list[Cost], workers: int | None) -> list[str]:
    """A line for each format, below the names of what is told."""

    several = workers if workers is not None and workers > 1 else max(2, usual_threads())
    memory = any(each.memory for each in costs)
    heads = ["", "size", "1 worker", f"{several} workers", *(f"{n} parts" for n in PARTS)]
    heads += ["memory", f"of {several} workers"] if memory else []
    rows = [
        [
            each.format, size(each.bytes), lasting(each.seconds(1)), lasting(each.seconds(several)),
            *(lasting(each.seconds_in_parts(parts)) for parts in PARTS),
            *(size(each.memory_of(n) or 0) for n in (1, several) if memory),
        ]
        for each in costs
    ]  # fmt: skip
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    return [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(n) for cell, n in zip(row[1:], widths[1:], strict=True))]
        ).rstrip()
        + "\n"
        for row in [heads, *rows]
    ]  # fmt: skip
