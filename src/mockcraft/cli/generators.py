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
from mockcraft.core.lists import check_locale
from mockcraft.listing import Summary, describe, of_locale, select
from mockcraft.names import find
from mockcraft.settings import FALLBACK, FORMAT, LOCALE
from mockcraft.speech import KINDS, MISSING


@click.command(cls=Command)
@click.option(
    "--category",
    metavar="CATEGORY",
    help="Those of one category, such as person.",
    shell_complete=words(categories),
)
@click.option("--search", metavar="WORD", help="Those whose name or description has the word.")
@options(
    LOCALE.but(
        default=None,
        shown="none",
        help="Tell what each speaks there, with a sample of it",
        in_file=False,
    ),
    FORMAT,
)
def command(category: str | None, search: str | None, locale: str | None, format: str) -> None:
    """List the generators by category, each with a sample at seed 0.

    \b
    Examples:
      mockcraft generators --category person
      mockcraft generators --search address
      mockcraft generators --locale ja_JP
      mockcraft generators --format json

    With --format json, aliases and parameters are listed too. With --locale, a generator is native there,
    neutral (numbers and codes), English (as what it speaks of is) or missing.
    """
    found = select(category, search)
    if locale is not None:
        found = [of_locale(each, check_locale(locale)) for each in found]
        note(_counted(found))
    if not found:
        note(f"mockcraft: no generator speaks of {search!r}")
    write(FORMS[format](found))


def as_json(found: list[Summary]) -> Iterator[str]:
    """One array."""
    import json

    described = [
        {
            **describe(find(each.name)),
            **({"sample": each.sample, "speech": each.speech} if each.speech else {}),
        }
        for each in found
    ]
    yield json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def as_csv(found: list[Summary]) -> Iterator[str]:
    """A record for each generator, without its parameters."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    speech = ["speech"] if any(each.speech for each in found) else []
    writer.writerow(["name", "category", "type", "help", "sample", *speech])
    for each in found:
        told = [each.speech] if speech else []
        writer.writerow([each.name, each.category, each.type, each.help, each.sample, *told])
    yield text.getvalue()


def _counted(found: list[Summary]) -> str:
    """How many generators speak how, and what to do about those that are missing."""
    numbers = {kind: sum(each.speech == kind for each in found) for kind in KINDS}
    told = ", ".join(f"{number} {kind}" for kind, number in numbers.items() if number)
    way = f" ({FALLBACK.flag} en_US gives what is missing in English)" if numbers[MISSING] else ""
    return f"mockcraft: {told}{way}"


FORMS = {"text": as_table, "json": as_json, "csv": as_csv}
