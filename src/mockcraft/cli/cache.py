"""`mockcraft cache`, where the program is one file: the folder in which it unpacks itself."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from mockcraft.cli.command import Command, Strict
from mockcraft.cli.output import write
from mockcraft.errors import UserError

TREE = Path(__file__).parents[3]  # <tree>/core/mockcraft/cli
LOCK = "lock"  # of a tree, and of the folder with trees: the launcher makes both
UNFINISHED = "new-"  # begins the names of trees that are being made, or removed


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
    """Remove what other versions have unpacked, unless it runs now."""
    if not (TREE.parent / LOCK).exists():
        raise UserError(f"{TREE} is no cache: somebody has unpacked it there")
    for folder in _folders():
        for tree in _others(folder):
            write([f"{_removed(tree)}\n"])
        write(f"removed {each}\n" for each in _unfinished(folder))


def _folders() -> list[Path]:
    """The folders that have been unpacked in: all where the launcher looks for one, or the one that it was told."""
    usual = [each.resolve() for each in _usual() if (each / LOCK).is_file() and _is_ours(each)]
    own = TREE.parent
    return usual if any(each.samefile(own) for each in usual) else [own]


def _usual() -> Iterator[Path]:
    """As in packaging/launcher: there is another where the first could not be used."""
    if sys.platform == "win32":
        yield Path(os.environ.get("LOCALAPPDATA", ""), "mockcraft")
        return
    shared = os.environ.get("XDG_CACHE_HOME", "")
    if shared.startswith("/"):
        yield Path(shared, "mockcraft")
    else:
        caches = "Library/Caches" if sys.platform == "darwin" else ".cache"
        yield Path(os.path.expanduser("~"), caches, "mockcraft")
    temporary = os.environ.get("TMPDIR", "")
    if not temporary.startswith("/"):
        temporary = "/tmp"
    yield Path(temporary, f"mockcraft-{os.geteuid()}")


def _is_ours(folder: Path) -> bool:
    """Whether nobody else can have put anything, or the link or another folder in its place, there."""
    if sys.platform == "win32":
        return True
    real = folder.resolve()
    found = real.stat()
    owners = {found.st_uid, folder.lstat().st_uid}
    if owners - {0, os.geteuid()} or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return False
    return all(map(_is_kept, real.parents))


def _is_kept(above: Path) -> bool:
    """Whether nobody else can put another folder in the place of one in this; packaging/launcher says why so."""
    found = above.stat()
    if found.st_uid not in {0, os.geteuid(), Path("/").stat().st_uid}:
        return False
    private = found.st_gid == os.geteuid()
    shared = stat.S_IWOTH if private else stat.S_IWGRP | stat.S_IWOTH
    return bool(found.st_mode & stat.S_ISVTX) or not found.st_mode & shared


def _others(folder: Path) -> Iterator[Path]:
    """The trees in a folder that are not this program's."""
    for tree in sorted(folder.iterdir()):
        whole = (tree / LOCK).is_file() and not tree.name.startswith(UNFINISHED)
        if whole and not tree.samefile(TREE):
            yield tree


def _removed(tree: Path) -> str:
    """Removes a tree, unless a process runs from it; says what became of it."""
    try:
        with _unused(tree / LOCK):
            # The launcher removes it where we are killed.
            doomed = tree.with_name(f"{UNFINISHED}{os.urandom(8).hex()}")
            tree.rename(doomed)
            shutil.rmtree(doomed)
    except FileNotFoundError:  # another clean was quicker
        pass
    except BlockingIOError:
        return f"kept {tree}, which is in use"
    except OSError as error:
        in_use = sys.platform == "win32" and isinstance(error, PermissionError)
        return f"kept {tree}, which is in use" if in_use else f"kept {tree}: {error.strerror}"
    return f"removed {tree}"


def _unfinished(folder: Path) -> Iterator[Path]:
    """Removes what killed runs have left of trees, unless one is made now; yields each."""
    left = [each for each in sorted(folder.iterdir()) if each.name.startswith(UNFINISHED)]
    if not left or sys.platform == "win32":  # whose lock is another
        return
    try:
        with _unused(folder / LOCK):
            for each in left:
                shutil.rmtree(each)
                yield each
    except OSError:  # the next that unpacks there tries it again
        return


@contextmanager
def _unused(file: Path) -> Iterator[None]:
    """Holds a lock that others hold while they run from a tree, or unpack; raises BlockingIOError where one does.

    On Windows there is none: a folder cannot be renamed while a program in it runs.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    lock = os.open(file, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)
