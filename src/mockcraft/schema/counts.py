"""How many rows each table has."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from mockcraft.core.children import Children
from mockcraft.core.draw import Context
from mockcraft.errors import UserError
from mockcraft.schema.columns import ColumnBinder
from mockcraft.schema.spec import PerSpec, TableSpec


def count_tables(binder: ColumnBinder, given: Mapping[str, int], scale: float) -> None:
    """Fills `binder.counts` and `binder.children`, parents before the tables that are counted per parent.

    `given` are the caller's row counts by table; `scale` multiplies all other counts that are numbers.
    """
    graph: dict[str, set[str]] = {name: set() for name in binder.tables}
    for table in binder.tables.values():
        if not isinstance(table.count, PerSpec):
            continue
        if table.name in given:
            raise UserError(
                f"--count {table.name}: its rows are counted per {table.count.parent} "
                f"(set the count of {table.count.parent})"
            )
        if binder.known_table(table.count.parent, table.count.place):
            graph[table.name].add(table.count.parent)
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        names = list(reversed(error.args[1]))
        place = binder.tables[names[0]].count_place
        binder.problem(place, f"these tables are counted in a circle: {' -> '.join(names)}")
        return
    for name in order:
        table = binder.tables[name]
        if isinstance(table.count, PerSpec):
            binder.counts[name] = _count_children(binder, table, table.count)
        else:
            binder.counts[name] = given.get(name, max(1, round(table.count * scale)))


def _count_children(binder: ColumnBinder, table: TableSpec, per: PerSpec) -> int:
    parents = binder.counts.get(per.parent)
    if parents is None:
        return 1
    key = Context(binder.seed, table.name, "", 0).column_key("count", "per", per.parent)
    children = Children.of(per.parent, parents, per.low, per.high, per.mean, key)
    binder.children[table.name] = children
    if not any(binder.parent_of(column) == per.parent for column in table.columns):
        binder.problem(
            per.place,
            f"no column of {table.name!r} refers to {per.parent!r}, which it is counted per "
            f"(add a column with ref: {per.parent}.<column>)",
        )
    return children.total
