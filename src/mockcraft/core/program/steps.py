"""Programs of the kernel: what is decided of a row, one step after another, see kernel/steps.h."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mockcraft.core.hashing import Unsigned, derive
from mockcraft.core.keys import MASK, radixes, round_keys
from mockcraft.core.program.number import Number
from mockcraft.core.program.verb import NoForm, Verb

# Rows that the kernel makes at a time, and how far apart the numbers of two steps are: see kernel/steps.h.
BLOCK, STRIDE = 128, 136
LONGEST = 10**17  # rows that have distinct numbers, of which none is as long as MOST

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

    def taken(self, asked: Iterable[int]) -> Taken:
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

    def given(self, array: int, low: int, high: int) -> Number:
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

    def permuted(self, number: Number, key: int, count: int) -> Number:
        """See hashing.permuted."""
        if number.low < 0 or number.high >= count:
            raise NoForm
        table = self.kept(np.array(_shuffle(key, count), np.uint64))
        place = self.add(Verb.PERMUTED, of=number.place, bound=count, table=table)
        return Number(self, place, 0, count - 1)

    def distinct(self, number: Number, key: int) -> Number:
        """See unique.distinct_number."""
        if number.low < 0 or number.high > LONGEST:
            raise NoForm
        lows = [10**digits for digits in range(3, len(str(number.high + 1000)))]
        shuffles = [_shuffle(derive(key, str(low)), 9 * low) for low in lows]
        table = self.kept(np.array(shuffles, np.uint64))
        place = self.add(Verb.DISTINCT, of=number.place, table=table)
        return Number(self, place, 1000, 10 * lows[-1] - 1)

    def digit(self, number: Number, divisor: int, radix: int) -> Number:
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
