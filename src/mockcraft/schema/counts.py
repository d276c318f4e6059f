"""How many rows each table has."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from mockcraft.core.links.children import Children
from mockcraft.errors import MockcraftError, UserError
from mockcraft.schema.binding import Binding
from mockcraft.schema.source import shown
from mockcraft.schema.spec import MAX_COUNT, PerSpec, TableSpec
from mockcraft.wording import word

if TYPE_CHECKING:
    from mockcraft.schema.counted import PlanOf


def count_tables(binding: Binding, given: Mapping[str, int], scale: float, plan_of: PlanOf) -> None:
    """Fills `counts` and `children`, parents before the tables that are counted per parent.

    `given` are the caller's row counts by table; `scale` multiplies all other counts that are numbers.
    `plan_of` makes plans of parents whose columns say how many children they have.
    The rows of an append are counted from its first one. Raises UserError for a mistake of the caller; notes those of the file, and leaves these tables out.
    """
    for name in _order(binding, given):
        table = binding.tables[name]
        if isinstance(table.count, PerSpec):
            _count_children(binding, table, table.count, plan_of)
        elif table.stored:
            assert isinstance(table.count, int)
            binding.counts[name] = table.count
        elif table.literal:
            binding.counts[name] = max(binding.starts.get(name, 0), len(table.rows))
        elif table.count is not None:
            count = given[name] if name in given else _scaled(table, table.count, scale)
            binding.counts[name] = binding.starts.get(name, 0) + count


def _order(binding: Binding, given: Mapping[str, int]) -> list[str]:
    graph: dict[str, set[str]] = {name: set() for name in binding.tables}
    for table in binding.spec.tables:
        if table.literal and table.name in given:
            raise UserError(
                f"{word('table_count', table.name)}: all its rows are given by hand (add count to the table)"
            )
        if table.stored and table.name in given:
            raise UserError(
                f"{word('table_count', table.name)}: it has the rows that the database has (leave it out)"
            )
        if isinstance(table.count, PerSpec):
            if table.name in given:
                raise UserError(
                    f"{word('table_count', table.name)}: its rows are counted per row of {table.count.parent} "
                    f"(set the count of {table.count.parent})"
                )
            if binding.known_table(table.count.parent, (table.name, "count", "per")):
                graph[table.name].add(table.count.parent)
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        names = list(reversed(error.args[1]))
        message = f"these tables are counted per one another: {' -> '.join(names)}"
        binding.problem((names[0], "count"), f"{message} (give one a number)")
        return []


def _scaled(table: TableSpec, count: int, scale: float) -> int:
    """The count times the scale, exactly; a table keeps one row at least, and those that are given by hand."""
    numbers = (row.number + 1 for row in table.rows if row.number is not None)
    least = min(max(1, len(table.rows), *numbers), count)
    made = max(least, count if scale == 1 else _times(count, scale))
    if made > MAX_COUNT:
        raise UserError(f"{word('scale')}={scale:g}: {table.name} would have more than 2**62 rows")
    return made


def _times(count: int, scale: float) -> int:
    from fractions import Fraction

    return round(count * Fraction(scale))


def _count_children(binding: Binding, table: TableSpec, per: PerSpec, plan_of: PlanOf) -> None:
    parents, at = binding.counts.get(per.parent), (table.name, "count", "per")
    if parents is None:
        return
    if binding.counted_column(table) is None:
        binding.problem(
            at,
            f"no column of {shown(table.name)} refers to {shown(per.parent)}, which it is counted per "
            f"(add one with ref: {per.parent}.<column>)",
        )
        return
    before = sum(each.parents for each in binding.children.values())
    if before + parents > binding.max_parents:
        after = f" after the {before:,} of other tables" if before else ""
        message = (
            f"{per.parent} has {parents:,} rows{after}, "
            f"children are counted for {binding.max_parents:,} at most"
        )
        binding.problem(at, f"{message} (give a number as count)")
        return
    key = binding.context(table.name).column_key("count", "per", per.parent)
    if per.by:
        from mockcraft.schema.counted import ChildCounter

        try:
            children = ChildCounter(binding, table, per, plan_of).children(key)
        except MockcraftError as error:
            binding.note(error, at)
            return
    else:
        assert per.high is not None
        children = Children.of(per.parent, parents, per.low, per.high, per.mean, key)
    binding.children[table.name] = children
    binding.counts[table.name] = children.total
