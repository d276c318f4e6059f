"""How MySQL and MariaDB define tables: their names of types, and what information_schema makes of them."""

import re
from collections.abc import Sequence

from mockcraft.databases.mysql.catalogue import base_of, kind_of
from mockcraft.databases.mysql.extents import extent, labels_of
from mockcraft.databases.mysql.indexes import beginning
from mockcraft.databases.mysql.partitions import condition
from mockcraft.definitions.cursor import NotUnderstood
from mockcraft.definitions.grammar import Grammar, Types
from mockcraft.definitions.tokens import Token, written
from mockcraft.stored import StoredColumn

# https://dev.mysql.com/doc/refman/8.4/en/data-types.html, https://mariadb.com/kb/en/data-types/
_SYNONYMS = {
    "integer": "int", "int1": "tinyint", "int2": "smallint", "int3": "mediumint", "int4": "int", "int8": "bigint",
    "middleint": "mediumint", "bool": "tinyint(1)", "boolean": "tinyint(1)", "dec": "decimal", "numeric": "decimal",
    "fixed": "decimal", "real": "double", "double precision": "double", "float4": "float", "float8": "double",
    "character": "char", "nchar": "char", "nvarchar": "varchar", "character varying": "varchar",
    "char varying": "varchar", "national varchar": "varchar", "national char": "char", "long": "mediumtext",
    "long varchar": "mediumtext", "long varbinary": "mediumblob", "serial": "bigint unsigned",
}  # fmt: skip
_OCTETS = {
    "tinytext": 2**8 - 1, "text": 2**16 - 1, "mediumtext": 2**24 - 1, "longtext": 2**32 - 1,
    "tinyblob": 2**8 - 1, "blob": 2**16 - 1, "mediumblob": 2**24 - 1, "longblob": 2**32 - 1,
}  # fmt: skip
_SIZED = ("binary", "varbinary")
_TYPE = re.compile(r"((?:long|double|national|character|char)\s+(?:varchar|varbinary|precision|varying|char)|\w+)\s*(\(.*\))?(.*)", re.DOTALL | re.IGNORECASE)  # fmt: skip


def column(name: str, type_: Sequence[Token], types: Types) -> StoredColumn:
    """A column of a type, see Grammar.column."""
    found = _TYPE.fullmatch(written(type_))
    if found is None:
        raise NotUnderstood(f"{name} has no type")
    said = " ".join(found[1].lower().split())
    whole = _SYNONYMS.get(said, said)
    base, sizes = re.split(r"[ (]", whole)[0], found[2] or ""
    if "(" not in whole:
        sizes = re.sub(r"\s*,\s*", ",", sizes) if base not in ("enum", "set") else sizes
        if not sizes:
            sizes = {"decimal": "(10,0)", "char": "(1)", "binary": "(1)", "bit": "(1)"}.get(base, "")  # fmt: skip
        elif base == "decimal" and "," not in sizes:
            sizes = f"{sizes[:-1]},0)"
        whole = whole.replace(base, base + sizes, 1)
    if re.search(r"\b(unsigned|zerofill)\b", found[3], re.IGNORECASE):
        whole += " unsigned"
    labels = labels_of(whole) if base == "set" else ()
    size = int(found[1]) if (found := re.search(r"\((\d+)", whole)) else None
    octets = size if base in _SIZED else _OCTETS.get(base)
    serial = said == "serial"
    kind = kind_of(base, whole)
    return StoredColumn(
        name, whole, kind, not_null=serial, identity="by default" if serial else "", base=base_of(kind, base),
        item=StoredColumn("", whole, "enum", labels=labels) if labels else None,
        **extent(base, whole if base == "enum" else whole.lower(), size, octets),
    )  # fmt: skip


GRAMMAR = Grammar(
    backslash=True,
    fold=lambda name: name,
    schema="",
    indexes=True,
    beginning=beginning,
    partitioned=condition,
    column=column,
    unique_name=lambda table, columns: columns[0],
    key_name=lambda table, columns, number: f"{table}_ibfk_{number}",
    sorted_by=str.lower,
    tables_by=lambda place: ("", place[1].lower()),
)
