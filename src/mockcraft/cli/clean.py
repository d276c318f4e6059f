"""`mockcraft clean`: removes from a database what runs with a schema file made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from mockcraft import settings
from mockcraft.cli.command import Command
from mockcraft.cli.counts import count_flag
from mockcraft.cli.offers import paths
from mockcraft.cli.options import options
from mockcraft.cli.output import printable, write
from mockcraft.cli.target import schema_file
from mockcraft.cli.voice import note
from mockcraft.counts import table_counts
from mockcraft.errors import UserError
from mockcraft.wording import counted

if TYPE_CHECKING:
    from mockcraft.sinks.cleaning import Cleaning, Removal


@click.command(cls=Command)
@click.argument("file", metavar="[SCHEMA.yaml]", required=False, shell_complete=paths("file"))
@options(
    settings.SCHEMA, settings.DB.but(help="Database to clean, by its URL"), settings.SCHEMA_SEED,
    settings.SCHEMA_LOCALE, settings.SCHEMA_FALLBACK, settings.SCHEMA_NOW, settings.SCALE, settings.YES,
)  # fmt: skip
@count_flag
@click.option("--dry-run", is_flag=True, help="Show what would be removed, and remove nothing.")
def command(file: str | None, dry_run: bool, yes: bool, **values: Any) -> None:
    """Remove from a database what runs with a schema file made.

    Tables that a run of this file, seed, scale, counts and clock made are dropped; from other tables the rows
    with its keys are deleted. A run that was broken off is forgotten. What goes is said first, and asked about.

    \b
    Examples:
      mockcraft clean --config shop.yaml --db URL --dry-run
      mockcraft clean --config shop.yaml --db URL --yes
    """
    cleaning = _cleaning(schema_file(file), values)
    removals, broken = cleaning.foresee()
    target = cleaning.target.name
    if not removals and not broken and not cleaning.parted:
        note(f"{target}: nothing of this plan is there")
        return
    kept = cleaning.kept_schemas(removals)
    shown = lines(target, removals, broken, kept, cleaning.parted)
    if dry_run:
        write([*(f"{line}\n" for line in shown), "nothing was removed\n"])
        return
    if not yes:
        from mockcraft.cli.agreement import agree

        agree(
            f"{target}: clean would remove",
            shown,
            _said(removals, broken),
        )
    for each in cleaning.run(None if yes else removals):
        note(f"  {printable(each.table)}: removed {each}")


def _cleaning(schema: str, values: dict[str, Any]) -> Cleaning:
    from mockcraft.database import engine_of
    from mockcraft.schema.bind import Overrides, bind, read
    from mockcraft.sinks.cleaning import Cleaning as Made
    from mockcraft.sinks.stored_rows import with_stored

    overrides = Overrides(
        values["seed"],
        values["locale"],
        table_counts(values["counts"]),
        values["scale"],
        values["now"],
        fallback=values["fallback"],
    )
    spec, problems = read(schema)
    url = values["db"] or spec.database_url()
    if url is None:
        bind(spec, overrides, problems)
        raise UserError("say what to clean: --db URL, a database")
    spec = spec if problems else with_stored(spec, url)
    return Made(engine_of(url), url, bind(spec, overrides, problems))


def lines(
    target: str,
    removals: Sequence[Removal],
    broken: Sequence[str],
    schemas: Sequence[str] = (),
    parted: Sequence[str] = (),
) -> list[str]:
    """What goes, for people who are to agree."""
    width = max((len(printable(each.table)) for each in removals), default=0)
    shown = [f"  {printable(each.table).ljust(width)}  {each}" for each in removals]
    forgotten = ", ".join(map(printable, broken))
    more = [f"  the run that was broken off in {forgotten}, which cannot be resumed then"]
    noted = ", ".join(map(printable, parted))
    parts = [f"  what is noted of the parts of {noted}"]
    stays = [f"  the schema {printable(name)} stays (drop it by hand)" for name in schemas]
    return [
        f"{target}: clean removes",
        *shown,
        *(more if broken else []),
        *(parts if parted else []),
        *stays,
    ]


def _said(removals: Sequence[Removal], broken: Sequence[str]) -> str:
    """The same in a line."""
    rows, dropped = sum(each.rows for each in removals), sum(each.drops for each in removals)
    tables = f" and {counted(dropped, 'table')}" if dropped else ""
    forgotten = "the run that was broken off" if broken else "what is noted of parts"
    return f"{counted(rows, 'row')}{tables}" if removals else forgotten
