"""What a process of its own does, and where it is killed in it."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


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


def killed_in_it(action: Callable[[], object], after_s: float) -> None:
    """Begins it, and kills it a while later."""
    child = _child(action)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


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
