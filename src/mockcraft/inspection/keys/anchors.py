"""Columns that have one value in all rows, so that keys that share them agree.

Where two keys of a table share a column, as `(tenant_id, author_id)` and `(tenant_id, folder_id)` do, and no row
of the one parent leads to a row of the other, rows agree for certain only if the column has one value everywhere:
all tables that are connected by it are those of one tenant.
"""

from collections.abc import Iterable

from mockcraft.inspection.survey import Survey
from mockcraft.stored import StoredTable

Column = tuple[str, str]  # of a table, by both names


def is_alone(table: StoredTable, column: str) -> bool:
    """Whether rows of a table differ in a column by itself."""
    return (column,) in (table.primary_key, *table.uniques)


class Anchors:
    """Which columns have one value once others have."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self._near: dict[Column, set[Column]] = {}
        for name, table in survey.tables.items():
            for key in table.keys:
                if key.parent in survey.tables:
                    for mine, theirs in zip(key.columns, key.parent_columns, strict=False):
                        if key.parent == name and mine != theirs:  # any row of its own table
                            continue
                        self._near.setdefault((name, mine), set()).add((key.parent, theirs))
                        self._near.setdefault((key.parent, theirs), set()).add((name, mine))

    def of(self, wanted: Iterable[Column]) -> frozenset[Column]:
        """All columns that have one value once these have; empty where that cannot be for one of them."""
        made: set[Column] = set()
        for start in sorted(wanted):
            found = self._connected(start)
            if not self._can_be(found):
                return frozenset()
            made |= {each for each in found if not is_alone(self.survey.tables[each[0]], each[1])}
        return frozenset(made)

    def _connected(self, start: Column) -> set[Column]:
        """A column and all that keys connect it with."""
        found, pending = {start}, [start]
        while pending:
            for each in self._near.get(pending.pop(), ()):
                if each not in found:
                    found.add(each)
                    pending.append(each)
        return found

    def _can_be(self, columns: set[Column]) -> bool:
        """Whether connected columns can have one value: of a table whose first row all refer to, or a constant."""
        if any(name in self.survey.rows for name, _ in columns):
            return False
        first = [each for each in columns if not self._follows(*each)]
        alone = [each for each in first if is_alone(self.survey.tables[each[0]], each[1])]
        return bool(first) and (not alone or len(first) == 1)

    def _follows(self, name: str, column: str) -> bool:
        """Whether a column refers to another table."""
        return any(
            column in key.columns and key.parent in self.survey.tables and key.parent != name
            for key in self.survey.tables[name].keys
        )
