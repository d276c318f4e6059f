"""A length of time, or a span of two, as people write them: `300ms`, `1.5s`, `100ms..2s`."""

import re

WANTED = "a time of at most 30s such as 300ms, or two such as 100ms..2s"
_TIME = (
    r"(([12]?[0-9]{1,4}(\.[0-9]{1,9})?|30000) ?[mM][sS]"
    r"|([12]?[0-9](\.[0-9]{1,9})?|30(\.0{1,9})?) ?[sS])"
)
# What is read, as Python, JavaScript and JSON Schema read regular expressions alike; of a span, the first
# time is not the longer one too.
PATTERN = rf"^ *{_TIME}( *\.\. *{_TIME})? *$"


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
    if re.fullmatch(PATTERN, text) is None:
        raise ValueError(text)
    parts = [_milliseconds(each) for each in text.lower().split("..")]
    if parts[0] > parts[-1]:
        raise ValueError(text)
    return Latency(parts[0], parts[-1])


def _milliseconds(text: str) -> int:
    number, unit = text.strip().removesuffix("s"), 1000
    if number.endswith("m"):
        number, unit = number[:-1], 1
    return round(float(number) * unit)
