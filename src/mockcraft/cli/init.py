"""`mockcraft init`: the schema file that fits a database that exists."""

from __future__ import annotations

from pathlib import Path

import click

from mockcraft import settings
from mockcraft.cli.command import Command
from mockcraft.cli.offers import paths
from mockcraft.cli.options import options
from mockcraft.cli.output import write
from mockcraft.cli.voice import note
from mockcraft.errors import UserError
from mockcraft.wording import counted


@click.command(cls=Command)
@options(settings.INSPECTED)
@click.option(
    "-o", "--output", "file", metavar="SCHEMA.yaml", help="Write this file, which must not exist.",
    shell_complete=paths("file"),
)  # fmt: skip
@click.option(
    "--count", "rows", type=click.IntRange(1), metavar="N",
    help="Rows of each table; by default what suits it.",
)  # fmt: skip
def command(db: str | None, file: str | None, rows: int | None) -> None:
    """Write the schema file that fills a database that exists.

    Its catalogue is read: types, keys, uniques, checks, enums, comments. Names say what columns hold.
    Nothing is written to the database.

    \b
    Examples:
      mockcraft init --db URL -o shop.yaml
      mockcraft init --db URL --count 100
    """
    from mockcraft.inspection.reading import inspect
    from mockcraft.inspection.writing import text_of

    if db is None:
        raise UserError("say what to read: --db URL")
    if file is not None and Path(file).exists():
        raise UserError(f"{file} exists (give a new name, or remove it)")
    made = inspect(db, rows)
    text = text_of(made.document, made.target)
    if file is None:
        write([text])
    else:
        try:
            Path(file).write_text(text, encoding="utf-8")
        except OSError as error:
            raise UserError(f"{file}: {(error.strerror or str(error)).lower()}") from error
    for name, reason in made.document.refused.items():
        note(f"{name} is not filled: {reason}")
    tables = counted(len(made.document.tables), "table")
    note(f"{tables} in {file}" if file else tables)
