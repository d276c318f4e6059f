"""`mockcraft parts`: whether the parts that several machines have made are all there."""

from __future__ import annotations

import click

from mockcraft import settings
from mockcraft.cli.command import Command
from mockcraft.cli.offers import paths, words
from mockcraft.cli.options import found, options
from mockcraft.cli.output import printable, write
from mockcraft.cli.voice import detail
from mockcraft.errors import UserError, nearest
from mockcraft.setting_sources import FLAG
from mockcraft.wording import counted

VERBS = ("check",)


@click.command(cls=Command)
@click.argument("verb", metavar="check", shell_complete=words(lambda _: VERBS))
@click.argument("folder", metavar="[DIR]", required=False, shell_complete=paths("folder"))
@options(settings.DB.but(help="Database that parts fill, by its URL, in place of a folder"))
@click.option("--sizes", is_flag=True, help="Look at sizes alone, and read no file; count no rows.")
def command(verb: str, folder: str | None, db: str | None, sizes: bool) -> None:
    """Check that the parts of a folder or a database, made by `mockcraft seed --part K/N`, are all there.

    What each part of a folder holds is told by the manifest beside its file. Parts that are missing, doubled or
    changed are named, and so are those of another schema file or seed. A database keeps a ledger of its parts, which
    says those that are complete, unfinished and missing.

    \b
    Examples:
      mockcraft parts check ./output
      mockcraft parts check ./output --sizes
      mockcraft parts check s3://bucket/output
      mockcraft parts check --db URL
    """
    if verb not in VERBS:
        raise UserError(f"mockcraft parts does not know {verb!r}{nearest(verb, VERBS, 'give')}")
    if folder is not None and found(settings.DB).rank == FLAG:
        raise UserError("parts check looks at a folder or at --db, not at both (give one)")
    if folder is not None:
        _check_folder(folder, sizes)
    elif db is not None:
        _check_database(db, sizes)
    else:
        raise UserError("say what to check: a folder of parts, or --db URL")


def _check_folder(folder: str, sizes: bool) -> None:
    from mockcraft.parts.check import check

    for each in check(folder, not sizes, lambda name: detail(f"{printable(name)}")):
        amount = f"{counted(each.rows, 'row')}, {counted(each.bytes, 'byte')}"
        write([f"{printable(each.name)}: whole, {counted(each.parts, 'part')}, {amount}\n"])


def _check_database(url: str, sizes: bool) -> None:
    from mockcraft.parts.database import check_database

    for each in check_database(url, not sizes):
        amount = f"{counted(each.parts, 'part')}, {counted(each.rows, 'row')}"
        write([f"{printable(each.name)}: whole, {amount}\n"])
