"""What a step makes of each row: a number or a truth, which generators take for one.

A number of a step stands for that of every row, as `texts.Text` does: what generators do with it becomes a
step more, and its range is known, so that no place outside of a table is ever read.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mockcraft.core.program.verb import NoForm, Verb

LEAST, MOST = -(2**63), 2**63 - 1  # of 64 bits with a sign


class Adding(Protocol):
    """What numbers ask of the steps that they are made by, see steps.Steps."""

    def add(
        self, verb: Verb, *, of: int = 0, key: int = 0, bound: int = 0, table: Any = None
    ) -> int:
        """The place of this step."""

    def digit(self, number: "Number", divisor: int, radix: int) -> "Number":
        """number // divisor % radix."""

    def halves(self, place: int, second: int) -> int | None:
        """The place where what a step draws is a pair."""


def _refused(*operands: Any) -> Any:
    """What a number of a step cannot do: it stands for many, so it has no truth and is equal to nothing."""
    raise NoForm


class Flag:
    """True or false in each row: a step that makes 1 or 0."""

    __slots__ = ("_steps", "place")

    def __init__(self, steps: Adding, place: int) -> None:
        self._steps, self.place = steps, place

    def number(self) -> "Number":
        """1 where it is true, 0 where it is not."""
        return Number(self._steps, self.place, 0, 1)

    def negated(self) -> "Flag":
        """Where it is false."""
        return Flag(self._steps, self._steps.add(Verb.LESS, of=self.place, bound=1))

    def both(self, other: "Flag") -> "Flag":
        """Where both are true."""
        place = self._steps.add(Verb.PRODUCT, of=self.place, bound=other.place)
        return Flag(self._steps, place)

    def choose(self, yes: "Number | int", no: "Number | int") -> "Number":
        """The one number where it is true, the other where it is not."""
        steps, numbers = self._steps, (yes, no)
        one, other = (each if isinstance(each, int) else each.place for each in numbers)
        if isinstance(yes, int):
            one = steps.add(Verb.LINE, of=self.place, bound=yes)
        if isinstance(no, int):
            other = steps.add(Verb.LINE, of=self.place, bound=no)
        place = steps.add(Verb.EITHER, of=self.place, bound=one, key=other)
        low = min(each if isinstance(each, int) else each.low for each in numbers)
        high = max(each if isinstance(each, int) else each.high for each in numbers)
        return Number(steps, place, low, high)

    def either(self, other: "Flag") -> "Flag":
        """Where one of them is true, or both are."""
        place = self._steps.add(Verb.SUM, of=self.place, bound=other.place)
        return Flag(self._steps, place).negated().negated()

    __bool__ = __eq__ = __ne__ = __and__ = __or__ = __invert__ = _refused
    __hash__ = None  # type: ignore[assignment]


def any_of(flags: "Iterable[Flag | None]") -> Flag | None:
    """Where one of them is true; None is nowhere true."""
    found = None
    for flag in flags:
        if flag is not None:
            found = flag if found is None else found.either(flag)
    return found


class Number:
    """A whole number of each row: what a step makes, times a slope, and a constant.

    Attributes:
        low: it is never lower.
        high: it is never higher.
    """

    __slots__ = ("_line", "_place", "_steps", "high", "low")

    def __init__(
        self, steps: Adding, place: int, low: int, high: int, line: tuple[int, int] = (1, 0)
    ) -> None:
        self._steps, self._place, self._line = steps, place, line
        self.low, self.high = low, high
        if low < LEAST or high > MOST:
            raise NoForm

    @property
    def place(self) -> int:
        """The place of the step that makes it."""
        slope, constant = self._line
        if self._line == (1, 0):
            return self._place
        return self._steps.add(Verb.LINE, of=self._place, key=slope, bound=constant)

    def halves(self, radix: int) -> int | None:
        """The place of a step that makes the number // radix, and in the upper half the number % radix; or None."""
        return self._steps.halves(self._place, radix) if self._line == (1, 0) else None

    def at(self, table: Sequence[int] | NDArray[np.int64]) -> "Number":
        """The number at this place of a table, which has that many."""
        values = np.ascontiguousarray(table, np.int64)
        if self.low < 0 or self.high >= len(values):
            raise NoForm
        place = self._steps.add(Verb.PLACE, of=self.place, table=values)
        return Number(self._steps, place, int(values.min()), int(values.max()))

    def max(self, initial: int) -> int:
        """The highest of all rows, as an array has it."""
        return max(self.high, initial)

    def _on_line(self, slope: int, constant: Any) -> "Number":
        if not isinstance(constant, int) or not isinstance(slope, int):
            raise NoForm
        low, high = sorted((self.low * slope + constant, self.high * slope + constant))
        own, shift = self._line
        line = (own * slope, shift * slope + constant)
        return Number(self._steps, self._place, low, high, line)

    def no_more_than(self, high: int) -> "Number":
        """The same, of which is known that it is never higher."""
        return Number(self._steps, self._place, self.low, min(self.high, high), self._line)

    def __add__(self, other: Any) -> "Number":
        if not isinstance(other, Number):
            return self._on_line(1, other)
        place = self._steps.add(Verb.SUM, of=self.place, bound=other.place)
        return Number(self._steps, place, self.low + other.low, self.high + other.high)

    def __sub__(self, other: Any) -> "Number":
        return self.__add__(-other)

    def __rsub__(self, other: Any) -> "Number":
        return self._on_line(-1, other)

    def __mul__(self, other: Any) -> "Number":
        if not isinstance(other, Number):
            return self._on_line(other, 0)
        place = self._steps.add(Verb.PRODUCT, of=self.place, bound=other.place)
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Number(self._steps, place, min(ends), max(ends))

    def __floordiv__(self, other: Any) -> "Number":
        below = self._whole(other)
        return self._steps.digit(self - below * other, other, 2**63) + below

    def __mod__(self, other: Any) -> "Number":
        return self._steps.digit(self - self._whole(other) * other, 1, other)

    def _whole(self, divisor: Any) -> int:
        """How often a divisor is in the lowest: what is above that is not below 0, as `digit` wants it."""
        if not isinstance(divisor, int) or divisor < 1:
            raise NoForm
        return self.low // divisor

    def __neg__(self) -> "Number":
        return self._on_line(-1, 0)

    def less(self, other: int) -> Flag:
        """Where it is less than this."""
        if not isinstance(other, int) or not LEAST <= other <= MOST:
            raise NoForm
        return Flag(self._steps, self._steps.add(Verb.LESS, of=self.place, bound=other))

    def __lt__(self, other: Any) -> Flag | bool:
        """A truth by itself where it is the same for all rows."""
        if isinstance(other, int) and (self.high < other or self.low >= other):
            return self.high < other
        return self.less(other)

    def __le__(self, other: Any) -> Flag | bool:
        return self.__lt__(other + 1)

    def __gt__(self, other: Any) -> bool:
        if not isinstance(other, int) or self.low <= other < self.high:
            raise NoForm
        return self.low > other

    __radd__, __rmul__ = __add__, __mul__
    __bool__ = __eq__ = __ne__ = __ge__ = __index__ = __iter__ = __len__ = _refused
    __abs__ = _refused
    __hash__ = None  # type: ignore[assignment]
