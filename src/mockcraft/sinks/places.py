"""Where files go: a folder of this machine. `object_store.py` has another place."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from mockcraft.errors import SinkError
from mockcraft.sinks.names import check_folded
from mockcraft.unfinished import Unfinished
from mockcraft.writable import obstacle, shortened


class Place(Protocol):
    """Takes files that are unfinished, and gives them their final names later. Its methods raise OSError.

    Attributes:
        shown: its name for messages.
        waits: whether writing waits for a server.
    """

    shown: str
    waits: bool

    def path(self, name: str) -> str:
        """The file of that final name, for messages."""

    def failed(self, name: str, error: OSError) -> SinkError:
        """What to tell of an error about a file, "" for the place itself."""

    def check(self) -> None:
        """Raises SinkError where no file can be made, as far as can be told without making any."""

    def take(self, names: Sequence[str]) -> None:
        """Makes the place ready for files of these names; raises SinkError or Unsupported."""

    def existing(self, names: Sequence[str]) -> list[str]:
        """Those of the final names that are there."""

    def is_folder(self, name: str) -> bool:
        """Whether what is there is no file."""

    def open(self, name: str) -> BinaryIO:
        """An unfinished file, to be written."""

    def open_folder(self, name: str) -> None:
        """Makes an unfinished folder; files in it are opened by its name, a slash and theirs."""

    def settle(self, file: BinaryIO) -> None:
        """Closes an unfinished file that is complete, and makes it durable; called from any thread."""

    def publish(self, name: str) -> None:
        """Gives an unfinished file or folder its final name, in place of what has it."""

    def withdraw(self, name: str) -> None:
        """Removes a file or folder that `publish` has named, or some of it."""

    def clear_folder(self, name: str, file: str) -> None:
        """Removes the files of this name from all folders within one that has its final name, if it is there."""

    def remove(self) -> None:
        """Removes what is unfinished; raises SinkError where it cannot."""


class LocalPlace:
    """See Place: a folder, which is made where it is missing. Unfinished files stand in one within it."""

    waits = False

    def __init__(self, folder: Path, scope: str) -> None:
        """`scope` goes into the name of the folder of unfinished files."""
        self.folder, self.shown = folder, str(folder)
        self.unfinished = Unfinished(folder, scope)
        self.made: list[Path] = []  # folders that this run made, the innermost first

    def path(self, name: str) -> str:
        """See Place."""
        return str(self.folder / name)

    def failed(self, name: str, error: OSError) -> SinkError:
        """See Place."""
        advice = {
            28: "free some space, or choose another folder",
            13: "choose a folder you may write to",
        }
        hint = f" ({advice[error.errno]})" if error.errno in advice else ""
        return SinkError(f"{self.folder / name} cannot be written: {error.strerror}{hint}")

    def check(self) -> None:
        """See Place."""
        if why := obstacle(self.folder):
            raise SinkError(
                f"{shortened(self.folder)} cannot be written: {why} (choose another folder)"
            )

    def take(self, names: Sequence[str]) -> None:
        """See Place."""
        folders = [self.folder, *self.folder.parents]
        self.made = [folder for folder in folders if not folder.exists()]
        self.folder.mkdir(parents=True, exist_ok=True)
        self.unfinished.take()
        check_folded(names, self.unfinished.path)

    def existing(self, names: Sequence[str]) -> list[str]:
        """See Place."""
        return [name for name in names if os.path.lexists(self.folder / name)]

    def is_folder(self, name: str) -> bool:
        """See Place."""
        return (self.folder / name).is_dir()

    def open(self, name: str) -> BinaryIO:
        """See Place."""
        path = self.unfinished.path / name
        if "/" in name:
            path.parent.mkdir(parents=True, exist_ok=True)
        return open(path, "wb")

    def open_folder(self, name: str) -> None:
        """See Place."""
        (self.unfinished.path / name).mkdir()

    def settle(self, file: BinaryIO) -> None:
        """See Place."""
        with file:
            file.flush()
            os.fsync(file.fileno())

    def publish(self, name: str) -> None:
        """See Place. A folder that is there keeps what is in it: the files of other parts."""
        source, target = self.unfinished.path / name, self.folder / name
        try:
            os.replace(source, target)
        except OSError:
            if not (source.is_dir() and target.is_dir()):
                raise
            self._merge(source, target)

    def _merge(self, source: Path, target: Path) -> None:
        for path in sorted(source.rglob("*")):
            if path.is_file():
                placed = target / path.relative_to(source)
                placed.parent.mkdir(parents=True, exist_ok=True)
                os.replace(path, placed)

    def withdraw(self, name: str) -> None:
        """See Place."""
        path = self.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def clear_folder(self, name: str, file: str) -> None:
        """See Place."""
        for path in list((self.folder / name).rglob("*")):
            if path.name == file:
                path.unlink()

    def remove(self) -> None:
        """See Place. The folders that this run made go too, where they are empty."""
        try:
            self.unfinished.remove()
            for folder in self.made:
                if folder.exists() and not any(folder.iterdir()):
                    folder.rmdir()
        except OSError as error:
            raise SinkError(
                f"{self.unfinished.path} cannot be removed: {error.strerror} (remove it by hand)"
            ) from error
