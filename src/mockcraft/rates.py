"""How often something may be done: `100/minute`."""

import re
from typing import NamedTuple

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
MOST = 1_000_000  # times, in any number of seconds up to a day
WANTED = "a rate such as 100/minute or 5/10 seconds (at most a million, in at most a day), or none"
STORES = ("memory", "redis", "rediss", "unix")
WANTED_STORE = "memory://, or a URL of Redis such as redis://localhost:6379/0"
_RATE = r"([0-9]{1,7}) ?(?:/|per ) ?([0-9]{1,5})? ?([a-z]+?)s?"


class Rate(NamedTuple):
    """At most `amount` times in any `seconds` seconds."""

    amount: int
    seconds: int

    def __str__(self) -> str:
        for unit, seconds in SECONDS.items():
            if seconds == self.seconds:
                return f"{self.amount}/{unit}"
        return f"{self.amount}/{self.seconds} seconds"


def read_rate(text: str) -> Rate | None:
    """The rate of a text; None for no limit, which is `none` or an empty text.

    Raises:
        ValueError: the text is not WANTED.
    """
    if text.lower() in ("", "none"):
        return None
    parts = re.fullmatch(_RATE, text, re.IGNORECASE)
    if parts is None:
        raise ValueError(text)
    amount, times, unit = parts.groups()
    rate = Rate(int(amount), int(times or 1) * SECONDS.get(unit.lower(), 0))
    if not (1 <= rate.amount <= MOST and 1 <= rate.seconds <= SECONDS["day"]):
        raise ValueError(text)
    return rate


def read_store(text: str) -> str:
    """The URL of where hits are counted; raises ValueError where it is not WANTED_STORE."""
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in STORES or (scheme == "memory") != (not rest):
        raise ValueError(text)
    return text
