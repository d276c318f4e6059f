"""Texts that know which decisions are behind them: parts one after another.

They stand for the texts of all rows at once, while a generator is measured.
"""

from mockcraft.core.effort import spend
from mockcraft.core.uniques.origins import NOTHING, Choice, Number, only_choice
from mockcraft.core.uniques.shapes import (
    ANYTHING,
    DIGIT_SET,
    SIGNED_SET,
    Shape,
    characters_of,
    shape_of_piece,
    united,
)
from mockcraft.core.values import Decimal, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from mockcraft.core.uniques.origins import Streams


WRITTEN_OUT = 1_000  # ways of a number up to which it is written out for each


class Part:
    """A part of a text, and what can be read from it where it can be cut out.

    Attributes:
        shape: of its texts.
        depends: the decisions behind it.
        constant: the text, where it is one.
        choice, texts: a decision, and the text for each of its ways.
        narrow: the shape of the texts that a digit chooses from, where that is another one.
        numbers: numbers that are written in it.
        choices, needs: decisions that show in it once those of `needs` are known, or what is `inner`.
        inner: a text that shows in it.
    """

    __slots__ = (
        "_differs", "_mirrored", "choice", "choices", "constant", "depends", "inner", "narrow", "needs", "numbers", "texts",
        "wide",
    )  # fmt: skip

    def __init__(self, shape: Shape, depends: "Streams" = NOTHING) -> None:
        self.wide, self.depends = shape, depends
        self.narrow: Shape | None = None
        self.constant: str | None = None
        self.choice: Choice | None = None
        self.texts: Sequence[str] = ()
        self.numbers: tuple[Number, ...] = ()
        self.choices: tuple[Choice, ...] = ()
        self.needs: Streams = NOTHING
        self.inner: Text | None = None
        self._mirrored: Part | None = None
        self._differs: dict[tuple[str, ...], bool] = {}

    @property
    def shape(self) -> Shape:
        """The shape of its texts."""
        return self.narrow if self.narrow and self.choice and self.choice.counted else self.wide

    @property
    def possible(self) -> "Sequence[str]":
        """The texts it may be, where these are known."""
        if self.choice is None or not self.choice.counted:
            return self.texts if self.constant is None else (self.constant,)
        return [self.texts[way] for way in self.choice.taken]

    @property
    def differs(self) -> bool:
        """Whether its text is another one for each way that a digit chooses from."""
        assert self.choice is not None
        place = self.choice.told_by
        if place not in self._differs:
            taken = [self.texts[way] for way in self.choice.taken]
            self._differs[place] = len(set(taken)) == len(taken)
        return self._differs[place]

    @property
    def mirrored(self) -> "Part":
        """The part with its texts read backwards."""
        if self._mirrored is None:
            spend(len(self.texts))
            made = self._mirrored = Part(self.wide.mirrored, self.depends)
            made.narrow = self.narrow and self.narrow.mirrored
            made.constant = None if self.constant is None else self.constant[::-1]
            made.choice, made.texts = self.choice, [text[::-1] for text in self.texts]
            made._differs = self._differs
            made.numbers, made.choices, made.needs = self.numbers, self.choices, self.needs
            made.inner = self.inner
        return self._mirrored


class Text:
    """Parts one after another."""

    __slots__ = ("_joined", "parts")

    def __init__(self, *parts: Part) -> None:
        self.parts = parts
        self._joined: Sequence[Part] | None = None

    @property
    def joined(self) -> "Sequence[Part]":
        """The parts, but neighbours that one decision is behind as one."""
        if self._joined is None:
            self._joined = _joined(self.parts)
        return self._joined

    @property
    def depends(self) -> "Streams":
        """The decisions behind it."""
        return NOTHING.union(*(part.depends for part in self.parts))

    @property
    def shape(self) -> Shape:
        """Of the whole."""
        if len(self.parts) == 1:
            return self.parts[0].shape
        shapes = [part.shape for part in self.parts]
        widths = [shape.width for shape in shapes]
        return Shape.any_of(
            united(*(shape.characters for shape in shapes)),
            sum(shape.least for shape in shapes),
            None if None in widths else sum(width for width in widths if width is not None),
        )


