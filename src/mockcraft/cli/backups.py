"""`mockcraft backups`: lists the backups in a folder."""

from __future__ import annotations

from pathlib import Path

import click

from mockcraft.cli.backup import PATH
from mockcraft.cli.command import Command
from mockcraft.cli.options import options
from mockcraft.cli.output import printable, write


@click.command(cls=Command)
@options(PATH)
def command(backup_path: str) -> None:
    """List the backups in a folder, the oldest first.

    \b
    Examples:
      mockcraft backups --path backups
    """
    from mockcraft.backups.folders import backups_in, listed

    found = backups_in(Path(backup_path))
    write(
        [f"{printable(line)}\n" for line in listed(found)]
        or [f"{printable(backup_path)}: no backups\n"]
    )
