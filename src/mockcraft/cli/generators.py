"""`mockcraft generators`: the list of generators."""

from __future__ import annotations

from collections.abc import Iterator

import click

from mockcraft.cli.command import Command
from mockcraft.cli.offers import categories, words
from mockcraft.cli.options import options
from mockcraft.cli.output import write
from mockcraft.cli.table import as_table
from mockcraft.cli.voice import note
from mockcraft.listing import Summary, describe, select
from mockcraft.names import find
from mockcraft.settings import FORMAT


@click.command(cls=Command)
@click.option(
    "--category",
    metavar="CATEGORY",
    help="Those of one category, such as person.",
    shell_complete=words(categories),
)
@click.option("--search", metavar="WORD", help="Those whose name or description has the word.")
@options(FORMAT)
def command(category: str | None, search: str | None, format: str) -> None:
    """List the generators by category, each with a sample at seed 0.

    \b
    Examples:
      mockcraft generators --category person
      mockcraft generators --search address
      mockcraft generators --format json

    With --format json, aliases and parameters are listed too.
    """
    found = select(category, search)
    if not found:
        note(f"mockcraft: no generator speaks of {search!r}")
    write(FORMS[format](found))


def as_json(found: list[Summary]) -> Iterator[str]:
    """One array."""
    import json

    described = [describe(find(each.name)) for each in found]
    yield json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def as_csv(found: list[Summary]) -> Iterator[str]:
    """A record for each generator, without its parameters."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["name", "category", "type", "help", "sample"])
    for each in found:
        writer.writerow([each.name, each.category, each.type, each.help, each.sample])
    yield text.getvalue()


FORMS = {"text": as_table, "json": as_json, "csv": as_csv}
