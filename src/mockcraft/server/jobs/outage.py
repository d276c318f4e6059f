"""A store that is away, told when that begins, now and then, and when it is over, however often it is asked."""

from __future__ import annotations

import logging
import threading
import time

TELL_S = 10.0  # between two lines about the same outage
log = logging.getLogger("mockcraft.jobs")


class Outage:
    """What the threads of a process meet of it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.told: float | None = (
            None  # when, by the clock that does not go back; None while all is well
        )

    def met(self, error: Exception) -> None:
        """The store did not answer."""
        now = time.monotonic()
        with self.lock:
            news = self.told is None or now - self.told >= TELL_S
            if news:
                self.told = now
        if news:
            log.warning("%s", error)

    def over(self) -> None:
        """The store answered."""
        if self.told is None:
            return
        with self.lock:
            was, self.told = self.told, None
        if was is not None:
            log.warning("the store of the jobs answers again")


OUTAGE = Outage()
