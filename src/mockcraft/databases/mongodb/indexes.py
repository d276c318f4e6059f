"""The indexes of collections that a run makes: unique ones before the rows, all others behind them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pymongo import ASCENDING, IndexModel

from mockcraft.core.fills import Items, Struct
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.databases.mongodb.options import Index, MongoOptions
from mockcraft.databases.mongodb.types import BSON_TYPES, types_of
from mockcraft.errors import Unsupported
from mockcraft.formats.indexes import unindexed

MOST = 64  # indexes of a collection, https://www.mongodb.com/docs/manual/reference/limits/


def options_of(table: Table) -> MongoOptions:
    """What the schema file says of the collection."""
    found: MongoOptions = table.options.get("mongodb", MongoOptions())
    return found


def asked_indexes(plan: Plan, table: Table) -> list[Index]:
    """The indexes that the schema file names for a collection, those of the tables in its documents too.

    Raises:
        Unsupported: documents would expire by a row within them, or an array would be hashed.
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
            if index.kind == "hashed":
                raise Unsupported(
                    f"{child.name}: its rows are an array in documents of {table.name}, and MongoDB hashes none "
                    "(choose another kind)"
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
    and a deleted parent look for, as far as MOST allows.
    """
    named = asked_indexes(plan, table)
    asked = [index for index in named if not index.unique]
    begun = {index.keys[0][0] for index in named if index.kind == "plain"}
    references = [
        columns
        for columns in references_of(plan, table)
        if columns != ("_id",) and not (len(columns) == 1 and columns[0] in begun)
    ]
    room = MOST - 1 - len(unique_indexes(plan, table)) - len(asked)
    return [
        *(IndexModel(index.keys, **_expiry(index.expire_after)) for index in asked),
        *(
            IndexModel([(name, ASCENDING) for name in columns])
            for columns in references[: max(room, 0)]
        ),
    ]


def references_of(plan: Plan, table: Table) -> list[tuple[str, ...]]:
    """The fields of each reference that wants an index, those of rows and members within the documents too.

    That of a row within a document to the document is left out: who has one has the other.
    """
    found = unindexed(table, [link for link in table.links if not link.nested])
    found += [(link.name,) for link in table.links if link.nested]
    found += [(path,) for path in _in_arrays(table.columns)]
    for child in plan.within:
        if child.children is None or child.children.parent != table.name:
            continue
        own = [link.columns for link in child.links if link.counted and link.parent == table.name]
        for columns in references_of(plan, child):
            if columns not in own:
                found.append(tuple(f"{child.local_name}.{name}" for name in columns))
    return list(dict.fromkeys(found))


def _in_arrays(columns: Sequence[Column], within: str = "") -> Iterator[str]:
    """The paths of the references in items of arrays."""
    for column in columns:
        path, fill = f"{within}{column.name}", column.fill
        members: Sequence[Column] = fill.members if isinstance(fill, Struct) else ()
        if isinstance(fill, Items):
            for link in fill.scope.links:
                yield ".".join(
                    [path, *link.name.split(".")[1:]]
                )  # its first name is that of the item
            item = fill.member.fill
            members = item.members if isinstance(item, Struct) else ()
        yield from _in_arrays(members, f"{path}.")


def _expiry(seconds: int | None) -> dict[str, int]:
    return {} if seconds is None else {"expireAfterSeconds": seconds}
