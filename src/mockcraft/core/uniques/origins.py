"""What values are made of: decisions, and numbers that know which decisions are behind them.

They stand for the values of all rows at once, while a generator is measured (see `measure`): what is said
of a value holds whatever the decisions are.
"""

import operator
from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from mockcraft.core.pool import ListTable

    Stream = Any  # 64-bit key of a decision; (key, 0) and (key, 1) for one that is cut in two
    Streams = frozenset[Any]

NOTHING: "Streams" = frozenset()
ENUMERATED = 10_000  # ways of one decision that are gone through one by one


class Choice:
    """One decision of a generator.

    Attributes:
        stream: its name.
        size: how many ways there are; those of a list are its entries.
        table: the list whose entry is chosen, or None.
        columns: those of the list that were read; the first one is counted (see `taken`).
        together: those that are counted in its place, where other columns of the table count too.
        only: the ways that are taken where it is a digit; None for all of them.
        counted: whether it is supposed to be a digit.
    """

    __slots__ = ("columns", "counted", "only", "size", "stream", "table", "together")

    def __init__(
        self,
        stream: "Stream",
        size: int,
        table: "ListTable | None" = None,
        only: "Sequence[int] | None" = None,
    ) -> None:
        self.stream, self.size, self.table, self.only = stream, size, table, only
        self.columns: list[str] = []
        self.together: tuple[str, ...] = ()
        self.counted = True

    def prefer_columns(self) -> None:
        """Puts the columns of the most values first."""
        if self.table is not None and len(self.columns) > 1:
            table = self.table
            self.columns.sort(key=lambda column: -len(table.distinct((column,))))

    @property
    def told_by(self) -> tuple[str, ...]:
        """The columns of its list whose values are new in each entry that a digit chooses from."""
        return self.together or tuple(self.columns[:1])

    @property
    def taken(self) -> "Sequence[int]":
        """The ways that a digit chooses from."""
        if self.table is not None:
            return self.table.distinct(self.told_by).numbers
        return range(self.size) if self.only is None else self.only

    @property
    def ways(self) -> int:
        """How many ways a digit chooses from."""
        plain = self.table is None and self.only is None
        return self.size if plain else len(self.taken)


class Term:
    """A function of one decision: `slope` times its way, or one of `values` for each way."""

    __slots__ = ("choice", "slope", "values")

    def __init__(
        self, choice: Choice, slope: int = 1, values: "Sequence[int] | None" = None
    ) -> None:
        self.choice, self.slope, self.values = choice, slope, values

    def at(self, way: int) -> int:
        """The value for this way."""
        return self.slope * way if self.values is None else self.values[way]

    @property
    def range(self) -> tuple[int, int]:
        """Least and greatest value."""
        if self.values is not None:
            return min(self.values), max(self.values)
        last = self.slope * (self.choice.size - 1)
        return min(0, last), max(0, last)

    @property
    def gap(self) -> int:
        """The least difference between two ways of a digit; 0 where two of them have one value."""
        if self.values is None:
            return abs(self.slope)
        taken = sorted(self.values[way] for way in self.choice.taken)
        return min((b - a for a, b in pairwise(taken)), default=1)


class Noise:
    """What is added to a number and cannot be told apart from it, in [low, high], or anything for None."""

    __slots__ = ("depends", "range")

    def __init__(self, depends: "Streams", range: tuple[int, int] | None) -> None:
        self.depends, self.range = depends, range


class Number:
    """A whole number: a constant, a term for each of some decisions, and noise."""

    __slots__ = ("constant", "noise", "terms")

    def __init__(
        self, constant: int, terms: "Mapping[Stream, Term]", noise: Noise | None = None
    ) -> None:
        self.constant, self.terms, self.noise = constant, dict(terms), noise

    @property
    def depends(self) -> "Streams":
        """The decisions behind it."""
        return frozenset(self.terms) | (self.noise.depends if self.noise else NOTHING)

    @property
    def range(self) -> tuple[int, int] | None:
        """Least and greatest value, or None where they are not known."""
        ranges = [term.range for term in self.terms.values()]
        if self.noise is not None:
            if self.noise.range is None:
                return None
            ranges.append(self.noise.range)
        return (
            self.constant + sum(low for low, _ in ranges),
            self.constant + sum(high for _, high in ranges),
        )

    def at(self, way: int) -> int:
        """The value for this way of its only decision."""
        return self.constant + sum(term.at(way) for term in self.terms.values())

    def max(self, initial: int = 0) -> int:
        """As that of an array without rows: there is nothing yet that a generator could refuse."""
        return initial

    def __add__(self, other: "Any") -> "Any":
        return _sum(self, other)

    def __radd__(self, other: "Any") -> "Any":
        return _sum(self, other)

    def __sub__(self, other: "Any") -> "Any":
        return _sum(self, other * -1)

    def __rsub__(self, other: "Any") -> "Any":
        return _sum(self * -1, other)

    def __mul__(self, other: "Any") -> "Any":
        return (
            _scaled(self, other) if isinstance(other, int) else function(operator.mul, self, other)
        )

    __rmul__ = __mul__

    def __neg__(self) -> "Any":
        return self * -1

    def __abs__(self) -> "Any":
        return function(lambda a, _: abs(a), self, 0)

    def __floordiv__(self, other: "Any") -> "Any":
        return function(operator.floordiv, self, other)

    def __rfloordiv__(self, other: "Any") -> "Any":
        return function(operator.floordiv, other, self)

    def __mod__(self, other: "Any") -> "Any":
        return function(operator.mod, self, other)

    def __rmod__(self, other: "Any") -> "Any":
        return function(operator.mod, other, self)

    def __pow__(self, other: "Any") -> "Any":
        return function(operator.pow, self, other)

    def __lshift__(self, other: "Any") -> "Any":
        return function(operator.lshift, self, other)

    def __rshift__(self, other: "Any") -> "Any":
        return function(operator.rshift, self, other)

    def __and__(self, other: "Any") -> "Any":
        return function(operator.and_, self, other)

    def __or__(self, other: "Any") -> "Any":
        return function(operator.or_, self, other)

    def __xor__(self, other: "Any") -> "Any":
        return function(operator.xor, self, other)

    def __lt__(self, other: "Any") -> "Any":
        return function(operator.lt, self, other)

    def __le__(self, other: "Any") -> "Any":
        return function(operator.le, self, other)

    def __gt__(self, other: "Any") -> "Any":
        return function(operator.gt, self, other)

    def __ge__(self, other: "Any") -> "Any":
        return function(operator.ge, self, other)

    def __eq__(self, other: object) -> "Any":
        return function(operator.eq, self, other)

    def __ne__(self, other: object) -> "Any":
        return function(operator.ne, self, other)

    __hash__ = None  # type: ignore[assignment]


