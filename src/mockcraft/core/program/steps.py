"""Programs of the kernel: what is decided of a row, one step after another, see kernel/steps.h.

A number of a step stands for that of every row, as `texts.Text` does: what generators do with it becomes a
step more, and its range is known, so that no place outside of a table is ever read.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mockcraft.core.hashing import Unsigned, derive
from mockcraft.core.keys import MASK, radixes, round_keys

# Rows that the kernel makes at a time, and how far apart the numbers of two steps are: see kernel/steps.h.
BLOCK, STRIDE = 128, 136
LEAST, MOST = -(2**63), 2**63 - 1  # of 64 bits with a sign
LONGEST = 10**17  # rows that have distinct numbers, of which none is as long as MOST


class NoForm(Exception):
    """Something has no form that the kernel makes."""


class Verb(IntEnum):
    """What a step makes of each row; the numbers are those of kernel/steps.h."""

    GIVEN = 0
    BITS = 1
    BELOW = 2
    SUM = 3
    EACH = 4
    CHOICE = 5
    PAIR = 6
    LESS = 7
    LINE = 8
    PLACE = 9
    PRODUCT = 10
    QUOTIENT = 11
    REST = 12
    PERMUTED = 13
    STEADY = 14
    DISTINCT = 15
    NOTHING = 16
    EITHER = 17


_OF_TWO = (Verb.SUM, Verb.EACH, Verb.PRODUCT, Verb.EITHER)  # whose bound is a step

# struct step of kernel/steps.h
_STEP = np.dtype([("verb", "i4"), ("in", "i4"), ("key", "u8"), ("bound", "u8"), ("first", "u8")])


Given: TypeAlias = Callable[[int], Unsigned]


class Taken(NamedTuple):
    """Steps as the kernel reads them, and the numbers of the arrays that they read."""

    steps: NDArray[Any]
    given: frozenset[int]


class Handed:
    """Steps and what is given for them, for as long as the kernel reads them.

    Attributes:
        addresses: of the steps, how many they are, and of the addresses of the arrays.
    """

    def __init__(self, steps: NDArray[Any], given: "Sequence[Unsigned | None]") -> None:
        arrays = [0 if each is None else each.ctypes.data for each in given]
        self._held = steps, given, np.array(arrays, np.uint64)
        self.addresses = steps.ctypes.data, len(steps), self._held[2].ctypes.data


class Steps:
    """The steps of a table, each made once however many columns ask for it. It holds what the kernel reads."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, ...], int] = {}
        self._held: list[Any] = []
        self._taken: dict[frozenset[int], Taken] = {}

    def __len__(self) -> int:
        return len(self._places)

    def add(
        self, verb: Verb, *, of: int = 0, key: int = 0, bound: int = 0, table: Any = None
    ) -> int:
        """The place of this step; the table is an array of 64 bits."""
        address = 0
        if table is not None:
            self._held.append(table)
            address = int(table.ctypes.data)
        step = (int(verb), of, key & MASK, bound & MASK, address)
        return self._places.setdefault(step, len(self._places))

    def taken(self, asked: Iterable[int]) -> "Taken":
        """They as the kernel reads them, without those that the ones at these places do not need."""
        wanted = frozenset(asked)
        made = self._taken.get(wanted)
        if made is None or len(made.steps) != len(self):
            steps = np.array(list(self._places), _STEP)
            steps["verb"][~self._needed(wanted)] = Verb.NOTHING
            given = steps["bound"][steps["verb"] == Verb.GIVEN]
            made = self._taken[wanted] = Taken(steps, frozenset(given.tolist()))
        return made

    def handed(self, asked: Iterable[int], given: Given) -> Handed:
        """They with the arrays that are given for the rows by their numbers, as far as they are needed."""
        steps, arrays = self.taken(asked)
        most = max(arrays, default=-1) + 1
        return Handed(steps, [given(array) if array in arrays else None for array in range(most)])

    def scratch(self) -> Unsigned:
        """Room for what they make of a block."""
        return np.empty(len(self) * STRIDE, np.uint64)

    def _needed(self, wanted: frozenset[int]) -> NDArray[np.bool_]:
        steps = list(self._places)
        needed = [place in wanted for place in range(len(steps))]
        for place in range(len(steps) - 1, -1, -1):  # those before it are the ones it reads
            verb, of, key, bound, _ = steps[place]
            if needed[place] and verb != Verb.GIVEN:
                needed[of] = True
                if verb in _OF_TWO:
                    needed[bound] = True
                if verb == Verb.EITHER:
                    needed[key] = True
        return np.array(needed, np.bool_)

    def given(self, array: int, low: int, high: int) -> "Number":
        """What is handed over with the rows as the array of this number, and between what it is."""
        return Number(self, self.add(Verb.GIVEN, bound=array), low, high)

    def pair(self, of: int, key: int, first: int, second: int) -> int:
        """The place of two numbers below these bounds, in the halves of 64 bits: those of a number below their product,
        2**32 at most, which is the first times the other's bound plus the second.
        """  # fmt: skip
        return self.add(Verb.PAIR, of=of, key=key, bound=first | second << 32)

    def halves(self, place: int, second: int) -> int | None:
        """The place where what the step at a place draws is a pair; None where that is no decision below a bound."""
        verb, of, key, bound, _ = list(self._places)[place]
        if verb != Verb.BELOW or bound % second or bound > 2**32:
            return None
        return self.pair(of, key, bound // second, second)

    def permuted(self, number: "Number", key: int, count: int) -> "Number":
        """See hashing.permuted."""
        if number.low < 0 or number.high >= count:
            raise NoForm
        table = self.kept(np.array(_shuffle(key, count), np.uint64))
        place = self.add(Verb.PERMUTED, of=number.place, bound=count, table=table)
        return Number(self, place, 0, count - 1)

    def distinct(self, number: "Number", key: int) -> "Number":
        """See unique.distinct_number."""
        if number.low < 0 or number.high > LONGEST:
            raise NoForm
        lows = [10**digits for digits in range(3, len(str(number.high + 1000)))]
        shuffles = [_shuffle(derive(key, str(low)), 9 * low) for low in lows]
        table = self.kept(np.array(shuffles, np.uint64))
        place = self.add(Verb.DISTINCT, of=number.place, table=table)
        return Number(self, place, 1000, 10 * lows[-1] - 1)

    def digit(self, number: "Number", divisor: int, radix: int) -> "Number":
        """number // divisor % radix; the number is not below 0."""
        if number.low < 0:
            raise NoForm
        if divisor > 1:
            place = self.add(Verb.QUOTIENT, of=number.place, bound=divisor)
            number = Number(self, place, number.low // divisor, number.high // divisor)
        if number.high >= radix:
            number = Number(self, self.add(Verb.REST, of=number.place, bound=radix), 0, radix - 1)
        return number

    def kept(self, table: NDArray[Any]) -> Any:
        """The table that is held already, where one is the same, so that its steps are."""
        same = (each for each in self._held if np.array_equal(each, table))
        return next(same, table)


def _shuffle(key: int, count: int) -> list[int]:
    """What the kernel permutes by, see keys.permute."""
    return [*(each for both in round_keys(key) for each in both), *radixes(count)]


def _refused(*operands: Any) -> Any:
    """What a number of a step cannot do: it stands for many, so it has no truth and is equal to nothing."""
    raise NoForm


class Flag:
    """True or false in each row: a step that makes 1 or 0."""

    __slots__ = ("_steps", "place")

    def __init__(self, steps: Steps, place: int) -> None:
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
        self, steps: Steps, place: int, low: int, high: int, line: tuple[int, int] = (1, 0)
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
