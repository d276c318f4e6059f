"""Regular expressions as verbs of `Draw`.

What a pattern means is read by Python's own parser. Small languages are listed and picked from;
of the others, one way through the pattern is taken for each row. Where values must be unique, the way is the
same for all rows, that of the largest number of texts, so that every place has a set of characters.
"""

from __future__ import annotations

import re._constants as c  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import warnings

from mockcraft.core.effort import spend
from mockcraft.core.pattern import DIGITS, LOWER, UPPER
from mockcraft.generator import Draw, ParameterError, Pool, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PRINTABLE = "".join(map(chr, range(32, 127)))
WORD = LOWER + UPPER + DIGITS + "_"
CLASSES = {
    c.CATEGORY_DIGIT: DIGITS, c.CATEGORY_WORD: WORD, c.CATEGORY_SPACE: " ",
    c.CATEGORY_NOT_DIGIT: "".join(x for x in PRINTABLE if x not in DIGITS),
    c.CATEGORY_NOT_WORD: "".join(x for x in PRINTABLE if x not in WORD),
    c.CATEGORY_NOT_SPACE: PRINTABLE[1:],
}  # fmt: skip
UNSUPPORTED = {
    c.ASSERT: "look-ahead or look-behind", c.ASSERT_NOT: "negative look-around", c.GROUPREF: "a back reference",
    c.GROUPREF_EXISTS: "a conditional group", c.ATOMIC_GROUP: "an atomic group",
    c.POSSESSIVE_REPEAT: "a possessive repeat",
}  # fmt: skip
KEPT = 1000  # patterns
MORE = 8  # further repeats of * + and {m,}
REPEAT_LIMIT = 1000
LISTED = 5_000  # a pattern of at most so many texts is listed
LISTED_CHARACTERS = 1_000_000  # of all the texts that are listed
LENGTH_LIMIT = 10_000  # characters of a text
STEP_LIMIT = 10_000  # decisions of a text: 16,384 rows take some seconds then
DEPTH_LIMIT = 100  # groups within one another
SURROGATES = range(0xD800, 0xE000)  # halves of characters, which are no text

EMPTY: Any = ("join", [])
# A node is (kind, content): ("set", characters), ("join", nodes), ("any", nodes) or
# ("repeat", (node, least, most)).
_known_patterns: dict[str, tuple[Any, Pool | None]] = {}  # read from several threads


def draw_regex(draw: Draw, pattern: str) -> Text:
    """Text that the whole pattern matches; raises ParameterError for what is not supported."""
    known = _known_patterns.get(pattern)
    if known is None:
        if len(_known_patterns) >= KEPT:
            _known_patterns.clear()
        known = _known_patterns[pattern] = _read(pattern)
    node, pool = known
    if pool is not None:
        return draw.pick(pool)
    if draw.must_differ("way through"):
        return _fixed(draw, _largest(node)[1])
    return _drawn(draw, node)


def _read(pattern: str) -> tuple[Any, Pool | None]:
    """The node of a pattern, and its texts where they are few."""
    spend(len(pattern))
    node = parse(pattern)
    ways, length = _bounded(pattern, node)
    texts = _listed(node) if ways * length <= LISTED_CHARACTERS else None
    return node, None if texts is None else Pool("regex", sorted(set(texts)))


def _bounded(pattern: str, node: Any) -> tuple[int, int]:
    """How many texts there are, LISTED + 1 for more, and the greatest length.

    Raises ParameterError where texts could be too long, or could take too long to draw.
    """
    ways, length, steps = _cost(node)
    if length > LENGTH_LIMIT:
        raise ParameterError(
            f"pattern={pattern!r} has texts of up to {length:,} characters, more than "
            f"{LENGTH_LIMIT:,} (lower its repeats)",
            "pattern",
        )
    if steps > STEP_LIMIT and ways > LISTED:
        raise ParameterError(
            f"pattern={pattern!r} takes up to {steps:,} decisions for a text, more than "
            f"{STEP_LIMIT:,} (lower its repeats)",
            "pattern",
        )
    return ways, length


