"""Texts for columns that have no room for those of a generator: of its form, and shorter."""

from collections.abc import Callable
from typing import Any

from mockcraft.inspection.columns.choice import Asked
from mockcraft.inspection.columns.limits import fitting

LISTED = 12  # texts at most that stand in the schema file
_FEWEST = 5  # of those, fewer are no choice
_LIST_ROOM = (
    20  # characters from which on the shorter texts of a list are as usual as the longer ones
)
_SYLLABLE, _SYLLABLES = "([bdfgklmnprstvz][aeiou])", 70  # that can be said, and how many there are
_MOST = 4  # syllables of a word


def narrow(asked: Asked, generator: str, limit: int) -> dict[str, Any] | None:
    """What gives such texts of so many characters at most; None where none mean anything, or rows could not differ.

    Args:
        asked: the column.
        generator: whose texts are too long, or "name" for a word alone.
        limit: characters at most.
    """
    if asked.facts.case == "upper":
        return None
    if generator in _LISTED and not asked.differs and limit >= _LIST_ROOM:
        listed = fitting(generator, limit, LISTED)
        return {"values": listed} if len(listed) >= _FEWEST else None
    pattern, shortest, number = _FORMS.get(generator, _none)(limit)
    if not pattern or shortest < asked.facts.shortest or (asked.differs and number < asked.rows):
        return None
    return {"regex": pattern}


def _none(limit: int) -> tuple[str, int, int]:
    return "", 0, 0


def _word(room: int, end: str, values: int, length: int) -> tuple[str, int, int]:
    """A word that can be said and an end of so many characters, which has so many values."""
    syllables = min(_MOST, (room - length) // 2)
    if syllables < 1:
        return _none(room)
    return (
        f"{_SYLLABLE}{{{syllables}}}{end}",
        syllables * 2 + length,
        _SYLLABLES**syllables * values,
    )


def _email(limit: int) -> tuple[str, int, int]:
    host = "@example.com"  # of RFC 2606
    return _word(limit, "[0-9]{2}" + host.replace(".", r"\."), 100, 2 + len(host))


def _username(limit: int) -> tuple[str, int, int]:
    return _word(limit, "[0-9]{2}", 100, 2)


def _slug(limit: int) -> tuple[str, int, int]:
    return _word(limit, "-[0-9]{3}", 1000, 4)


def _name(limit: int) -> tuple[str, int, int]:
    return _word(limit, "", 1, 0)


def _phone(limit: int) -> tuple[str, int, int]:
    """Numbers for fiction, of North America: 555-0100 to 555-0199 of an area."""
    area, values = "[2-9][0-9]{2}", 800 * 100
    for length, pattern, number in (
        (12, f"{area}-555-01[0-9]{{2}}", values),
        (10, f"{area}55501[0-9]{{2}}", values),
        (8, "555-01[0-9]{2}", 100),
    ):
        if limit >= length:
            return pattern, length, number
    return _none(limit)


_FORMS: dict[str, Callable[[int], tuple[str, int, int]]] = {
    "email": _email,
    "company_email": _email,
    "username": _username,
    "url_slug": _slug,
    "phone": _phone,
    "name": _name,
}
_LISTED = {"job_title"}
