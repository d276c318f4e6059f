"""The collections of a database as `stored` describes them: by validator and indexes, else by some documents."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bson.binary import UUID_SUBTYPE, Binary
from pymongo.database import Database

from mockcraft.databases.mongodb.validators import column, columns_of, type_of, unread
from mockcraft.formats.bson import ID
from mockcraft.stored import Catalogue, StoredColumn, StoredTable, StoredUnique

SAMPLED = 200  # documents that tell what those of a collection without a validator are like


def read(database: Database[dict[str, Any]], tables: Sequence[str]) -> Catalogue:
    """See database.Connection.catalogue."""
    there = {each["name"]: each for each in database.list_collections()}
    found = {name: _table(database, there[name]) for name in tables if name in there}
    others = tuple(
        sorted(name for name in there if name not in found and not name.startswith("system."))
    )
    return Catalogue(found, others=others)


def collections(database: Database[dict[str, Any]]) -> list[str]:
    """The collections that users have made, by name."""
    found = database.list_collections(filter={"type": "collection"})
    return sorted(each["name"] for each in found if not each["name"].startswith("system."))


def _table(database: Database[dict[str, Any]], found: Mapping[str, Any]) -> StoredTable:
    name, options = found["name"], found.get("options", {})
    kind = {"collection": "table", "timeseries": "time series"}.get(found["type"], found["type"])
    if kind != "table":
        return StoredTable(name, kind=kind)
    validator = options.get("validator", {})
    rules = validator.get("$jsonSchema", {})
    columns = columns_of(rules) or _sampled(database, name)
    indexes = database[name].index_information()
    unique = {key: index for key, index in indexes.items() if index.get("unique")}
    return StoredTable(
        name,
        columns=columns,
        primary_key=(ID,),
        uniques=tuple(map(_paths, unique.values())),
        comment=rules.get("description", ""),
        obstacle="is capped, and loses its oldest documents (name another one)"
        if options.get("capped")
        else "",
        open=rules.get("additionalProperties", True) is not False,
        unread=unread(validator),
        told_apart=tuple(
            StoredUnique(key, _paths(index), nulls=not (index.get("sparse") or _filter(index)))
            for key, index in unique.items()
            if all(each == {"$exists": True} for each in _filter(index).values())
            and set(_filter(index)) <= {*_paths(index)}
        ),
    )


def _paths(index: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(field for field, _ in index["key"])


def _filter(index: Mapping[str, Any]) -> dict[str, Any]:
    """The condition of the documents that an index is of; {} for all."""
    given = index.get("partialFilterExpression", {})
    return {name: each if isinstance(each, Mapping) else {} for name, each in given.items()}


def _sampled(database: Database[dict[str, Any]], name: str) -> tuple[StoredColumn, ...]:
    return _fields_of(list(database[name].find({}, limit=SAMPLED)))


def _fields_of(documents: Sequence[Mapping[str, Any]]) -> tuple[StoredColumn, ...]:
    """The fields of some documents, in the order in which they are met."""
    values: dict[str, list[Any]] = {}
    for document in documents:
        for field, value in document.items():
            values.setdefault(field, []).append(value)
    return tuple(
        replace(_seen(field, each), lacking=1 - len(each) / len(documents))
        for field, each in values.items()
    )


def _seen(name: str, values: Sequence[Any]) -> StoredColumn:
    """A field by the values that some documents have in it, sub-documents and the items of arrays too."""
    items = [item for each in values if isinstance(each, list) for item in each[:SAMPLED]]
    made = column(
        name, {type_of(each) for each in values}, _seen("", items) if items else None, alike=True
    )
    uuids = [isinstance(each, Binary) and each.subtype == UUID_SUBTYPE for each in values]
    return replace(
        made,
        base="uuid" if uuids and all(uuids) else "",
        fields=_fields_of([each for each in values if isinstance(each, Mapping)]),
        nulls=sum(each is None for each in values) / max(len(values), 1),
    )
