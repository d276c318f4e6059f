"""A length of time, or a span of two, as people write them: `300ms`, `1.5s`, `100ms..2s`."""

import re

LONGEST_MS = 30_000
WANTED = "a time of at most 30s such as 300ms, or two such as 100ms..2s"
_PART = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?(ms|s)", re.ASCII)


class Latency:
    """At least `low` and at most `high` milliseconds, both inclusive."""

    __slots__ = ("high", "low")

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def __str__(self) -> str:
        return f"{self.low}ms" if self.low == self.high else f"{self.low}ms..{self.high}ms"

    def __repr__(self) -> str:
        return f"Latency({self.low}, {self.high})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Latency) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


def read_latency(text: str) -> Latency:
    """The span of a text; raises ValueError for what is not WANTED."""
    parts = [_milliseconds(each) for each in text.strip().lower().split("..")]
    if len(parts) > 2 or not parts[0] <= parts[-1] <= LONGEST_MS:
        raise ValueError(text)
    return Latency(parts[0], parts[-1])


def _milliseconds(text: str) -> int:
    match = _PART.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return round(float(match[1]) * (1 if match[2] == "ms" else 1000))
