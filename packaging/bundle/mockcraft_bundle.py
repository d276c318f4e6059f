"""In the program that is one file: imports from the later layer, which is unpacked when first needed.

A tree is what the launcher has unpacked: `core`, this module's folder, and `later` beside it once something
in it was imported, whose names are the lines of `later.txt`.
"""

import os
import sys
from importlib.machinery import ModuleSpec, PathFinder

TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LATER = os.path.join(TREE, "later")


class Later:
    """The last finder of `sys.meta_path`: it is asked for what no other has."""

    def __init__(self) -> None:
        self.names: frozenset[str] | None = None

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """The module in the later layer, after which the layer is a folder of `sys.path` like others."""
        if self.names is None:
            with open(os.path.join(TREE, "later.txt"), encoding="utf-8") as file:
                self.names = frozenset(file.read().split())
        if path is not None or name not in self.names:
            return None
        if not os.path.isdir(LATER):
            unpack()
        sys.path.append(LATER)
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        return PathFinder.find_spec(name)


def unpack() -> None:
    """Has the launcher unpack the later layer; it is `sys.argv[0]`, see main.py.

    Raises MockcraftError with what the launcher says.
    """
    import subprocess

    from mockcraft.errors import MockcraftError

    try:
        done = subprocess.run(
            ["mockcraft:unpack", TREE], executable=sys.argv[0], stderr=subprocess.PIPE, text=True
        )
    except OSError as error:
        raise MockcraftError(f"{sys.argv[0]}: {error.strerror} (start it again)") from error
    if done.returncode:
        raise MockcraftError(done.stderr.strip() or f"{sys.argv[0]} was killed while unpacking")


def install() -> None:
    """Enters the finder, once in a process."""
    if not any(isinstance(each, Later) for each in sys.meta_path) and LATER not in sys.path:
        sys.meta_path.append(Later())
