"""The schema file that fills a database, as the dict that the ordinary reader takes, with the reasons beside it."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from mockcraft.dataclass import dataclass
from mockcraft.inspection.keys.polymorphic import Anything
from mockcraft.inspection.uniques import Uniques

Path = tuple[str, ...]


@dataclass(slots=True)
class Document:
    """A schema file in the making.

    Attributes:
        tables: by name, parents first, as the file has them.
        notes: why something is as it is, by the path of keys below `tables`.
        refused: tables that are not filled, with the reason.
        left: tables that the caller leaves out, and that have no rows.
        fed: tables whose rows triggers of other tables add, with the names of those.
        kept: rows of tables that have some and stay as they are.
        uniques: what tells the rows of each table apart.
        forms: regular expressions that checks want of texts, by table and column.
        anything: tables whose rows pairs of a type and a number refer to.
        counted: rows of tables that are counted per a parent, should they not be.
        parts: first and last row that has a value, by table, column and value, where other tables refer to such alone.
        spread: tables of which columns that several keys share have several values.
    """

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: dict[Path, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    fed: dict[str, str] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)
    uniques: dict[str, Uniques] = field(default_factory=dict)
    forms: dict[tuple[str, str], str] = field(default_factory=dict)
    anything: Anything = field(default_factory=Anything)
    counted: dict[str, int] = field(default_factory=dict)
    parts: dict[str, dict[str, dict[Any, tuple[int, int]]]] = field(default_factory=dict)
    spread: set[str] = field(default_factory=set)

    def rows(self, name: str) -> int:
        """Rows of a table; of one that is counted per a parent, as many as it had if it were not."""
        count: int = self.counted.get(name) or self.tables[name]["count"]
        return count

    def uncount(self, name: str) -> None:
        """Has a table be counted per no parent."""
        if name in self.counted:
            self.tables[name]["count"] = self.counted.pop(name)

    @property
    def data(self) -> dict[str, Any]:
        """As `schema.bind.load` takes it."""
        return {"version": 1, "tables": self.tables}
