"""The types of a plan's columns as MongoDB names them, see `$type` and `bsonType`."""

from collections.abc import Sequence
from typing import Any

from mockcraft.core.plan import Column, Table
from mockcraft.core.types import Type

BSON_TYPES = {
    "text": "string", "time": "string", "interval": "string", "objectid": "objectId", "uuid": "binData", "bytes": "binData",
    "integer": "long", "int32": "int", "float": "double", "float32": "double", "decimal": "decimal",
    "boolean": "bool", "date": "date", "timestamp": "date", "timestamptz": "date", "struct": "object",
    "list": "array",
}  # fmt: skip
"""What documents of a run hold, by kind; one of `json` may be of any type."""
_ALSO = {
    "integer": ("int", "long"),
    "float": ("double", "int", "long"),
    "float32": ("double", "int", "long"),
}
NUMBERS = frozenset({"int", "long", "double", "decimal", "number"})


def json_schema(table: Table, mark: str) -> dict[str, Any]:
    """What each document of a table is like, as `$jsonSchema`; `mark` says who made it.

    Fields that it does not name are free: whoever uses the collection may add some.
    """
    return {"description": mark, "bsonType": "object", **_members(table.columns)}


def _members(columns: Sequence[Column]) -> dict[str, Any]:
    rules: dict[str, Any] = {}
    if required := [column.name for column in columns if not column.absent]:
        rules["required"] = required
    properties = {column.name: _rule(column) for column in columns}
    rules["properties"] = {name: rule for name, rule in properties.items() if rule}
    return rules


def _rule(column: Column) -> dict[str, Any]:
    """What a value is like; {} for any."""
    fill: Any = column.fill
    rule = _typed(column.type, column.holds_null)
    if column.type.kind == "struct" and hasattr(fill, "members"):
        rule |= _members(fill.members)
    if column.type.kind == "list" and hasattr(fill, "member") and (item := _rule(fill.member)):
        rule["items"] = item
    return rule


def types_of(kind: str) -> tuple[str, ...]:
    """The types that validators take: drivers write whole numbers as short as they can."""
    return _ALSO.get(kind, (BSON_TYPES[kind],))


def _typed(type_: Type, nullable: bool) -> dict[str, Any]:
    name = BSON_TYPES.get(type_.kind)
    if name is None:
        return {}
    taken = [*types_of(type_.kind), *(["null"] if nullable else [])]
    return {"bsonType": taken if len(taken) > 1 else name}


def refused(names: set[str], alike: bool) -> tuple[str, ...]:
    """The kinds that are none of these types; `alike`: numbers stand for one another, as all do for "number"."""
    any_number = "number" in names or (alike and names & NUMBERS)
    known = names | (NUMBERS if any_number else set())
    return tuple(kind for kind, name in BSON_TYPES.items() if name not in known)
