"""Memory that processes share. It has no name, so nothing is left of it, however they end."""

import mmap
import os
import sys
import tempfile
from multiprocessing import reduction
from typing import Any
from uuid import uuid4


class Shared:
    """So many bytes, which a new process gets by unpickling this as it starts.

    Attributes:
        bytes: the memory itself.
    """

    def __init__(self, size: int) -> None:
        """Makes memory of `size` bytes, all 0; raises OSError where there is not so much."""
        self.size = size
        if sys.platform == "win32":  # there a name ends with the last process that uses it
            self.handle: Any = f"mockcraft-{uuid4()}"
            self.bytes = mmap.mmap(-1, size, tagname=self.handle)
            return
        self.handle = _nameless()
        try:
            os.ftruncate(self.handle, size)
            self.bytes = mmap.mmap(self.handle, size)
        except BaseException:
            os.close(self.handle)
            raise

    def __reduce__(self) -> tuple[Any, ...]:
        if sys.platform == "win32":
            return Shared._attached, (self.handle, self.size)
        return Shared._attached, (reduction.DupFd(self.handle), self.size)

    @classmethod
    def _attached(cls, handle: Any, size: int) -> "Shared":
        made = cls.__new__(cls)
        made.size = size
        if sys.platform == "win32":
            made.handle, made.bytes = handle, mmap.mmap(-1, size, tagname=handle)
        else:
            made.handle = handle.detach()
            made.bytes = mmap.mmap(made.handle, size)
        return made

    def close(self) -> None:
        """Gives the memory back, once nothing uses it."""
        self.bytes.close()
        if sys.platform != "win32":
            os.close(self.handle)


def _nameless() -> int:
    """A file that no folder has: in memory where the system can, else one that is removed at once."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("mockcraft")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
