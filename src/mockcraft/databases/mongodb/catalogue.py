"""The collections of a database as `stored` describes them: by validator and indexes, else by some documents."""

from collections.abc import Mapping, Sequence
from typing import Any

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
    types: dict[str, set[str]] = {}
    for document in database[name].find({}, limit=SAMPLED):
        for field, value in document.items():
            types.setdefault(field, set()).add(type_of(value))
    return tuple(column(field, each, alike=True) for field, each in types.items())
