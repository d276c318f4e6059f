"""Whether rows of a plan are told apart by unique indexes that are there or will be made, nested fields too.

The rows at both ends of what is made are compared, as in `capacity.py`: only two that do come are refused.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from mockcraft.core.frame import Frame
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range
from mockcraft.errors import Unsupported
from mockcraft.sinks.capacity import ends
from mockcraft.sinks.holding import SHOWN
from mockcraft.stored import StoredUnique


def repetitions(
    name: str, plan: Plan, ranges: Sequence[Range], indexes: Sequence[StoredUnique], table: Table
) -> Iterator[Unsupported]:
    """For each unique index of a table the first two rows that it does not take both, with their numbers.

    Args:
        name: of the database, for messages.
        plan: that makes the rows.
        ranges: which of them are made.
        indexes: of the table.
        table: as the plan has it.
    """
    columns = {column.name: column for column in table.columns}
    for index in indexes:
        names = list(dict.fromkeys(path.partition(".")[0] for path in index.paths))
        if index.paths == (names[0],) and (column := columns.get(names[0])):
            apart = column.unique or table.primary_key == (column.name,)
            if apart and not (column.nullable and index.nulls):
                continue
        given = [each for each in names if each in columns]
        if index.paths != ("_id",):  # the server makes one
            error = _first_repetition(name, plan, ranges, table, index, given)
            if error is not None:
                yield error


def _first_repetition(
    name: str,
    plan: Plan,
    ranges: Sequence[Range],
    table: Table,
    index: StoredUnique,
    given: Sequence[str],
) -> Unsupported | None:
    seen: dict[tuple[str, ...], int] = {}
    for rows in (each for each in ranges if each.table == table.name):
        for numbers in ends(plan, rows):
            frame = Frame(plan, table, numbers)
            made = [frame.array(column).to_pylist() for column in given]
            frame.release()
            for place, number in enumerate(numbers.tolist()):
                values = (each[place] for each in made)
                for key in _keys(dict(zip(given, values, strict=True)), index):
                    first = seen.setdefault(key, number)
                    if first != number:
                        return _repeated(name, table, index, key, first, number)
    return None


def _repeated(
    name: str, table: Table, index: StoredUnique, key: Sequence[str], first: int, second: int
) -> Unsupported:
    plain = {column.name for column in table.columns if not column.type.nested}
    advice = "give it unique: true" if plain.issuperset(index.paths) else "choose another generator"
    shown = ", ".join(each if len(each) <= SHOWN else f"{each[:SHOWN]}…" for each in key)
    error = Unsupported(
        f"{name}: {table.name}.{', '.join(index.paths)} is unique by the index {index.name}; rows {first} and {second} "
        f"both give it {shown} ({advice}, or do without the index)"
    )
    error.about(table.name, index.paths[0].partition(".")[0])
    return error


def _keys(document: dict[str, Any], index: StoredUnique) -> Iterator[tuple[str, ...]]:
    """The entries of a row in an index; none where the index leaves it out, or several arrays meet."""
    entries = [_values(document, path.split(".")) for path in index.paths]
    if len(entries) == 1:
        found = [(each,) for each in entries[0]]
    else:
        found = [tuple(each[0] for each in entries)] if all(len(e) == 1 for e in entries) else []
    for key in found:
        if index.nulls or None not in key:
            yield tuple("null" if each is None else repr(each) for each in key)


def _values(value: Any, path: Sequence[str]) -> list[Any]:
    """What an index finds at a path: each item of an array for itself, None where there is nothing."""
    if isinstance(value, list):
        return [found for item in value for found in _values(item, path)]
    if not path:
        return [value]
    return _values(value.get(path[0]), path[1:]) if isinstance(value, dict) else [None]
