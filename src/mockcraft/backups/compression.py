"""The files of a backup: compressed and hashed as they are written, checked as they are read."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from mockcraft.backups.methods import METHODS
from mockcraft.dataclass import dataclass
from mockcraft.errors import BackupError
from mockcraft.writable import reason

# Bytes that are read at a time, and are still in the processor's cache when they are looked through: a dump of
# PostgreSQL of 154 MB takes a tenth less of it than by pieces of 1 MiB.
PIECE = 1 << 18


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a backup, as it stands there.

    Attributes:
        bytes: how long it is.
        sha256: of it, 64 hexadecimal digits.
    """

    bytes: int
    sha256: str


class Files:
    """The data files in the folder of a backup, by the names that they have without the suffix of compression.

    Attributes:
        folder: where they are.
        method: how they are compressed, a key of METHODS.
        written: the files that were written, by their names in the folder.
    """

    def __init__(self, folder: Path, method: str) -> None:
        self.folder, self.method = folder, method
        self.written: dict[str, StoredFile] = {}

    def path(self, name: str) -> Path:
        """Where a file is."""
        return self.folder / f"{name}{METHODS[self.method]}"

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A new file to write to; what was written is on the disk in the end. Raises BackupError."""
        path = self.path(name)
        with failures(path), open(path, "xb") as file:
            hashed = _Hashed(file)
            with _compressed(hashed, self.method) as stream:
                yield stream
            file.flush()
            os.fsync(file.fileno())
        self.written[path.name] = StoredFile(hashed.bytes, hashed.digest.hexdigest())

    @contextmanager
    def reading(self, name: str) -> Iterator[IO[bytes]]:
        """A file to read from; raises BackupError."""
        path = self.path(name)
        with failures(path), open(path, "rb") as file:
            if self.method == "none":
                yield file
            else:
                with _decompressing(path), pa.CompressedInputStream(file, self.method) as stream:
                    yield stream

    def add(self, name: str, path: Path) -> None:
        """Writes what a file outside holds; raises BackupError, which names the file that it is of."""
        with failures(path), open(path, "rb") as source, self.writing(name) as target:
            while piece := _read(source, path):
                target.write(piece)

    def extract(self, name: str, path: Path) -> None:
        """Writes what a file holds to one outside, which must not exist."""
        with failures(path), open(path, "xb") as target, self.reading(name) as source:
            while piece := source.read(PIECE):
                with failures(path):
                    target.write(piece)


def _read(source: IO[bytes], path: Path) -> bytes:
    with failures(path):
        return source.read(PIECE)


def hashed_file(path: Path) -> StoredFile:
    """The length and the hash of a file that is there; raises BackupError."""
    with failures(path), open(path, "rb") as file:
        return StoredFile(os.fstat(file.fileno()).st_size, file_digest(file, "sha256").hexdigest())


@contextmanager
def failures(path: Path) -> Iterator[None]:
    """Turns what the system says about a file into BackupError."""
    try:
        yield
    except OSError as error:
        advice = " (free some space, or choose another folder)" * (error.errno == errno.ENOSPC)
        raise BackupError(f"{path}: {reason(error)}{advice}") from error


@contextmanager
def _decompressing(path: Path) -> Iterator[None]:
    """Turns what Arrow says about compressed bytes into BackupError."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        if getattr(error, "errno", None) is not None:  # the system's own
            raise
        raise BackupError(f"{path} is damaged: {error}") from error


class _Hashed:
    """Passes bytes on to a file, and hashes them."""

    closed = False

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.bytes, self.digest = file, 0, sha256()

    def write(self, data: Any) -> int:
        """Writes and hashes."""
        self.bytes += len(data)
        self.digest.update(data)
        return self.file.write(data)

    def flush(self) -> None:
        """Flushes the file."""
        self.file.flush()

    def close(self) -> None:
        """Leaves the file open: its writer closes it."""

    def readable(self) -> bool:
        """It is not."""
        return False

    def writable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is not."""
        return False


@contextmanager
def _compressed(file: Any, method: str) -> Iterator[Any]:
    if method == "none":
        yield file
    else:
        with pa.CompressedOutputStream(file, method) as stream:
            yield stream
