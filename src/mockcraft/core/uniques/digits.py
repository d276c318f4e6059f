"""How rows are told apart: their numbers, permuted, give the digits that take the place of hashes.

A value is unique where each of its decisions is a digit of one number that differs from row to row, and
where the decisions can be read back from the value. `measure` finds those decisions.
"""

from math import prod

from mockcraft.core.keys import below, bits, derive, permute, unpermute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

UNIQUE_LIMIT = 2**62  # rows that are told apart; more than that are plenty
ROW = -1  # the stream of what is made of the row's number itself: no decision, but endless


class Numbering:
    """How rows are numbered afresh in [0, capacity), so that the digits of the numbers tell them apart.

    Attributes:
        key: of the permutation.
        capacity: how many numbers there are, 1 to UNIQUE_LIMIT.
        link: "" for the rows of the table; else the link whose parent's children are numbered, each parent's
            for themselves.
        rest: (numbering, divisor) where the number is what its digits below the divisor leave of another
            one; rows that agree in those digits are told apart.
        start: the first row, for rows of an append.
    """

    __slots__ = ("_hash", "_parts", "capacity", "key", "link", "rest", "start")

    def __init__(
        self,
        key: int,
        capacity: int,
        link: str = "",
        rest: "tuple[Numbering, int] | None" = None,
        start: int = 0,
    ) -> None:
        self.key, self.capacity, self.link, self.rest, self.start = key, capacity, link, rest, start
        self._parts = (key, capacity, link, rest, start)
        self._hash = hash(self._parts)  # asked for by each column of each chunk

    def __repr__(self) -> str:
        return f"Numbering{self._parts!r}"

    def __reduce__(self) -> "tuple[Any, ...]":
        return Numbering, self._parts

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Numbering) and self._parts == other._parts)

    def __hash__(self) -> int:
        return self._hash


class Digit:
    """One decision that is taken from a digit: number // divisor % radix.

    `columns` are those of a list, for the decision which entry of it a row has: the radix counts the
    entries whose values of all these columns are new (see pool.Table.distinct).
    """

    __slots__ = ("columns", "divisor", "numbering", "radix")

    def __init__(
        self, numbering: Numbering, divisor: int, radix: int, columns: tuple[str, ...] = ()
    ) -> None:
        self.numbering, self.divisor, self.radix, self.columns = numbering, divisor, radix, columns

    def __repr__(self) -> str:
        return f"Digit({self.numbering!r}, {self.divisor}, {self.radix}, {self.columns!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Digit) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


# The digit of `distinct_digits`, which is made of the row's number and never ends.
ENDLESS = Digit(Numbering(0, UNIQUE_LIMIT), 1, UNIQUE_LIMIT)


class Ways:
    """The decisions that tell the values of a generator apart.

    Attributes:
        bounds: for the stream of each decision, in order, how many ways there are; and for an entry of a
            list the columns that are counted. A bound of 1 makes the decision for distinct values
            (see Draw.must_differ), so it is a digit as well.
        endless: streams that tell any number of rows apart by themselves; with one of them `bounds` need
            not be digits.
    """

    __slots__ = ("bounds", "endless")

    def __init__(
        self,
        bounds: "Mapping[int, tuple[int, tuple[str, ...]]]",
        endless: "frozenset[int]" = frozenset(),
    ) -> None:
        self.bounds, self.endless = dict(bounds), endless

    def __repr__(self) -> str:
        return f"Ways({self.bounds!r}, frozenset({sorted(self.endless)!r}))"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ways) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    @property
    def capacity(self) -> int:
        """How many values there are; at most UNIQUE_LIMIT, which stands for any number."""
        return UNIQUE_LIMIT if self.endless else prod(self._radixes().values())

    def _radixes(self) -> "dict[int, int]":
        """The decisions that are digits, in order, as long as the product of their ways keeps the limit."""
        radixes: dict[int, int] = {}
        capacity = 1
        for stream, (bound, _) in self.bounds.items():
            radix = min(bound, UNIQUE_LIMIT)
            if capacity * radix > UNIQUE_LIMIT:
                break
            radixes[stream] = radix
            capacity *= radix
        return radixes

    def digits(self, key: int | None = None) -> "dict[int, Digit]":
        """The digits where nothing else is unique; `key` is that of the numbering, by default the least stream."""
        if self.endless:
            return {stream: ENDLESS for stream in self.endless}
        radixes = self._radixes()
        least = min(self.bounds, default=0)
        numbering = Numbering(least if key is None else key, prod(radixes.values()))
        digits, divisor = {}, 1
        for stream, radix in radixes.items():
            digits[stream] = Digit(numbering, divisor, radix, self.bounds[stream][1])
            divisor *= radix
        return digits


def number_of(
    numbering: Numbering, row: int, located: "Callable[[str], tuple[int, int]] | None" = None
) -> int:
    """The number of a row in [0, capacity); `located` gives (parent row, ordinal) of a link."""
    salt = None
    if numbering.link:
        assert located is not None
        salt, place = located(numbering.link)
    elif numbering.rest is not None:
        inner, divisor = numbering.rest
        place, salt = divmod(number_of(inner, row, located), divisor)
    else:
        place = row - numbering.start
    if salt is not None:
        shift = below(bits(derive(numbering.key, "shift"), salt), numbering.capacity)
        place = (place + shift) % numbering.capacity
    return permute(place, numbering.key, numbering.capacity)


def distinct_number(row: int, key: int) -> int:
    """A number of at least four digits, different for every row, as short as the row number allows."""
    number = row + 1000
    low: int = 10 ** (len(str(number)) - 1)
    return low + permute(number - low, derive(key, str(low)), 9 * low)


def row_of(numbering: Numbering, number: int) -> int | None:
    """The row that has the number; None where no row of the table alone has it: see `number_of`."""
    if numbering.link or numbering.rest is not None or not 0 <= number < numbering.capacity:
        return None
    return unpermute(number, numbering.key, numbering.capacity) + numbering.start


def row_of_distinct(number: int, key: int) -> int:
    """The row whose `distinct_number` it is; `number` is 1000 or more."""
    low: int = 10 ** (len(str(number)) - 1)
    return low + unpermute(number - low, derive(key, str(low)), 9 * low) - 1000
