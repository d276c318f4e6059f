"""The indexes of collections that a run makes: unique ones before the rows, all others behind them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import ASCENDING, IndexModel

from mockcraft.core.plan import Table
from mockcraft.databases.mongodb.options import MongoOptions
from mockcraft.databases.mongodb.types import BSON_TYPES, types_of
from mockcraft.formats.indexes import unindexed


def options_of(table: Table) -> MongoOptions:
    """What the schema file says of the collection."""
    found: MongoOptions = table.options.get("mongodb", MongoOptions())
    return found


def unique_indexes(table: Table) -> list[IndexModel]:
    """One for each key and unique group but `_id`, which has its own, and those that the schema file names.

    To MongoDB two nulls are the same: documents in which a field is null are left out, as SQL has it.
    """
    asked = [index for index in options_of(table).indexes if index.unique]
    named = [tuple(name for name, _ in index.keys) for index in asked]
    alone = [(column.name,) for column in table.columns if column.unique]
    groups = dict.fromkeys([table.primary_key, *table.uniques, *alone])
    own = [
        IndexModel([(name, ASCENDING) for name in group], unique=True, **_where(table, group))
        for group in groups
        if group not in ((), ("_id",), *named)
    ]
    return own + [
        IndexModel(index.keys, unique=True, **_where(table, group))
        for index, group in zip(asked, named, strict=True)
    ]


def _where(table: Table, group: Sequence[str]) -> dict[str, Any]:
    """Keeps an index to documents that have a value in each field of a group."""
    known = {column.name: column for column in table.columns}
    columns = [known[name] for name in group if name in known and known[name].nullable]
    there: Mapping[str, Any] = {
        column.name: {"$type": list(types_of(column.type.kind))}
        if column.type.kind in BSON_TYPES
        else {"$exists": True}
        for column in columns
    }
    return {"partialFilterExpression": there} if there else {}


def other_indexes(table: Table) -> list[IndexModel]:
    """Those that the schema file names, and one for each reference that no other begins with, which `$lookup`
    and a deleted parent look for.
    """
    asked = [index for index in options_of(table).indexes if not index.unique]
    begun = {index.keys[0][0] for index in options_of(table).indexes if index.kind == "plain"}
    references = unindexed(table, [link for link in table.links if not link.nested])
    return [
        *(IndexModel(index.keys, **_expiry(index.expire_after)) for index in asked),
        *(
            IndexModel([(name, ASCENDING) for name in columns])
            for columns in references
            if columns != ("_id",) and not (len(columns) == 1 and columns[0] in begun)
        ),
    ]


def _expiry(seconds: int) -> dict[str, int]:
    return {"expireAfterSeconds": seconds} if seconds >= 0 else {}
