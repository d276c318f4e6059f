"""Regular expressions whose texts have a length."""

import re

from mockcraft.inspection.columns.limits import lengths

_OPEN = re.compile(
    r"(?<!\\)(?:\+|\*|\{(\d+),\}|\{0,8\})(?![^\[]*\])"
)  # repeats without end, outside of [...], and those that stand for the % of LIKE and the * of GLOB
_REPEATS = re.compile(r"(?<!\\)\{(\d+),(\d+)\}(?![^\[]*\])")
_STEPS = 16
ROOM = 8  # characters that a text may have more, where nothing else is said


def fitted(pattern: str, shortest: int, longest: int | None) -> str:
    """The pattern with its repeats bounded so that its texts have these many characters; as it is where none is found."""
    if _fits(pattern, shortest, longest):
        return pattern
    repeats = len(_OPEN.findall(pattern))
    if not repeats:
        return _filled(pattern, shortest, longest)
    most = longest if longest is not None else shortest + ROOM
    for step in range(_STEPS):
        low, high = max(0, shortest - step) // repeats, max(0, most - step) // repeats
        tried = _OPEN.sub(lambda found, low=low, high=high: _bounds(found, low, high), pattern)  # type: ignore[misc]
        if _fits(tried, shortest, longest):
            return tried
    return _filled(pattern, shortest, longest)


def _filled(pattern: str, shortest: int, longest: int | None) -> str:
    """The pattern with each of its repeats of one number, so that its texts have these many characters; else as it is."""
    found = list(_REPEATS.finditer(pattern))
    sizes = [int(each[1]) for each in found]
    most = [int(each[2]) for each in found]

    def made() -> str:
        left = iter(sizes)
        return _REPEATS.sub(lambda _: f"{{{next(left)}}}", pattern)

    _, least = lengths("regex", (("pattern", made()),))
    missing = shortest - least
    while missing > 0 and sizes != most:
        for place, size in enumerate(sizes):
            if missing > 0 and size < most[place]:
                sizes[place] += 1
                missing -= 1
    return made() if found and _fits(made(), shortest, longest) else pattern


def _bounds(found: re.Match[str], low: int, high: int) -> str:
    least = 1 if found[0] == "+" else int(found[1] or 0)
    return f"{{{max(least, low)},{max(least, low, high)}}}"


def _fits(pattern: str, shortest: int, longest: int | None) -> bool:
    most, least = lengths("regex", (("pattern", pattern),))
    return most > 0 and least >= shortest and (longest is None or most <= longest)
