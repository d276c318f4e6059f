"""`mockcraft validate`: every problem of a schema file, each with its place."""

from __future__ import annotations

from typing import Any

import click

from mockcraft import settings
from mockcraft.cli.command import Command
from mockcraft.cli.offers import paths
from mockcraft.cli.options import options
from mockcraft.cli.output import write
from mockcraft.wording import counted


@click.command(cls=Command)
@click.argument("file", metavar="SCHEMA.yaml", shell_complete=paths("file"))
@options(settings.SCHEMA_NOW)
def command(file: str, **given: Any) -> None:
    """Check a schema file and report every problem, with its place and what to do.

    The first rows of each table are made too, which shows a division by zero or a check that no row
    passes. What a database or a folder would refuse, such as a name that is too long there, is told
    by `mockcraft seed --dry-run`.

    \b
    Examples:
      mockcraft validate shop.yaml
    """
    from mockcraft.schema.bind import Overrides, load
    from mockcraft.trial import try_rows

    _, plan = load(file, Overrides(**given))
    try_rows(plan)
    columns = sum(len(table.columns) for table in plan.tables)
    tables = counted(len(plan.tables), "table")
    size = f"{tables} with {counted(columns, 'column')} and {counted(plan.rows, 'row')}"
    write([f"{file}: no problems in {size}\n"])
