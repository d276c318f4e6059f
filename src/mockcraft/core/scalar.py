"""The verbs for one row, in plain Python.

It is what `mockcraft generate` and the server use: numpy and Arrow take longer to import than most
answers take to make. It also measures what unique values there are: see `measure`.
"""

from mockcraft.core.draw import (
    PATTERN,
    Context,
    Draw,
    Unique,
    capital,
    distinct_number,
    fill_piece,
    measure_error,
    pieces,
    ways,
)
from mockcraft.core.keys import below, bits, derive, permute
from mockcraft.core.values import Date, Decimal, Time, Timestamp, text_of
from mockcraft.errors import NotUnique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Self

    from mockcraft.core.distributions import Segments
    from mockcraft.core.pool import Column, Pool, Table

UNIQUE_LIMIT = 2**62  # distinct values that are told apart; more than that are plenty


class ScalarDraw(Draw):
    """Decisions for the row `row`, 0 <= row < 2**63."""

    __slots__ = ("_row", "entities")

    def __init__(
        self,
        context: Context,
        key: int,
        row: int,
        unique: Unique | None = None,
        entities: "dict[Any, Any] | None" = None,
    ) -> None:
        super().__init__(context, key, unique)
        self._row = row
        self.entities = {} if entities is None else entities

    def _with(self, key: int) -> "Self":
        return type(self)(self.context, key, self._row, self.unique, self.entities)

    def _entities(self) -> "dict[Any, Any]":
        return self.entities

    @property
    def row(self) -> "Any":
        """See Draw."""
        return self._row

    def _below(self, label: str, bound: int) -> int:
        stream = derive(self.key, label)
        if self.unique is not None and stream in self.unique.decisions:
            divisor, radix = self.unique.decisions[stream]
            return permute(self._row, self.unique.key, self.unique.capacity) // divisor % radix
        return below(bits(stream, self._row), bound)

    def _hashed_below(self, label: str, bound: int) -> int:
        return below(bits(derive(self.key, label), self._row), bound)

    def _pair(self, label: str, bound: int) -> tuple[int, int]:
        return divmod(self._below(label, bound**2), bound)

    def _choose(self, label: str, pool: "Pool | Table") -> int:
        if pool.weights is None or (self.unique is not None and not self.unique.endless):
            return self._below(label, len(pool))
        alias = pool.alias
        assert alias is not None
        return alias.pick(bits(derive(self.key, label), self._row))

    def _within(self, label: str, segments: "Segments") -> int:
        chosen = segments.alias.pick(bits(derive(self.key, label), self._row))
        return segments.starts[chosen] + self._hashed_below(
            label + " within", segments.widths[chosen]
        )

    def _take(self, pool: "Pool", index: int) -> str:
        return pool.values[index]

    def _cell(self, column: "Column", entry: int) -> str:
        return column.pool.values[column.codes[entry]]

    def _first(self, column: "Column", code: int) -> int:
        return column.first[code]

    def _piece(self, literal: str, alphabets: "Sequence[str]", index: int | None) -> str:
        return fill_piece(literal, alphabets, index or 0)

    def _words(
        self, pool: "Pool", count: int, pairs: "Sequence[tuple[int, int]]", sentence: bool
    ) -> str:
        chosen = [pool.values[i] for pair in pairs for i in pair][:count]
        return capital(" ".join(chosen)) + "." if sentence else " ".join(chosen)

    def _uuid(self, high: int, low: int) -> str:
        text = "%012x4%03x%016x" % (high >> 12, high & 0xFFF, low | 1 << 63)
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def _distinct(self) -> str:
        return str(distinct_number(self._row, derive(self.key, "distinct")))

    def _each(self, text: "Any", make: "Callable[[Self, str], Any]") -> "Any":
        return make(self, text)

    def join(self, *parts: "Any") -> "Any":
        """See Draw."""
        return "".join(map(str, parts))

    def either(self, condition: "Any", yes: "Any", no: "Any") -> "Any":
        """See Draw."""
        return yes if condition else no

    def padded(self, value: "Any", width: int) -> "Any":
        """See Draw."""
        return str(value).rjust(width, "0")

    def check(self, rule: "Callable[..., Any]", text: "Any") -> "Any":
        """See Draw."""
        return rule([int(character, 36) for character in text])

    def number(self, text: "Any", scale: int = 0) -> Decimal:
        """See Draw."""
        return Decimal(units_of(text, scale), scale)

    def map(self, text: "Any", change: "Callable[[str], str]") -> "Any":
        """See Draw."""
        return change(text)


