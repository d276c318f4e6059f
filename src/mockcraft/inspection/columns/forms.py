"""Regular expressions whose texts have a length."""

import re

from mockcraft.inspection.columns.limits import lengths

_OPEN = re.compile(
    r"(?<!\\)(?:\+|\*|\{(\d+),\}|\{0,8\})(?![^\[]*\])"
)  # repeats without end, outside of [...], and those that stand for the % of LIKE and the * of GLOB
_STEPS = 16
ROOM = 8  # characters that a text may have more, where nothing else is said


def fitted(pattern: str, shortest: int, longest: int | None) -> str:
    """The pattern with its repeats bounded so that its texts have these many characters; as it is where none is found."""
    if _fits(pattern, shortest, longest):
        return pattern
    repeats = len(_OPEN.findall(pattern))
    if not repeats:
        return pattern
    most = longest if longest is not None else shortest + ROOM
    for step in range(_STEPS):
        low, high = max(0, shortest - step) // repeats, max(0, most - step) // repeats
        tried = _OPEN.sub(lambda found, low=low, high=high: _bounds(found, low, high), pattern)  # type: ignore[misc]
        if _fits(tried, shortest, longest):
            return tried
    return pattern


def _bounds(found: re.Match[str], low: int, high: int) -> str:
    least = 1 if found[0] == "+" else int(found[1] or 0)
    return f"{{{max(least, low)},{max(least, low, high)}}}"


def _fits(pattern: str, shortest: int, longest: int | None) -> bool:
    most, least = lengths("regex", (("pattern", pattern),))
    return most > 0 and least >= shortest and (longest is None or most <= longest)
