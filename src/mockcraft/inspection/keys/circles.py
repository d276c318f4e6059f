"""Circles of tables: broken where a key may be empty or can wait for the commit, else where rows can go in together."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from mockcraft.inspection.keys.table_keys import References
from mockcraft.inspection.survey import Survey
from mockcraft.stored import StoredKey, StoredTable


def cut(survey: Survey, made: References) -> None:
    """Breaks circles of tables where a key may be empty or can wait, or rows go in together; refuses the others."""
    while True:
        graph = {name: {p for p, _ in _parents(made, name)} for name in survey.tables}
        try:
            open_ = {name: sorted(parents) for name, parents in _open(survey, made, graph).items()}
            order = tuple(TopologicalSorter(open_).static_order())
        except CycleError as error:
            _break(survey, made, list(reversed(error.args[1])))
        else:
            made.order = _fed_first(survey, open_, order)
            return


def of_values(survey: Survey, made: References) -> dict[tuple[str, str], str]:
    """A column to leave empty, with the reason, where columns would have their values from one another; none where none do.

    A key that can wait helps nothing there: `team.org_id` is that of its lead, whose `org_id` is that of the team.
    """
    follows = {
        (name, mine): (key, (key.parent, theirs))
        for name, keys in made.keys.items()
        for key in keys
        if key.parent != name
        for mine, theirs in zip(key.columns, key.parent_columns, strict=True)
    }
    for start in sorted(follows):
        path: list[tuple[str, str]] = []
        place = start
        while place in follows and place not in path:
            path.append(place)
            place = follows[place][1]
        for table, column in path[path.index(place) :] if place in path else ():
            empty = _empty_column(survey.tables[table], follows[table, column][0])
            if empty:
                circle = " -> ".join(f"{t}.{c}" for t, c in path[path.index(place) :])
                return {(table, empty): f"its key closes the circle of values {circle}"}
    return {}


def _fed_first(
    survey: Survey, graph: Mapping[str, Sequence[str]], order: tuple[str, ...]
) -> tuple[str, ...]:
    """The order with tables that triggers write to before those whose triggers these are, so that no number is taken.

    Those whose keys are handed on to triggers come before too.
    """
    wanted = {name: list(parents) for name, parents in graph.items()}
    names = {table.name.lower(): name for name, table in survey.tables.items()}
    found = False
    for name in order:
        handed = handed_from(survey.tables, name)
        for target in (
            *(names.get(each.lower(), name) for each in survey.tables[name].writes),
            *handed,
        ):
            if target != name and not _reaches(wanted, target, name):
                wanted[name].append(target)
                found = True
    return tuple(TopologicalSorter(wanted).static_order()) if found else order


def handed_from(tables: Mapping[str, StoredTable], name: str) -> list[str]:
    """The tables whose keys the triggers of a table write elsewhere, from variables of the session."""
    found = [
        key.parent
        for _, written, column in tables[name].handed_on
        for other in tables.values()
        if other.name.lower() == written.lower()
        for key in other.keys
        if key.columns == (column,) and key.parent in tables and key.parent != name
    ]
    return list(dict.fromkeys(found))


def _parents(made: References, name: str) -> Iterator[tuple[str, StoredKey]]:
    for key in (*made.keys[name], *made.seen[name]):
        if key.parent != name:
            yield key.parent, key


def _can_wait(survey: Survey, key: StoredKey) -> bool:
    return survey.waits or key.deferrable


def _open(survey: Survey, made: References, graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """The graph without tables that have rows, and without keys that can wait and close a circle."""
    kept: dict[str, set[str]] = {name: set() for name in graph}
    for name in graph:
        for parent in sorted(graph[name]):
            if parent in survey.rows:
                continue
            between = [key for theirs, key in _parents(made, name) if theirs == parent]
            waits = all(_can_wait(survey, key) for key in between) and _reaches(graph, parent, name)
            if waits or (name, parent) in made.joined:
                continue
            kept[name].add(parent)
    return kept


def _reaches(graph: Mapping[str, Iterable[str]], start: str, goal: str) -> bool:
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
    edges = sorted(pairwise(circle), key=lambda each: _is_checked(survey, made, *each))
    for child, parent in edges:
        between = [key for key in made.keys[child] if key.parent == parent]
        empty = [_empty_column(survey.tables[child], key) for key in between]
        if between and all(empty) and not any(key.parent == parent for key in made.seen[child]):
            why = f"it closes the circle {' -> '.join(circle)}, and its key cannot wait for the commit"
            made.nulls[child] |= {column: why for column in empty if column}
            made.keys[child] = [key for key in made.keys[child] if key not in between]
            return
    child, parent = circle[0], circle[1]
    if survey.joins:
        made.joined.add((child, parent))
        return
    made.refused[child] = (
        f"it is in a circle of keys that must have a value and cannot wait for the commit: {' -> '.join(circle)} "
        "(let one of them be NULL, or end the URL with ?keys=later)"
    )
    made.keys[child] = [key for key in made.keys[child] if key.parent != parent]
    made.seen[child] = [key for key in made.seen[child] if key.parent != parent]


def _is_checked(survey: Survey, made: References, child: str, parent: str) -> bool:
    """Whether a check reads a column of the keys from one table to another, and so may want a value there."""
    table = survey.tables[child]
    columns = [each for key in made.keys[child] if key.parent == parent for each in key.columns]
    checks = [rule.text for rule in table.rules if rule.kind in ("check", "guard")]
    return any(re.search(rf"(?<!\w){re.escape(c)}(?!\w)", text) for c in columns for text in checks)


def _empty_column(table: StoredTable, key: StoredKey) -> str:
    """A column of the key that may be NULL; "" where none may."""
    required = {each.name for each in table.columns if each.not_null} | set(table.primary_key)
    return next((each for each in key.columns if each not in required), "")
