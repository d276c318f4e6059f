"""A column whose rows are looked at."""

from typing import Any

from mockcraft.dataclass import dataclass
from mockcraft.stored import StoredColumn
from mockcraft.traits import Profiler

KEYS = (
    "primary_key",
    "unique",
    "ref",
    "with",
    "expr",
    "hidden",
)  # of columns that rows do not shape
LABELS = 50  # values at most that a column has one by one in the file
REPEATED = 5  # rows of each value at least, on average, where values are said one by one


@dataclass(frozen=True, slots=True)
class Column:
    """A column whose rows are looked at.

    Attributes:
        stored: as the database has it.
        spec: its mapping in the file.
        rows: that have a value.
        asked: what asks the database.
        table: its name.
        checked: whether checks say something of it.
        agrees: whether it must agree with other columns of the row.
        labels: whether texts of the rows may be in the file.
    """

    stored: StoredColumn
    spec: dict[str, Any]
    rows: int
    asked: Profiler
    table: str
    checked: bool
    agrees: bool
    labels: bool

    @property
    def free(self) -> bool:
        """Whether rows can shape it: it is no key, and is not made from others."""
        return not set(KEYS) & set(self.spec)

    @property
    def few(self) -> bool:
        """Whether its values are few enough to be said one by one."""
        weights = self.asked.weights(self.table, self.stored.name, LABELS + 1)
        return 0 < len(weights) <= LABELS and self.rows >= REPEATED * len(weights)

    def weights(self) -> list[int]:
        """How many rows have each value, of `few` ones."""
        return list(self.asked.weights(self.table, self.stored.name, LABELS))

    def listed(self) -> list[tuple[str, int]]:
        """The values with how many rows have them, of `few` ones."""
        return list(self.asked.labels(self.table, self.stored.name, LABELS))

    def at(self, *shares: float, lengths: bool = False) -> list[str]:
        """The values below which these shares of all lie; or the `lengths` of texts."""
        places = [min(max(1, round(share * self.rows)), self.rows) for share in shares]
        return list(self.asked.at(self.table, self.stored.name, places, lengths))
