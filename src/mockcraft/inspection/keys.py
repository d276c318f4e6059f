"""Foreign keys as references: which column follows which, what closes a circle, and what cannot be met."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from mockcraft.inspection.survey import Survey
from mockcraft.stored import StoredKey, StoredTable


@dataclass(slots=True)
class References:
    """The keys of all tables, as far as references meet them.

    Attributes:
        keys: by table, those whose columns are references.
        nulls: by table, columns that are NULL because no reference can meet their key, with the reason.
        refused: tables that cannot be filled, with the reason.
        order: the tables, parents first.
    """

    keys: dict[str, list[StoredKey]] = field(default_factory=dict)
    nulls: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()


def references(survey: Survey) -> References:
    """The references of the tables that are to be filled."""
    made = References()
    for name, table in survey.tables.items():
        made.keys[name], made.nulls[name] = [], {}
        if name not in survey.rows:
            _of_table(survey, name, table, made)
    _cut(survey, made)
    return made


def _of_table(survey: Survey, name: str, table: StoredTable, made: References) -> None:
    required = {
        each.name for each in table.columns if each.not_null or each.name in table.primary_key
    }
    taken: dict[str, StoredKey] = {}
    for key in sorted(table.keys, key=lambda each: (each.parent == name, -len(each.columns))):
        if not key.parent_columns or len(key.parent_columns) != len(key.columns):
            continue
        shared = [each for each in key.columns if each in taken]
        free = [each for each in key.columns if each not in taken]
        if key.parent not in survey.tables:
            _give_up(name, key, free, required, made, f"{key.parent}, which cannot be read")
            continue
        if not shared:
            made.keys[name].append(key)
            taken |= dict.fromkeys(key.columns, key)
        elif (not free and _follows(survey, key, taken)) or (
            len(key.columns) == 1 and _both_numbered(survey, key, taken[key.columns[0]])
        ):
            continue
        else:
            why = f"{key.parent} by {', '.join(key.columns)}, of which {', '.join(shared)} follows another key"
            _give_up(name, key, free or key.columns, required, made, why)


def _give_up(
    name: str, key: StoredKey, free: Sequence[str], required: set[str], made: References, why: str
) -> None:
    """Leaves a key empty, where one of its columns may be."""
    empty = [each for each in free if each not in required]
    if empty:
        made.nulls[name][empty[0]] = f"it refers to {why}"
    else:
        made.refused[name] = f"its key {key.name or ', '.join(key.columns)} refers to {why}"


def _follows(survey: Survey, key: StoredKey, taken: Mapping[str, StoredKey]) -> bool:
    """Whether the parent that a column follows refers to the same place itself: orders.tenant is users.tenant."""
    for own, wanted in zip(key.columns, key.parent_columns, strict=True):
        other = taken[own]
        place = other.parent_columns[other.columns.index(own)]
        parent = survey.tables[other.parent]
        targets = {
            (each.parent, theirs)
            for each in parent.keys
            for mine, theirs in zip(each.columns, each.parent_columns, strict=False)
            if mine == place
        }
        if (key.parent, wanted) not in targets and (key.parent, wanted) != (other.parent, place):
            return False
    return True


def _both_numbered(survey: Survey, *keys: StoredKey) -> bool:
    """Whether one column follows parents that are numbered from 1 alike: the numbers of the smaller are in both."""
    for key in keys:
        parent = survey.tables[key.parent]
        column = next(each for each in parent.columns if each.name == key.parent_columns[0])
        follows = any(column.name in each.columns for each in parent.keys)
        if follows or column.kind != "integer" or parent.primary_key != (column.name,):
            return False
        if key.parent in survey.rows:
            return False
    return True


# ---------------------------------------------------------------------- circles


def _cut(survey: Survey, made: References) -> None:
    """Breaks circles of tables where a key may be empty or can wait; refuses those that have no such place."""
    while True:
        graph = {name: {p for p, _ in _parents(made, name)} for name in survey.tables}
        waiting = made.keys
        try:
            made.order = tuple(TopologicalSorter(_open(survey, waiting, graph)).static_order())
            return
        except CycleError as error:
            circle = list(reversed(error.args[1]))
            _break(survey, made, circle)


def _parents(made: References, name: str) -> Iterator[tuple[str, StoredKey]]:
    for key in made.keys[name]:
        if key.parent != name:
            yield key.parent, key


def _can_wait(survey: Survey, key: StoredKey) -> bool:
    return survey.waits or key.deferrable


def _open(
    survey: Survey, keys: Mapping[str, Sequence[StoredKey]], graph: dict[str, set[str]]
) -> dict[str, set[str]]:
    """The graph without tables that have rows, and without keys that can wait and close a circle."""
    kept: dict[str, set[str]] = {name: set() for name in graph}
    for name in graph:
        for parent in sorted(graph[name]):
            if parent in survey.rows:
                continue
            between = [key for key in keys[name] if key.parent == parent]
            if all(_can_wait(survey, key) for key in between) and _reaches(graph, parent, name):
                continue
            kept[name].add(parent)
    return kept


def _reaches(graph: Mapping[str, set[str]], start: str, goal: str) -> bool:
    seen, pending = set(), [start]
    while pending:
        name = pending.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            pending += graph.get(name, ())
    return False


def _break(survey: Survey, made: References, circle: Sequence[str]) -> None:
    for child, parent in pairwise(circle):
        between = [key for key in made.keys[child] if key.parent == parent]
        table = survey.tables[child]
        empty = [_empty_column(table, key) for key in between]
        if all(empty):
            why = f"it closes the circle {' -> '.join(circle)}, and its key cannot wait for the commit"
            made.nulls[child] |= {column: why for column in empty if column}
            made.keys[child] = [key for key in made.keys[child] if key not in between]
            return
    child, parent = circle[0], circle[1]
    made.refused[child] = (
        f"it is in a circle of keys that must have a value and cannot wait for the commit: {' -> '.join(circle)} "
        "(let one of them be NULL, or make it DEFERRABLE where there is that)"
    )
    made.keys[child] = [key for key in made.keys[child] if key.parent != parent]


def _empty_column(table: StoredTable, key: StoredKey) -> str:
    """A column of the key that may be NULL; "" where none may."""
    required = {each.name for each in table.columns if each.not_null} | set(table.primary_key)
    return next((each for each in key.columns if each not in required), "")
