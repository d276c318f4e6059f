"""The collections of a database as `stored` describes them: by validator and indexes, else by some documents."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo.database import Database

from mockcraft.databases.mongodb.types import BSON_TYPES, refused
from mockcraft.stored import Catalogue, StoredColumn, StoredTable

SAMPLED = 200  # documents that tell what those of a collection without a validator are like
_NAMES = {
    "str": "string", "int": "int", "Int64": "long", "float": "double", "Decimal128": "decimal", "bool": "bool",
    "datetime": "date", "bytes": "binData", "Binary": "binData", "ObjectId": "objectId", "dict": "object",
    "list": "array", "NoneType": "null",
}  # fmt: skip
_KINDS = {
    "string": "text", "int": "integer", "long": "integer", "double": "float", "decimal": "decimal",
    "bool": "boolean", "date": "timestamp", "binData": "bytes",
}  # fmt: skip


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
    rules = options.get("validator", {}).get("$jsonSchema", {})
    columns = _declared(rules) or _sampled(database, name)
    uniques = tuple(
        tuple(field for field, _ in index["key"])
        for index in database[name].index_information().values()
        if index.get("unique")
    )
    return StoredTable(
        name,
        columns=columns,
        primary_key=("_id",),
        uniques=uniques,
        comment=rules.get("description", ""),
        obstacle="is capped, and loses its oldest documents (name another one)"
        if options.get("capped")
        else "",
        open=rules.get("additionalProperties", True) is not False,
    )


def _declared(rules: Mapping[str, Any]) -> tuple[StoredColumn, ...]:
    required = rules.get("required", ())
    properties = {**{name: {} for name in required}, **rules.get("properties", {})}
    return tuple(_column(name, _types(rule), name in required) for name, rule in properties.items())


def _types(rule: Mapping[str, Any]) -> set[str]:
    """The types that a rule names; none where it names none, or in another way."""
    given = rule.get("bsonType", ())
    return {given} if isinstance(given, str) else set(given)


def _sampled(database: Database[dict[str, Any]], name: str) -> tuple[StoredColumn, ...]:
    types: dict[str, set[str]] = {}
    for document in database[name].find({}, limit=SAMPLED):
        for field, value in document.items():
            types.setdefault(field, set()).add(_NAMES.get(type(value).__name__, "other"))
    return tuple(_column(field, each, False) for field, each in types.items())


def _column(name: str, types: set[str], required: bool) -> StoredColumn:
    some = types - {"null"}
    known = some <= {*BSON_TYPES.values(), "number"} and bool(some)
    return StoredColumn(
        name,
        type=" or ".join(sorted(types)) or "anything",
        kind=_KINDS.get(min(some), "any") if len(some) == 1 else "any",
        not_null=required and bool(types) and "null" not in types,
        refuses=refused(some) if known else (),
    )
