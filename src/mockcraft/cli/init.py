"""`mockcraft init`: the schema file that fits a database that exists, or an SQL file that defines one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mockcraft import settings
from mockcraft.cli.command import Command
from mockcraft.cli.offers import paths
from mockcraft.cli.options import found, options
from mockcraft.cli.output import printable, write
from mockcraft.cli.voice import note
from mockcraft.counts import rows_and_counts
from mockcraft.errors import SinkError, UserError
from mockcraft.setting_sources import FLAG
from mockcraft.wording import counted

if TYPE_CHECKING:
    from mockcraft.inspection.reading import Inspection
    from mockcraft.inspection.source import Source


@click.command(cls=Command)
@click.argument("script", metavar="[SCHEMA.sql]", required=False, shell_complete=paths("file"))
@options(settings.INSPECTED, settings.DEFINED)
@click.option(
    "-o", "--output", "file", metavar="SCHEMA.yaml", help="Write this file, which must not exist; - for standard output.",
    shell_complete=paths("file"),
)  # fmt: skip
@click.option(
    "--update", "old", metavar="SCHEMA.yaml", shell_complete=paths("file"),
    help="Add to this file what the database has got since, and keep every line of it.",
)  # fmt: skip
@click.option(
    "--profile", "profiled", is_flag=True,
    help="Take numbers, weights, quantiles, lengths and children from the rows that are there; no texts.",
)  # fmt: skip
@click.option(
    "--keep-labels", "labels", is_flag=True,
    help="With --profile: take the texts of columns that have few different ones too.",
)  # fmt: skip
@click.option(
    "--count", "counts", multiple=True, metavar="N",
    help="Rows of each table, or of one: TABLE=N; by default what suits it.",
)  # fmt: skip
@click.option(
    "--only", multiple=True, metavar="TABLE",
    help="Only this table, or those of a pattern such as 'audit_*'; repeat for several.",
)  # fmt: skip
@click.option(
    "--skip", multiple=True, metavar="TABLE",
    help="Leave out this table, or those of a pattern such as 'audit_*'; repeat for several.",
)  # fmt: skip
def command(
    script: str | None,
    db: str | None,
    dialect: str | None,
    file: str | None,
    old: str | None,
    profiled: bool,
    labels: bool,
    counts: tuple[str, ...],
    only: tuple[str, ...],
    skip: tuple[str, ...],
) -> None:
    """Write the schema file that fills a database that exists.

    Its catalogue is read: types, keys, uniques, checks, enums, comments. Names say what columns hold.
    Nothing stays in the database: five rows of tables with triggers are put in and taken back.
    In its place, an SQL file may say how the tables are made.

    \b
    Examples:
      mockcraft init --db URL -o shop.yaml
      mockcraft init --db URL --count 100
      mockcraft init schema.sql --dialect mysql -o shop.yaml
      mockcraft init --db URL --update shop.yaml
      mockcraft init --db URL --profile -o shop.yaml
    """
    from mockcraft.inspection.reading import Filled, inspect
    from mockcraft.inspection.writing import text_of
    from mockcraft.selection import Selection

    if file is not None and old is not None:
        raise UserError("--update writes into its own file (leave --output out)")
    file = None if file == "-" else file
    if file is not None and os.path.exists(file):
        raise UserError(f"{file} exists (give a new name, or remove it)")
    if profiled and script is not None:
        raise UserError("--profile reads rows, which an SQL file has none of (give --db)")
    if labels and not profiled:
        raise UserError("--keep-labels says what --profile may take (give it too)")
    if script is not None and found(settings.INSPECTED).rank == FLAG:
        raise UserError(f"one thing is read: {script}, or the database of --db (leave one out)")
    db = None if script is not None else db  # one of a variable, which is read and tried elsewhere
    rows, by_table = rows_and_counts(counts)
    none = next((name for name, number in by_table.items() if number == 0), None)
    if none is not None:
        raise UserError(
            f"--count {none}: 0 rows say nothing of a table (--skip {none} leaves it out)"
        )
    source = _source(script, db, dialect)
    try:
        made = inspect(
            source, rows, counts=by_table, kept=old is None and not profiled, profiled=profiled,
            labels=labels, chosen=Selection(only, skip=skip),
        )  # fmt: skip
    except Filled as error:
        raise UserError(f"{error} (give --profile for a file of what is there)") from None
    if old is not None:
        _update(old, made)
        return
    if db is not None and not profiled:
        _rehearse(made, db)
    text = text_of(made.document, made.target)
    if file is None:
        write([text])
    else:
        try:
            Path(file).write_text(text, encoding="utf-8")
        except OSError as error:
            raise UserError(f"{file}: {(error.strerror or str(error)).lower()}") from error
    for each in made.unread:
        note(printable(f"{script}, line {each.line}: {each.text}: {each.why}; it is passed over"))
    for name, reason in made.document.refused.items():
        note(f"{name} is not filled: {reason}")
    tables = counted(len(made.document.tables), "table")
    note(f"{tables} in {file}" if file else tables)


def _rehearse(made: Inspection, db: str) -> None:
    """Learns what triggers refuse, as a seed without a file does; a database that can only be read is taken as it is."""
    from mockcraft.inspection.probing import probe
    from mockcraft.schema.bind import Overrides

    try:
        probe(made, db, Overrides())
    except SinkError as error:
        if not made.document.tables:
            raise
        note(printable(f"what triggers say is not known, as no row can be put in: {error}"))


def _update(file: str, made: Inspection) -> None:
    """Writes what is new into a schema file, once it is known that the file is a good one then."""
    from mockcraft.inspection.updating import update
    from mockcraft.schema.files import Folder
    from mockcraft.schema.source import decode

    path = Path(file)
    try:
        text = decode(path.read_bytes(), file)
        new = update(text, file, Folder(path.parent), made)
        if new.added or new.renamed:
            path.write_text(new.text, encoding="utf-8", newline="")
    except OSError as error:
        raise UserError(f"{file}: {(error.strerror or str(error)).lower()}") from error
    for each in (*new.renamed, *(f"{each} is new" for each in new.added), *new.left):
        note(printable(each))
    if not (new.added or new.renamed):
        note(f"nothing is new for {file}")


def _source(script: str | None, db: str | None, dialect: str | None) -> Source:
    """What the caller wants to be read."""
    from mockcraft.inspection import source

    if script is not None:
        read = source.file(script, dialect)
        if dialect is None:
            note(f"{script} is read as {read.engine.title} (--dialect says otherwise)")
        return read
    if db is None:
        raise UserError("say what to read: --db URL, or an SQL file that makes the tables")
    return source.database(db)
