"""What a process of its own does, and where it is killed in it."""

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from mockcraft.backups import taking
from mockcraft.backups.programs import Program

KILLS = int(os.environ.get("MOCKCRAFT_TEST_KILLS", "0"))  # of the same, where its moments are fewer


def _child(action: Callable[[], object]) -> int:
    """The number of a process of its own that does this."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            action()
            status = 0
        finally:
            os._exit(status)
    return child


def seconds_of(action: Callable[[], object]) -> float:
    """How long it takes, where it ends well."""
    begun = time.monotonic()
    assert 0 == os.waitpid(_child(action), 0)[1]
    return time.monotonic() - begun


def killed_behind(action: Callable[[Callable[[], None]], object], place: int) -> None:
    """Has it killed as it writes to a file behind a byte, once it has called what it is given: in the midst of a write
    that Python does not see.
    """

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (place, place))

    assert signal.SIGXFSZ == os.waitpid(_child(lambda: action(limited)), 0)[1]


NEVER = -1  # the number of no moment


class Moments:
    """Counts moments of what a process does, and kills the process at one of them.

    Attributes:
        killed_at: its number, or how the report begins that is the first of its kind.
    """

    def __init__(self, killed_at: int | str) -> None:
        self.killed_at, self._passed = killed_at, 0
        self._reported: set[str] = set()

    def report(self, what: str, done: int, total: int) -> None:
        """See backup.Report: a moment where something else is done than before."""
        if what not in self._reported:
            self._reported.add(what)
            self.pass_one(what)

    def pass_one(self, what: str = "") -> None:
        """Passes a moment, or ends there."""
        at = self.killed_at
        if what.startswith(at) if isinstance(at, str) else self._passed == at:
            os.kill(os.getpid(), signal.SIGKILL)
        self._passed += 1

    def watch(
        self, owner: Any, name: str, matters: Callable[..., bool] = lambda *arguments: True
    ) -> None:
        """Has a moment before each call of a function that matters."""
        function = getattr(owner, name)

        def watched(*arguments: Any, **named: Any) -> Any:
            if matters(*arguments):
                self.pass_one()
            return function(*arguments, **named)

        setattr(owner, name, watched)

    def watch_disk(self) -> None:
        """Has moments before something is on the disk, or gets its name."""
        self.watch(os, "fsync")
        self.watch(os, "rename")

    def watch_naming(self) -> None:
        """Has moments before a backup gets its name, and when it has it."""
        self.watch(taking, "name_finished")
        self.watch(taking, "_tidied")

    def watch_programs(self) -> None:
        """Has moments in the midst of what programs are handed."""
        write = Program.write

        def halved(program: Program, piece: bytes) -> None:
            write(program, piece[: len(piece) // 2])
            self.pass_one()
            write(program, piece[len(piece) // 2 :])

        Program.write = halved  # type: ignore[method-assign,assignment]


def killed_at_each(
    action: Callable[[Moments], object], first: int = 0, step: int = 1
) -> Iterator[int]:
    """Does it in processes of their own, each killed at a later moment, until one comes to its end.

    Yields the number of the moment after each kill.
    """
    for number in count(first, step):
        status = os.waitpid(_child(lambda: action(Moments(number))), 0)[1]  # noqa: B023
        if status == 0:
            return
        assert signal.SIGKILL == status
        yield number


def killed_often(
    action: Callable[[Moments], object], kills: int = KILLS, first: int = 0, step: int = 1
) -> Iterator[None]:
    """Has it killed at its moments, from the first one on in steps, and then at others until it was killed so often.

    Yields after each kill. In between, once, it comes to its end.
    """
    begun = time.monotonic()
    for _ in killed_at_each(action, first, step):
        kills -= 1
        yield
        begun = time.monotonic()
    whole = time.monotonic() - begun
    for kill in range(left := max(kills, 0)):
        child = _child(lambda: action(Moments(NEVER)))
        time.sleep(whole * (kill + 0.5) / left)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        yield


def killed_by_itself(action: Callable[[], object]) -> None:
    """Does it in a process of its own, which is killed in it."""
    assert signal.SIGKILL == os.waitpid(_child(action), 0)[1]


def killed_while_waiting(action: Callable[[], object], program: str) -> int:
    """Begins it, and kills it when its program waits for something; returns the program's number."""
    child = _child(action)
    found = program_of(child, program)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return found


def program_of(process: int, program: str) -> int:
    """The number of a program that a process has begun and that sleeps; waits until it does."""
    for _ in range(300):
        for each in Path(f"/proc/{process}/task").glob("*/children"):
            for number in each.read_text().split():
                with suppress(OSError):  # it has just ended
                    line = Path("/proc", number, "cmdline").read_bytes()
                    if (
                        program.encode() in line
                        and b"--version" not in line
                        and _state(number) == "S"
                    ):
                        return int(number)
        time.sleep(0.05)
    raise AssertionError(f"{program} was not begun")


def ends(process: int) -> bool:
    """Whether a process comes to its end soon."""
    for _ in range(100):
        try:
            if _state(process) == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def _state(process: int | str) -> str:
    """What a process does, a letter: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0]
