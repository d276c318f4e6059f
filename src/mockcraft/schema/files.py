"""Where the files come from that a schema names: the folder beside it, what was sent with it, or nowhere."""

from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import ClassVar, Protocol

from mockcraft.dataclass import dataclass
from mockcraft.errors import UserError, shortened

MAX_BYTES = 256 * 2**20


class Files(Protocol):
    """Files by the names that a schema gives them.

    `packed` says whether Parquet is read, which can unpack to far more than its bytes.
    """

    packed: ClassVar[bool]

    def read(self, name: str) -> bytes:
        """The content; raises UserError, with the name in its message, for one that there is not."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Files of a folder, and those that a path leads to from there.

    `allowed` raises UserError for a path that must not be read.
    """

    packed: ClassVar[bool] = True
    folder: Path
    allowed: Callable[[Path], object] = field(default=lambda path: None)

    def read(self, name: str) -> bytes:
        """See Files."""
        try:
            path = self.folder / name
            self.allowed(path)
            with open(path, "rb") as file:  # at most what is allowed is read, of a device too
                data = file.read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            raise UserError(f"{shortened(name)}: {reason} (looked for in {self.folder})") from error
        if len(data) > MAX_BYTES:
            raise UserError(f"{shortened(name)}: is larger than {MAX_BYTES // 2**20} MiB")
        return data


@dataclass(frozen=True, slots=True)
class Sent:
    """Files that came with a schema from elsewhere: nothing else is read, whatever the schema says.

    `advice` says how a file is sent.
    """

    packed: ClassVar[bool] = False
    contents: Mapping[str, bytes]
    advice: str

    def read(self, name: str) -> bytes:
        """See Files; of a path, its last part counts, for clients send no more than that."""
        found = self.contents.get(name.replace("\\", "/").rpartition("/")[2])
        if found is None:
            raise UserError(
                f"{shortened(name)}: a schema that is sent reads no files here ({self.advice})"
            )
        return found


NO_FILES = Sent({}, "give the values in the schema")
