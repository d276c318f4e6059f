"""Keys that are met through others: the row that one key refers to leads to the row that another one wants."""

from collections.abc import Mapping, Sequence

from mockcraft.inspection.survey import Survey
from mockcraft.stored import StoredKey

_ALIKE = ("integer", "uuid", "text")  # kinds of columns that can be numbered alike

Pairs = dict[str, str]  # columns of a table by those of another


class Through:
    """What leads where in a database."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey

    def leads(self, other: StoredKey, key: StoredKey) -> bool:
        """Whether the row that `other` refers to has, in the columns that both share, what `key` wants."""
        theirs = dict(zip(other.columns, other.parent_columns, strict=True))
        wanted = {
            theirs[mine]: goal
            for mine, goal in zip(key.columns, key.parent_columns, strict=True)
            if mine in theirs
        }
        return self._leads(other.parent, wanted, key.parent, set())

    def _leads(
        self, table: str, wanted: Pairs, goal: str, been: set[tuple[str, tuple[str, ...]]]
    ) -> bool:
        """Whether columns of a table lead to these columns of one row of the goal."""
        if table == goal and all(mine == theirs for mine, theirs in wanted.items()):
            return True
        place = (table, tuple(wanted))
        if place in been or table in self.survey.rows:
            return False
        been.add(place)
        for key in self.survey.tables[table].keys:
            pairs = dict(zip(key.columns, key.parent_columns, strict=False))
            if (
                key.parent in self.survey.tables
                and key.parent != table
                and wanted.keys() <= pairs.keys()
            ):
                further = {pairs[mine]: theirs for mine, theirs in wanted.items()}
                if self._leads(key.parent, further, goal, been):
                    return True
        return False

    def leads_together(self, others: Sequence[StoredKey], key: StoredKey) -> bool:
        """Whether keys that lead to a part of what a key wants lead to one row: each is wanted in one column that is unique."""
        goal = self.survey.tables[key.parent]
        return all((theirs,) in (goal.primary_key, *goal.uniques) for theirs in key.parent_columns)

    def copies(
        self, key: StoredKey, taken: Mapping[str, StoredKey]
    ) -> dict[str, tuple[str, str]] | None:
        """Expressions of the columns of a key that no other has, through the row that another one refers to.

        None where no such row leads to the wanted one.
        """
        shared = [each for each in key.columns if each in taken]
        others = {id(taken[each]): taken[each] for each in shared}
        if len(others) != 1:
            return None
        (other,) = others.values()
        goals = dict(zip(key.columns, key.parent_columns, strict=True))
        theirs = dict(zip(other.columns, other.parent_columns, strict=True))
        if other.parent in self.survey.rows:
            return None
        wanted = {theirs[mine]: goals[mine] for mine in shared}
        free = [each for each in key.columns if each not in taken]
        found = self._columns(other.parent, wanted, key.parent, [goals[each] for each in free])
        if found is None:
            return None
        why = f"{key.parent} through {other.parent}"
        return {
            mine: (f'"{other.columns[0]}"."{column}"', why)
            for mine, column in zip(free, found, strict=True)
        }

    def _columns(
        self, table: str, wanted: Pairs, goal: str, targets: Sequence[str]
    ) -> list[str] | None:
        """The columns of a table that hold these of a row of the goal; None for none, or where they can be NULL."""
        if table == goal and all(mine == theirs for mine, theirs in wanted.items()):
            return list(targets)
        stored = self.survey.tables[table]
        filled = {each.name for each in stored.columns if each.not_null} | {*stored.primary_key}
        for key in stored.keys:
            if key.parent != goal or len(key.parent_columns) != len(key.columns):
                continue
            back = dict(zip(key.parent_columns, key.columns, strict=True))
            same = all(back.get(theirs) == mine for mine, theirs in wanted.items())
            if same and all(each in back and back[each] in filled for each in targets):
                return [back[each] for each in targets]
        return None

    def can_be_alike(self, *keys: StoredKey) -> bool:
        """Whether the single columns that keys refer to can be numbered alike: the first rows of all then agree."""
        kinds = set()
        for key in keys:
            if len(key.columns) != 1 or key.parent in self.survey.rows:
                return False
            table = self.survey.tables[key.parent]
            column = next(each for each in table.columns if each.name == key.parent_columns[0])
            follows = any(column.name in each.columns for each in table.keys)
            alone = (column.name,) in (table.primary_key, *table.uniques)
            if follows or not alone or column.kind not in _ALIKE:
                return False
            kinds.add(column.kind)
        return len(kinds) == 1
