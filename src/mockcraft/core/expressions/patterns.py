"""Patterns of expressions: like and ilike."""

import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.effort import spend
from mockcraft.core.expressions.operand import Call, Operand, by_entry
from mockcraft.core.expressions.text import answered, each_row
from mockcraft.errors import ParameterError

LONG_PATTERN = 200  # characters beyond which Arrow's patterns take too much memory
CHARACTERS = 64  # that are compared in a step of work, see core.effort


def _segments(like: str) -> list[list[str]]:
    """What stands between the `%` of a pattern, each cut at its `_`."""
    if "\\" not in like:
        return [piece.split("_") for piece in like.split("%")]
    pieces = [[""]]
    for each in re.findall(r"\\.|.", like, re.DOTALL):
        if each == "%":
            pieces.append([""])
        elif each == "_":
            pieces[-1].append("")
        else:
            pieces[-1][-1] += each[-1]
    return pieces


def _stands(text: str, at: int, segments: list[str]) -> bool:
    """Whether the text has the segments there, with any one character between two of them."""
    for each in segments:
        if not text.startswith(each, at):
            return False
        at += len(each) + 1
    return at - 1 <= len(text)


def _sought(text: str, start: int, segments: list[str]) -> int:
    """The first place of the segments from `start` on, or -1."""
    first = next((i for i, each in enumerate(segments) if each), len(segments) - 1)
    while True:
        found = text.find(segments[first], start + first)
        spend(len(segments))
        if found < 0 or _stands(text, found - first, segments):
            return max(found - first, -1)
        start = found - first + 1


def _is_like(text: str, like: str) -> bool:
    """LIKE without a regular expression, which takes 15 microseconds a character to be made."""
    spend(1 + (len(text) + len(like)) // CHARACTERS)
    first, *rest = _segments(like)
    width = sum(map(len, first)) + len(first) - 1
    if not rest:
        return width == len(text) and _stands(text, 0, first)
    last = rest[-1]
    end = len(text) - sum(map(len, last)) - len(last) + 1
    if not _stands(text, 0, first):
        return False
    at = width
    for segments in rest[:-1]:
        at = _sought(text, at, segments)
        if at < 0:
            return False
        at += sum(map(len, segments)) + len(segments) - 1
    return at <= end and _stands(text, end, last)


def _matches(like: str) -> Callable[[Any], Any]:
    if "\\" not in like and len(like) <= LONG_PATTERN:
        return lambda data: pc.match_like(data, like)
    # Arrow and this module read an escaped newline differently; a pattern with escapes is rare.
    return lambda data: pa.array(
        [None if each is None else _is_like(each, like) for each in data.to_pylist()], pa.bool_()
    )


def like(call: Call, a: Operand, pattern: Operand) -> Operand:
    """Whether a text matches a pattern of `%` (any characters) and `_` (any one)."""
    if isinstance(pattern.literal, str):
        if re.search(r"(?<!\\)(\\\\)*\\\Z", pattern.literal):
            raise ParameterError(
                f"{call} has a pattern that ends in a single backslash (double it)"
            )
        return answered(by_entry(_matches(pattern.literal), a.data))
    found = each_row(call, lambda s, p: "1" if _is_like(s, p) else "", a.data, pattern.data)
    return answered(pc.equal(found, "1"))


def ilike(call: Call, a: Operand, pattern: Operand) -> Operand:
    """`like`, whatever the case of letters."""
    data, patterns = (by_entry(pc.utf8_lower, each.data) for each in (a, pattern))
    literal = patterns[0].as_py() if isinstance(pattern.literal, str) else None
    return like(call, Operand("text", data), Operand("text", patterns, literal=literal))
