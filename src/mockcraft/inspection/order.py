"""Which column of a table is behind which: by its checks, then by what the names say."""

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from mockcraft.inspection.checks.facts import Demands
from mockcraft.inspection.columns.moments import behind
from mockcraft.inspection.columns.plain import counts_time
from mockcraft.inspection.columns.words import words
from mockcraft.inspection.keys.linking import Linking
from mockcraft.stored import StoredColumn

_FOLLOWING = ("integer", "date", "timestamp")
# Up to when the earlier one of two times is, and from when on the later one, by their kind.
MIDDLE = {
    "time": ("11:59:59", "12:00:00"), "date": ("2020-12-31", "2021-01-01"), "timestamp": ("2020-12-31", "2021-01-01"),
}  # fmt: skip
SUMMED = ("decimal", "float")  # kinds of which the later one is the earlier one and more
WHOLE_DIGITS = 6  # before the point, that a decimal has at least for such a sum


class Order:
    """The order of the columns of one table.

    Attributes:
        behind: columns by those that are not less than them, as `later: earlier`.
        within: days that the later one is behind the earlier one at most.
        checks: conditions that rows are drawn again for.
        parted: columns that rows must differ in, of which the first one is to be less: their values are of two ranges.
        halves: first and last time of columns, of which one is before the other.
    """

    def __init__(
        self,
        columns: Mapping[str, StoredColumn],
        demands: Demands,
        linking: Linking,
        taken: Container[str] = (),
        by_row: Iterable[str] = (),
    ) -> None:
        """`taken`: columns whose values are fixed; `by_row`: those that some rows have other values in, by their way."""
        self.columns, self.demands, self.linking, self.taken = columns, demands, linking, taken
        self.by_row = frozenset(by_row)
        self.behind: dict[str, str] = {}
        self.within: dict[str, int | None] = {}
        self.checks: list[str] = []
        self.parted: list[tuple[str, str]] = []
        self.halves: dict[str, tuple[str | None, str | None]] = {}

    def by_checks(self, apart: Container[str]) -> None:
        """Takes the order that checks demand; `apart`: columns that rows must differ in, which follow none."""
        for low, operator, high in self.demands.order:
            if self.linking.part(low, operator, high):
                continue
            if operator != "<>" and self._can_follow(low, high, apart):
                self.behind[high] = low
            both = low in apart and high in apart and self.behind.get(high) != low
            if both:
                self.parted.append((low, high))
            if operator != "<>" and (both or self.columns[low].kind == "time"):
                self._halve(low, high)
            if self.behind.get(high) != low or operator == "<":
                self.checks.append(f'"{low}" {operator} "{high}"')
        for low, high, days in self.demands.spans:
            if self.columns[high].kind not in ("date", "timestamp"):
                continue
            if high not in self.behind and self._can_follow(low, high, apart):
                self.behind[high] = low
            if self.behind.get(high) == low:
                self.within[high] = days

    def by_names(self, said: Mapping[str, Sequence[str]], apart: Container[str]) -> None:
        """Takes the order of times that their names say; `said`: the words of each.

        Of times that have values in some rows alone, rows are drawn again.
        """
        whole = {name: words(name) for name in self.columns}  # the order_date of orders
        for named in (said, whole):
            clocks = {n: each for n, each in named.items() if self.columns[n].kind == "time"}
            for low, high, _ in behind(clocks):
                if not {low, high} & self.halves.keys() and not {low, high} & self.by_row:
                    self._halve(low, high)
            for kind in ("date", "timestamp", "integer"):
                moments = {n: each for n, each in named.items() if self._is_time(n, kind, said)}
                for low, high, days in behind(moments):
                    if high in self.behind:
                        continue
                    if self._can_follow(low, high, apart):
                        self.behind[high], self.within[high] = low, days
                    elif self._is_tried(low, high, apart):
                        self.checks.append(f'"{low}" <= "{high}"')

    def _halve(self, low: str, high: str) -> None:
        """Has two times that nothing else bounds be before and after the middle of all of them."""
        first, second = (self.columns[each].kind for each in (low, high))
        known = [self.demands.of(each) for each in (low, high)]
        if first == second in MIDDLE and all(
            each.low is None and each.high is None for each in known
        ):
            self.halves.setdefault(low, (None, MIDDLE[first][0]))
            self.halves.setdefault(high, (MIDDLE[first][1], None))

    def _is_time(self, name: str, kind: str, said: Mapping[str, Sequence[str]]) -> bool:
        """Whether a column of a kind is a time, whole numbers by their name."""
        if self.columns[name].kind != kind:
            return False
        return kind != "integer" or counts_time(self.columns[name], said[name])

    def _can_follow(self, low: str, high: str, apart: Container[str]) -> bool:
        kind = self.columns[low].kind
        if high in self.behind or self.behind.get(low) == high or high in apart:
            return False
        if self.columns[high].kind != kind or not (kind in _FOLLOWING or self._sums(high)):
            return False
        if {low, high} & self.by_row or not all(map(self._is_free, (low, high))):
            return False
        return self.demands.of(high).low is None and self.demands.of(low).null is not True

    def _is_free(self, name: str) -> bool:
        linking = self.linking
        kept = (linking.of_column, linking.copies, linking.nulls, self.taken)
        return self.demands.of(name).choices is None and not any(name in each for each in kept)

    def _is_tried(self, low: str, high: str, apart: Container[str]) -> bool:
        """Whether rows are drawn again for the order of two times, one of which some rows alone have."""
        told = any({low, high} == {first, last} for first, _, last in self.demands.order)
        free = all(self._is_free(each) and each not in apart for each in (low, high))
        return bool({low, high} & self.by_row) and free and not told

    def _sums(self, high: str) -> bool:
        """Whether a column can be a sum: it has room, and no check bounds it."""
        column = self.columns[high]
        digits = None if column.precision is None else column.precision - (column.scale or 0)
        room = digits is None or digits >= WHOLE_DIGITS
        return column.kind in SUMMED and room and self.demands.of(high).high is None

    def widen(self, specs: Mapping[str, Any]) -> None:
        """Has numbers that are behind others reach beyond those, where no check bounds them; others end at those."""
        for low, operator, high in self.demands.order:
            done = (low, high) in self.parted or self.behind.get(high) == low
            if operator != "<>" and not done and low not in self.behind.values():
                self._end_at(specs.get(low), specs.get(high), low, high)
        for low, high in self.parted:
            self._part(specs.get(low), specs.get(high), low, high)
        for high, low in self.behind.items():
            mine, theirs = specs.get(high), specs.get(low)
            if not (isinstance(mine, dict) and isinstance(theirs, dict)):
                continue
            most, other = mine.get("max"), theirs.get("max")
            if not (isinstance(most, int) and isinstance(other, int)):
                continue
            if mine.get("min") == low and most <= other and self.demands.of(high).high is None:
                mine["max"] = min(2 * other, self.columns[high].highest or 2 * other)

    def _end_at(self, mine: Any, theirs: Any, low: str, high: str) -> None:
        """Has whole numbers end at another column, whose own least number is not less than theirs."""
        if not (isinstance(mine, dict) and isinstance(theirs, dict)) or high == low:
            return
        first, last, least = mine.get("min"), mine.get("max"), theirs.get("min")
        if not (isinstance(first, int) and isinstance(last, int) and isinstance(least, int)):
            return
        empty = not self.columns[high].not_null and self.columns[low].not_null
        whole = self.columns[low].kind == "integer"
        free = whole and "unique" not in mine and self.demands.of(low).high is None
        if free and not empty and first <= least:
            mine["max"] = high

    def _part(self, mine: Any, theirs: Any, low: str, high: str) -> None:
        """Has whole numbers lie above those of another column, where no check bounds them there."""
        free = self.demands.of(low).high is None and self.demands.of(high).plain
        if not (free and isinstance(mine, dict) and isinstance(theirs, dict)):
            return
        last, most = mine.get("max"), theirs.get("max")
        top = self.columns[high].highest or 2**63
        if isinstance(last, int) and isinstance(most, int) and last + most < top:
            theirs["min"], theirs["max"] = last + 1, last + most
