"""A column that values are chosen for, and what is chosen."""

from dataclasses import field
from typing import Any

from mockcraft.dataclass import dataclass
from mockcraft.inspection.checks.facts import Facts
from mockcraft.stored import StoredColumn


@dataclass(frozen=True, slots=True)
class Asked:
    """A column to choose for.

    Attributes:
        column: as the database has it.
        words: of its name.
        table: words of the table's name.
        beside: words of the names of the table's columns.
        facts: what checks demand of it.
        apart: whether it is among columns that rows must differ in together.
        alone: whether rows must differ in it alone.
        rows: of its table.
        entity: of the record, where the row has several; "" for none.
        behind: a column that it may not be less than; "" for none.
        within: days that it is behind that at most; None for any number.
    """

    column: StoredColumn
    words: tuple[str, ...] = ()
    table: tuple[str, ...] = ()
    beside: frozenset[tuple[str, ...]] = frozenset()
    facts: Facts = field(default_factory=Facts)
    apart: bool = False
    alone: bool = False
    rows: int = 1000
    entity: str = ""
    behind: str = ""
    within: int | None = None

    @property
    def differs(self) -> bool:
        """Whether rows must differ in it, by itself or with others."""
        return self.alone or self.apart

    @property
    def bounded(self) -> bool:
        """Whether checks bound its values."""
        return self.facts.low is not None or self.facts.high is not None

    @property
    def noun(self) -> str:
        """The last word of its name; "" for none."""
        return self.words[-1] if self.words else ""

    @property
    def nullable(self) -> bool:
        """Whether some rows may have no value."""
        return not self.column.not_null and self.facts.null is not False


@dataclass(frozen=True, slots=True)
class Choice:
    """What gives a column its values: its mapping in the schema file, and why, for the reader of the file."""

    spec: dict[str, Any]
    why: str = ""
