"""Validators of collections as columns: what `$jsonSchema` says of fields, and the names of what is not read.

Reference: https://www.mongodb.com/docs/manual/reference/operator/query/jsonSchema/
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

from bson.decimal128 import Decimal128

from mockcraft.databases.mongodb.types import BSON_TYPES, NUMBERS, refused
from mockcraft.formats.bson import ID
from mockcraft.stored import StoredColumn

UNBOUNDED = 2**1000  # in place of a bound that a rule leaves out
_NAMES = {
    "str": "string", "int": "int", "Int64": "long", "float": "double", "Decimal128": "decimal", "bool": "bool",
    "datetime": "date", "bytes": "binData", "Binary": "binData", "ObjectId": "objectId", "dict": "object",
    "list": "array", "NoneType": "null",
}  # fmt: skip
_KINDS = {
    "string": "text", "int": "integer", "long": "integer", "double": "float", "decimal": "decimal",
    "bool": "boolean", "date": "timestamp", "binData": "bytes",
}  # fmt: skip
_TYPES = {"boolean": "bool"}  # of JSON Schema, where MongoDB's own name is another
_ALWAYS = {"bsonType", "type", "title", "description"}
_WHOLE = {"required", "properties"}
_VALUES = {"minimum", "maximum", "minLength", "maxLength", "enum"}


def columns_of(rules: Mapping[str, Any]) -> tuple[StoredColumn, ...]:
    """The fields that a `$jsonSchema` names, those within sub-documents and arrays as theirs."""
    return tuple(_ruled(name, rule, required) for name, rule, required in _fields(rules))


def unread(validator: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of what a validator demands besides what `columns_of` reads, such as "$and" or "age $gte"."""
    found: list[str] = []
    for name, rule in validator.items():
        if name == "$jsonSchema":
            found += _unread_rules(rule)
        elif isinstance(rule, Mapping) and rule and all(each.startswith("$") for each in rule):
            found += [f"{name} {operator}" for operator in rule]
        else:
            found.append(name)
    return tuple(found)


def column(
    name: str, types: set[str], item: StoredColumn | None = None, alike: bool = False
) -> StoredColumn:
    """A field of documents whose values have these BSON types; none stands for any.

    `alike`: a number of one type stands for those of all.
    """
    some = types - {"null"}
    known = some <= {*BSON_TYPES.values(), "number"} and bool(some)
    return StoredColumn(
        name,
        type=" or ".join(sorted(types)) or "anything",
        kind=_KINDS.get(min(some), "any") if len(some) == 1 else "any",
        present=False,
        refuses=refused(some, alike) if known else (),
        item=item,
    )


def type_of(value: Any) -> str:
    """The BSON type of a value that the driver has read; "other" where no column has it."""
    return _NAMES.get(type(value).__name__, "other")


def _fields(rules: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    required = rules.get("required", ())
    properties = {**{name: {} for name in required}, **rules.get("properties", {})}
    for name, rule in properties.items():
        yield name, rule, name in required


def _ruled(name: str, rule: Mapping[str, Any], required: bool) -> StoredColumn:
    types = _types(rule)
    lowest, highest = (_number(rule.get(bound)) for bound in ("minimum", "maximum"))
    bounded = lowest is not None or highest is not None
    listed = rule.get("enum", ())
    made = "objectId" in types or not types  # of a document without one
    items = rule.get("items")
    return replace(
        column(name, types, _ruled("", items, False) if isinstance(items, Mapping) else None),
        not_null=bool(types) and "null" not in types,
        present=required,
        default="ObjectId()" if name == ID and made else None,
        lowest=-UNBOUNDED if bounded and lowest is None else lowest,
        highest=UNBOUNDED if bounded and highest is None else highest,
        shortest=rule.get("minLength"),
        characters=rule.get("maxLength"),
        labels=tuple(each for each in listed if isinstance(each, str)),
        numbers=tuple(each for each in map(_number, listed) if each is not None),
        fields=columns_of(rule),
        pattern=rule.get("pattern", ""),
    )


def _number(value: Any) -> Fraction | None:
    """A finite number; None for what is none."""
    given = value.to_decimal() if isinstance(value, Decimal128) else value
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        return None
    return Fraction(given) if isfinite(given) else None


def _types(rule: Mapping[str, Any]) -> set[str]:
    """The types that a rule takes; none where it takes any."""
    given: str | Sequence[str] = rule.get("bsonType", rule.get("type", ()))
    named = {_TYPES.get(each, each) for each in ([given] if isinstance(given, str) else given)}
    listed = {
        "number" if type_of(each) in NUMBERS else type_of(each) for each in rule.get("enum", ())
    }
    if not named or not listed:
        return named or listed
    return {
        each for each in named if each in listed or (each in NUMBERS and "number" in listed)
    } or named


def _unread_rules(rules: Mapping[str, Any]) -> Iterator[str]:
    """What is not read of the rules of whole documents, and of their fields."""
    closed = isinstance(rules.get("additionalProperties", True), bool)
    read = {*_ALWAYS, *_WHOLE, *(["additionalProperties"] if closed else [])}
    yield from (name for name in rules if name not in read)
    for name, rule in rules.get("properties", {}).items():
        yield from _unread_rule(name, rule)


def _unread_rule(path: str, rule: Mapping[str, Any]) -> Iterator[str]:
    """What is not read of the rule of a field, and of those within it."""
    for name, value in rule.items():
        if name == "items" and isinstance(value, Mapping):
            yield from _unread_rule(f"{path}[]", value)
        elif not _is_read(name, value):
            yield f"{path} {name}"
    for name, inner in rule.get("properties", {}).items():
        yield from _unread_rule(f"{path}.{name}", inner)


def _is_read(name: str, value: Any) -> bool:
    """Whether a part of a field's rule is read, or demands nothing."""
    if name in ("exclusiveMinimum", "exclusiveMaximum", "uniqueItems"):
        return value is False
    if name == "additionalProperties":
        return value is True
    if name not in _VALUES:
        return name in _ALWAYS or name in _WHOLE
    if name == "enum":
        return _reads(value)
    return name not in ("minimum", "maximum") or _number(value) is not None


def _reads(listed: Sequence[Any]) -> bool:
    """Whether values can be held against all of an enum: texts, finite numbers, null, or both of true and false."""
    truths = {each for each in listed if isinstance(each, bool)}
    others = [each for each in listed if not isinstance(each, bool) and each is not None]
    return len(truths) != 1 and all(isinstance(e, str) or _number(e) is not None for e in others)
