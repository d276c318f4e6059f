"""The plan: what to generate, as frozen data that pickles, prints and compares.

Every way to run is a loop over chunks of its rows (see `ranges`). A chunk needs nothing but the plan, so
chunks may be made in any order, by any worker, on any machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Protocol

from mockcraft import __version__
from mockcraft.core.context import Context
from mockcraft.core.ranges import Range
from mockcraft.core.types import Type
from mockcraft.core.unique import Digit

if TYPE_CHECKING:
    from mockcraft.core.children import Children
    from mockcraft.core.expression import Expression
    from mockcraft.core.frame import Frame


class Fill(Protocol):
    """What gives a column its values."""

    def __call__(self, frame: "Frame", column: "Column") -> Any:
        """Values for the rows of the frame, as an Arrow array or as a value of the vector evaluator."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or a member of a nested one.

    Attributes:
        name: its name.
        type: of its values.
        fill: what gives its values.
        key: 64 bits that its decisions start from, derived from seed, table and name.
        context: seed, table, locale and clock.
        nulls: share of rows that are null, 0 to 1.
        nullable: whether a row can be null, by `nulls` or because it is made from what can be.
        unique: whether no two rows may have the same value.
        primary_key: whether it is (part of) the primary key.
        redrawn: whether a failing check gives the row another value.
        place: where the schema file declares it, for messages.
    """

    name: str
    type: Type
    fill: Fill
    key: int
    context: Context
    nulls: float = 0.0
    unique: bool = False
    primary_key: bool = False
    redrawn: bool = False
    nullable: bool = field(default=True, repr=False)
    place: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the plan.

    Attributes:
        name: its name.
        count: how many rows it has.
        columns: in the order of the schema file.
        uniques: groups of columns whose values are unique together.
        digits: how its decisions tell rows apart, by stream.
        children: how the rows are shared out to the rows of a parent, for `count: {per: ...}`.
        checks: predicates that every row meets, or is NULL for.
        settled: columns whose values a check can change: those that are redrawn and what is made of them.
    """

    name: str
    count: int
    columns: tuple[Column, ...]
    uniques: tuple[tuple[str, ...], ...] = ()
    children: "Children | None" = None
    checks: tuple["Expression", ...] = ()
    settled: frozenset[str] = field(default=frozenset(), repr=False)
    digits: Mapping[int, Digit] = field(default_factory=dict, repr=False)

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def primary_key(self) -> tuple[str, ...]:
        """Names of the columns of the primary key; empty where there is none."""
        return tuple(column.name for column in self.columns if column.primary_key)

    @property
    def references(self) -> "tuple[tuple[str, str, str], ...]":
        """(column, parent table, parent column) of each foreign key."""
        return tuple(
            (column.name, column.fill.parent, column.fill.target)  # type: ignore[attr-defined]
            for column in self.columns
            if hasattr(column.fill, "parent")
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """All tables, parents before children.

    Attributes:
        seed: of all decisions.
        now: the frozen clock, in seconds since 1970-01-01T00:00:00 UTC.
        tables: in the order in which they are filled.
        deferred: (table, column) of the foreign keys that close a circle of tables.
    """

    seed: int
    now: int
    tables: tuple[Table, ...]
    deferred: frozenset[tuple[str, str]] = frozenset()
    _tables: dict[str, Table] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tables", {each.name: each for each in self.tables})

    def table(self, name: str) -> Table:
        """The table of that name; raises KeyError."""
        return self._tables[name]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.count for table in self.tables)

    @property
    def ranges(self) -> list[Range]:
        """All rows of all tables, in the order in which they are filled."""
        return [Range(table.name, 0, table.count) for table in self.tables]

    @property
    def digest(self) -> str:
        """Names the content: plans of one digest give the same rows. 16 hexadecimal digits."""
        text = f"{__version__} {replace(self, deferred=frozenset())!r}"
        return blake2b(text.encode(), digest_size=8).hexdigest()
