"""`mockcraft verify`: reads a backup to its end, restores it to a scratch database, and compares."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mockcraft import settings
from mockcraft.cli.backing import chosen, reporting, scratch_for
from mockcraft.cli.backup import PATH
from mockcraft.cli.command import Command
from mockcraft.cli.offers import paths
from mockcraft.cli.options import options
from mockcraft.cli.output import printable, write
from mockcraft.cli.voice import note


@click.command(cls=Command)
@click.argument("folder", metavar="[FOLDER]", required=False, shell_complete=paths("dir"))
@options(PATH, settings.DB.but(help="Server for the scratch database, by a URL", shown=""))
@click.option("--latest", is_flag=True, help="The newest backup of the folder of backups.")
def command(folder: str | None, latest: bool, **values: Any) -> None:
    """Read a backup to its end, restore it to a scratch database, and compare that with the manifest.

    \b
    Examples:
      mockcraft verify backups/shop-20260131T120000Z
      mockcraft verify --latest --path backups
    """
    from mockcraft.backups import folders
    from mockcraft.backups.manifest import read_manifest
    from mockcraft.backups.verifying import verify
    from mockcraft.database import engine_of

    engine = engine_of(values["db"]).name if values["db"] else ""
    path = chosen(folder, latest, lambda: folders.latest(Path(values["backup_path"]), engine))
    manifest = read_manifest(path)
    scratch = scratch_for(manifest.engine, values["db"])
    with reporting() as report:
        remark = verify(scratch, manifest, path, report)
    write([
        f"{printable(str(path))}: whole, {manifest.amount} as "
        f"they were in {printable(manifest.database)} at {manifest.taken}\n"
    ])  # fmt: skip
    if remark:
        note(f"  {remark}")
