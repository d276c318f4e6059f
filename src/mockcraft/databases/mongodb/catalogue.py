"""The collections of a database as `stored` describes them: by validator and indexes, else by some documents."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pymongo.database import Database

from mockcraft.databases.mongodb.types import BSON_TYPES, refused
from mockcraft.formats.bson import ID
from mockcraft.stored import Catalogue, StoredColumn, StoredTable

UNBOUNDED = 2**1000  # in place of a bound that a rule leaves out
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
        primary_key=(ID,),
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
    return tuple(_ruled(name, rule, name in required) for name, rule in properties.items())


def _ruled(name: str, rule: Mapping[str, Any], required: bool) -> StoredColumn:
    types = _types(rule)
    lowest, highest = (_whole(rule.get(bound)) for bound in ("minimum", "maximum"))
    bounded = lowest is not None or highest is not None
    labels = rule.get("enum", ())
    made = "objectId" in types or not types  # of a document without one
    return replace(
        _column(name, types),
        not_null=bool(types) and "null" not in types,
        present=required,
        default="ObjectId()" if name == ID and made else None,
        lowest=-UNBOUNDED if bounded and lowest is None else lowest,
        highest=UNBOUNDED if bounded and highest is None else highest,
        characters=_whole(rule.get("maxLength")),
        labels=tuple(labels) if all(isinstance(each, str) for each in labels) else (),
    )


def _whole(bound: Any) -> int | None:
    return int(bound) if isinstance(bound, int) and not isinstance(bound, bool) else None


def _types(rule: Mapping[str, Any]) -> set[str]:
    """The types that a rule names; none where it names none, or in another way."""
    given = rule.get("bsonType", ())
    return {given} if isinstance(given, str) else set(given)


def _sampled(database: Database[dict[str, Any]], name: str) -> tuple[StoredColumn, ...]:
    types: dict[str, set[str]] = {}
    for document in database[name].find({}, limit=SAMPLED):
        for field, value in document.items():
            types.setdefault(field, set()).add(_NAMES.get(type(value).__name__, "other"))
    return tuple(_column(field, each) for field, each in types.items())


def _column(name: str, types: set[str]) -> StoredColumn:
    some = types - {"null"}
    known = some <= {*BSON_TYPES.values(), "number"} and bool(some)
    return StoredColumn(
        name,
        type=" or ".join(sorted(types)) or "anything",
        kind=_KINDS.get(min(some), "any") if len(some) == 1 else "any",
        present=False,
        refuses=refused(some) if known else (),
    )
