"""The clock of a run, which dates are counted from: frozen, unless the caller sets another.

The clock of the machine is read here alone, once for a run and before anything is made, for `today`
and `now`; whatever makes data takes the clock as a number.
"""

import time

from mockcraft.core.context import NOW
from mockcraft.core.values import Timestamp, text_of
from mockcraft.parameter import parse_timestamp

FROZEN = NOW  # the clock where nothing is set, a constant of the release
WANTED = "a date or a time such as 2026-01-31T12:00:00Z (years 1000 to 8999), today or now"
DAY_S = 86_400
EARLIEST = parse_timestamp(
    "1000-01-01"
).seconds  # between them, no generator leaves the years 1..9999
LATEST = parse_timestamp("9000-01-01").seconds


class Moving(int):
    """A clock that was read from the machine, and is another one each time.

    Attributes:
        today: whether it is the last midnight of UTC.
    """

    today: bool

    def __new__(cls, seconds: int, today: bool) -> "Moving":
        """`seconds` since 1970-01-01T00:00:00 UTC are the machine's."""
        made = super().__new__(cls, seconds - seconds % DAY_S if today else seconds)
        made.today = today
        return made

    def __reduce__(self) -> tuple[type["Moving"], tuple[int, bool]]:
        """So that it pickles."""
        return Moving, (int(self), self.today)


def read_clock(text: str) -> int:
    """Seconds since 1970-01-01T00:00:00 UTC, Moving for `now` and for `today`, the last midnight of UTC.

    Raises:
        ValueError: the text is none of WANTED, or lies outside the years 1000 to 8999.
    """
    word = text.strip().lower()
    if word in ("today", "now"):
        return Moving(machine_clock(), word == "today")
    seconds = int(parse_timestamp(text.strip()).seconds)
    if not EARLIEST <= seconds < LATEST:
        raise ValueError(text)
    return seconds


def machine_clock() -> int:
    """The clock of the machine, in seconds since 1970-01-01T00:00:00 UTC."""
    return int(time.time())


def shown_clock(seconds: int) -> str:
    """The clock as `--now` takes it, such as 2026-01-01T00:00:00Z."""
    return text_of(Timestamp(seconds)).replace(" ", "T") + "Z"
