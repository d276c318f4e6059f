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


def read_clock(text: str) -> int:
    """Seconds since 1970-01-01T00:00:00 UTC; `today` is the last midnight of UTC.

    Raises:
        ValueError: the text is none of WANTED, or lies outside the years 1000 to 8999.
    """
    word = text.strip().lower()
    if word in ("today", "now"):
        seconds = int(time.time())
        return seconds - seconds % DAY_S if word == "today" else seconds
    seconds = int(parse_timestamp(text.strip()).seconds)
    if not EARLIEST <= seconds < LATEST:
        raise ValueError(text)
    return seconds


def shown_clock(seconds: int) -> str:
    """The clock as `--now` takes it, such as 2026-01-01T00:00:00Z."""
    return text_of(Timestamp(seconds)).replace(" ", "T") + "Z"