def chosen(choice: Choice) -> Number:
    """The number of the way that is chosen."""
    return Number(0, {choice.stream: Term(choice)})


def listed_number(choice: Choice, values: "Sequence[int]") -> Number:
    """One of the numbers, which stand for the ways of the choice."""
    return Number(0, {choice.stream: Term(choice, values=values)})


def noise(depends: "Streams", range: tuple[int, int] | None = None) -> Number:
    """A number that shows none of the decisions behind it."""
    return Number(0, {}, Noise(depends, range))


def _number(constant: int, terms: "Mapping[Stream, Term]", noise: Noise | None) -> Number | int:
    return Number(constant, terms, noise) if terms or noise else constant


def _sum(a: Number, b: Number | int) -> Number | int:
    if not isinstance(b, Number):
        return Number(a.constant + b, a.terms, a.noise)
    terms = dict(a.terms)
    loose: Noise | None = None
    for stream, term in b.terms.items():
        own = terms.pop(stream, None)
        added = term if own is None else _added(own, term)
        if isinstance(added, Noise):
            loose = added
        elif added is not None:
            terms[stream] = added
    return _number(a.constant + b.constant, terms, _louder(_louder(a.noise, b.noise), loose))


def _added(a: Term, b: Term) -> Term | Noise | None:
    """Two terms of one decision as one; None where they cancel out."""
    if a.values is None and b.values is None:
        return Term(a.choice, a.slope + b.slope) if a.slope + b.slope else None
    size = min(a.choice.size, b.choice.size)
    if size > ENUMERATED:
        (low, high), (more_low, more_high) = a.range, b.range
        return Noise(frozenset({a.choice.stream}), (low + more_low, high + more_high))
    return Term(a.choice, values=[a.at(way) + b.at(way) for way in range(size)])


def _louder(a: Noise | None, b: Noise | None) -> Noise | None:
    if a is None or b is None:
        return a or b
    both = None
    if a.range is not None and b.range is not None:
        both = a.range[0] + b.range[0], a.range[1] + b.range[1]
    return Noise(a.depends | b.depends, both)


def _scaled(number: Number, factor: int) -> Number | int:
    if not factor:
        return 0
    terms = {
        stream: Term(
            term.choice, term.slope * factor, term.values and [v * factor for v in term.values]
        )
        for stream, term in number.terms.items()
    }
    loose = number.noise
    if loose is not None and loose.range is not None:
        ends = sorted(end * factor for end in loose.range)
        loose = Noise(loose.depends, (ends[0], ends[1]))
    return Number(number.constant * factor, terms, loose)


def function(operation: "Callable[[Any, Any], Any]", a: "Any", b: "Any") -> "Number | int":
    """Any function of two numbers: way by way where one decision of few ways is behind them, else noise."""
    choice = only_choice(a, b)
    if choice is not None:
        ways = range(choice.size)
        return listed_number(choice, [operation(at(a, way), at(b, way)) for way in ways])
    behind = NOTHING.union(*(each.depends for each in (a, b) if isinstance(each, Number)))
    return noise(behind, _range_of(operation, a, b))


def only_choice(*operands: "Any") -> "Choice | None":
    """The only decision behind the operands, where its ways can be gone through."""
    choices: dict[Any, Choice] = {}
    for operand in operands:
        if isinstance(operand, Number):
            if operand.noise is not None:
                return None
            choices |= {stream: term.choice for stream, term in operand.terms.items()}
    found = next(iter(choices.values()), None)
    return found if found and len(choices) == 1 and found.size <= ENUMERATED else None


def plain_choice(number: Number) -> "Choice | None":
    """The decision whose way the number is, where it is no more than that."""
    if number.constant or number.noise or len(number.terms) != 1:
        return None
    (term,) = number.terms.values()
    return term.choice if term.slope == 1 and term.values is None else None


def at(operand: "Any", way: int) -> "Any":
    """The operand for one way of its only decision."""
    return operand.at(way) if isinstance(operand, Number) else operand


def _range_of(operation: "Any", a: "Any", b: "Any") -> tuple[int, int] | None:
    if operation in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne):
        return 0, 1
    known = a.range if isinstance(a, Number) else (a, a)
    if isinstance(b, int) and b > 0:
        if operation is operator.mod:
            return 0, b - 1
        if operation is operator.floordiv and known is not None:
            return known[0] // b, known[1] // b
    other = b.range if isinstance(b, Number) else (b, b)
    if operation is operator.mul and known is not None and other is not None:
        ends = [one * two for one in known for two in other]
        return min(ends), max(ends)
    return None
