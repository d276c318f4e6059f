"""The folder within a folder where files stand until all of them are complete.

It belongs to one process at a time: the lock in it ends with the process, however that ends. What a killed
one left behind is thus known from what another one is writing, and cleared by the next run.
"""

import os
import shutil
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

from mockcraft.errors import SinkError

SUFFIX = ".unfinished"
PREFIX = "mockcraft"  # of every such folder
LOCK = "lock"
ATTEMPTS = 100  # at a folder that others remove as they end
PAUSE_S = 0.05  # before another attempt, where the one who has it is about to let go


class Unfinished:
    """The folder `mockcraft{scope}.unfinished` within `folder`; runs of other scopes do not meet this one.

    Attributes:
        path: of it.
    """

    def __init__(self, folder: Path, scope: str) -> None:
        self.path = folder / f"{PREFIX}{scope}{SUFFIX}"
        self.lock: int | None = None

    def take(self) -> None:
        """Makes the folder, empty and for this process alone, and clears what killed runs of any scope left.

        Raises:
            SinkError: another process has it, or it cannot be made.
        """
        clear(self.path.parent, but=self.path)
        for _ in range(ATTEMPTS):
            if self._tried():
                return
        raise SinkError(f"{self.path} cannot be locked (remove it, where no run uses it)")

    def _tried(self) -> bool:
        """Whether this process has the lock now; raises SinkError where another one has it."""
        self.path.mkdir(exist_ok=True)
        path = self.path / LOCK
        fresh = not path.exists()
        try:
            if fresh and any(self.path.iterdir()):
                raise SinkError(f"{self.path} is in the way (move it, or choose another folder)")
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except FileNotFoundError:  # who had it, or clears what is left, has just removed it
            return False
        if not locked(lock, fresh):
            os.close(lock)
            if _is_let_go(path):
                time.sleep(PAUSE_S)
                return False
            raise SinkError(f"{self.path.parent}: {_holder(path)} is writing files there now "
                "(wait until it has ended, or choose another folder)")  # fmt: skip
        with suppress(OSError):
            if os.path.samestat(os.stat(path), os.fstat(lock)):
                self.lock = lock
                self._empty()
                os.ftruncate(lock, 0)
                os.write(lock, f"{os.getpid()} {socket.gethostname()}".encode())
                return True
        os.close(lock)
        return False

    def _empty(self) -> None:
        for each in self.path.iterdir():
            if each.is_dir() and not each.is_symlink():
                shutil.rmtree(each)
            elif each.name != LOCK:
                each.unlink()

    def remove(self) -> None:
        """Removes the folder with all that is in it; raises OSError. Nothing where it was not taken."""
        if self.lock is None:
            return
        lock, self.lock = self.lock, None
        try:
            self._empty()
        finally:
            if sys.platform == "win32":  # which removes no file that is open
                os.close(lock)
            (self.path / LOCK).unlink(missing_ok=True)
            if sys.platform != "win32":
                os.close(lock)
        with suppress(OSError):  # another run may have taken it by now
            self.path.rmdir()


def clear(folder: Path, but: Path | None = None) -> list[Path]:
    """Removes what killed runs of any scope left in a folder, but for one; returns what others are writing."""
    found = [each for each in folder.glob(f"{PREFIX}*{SUFFIX}") if each != but]
    for each in found:
        _clear(Unfinished(folder, each.name[len(PREFIX) : -len(SUFFIX)]))
    return [each for each in found if each.exists()]


def _clear(left: Unfinished) -> None:
    """Removes a folder that nobody holds; without its lock, only one that is empty."""
    with suppress(OSError, SinkError):
        if not (left.path / LOCK).is_file():
            left.path.rmdir()
        elif left._tried():
            left.remove()


def locked(file: int, fresh: bool) -> bool:
    """Whether the lock is this process's now. A file system without locks is trusted with a fresh file."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return fresh
    return True


def _is_let_go(path: Path) -> bool:
    """Whether who has the lock will not have it for long: its process is gone, or has not written who it is.

    One that is killed as it begins a program leaves a copy of itself, which has the lock until it notices. One
    that begins writes its number at once, and one that clears what others left never does.
    """
    try:
        text = path.read_text()
        if not text:
            return True
        number, host = text.split()
        if os.name != "posix" or host != socket.gethostname():
            return False
        os.kill(int(number), 0)
    except (FileNotFoundError, ProcessLookupError):
        return True
    except (OSError, ValueError):
        return False
    return False


def _holder(path: Path) -> str:
    """The process that has the lock, for messages."""
    try:
        number, host = path.read_text().split()
    except (OSError, ValueError):
        return "another process"
    return f"process {number}" + ("" if host == socket.gethostname() else f" of {host}")
