"""The members of columns beside those of stored ones: fields of sub-documents and items of arrays."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import numpy_array
from mockcraft.core.plan import Column
from mockcraft.dataclass import dataclass
from mockcraft.stored import StoredColumn

ITEMS = "[]"  # in a path, behind the name of an array


@dataclass(frozen=True, slots=True)
class Place:
    """A column of a table, or a member within one, beside what is stored of it.

    Attributes:
        whole: the name of the column that it is, or is in.
        steps: to a member of it: names of fields, None for the items of an array.
        column: as the plan has it.
        stored: as the database has it.
    """

    whole: str
    steps: tuple[str | None, ...]
    column: Column
    stored: StoredColumn

    @property
    def path(self) -> str:
        """What a message puts behind the column's name."""
        return "".join(ITEMS if step is None else f".{step}" for step in self.steps)

    def values(self, array: pa.Array, numbers: Any) -> tuple[pa.Array, Any]:
        """Its values in those of the whole column, each with the number of its row, uint64 of shape (n,)."""
        for step in self.steps:
            if step is None:
                numbers = numbers[numpy_array(pc.list_parent_indices(array))]
                array = pc.list_flatten(array)
            else:
                array = pc.struct_field(array, [step])
        return array, numbers


def places(column: Column, stored: StoredColumn) -> Iterator[Place]:
    """A column and all members within it of which something is stored."""
    return _places(column.name, (), column, stored)


def _places(
    whole: str, steps: tuple[str | None, ...], column: Column, stored: StoredColumn
) -> Iterator[Place]:
    yield Place(whole, steps, column, stored)
    for path, member, inner in inner_columns(column, stored):
        if member is not None:
            step = None if path == ITEMS else path.removeprefix(".")
            yield from _places(whole, (*steps, step), member, inner)


def inner_columns(
    column: Column, stored: StoredColumn
) -> Iterator[tuple[str, Column | None, StoredColumn]]:
    """The members that are stored, each with what is put behind the column's name, such as ".city" or "[]".

    The column is None where the plan has no such member. What the plan knows no members of, as of `json`, has none.
    """
    fill: Any = column.fill
    if column.type.kind == "struct" and hasattr(fill, "members"):
        members = {member.name: member for member in fill.members}
        for each in stored.fields:
            yield f".{each.name}", members.get(each.name), each
    if column.type.kind == "list" and hasattr(fill, "member") and stored.item is not None:
        yield ITEMS, fill.member, stored.item