def _cost(node: Any) -> tuple[int, int, int]:
    """Texts of a node (LISTED + 1 for more), their greatest length, and the decisions of one at most."""
    kind, content = node
    if kind == "set":
        return min(len(content), LISTED + 1), 1, 1
    if kind == "repeat":
        item, least, most = content
        ways, length, steps = _cost(item)
        counts = range(least, most + 1) if ways > 1 else range(least, least + 1)
        total = most - least + 1 if ways <= 1 else 0
        for count in counts if ways > 1 else ():
            total += ways ** min(count, 13)  # 2**13 is more than LISTED
            if total > LISTED:
                break
        return min(total, LISTED + 1), length * most, steps * most + most - least
    parts = [_cost(each) for each in content]
    steps = sum(each for _, _, each in parts)
    if kind == "any":
        total = sum(each for each, _, _ in parts)
        return min(total, LISTED + 1), max(each for _, each, _ in parts), steps + len(parts)
    total = 1
    for ways, _, _ in parts:
        total = min(total * ways, LISTED + 1)
    return total, sum(each for _, each, _ in parts), steps


def parse(pattern: str) -> Any:
    """The node of a pattern that whole texts match; raises ParameterError for what is not supported."""
    depth = deepest = 0
    for character in pattern:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    if deepest > DEPTH_LIMIT:
        raise ParameterError(
            f"pattern={pattern!r} has more than {DEPTH_LIMIT} groups within one another", "pattern"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # of a [ within a set: it is a bracket
            tree = parser.parse(pattern)
    except Exception as error:
        raise ParameterError(
            f"pattern={pattern!r} is not a regular expression: {error}", "pattern"
        ) from None
    if tree.state.flags & ~c.SRE_FLAG_UNICODE:
        raise ParameterError(f"pattern={pattern!r} has flags, which are not supported", "pattern")
    items = list(tree)
    while items and items[0][0] is c.AT and items[0][1] in (c.AT_BEGINNING, c.AT_BEGINNING_STRING):
        items.pop(0)
    while items and items[-1][0] is c.AT and items[-1][1] in (c.AT_END, c.AT_END_STRING):
        items.pop()
    return ("join", [_node(pattern, *item) for item in items])


def _node(pattern: str, kind: Any, content: Any) -> Any:
    if kind is c.LITERAL:
        return ("set", _known(pattern, content))
    if kind is c.ANY:
        return ("set", PRINTABLE)
    if kind is c.NOT_LITERAL:
        return ("set", PRINTABLE.replace(chr(content), ""))
    if kind is c.IN:
        return ("set", _members(pattern, content))
    if kind is c.SUBPATTERN:
        _, added, removed, items = content
        if added or removed:
            raise ParameterError(
                f"pattern={pattern!r} has flags, which are not supported", "pattern"
            )
        return ("join", [_node(pattern, *item) for item in items])
    if kind is c.BRANCH:
        return ("any", [("join", [_node(pattern, *item) for item in each]) for each in content[1]])
    if kind in (c.MAX_REPEAT, c.MIN_REPEAT):
        least, most, items = content
        most = least + MORE if most is c.MAXREPEAT else most
        if most > REPEAT_LIMIT:
            raise ParameterError(
                f"pattern={pattern!r} repeats more than {REPEAT_LIMIT} times", "pattern"
            )
        nodes = [_node(pattern, *item) for item in items]
        if not most or all(node == EMPTY for node in nodes):
            return EMPTY  # else nested ones would be counted through, a thousand times each
        return ("repeat", (("join", nodes), least, most))
    what = UNSUPPORTED.get(kind) or ("an anchor inside" if kind is c.AT else str(kind).lower())
    raise ParameterError(f"pattern={pattern!r} has {what}, which is not supported", "pattern")


def _known(pattern: str, code: int) -> str:
    """The character; raises ParameterError for what texts cannot hold in every database and format."""
    if code == 0 or code in SURROGATES:
        what = "half a character (a lone surrogate)" if code else "the control character 0"
        raise ParameterError(f"pattern={pattern!r} holds {what}, which no text may", "pattern")
    return chr(code)


def _range(first: int, last: int) -> str:
    """The first characters of a range, those that texts can hold."""
    if first in SURROGATES:
        first = SURROGATES.stop
    codes = range(max(first, 1), min(last, first + 4096) + 1)
    return "".join(chr(code) for code in codes if code not in SURROGATES)


def _members(pattern: str, items: Any) -> str:
    negated, members = False, ""
    for kind, content in items:
        if kind is c.NEGATE:
            negated = True
        elif kind is c.LITERAL:
            members += _known(pattern, content)
        elif kind is c.RANGE:
            members += _range(*content)
        else:
            members += CLASSES[content]
    if negated:
        members = "".join(x for x in PRINTABLE if x not in members)
    if not members:
        raise ParameterError(
            f"pattern={pattern!r} has a set with no printable character in it", "pattern"
        )
    return "".join(dict.fromkeys(members))


def _listed(node: Any) -> list[str] | None:
    """All texts of a node, or None where they are more than LISTED."""
    kind, content = node
    if kind == "set":
        return list(content) if len(content) <= LISTED else None
    if kind == "any":
        branches = [_listed(each) for each in content]
        if any(each is None for each in branches) or sum(map(len, branches)) > LISTED:  # type: ignore[arg-type]
            return None
        return [text for each in branches for text in each]  # type: ignore[union-attr]
    if kind == "repeat":
        return _listed_repeats(*content)
    texts: list[str] | None = [""]
    for each in content:
        texts = _continued(texts, _listed(each))
    return texts


def _listed_repeats(item: Any, least: int, most: int) -> list[str] | None:
    further = _listed(item)
    texts: list[str] | None = [""]
    found = [""] if not least else []
    for count in range(1, most + 1):
        texts = _continued(texts, further)
        if texts is None or len(found) + len(texts) > LISTED:
            return None
        found += texts if count >= least else []
    return found


def _continued(texts: list[str] | None, further: list[str] | None) -> list[str] | None:
    """Each text with each of the further ones behind it."""
    if texts is None or further is None or len(texts) * len(further) > LISTED:
        return None
    spend(len(texts) * len(further))
    return [text + more for text in texts for more in further]


def _largest(node: Any) -> tuple[int, list[str]]:
    """The fixed sequence of sets of characters with the most texts, and how many those are."""
    kind, content = node
    if kind == "set":
        return len(content), [content]
    if kind == "any":
        return max((_largest(each) for each in content), key=lambda found: found[0])
    if kind == "repeat":
        ways, sets = _largest(content[0])
        return ways ** content[2], sets * content[2]
    ways, sets = 1, []
    for each in content:
        more, further = _largest(each)
        ways, sets = ways * more, sets + further
    return ways, sets


def _fixed(draw: Draw, sets: list[str]) -> Text:
    """One character of each set."""
    signs = {members: chr(0xF0000 + i) for i, members in enumerate(dict.fromkeys(sets))}
    return draw.pattern(
        "".join(signs[members] for members in sets),
        {sign: members for members, sign in signs.items()},
    )


def _drawn(draw: Draw, node: Any) -> Text:
    """One way through the node for each row."""
    kind, content = node
    draw.spend(1)
    if kind == "set":
        return _fixed(draw, [content])
    if kind == "any":
        chosen = draw["branch"].integer(0, len(content) - 1)
        text = _drawn(draw["0"], content[0])
        for i, each in enumerate(content[1:], 1):
            mine: Any = chosen == i  # type: ignore[comparison-overlap]
            text = draw.either(mine, _drawn(draw[str(i)], each), text)
        return text
    if kind == "repeat":
        return _repeated(draw, *content)
    parts: list[Text] = []
    i = 0
    while i < len(content):  # neighbouring sets are drawn in one go
        stop = i
        while stop < len(content) and content[stop][0] == "set":
            stop += 1
        if stop > i:
            parts.append(_fixed(draw[str(i)], [members for _, members in content[i:stop]]))
            i = stop
        else:
            parts.append(_drawn(draw[str(i)], content[i]))
            i += 1
    return draw.join(*parts)


def _repeated(draw: Draw, item: Any, least: int, most: int) -> Text:
    if item[0] == "join" and all(kind == "set" for kind, _ in item[1]):
        sets = [members for _, members in item[1]]
        parts = [_fixed(draw["least"], sets * least)] if least else []
    else:
        sets = []
        parts = [_drawn(draw[f"item {i}"], item) for i in range(least)]
    draw.spend(most - least)
    if most > least:
        count = draw["count"].integer(least, most)
        for i in range(least, most):
            more = _fixed(draw[f"item {i}"], sets) if sets else _drawn(draw[f"item {i}"], item)
            parts.append(draw.either(count > i, more, ""))  # type: ignore[operator]
    return draw.join(*parts)
