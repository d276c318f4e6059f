"""What `mockcraft seed` reads and where it writes to: which of two targets counts, and which flags go with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from mockcraft.cli.options import found
from mockcraft.cli.voice import current_sources
from mockcraft.errors import UserError
from mockcraft.output_file import OutputFile, output_file
from mockcraft.setting_sources import FLAG
from mockcraft.settings import (
    BACKUP,
    BACKUP_PATH,
    COMPRESS,
    COMPRESSION,
    DB,
    DIALECT,
    DIR,
    KEEP,
    OUTPUT,
    RETRIES,
    SCHEMA,
    YES,
)

if TYPE_CHECKING:
    from mockcraft.sink import LoadOptions

OVERWRITE = "overwrite"  # what --truncate is called for files


def schema_file(file: str | None) -> str:
    """The schema file; raises UserError where there is none, or two."""
    config = found(SCHEMA)
    if file is not None and config.rank == FLAG:
        raise UserError(f"{file!r} and --config both name a schema file (give one)")
    path: str | None = file if file is not None else config.value
    if path is None:
        near = next(iter(current_sources().passed_over), None)
        hint = f" (such as {near})" if near else ""
        command = click.get_current_context().info_name
        raise UserError(f"say what to {command}: --config FILE, a schema file{hint}")
    return path


def is_given(file: str | None) -> bool:
    """Whether a schema file is named, in whatever way."""
    return file is not None or found(SCHEMA).value is not None


def target() -> tuple[str | None, str | None]:
    """URL of the database and format of the files, at most one of them; the one nearer to the caller counts.

    Raises UserError where both are given alike: as two flags, two variables, or two lines of one file.
    """
    database, output = found(DB), found(OUTPUT)
    if database.value is None or output.value is None:
        return database.value, output.value
    if database.rank == output.rank:
        given = [each.origin for each in (database, output)]
        places = "" if given == [DB.flag, OUTPUT.flag] else f" ({' and '.join(given)})"
        raise UserError(f"give {DB.flag} or {OUTPUT.flag}, not both{places}")
    return (database.value, None) if database.rank < output.rank else (None, output.value)


def named_file(output: str | None) -> OutputFile | None:
    """The file that --output names, None for a format; raises UserError for flags that say otherwise."""
    file = output_file(output) if output is not None else None
    if file is not None:
        for setting, what in ((DIR, "is a folder"), (COMPRESS, "says how files are compressed")):
            if found(setting).rank == FLAG:
                raise UserError(
                    f"{setting.flag} {what}, and {OUTPUT.flag} names a file, whose name says it all (give a format, "
                    f"or leave {setting.flag} out)"
                )
    return file


def load_options(
    output: str | None, create: bool, existing: str | None, resume: bool, retries: int
) -> LoadOptions:
    """What is done with rows or files that are there; raises UserError for a flag that would do nothing."""
    from mockcraft.sink import LoadOptions as Made

    given = _given(existing)
    if output is not None and click.get_current_context().params["engine"]:
        given.discard("--resume")  # parts of files are made again, each by itself
    for flag, reason in _of_databases() if output is not None else _of_files():
        if flag in given:
            raise UserError(f"{flag} {reason}")
    if output is not None:
        _check_files(output, given)
    return Made(
        create, "truncate" if existing == OVERWRITE else existing or "refuse", resume, retries
    )


def check_backup_flags(backup: bool) -> None:
    """Raises UserError for a flag that says how a backup is taken, where none is."""
    for setting in (BACKUP_PATH, KEEP, COMPRESSION):
        if not backup and found(setting).rank == FLAG:
            raise UserError(
                f"{setting.flag} goes with {BACKUP.flag} (give both, or leave {setting.flag} out)"
            )


def _of_databases() -> Iterator[tuple[str, str]]:
    yield "--append", "adds rows to a database; files are made anew (--overwrite replaces them)"
    yield "--no-create", "is about the tables of a database, and files have none (leave it out)"
    yield "--create", "is about the tables of a database, and files have none (leave it out)"
    yield RETRIES.flag, "is about the connection to a database, and files have none (leave it out)"
    yield YES.flag, "is about the rows of a database (leave it out)"
    yield BACKUP.flag, "is of a database; files are not backed up (leave it out)"
    yield BACKUP_PATH.flag, "is the folder of backups of a database (leave it out)"
    yield "--resume", "goes on with a database; files are made anew (--overwrite replaces them)"


def _of_files() -> Iterator[tuple[str, str]]:
    yield DIR.flag, "is the folder of files (it goes with --output)"
    yield DIALECT.flag, "is that of SQL files (it goes with --output sql)"
    yield "--no-header", "is about CSV files (it goes with --output csv)"
    yield "--pretty", "is about JSON files (it goes with --output json)"
    yield COMPRESS.flag, "is about files (it goes with --output)"
    yield f"--{OVERWRITE}", "replaces files (the rows of a database are replaced with --truncate)"


def _check_files(output: str, given: set[str]) -> None:
    if DIALECT.flag in given and output != "sql":
        raise UserError(
            f"{DIALECT.flag} is that of SQL files, not of {output} (it goes with --output sql)"
        )
    if "--no-header" in given and output != "csv":
        raise UserError(f"--no-header is about CSV, and {output} has no header (leave it out)")
    if "--pretty" in given and output != "json":
        raise UserError(f"--pretty is about JSON, not about {output} (leave it out)")
    for flag in ("--truncate", f"--{OVERWRITE}"):
        if flag in given and found(DIR).value == "-":
            raise UserError(f"{flag} replaces files, and standard output is none (leave it out)")


def _given(existing: str | None) -> set[str]:
    """The flags of this line that not every target takes."""
    context = click.get_current_context()
    made = {f"--{existing}"} if existing else set()
    values: dict[str, Any] = context.params
    for name in (
        DIR.name,
        DIALECT.name,
        COMPRESS.name,
        RETRIES.name,
        YES.name,
        BACKUP.name,
        BACKUP_PATH.name,
        "resume",
    ):
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            made.add(f"--{name.replace('_', '-')}")
    if not values["header"]:
        made.add("--no-header")
    if values["pretty"]:
        made.add("--pretty")
    if context.get_parameter_source("create") is ParameterSource.COMMANDLINE:
        made.add("--create" if values["create"] else "--no-create")
    return made