def units_of(text: str, scale: int) -> int:
    """A decimal number as an integer in its `scale`-th place; further places are cut off."""
    whole, _, places = text.partition(".")
    return int(whole + places[:scale].ljust(scale, "0"))


class _Picked(str):
    """A text of a pool, so that a change of it can be checked to keep the pool's texts apart."""

    pool: "Pool"

    def __new__(cls, pool: "Pool") -> "_Picked":
        made = super().__new__(cls, pool.values[0])
        made.pool = pool
        return made


class MeasureDraw(ScalarDraw):
    """Takes the first way of every decision and notes how many ways there were."""

    __slots__ = ("bounds", "endless", "refusal")

    def __init__(self, context: Context, key: int, *shared: "Any") -> None:
        super().__init__(context, key, 0, Unique(key, {}, 1, False))
        self.bounds: dict[int, int] = shared[0] if shared else {}
        self.endless: list[bool] = shared[1] if shared else []
        self.refusal: list[NotUnique] = shared[2] if shared else []

    def _with(self, key: int) -> "Self":
        return type(self)(self.context, key, self.bounds, self.endless, self.refusal)

    def _below(self, label: str, bound: int) -> int:
        self.bounds[derive(self.key, label)] = bound
        return 0

    def _hashed_below(self, label: str, bound: int) -> int:
        return 0

    @property
    def row(self) -> "Any":
        """See Draw."""
        self.endless.append(True)
        return 0

    def _take(self, pool: "Pool", index: int) -> str:
        return _Picked(pool)

    def _cell(self, column: "Column", entry: int) -> str:
        return _Picked(column.pool)

    def _words(
        self, pool: "Pool", count: int, pairs: "Sequence[tuple[int, int]]", sentence: bool
    ) -> str:
        for stream in list(self.bounds)[len(self.bounds) - len(pairs) + count // 2 :]:
            del self.bounds[stream]  # words that not every row has
        return super()._words(pool, count, pairs, sentence)

    def _distinct(self) -> str:
        self.endless.append(True)
        return "1000"

    def either(self, condition: "Any", yes: "Any", no: "Any") -> "Any":
        """See Draw."""
        self.refusal.append(measure_error("a choice between two forms"))
        return yes

    def _each(self, text: "Any", make: "Callable[[Self, str], Any]") -> "Any":
        if not isinstance(text, _Picked) or len(text.pool) > 1:
            self.refusal.append(measure_error("a text whose form depends on another one"))
        return make(self, text)

    def filled(
        self,
        text: "Any",
        pattern: "Callable[[str], str]",
        classes: "Mapping[str, str]" = PATTERN,
    ) -> "Any":
        """See Draw. Every pattern has at least the ways that are noted."""
        texts = text.pool.values if isinstance(text, _Picked) else (text,)
        sizes = [
            [ways(alphabets) for _, alphabets in pieces(one, classes)]
            for one in set(map(pattern, texts))
        ]
        filled = super().filled(text, pattern, classes)
        for i in range(max(map(len, sizes))):
            smallest = min(each[i] if i < len(each) else 1 for each in sizes)
            self.bounds[derive(self.key, f"filled {i}")] = smallest
        return filled

    def map(self, text: "Any", change: "Callable[[str], str]") -> "Any":
        """See Draw."""
        if not isinstance(text, _Picked):
            return change(text)
        if len(set(map(change, text.pool.values))) < len(text.pool):
            self.refusal.append(measure_error(f"the list {text.pool.name!r} in this form"))
        return _Picked(text.pool.map(change))


def measure(make: "Callable[[Draw], Any]", context: Context, key: int) -> Unique:
    """How many distinct values `make` has, and how to tell rows apart; raises NotUnique.

    The capacity falls out of the verbs: it is the product of the ways of all decisions, as many of
    them, in their order, as stay below UNIQUE_LIMIT.
    """
    draw = MeasureDraw(context, key)
    value = make(draw)
    if draw.endless:
        return Unique(key, {}, UNIQUE_LIMIT, True)
    if draw.refusal:
        raise draw.refusal[0]
    if not draw.bounds and isinstance(value, (Date, Decimal, Time, Timestamp)):
        raise measure_error(f"the constant {text_of(value)}")
    decisions, capacity = {}, 1
    for stream, bound in draw.bounds.items():
        radix = min(bound, UNIQUE_LIMIT)
        if capacity * radix > UNIQUE_LIMIT:
            break
        decisions[stream] = (capacity, radix)
        capacity *= radix
    return Unique(min(draw.bounds, default=key), decisions, capacity, False)
