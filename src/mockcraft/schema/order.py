"""In which order columns are bound and tables are filled: what is needed first."""

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from mockcraft.core.paths import parted
from mockcraft.schema.binding import Binding, Name
from mockcraft.schema.declaration import Declaration, Declared
from mockcraft.schema.inherited import inherits
from mockcraft.schema.siblings import group_needs
from mockcraft.schema.source import shown
from mockcraft.schema.spec import KEY, ColumnSpec

MAX_CIRCLES = 20  # that are told at once
MAX_TABLES = 100  # whose columns are made from one another: each takes some frames of the stack
SHALLOW = 20  # columns of a table that are made from one another without further ado


def column_order(binding: Binding, declared: Declared) -> list[Declaration]:
    """The columns, each after those that it is made from; columns of a circle are left out, and noted."""
    graph: dict[Name, set[Name]] = {}
    by_table: dict[str, dict[str, Declaration]] = {}
    for (owner, name), each in declared.items():
        graph[owner, name] = {need for need in column_needs(binding, each) if need in declared}
        by_table.setdefault(owner, {})[name] = each
    told_apart: dict[Name, set[Name]] = {}
    for table in binding.spec.tables:
        for name, links in group_needs(binding, table, by_table.get(table.name, {})).items():
            among = {(table.name, each) for each in links}
            told_apart[table.name, name] = among - graph[table.name, name]
            graph[table.name, name] |= among
    for _ in range(MAX_CIRCLES):
        try:
            order = [declared[name] for name in TopologicalSorter(graph).static_order()]
            break
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            names = " -> ".join(".".join(each) for each in circle)
            table, column = circle[0]
            advice = _advice(declared, circle, told_apart)
            message = f"these columns are made from one another: {names} ({advice})"
            binding.problem((table, "columns", column, KEY), message)
            for name in circle[1:]:
                graph[name] = set()
    else:
        order = []
    _check_hops(binding, order, graph)
    return order


def _advice(
    declared: Declared, circle: Sequence[Name], told_apart: Mapping[Name, set[Name]]
) -> str:
    """What to do about a circle: about the group of unique columns, or the neighbour, that closes it."""
    for name, other in pairwise(circle):
        if other in told_apart.get(name, ()):
            return (
                f"unique tells {'.'.join(name)} apart among the rows of one {'.'.join(other)}: leave one of them out "
                "of the group, or count the rows per one of them"
            )
    if any(parted(path)[1] for name in circle for path in declared[name].reads()):
        return "what adds up from row to row is a walk: draw that, and take its steps by lag"
    return "make one of them from other columns, or draw it"


def column_needs(binding: Binding, declaration: Declaration) -> set[Name]:
    """The columns that a column is made from, of its own table and of others."""
    table = declaration.table.name
    through = inherits(binding, declaration)
    own = {f"{through}.{declaration.spec.name}"} if through else set()
    read = {through if path in own else path for path in declaration.reads()}
    paths = [*((table, path) for path in read), *declaration.targets()]
    return {name for owner, path in paths for name in binding.path_read(owner, path)}


def _check_hops(
    binding: Binding, order: Iterable[Declaration], graph: Mapping[Name, set[Name]]
) -> None:
    """Notes a column at the end of a chain through too many tables."""
    hops: dict[Name, int] = {}
    for each in order:
        name = (each.table.name, each.spec.name)
        hops[name] = max(
            (hops.get(other, 0) + (other[0] != name[0]) for other in graph[name]), default=0
        )
        if hops[name] == MAX_TABLES:
            message = f"{shown(name[1])} is made from columns through more than {MAX_TABLES} tables"
            binding.problem(each.name_at, f"{message} (take it from a nearer one)")


def reads_of(table: str, order: Iterable[Declaration]) -> dict[str, tuple[str, ...]]:
    """The columns of the table that each of its columns reads, where chains of them are long; else nothing."""
    reads: dict[str, tuple[str, ...]] = {}
    depths: dict[str, int] = {}
    for each in order:
        own = {path.partition(".")[0] for path in each.reads()}
        own |= {path.partition(".")[0] for owner, path in each.targets() if owner == table}
        reads[each.spec.name] = tuple(sorted(own))
        depths[each.spec.name] = 1 + max((depths.get(name, 0) for name in own), default=0)
    return reads if max(depths.values(), default=0) > SHALLOW else {}


