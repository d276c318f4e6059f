"""`mockcraft restore`: puts a backup into a database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mockcraft import settings
from mockcraft.cli.backing import chosen, latest_whole, opened, reporting
from mockcraft.cli.backup import PATH
from mockcraft.cli.command import Command
from mockcraft.cli.offers import paths
from mockcraft.cli.options import options
from mockcraft.cli.output import printable
from mockcraft.cli.voice import note

if TYPE_CHECKING:
    from mockcraft.backups.restoring import Restoring


@click.command(cls=Command)
@click.argument("folder", metavar="[FOLDER]", required=False, shell_complete=paths("dir"))
@options(
    PATH, settings.DB.but(help="Database to restore to, by its URL", shown=""),
    settings.YES.but(help="Replace what is there without asking"),
)  # fmt: skip
@click.option(
    "--latest", is_flag=True, help="The newest backup of this database in the folder of backups."
)
@click.option("--clean", is_flag=True, help="Replace all that the database holds.")
def command(folder: str | None, latest: bool, clean: bool, **values: Any) -> None:
    """Put a backup into a database, which must be empty unless --clean is given, and compare what is there then.

    \b
    Examples:
      mockcraft restore backups/shop-20260131T120000Z --db URL
      mockcraft restore --latest --path backups --db URL --clean --yes
    """
    from mockcraft.backups.restoring import foresee, restore

    engine, archiver, _ = opened(values["db"], "restore to")
    path = chosen(
        folder, latest, lambda: latest_whole(values["backup_path"], engine.name, archiver.target)
    )
    with reporting() as report:
        restoring = foresee(archiver, engine.name, path, report)
    if restoring.replaced and clean:
        _say(archiver.target, restoring, values["yes"])
    with reporting() as report:
        remark = restore(archiver, restoring, clean and bool(restoring.replaced), report)
    made = restoring.manifest
    note(f"{printable(archiver.target)}: {made.amount} as they were at {made.taken}")
    if remark:
        note(f"  {remark}")


def _say(target: str, restoring: Restoring, is_agreed: bool) -> None:
    """Says what goes; raises UserError unless somebody agrees or has agreed."""
    from mockcraft.backups.manifest import amount_of
    from mockcraft.cli.agreement import agree

    replaced = restoring.replaced
    width = max(len(printable(name)) for name in replaced)
    lines = [
        f"  {printable(name).ljust(width)}  {rows:>13,} rows" for name, rows in replaced.items()
    ]
    shown = [f"{target}: {printable(str(restoring.folder))} replaces", *lines]
    if not is_agreed:
        agree(f"{target}: --clean would replace", shown, amount_of(replaced))
        return
    for line in shown:
        note(line)
