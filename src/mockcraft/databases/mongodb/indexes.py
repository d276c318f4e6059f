"""The indexes of collections that a run makes: unique ones before the rows, all others behind them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pymongo import ASCENDING, IndexModel

from mockcraft.core.plan import Plan, Table
from mockcraft.databases.mongodb.options import Index, MongoOptions
from mockcraft.databases.mongodb.types import BSON_TYPES, types_of
from mockcraft.errors import Unsupported
from mockcraft.formats.indexes import unindexed


def options_of(table: Table) -> MongoOptions:
    """What the schema file says of the collection."""
    found: MongoOptions = table.options.get("mongodb", MongoOptions())
    return found


def asked_indexes(plan: Plan, table: Table) -> list[Index]:
    """The indexes that the schema file names for a collection, those of the tables in its documents too.

    Raises:
        Unsupported: documents would expire by a row within them.
    """
    made = list(options_of(table).indexes)
    for child in plan.within:
        if child.children is None or child.children.parent != table.name:
            continue
        for index in asked_indexes(plan, child):
            if index.expires:
                raise Unsupported(
                    f"{child.name}: documents of {table.name} would go with the first row within them that expires "
                    "(leave expire_after out)"
                )
            made.append(_within(child.local_name, index))
    return made


def _within(array: str, index: Index) -> Index:
    """An index of the rows in an array, as one of the documents that hold it."""
    names = [
        f"-{array}.{name[1:]}" if name.startswith("-") else f"{array}.{name}"
        for name in index.columns
    ]
    return replace(index, columns=tuple(names))


def unique_indexes(plan: Plan, table: Table) -> list[IndexModel]:
    """One for each key and unique group but `_id`, which has its own, and those that the schema file names.

    To MongoDB two nulls are the same: documents in which a field is null are left out, as SQL has it.
    """
    asked = [index for index in asked_indexes(plan, table) if index.unique]
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
    """Keeps an index to documents that have a value in each field of a group: an array may be empty."""
    known = {column.name: column for column in table.columns}
    there: dict[str, Any] = {}
    for name in group:
        column = known[name.partition(".")[0]]
        if name in known and column.nullable and column.type.kind in BSON_TYPES:
            there[name] = {"$type": list(types_of(column.type.kind))}
        elif column.nullable or (name not in known and column.type.kind == "list"):
            there[name] = {"$exists": True}
    return {"partialFilterExpression": there} if there else {}


def other_indexes(plan: Plan, table: Table) -> list[IndexModel]:
    """Those that the schema file names, and one for each reference that no other begins with, which `$lookup`
    and a deleted parent look for.
    """
    named = asked_indexes(plan, table)
    asked = [index for index in named if not index.unique]
    begun = {index.keys[0][0] for index in named if index.kind == "plain"}
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
