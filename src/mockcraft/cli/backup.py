"""`mockcraft backup`: takes a verified backup of a database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mockcraft import settings
from mockcraft.cli.backing import back_up
from mockcraft.cli.command import Command
from mockcraft.cli.options import options
from mockcraft.cli.output import write

PATH = settings.BACKUP_PATH.but(short="--path")


@click.command(cls=Command)
@options(
    settings.DB.but(help="Database to back up, by its URL", shown=""),
    PATH,
    settings.KEEP,
    settings.COMPRESSION,
)
@click.option(
    "--verify/--no-verify", default=True,
    help="Restore it to a scratch database and compare (the default), or leave that out.",
)  # fmt: skip
def command(verify: bool, **values: Any) -> None:
    """Take a backup of a database, restore it to a scratch database, and compare the two.

    A backup is a folder NAME-UTC TIME with manifest.json and the data. It gets its name when all is complete:
    what has a name is whole. The folder's path is printed.

    \b
    Examples:
      mockcraft backup --db URL --path backups
      mockcraft backup --db URL --path backups --keep 7
      mockcraft backups --path backups
      mockcraft verify --latest --path backups
      mockcraft restore --latest --path backups --db URL
    """
    from mockcraft.backups.taking import BackupOptions

    made = BackupOptions(Path(values["backup_path"]), values["compression"], verify, values["keep"])
    write([f"{back_up(values['db'], made).folder}\n"])
