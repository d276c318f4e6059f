"""`mockcraft parts`: whether the parts that several machines have made are all there."""

from __future__ import annotations

import click

from mockcraft.cli.command import Command
from mockcraft.cli.offers import paths, words
from mockcraft.cli.output import printable, write
from mockcraft.cli.voice import detail
from mockcraft.errors import UserError, nearest
from mockcraft.wording import counted

VERBS = ("check",)


@click.command(cls=Command)
@click.argument("verb", metavar="check", shell_complete=words(lambda _: VERBS))
@click.argument("folder", metavar="DIR", shell_complete=paths("folder"))
@click.option("--sizes", is_flag=True, help="Look at sizes alone, and read no file.")
def command(verb: str, folder: str, sizes: bool) -> None:
    """Check that the parts of a folder, made by `mockcraft seed --part K/N`, are all there and unchanged.

    What each part holds is told by the manifest beside its file. Parts that are missing, doubled or changed are
    named, and so are those of another schema file or seed.

    \b
    Examples:
      mockcraft parts check ./output
      mockcraft parts check ./output --sizes
      mockcraft parts check s3://bucket/output
    """
    from mockcraft.parts.check import check

    if verb not in VERBS:
        raise UserError(f"mockcraft parts does not know {verb!r}{nearest(verb, VERBS, 'give')}")
    for each in check(folder, not sizes, lambda name: detail(f"{printable(name)}")):
        amount = f"{counted(each.rows, 'row')}, {counted(each.bytes, 'byte')}"
        write([f"{printable(each.name)}: whole, {counted(each.parts, 'part')}, {amount}\n"])
