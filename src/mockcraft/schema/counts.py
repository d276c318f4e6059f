"""How many rows each table has."""

from collections.abc import Mapping
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from mockcraft.core.children import Children
from mockcraft.core.context import Context
from mockcraft.errors import UserError
from mockcraft.schema.columns import ColumnBinder
from mockcraft.schema.source import shown, wrong
from mockcraft.schema.spec import MAX_COUNT, MAX_PARENTS, PerSpec, TableSpec


def count_tables(binder: ColumnBinder, given: Mapping[str, int], scale: float) -> None:
    """Fills `binder.counts` and `binder.children`, parents before the tables that are counted per parent.

    `given` are the caller's row counts by table; `scale` multiplies all other counts that are numbers.
    Raises UserError for a mistake of the caller; notes those of the file, and leaves these tables out.
    """
    graph: dict[str, set[str]] = {name: set() for name in binder.tables}
    for table in binder.tables.values():
        if isinstance(table.count, PerSpec):
            if table.name in given:
                raise UserError(
                    f"--count {table.name}: its rows are counted per row of {table.count.parent} "
                    f"(set the count of {table.count.parent})"
                )
            if binder.known_table(table.count.parent, table.count.place):
                graph[table.name].add(table.count.parent)
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        names = list(reversed(error.args[1]))
        place = binder.tables[names[0]].count_place
        message = (
            f"these tables are counted per one another: {' -> '.join(names)} (give one a number)"
        )
        binder.problem(place, message)
        return
    for name in order:
        table = binder.tables[name]
        if isinstance(table.count, PerSpec):
            _count_children(binder, table, table.count)
        elif table.count is not None:
            binder.counts[name] = given.get(name) or _scaled(binder, table, table.count, scale)


def _scaled(binder: ColumnBinder, table: TableSpec, count: int, scale: float) -> int:
    """The count times the scale, exactly; a table keeps one row at least."""
    made = max(1, round(count * Fraction(scale)))
    if made > MAX_COUNT:
        raise UserError(f"--scale {scale:g}: {table.name} would have more than 2**62 rows")
    return made


def _count_children(binder: ColumnBinder, table: TableSpec, per: PerSpec) -> None:
    parents = binder.counts.get(per.parent)
    if parents is None:
        return
    if not any(binder.parent_of(column) == per.parent for column in table.columns):
        binder.problem(
            per.place,
            f"no column of {shown(table.name)} refers to {shown(per.parent)}, which it is counted per "
            f"(add one with ref: {per.parent}.<column>)",
        )
        return
    if parents > MAX_PARENTS:
        message = (
            f"{per.parent} has {parents:,} rows, children are counted for {MAX_PARENTS:,} at most"
        )
        binder.note(wrong(per.place, f"{message} (give a number as count)"), per.place)
        return
    key = Context(binder.seed, table.name, "", 0).column_key("count", "per", per.parent)
    children = Children.of(per.parent, parents, per.low, per.high, per.mean, key)
    binder.children[table.name] = children
    binder.counts[table.name] = children.total
