"""The entry points of installed packages, which few machines have: `importlib.metadata` is imported for them alone.

To import it takes longer than all else that is imported to list the generators.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.metadata import EntryPoint

INFO = (".dist-info", ".egg-info")  # ends of the folders in which packages say what they have


def entry_points(group: str) -> "Iterable[EntryPoint]":
    """The entry points of a group."""
    if not any(_may_name(folder or os.curdir, group.encode()) for folder in sys.path):
        return ()
    from importlib.metadata import entry_points as found

    return found(group=group)


def _may_name(folder: str, group: bytes) -> bool:
    """Whether a package in a folder of `sys.path` names the group, or the folder is an archive."""
    try:
        names = os.listdir(folder)
    except NotADirectoryError:
        return True
    except OSError:  # it is not there
        return False
    return any(
        group in _text(os.path.join(folder, name, "entry_points.txt"))
        for name in names
        if name.endswith(INFO)
    )


def _text(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
