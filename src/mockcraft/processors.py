"""How many processors this process may use: those of the machine, less what the system keeps from it."""

import math
import os
from pathlib import Path

MOST_THREADS = 8  # that nobody asked for: the one that writes does not keep up with more

# Microseconds of processor time, and in how many of them, that a container has: of version 2 and of version 1 of
# Linux's control groups, https://docs.kernel.org/admin-guide/cgroup-v2.html.
QUOTA = Path("/sys/fs/cgroup/cpu.max")
OLD_QUOTA = Path("/sys/fs/cgroup/cpu/cpu.cfs_quota_us")
OLD_PERIOD = Path("/sys/fs/cgroup/cpu/cpu.cfs_period_us")


def usual_threads() -> int:
    """How many threads make the rows of files."""
    return min(processors(), MOST_THREADS)


def processors() -> int:
    """The processors that this process may use, 1 or more."""
    here = os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        here = len(os.sched_getaffinity(0))
    return max(1, min(here, math.ceil(_quota(here))))


def _quota(otherwise: int) -> float:
    """Processors' worth of time that a container has; `otherwise` where nothing is said."""
    try:
        if QUOTA.exists():
            quota, period = QUOTA.read_text().split()
        else:
            quota, period = OLD_QUOTA.read_text(), OLD_PERIOD.read_text()
        return int(quota) / int(period) if int(quota) > 0 else otherwise
    except (OSError, ValueError):  # there is none, or it says "max"
        return otherwise
