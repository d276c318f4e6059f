"""A regular expression of texts that several others match, and some do not: what checks of one column together leave.

A state is what is left of each pattern behind some signs (its derivative). From the states that can be reached, ways to
the end are read off, each a sequence of sets of signs, of which the pattern that is made has a few.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import Any

from mockcraft.errors import MockcraftError

STATES = 3000  # that are looked at
WAYS = 4  # of the pattern that is made, each of another length
LONGER = 12  # signs that texts have more than the shortest ones
ENDLESS = 1000  # repeats of * and +, which end nowhere here
_NOTHING: Any = ("none", None)
_END: Any = ("join", ())
_CLASSES = {
    "alpha": "A-Za-z", "digit": "0-9", "alnum": "A-Za-z0-9", "upper": "A-Z", "lower": "a-z", "space": r"\s",
    "punct": r"!-/:-@\[-`{-~", "xdigit": "0-9A-Fa-f", "word": r"\w",
}  # fmt: skip
_LIKED = (
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
)  # signs, if any of a set may be

State = tuple[Any, ...]


@cache
def meeting(
    patterns: tuple[str, ...], without: tuple[str, ...], shortest: int, longest: int | None
) -> str:
    """The pattern of whole texts in which each of the patterns is found and none of the others; "" where none is known.

    Args:
        patterns, without: regular expressions that are searched for, where they are not anchored.
        shortest, longest: characters of the texts.
    """
    try:
        start = tuple(_node(each) for each in (*patterns, *without))
    except (MockcraftError, RecursionError):
        return ""
    signs = _groups(start)
    states, done = {start: dict[State, str]()}, [start]
    for state in done:
        if len(done) > STATES:
            break
        for group in signs:
            after = tuple(_after(each, group[0]) for each in state)
            if _NOTHING in after[: len(patterns)]:
                continue
            states[state][after] = states[state].get(after, "") + group
            if after not in states:
                states[after] = {}
                done.append(after)
    left = _distances(states, len(patterns))
    if start not in left:
        return ""
    least = max(shortest, left[start])
    most = least + LONGER if longest is None else min(longest, least + LONGER)
    ways = dict[str, None]()
    for size in range(most, least - 1, -1):
        way = _way(states, left, start, size, len(patterns))
        if way and len(ways) < WAYS:
            ways[way] = None
    return f"({'|'.join(ways)})" if len(ways) > 1 else next(iter(ways), "")


def _node(pattern: str) -> Any:
    """What a pattern is read as, so that whole texts match it."""
    for name, signs in _CLASSES.items():
        pattern = pattern.replace(f"[:{name}:]", signs)
    return _any([_whole(each) for each in _branches(pattern)])


def _branches(pattern: str) -> list[str]:
    """The parts of a pattern between the bars that stand in no bracket."""
    parts, depth, inside, place = [""], 0, False, 0
    while place < len(pattern):
        sign = pattern[place]
        if sign == "\\":
            parts[-1] += pattern[place : place + 2]
            place += 2
            continue
        inside = sign != "]" if inside else sign == "["
        depth += (sign == "(") - (sign == ")") if not inside else 0
        if sign == "|" and not depth and not inside:
            parts.append("")
        else:
            parts[-1] += sign
        place += 1
    return parts


def _whole(pattern: str) -> Any:
    from mockcraft.generators._regex import PRINTABLE, parse

    more = ("repeat", (("set", frozenset(PRINTABLE)), 0, ENDLESS))
    begins = pattern.startswith(("^", r"\A"))
    ends = re.search(r"(?<!\\)(\\\\)*(\$|\\Z)$", pattern) is not None
    node = _frozen(parse(pattern))
    return _join([*([] if begins else [more]), node, *([] if ends else [more])])


def _frozen(node: Any) -> Any:
    from mockcraft.generators._regex import MORE

    kind, content = node
    if kind == "set":
        return kind, frozenset(content)
    if kind == "repeat":
        item, least, most = content
        return kind, (_frozen(item), least, ENDLESS if most == least + MORE else most)
    return _join(map(_frozen, content)) if kind == "join" else _any(map(_frozen, content))


def _join(nodes: Any) -> Any:
    made: list[Any] = []
    for each in nodes:
        if each == _NOTHING:
            return _NOTHING
        made += each[1] if each[0] == "join" else [each]
    return made[0] if len(made) == 1 else ("join", tuple(made))


def _any(nodes: Any) -> Any:
    made = dict[Any, None]()
    for each in nodes:
        for one in each[1] if each[0] == "any" else (each,):
            if one != _NOTHING:
                made[one] = None
    if not made:
        return _NOTHING
    return next(iter(made)) if len(made) == 1 else ("any", tuple(made))


@cache
def _may_end(node: Any) -> bool:
    kind, content = node
    if kind == "join":
        return all(map(_may_end, content))
    if kind == "any":
        return any(map(_may_end, content))
    return kind == "repeat" and (content[1] == 0 or _may_end(content[0]))


@cache
def _after(node: Any, sign: str) -> Any:
    """What is left of a node behind a sign."""
    kind, content = node
    if kind == "set":
        return _END if sign in content else _NOTHING
    if kind == "any":
        return _any(_after(each, sign) for each in content)
    if kind == "repeat":
        item, least, most = content
        further = most if most == ENDLESS else most - 1
        rest = ("repeat", (item, max(least - 1, 0), further)) if further else _END
        return _join([_after(item, sign), rest])
    if kind == "none" or not content:
        return _NOTHING
    first, rest = content[0], content[1:]
    made = _join([_after(first, sign), *rest])
    return _any([made, _after(_join(rest), sign)]) if _may_end(first) else made


def _groups(nodes: Sequence[Any]) -> list[str]:
    """The signs, those together that all sets of the patterns have or have not."""
    from mockcraft.generators._regex import PRINTABLE

    sets: list[frozenset[str]] = []
    pending = list(nodes)
    while pending:
        kind, content = pending.pop()
        if kind == "set":
            sets.append(content)
        elif kind == "repeat":
            pending.append(content[0])
        elif content:
            pending += content
    groups: dict[tuple[bool, ...], str] = {}
    for sign in PRINTABLE:
        key = tuple(sign in each for each in dict.fromkeys(sets))
        groups[key] = groups.get(key, "") + sign
    return list(groups.values())


def _distances(states: dict[State, dict[State, str]], wanted: int) -> dict[State, int]:
    """How many signs are left at least from each state, of those from which a text can end."""
    before: dict[State, list[State]] = {}
    for state, nexts in states.items():
        for each in nexts:
            before.setdefault(each, []).append(state)
    left = {state: 0 for state in states if _is_end(state, wanted)}
    pending = list(left)
    for state in pending:
        for each in before.get(state, ()):
            if each not in left:
                left[each] = left[state] + 1
                pending.append(each)
    return left


def _is_end(state: State, wanted: int) -> bool:
    return all(map(_may_end, state[:wanted])) and not any(map(_may_end, state[wanted:]))


def _way(
    states: dict[State, dict[State, str]],
    left: dict[State, int],
    start: State,
    size: int,
    wanted: int,
) -> str:
    """A pattern of texts of so many signs, as wide as they are found; "" for none."""
    made, state = list[str](), start
    for rest in range(size - 1, -1, -1):
        able = [
            (each, signs)
            for each, signs in states[state].items()
            if left.get(each, size + 1) <= rest
        ]
        if not able:
            return ""
        state, signs = max(able, key=lambda pair: _liking(pair[1]))
        made.append(_class(_liked(signs)))
    if not _is_end(state, wanted):
        return ""
    runs = ((each, len(list(same))) for each, same in groupby(made))
    return "".join(each if many == 1 else f"{each}{{{many}}}" for each, many in runs)


def _liked(signs: str) -> str:
    """Those of some signs that texts look well with, if there are such."""
    for some in _LIKED:
        if found := "".join(each for each in some if each in signs):
            return found
    return signs


def _liking(signs: str) -> int:
    """How many letters and digits there are; fewer of those that come second, and hardly any other sign."""
    liked = _liked(signs)
    return len(liked) * (2 if liked[0] in _LIKED[0] else 1) if liked[0].isalnum() else 0


def _class(signs: str) -> str:
    if len(signs) == 1:
        return re.escape(signs)
    made = "".join("\\" + each if each in r"\]^-[" else each for each in signs)
    made = (
        made.replace(_LIKED[0], "a-z0-9").replace(_LIKED[1], "A-Z").replace(_LIKED[0][:26], "a-z")
    )
    return f"[{made.replace(_LIKED[0][26:], '0-9')}]"
