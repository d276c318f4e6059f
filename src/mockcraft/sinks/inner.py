"""The members of columns beside those of stored ones: fields of sub-documents and items of arrays."""

from collections.abc import Iterator
from typing import Any

from mockcraft.core.plan import Column
from mockcraft.stored import StoredColumn


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
        yield "[]", fill.member, stored.item
