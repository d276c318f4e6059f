"""Dates and times as text, by a pattern in the words of PostgreSQL's to_char."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import NO_TEXT, arrow_array, concatenated, text_array
from mockcraft.core.expressions.calendar import PARTS
from mockcraft.core.expressions.operand import DAY, Call, Operand, null
from mockcraft.core.expressions.text import grown
from mockcraft.core.kinds import DATED
from mockcraft.errors import ParameterError

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
LONGEST_NAME = 9  # of a month or a weekday: names are filled up to it, unless FM stands before

Part = Callable[[Any, Any], Any]  # of days and seconds of the day
Piece: TypeAlias = (
    "str | tuple[Part, Any]"  # a text, or what gives a number and the texts of all numbers
)


def _of(part: str, modulo: int = 0, shift: int = 0) -> Part:
    def number(days: Any, seconds: Any) -> Any:
        value = PARTS[part](days, seconds)
        return (value + shift) % modulo - shift if modulo else value + shift

    return number


# Words that stand for numbers: what gives them, and their digits.
NUMBERS: dict[str, tuple[Part, int]] = {
    "YYYY": (_of("year"), 4), "YY": (_of("year", 100), 2), "IYYY": (_of("isoyear"), 4),
    "Q": (_of("quarter"), 1), "MM": (_of("month"), 2), "IW": (_of("week"), 2),
    "WW": (lambda days, seconds: (PARTS["doy"](days, seconds) + 6) // 7, 2),
    "DDD": (_of("doy"), 3), "DD": (_of("day"), 2), "D": (_of("dow", shift=1), 1), "ID": (_of("isodow"), 1),
    "HH24": (_of("hour"), 2), "HH12": (_of("hour", 12, -1), 2), "HH": (_of("hour", 12, -1), 2),
    "MI": (_of("minute"), 2), "SS": (_of("second"), 2),
}  # fmt: skip
# Words that stand for names, written in the case that is wanted: what gives the place of one, and the names.
NAMES: dict[str, tuple[Part, tuple[str, ...]]] = {
    "Month": (_of("month", shift=-1), tuple(each.ljust(LONGEST_NAME) for each in MONTHS)),
    "Mon": (_of("month", shift=-1), tuple(each[:3] for each in MONTHS)),
    "Day": (_of("dow"), tuple(each.ljust(LONGEST_NAME) for each in WEEKDAYS)),
    "Dy": (_of("dow"), tuple(each[:3] for each in WEEKDAYS)),
    "Am": (lambda days, seconds: seconds // (DAY // 2), ("am", "pm")),
    "Pm": (lambda days, seconds: seconds // (DAY // 2), ("am", "pm")),
}
_CASES: dict[bool, Callable[[str], str]] = {True: str.upper, False: str.lower}
_WORDS = sorted((*NUMBERS, *NAMES), key=len, reverse=True)
_PIECE = re.compile(rf'(?P<FM>FM)?(?P<word>{"|".join(_WORDS)})|"(?P<text>[^"]*)"|(?P<other>.)', re.IGNORECASE | re.DOTALL)  # fmt: skip


@cache
def _pieces(pattern: str) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for each in _PIECE.finditer(pattern):
        if each["word"]:
            pieces.append(part_of(each["word"], bool(each["FM"])))
        elif each["other"] and each["other"].isalpha():
            raise ParameterError(
                f"the pattern {pattern!r} has {each[0]!r} (write YYYY, MM, DD, Month, Mon, Day, Dy, HH24, MI, SS"
                " and the like, and other letters in double quotes: 'YYYY\"/Q\"Q')"
            )
        else:
            pieces.append(each["other"] or each["text"])
    return tuple(pieces)


def part_of(word: str, bare: bool) -> tuple[Part, Any]:
    """What gives a number of a word, and the texts of all numbers from 0 on; `bare` of zeros and spaces around."""
    if word.upper() in NUMBERS:
        part, digits = NUMBERS[word.upper()]
        most = 10**digits + (digits == 4)  # the ISO year of the last day of 9999 may be 10000
        texts = [str(n).zfill(0 if bare else digits) for n in range(most)]
    else:
        part, names = NAMES[word.capitalize()]
        exact = word == word.capitalize() and len(names) > 2
        texts = [each if exact else _CASES[word.isupper()](each) for each in names]
        texts = [each.strip() for each in texts] if bare else texts
    return part, text_array(texts)


def in_pattern(call: Call, a: Operand, pattern: str) -> Operand:
    """A date or a timestamp as text."""
    if a.kind not in {*DATED, "null"}:
        raise call.clash("a date or a timestamp", a)
    pieces = _pieces(pattern)
    if a.kind == "null":
        return null("text")
    days, seconds = (a.data, np.zeros(1, np.int64)) if a.kind == "date" else np.divmod(a.data, DAY)
    grown(
        call,
        np.full(
            len(a.data),
            sum(len(each) if isinstance(each, str) else LONGEST_NAME for each in pieces),
        ),
    )
    array = rendered(pieces, days, seconds)
    if a.valid is not None:
        array = pc.if_else(arrow_array(a.valid), array, NO_TEXT)
    return Operand("text", array)


def rendered(pieces: tuple[Piece, ...], days: Any, seconds: Any) -> pa.StringArray:
    """Texts of these days, int64 of shape (n,), and seconds of the day, of the same shape or one for all."""
    made = [each if isinstance(each, str) else _texts(*each, days, seconds) for each in pieces]
    start = text_array([""]).take(arrow_array(np.zeros(len(days), np.int64)))
    return concatenated(start, *made)


def _texts(part: Part, texts: Any, days: Any, seconds: Any) -> Any:
    places = np.broadcast_to(part(days, seconds), days.shape)
    return texts.take(arrow_array(np.ascontiguousarray(places)))
