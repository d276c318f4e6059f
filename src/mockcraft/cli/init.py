"""`mockcraft init`: the schema file that fits a database that exists, or an SQL file that defines one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mockcraft import settings
from mockcraft.cli.command import Command
from mockcraft.cli.offers import paths
from mockcraft.cli.options import options
from mockcraft.cli.output import printable, write
from mockcraft.cli.voice import note
from mockcraft.errors import UserError
from mockcraft.wording import counted

if TYPE_CHECKING:
    from mockcraft.inspection.source import Source


@click.command(cls=Command)
@click.argument("script", metavar="[SCHEMA.sql]", required=False, shell_complete=paths("file"))
@options(settings.INSPECTED, settings.DEFINED)
@click.option(
    "-o", "--output", "file", metavar="SCHEMA.yaml", help="Write this file, which must not exist.",
    shell_complete=paths("file"),
)  # fmt: skip
@click.option(
    "--count", "rows", type=click.IntRange(1), metavar="N",
    help="Rows of each table; by default what suits it.",
)  # fmt: skip
def command(
    script: str | None, db: str | None, dialect: str | None, file: str | None, rows: int | None
) -> None:
    """Write the schema file that fills a database that exists.

    Its catalogue is read: types, keys, uniques, checks, enums, comments. Names say what columns hold.
    Nothing is written to the database. In its place, an SQL file may say how the tables are made.

    \b
    Examples:
      mockcraft init --db URL -o shop.yaml
      mockcraft init --db URL --count 100
      mockcraft init schema.sql --dialect mysql -o shop.yaml
    """
    from mockcraft.inspection.reading import inspect
    from mockcraft.inspection.writing import text_of

    if file is not None and Path(file).exists():
        raise UserError(f"{file} exists (give a new name, or remove it)")
    made = inspect(_source(script, db, dialect), rows)
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


def _source(script: str | None, db: str | None, dialect: str | None) -> Source:
    """What the caller wants to be read."""
    from mockcraft.inspection import source

    if script is not None:
        found = source.file(script, dialect)
        if dialect is None:
            note(f"{script} is read as {found.engine.title} (--dialect says otherwise)")
        return found
    if db is None:
        raise UserError("say what to read: --db URL, or an SQL file that makes the tables")
    return source.database(db)
