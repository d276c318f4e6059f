"""Files that are compressed on their way: gzip (RFC 1952) and Zstandard (RFC 8878).

The bytes depend on what is written alone, not on how much at a time, nor on a clock.
"""

import zlib
from typing import Any, BinaryIO, Protocol

import pyarrow as pa

GZIP = 31  # zlib's word for a window of 32 KiB in the form of gzip
LEVEL = 6  # of gzip, as its program has it; zstd's is Arrow's


class _Packer(Protocol):
    def write(self, data: Any) -> object: ...

    def close(self) -> None: ...


class Packed:
    """A file that is written from its beginning to its end through a compression, gzip or zstd."""

    def __init__(self, file: BinaryIO, method: str) -> None:
        self.file = file
        self.packer: _Packer = (
            _Gzip(file) if method == "gzip" else pa.CompressedOutputStream(_Open(file), method)
        )

    def write(self, data: Any) -> int:
        """Takes all of the bytes."""
        self.packer.write(data)
        return len(data)

    def close(self) -> None:
        """Gives the file up, as it is: it has no end, if not from `ended`."""
        self.file.close()


def ended(file: BinaryIO) -> BinaryIO:
    """The file below, once all that was written to it is in it; another file is returned as it is."""
    if not isinstance(file, Packed):
        return file
    file.packer.close()
    return file.file


class _Gzip:
    def __init__(self, file: BinaryIO) -> None:
        self.file, self.packer = file, zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)

    def write(self, data: Any) -> None:
        self.file.write(self.packer.compress(data))

    def close(self) -> None:
        self.file.write(self.packer.flush())


class _Open:
    """A file as Arrow writes to it; that its stream ends does not close it."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self.file = file

    def write(self, data: Any) -> int:
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()

    def close(self) -> None:
        pass

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False
