"""Programs of the kernel: what is decided of a row, one step after another, see kernel/steps.h.

A number of a step stands for that of every row, as `texts.Text` does: what generators do with it becomes a
step more, and its range is known, so that no place outside of a table is ever read.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mockcraft.core.hashing import alias_arrays
from mockcraft.core.keys import MASK
from mockcraft.core.pool import Alias

# Rows that the kernel makes at a time, and how far apart the numbers of two steps are: see kernel/steps.h.
BLOCK, STRIDE = 512, 520
LEAST, MOST = -(2**63), 2**63 - 1  # of 64 bits with a sign


class NoForm(Exception):
    """Something has no form that the kernel makes."""


class Verb(IntEnum):
    """What a step makes of each row; the numbers are those of kernel/steps.h."""

    ROW = 0
    BITS = 1
    BELOW = 2
    SUM = 3
    EACH = 4
    CHOICE = 5
    PAIR = 6
    LESS = 7
    LINE = 8
    PLACE = 9


# struct step of kernel/steps.h
_STEP = np.dtype(
    [("verb", "i4"), ("in", "i4"), ("key", "u8"), ("bound", "u8"), ("first", "u8"), ("second", "u8")]
)  # fmt: skip


class Steps:
    """The steps of a table, each made once however many columns ask for it. It holds what the kernel reads."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, ...], int] = {}
        self._held: list[Any] = []
        self._made: NDArray[Any] | None = None

    def __len__(self) -> int:
        return len(self._places)

    def add(
        self, verb: Verb, *, of: int = 0, key: int = 0, bound: int = 0, tables: Sequence[Any] = ()
    ) -> int:
        """The place of this step; `tables` are arrays of 64 bits."""
        self._held += tables
        addresses = [int(each.ctypes.data) for each in tables]
        first, second = [*addresses, 0, 0][:2]
        step = (int(verb), of, key & MASK, bound & MASK, first, second)
        return self._places.setdefault(step, len(self._places))

    @property
    def array(self) -> NDArray[Any]:
        """They as the kernel reads them; valid until one is added."""
        if self._made is None or len(self._made) != len(self):
            self._made = np.array(list(self._places), _STEP)
        return self._made

    # ------------------------------------------------------------------ decisions

    def row(self, rows: int) -> "Number":
        """The number of the row, of a table of so many."""
        return Number(self, self.add(Verb.ROW), 0, max(rows - 1, 0))

    def below(self, key: int, bound: "int | Number") -> "Number":
        """See hashing.hashed_below."""
        if isinstance(bound, Number):
            if bound.low < 1:
                raise NoForm
            place = self.add(Verb.EACH, of=bound.place, key=key)
            return Number(self, place, 0, bound.high - 1)
        if not 1 <= bound <= 2**63:
            raise NoForm
        if bound > 2**32 and bound.bit_count() == 1:  # 2**k takes the upper k bits
            place = self.add(Verb.BITS, key=key, bound=65 - bound.bit_length())
        else:
            place = self.add(Verb.BELOW, key=key, bound=bound)
        return Number(self, place, 0, bound - 1)

    def choice(self, key: int, alias: Alias) -> "Number":
        """See hashing.hashed_choice."""
        size, tables = len(alias.other), alias_arrays(alias)
        place = self.add(Verb.CHOICE, key=key, bound=size, tables=tables)
        return Number(self, place, 0, size - 1)

    def pair(self, key: int, bound: int) -> int:
        """The place of two numbers below the bound, see hashing.hashed_pair."""
        if bound > 2**16:
            raise NoForm
        return self.add(Verb.PAIR, key=key, bound=bound)


def _refused(*operands: Any) -> Any:
    """What a number of a step cannot do: it stands for many, so it has no truth and is equal to nothing."""
    raise NoForm


class Flag:
    """True or false in each row: a step that makes 1 or 0."""

    __slots__ = ("place",)

    def __init__(self, place: int) -> None:
        self.place = place

    __bool__ = __eq__ = __ne__ = __and__ = __or__ = __invert__ = _refused
    __hash__ = None  # type: ignore[assignment]


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

    def at(self, table: Sequence[int] | NDArray[np.int64]) -> "Number":
        """The number at this place of a table, which has that many."""
        values = np.ascontiguousarray(table, np.int64)
        if self.low < 0 or self.high >= len(values):
            raise NoForm
        place = self._steps.add(Verb.PLACE, of=self.place, tables=(values,))
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
        return self._on_line(other, 0)

    def __neg__(self) -> "Number":
        return self._on_line(-1, 0)

    def __lt__(self, other: Any) -> Flag:
        if not isinstance(other, int) or not LEAST <= other <= MOST:
            raise NoForm
        return Flag(self._steps.add(Verb.LESS, of=self.place, bound=other))

    def __le__(self, other: Any) -> Flag:
        return self.__lt__(other + 1)

    __radd__, __rmul__ = __add__, __mul__
    __bool__ = __eq__ = __ne__ = __gt__ = __ge__ = __index__ = __iter__ = __len__ = _refused
    __floordiv__ = __mod__ = __abs__ = _refused
    __hash__ = None  # type: ignore[assignment]
