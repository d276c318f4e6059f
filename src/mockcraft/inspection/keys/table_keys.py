"""Foreign keys as references: which column follows which, what closes a circle, and what cannot be met."""

from collections.abc import Sequence
from dataclasses import field, replace

from mockcraft.dataclass import dataclass
from mockcraft.inspection.keys.anchors import Anchors, Column, is_alone
from mockcraft.inspection.keys.through import Through
from mockcraft.inspection.survey import Survey
from mockcraft.stored import StoredKey


@dataclass(slots=True)
class References:
    """The keys of all tables, as far as references meet them.

    Attributes:
        keys: by table, those whose columns are references.
        nulls: by table, columns that are NULL because no reference can meet their key, with the reason.
        copies: by table, columns that are computed from the row, or from one that it refers to: the expression, and why.
        seen: by table, keys that its references meet without being any, so that the parent is filled before.
        anchors: columns that have one value in all rows, or few, as keys that share them could not agree otherwise.
        roots: of anchored columns, those that they follow, of tables whose rows differ in them.
        lots: how many values columns that follow a root have; 1 where it is not here.
        within: by the first column of a key, what its row has in common with the row that it refers to: (theirs, mine).
        stuck: anchored columns that must have one value, as rows agree with those of a parent in several.
        alike: columns of parents that are numbered alike, as one column of a child refers to several of them.
        joined: child and parent of keys whose tables' rows go in together, so that they close a circle.
        refused: tables that cannot be filled, with the reason.
        order: the tables, parents first.
    """

    keys: dict[str, list[StoredKey]] = field(default_factory=dict)
    nulls: dict[str, dict[str, str]] = field(default_factory=dict)
    copies: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    seen: dict[str, list[StoredKey]] = field(default_factory=dict)
    anchors: frozenset[Column] = frozenset()
    roots: dict[Column, Column] = field(default_factory=dict)
    lots: dict[Column, int] = field(default_factory=dict)
    within: dict[Column, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    stuck: set[Column] = field(default_factory=set)
    alike: set[Column] = field(default_factory=set)
    joined: set[tuple[str, str]] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    def values_of(self, column: Column) -> int:
        """How many values an anchored column has."""
        return self.lots.get(self.roots.get(column, column), 1)

    def at_first(self, survey: Survey, table: str, key: StoredKey) -> bool:
        """Whether all rows refer to the first row of the parent by a key, so that anchored columns have one value."""
        return any(
            (table, mine) in self.anchors and is_alone(survey.tables[key.parent], theirs)
            for mine, theirs in zip(key.columns, key.parent_columns, strict=True)
        )


class Keys:
    """Reads the keys of one table into the references."""

    def __init__(self, survey: Survey, name: str, made: References, anchors: Anchors) -> None:
        self.survey, self.name, self.made, self.anchors = survey, name, made, anchors
        self.table = table = survey.tables[name]
        self.through = Through(survey)
        self.required = {
            each.name for each in table.columns if each.not_null or each.name in table.primary_key
        }
        self.generated = {each.name for each in table.columns if each.generated}
        self.taken: dict[str, StoredKey] = {}
        self.wanted: set[Column] = set()

    def read(self) -> set[Column]:
        """Notes what becomes of each key; the columns that must be anchored for those that cannot be met."""
        for key in sorted(self.table.keys, key=self._place):
            whole = key.parent_columns and len(key.parent_columns) == len(key.columns)
            if whole and not any(each in self.made.nulls[self.name] for each in key.columns):
                self._read(key)
        return self.wanted

    def _place(self, key: StoredKey) -> tuple[bool, bool, int, bool, bool]:
        """Keys of most columns first, of these those that others follow best: that tell rows apart, and have a value in all.

        Last those to the same table, before them those that one column alone decides.
        """
        decided = len(key.columns) > 1 and any(is_alone(self.table, each) for each in key.columns)
        apart = any({*key.columns} <= {*group} for group in self._groups_of_keys())
        empty = not self.required.issuperset(key.columns)
        return key.parent == self.name, decided, -len(key.columns), not apart, empty

    def _read(self, key: StoredKey) -> None:
        if key.parent not in self.survey.tables:
            self._give_up(key, key.columns, f"{key.parent}, which cannot be read")
            return
        pairs = [
            (mine, theirs)
            for mine, theirs in zip(key.columns, key.parent_columns, strict=True)
            if mine not in self.generated
        ]
        own = key.parent == self.name
        if own and any(mine == theirs for mine, theirs in pairs):
            same = {(self.name, mine) for mine, theirs in pairs if mine == theirs}
            if not same <= self.made.anchors:
                if len(same) < len(pairs) and len(self.anchors.roots(same)) == len(same):
                    self.wanted |= same
                self._to_itself(key, [pair for pair in pairs if pair[0] != pair[1]])
                return
        rest = [
            (mine, theirs)
            for mine, theirs in pairs
            if not (
                (self.name, mine) in self.made.anchors
                and (mine in self.taken or (own and mine == theirs))
            )
        ]
        if len(rest) < len(key.columns):
            if not rest:
                self.made.seen[self.name].append(key)
                self._stick(pairs)
                return
            columns, theirs = zip(*rest, strict=True)
            common = [(theirs, mine) for mine, theirs in pairs if (mine, theirs) not in rest]
            self.made.within[self.name, columns[0]] = tuple(common)
            self._stick([(mine, theirs) for theirs, mine in common])
            key = replace(key, columns=columns, parent_columns=theirs)
        if own and self._differs(key):
            itself = f'"{key.parent_columns[0]}"'
            self.made.copies[self.name][key.columns[0]] = (itself, "the row points at itself")
        elif not any(each in self.taken for each in key.columns):
            self._take(key)
        else:
            self._share(key)

    def _stick(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Has anchored columns have one value, where rows must agree with those of a parent in several of them."""
        if len(pairs) > 1:
            self.made.stuck |= {(self.name, mine) for mine, _ in pairs}

    def _differs(self, key: StoredKey) -> bool:
        """Whether rows must each refer to another row by a key to the same table, which only pointing at themselves does."""
        (mine, *more) = key.columns
        return not more and mine in self.required and is_alone(self.table, mine)

    def _take(self, key: StoredKey) -> None:
        self.made.keys[self.name].append(key)
        self.taken |= dict.fromkeys(key.columns, key)

    def _share(self, key: StoredKey) -> None:
        """A key of which other keys have columns too: met through them, empty, anchored, or given up."""
        free = [each for each in key.columns if each not in self.taken]
        shared = [each for each in key.columns if each in self.taken]
        empty = [each for each in free if each not in self.required]
        if not free and self._is_met(key):
            self.made.seen[self.name].append(key)
            return
        places = {(self.name, each) for each in shared}
        copies = self.through.copies(key, self.taken)
        if self._tells_apart(free) and self.anchors.of(places):
            copies = None
        if copies is not None and not (empty and key.parent == self.taken[shared[0]].parent):
            self.made.copies[self.name] |= copies
            self.made.seen[self.name].append(key)
            return
        why = f"{key.parent} by {', '.join(key.columns)}, of which {', '.join(shared)} follows another key"
        if empty and free and self.anchors.roots(places) and places <= self.anchors.of(places):
            self.wanted |= places
        elif empty and free == empty and self._is_one_of_each(key, shared):
            columns = dict(zip(key.columns, key.parent_columns, strict=True))
            self.made.within[self.name, free[0]] = tuple((columns[mine], mine) for mine in shared)
            theirs = tuple(columns[mine] for mine in free)
            self._take(replace(key, columns=tuple(free), parent_columns=theirs))
        elif empty:
            self._give_up(key, empty, why)
        elif free and self.anchors.of(places):
            self.wanted |= places
        elif not free and self._alike(key, self.taken[shared[0]]):
            self.made.seen[self.name].append(key)
        else:
            self._give_up(key, key.columns, why)

    def _is_one_of_each(self, key: StoredKey, shared: Sequence[str]) -> bool:
        """Whether each row has another value in what a key shares with others, so that few find a row of the parent."""
        return key.parent != self.name and all(is_alone(self.table, each) for each in shared)

    def _groups_of_keys(self) -> list[tuple[str, ...]]:
        """The uniques that have columns of keys alone."""
        of_keys = {each for key in self.table.keys for each in key.columns}
        return [g for g in (self.table.primary_key, *self.table.uniques) if {*g} <= of_keys]

    def _tells_apart(self, columns: Sequence[str]) -> bool:
        """Whether rows must differ in some of the columns together with columns of keys alone."""
        return any({*columns} & {*group} for group in self._groups_of_keys())

    def _is_met(self, key: StoredKey) -> bool:
        """Whether the keys that its columns follow lead to the same row, or it can stand in for one of them."""
        others = list({id(self.taken[each]): self.taken[each] for each in key.columns}.values())
        if all(self.through.leads(other, key) for other in others) and (
            len(others) == 1 or self.through.leads_together(others, key)
        ):
            return True
        (other, *more) = others
        whole = set(other.columns) == set(key.columns)
        if not more and whole and key.parent != self.name and self.through.leads(key, other):
            place = self.made.keys[self.name].index(other)
            self.made.keys[self.name][place] = key
            self.made.seen[self.name].append(other)
            self.taken |= dict.fromkeys(key.columns, key)
            return True
        return False

    def _alike(self, key: StoredKey, other: StoredKey) -> bool:
        if not self.through.can_be_alike(key, other):
            return False
        self.made.alike |= {
            (key.parent, key.parent_columns[0]),
            (other.parent, other.parent_columns[0]),
        }
        return True

    def _to_itself(self, key: StoredKey, free: Sequence[tuple[str, str]]) -> None:
        """A key to the same table that has columns in common with what it refers to: the row itself, or none."""
        if not free:
            return
        empty = [mine for mine, _ in free if mine not in self.required]
        if empty:
            self.made.nulls[self.name][empty[0]] = (
                f"it refers to {key.parent} by {', '.join(key.columns)}, which are of its own key"
            )
            return
        quoted = {theirs: f'"{theirs}"' for _, theirs in free}
        for mine, theirs in free:
            self.made.copies[self.name][mine] = (quoted[theirs], "the row points at itself")

    def _give_up(self, key: StoredKey, columns: Sequence[str], why: str) -> None:
        """Leaves a key empty, where one of its columns may be."""
        empty = [
            each for each in columns if each not in self.required and each not in self.generated
        ]
        if empty:
            self.made.nulls[self.name][empty[0]] = f"it refers to {why}"
        else:
            self.made.refused[self.name] = (
                f"its key {key.name or ', '.join(key.columns)} refers to {why}"
            )
