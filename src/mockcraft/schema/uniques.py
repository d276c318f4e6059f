"""Columns and groups of columns that are unique: how their rows are told apart, before the first one is made."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mockcraft.core import fills
from mockcraft.core.effort import spend
from mockcraft.core.links.among import Numbered
from mockcraft.core.plan import Column
from mockcraft.core.uniques.digits import Digit
from mockcraft.core.uniques.numbering import Clash, Group, counted_together, digits_of
from mockcraft.dataclass import dataclass
from mockcraft.errors import NotUnique, Problem, SchemaError
from mockcraft.schema.binding import Binding
from mockcraft.schema.decisions import DecisionFinder, Decisions, is_rising
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.derived_uniques import is_derived
from mockcraft.schema.links import counted_most, link_of, narrow_link
from mockcraft.schema.pairs import check_pair, pair_of
from mockcraft.schema.siblings import check_looked_at
from mockcraft.schema.source import shown
from mockcraft.schema.spec import Path, TableSpec
from mockcraft.schema.wanted_uniques import all_given, titled, wanted_uniques
from mockcraft.wording import counted

ADVICE = "(lower the count, or leave unique out)"


@dataclass(frozen=True, slots=True)
class UniqueGroup:
    """Columns that are unique together by what decides them, and where that is asked for."""

    at: Path
    names: tuple[str, ...]
    group: Group


def unique_groups(
    binding: Binding,
    table: TableSpec,
    columns: Mapping[str, Column],
    declared: Mapping[str, Declaration],
) -> list[UniqueGroup]:
    """What of a table has to differ by its decisions; problems are noted.

    Groups of which each row has a cell by hand are left out.
    """
    wanted = [each for each in wanted_uniques(binding, table) if not all_given(table, each[1])]
    together: dict[int, tuple[str, ...]] = {}
    groups = _groups(wanted, _Grouper(binding, table, columns, declared, together))
    while more := counted_together([each.group for each in groups]):
        together |= more
        groups = _groups(wanted, _Grouper(binding, table, columns, declared, together))
    return groups


def table_digits(binding: Binding, groups: Sequence[UniqueGroup]) -> dict[int, Digit]:
    """How rows are told apart, by stream; problems are noted."""
    try:
        return digits_of([each.group for each in groups])
    except Clash as error:
        at = next(each.at for each in groups if each.group.name == error.group.name)
        binding.problem(at, str(error))
        return {}


def _groups(
    wanted: Sequence[tuple[Path, tuple[str, ...]]], grouper: "_Grouper"
) -> list[UniqueGroup]:
    """The groups, with their places; problems are noted."""
    groups: dict[str, UniqueGroup] = {}
    for at, names in wanted:
        spend(1)
        try:
            group = grouper.group(at, names)
        except SchemaError as error:
            grouper.binding.note(error, at)
            continue
        if group is not None:
            groups[group.name] = UniqueGroup(at, names, group)
    return list(groups.values())


class _Grouper:
    """Makes the groups of unique columns of one table."""

    def __init__(
        self,
        binding: Binding,
        table: TableSpec,
        columns: Mapping[str, Column],
        declared: Mapping[str, Declaration],
        together: Mapping[int, tuple[str, ...]],
    ) -> None:
        self.binding, self.table, self.columns, self.declared = binding, table, columns, declared
        self.together = together
        self.finder = DecisionFinder(binding, table, declared, together)
        self.rows = binding.counts.get(table.name, 0)
        self.start = binding.starts.get(table.name, 0)

    def group(self, at: Path, names: tuple[str, ...]) -> Group | None:
        """What is to differ together; None where it does by itself, or has problems already."""
        if any(name not in self.columns for name in names):
            return None
        columns = [self.columns[name] for name in names]
        if len(names) > 1 and any(column.unique for column in columns):
            return None
        if self._rises(at, names) or self._numbered_within(at, names) or self._paired(at, names):
            return None
        title = names[0] if len(names) == 1 else titled(names)
        if len(names) == 1 and is_derived(self.binding, self.declared[names[0]], self.columns, at):
            return None
        found = Decisions()
        for column in columns:
            try:
                self.finder.add(found, column, [n for n in names if n != column.name])
            except NotUnique as error:
                subject = shown(names[0]) if len(names) == 1 else title
                reason = str(error) if len(names) == 1 else f"{column.name} {error}"
                raise self.binding.wrong(at, f"{subject} cannot be unique: {reason}") from None
        group = self._numbered(title, names, found)
        if found.counted is not None and len(names) == 1:
            return None
        if found.siblings is not None:
            told = bool(found.bounds or found.endless)
            check_looked_at(self.binding, self.table, at, title, told)
        if group.asked > group.capacity:
            if found.counted is not None and not found.bounds:
                check_looked_at(self.binding, self.table, at, title, told=False)
            message = self._too_few(names, columns, found, group)
            capacity = None if found.counted else group.capacity
            raise SchemaError(Problem(self.binding.place(*at), message, capacity))
        return group

    def _rises(self, at: Path, names: tuple[str, ...]) -> bool:
        """Whether a column of the group is later in each row of the table; raises SchemaError for one by hand."""
        rising = [name for name in names if is_rising(self.columns[name].fill)]
        for name in rising:
            if any(name in row.cells for row in self.table.rows):
                raise self.binding.wrong(
                    at,
                    f"{shown(name)} cannot be unique: rows give it by hand, and other rows can have the same "
                    "time (leave out unique, or the cells)",
                )
        return any(not self.declared[name].per for name in rising)

    def _numbered_within(self, at: Path, names: tuple[str, ...]) -> bool:
        """Whether the group has a number within a parent, and the parent."""
        parents = {
            self.declared[name].per
            for name in names
            if isinstance(self.columns[name].fill, Numbered) or is_rising(self.columns[name].fill)
        }
        for name in parents & set(names):
            link = link_of(self.binding, self.declared[name])
            assert link is not None
            try:
                self.finder.check_target(link, name, names)
            except NotUnique as error:
                message = f"{titled(names)} cannot be unique: {name} {error}"
                raise self.binding.wrong(at, message) from None
            return True
        return False

    def _paired(self, at: Path, names: tuple[str, ...]) -> bool:
        """Whether the group is two references that tell its rows apart by themselves, which the second one is told."""
        pair = pair_of(self.binding, self.table, names, self.declared)
        if pair is None:
            return False
        first, second = pair
        check_pair(self.binding, self.table, at, names, pair, self.declared)
        for name in names:
            link = first if name in first.columns else second
            try:
                self.finder.check_target(link, name, names)
            except NotUnique as error:
                message = f"{titled(names)} cannot be unique: {name} {error}"
                raise self.binding.wrong(at, message) from None
        if not first.counted:
            check_looked_at(self.binding, self.table, at, titled(names), told=True)
        if second.within not in ("", first.name):
            message = (
                f"{second.name} is unique with {second.within} already (leave one of them out)"
            )
            raise self.binding.wrong(at, f"{titled(names)} cannot be unique: {message}")
        narrow_link(self.binding, self.declared[second.name], within=first.name)
        return True

    def _numbered(self, title: str, names: tuple[str, ...], found: Decisions) -> Group:
        if len(names) == 1:
            key = min(found.bounds, default=self.columns[names[0]].key)
        else:
            key = self.binding.context(self.table.name).column_key("unique", *names)
        start = self.start if found.grown else 0
        asked = counted_most(self.binding, self.table) if found.counted else self.rows - start
        link = found.counted or found.siblings
        group = Group(
            title, key, asked, found.bounds, found.columns, frozenset(found.spread), found.endless,
            link.name if link else "", start,
        )  # fmt: skip
        if found.siblings is None:
            return group
        return replace(group, asked=min(asked, group.capacity))  # how many it is, the rows tell

    def _too_few(
        self, names: tuple[str, ...], columns: Sequence[Column], found: Decisions, group: Group
    ) -> str:
        have = f"{group.name} has {counted(group.capacity, 'combination')}"
        if len(names) == 1:
            fill, context = columns[0].fill, columns[0].context
            have = f"{names[0]} has {counted(group.capacity, 'value')}"
            if isinstance(fill, fills.Linked):
                parent = self.declared[names[0]].target
                have = f"{parent[0] if parent else ''} has {counted(group.capacity, 'row')}"
            elif isinstance(fill, fills.Generated):
                have += f" in {context.locale}"
        both = next((self.together[s] for s in found.bounds if s in self.together), ())
        if both:
            have += f", of entries that differ in {' and '.join(both)}"
        want = f"{group.asked:,} unique ones are asked for"
        if found.counted:
            want = f"each row of {found.counted.parent} asks for up to {group.asked:,} unique ones"
        if self.start and not found.counted:
            return (
                f"{have}, and an append goes on behind the highest key, with row {self.start:,} to "
                f"{self.rows - 1:,} (fill the table anew, or leave unique out)"
            )
        return f"{have}, {want} {ADVICE}"
