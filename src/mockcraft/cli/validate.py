"""`mockcraft validate`: every problem of a schema file, each with its place."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from mockcraft import settings
from mockcraft.cli.command import Command
from mockcraft.cli.offers import paths
from mockcraft.cli.options import options
from mockcraft.cli.output import write
from mockcraft.errors import DataError

if TYPE_CHECKING:
    from mockcraft.core.plan import Plan


TRIED = 1000  # first rows of each table that are made


@click.command(cls=Command)
@click.argument("file", metavar="SCHEMA.yaml", shell_complete=paths("file"))
@options(settings.SCHEMA_NOW)
def command(file: str, **given: Any) -> None:
    """Check a schema file and report every problem, with its place and what to do.

    The first rows of each table are made too, which shows a division by zero or a check that no row
    passes.

    \b
    Examples:
      mockcraft validate shop.yaml
    """
    from mockcraft.schema.bind import Overrides, load

    _, plan = load(file, Overrides(**given))
    try_rows(plan)
    columns = sum(len(table.columns) for table in plan.tables)
    tables = len(plan.tables)
    size = f"{tables} table{'s' * (tables != 1)} with {columns} columns and {plan.rows:,} rows"
    write([f"{file}: no problems in {size}\n"])


def try_rows(plan: Plan) -> None:
    """Makes the first rows of each table; raises DataError with what is wrong in any of them."""
    from mockcraft.core.frame import batch_of
    from mockcraft.core.ranges import Range, chunks
    from mockcraft.core.width import wide_tables

    failed = []
    for table in plan.tables:
        first = [Range(table.name, 0, min(table.count, TRIED))]
        try:
            for chunk in islice(chunks(first, TRIED, wide_tables(plan, first, TRIED)), 1):
                batch_of(plan, chunk)
        except DataError as error:
            failed.append(str(error))
    if failed:
        raise DataError("\n".join(dict.fromkeys(failed)))
