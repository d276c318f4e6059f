"""Which decisions can be read back from a value, so that values differ where these do.

A text is cut into its parts from both ends: a part ends where its width is known, where a character
follows that it does not have, or where none of its texts begins another one. What lies between is
cut no further. Decisions that were read may tell how the next parts are to be cut.
"""

from math import prod

from mockcraft.core.effort import spend
from mockcraft.core.uniques.digits import UNIQUE_LIMIT
from mockcraft.core.uniques.origins import NOTHING, Choice, Number
from mockcraft.core.uniques.shapes import united
from mockcraft.core.uniques.texts import Part, Text
from mockcraft.core.values import Date, Decimal, Time, Timestamp

KEPT = 64  # lists of which it is kept which texts begin others

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence, Set
    from typing import Any

    from mockcraft.core.uniques.origins import Streams
    from mockcraft.core.uniques.shapes import Characters


def readable(value: "Any", choices: "Sequence[Choice]", endless: "Set[int]") -> "list[Any]":
    """The streams that show in the value, in an order in which each shows by the help of those before it.

    So any number of them, from the first on, tell values apart, whatever all the others are. One that is
    endless needs no others. Of the columns of a list that were read, that of the most values counts, among
    those that show.
    """
    for choice in choices:
        choice.prefer_columns()
    shown = _read_on(value)
    for choice in choices:
        for _ in choice.columns[1:]:
            if choice.stream in shown:
                break
            choice.columns.append(choice.columns.pop(0))
            shown = _read_on(value)
    for choice in choices:
        choice.counted = False
    kept: list[Any] = []
    capacity = 1
    for group in sorted(_groups(choices, shown), key=lambda each: each[0].stream not in endless):
        if capacity >= UNIQUE_LIMIT:
            break
        for choice in group:
            choice.counted = True
        streams = [choice.stream for choice in group]
        if _read_on(value).keys() >= {*kept, *streams}:
            kept += streams
            capacity *= prod(choice.ways for choice in group)
        else:
            for choice in group:
                choice.counted = False
    return kept


def _groups(choices: "Sequence[Choice]", shown: "Mapping[Any, int]") -> "list[list[Choice]]":
    """The decisions that show, in the order in which they were read; halves of one together."""
    groups: dict[Any, list[Choice]] = {}
    for choice in sorted(
        (choice for choice in choices if choice.stream in shown),
        key=lambda choice: shown[choice.stream],
    ):
        halved = isinstance(choice.stream, tuple)
        groups.setdefault(choice.stream[0] if halved else choice.stream, []).append(choice)
    return [
        group
        for group in groups.values()
        if len(group) == 2 or not isinstance(group[0].stream, tuple)
    ]


def _read_on(value: "Any") -> "dict[Any, int]":
    """The streams that show, and in which pass they were read."""
    known: dict[Any, int] = {}
    number = 0
    while True:
        found = _read(value, frozenset(known)) - set(known)
        if not found:
            return known
        known |= dict.fromkeys(found, number)
        number += 1


def _read(value: "Any", known: "Streams") -> "Streams":
    if isinstance(value, Decimal):
        value = value.units
    elif isinstance(value, Date):
        value = value.days
    elif isinstance(value, (Timestamp, Time)):
        value = value.seconds
    if isinstance(value, Number):
        return _read_number(value, known)
    return _read_text(value, known) if isinstance(value, Text) else NOTHING


def _read_number(number: Number, known: "Streams") -> "Streams":
    """Terms whose ways lie further apart than all smaller ones reach together, like digits."""
    loose = number.noise
    reach: float = 0
    if loose is not None and not loose.depends <= known:
        reach = float("inf") if loose.range is None else loose.range[1] - loose.range[0]
    terms = sorted(
        (term for stream, term in number.terms.items() if stream not in known),
        key=lambda term: term.gap if term.choice.counted else 0,
    )
    spans = [high - low for low, high in (term.range for term in terms)]
    found = set()
    while terms and terms[-1].choice.counted and terms[-1].gap > reach + sum(spans[:-1]):
        found.add(terms.pop().choice.stream)
        spans.pop()
    return frozenset(found)


