"""The shapes of texts: how long they are, and which characters stand where in them."""

from weakref import WeakValueDictionary

from mockcraft.core.effort import spend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mockcraft.core.pool import Pool

    Characters = frozenset[str] | None  # None: any

DIGIT_SET = frozenset("0123456789")
SIGNED_SET = DIGIT_SET | {"-"}
HEX_SET = DIGIT_SET | frozenset("abcdef")


_SETS: "WeakValueDictionary[str, frozenset[str]]" = WeakValueDictionary()


class Shape:
    """What the texts of a part have in common.

    Attributes:
        least: how many characters they have at least.
        width: how many they have, or None where that differs.
        first, rest: characters that they may begin with, and that may follow the first one.
        last, front: characters that they may end with, and that may stand before the last one.
    """

    __slots__ = ("first", "front", "last", "least", "rest", "width")

    def __init__(
        self, least: int, width: int | None, first: "Characters", rest: "Characters",
        last: "Characters", front: "Characters",
    ) -> None:  # fmt: skip
        self.least, self.width = least, width
        self.first, self.rest, self.last, self.front = first, rest, last, front

    @staticmethod
    def of(texts: "Iterable[str]") -> "Shape":
        """That of these texts."""
        known = list(dict.fromkeys(texts))
        spend(5 * len(known))  # it is looked through so often
        widths = set(map(len, known))
        return Shape(
            min(widths), widths.pop() if len(widths) == 1 else None,
            frozenset("".join(text[:1] for text in known)),
            frozenset("".join(text[1:] for text in known)),
            frozenset("".join(text[-1:] for text in known)),
            frozenset("".join(text[:-1] for text in known)),
        )  # fmt: skip

    @staticmethod
    def any_of(characters: "Characters", least: int = 0, width: int | None = None) -> "Shape":
        """That of texts of these characters in any order."""
        return Shape(least, width, characters, characters, characters, characters)

    @property
    def characters(self) -> "Characters":
        """All that they are made of."""
        return united(self.first, self.rest)

    @property
    def mirrored(self) -> "Shape":
        """That of the same texts backwards."""
        return Shape(self.least, self.width, self.last, self.front, self.first, self.rest)


ANYTHING = Shape.any_of(None)


def united(*sets: "Characters") -> "Characters":
    """The characters of all sets."""
    found: frozenset[str] = frozenset()
    for each in sets:
        if each is None:
            return None
        found |= each
    return found


def shape_of_pool(pool: "Pool") -> Shape:
    """The shape of the pool's texts; kept with it."""
    if "shape" not in pool.derived:
        pool.derived["shape"] = Shape.of(pool.values)
    made: Shape = pool.derived["shape"]
    return made


def shape_of_piece(literal: str, alphabets: "Sequence[str]") -> Shape:
    """The shape of a piece of a pattern."""
    rest = iter(alphabets)
    return _shape_of_places([next(rest) if sign == "\1" else sign for sign in literal])


def shape_of_patterns(patterns: "Iterable[str]", classes: "Mapping[str, str]") -> Shape:
    """The shape of all texts of some patterns."""
    shapes = [_shape_of_places([classes.get(sign, sign) for sign in each]) for each in patterns]
    widths = {shape.width for shape in shapes}
    return Shape(
        min(shape.least for shape in shapes), widths.pop() if len(widths) == 1 else None,
        united(*(shape.first for shape in shapes)), united(*(shape.rest for shape in shapes)),
        united(*(shape.last for shape in shapes)), united(*(shape.front for shape in shapes)),
    )  # fmt: skip


def _shape_of_places(places: "Sequence[str]") -> Shape:
    """The shape of texts that have one of these characters at each place."""
    if not places:
        return Shape.of([""])
    spend(sum(map(len, places)) // 8 + 1)
    first, rest = characters_of(places[:1]), characters_of(places[1:])
    last, front = characters_of(places[-1:]), characters_of(places[:-1])
    return Shape(len(places), len(places), first, rest, last, front)


def characters_of(alphabets: "Sequence[str]") -> frozenset[str]:
    """The characters of all of these; one set for all who ask: that of Unicode takes 100 MB."""
    text = "".join(dict.fromkeys(alphabets))
    known = _SETS.get(text)
    if known is None:
        known = _SETS[text] = frozenset(text)
    return known
