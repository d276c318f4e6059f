"""How many distinct values a generator has, and which decisions tell them apart."""

from mockcraft.core.keys import derive
from mockcraft.core.pattern import PATTERN, pieces, ways
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.unique import ROW, Ways
from mockcraft.core.values import Date, Decimal, Time, Timestamp, text_of
from mockcraft.errors import NotUnique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Self

    from mockcraft.core.context import Context
    from mockcraft.core.draw import Draw
    from mockcraft.core.pool import Column, Pool, Table


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

    def __init__(self, context: "Context", key: int, *shared: "Any") -> None:
        super().__init__(context, key, 0)
        self.bounds: dict[int, tuple[int, str]] = shared[0] if shared else {}
        self.endless: list[int] = shared[1] if shared else []
        self.refusal: list[NotUnique] = shared[2] if shared else []

    def _with(self, key: int) -> "Self":
        return type(self)(self.context, key, self.bounds, self.endless, self.refusal)

    def _has_digit(self, label: str) -> bool:
        return True

    def must_differ(self, label: str) -> bool:
        """See Draw."""
        self.bounds[derive(self.key, label)] = (1, "")
        return True

    def below(self, label: str, bound: int) -> int:
        """See Draw."""
        self.bounds[derive(self.key, label)] = (bound, "")
        return 0

    def hashed_below(self, label: str, bound: int) -> int:
        """See Draw."""
        return 0

    def entry(self, table: "Table") -> "Any":
        """See Draw."""
        return derive(self.key, f"record {table.name}")

    @property
    def row(self) -> "Any":
        """See Draw."""
        self.endless.append(ROW)
        return 0

    def _take(self, pool: "Pool", index: int) -> str:
        return _Picked(pool)

    def cell(self, column: "Column", entry: int) -> str:
        """See Draw."""
        self.bounds.setdefault(entry, (len(column.pool), column.name))
        return _Picked(column.pool)

    def _words(
        self, pool: "Pool", count: int, pairs: "Sequence[tuple[int, int]]", form: tuple[bool, str]
    ) -> str:
        for stream in list(self.bounds)[len(self.bounds) - len(pairs) + count // 2 :]:
            del self.bounds[stream]  # words that not every row has
        return super()._words(pool, count, pairs, form)

    def _distinct(self) -> str:
        self.endless.append(derive(self.key, "distinct"))
        return "1000"

    def either(self, condition: "Any", yes: "Any", no: "Any") -> "Any":
        """See Draw."""
        self.refusal.append(_error("a choice between two forms"))
        return yes

    def _each(self, text: "Any", make: "Callable[[Self, str], Any]") -> "Any":
        if not isinstance(text, _Picked) or len(text.pool) > 1:
            self.refusal.append(_error("a text whose form depends on another one"))
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
            self.bounds[derive(self.key, f"filled {i}")] = (smallest, "")
        return filled

    def map(self, text: "Any", change: "Callable[[str], str]") -> "Any":
        """See Draw."""
        if not isinstance(text, _Picked):
            return change(text)
        if len(set(map(change, text.pool.values))) < len(text.pool):
            self.refusal.append(_error(f"the list {text.pool.name!r} in this form"))
        return _Picked(text.pool.map(change))


def measure(make: "Callable[[Draw], Any]", context: "Context", key: int) -> Ways:
    """The decisions that tell the values of `make` apart; raises NotUnique."""
    draw = MeasureDraw(context, key)
    value = make(draw)
    if draw.endless:
        return Ways({}, frozenset(draw.endless))
    if draw.refusal:
        raise draw.refusal[0]
    if not draw.bounds and isinstance(value, (Date, Decimal, Time, Timestamp)):
        raise _error(f"the constant {text_of(value)}")
    return Ways(draw.bounds)


def _error(what: str) -> NotUnique:
    return NotUnique(f"{what} has no fixed set of values to draw distinct ones from")