def _read_text(text: Text, known: "Streams") -> "Streams":
    found = _cut(text.parts, known)
    joined = text.joined
    return found if len(joined) == len(text.parts) else found | _cut(joined, known)


def _cut(parts: "Sequence[Part]", known: "Streams") -> "Streams":
    """What shows in the parts that can be cut out, from the left and from the right."""
    left, found = _cut_from_left(parts, known)
    rest = parts[left:]
    if len(rest) > 1:
        right, more = _cut_from_left([part.mirrored for part in reversed(rest)], known)
        rest, found = rest[: len(rest) - right], found | more
    return found | _read_part(rest[0], known) if len(rest) == 1 else found


def _cut_from_left(parts: "Sequence[Part]", known: "Streams") -> "tuple[int, Streams]":
    """How many parts can be cut out one after another, and what shows in them."""
    found = NOTHING
    for i, part in enumerate(parts):
        spend(1)
        if not _is_fixed(part, known) and not _shows_its_end(part, parts[i + 1 :]):
            return i, found
        found |= _read_part(part, known)
    return len(parts), found


def _is_fixed(part: Part, known: "Streams") -> bool:
    """Whether its width is known, as that of a pattern is, or the whole of it."""
    if part.shape.width is not None or part.depends <= known:
        return True
    return bool(part.choices) and part.needs <= known


def _shows_its_end(part: Part, following: "Sequence[Part]") -> bool:
    """Whether it shows where a part ends: by what follows, or since its texts begin no other one."""
    shape = part.shape
    inside = shape.rest if shape.least else shape.characters
    after: Characters = frozenset()
    for each in following:
        spend(1)
        after = united(after, each.shape.first)
        if each.shape.least:
            break
    if after is not None and (not after or (inside is not None and not inside & after)):
        return True
    texts = part.possible
    return bool(texts) and not any(
        can_begin(following, more) for more in _continuations(texts, after)
    )


def _continuations(texts: "Sequence[str]", after: "Characters") -> "Iterable[str]":
    """What makes one of the texts another one, where it begins as what follows the text."""
    place = tuple(texts)
    found = _continued.get(place)
    if found is None:
        if len(_continued) >= KEPT:
            _continued.clear()
        found = _continued[place] = _all_continuations(place)
    return (each for each in found if after is None or each[0] in after)


_continued: "dict[tuple[str, ...], set[str]]" = {}


def _all_continuations(texts: "Sequence[str]") -> set[str]:
    spend(len(texts))
    found: set[str] = set()
    beginnings: list[str] = []
    for text in sorted(set(texts)):
        while beginnings and not text.startswith(beginnings[-1]):
            beginnings.pop()
        found |= {text[len(each) :] for each in beginnings}
        beginnings.append(text)
    return found


def can_begin(parts: "Sequence[Part]", text: str) -> bool:
    """Whether these parts may begin with the text; yes where that is not known."""
    if not text or not parts:
        return not text
    part, following = parts[0], parts[1:]
    texts = part.possible
    spend(len(texts) + 1)
    if texts:
        return any(
            each.startswith(text)
            or (text.startswith(each) and can_begin(following, text[len(each) :]))
            for each in set(texts)
        )
    shape = part.shape
    if shape.first is None or text[0] in shape.first:
        return True
    return not shape.least and can_begin(following, text)


def _read_part(part: Part, known: "Streams") -> "Streams":
    """The decisions that show in a part that was cut out."""
    found = NOTHING
    if part.choice is not None and part.choice.counted and part.differs:
        found |= {part.choice.stream}
    for number in part.numbers:
        found |= _read_number(number, known)
    if part.needs <= known or part.inner is not None:
        found |= {choice.stream for choice in part.choices if choice.counted}
    if part.inner is not None:
        found |= _read_text(part.inner, known)
    return found
