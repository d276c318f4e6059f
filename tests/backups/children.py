"""What a process of its own does, and where it is killed in it."""

import os
import signal
import time
from collections.abc import Callable


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
