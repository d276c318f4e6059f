"""Letters and parts of texts: plain letters, slugs, capitals of words, places and pieces."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import NO_TEXT, arrow_array
from mockcraft.core.expressions.operand import Call, Operand, Operation, by_entry
from mockcraft.core.expressions.text import LONGEST, TOO_LONG, answered, each_row
from mockcraft.core.spelling import plain

_WORD = re.compile(r"[^\W_]+")
_NEITHER = re.compile(r"[^a-z0-9]+")


def by_text(compute: Callable[[str], str]) -> Operation:
    """A function of one text in Python, which computes each distinct one once."""

    def of(call: Call, a: Operand) -> Operand:
        @cache
        def bounded(s: str) -> str:
            made = compute(s)
            if len(made) > LONGEST:
                raise ValueError(TOO_LONG)
            return made

        return Operand("text", each_row(call, bounded, a.data))

    return of


def slug(s: str) -> str:
    """a-z and 0-9 of the plain text in small letters, one hyphen for all that is between."""
    return _NEITHER.sub("-", plain(s).lower()).strip("-")


def capitals(s: str) -> str:
    """Each word with a capital, the rest of it in small letters; letters and digits make words."""
    return _WORD.sub(lambda word: word[0][0].upper() + word[0][1:].lower(), s)


unaccented, slugged, capitalized = by_text(plain), by_text(slug), by_text(capitals)


def reversed_text(call: Call, a: Operand) -> Operand:
    """The characters in reverse."""
    return Operand("text", by_entry(pc.utf8_reverse, a.data))


def position(call: Call, a: Operand, sought: Operand) -> Operand:
    """Where a text first stands in another, from 1; 0 where it does not."""
    found = each_row(call, lambda s, part: str(s.find(part) + 1), a.data, sought.data)
    return answered(found.cast(pa.int64()), "integer")


def begins(call: Call, a: Operand, prefix: Operand) -> Operand:
    """Whether a text begins with another."""
    if prefix.literal is not None:
        return answered(by_entry(lambda data: pc.starts_with(data, prefix.literal), a.data))
    found = each_row(call, lambda s, p: "1" if s.startswith(p) else "", a.data, prefix.data)
    return answered(pc.equal(found, "1"))


def piece(call: Call, a: Operand, separator: Operand, place: Operand) -> Operand:
    """What stands between separators, by its place from 1, or from -1 at the end; empty where there is none."""
    call.refuse(place.data == 0, "place 0, but pieces count from 1, or from -1 at the end,")
    zero = place.data if place.valid is None else np.where(place.valid, place.data, 0)
    cut: Any = each_row(call, _piece, a.data, separator.data, zero)
    if place.valid is not None:
        cut = pc.if_else(arrow_array(np.broadcast_to(place.valid, len(cut))), cut, NO_TEXT)
    return Operand("text", cut)


def _piece(s: str, separator: str, place: int) -> str:
    pieces = s.split(separator) if separator else [s]
    index = place - 1 if place > 0 else len(pieces) + place
    return pieces[index] if 0 <= index < len(pieces) else ""
