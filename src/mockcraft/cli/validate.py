"""`mockcraft validate`: every problem of a schema file, each with its place."""

from __future__ import annotations

import click


@click.command()
@click.argument("file", metavar="SCHEMA.yaml")
def command(file: str) -> None:
    """Check a schema file and report every problem, with its place and what to do.

    \b
    Examples:
      mockcraft validate shop.yaml
    """
    from mockcraft.schema.bind import load

    _, plan = load(file)
    columns = sum(len(table.columns) for table in plan.tables)
    tables = len(plan.tables)
    click.echo(
        f"{file}: no problems in {tables} table{'s' * (tables != 1)} with {columns} columns and {plan.rows:,} rows"
    )