# ---------------------------------------------------------------------- tables

# References that are members of another column play no part: no database knows of them.
Edges = dict[str, dict[str, list[ColumnSpec]]]  # child -> parent -> the references between them


def table_order(binding: Binding) -> tuple[list[str], frozenset[Name]]:
    """Names of the tables, parents first, and the columns whose references close a circle of tables.

    A circle is cut where all references of one table to the next may be null: an application that fills
    the tables would begin there too. One without such a place is cut so that the table that stands first
    in the file is filled first.
    """
    deferred: set[Name] = set()
    order: list[str] = []
    after = _after(binding)
    for edges in _components(_edges(binding), after):
        order += _acyclic(edges, deferred, after)
    return order, frozenset(deferred)


def _after(binding: Binding) -> dict[str, list[str]]:
    """By table those that it is filled after, where it says so; notes names of none."""
    found: dict[str, list[str]] = {}
    for table in binding.spec.tables:
        for i, name in enumerate(table.filled_after):
            path = (table.name, "filled_after", str(i))
            if name == table.name:
                binding.problem(path, "a table is not filled after itself (leave it out)")
            elif binding.known_table(name, path):
                found.setdefault(table.name, []).append(name)
    return found


def _acyclic(edges: Edges, deferred: set[Name], after: Mapping[str, Sequence[str]]) -> list[str]:
    """The order of tables whose circles have been cut, each `after` others that it names where that closes no circle."""
    order = _sorted(edges, deferred)
    wanted = [
        (name, first)
        for name, others in after.items()
        for first in dict.fromkeys(others)
        if name in edges and first not in edges[name]
    ]
    while wanted:
        graph = {child: set(parents) for child, parents in edges.items()}
        for name, first in wanted:
            graph[name].add(first)
        try:
            return _static(graph)
        except CycleError as error:
            circle = set(pairwise(reversed(error.args[1])))
            wanted.remove(next(each for each in reversed(wanted) if each in circle))
    return order


def _sorted(edges: Edges, deferred: set[Name]) -> list[str]:
    while True:
        try:
            return _static(edges)
        except CycleError as error:
            _cut(edges, list(reversed(error.args[1])), deferred)


def _static(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """The tables, each after those that it has; raises CycleError."""
    sorter = TopologicalSorter({child: sorted(first) for child, first in graph.items()})
    return list(sorter.static_order())


def _components(edges: Edges, after: Mapping[str, Sequence[str]]) -> list[Edges]:
    """The tables that have to do with one another, each set by itself: cutting circles costs its square."""
    near: dict[str, set[str]] = {name: set() for name in edges}
    for child, parents in edges.items():
        for parent in parents:
            near[child].add(parent)
            near[parent].add(child)
    for child, others in after.items():
        near[child].update(others)
        for each in others:
            near[each].add(child)
    places = {name: place for place, name in enumerate(edges)}
    found: list[Edges] = []
    seen: set[str] = set()
    for first in edges:
        members, pending = [], [first]
        while pending:
            name = pending.pop()
            if name not in seen:
                seen.add(name)
                members.append(name)
                pending += sorted(near[name])
        if members:
            found.append({name: edges[name] for name in sorted(members, key=places.__getitem__)})
    return found


def _edges(binding: Binding) -> Edges:
    edges: Edges = {name: {} for name in binding.tables}
    for table in binding.spec.tables:
        for column in table.columns:
            parent = binding.parent_of(column)
            if parent is not None and parent in binding.tables and parent != table.name:
                edges[table.name].setdefault(parent, []).append(column)
    return edges


def _cut(edges: Edges, circle: list[str], deferred: set[Name]) -> None:
    places = list(pairwise(circle))
    optional = [
        (child, parent)
        for child, parent in places
        if all(
            column.nulls > 0 or column.absent > 0 or column.same_as
            for column in edges[child][parent]
        )
    ]
    first = next(name for name in edges if name in circle)
    child, parent = next(iter(optional), (first, circle[circle.index(first) + 1]))
    deferred |= {(child, column.name) for column in edges[child].pop(parent)}
