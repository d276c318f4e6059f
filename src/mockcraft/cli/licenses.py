"""`mockcraft licenses`: what the program is made with, and under which licences."""

from __future__ import annotations

import sys

import click
from click.shell_completion import CompletionItem

from mockcraft.cli.command import Command
from mockcraft.cli.output import write
from mockcraft.dependencies import Package, installed, needed
from mockcraft.errors import NotFound, UserError, nearest
from mockcraft.extras import BUNDLE


def _packages() -> list[Package]:
    """All that is in the program; of a Python with other packages too, those that MockCraft needs."""
    return installed() if BUNDLE in sys.modules else needed()


def _offered(
    context: click.Context, parameter: click.Parameter, start: str
) -> list[CompletionItem]:
    return [
        CompletionItem(each.name, help=each.licence)
        for each in _packages()
        if each.name.lower().startswith(start.lower())
    ]


@click.command(cls=Command)
@click.argument("package", required=False, shell_complete=_offered)
def command(package: str | None) -> None:
    """List what the program is made with, and the licence of each; of a PACKAGE, print its licence.

    \b
    Examples:
      mockcraft licenses
      mockcraft licenses numpy
    """
    packages = _packages()
    if not packages:
        raise UserError("these sources are not installed (pip install .)")
    write(_table(packages) if package is None else [_text(package, packages)])


def _table(packages: list[Package]) -> list[str]:
    rows = [(each.name, each.version, each.licence or "see its text") for each in packages]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [f"{name:{widths[0]}}  {version:{widths[1]}}  {text}\n" for name, version, text in rows]


def _text(name: str, packages: list[Package]) -> str:
    by_name = {each.name.lower(): each for each in packages}
    found = by_name.get(name.lower())
    if found is None:
        raise NotFound(f"there is no package {name!r}{nearest(name, by_name)}")
    if not found.texts:
        raise NotFound(
            f"{found.name} {found.version} brings no text of its licence: {found.licence}"
        )
    return "\n".join(text if text.endswith("\n") else f"{text}\n" for text in found.texts)
