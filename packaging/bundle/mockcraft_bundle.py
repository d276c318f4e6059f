"""In the program that is one file: where modules are found, besides in folders.

A tree is what the launcher has unpacked: `core`, this module's folder, and `later` beside it once something
in it was imported, whose names are the lines of `later.txt`. `start` has the modules of every start once more, in
one file: to look for each in folders takes longer than to run it. ../starting.py writes it.
"""

import marshal
import os
import sys
from _frozen_importlib_external import PathFinder, SourcelessFileLoader, spec_from_file_location

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import CodeType

TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LATER = os.path.join(TREE, "later")
START = os.path.join(TREE, "start")
SIZE = 4  # bytes of the size of its index, with which it begins; as in ../starting.py
FAILED = 70  # as in ../launcher/failed.h


class Started(SourcelessFileLoader):
    """Loads a module whose code is in `start`, as if from its file."""

    place: tuple[int, int]

    def get_code(self, fullname: str) -> "CodeType":
        """Its code."""
        made: CodeType = marshal.loads(_read(*self.place))
        return made


class Start:
    """The first finder of `sys.meta_path`: modules of `start`. Its index says for each the file and the place of its code."""

    def __init__(self) -> None:
        size = int.from_bytes(_read(0, SIZE), "little")
        self.modules: dict[str, tuple[str, int, int]] = marshal.loads(_read(SIZE, size))
        self.codes = SIZE + size

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> "ModuleSpec | None":
        """The module, where it is one of them."""
        if name not in self.modules:
            return None
        file, offset, size = self.modules[name]
        loader = Started(name, os.path.join(TREE, file))
        loader.place = self.codes + offset, size
        return spec_from_file_location(name, loader.path, loader=loader)


def _read(offset: int, size: int) -> bytes:
    """Bytes of `start`. No place in the file is kept, which threads and processes could move for each other."""
    file = os.open(START, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        os.lseek(file, offset, os.SEEK_SET)
        return os.read(file, size)
    finally:
        os.close(file)


class Later:
    """The last finder of `sys.meta_path`: it is asked for what no other has."""

    def __init__(self) -> None:
        self.names: frozenset[str] | None = None

    def find_spec(
        self, name: str, path: object = None, target: object = None
    ) -> "ModuleSpec | None":
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

    Raises MockcraftError with what the launcher says, and its exit code.
    """
    import subprocess

    from mockcraft.errors import MockcraftError

    class Packed(MockcraftError):
        exit_code = FAILED

    try:
        done = subprocess.run(
            ["mockcraft:unpack", TREE], executable=sys.argv[0], stderr=subprocess.PIPE, text=True
        )
    except OSError as error:
        raise Packed(f"{sys.argv[0]}: {error.strerror} (start it again)") from error
    if done.returncode:
        raise Packed(done.stderr.strip() or f"{sys.argv[0]} was killed while unpacking")


def install() -> None:
    """Enters the finders, once in a process."""
    if any(isinstance(each, Start) for each in sys.meta_path):
        return
    sys.meta_path.insert(0, Start())
    if LATER not in sys.path:
        sys.meta_path.append(Later())
