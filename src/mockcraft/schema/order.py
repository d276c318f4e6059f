"""The order in which tables are filled: parents first."""

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from mockcraft.schema.columns import ColumnBinder
from mockcraft.schema.spec import ColumnSpec

# References that are members of another column play no part: no database knows of them.
Edges = dict[str, dict[str, list[ColumnSpec]]]  # child -> parent -> the references between them


def load_order(binder: ColumnBinder) -> tuple[list[str], frozenset[tuple[str, str]]]:
    """Names of the tables, parents first, and the (table, column) references that close a circle.

    A circle is cut where all references of one table to the next may be null; where none can be cut
    it is a problem, and the order is empty.
    """
    edges = _edges(binder)
    deferred: set[tuple[str, str]] = set()
    while True:
        sorter = TopologicalSorter({child: sorted(parents) for child, parents in edges.items()})
        try:
            return list(sorter.static_order()), frozenset(deferred)
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            if not _cut(edges, circle, deferred):
                binder.problem(
                    binder.tables[circle[0]].place,
                    f"these tables refer to one another: {' -> '.join(circle)} "
                    "(give the references of one of them nulls)",
                )
                return [], frozenset()


def _edges(binder: ColumnBinder) -> Edges:
    edges: Edges = {name: {} for name in binder.tables}
    for table in binder.tables.values():
        for column in table.columns:
            parent = binder.parent_of(column)
            if parent is not None and parent in binder.tables and parent != table.name:
                edges[table.name].setdefault(parent, []).append(column)
    return edges


def _cut(edges: Edges, circle: list[str], deferred: set[tuple[str, str]]) -> bool:
    for child, parent in pairwise(circle):
        columns = edges[child].get(parent, [])
        if columns and all(column.nulls > 0 for column in columns):
            deferred |= {(child, column.name) for column in columns}
            del edges[child][parent]
            return True
    return False
