"""Programs that dump and restore: run, fed, and heard out when they fail."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO

from mockcraft.dataclass import dataclass
from mockcraft.errors import BackupError

PIPE = 1 << 20  # bytes that a pipe holds; Linux gives no more to everybody
HEARD = 1 << 16  # bytes of what a program says that are read, the last ones
# How a line begins that says what went wrong, behind the program's name and the place in what it reads. Programs repeat
# what they were given, with the data in it, and tell of what they did, in which those words may stand too.
WRONG = re.compile(r"(?:[\w.-]+: |psql:\S+: )*(?:got )?(?:error|fatal)\b", re.IGNORECASE)
# By pg_dump, behind a line that says only where it was.
SAID_BY_SERVER = "Error message from server: "
OPEN_FILES = "/proc/self/fd"  # each process finds its own there, by their numbers
PR_SET_PDEATHSIG = 1  # of <linux/prctl.h>: which signal a process gets when its parent ends


class Program:
    """A program that runs.

    Attributes:
        process: it.
        said: what it says about errors.
        target: the database, for messages.
        plain: makes a line about an error one for people.
    """

    def __init__(
        self,
        process: "subprocess.Popen[bytes]",
        said: IO[bytes],
        target: str,
        plain: Callable[[str], str],
    ) -> None:
        self.process, self.said, self.target, self.plain = process, said, target, plain

    @property
    def output(self) -> IO[bytes]:
        """What it prints."""
        assert self.process.stdout is not None
        return self.process.stdout

    @property
    def input(self) -> IO[bytes]:
        """What it reads."""
        assert self.process.stdin is not None
        return self.process.stdin

    def write(self, piece: bytes) -> None:
        """Hands bytes over; raises BackupError where the program has ended."""
        try:
            self.input.write(piece)
        except BrokenPipeError:
            self.wait()
            raise

    def end(self) -> None:
        """Hands over that there is no more."""
        try:
            self.input.close()
        except BrokenPipeError:
            self.wait()

    def wait(self) -> None:
        """Waits until it has ended; raises BackupError where it has failed, with what it said first."""
        status = self.process.wait()
        if status == 0:
            return
        name = Path(str(self.process.args[0])).name  # type: ignore[index]
        if status < 0:
            raise BackupError(
                f"{self.target}: {name} was ended from outside, by {signal.Signals(-status).name} (try again; where "
                "memory is short, the system kills programs)"
            )
        self.said.seek(max(self.said.seek(0, os.SEEK_END) - HEARD, 0))
        heard = self.said.read().decode("utf-8", "replace")
        raise BackupError(f"{self.target}: {name}: {self.plain(_wrong(heard, name))}")


def _wrong(heard: str, name: str) -> str:
    """The line of what a program said, before it ended, that tells what went wrong."""
    lines = heard.splitlines()
    for line in lines:
        _, found, reason = line.partition(SAID_BY_SERVER)
        if found and reason:
            return reason
    # The last one, since a statement stands before what is wrong with it; and no line of others, where data may be.
    wrong = [each for each in lines if WRONG.match(each)]
    own = [each for each in lines if each.startswith(f"{name}: ") and "[Warning]" not in each]
    return (wrong[-1:] or own[:1] or ["it failed"])[0]


def version_of(path: str, pattern: str) -> str:
    """What a program says of its version, by the group of a pattern; "" where it says nothing like that."""
    found = re.search(pattern, _said_of_version(path, os.stat(path).st_mtime_ns))
    return found[1] if found else ""


@cache
def _said_of_version(path: str, changed: int) -> str:
    """What a program that was changed then says; asked once, since one backup wants to know it several times."""
    command = [path, "--version"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@dataclass(frozen=True, slots=True)
class Secret:
    """A file that a program of this user can read: its path, and what the program has to inherit for it."""

    path: str
    inherited: tuple[int, ...] = ()


@contextmanager
def secret_file(text: bytes) -> Iterator[Secret]:
    """A file for a program. On Linux it is in memory alone, so that nothing is left of it where this is killed."""
    if sys.platform != "linux" or not os.path.isdir(OPEN_FILES):
        with tempfile.TemporaryDirectory(prefix="mockcraft-") as folder:
            path = Path(folder, "secret")
            path.touch(0o600)
            path.write_bytes(text)
            yield Secret(str(path))
        return
    with open(os.memfd_create("mockcraft"), "wb", buffering=0) as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
        yield Secret(f"{OPEN_FILES}/{file.fileno()}", (file.fileno(),))


@contextmanager
def running(
    command: Sequence[str],
    target: str,
    variables: Mapping[str, str],
    plain: Callable[[str], str],
    secret: Secret,
    takes: bool = False,
) -> Iterator[Program]:
    """A program that runs; it is killed where what is done with it fails, and on Linux when this process is.

    Args:
        command: its path and arguments, which everybody can read in the list of processes.
        target: the database, for messages.
        variables: of its environment, besides those of this process.
        plain: makes a line that it says about an error one for people.
        secret: a file that it reads.
        takes: whether it is written to; what it prints is read where it is not.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, env={**os.environ, "LC_ALL": "C", **variables}, stderr=said,
            stdout=subprocess.DEVNULL if takes else subprocess.PIPE,
            stdin=subprocess.PIPE if takes else subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for this process, which decides what it ends
            preexec_fn=_dying_with_parent(),
            pass_fds=secret.inherited,
        )  # fmt: skip
        _widen(process)
        try:
            yield Program(process, said, target, plain)
        finally:
            if process.poll() is None:
                process.kill()
            for stream in filter(None, (process.stdin, process.stdout)):
                with suppress(OSError):
                    stream.close()
            process.wait()


def _widen(process: "subprocess.Popen[bytes]") -> None:
    """Lets pipes hold more, where the system does: a program that waits for room less often takes a tenth less."""
    for stream in filter(None, (process.stdin, process.stdout)):
        with suppress(OSError, ImportError, AttributeError):
            import fcntl

            fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, PIPE)


def _dying_with_parent() -> Callable[[], None] | None:
    """What a new process does before it becomes a program that shall not outlive this one.

    One that waits for a lock would not notice otherwise. None where the system has no such thing.
    """
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def prepare() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it has ended before
            os._exit(1)

    return prepare
