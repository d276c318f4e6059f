"""What a column is meant to hold where its engine takes anything: by the name of its type, as SQL has it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from mockcraft.stored import StoredColumn

_SHAPE = re.compile(r"\s*([A-Za-z][A-Za-z0-9 _]*?)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?\s*")
_INTEGERS = {
    "tinyint": 8, "int1": 8, "smallint": 16, "int2": 16, "mediumint": 24, "int": 32, "int4": 32, "integer": 64,
    "bigint": 64, "int8": 64, "serial": 32, "bigserial": 64, "unsigned big int": 63, "long": 64,
}  # fmt: skip
_KINDS = {
    "text": "char varchar text clob nchar nvarchar string citext character varying native character tinytext "
    "mediumtext longtext",
    "bytes": "blob binary varbinary bytea image tinyblob mediumblob longblob",
    "boolean": "bool boolean bit",
    "float": "real float double",
    "decimal": "decimal numeric number money dec",
    "date": "date",
    "timestamp": "datetime timestamp timestamptz datetime2 smalldatetime",
    "time": "time",
    "json": "json jsonb",
    "uuid": "uuid guid uniqueidentifier",
}
# How SQLite calls what it stores, and asks for it.
_TYPEOF = r"""\btypeof\(\s*["`\[]?{}["`\]]?\s*\)\s*=\s*'(integer|real|text|blob)'"""
# What of SQLite's functions reads a text as a time, and so wants it to be one.
_TIMED = r"""\b(date|datetime|julianday|unixepoch|strftime\([^,()]*,)\s*\(?\s*["`\[]?{}\b"""
_CALLS = re.compile(r"\b(date|datetime|julianday|unixepoch|strftime)\(", re.IGNORECASE)
_BY_STORAGE = {"integer": "integer", "real": "float", "text": "text", "blob": "bytes"}
_BY_WORD = {word: kind for kind, listed in _KINDS.items() for word in listed.split()}


def meant(column: StoredColumn, checks: Sequence[str] = ()) -> StoredColumn:
    """The column as the name of its type means it, or a check of its type, where it takes anything; else as it is."""
    if column.kind != "any":
        return column
    if timed := _timed(column, checks):
        return replace(column, kind=timed)
    if not column.type:
        name = re.escape(column.name)
        asked = (re.search(_TYPEOF.format(name), each, re.IGNORECASE) for each in checks)
        kind = next((_BY_STORAGE[each[1].lower()] for each in asked if each), "text")
        return replace(column, kind=kind)
    found = _SHAPE.fullmatch(column.type)
    if found is None:
        return replace(column, kind="text")
    name = found[1].lower()
    size, scale = (int(each) if each else None for each in (found[2], found[3]))
    if name in _INTEGERS:
        if name == "tinyint" and size == 1:
            return replace(column, kind="boolean")
        bits = _INTEGERS[name]
        return replace(
            column, kind="integer", lowest=-(2 ** (bits - 1)), highest=2 ** (bits - 1) - 1
        )
    kind = next((_BY_WORD[word] for word in name.split() if word in _BY_WORD), "")
    if not kind:
        kind = "integer" if "int" in name else "text"
    if kind == "decimal" and size is not None:
        return replace(column, kind=kind, precision=size, scale=scale or 0)
    if kind == "text":
        return replace(column, kind=kind, characters=size)
    return replace(column, kind=kind)


def _timed(column: StoredColumn, checks: Sequence[str]) -> str:
    """The kind of a text that a check reads as a time; "" for none."""
    if not {"text", "char", "varchar"} & set(column.type.lower().replace("(", " ").split()):
        return ""
    checks = [each for each in checks if column.name in each and _CALLS.search(each)]
    if not checks:  # a pattern for each column of a large database takes seconds
        return ""
    pattern = re.compile(_TIMED.format(re.escape(column.name)), re.IGNORECASE)
    found = [each[1].lower() for check in checks for each in pattern.finditer(check)]
    return "" if not found else "date" if set(found) == {"date"} else "timestamp"
