"""The decisions of columns that can tell the rows of a table apart."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from mockcraft.core import fills
from mockcraft.core.keys import derive
from mockcraft.core.links.among import Numbered
from mockcraft.core.links.picking import stream_of
from mockcraft.core.links.siblings import is_looked_at
from mockcraft.core.plan import Column, Link
from mockcraft.dataclass import dataclass
from mockcraft.errors import NotUnique
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.links import counted_most, is_unique, link_of
from mockcraft.schema.siblings import sibling_link
from mockcraft.schema.spec import TableSpec


@dataclass(slots=True)
class Decisions:
    """The decisions of some columns that can tell rows apart.

    Attributes:
        bounds, columns, spread, endless: see `numbering.Group`.
        counted: the reference that rows are counted per, where it is one of the columns.
        siblings: the reference among whose parents' rows they are told apart, see `siblings`.
        grown: whether rows of an append can refer to what no row before them refers to.
    """

    bounds: dict[int, int] = field(default_factory=dict)
    columns: dict[int, tuple[str, ...]] = field(default_factory=dict)
    spread: set[int] = field(default_factory=set)
    endless: frozenset[int] = frozenset()
    counted: Link | None = None
    siblings: Link | None = None
    grown: bool = False


class DecisionFinder:
    """Finds the decisions of columns of one table.

    `together` are the columns of a list that are counted together, by stream: see `numbering.counted_together`.
    """

    def __init__(
        self,
        binding: Binding,
        table: TableSpec,
        declared: Mapping[str, Declaration],
        together: Mapping[int, tuple[str, ...]],
    ) -> None:
        self.binding, self.table, self.declared = binding, table, declared
        self.together = together
        self.rows = binding.counts.get(table.name, 0)

    def add(self, found: Decisions, column: Column, others: Sequence[str]) -> None:
        """Adds a column's decisions; raises NotUnique for one that has none that tell rows apart."""
        fill, alone = column.fill, not others
        if isinstance(fill, fills.Linked):
            self._add_link(found, column, others)
        elif isinstance(fill, fills.Picked):
            if len(set(fill.values)) < len(fill.values):
                raise NotUnique("has a value twice")
            found.bounds[derive(column.key, "values")] = len(fill.values)
        elif isinstance(fill, fills.Listed):
            self._add_listed(found, fill)
        elif isinstance(fill, fills.Generated):
            self._add_generated(found, column, fill, alone)
        elif isinstance(fill, fills.Constant):
            if not alone:
                raise NotUnique("has one value (leave it out of the group)")
            if self.rows > 1 and fill.value is not None:
                raise NotUnique("it has one value")
        elif isinstance(fill, Numbered):
            raise NotUnique(
                f"{'it ' if alone else ''}numbers rows within {fill.link} alone (name that too)"
            )
        else:
            what = "has parts" if column.type.nested else "is made from other columns"
            raise NotUnique(f"it {what}" if alone else f"{what} (leave it out of the group)")

    def _add_listed(self, found: Decisions, fill: fills.Listed) -> None:
        """The entries whose values are new; of several columns of one list, those of the one with the most."""
        counted = self.together.get(fill.stream, (fill.column,))
        ways = len(fill.entries.distinct(counted))
        if ways > found.bounds.get(fill.stream, 0):
            found.bounds[fill.stream], found.columns[fill.stream] = ways, counted

    def _add_generated(
        self, found: Decisions, column: Column, fill: fills.Generated, alone: bool
    ) -> None:
        series = fill.series
        if series is not None and is_rising(fill):
            raise NotUnique(f"{'it ' * alone}counts within {series.link} alone (name that too)")
        if fill.inputs:
            raise NotUnique(
                "its range differs from row to row"
                if alone
                else "has a range that differs from row to row"
            )
        from mockcraft.core.uniques.measure import measure
        from mockcraft.core.uniques.tracing import unfixed

        try:
            if series is not None and (series.link or series.counted):
                raise NotUnique(unfixed("a series"))
            ways = measure(fill.make, column.context, column.key, self.together)
        except NotUnique as error:
            if alone:
                raise
            raise NotUnique(f"has no values that can be told apart: {error}") from None
        found.endless |= ways.endless
        for stream, (bound, known) in ways.bounds.items():
            found.bounds[stream] = bound
            if known:
                found.columns[stream] = known

    def _add_link(self, found: Decisions, column: Column, others: Sequence[str]) -> None:
        declaration = self.declared[column.name]
        link = link_of(self.binding, declaration)
        assert link is not None
        looked_at = is_looked_at(link, self.table.name)
        if looked_at and not others:
            raise NotUnique(
                "in a table that refers to itself, rows share their parents"
                if link.parent == self.table.name
                else "it has a condition, by which rows can share their parents"
            )
        self.check_target(link, column.name, others)
        if looked_at:
            chosen = sibling_link(self.binding, self.table, (column.name, *others))
            found.siblings = link if chosen and chosen.name == link.name else found.siblings
            return
        if link.counted:
            if not others and counted_most(self.binding, self.table) > 1:
                raise NotUnique(
                    f"a row of {link.parent} has up to {counted_most(self.binding, self.table)} rows "
                    "(set max to 1, or leave unique out)"
                )
            found.counted = link
            return
        literal = self.binding.tables[link.parent].literal
        first = 0 if literal else self.binding.starts.get(link.parent, 0)
        stream = stream_of(link)
        found.bounds[stream] = link.among(self.binding.counts.get(link.parent, 1) - first)[1]
        found.grown |= first > 0
        if link.distribution != "uniform":
            found.spread.add(stream)

    def check_target(self, link: Link, name: str, others: Sequence[str]) -> None:
        """The parent's columns that the group's columns of a link refer to must be unique there."""
        pairs = dict(zip(link.columns, link.key, strict=True))
        targets = frozenset(pairs[each] for each in (name, *others) if each in pairs)
        numbers = any(self.binding.sequence(link.parent, each) for each in targets)
        if not numbers and not is_unique(self.binding.tables[link.parent], targets):
            listed = ", ".join(f"{link.parent}.{each}" for each in sorted(targets))
            raise NotUnique(
                f"{'refers' if others else 'it refers'} to {listed}, which is not unique"
            )


def is_rising(fill: Any) -> bool:
    """Whether each value of a series is larger than the one before it."""
    made = fill.make if isinstance(fill, fills.Generated) and fill.series else None
    return made is not None and made.generator.name == "timeline" and "every" in made.values
