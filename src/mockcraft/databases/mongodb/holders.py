"""Who holds a lock: a process, and whether it is known to be gone."""

import os
import socket
from pathlib import Path
from typing import Any

_PROC = Path("/proc")  # of Linux, see proc(5)
_STARTED = 18  # place of the time at which a process began, behind its name and its state
_ENDED = ("Z", "X")


def this_process() -> dict[str, Any]:
    """What others need to find this process: its host, number, machine and start, "" where that cannot be told."""
    return {
        "host": socket.gethostname(),
        "process": os.getpid(),
        "machine": _machine(),
        "started": _started(os.getpid()),
    }


def is_here(holder: Any) -> bool:
    """Whether the process of a holder is one of this machine, as containers see it."""
    return bool(holder["machine"]) and holder["machine"] == _machine()


def is_gone(holder: Any) -> bool:
    """Whether the process has ended for sure."""
    return is_here(holder) and _started(holder["process"]) != holder["started"]


def _machine() -> str:
    """The start of this machine and its list of processes; "" where there is no such."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {os.readlink(_PROC / 'self/ns/pid')}"
    except OSError:
        return ""


def _started(process: int) -> str:
    """When a process began, in ticks of the machine; "" for one that has ended."""
    try:
        state, *rest = (_PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if state in _ENDED else rest[_STARTED]
