"""The job folder: whose it is, and which file is where.

jobs.sqlite, queue.sqlite       the store and the queue, where they are not elsewhere
inputs/ID                       the schema of a job that has not ended
attempts/ID.TOKEN/              what an attempt writes
results/ID.TOKEN.zip            a result
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from mockcraft.errors import MockcraftError
from mockcraft.server.jobs.record import Job

SUFFIX = ".zip"
DATA = "files"  # folder of an attempt for what goes into the ZIP
SPARE = 64 * 2**20  # bytes of the file system that jobs leave free


class JobFolderError(MockcraftError):
    """The job folder cannot be used."""

    exit_code = 3
    http_status = 503
    public = "jobs cannot be taken now"


def default_folder() -> Path:
    """Where jobs are kept if nobody says where: in the user's folder for such things (XDG)."""
    state = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    return Path(state) / "mockcraft" / "jobs"


def check_folder(given: str | None) -> None:
    """Raises JobFolderError where the folder cannot be used or made; leaves nothing there to find out."""
    folder = Path(given).absolute() if given else default_folder()
    there = next(each for each in (folder, *folder.parents) if os.path.lexists(each))
    if not there.is_dir():
        reason = f"{there} is no folder"
    elif not os.access(there, os.W_OK | os.X_OK):
        reason = f"{there} may not be written to"
    else:
        try:
            os.rmdir(tempfile.mkdtemp(prefix=".mockcraft-", dir=there))
        except OSError as error:  # a file system that lets root write everywhere, and has no files
            reason = f"{there} takes no folder ({(error.strerror or str(error)).lower()})"
        else:
            return
    raise JobFolderError(
        f"the job folder {folder} cannot be used: {reason} (choose another --job-folder)"
    )


class JobFiles:
    """The job folder; it is made where it does not exist.

    Only the user may read what lies there, also in a folder that was there before, whose mode stays.

    Attributes:
        folder: absolute path.
    """

    def __init__(self, folder: str | None) -> None:
        """Makes it; raises JobFolderError where that cannot be, or where it is another user's."""
        self.folder = Path(folder).absolute() if folder else default_folder()
        self.inputs, self.attempts, self.results = (
            self.folder / name for name in ("inputs", "attempts", "results")
        )
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if hasattr(os, "getuid") and self.folder.stat().st_uid != os.getuid():
                raise JobFolderError(
                    f"the job folder {self.folder} is another user's (choose another --job-folder)"
                )
            for each in (self.inputs, self.attempts, self.results):
                each.mkdir(mode=0o700, exist_ok=True)
                each.chmod(0o700)
        except OSError as error:
            raise JobFolderError(
                f"the job folder {self.folder} cannot be used: {error.strerror} (choose another --job-folder)"
            ) from error

    def input(self, id: str) -> Path:
        """The schema of a job."""
        return self.inputs / id

    def attempt(self, job: Job) -> Path:
        """The folder of an attempt."""
        return self.attempts / f"{job.id}.{job.token}"

    def result(self, name: str) -> Path:
        """A result, by the name that the record has."""
        return self.results / name

    def name_of_result(self, job: Job) -> str:
        """The name that the result of an attempt has; no other attempt writes to it."""
        return f"{job.id}.{job.token}{SUFFIX}"

    def room(self, most: int) -> int:
        """Bytes that all jobs may have: `most`, or less where the file system has less."""
        free = max(0, shutil.disk_usage(self.folder).free - SPARE)
        return min(most, size_of(self.folder) + free)

    def entries(self) -> Iterator[tuple[Path, str, str, float]]:
        """What lies there of jobs: path, id, token ("" for an input), when it was last written (0: gone)."""
        for folder in (self.inputs, self.attempts, self.results):
            for each in folder.iterdir():
                id, _, token = each.name.removesuffix(SUFFIX).partition(".")
                written = 0.0
                with suppress(OSError):
                    written = each.stat().st_mtime
                yield each, id, token, written


def make_private(path: Path) -> None:
    """Lets only the user read a file of SQLite, which is made here: those that SQLite puts beside it get its mode.

    Where it cannot be made, SQLite says why. Raises OSError where the mode of what is there cannot be changed.
    A file that is there is not opened: that would end the locks that this process has on it.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            os.chmod(f"{path}{ending}", 0o600)


def remove(path: Path) -> None:
    """Removes a file or a folder; nothing where it is gone, or cannot be removed yet."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder and below; what goes meanwhile does not count."""
    found = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                found += os.stat(os.path.join(place, name)).st_size
    return found
