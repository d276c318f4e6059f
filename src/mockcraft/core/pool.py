"""Pools: the lists that values are picked from, and their weights."""

from mockcraft.core.keys import below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any


class Alias:
    """Weighted choice in constant time, from one hash (Walker 1977, Vose 1991).

    Slots and thresholds are integers, so a choice is the same on every machine. A weight is honoured
    to about 2**-32 of the total.
    """

    __slots__ = ("arrays", "other", "threshold")

    def __init__(self, weights: "Sequence[int]") -> None:
        total, count = sum(weights), len(weights)
        scaled = [weight * count for weight in weights]
        other, threshold = list(range(count)), [2**32] * count
        small = [i for i, weight in enumerate(scaled) if weight < total]
        large = [i for i, weight in enumerate(scaled) if weight >= total]
        while small and large:
            rich = large.pop()
            left = scaled[rich]
            while small and left >= total:
                poor = small.pop()
                own = scaled[poor]
                threshold[poor] = (own << 32) // total
                other[poor] = rich
                left += own - total
            if left < total:
                scaled[rich] = left
                small.append(rich)
        self.other, self.threshold = other, threshold
        self.arrays: Any = None  # the vector evaluator's copy

    def pick(self, hashed: int) -> int:
        """Index of the chosen weight, from 64 random bits."""
        slot = below(hashed, len(self.other))
        return slot if hashed & 0xFFFFFFFF < self.threshold[slot] else self.other[slot]


class Pool:
    """A list of distinct texts, optionally weighted.

    `name` labels the decision to pick from it, so two lists that are picked from in one generator
    need two names. `derived` keeps what is made from this one. Of two `halves` each text of the first stands with each
    of the second behind it, in order.
    """

    __slots__ = ("_alias", "arrow", "derived", "halves", "name", "values", "weights")

    def __init__(
        self, name: str, values: "Iterable[str]", weights: "Sequence[int] | None" = None
    ) -> None:
        self.name = name
        self.values = tuple(values)
        self.weights = weights
        self.derived: dict[Any, Any] = {}
        self.halves: tuple[Pool, Pool] | None = None
        self.arrow: Any = None  # the vector evaluator's copy
        self._alias: Alias | None = None

    def __len__(self) -> int:
        return len(self.values)

    @property
    def alias(self) -> "Alias | None":
        """The alias table of the weights, or None where all are equal."""
        if self._alias is None and self.weights is not None:
            self._alias = Alias(self.weights)
        return self._alias

    def map(self, change: "Callable[[str], str]") -> "Pool":
        """The pool of `change(value)`, in the same order; its values may repeat."""
        if change not in self.derived:
            self.derived[change] = Pool(self.name, map(change, self.values))
        made: Pool = self.derived[change]
        return made


ANY = "any"  # a value of an entry that fits every value asked for, such as the sex of what both sexes have


class ListTable:
    """A list whose entries have several columns that belong together, such as a city and its state.

    `rows` are the values of each column, in the order of the entries.
    `places` are those of its entries in the list that it is a part of (see `where`).
    """

    __slots__ = (
        "_alias", "_columns", "_distinct", "_filtered", "_size", "name", "places", "rows", "weights",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        rows: "dict[str, list[str]]",
        weights: "Sequence[int] | None" = None,
    ) -> None:
        self.name = name
        self.rows = rows
        self.weights = weights
        self._size = len(next(iter(rows.values())))
        self.places = Entries(range(self._size))
        self._alias: Alias | None = None
        self._columns: dict[str, ListColumn] = {}
        self._distinct: dict[tuple[str, ...], Entries] = {}
        self._filtered: dict[tuple[tuple[str, str], ...], ListTable] = {}

    def __len__(self) -> int:
        return self._size

    @property
    def alias(self) -> "Alias | None":
        """The alias table of the weights, or None where all are equal."""
        if self._alias is None and self.weights is not None:
            self._alias = Alias(self.weights)
        return self._alias

    def column(self, name: str) -> "ListColumn":
        """One column; raises KeyError for a column this list does not have."""
        if name not in self._columns:
            self._columns[name] = ListColumn(self.name, name, self.rows[name])
        return self._columns[name]

    def distinct(self, columns: "tuple[str, ...]") -> "Entries":
        """The entries, in order, whose values of all these columns no entry taken before has."""
        if columns not in self._distinct:
            values = [self.rows[column] for column in columns]
            seen: list[set[str]] = [set() for _ in columns]
            taken: list[int] = []
            for i in range(self._size):
                own = [column[i] for column in values]
                if not any(value in known for value, known in zip(own, seen, strict=True)):
                    taken.append(i)
                    for value, known in zip(own, seen, strict=True):
                        known.add(value)
            self._distinct[columns] = Entries(taken)
        return self._distinct[columns]

    def where(self, **equal: str) -> "ListTable":
        """The entries whose columns have these values, or ANY; the result is kept for the next caller."""
        key = tuple(sorted(equal.items()))
        if key not in self._filtered:
            wanted = list(range(self._size))
            for column, value in equal.items():
                cells = self.rows[column]
                wanted = [i for i in wanted if cells[i] in (value, ANY)]
            part = ListTable(
                " ".join([self.name, *equal.values()]),
                {column: [cells[i] for i in wanted] for column, cells in self.rows.items()},
                self.weights and [self.weights[i] for i in wanted],
            )
            part.places = Entries(wanted)
            self._filtered[key] = part
        return self._filtered[key]


class Entries:
    """Some entries of a list, by their index."""

    __slots__ = ("array", "numbers")

    def __init__(self, numbers: "Sequence[int]") -> None:
        self.numbers = numbers
        self.array: Any = None  # the vector evaluator's copy

    def __len__(self) -> int:
        return len(self.numbers)


class ListColumn:
    """One column of a `ListTable`: its values by entry, the distinct ones, and which of them each entry has.

    `codes[i]` is the index in `pool` of entry i's value. Both are made when they are asked for: a single value
    needs neither.
    """

    __slots__ = ("_codes", "_pool", "codes_array", "name", "table", "values")

    def __init__(self, table: str, name: str, values: "Sequence[str]") -> None:
        self.table, self.name, self.values = table, name, values
        self.codes_array: Any = None  # the vector evaluator's copy
        self._codes: list[int] | None = None
        self._pool: Pool | None = None

    @property
    def pool(self) -> Pool:
        """The distinct values, in the order of the entries."""
        if self._pool is None:
            self._pool = Pool(f"{self.table}.{self.name}", dict.fromkeys(self.values))
        return self._pool

    @property
    def codes(self) -> "list[int]":
        """The place in `pool` of each entry's value."""
        if self._codes is None:
            place = {value: i for i, value in enumerate(self.pool.values)}
            self._codes = [place[value] for value in self.values]
        return self._codes
