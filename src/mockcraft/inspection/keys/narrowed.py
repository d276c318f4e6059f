"""Keys that are no wider than the columns that refer to them, which hold their values too."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from mockcraft.stored import StoredColumn, StoredTable


def narrowed(tables: Mapping[str, StoredTable]) -> dict[str, StoredTable]:
    """The tables with the columns of their keys such as all the columns hold that refer to them.

    A `status varchar(16)` may refer to a `name varchar(255)`. What refers to that again may be narrower still, so
    that this goes on until nothing changes: each step narrows a column to one of the widths that there are.
    """
    made = dict(tables)
    waiting = list(made)
    while waiting:
        table = made[waiting.pop()]
        own = {each.name: each for each in table.columns}
        for key in table.keys:
            parent = made.get(key.parent)
            if parent is None:
                continue
            room = {
                theirs: own[each]
                for each, theirs in zip(key.columns, key.parent_columns, strict=False)
                if each in own
            }
            columns = tuple(_within(each, room.get(each.name)) for each in parent.columns)
            if columns != parent.columns:
                made[key.parent] = replace(parent, columns=columns)
                waiting.append(key.parent)
    return made


def _within(column: StoredColumn, child: StoredColumn | None) -> StoredColumn:
    """A column with the bounds of one that refers to it, where those are nearer."""
    if child is None or child.kind != column.kind:
        return column
    return replace(
        column,
        characters=_least(column.characters, child.characters),
        octets=_least(column.octets, child.octets),
        lowest=max(_known(column.lowest, child.lowest), default=None),
        highest=min(_known(column.highest, child.highest), default=None),
    )


def _least(one: int | None, other: int | None) -> int | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _known(*bounds: int | Fraction | None) -> list[int | Fraction]:
    return [each for each in bounds if each is not None]
