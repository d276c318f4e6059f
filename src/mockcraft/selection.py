"""Which rows of a plan a caller wants: some tables, rows FIRST..LAST of a table, part K of N."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from fnmatch import fnmatchcase

from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range, part
from mockcraft.dataclass import dataclass
from mockcraft.errors import UserError, nearest
from mockcraft.wording import word


def called(known: Sequence[str], given: Iterable[str], say: str) -> dict[str, str]:
    """The tables of these names, which may have `*` and `?` in them, each with the caller's word of `say` for its name.

    A name without those is not looked up; raises UserError for one with them that fits none.
    """
    found: dict[str, str] = {}
    for name in given:
        what, pattern = word(say, name), name.replace("[", "[[]")
        if name in known or not {"*", "?"} & set(name):
            found[name] = what
            continue
        fitting = [each for each in known if fnmatchcase(each, pattern)]
        if not fitting:
            raise UserError(f"{what}: no table is called so{nearest(name, known)}")
        found |= dict.fromkeys(fitting, what)
    return found


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen of a plan; all of it by default.

    Attributes:
        tables: names of the tables; where neither this nor `rows` names one, all.
        rows: (first, last) row of a table, both inclusive, by its name, which is thereby chosen.
        part: (K, N), 1 <= K <= N: the K-th of N parts of each table. All parts together are the whole.
        skip: names of the tables that are left out of those.

    Names may have `*` and `?` in them, for any letters and for any one.
    """

    tables: tuple[str, ...] = ()
    rows: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    part: tuple[int, int] | None = None
    skip: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tables or self.rows or self.part or self.skip)

    def whole(self, plan: Plan) -> list[Range]:
        """The rows of all parts."""
        return replace(self, part=None).ranges(plan)

    def ranges(self, plan: Plan) -> list[Range]:
        """The rows, in the order in which tables are filled; raises UserError for what the plan has not."""
        known = [table.name for table in plan.tables]
        within = {table.name for table in plan.within}
        tables = called(known, self.tables, "only_table")
        skipped = called(known, self.skip, "skip_table")
        asked = [(what, name) for found in (tables, skipped) for name, what in found.items()]
        asked += [(f"--rows {name}", name) for name in self.rows]
        for what, name in asked:
            if name in within:
                holder = plan.holder(name)
                raise UserError(
                    f"{what}: its rows stand in the documents of {holder} (choose {holder})"
                )
            if name in known and plan.table(name).existing:
                raise UserError(
                    f"{what}: its rows are in the database already, and stay as they are"
                )
            if name not in known:
                hint = nearest(name, known)
                raise UserError(f"{what}: the schema has no table {name!r}{hint}")
        wanted = {*tables, *self.rows} or set(known)
        wanted -= skipped.keys()
        if not wanted:
            raise UserError(f"{word('skip_table', self.skip[0])}: no table is left (skip fewer)")
        chosen = [self._cut(each) for each in plan.ranges if each.table in wanted]
        return chosen if self.part is None else part(chosen, *self.part)

    def _cut(self, whole: Range) -> Range:
        if whole.table not in self.rows:
            return whole
        first, last = self.rows[whole.table]
        if first < whole.start or last >= whole.stop:
            there = (
                f"its rows are {whole.start}..{whole.stop - 1}" if whole.rows else "it has no rows"
            )
            raise UserError(f"--rows {whole.table}={first}..{last}: {there}")
        return Range(whole.table, first, last + 1)
