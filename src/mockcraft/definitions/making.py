"""A table that the statements of a file make step by step."""

from collections.abc import Callable, Iterator
from dataclasses import field, replace
from itertools import islice

from mockcraft.dataclass import dataclass
from mockcraft.definitions.cursor import NotUnderstood
from mockcraft.definitions.partitions import Cut, leaf
from mockcraft.stored import (
    MOST_LEAVES,
    Partitions,
    StoredColumn,
    StoredKey,
    StoredRule,
    StoredTable,
)


@dataclass(slots=True)
class Making:
    """A table in the making; constraints are by their names.

    Attributes:
        name: as a schema file has it, with its schema where that is not the usual one.
        schema, local: in two parts.
        columns: by name, in order.
        primary_key: of its columns.
        primary_name: of the primary key's constraint.
        uniques, keys, rules: see StoredTable.
        triggers: their names.
        comment: on the table.
        cut: how it is cut into partitions that are tables; None for none.
        parts: those, by name, each with its bound.
    """

    name: str
    schema: str
    local: str
    columns: dict[str, StoredColumn] = field(default_factory=dict)
    primary_key: tuple[str, ...] = ()
    primary_name: str = ""
    uniques: dict[str, tuple[str, ...]] = field(default_factory=dict)
    keys: dict[str, StoredKey] = field(default_factory=dict)
    rules: dict[str, StoredRule] = field(default_factory=dict)
    triggers: list[str] = field(default_factory=list)
    comment: str = ""
    cut: Cut | None = None
    parts: "dict[str, tuple[str, Making]]" = field(default_factory=dict)

    def column(self, name: str) -> StoredColumn:
        """A column; raises NotUnderstood for one that it has not."""
        if name not in self.columns:
            raise NotUnderstood(f"{self.name} has no column {name}")
        return self.columns[name]

    def free(self, wanted: str) -> str:
        """A name for a constraint that has none: the wanted one, numbered where it is taken."""
        made, number = wanted, 0
        while made in self.uniques or made in self.keys or made in self.rules:
            number += 1
            made = f"{wanted}{number}"
        return made

    def drop(self, name: str) -> None:
        """Drops a constraint."""
        for each in (self.uniques, self.keys, self.rules):
            each.pop(name, None)
        if name == self.primary_name:
            self.primary_key = ()

    def drop_column(self, name: str) -> None:
        """Drops a column, and the constraints that it is in."""
        self.columns.pop(name, None)
        if name in self.primary_key:
            self.primary_key = ()
        self.uniques = {n: each for n, each in self.uniques.items() if name not in each}
        self.keys = {n: each for n, each in self.keys.items() if name not in each.columns}
        self.rules = {n: each for n, each in self.rules.items() if name not in each.columns}

    def rename_column(self, old: str, new: str) -> None:
        """Renames a column, where constraints name it in a list too."""

        def renamed(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(new if each == old else each for each in names)

        self.column(old)
        self.columns = {
            new if name == old else name: replace(each, name=new) if name == old else each
            for name, each in self.columns.items()
        }
        self.primary_key = renamed(self.primary_key)
        self.uniques = {name: renamed(each) for name, each in self.uniques.items()}
        self.keys = {
            name: replace(each, columns=renamed(each.columns)) for name, each in self.keys.items()
        }

    def take_keys(self, part: "Making") -> None:
        """Takes foreign keys of a partition, which rows of the whole must meet too where they fall into it."""
        known = {(key.columns, key.parent) for key in self.keys.values()}
        for name, key in part.keys.items():
            if (key.columns, key.parent) not in known:
                known.add((key.columns, key.parent))
                self.keys[self.free(name)] = replace(key, table=self.name)

    def partitions(self) -> Partitions | None:
        """How it is cut, with the conditions of the partitions that hold rows themselves."""
        if self.cut is None:
            return None
        leaves = tuple(islice(self.leaves(), MOST_LEAVES + 1))
        return Partitions(
            self.cut.strategy,
            self.cut.columns,
            tuple(bound for bound, _ in self.parts.values()),
            leaves if len(leaves) <= MOST_LEAVES else (),
            nested=any(part.cut is not None for _, part in self.parts.values()),
            checked=any(self.own_checks(part) for _, part in self.parts.values()),
        )

    def leaves(self) -> Iterator[str]:
        """The conditions of the rows of each partition that holds rows itself; "" for any row."""
        if self.cut is None:
            yield ""
            return
        for bound, part in self.parts.values():
            own = [leaf(self.cut, bound), *self.own_checks(part)]
            for inner in part.leaves():
                yield " AND ".join(filter(None, (*own, inner)))

    def own_checks(self, part: "Making") -> list[str]:
        """Checks of a partition that the whole has not."""
        known = {rule.text for rule in self.rules.values()}
        checks = [rule.text for rule in part.rules.values() if rule.kind == "check"]
        return [f"({each})" for each in checks if each not in known]

    def stored(self, ordered: Callable[[str], str] | None) -> StoredTable:
        """The table as a catalogue has it.

        `ordered` gives what uniques and keys are sorted by, from their names; None leaves them in their order.
        """
        uniques, keys = list(self.uniques), list(self.keys)
        if ordered is not None:
            uniques.sort(key=ordered)
            keys.sort(key=ordered)
        columns = tuple(
            replace(each, not_null=each.not_null or each.name in self.primary_key)
            for each in self.columns.values()
        )
        parts = self.partitions()
        return StoredTable(
            self.local, self.schema, "partitioned table" if parts else "table",
            columns=columns, primary_key=self.primary_key,
            uniques=tuple(self.uniques[each] for each in uniques),
            keys=tuple(self.keys[each] for each in keys), triggers=tuple(self.triggers),
            comment=self.comment, rules=tuple(self.rules.values()),
            partitions=parts,
            obstacle="" if self.parts or not parts
            else "has no partition (make one, such as PARTITION OF … DEFAULT)",
        )  # fmt: skip
