"""`mockcraft cache`, where the program is one file: the folder in which it unpacks itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import click

from mockcraft.cli.command import Command, Strict
from mockcraft.cli.output import write
from mockcraft.errors import UserError

TREE = Path(__file__).parents[3]  # <tree>/core/mockcraft/cli


class Commands(Strict, click.Group):
    """The commands of the cache."""


@click.group(cls=Commands)
def command() -> None:
    """Tell of what the program has unpacked, and remove it.

    \b
    Examples:
      mockcraft cache path
      mockcraft cache clean
    """


@command.command(cls=Command)
def path() -> None:
    """Print the folder in which this program is unpacked."""
    write([f"{TREE}\n"])


@command.command(cls=Command)
def clean() -> None:
    """Remove what other versions have unpacked, but for those that run now."""
    if not (TREE.parent / "lock").exists():  # which the launcher makes
        raise UserError(f"{TREE} is no cache: somebody has unpacked it there")
    for tree in _others():
        if _removed(tree):
            write([f"removed {tree}\n"])
        else:
            write([f"kept {tree}, which is in use\n"])


def _others() -> Iterator[Path]:
    for tree in sorted(TREE.parent.iterdir()):
        if tree != TREE and (tree / "lock").is_file() and (tree / "main.pyc").is_file():
            yield tree


def _removed(tree: Path) -> bool:
    """Removes a tree, unless a process holds its lock, as each does that runs from it."""
    import fcntl  # here, as the package without a launcher runs on Windows too

    try:
        lock = os.open(tree / "lock", os.O_RDONLY)
    except FileNotFoundError:  # another clean was quicker
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        doomed = tree.with_name(f"new-{os.getpid()}")  # the launcher removes it where we are killed
        tree.rename(doomed)
        shutil.rmtree(doomed)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True
