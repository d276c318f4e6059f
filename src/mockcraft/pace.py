"""How fast rows are written: at most so many a second."""

import time
from collections.abc import Callable

STEP_S = 0.05  # between two chunks, or less
BEHIND_S = (
    1.0  # a target that was slower is caught up with for so long, and no burst makes up for more
)


class Pace:
    """Lets rows pass at a rate, over one run or several.

    Attributes:
        rate: rows a second.
        rows: of a chunk at most, so that rows come evenly.
    """

    def __init__(
        self,
        rate: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.rate, self.clock, self.sleep = rate, clock, sleep
        self.rows = max(1, int(rate * STEP_S))
        self.next = clock()

    def take(self, rows: int) -> None:
        """Returns when these rows may be written."""
        now = self.clock()
        self.next = max(self.next, now - BEHIND_S)
        if self.next > now:
            self.sleep(self.next - now)
        self.next += rows / self.rate
