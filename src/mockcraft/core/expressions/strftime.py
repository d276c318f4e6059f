"""Dates and times as text, by a pattern in the words of C's strftime, with the names of months in English."""

import re
from collections.abc import Iterator
from functools import cache

from mockcraft.core.expressions.date_text import Piece, part_of
from mockcraft.errors import ParameterError

_DATES = {
    "Y": "YYYY", "y": "YY", "m": "MM", "d": "DD", "j": "DDD", "B": "Month", "b": "Mon", "A": "Day", "a": "Dy",
    "G": "IYYY", "V": "IW", "u": "ID",
}  # fmt: skip
_TIMES = {"H": "HH24", "I": "HH12", "M": "MI", "S": "SS", "p": "PM"}
ZONES = {"z": "+0000", "Z": "UTC"}  # times with a zone are in UTC
_SHORT = {"F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M", "D": "%m/%d/%y"}
_NAMED = ("Month", "Day")  # which stand without the spaces that they have in columns
_HELD = {
    "date": (_DATES,),
    "time": (_TIMES,),
    "timestamp": (_DATES, _TIMES),
    "timestamptz": (_DATES, _TIMES, ZONES),
}
_PIECE = re.compile(r"%(-?)(.)|%|[^%]+", re.DOTALL)


@cache
def pieces(pattern: str, kind: str) -> tuple[Piece, ...]:
    """The pieces of a pattern for values of the kind: texts, and parts of dates and times.

    `%-d` leaves out zeros before a number. Raises ParameterError for a pattern that the kind has not.
    """
    known: dict[str, str] = {}
    for each in _HELD[kind]:
        known |= each
    found: list[Piece] = []
    for text, code, bare in coded(pattern):
        if not code and text != "%":
            found.append(text)
        elif code == "%" and not bare:
            found.append("%")
        elif code in ZONES and code in known and not bare:
            found.append(known[code])
        elif code in known:
            found.append(part_of(known[code], bare or known[code] in _NAMED))
        else:
            codes = " ".join(f"%{each}" for each in known)
            raise ParameterError(
                f"format {pattern!r} has {text!r}, which a {kind} has not (give {codes}, or %% for %)"
            )
    return tuple(found)


def coded(pattern: str) -> Iterator[tuple[str, str, bool]]:
    """What a pattern is made of: (as it is written, its letter, whether it is without zeros); text has no letter."""
    for match in _PIECE.finditer(_spelled(pattern)):
        yield match[0], match[2] or "", bool(match[1])


def _spelled(pattern: str) -> str:
    """The pattern with short forms such as %F written out."""
    return re.sub("%(.)", lambda match: _SHORT.get(match[1], match[0]), pattern, flags=re.DOTALL)
