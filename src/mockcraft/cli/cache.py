"""`mockcraft cache`, where the program is one file: the folder in which it unpacks itself."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
    """Removes a tree, unless a process runs from it."""
    try:
        with _unused(tree):
            doomed = tree.with_name(
                f"new-{os.getpid()}"
            )  # the launcher removes it where we are killed
            tree.rename(doomed)
            shutil.rmtree(doomed)
    except FileNotFoundError:  # another clean was quicker
        return True
    except (BlockingIOError, PermissionError):
        return False
    return True


@contextmanager
def _unused(tree: Path) -> Iterator[None]:
    """Holds the lock that each process has that runs from a tree; raises BlockingIOError where one has it.

    On Windows there is none: a folder cannot be renamed while a program in it runs.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    lock = os.open(tree / "lock", os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)
