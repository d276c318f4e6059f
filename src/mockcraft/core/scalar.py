"""The verbs for one row, in plain Python.

It is what `mockcraft generate` and the server use: numpy and Arrow take longer to import than most
answers take to make.
"""

from mockcraft.core.draw import NO_DIGITS, Draw
from mockcraft.core.keys import below, bits, derive
from mockcraft.core.pattern import fill_piece
from mockcraft.core.spelling import capital, units_of
from mockcraft.core.values import Decimal, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Self

    from mockcraft.core.context import Context
    from mockcraft.core.distributions import Segments
    from mockcraft.core.ladder import Ladder
    from mockcraft.core.list_file import ListFile
    from mockcraft.core.pool import Entries, ListColumn, ListTable, Pool
    from mockcraft.core.uniques.digits import Digit


class ScalarDraw(Draw):
    """Decisions for the row `row`, 0 <= row < 2**63."""

    __slots__ = ("_row", "entities")

    def __init__(
        self,
        context: "Context",
        key: int,
        row: int,
        digits: "Mapping[int, Digit]" = NO_DIGITS,
        entities: "dict[Any, Any] | None" = None,
    ) -> None:
        # Not by super(): of these there are two and more a value.
        self.context, self.key, self.digits = context, key, digits
        self._row = row
        self.entities = {} if entities is None else entities

    def _with(self, key: int) -> "Self":
        return type(self)(self.context, key, self._row, self.digits, self.entities)

    def _in(self, context: "Context") -> "Self":
        return type(self)(context, self.key, self._row, self.digits, self.entities)

    def _entities(self) -> "dict[Any, Any]":
        return self.entities

    @property
    def row(self) -> "Any":
        """See Draw."""
        return self._row

    def step(self, place: "Any") -> "Self":
        """See Draw."""
        return type(self)(self.context, self.key, place)

    def below(self, label: str, bound: int) -> int:
        """See Draw."""
        stream = derive(self.key, label)
        if stream not in self.digits:
            return below(bits(stream, self._row), bound)
        from mockcraft.core.uniques.digits import number_of

        digit = self.digits[stream]
        return number_of(digit.numbering, self._row) // digit.divisor % digit.radix % bound

    def hashed_below(self, label: str, bound: int) -> int:
        """See Draw."""
        return below(bits(derive(self.key, label), self._row), bound)

    def _pair(self, label: str, bound: int) -> tuple[int, int]:
        return divmod(self.below(label, bound**2), bound)

    def _paired(self, first: int, second: int) -> tuple[int, int]:
        return first, second

    def choose(self, label: str, pool: "Pool | ListTable | ListFile") -> int:
        """See Draw."""
        alias = pool.alias
        if alias is None or self._has_digit(label):
            return self.below(label, len(pool))
        return alias.pick(bits(derive(self.key, label), self._row))

    def within(self, label: str, segments: "Segments") -> int:
        """See Draw."""
        chosen = segments.alias.pick(bits(derive(self.key, label), self._row))
        return segments.starts[chosen] + self.hashed_below(
            label + " within", segments.widths[chosen]
        )

    def rung(self, ladder: "Ladder", number: "Any") -> "Any":
        """See Draw."""
        from bisect import bisect_right

        return max(bisect_right(ladder.numbers, number) - 1, 0)

    def number_at(self, ladder: "Ladder", place: "Any") -> "Any":
        """See Draw."""
        return ladder.numbers[place]

    def cell(self, column: "ListColumn", entry: int) -> "Any":
        """See Draw."""
        return column.values[entry]

    def _first(self, entries: "Entries", place: int) -> int:
        return entries.numbers[place]

    def _take(self, pool: "Pool", index: int) -> str:
        return pool.values[index]

    def _piece(self, literal: str, alphabets: "Sequence[str]", index: int | None) -> str:
        return fill_piece(literal, alphabets, index or 0)

    def _words(
        self, pool: "Pool", count: int, pairs: "Sequence[tuple[int, int]]", form: tuple[bool, str]
    ) -> str:
        heading, end = form
        text = " ".join([pool.values[i] for pair in pairs for i in pair][:count])
        return (capital(text) if heading else text) + end

    def _uuid(self, high: int, low: int) -> str:
        text = "%012x4%03x%016x" % (high >> 12, high & 0xFFF, low | 1 << 63)
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def _distinct(self) -> str:
        from mockcraft.core.uniques.digits import distinct_number

        return str(distinct_number(self._row, derive(self.key, "distinct")))

    def each(self, text: "Any", make: "Callable[[Self, str], Any]") -> "Any":
        """See Draw."""
        return make(self, text)

    def join(self, *parts: "Any") -> "Any":
        """See Draw."""
        return "".join([part if type(part) is str else text_of(part) for part in parts])

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

    def map(self, text: "Any", change: "Callable[[str], str]", distinct: bool = False) -> "Any":
        """See Draw."""
        return change(text)
