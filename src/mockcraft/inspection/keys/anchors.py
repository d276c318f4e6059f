"""Columns that have one value in all rows, or few, so that keys that share them agree.

Where two keys of a table share a column, as `(tenant_id, author_id)` and `(tenant_id, folder_id)` do, and no row
of the one parent leads to a row of the other, the second key has a condition: a folder of the author's tenant. All
tables that are connected by the column then refer to the same few tenants, so that each of these has folders. Where
that cannot be, the column has one value everywhere.
"""

from collections.abc import Iterable, Mapping

from mockcraft.inspection.survey import Survey
from mockcraft.stored import StoredTable

Column = tuple[str, str]  # of a table, by both names
LOT = 25  # rows at least of each table for each value of a column, so that all values have some
MOST_LOTS = 100


def is_alone(table: StoredTable, column: str) -> bool:
    """Whether rows of a table differ in a column by itself."""
    return (column,) in (table.primary_key, *table.uniques)


class Anchors:
    """Which columns have one value once others have."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self._near: dict[Column, set[Column]] = {}
        self._targets: set[Column] = set()  # that keys refer to
        for name, table in survey.tables.items():
            for key in table.keys:
                if key.parent in survey.tables:
                    for mine, theirs in zip(key.columns, key.parent_columns, strict=False):
                        if key.parent == name and mine != theirs:  # any row of its own table
                            continue
                        self._targets.add((key.parent, theirs))
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

    def roots(self, columns: Iterable[Column]) -> dict[Column, Column]:
        """The column that each of some anchored ones follows, of a table whose rows differ in it; without those that follow none."""
        made: dict[Column, Column] = {}
        for start in columns:
            alone = {
                each
                for each in self._connected(start) & self._targets
                if is_alone(self.survey.tables[each[0]], each[1])
            }
            if len(alone) == 1:  # else values of one are not those of another
                made[start] = alone.pop()
        return made

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


def lots(roots: Mapping[Column, Column], counts: Mapping[str, int]) -> dict[Column, int]:
    """How many values columns that follow one have: as many as all tables have rows enough for.

    Args:
        roots: what each column follows.
        counts: rows by table.
    """
    made: dict[Column, int] = {}
    for (name, _), root in roots.items():
        if not {name, root[0]} <= counts.keys():  # it is left out
            continue
        most = min(counts[root[0]], counts[name] // LOT, MOST_LOTS)
        made[root] = min(made.get(root, most), most)
    return made
