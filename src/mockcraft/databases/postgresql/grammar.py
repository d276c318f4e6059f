"""How PostgreSQL defines tables: its names of types, and what they are in its catalogue."""

import re
from collections.abc import Sequence
from dataclasses import replace

from mockcraft.databases.postgresql.catalogue import kind_of
from mockcraft.databases.postgresql.extents import HEADER, extent
from mockcraft.definitions.cursor import NotUnderstood
from mockcraft.definitions.grammar import Grammar, Types
from mockcraft.definitions.tokens import Token, written
from mockcraft.stored import StoredColumn

# Names of types in the catalogue, by how they are written: https://www.postgresql.org/docs/15/datatype.html
_SYNONYMS = {
    "int": "int4", "integer": "int4", "smallint": "int2", "bigint": "int8", "decimal": "numeric", "dec": "numeric",
    "real": "float4", "float": "float8", "double precision": "float8", "boolean": "bool",
    "character varying": "varchar", "char varying": "varchar", "character": "bpchar", "char": "bpchar",
    "national character varying": "varchar", "nchar": "bpchar", "bit varying": "varbit",
    "timestamp without time zone": "timestamp", "timestamp with time zone": "timestamptz",
    "time without time zone": "time", "time with time zone": "timetz",
    "serial": "int4", "serial4": "int4", "bigserial": "int8", "serial8": "int8", "smallserial": "int2", "serial2": "int2",
}  # fmt: skip
_SERIAL = ("serial", "serial4", "bigserial", "serial8", "smallserial", "serial2")
# As format_type writes them, where that is not their name.
_WRITTEN = {
    "int4": "integer", "int2": "smallint", "int8": "bigint", "float4": "real", "float8": "double precision",
    "bool": "boolean", "varchar": "character varying", "bpchar": "character", "varbit": "bit varying",
    "timestamp": "timestamp without time zone", "timestamptz": "timestamp with time zone",
    "time": "time without time zone", "timetz": "time with time zone",
}  # fmt: skip
# pg_type.typcategory of the types that come with it; those that are not here are of no category.
_CATEGORIES = {
    "N": "int2 int4 int8 float4 float8 numeric money oid",
    "S": "text varchar bpchar name citext",
    "B": "bool",
    "D": "date timestamp timestamptz time timetz",
    "T": "interval",
    "I": "inet cidr",
    "G": "point line lseg box path polygon circle",
    "R": "int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange "
    "tsmultirange tstzmultirange datemultirange",
    "V": "bit varbit",
}
_CATEGORY = {name: each for each, names in _CATEGORIES.items() for name in names.split()}
_SIZES = re.compile(r"\(\s*(-?\d+)\s*(?:,\s*(-?\d+)\s*)?\)")


def column(name: str, type_: Sequence[Token], types: Types) -> StoredColumn:
    """A column of a type, see Grammar.column."""
    if not type_:
        raise NotUnderstood(f"{name} has no type")
    text = written(type_)
    base, arrays = re.subn(r"\s*(?:\[\d*\]|\barray\b(?:\s*\[\d*\])?)", "", text, flags=re.IGNORECASE)  # fmt: skip
    made = _plain(name, base, types)
    if not arrays:
        return made
    item = replace(made, name="", type=made.base, default=None, not_null=False, checks=())
    whole = f"{made.type}[]"
    return StoredColumn(name, whole, "array", base=f"_{made.base}", item=item)


def _plain(name: str, text: str, types: Types) -> StoredColumn:
    """A column of a type that is no array."""
    sizes = _SIZES.search(text)
    words = " ".join(_SIZES.sub(" ", text).split())
    local = words.rpartition(".")[2]
    own = local[1:-1] if local.startswith('"') else local.lower()
    if own in types:
        return replace(types[own], name=name)
    said = "char" if words == '"char"' else words.lower().removeprefix("pg_catalog.")
    if said.startswith("interval"):
        said = "interval"
    base = said if words == '"char"' else _SYNONYMS.get(said, own if "." in said else said)
    base = base.strip('"')
    first = int(sizes[1]) if sizes else None
    if said == "float" and first is not None and first <= 24:
        base = "float4"
    kind = kind_of(base, _CATEGORY.get(base, "U")) if words != '"char"' else "text"
    serial = said in _SERIAL
    modifier = _modifier(base, sizes)
    return StoredColumn(
        name, _type(base, sizes[0] if sizes else "", modifier), kind, not_null=serial,
        default=f"nextval('{name}_seq'::regclass)" if serial else None, base=base, **extent(base, modifier, ()),
    )  # fmt: skip


def _modifier(base: str, sizes: re.Match[str] | None) -> int:
    """As pg_attribute.atttypmod has it, of those types that `extent` asks it of."""
    if base == "bpchar" and sizes is None:
        return HEADER + 1
    if sizes is None:
        return -1
    first, second = int(sizes[1]), int(sizes[2] or 0)
    if base == "numeric":
        return HEADER + (first << 16 | second & 0x7FF)
    return HEADER + first


def _type(base: str, sizes: str, modifier: int) -> str:
    whole = _WRITTEN.get(base, base)
    if base == "bpchar" and not sizes:
        sizes = "(1)"
    if base == "numeric" and sizes:
        packed = modifier - HEADER
        sizes = f"({packed >> 16},{((packed & 0x7FF) ^ 1024) - 1024})"
    first, _, rest = whole.partition(" ") if base.startswith("time") else (whole, "", "")
    return f"{first}{sizes} {rest}".strip()


GRAMMAR = Grammar(
    backslash=False,
    fold=str.lower,
    schema="public",
    indexes=False,
    beginning=None,
    partitioned=None,
    column=column,
    unique_name=lambda table, columns: f"{table}_{'_'.join(columns)}_key",
    key_name=lambda table, columns, number: f"{table}_{'_'.join(columns)}_fkey",
    sorted_by=None,
    tables_by=lambda place: place,
)
