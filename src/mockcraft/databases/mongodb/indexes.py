"""The indexes of collections that a run makes: unique ones before the rows, all others behind them."""

from collections.abc import Sequence
from typing import Any

from pymongo import ASCENDING, IndexModel

from mockcraft.core.plan import Table
from mockcraft.databases.mongodb.types import BSON_TYPES, types_of
from mockcraft.formats.indexes import unindexed


def unique_indexes(table: Table) -> list[IndexModel]:
    """One for each key and unique group but `_id`, which has its own.

    To MongoDB two nulls are the same: documents in which a field is null are left out, as SQL has it.
    """
    alone = [(column.name,) for column in table.columns if column.unique]
    groups = dict.fromkeys([table.primary_key, *table.uniques, *alone])
    return [_unique(table, group) for group in groups if group not in ((), ("_id",))]


def _unique(table: Table, group: Sequence[str]) -> IndexModel:
    columns = [table.column(name) for name in group]
    there: dict[str, Any] = {
        column.name: {"$type": list(types_of(column.type.kind))}
        if column.type.kind in BSON_TYPES
        else {"$exists": True}
        for column in columns
        if column.nullable
    }
    options = {"partialFilterExpression": there} if there else {}
    return IndexModel([(name, ASCENDING) for name in group], unique=True, **options)


def other_indexes(table: Table) -> list[IndexModel]:
    """One for each reference that no key begins with: `$lookup` and a deleted parent look for it."""
    return [
        IndexModel([(name, ASCENDING) for name in columns])
        for columns in unindexed(table, [link for link in table.links if not link.nested])
        if columns != ("_id",)
    ]
