"""Whether two patterns of keys have a key in common."""

import re
from collections.abc import Iterator
from functools import lru_cache

from mockcraft.dataclass import dataclass

# What `key_templates.pattern_of` writes: a character, a class of them or any, and how often it comes.
_PIECE = re.compile(r"(\\.|\[(?:\\.|[^\]\\])+\]|.)([?+*]|\{[0-9]+\})?", re.DOTALL)
_ASCII = tuple(map(chr, range(128)))  # of which the classes of `key_templates` are
PATTERNS = 4_096  # that are kept in steps: those of a plan, each compared with all others


@dataclass(frozen=True, slots=True)
class _Step:
    """A place in a pattern.

    Attributes:
        characters: that lead on; where `others`, all but these do.
        others: see `characters`.
        skips: whether it can be left out.
        repeats: whether it can come again.
    """

    characters: frozenset[str]
    others: bool
    skips: bool
    repeats: bool

    def meets(self, step: "_Step") -> bool:
        """Whether a character leads on from both."""
        if self.others and step.others:
            return True
        if self.others:
            return not step.characters <= self.characters
        if step.others:
            return not self.characters <= step.characters
        return not self.characters.isdisjoint(step.characters)


def overlap(left: str, right: str) -> bool:
    """Whether a key can match both of two patterns of `key_templates.pattern_of`.

    Walks both at once from their begin, in at most as many steps as the product of their lengths.
    """
    first, second = _steps(left), _steps(right)
    waiting, seen = [(0, 0)], {(0, 0)}
    while waiting:
        i, j = waiting.pop()
        if i == len(first) and j == len(second):
            return True
        for place in _next(first, second, i, j):
            if place not in seen:
                seen.add(place)
                waiting.append(place)
    return False


def _next(
    first: tuple[_Step, ...], second: tuple[_Step, ...], i: int, j: int
) -> Iterator[tuple[int, int]]:
    """The pairs of places that one character, or none, leads to."""
    one = first[i] if i < len(first) else None
    two = second[j] if j < len(second) else None
    if one and one.skips:
        yield i + 1, j
    if two and two.skips:
        yield i, j + 1
    if one and two and one.meets(two):
        yield i + 1, j + 1
        if one.repeats:
            yield i, j + 1
        if two.repeats:
            yield i + 1, j


@lru_cache(PATTERNS)
def _steps(pattern: str) -> tuple[_Step, ...]:
    made: list[_Step] = []
    for piece, often in _PIECE.findall(pattern):
        if piece in ("(", ")"):  # of a group: those of texts are escaped
            continue
        times = int(often[1:-1]) if often.startswith("{") else 1
        made += [_Step(*_characters(piece), often in ("?", "*"), often in ("+", "*"))] * times
    return tuple(made)


def _characters(piece: str) -> tuple[frozenset[str], bool]:
    """See `_Step.characters` and `_Step.others`."""
    if piece == ".":
        return frozenset(), True
    if piece.startswith("[^"):
        return frozenset(piece[2:-1].removeprefix("\\")), True
    if piece.startswith("["):
        return frozenset(filter(re.compile(piece).fullmatch, _ASCII)), False
    return frozenset(piece.removeprefix("\\")), False