def depends_on(*operands: "Any") -> "Streams":
    """The decisions behind numbers and texts."""
    return NOTHING.union(*(each.depends for each in operands if isinstance(each, Number | Text)))


def constant(text: str) -> Part:
    """The same text in every row."""
    part = Part(Shape.of([text]))
    part.constant = text
    return part


def listed(choice: Choice, texts: "Sequence[str]", shape: Shape | None = None) -> Part:
    """One of the texts, which stand for the ways of the choice."""
    part = Part(shape or Shape.of(texts), frozenset({choice.stream}))
    part.choice, part.texts = choice, texts
    return part


def blurred(depends: "Streams", shape: Shape = ANYTHING) -> Part:
    """A text that shows none of the decisions behind it."""
    return Part(shape, depends)


def spelled(shape: Shape, *numbers: Number) -> Part:
    """A text in which the numbers are written."""
    part = Part(shape, NOTHING.union(*(number.depends for number in numbers)))
    part.numbers = numbers
    return part


def decimal(number: Number, scale: int = 0) -> Part:
    """The number in decimal digits, the last `scale` of them places behind the point."""
    choice = only_choice(number)
    if choice is not None and choice.size <= WRITTEN_OUT:
        texts = [text_of(Decimal(number.at(way), scale)) for way in range(choice.size)]
        return listed(choice, texts)
    if scale:
        return spelled(Shape.any_of(SIGNED_SET | {"."}, scale + 2), number)
    if number.range is None:
        return spelled(Shape(1, None, SIGNED_SET, DIGIT_SET, DIGIT_SET, SIGNED_SET), number)
    low, high = number.range
    width = len(str(low)) if len(str(low)) == len(str(high)) and (low >= 0) == (high >= 0) else None
    least = 1 if low <= 0 <= high else min(len(str(low)), len(str(high)))
    front = DIGIT_SET if low >= 0 else SIGNED_SET
    return spelled(Shape(least, width, front, DIGIT_SET, DIGIT_SET, front), number)


def padded(number: Number, width: int) -> Part:
    """The number with leading zeros. Where its range is not known, it has `width` digits, as it ought to."""
    choice = only_choice(number)
    if choice is not None and choice.size <= WRITTEN_OUT:
        texts = [str(number.at(way)).rjust(width, "0") for way in range(choice.size)]
        return listed(choice, texts)
    low, high = number.range or (0, 0)
    characters = DIGIT_SET if low >= 0 else SIGNED_SET
    fits = max(len(str(low)), len(str(high))) <= width
    return spelled(Shape.any_of(characters, width, width if fits else None), number)


def piece(choice: Choice, literal: str, alphabets: "Sequence[str]") -> Part:
    """A piece of a pattern: one character of each alphabet, in the places of the literal's \\1."""
    part = Part(shape_of_piece(literal, alphabets), frozenset({choice.stream}))
    if all(len(characters_of([alphabet])) == len(alphabet) for alphabet in alphabets):
        part.choices = (choice,)
    return part


def _joined(parts: "Sequence[Part]") -> list[Part]:
    """Neighbours that one decision is behind as one part."""
    joined: list[Part] = []
    for part in parts:
        joined.append(part)
        while len(joined) > 1 and (both := _both(joined)) is not None:
            joined[both[0] :] = [both[1]]
    return joined


def _both(parts: "Sequence[Part]") -> "tuple[int, Part] | None":
    """The last part and the one before it of the same decision, with the literals between, and where they begin."""
    last = parts[-1]
    place = len(parts) - 2
    while place >= 0 and parts[place].constant is not None:
        place -= 1
    if place < 0 or last.choice is None or parts[place].choice is not last.choice:
        return None
    between = "".join(part.constant or "" for part in parts[place + 1 : -1])
    spend(len(last.texts))
    pairs = zip(parts[place].texts, last.texts, strict=True)
    return place, listed(last.choice, [first + between + second for first, second in pairs])
