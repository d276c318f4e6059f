"""JSON Schema (draft 2020-12) of schema files, derived from the declarations of the generators.

Editors check by it while a file is written; MockCraft itself says more, and more exactly. Where the
YAML reader of an editor takes `10_000` for text, that text is allowed.
"""

from collections.abc import Callable
from typing import Any

from mockcraft.core.among import WHICH
from mockcraft.core.distributions import MOST_EXPONENT, ZIPF_EXPONENT
from mockcraft.core.distributions import NAMES as DISTRIBUTIONS
from mockcraft.core.fills import ITEM_LIMIT
from mockcraft.core.kinds import WRITTEN
from mockcraft.core.lists import spellings
from mockcraft.core.totals import FUNCTIONS
from mockcraft.database import Engine, with_options
from mockcraft.generator import Generator, Parameter, normal, registry
from mockcraft.options import Option, OptionList, options_of
from mockcraft.schema.spec import (
    MAX_CHILDREN,
    MAX_COUNT,
    MAX_GIVEN,
    MAX_LENGTH,
    MAX_SEED,
    NAME_LIMIT,
    NUMBERING,
    OPTIONS,
    PER,
    SHARED_PREFIX,
)

Schema = dict[str, Any]
_Names = Callable[[Generator], list[str]]

_DIGITS = r"^[-+]?[1-9][0-9]*(_[0-9]+)+$"  # 10_000, which YAML 1.2 itself takes for text
_OR_SQL = "A number, or SQL over columns of the parent."
_SCALAR = ["string", "number", "boolean"]


def json_schema(every_spelling: bool = True) -> Schema:
    """The schema that `mockcraft schema` prints; generators in every spelling, or under their own names alone."""
    generators = registry()
    names = _names if every_spelling else _own_name
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "MockCraft schema file",
        "type": "object",
        "additionalProperties": False,
        "oneOf": [{"required": ["tables"]}, {"required": ["collections"]}],
        "properties": _top(),
        "patternProperties": {
            f"^{SHARED_PREFIX}": {"description": "Not read: a place for anchors."}
        },
        "$defs": {
            "name": {"type": "string", "minLength": 1, "maxLength": NAME_LIMIT},
            "locale": _locale(),
            "tables": _mapping("table"),
            "columns": _mapping("column"),
            "literal_columns": _mapping("literal_column"),
            "table": _table(),
            "column": _any_column(),
            "literal_column": {
                "if": {"type": "object", "propertyNames": {"enum": list(OPTIONS)}},
                "then": {"$ref": "#/$defs/options"},
                "else": {"$ref": "#/$defs/column"},
            },
            "options": {"properties": _options()},
            "generator_name": _generator_name(generators, names),
            "generated": _generated(generators, names),
            **{source: _source(source) for source in _SOURCES},
        },
    }


def _top() -> Schema:
    return {
        "version": {"const": 1, "description": "Version of the file format."},
        "seed": _whole("Same seed, same rows; default 0.", 0, MAX_SEED),
        "locale": {"$ref": "#/$defs/locale"},
        "now": {
            "type": "string",
            "description": "The clock: a date, a time such as 2026-01-01T00:00:00Z, today or now.",
        },
        "database": {
            "type": "string",
            "description": "URL of the database; ${VARIABLE} is filled in.",
        },
        "lists": _lists(),
        "tables": {"$ref": "#/$defs/tables"},
        "collections": {"$ref": "#/$defs/tables", "description": "Another word for tables."},
    }


def _lists() -> Schema:
    file = {"type": "string", "minLength": 1, "description": "CSV, TSV, JSON lines or Parquet."}
    mapping = {
        "type": "object",
        "required": ["file"],
        "additionalProperties": False,
        "properties": {
            "file": file,
            "where": {"type": _SCALAR, "description": "SQL condition: which entries are taken."},
            "weight": {"type": _SCALAR, "description": "Column of the entries' weights."},
        },
    }
    return {
        "type": "object",
        "description": "Lists of files, whose entries columns with list have.",
        "propertyNames": {"$ref": "#/$defs/name", "pattern": r"^[^.]+$"},
        "additionalProperties": {"anyOf": [file, mapping]},
    }


def _mapping(member: str) -> Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"$ref": "#/$defs/name"},
        "additionalProperties": {"$ref": f"#/$defs/{member}"},
    }


def _table() -> Schema:
    names = {"type": "array", "items": {"type": "string"}, "minItems": 1}
    per = {
        "type": "object",
        "required": ["per"],
        "anyOf": [{"required": ["max"]}, {"required": ["mean"]}],
        "additionalProperties": False,
        "properties": {
            "per": {"type": "string", "description": "The parent table."},
            "min": _number_or_sql("Fewest children of a row.", 0, MAX_CHILDREN),
            "max": _number_or_sql("Most children of a row.", 1, MAX_CHILDREN),
            "mean": {
                "type": ["number", "string"],
                "description": f"Children of a row on average. {_OR_SQL}",
            },
            "where": {
                "type": _SCALAR,
                "description": "SQL condition: which rows of the parent have children.",
            },
        },
    }
    return {
        "type": "object",
        "anyOf": [{"required": ["count", "columns"]}, {"required": ["rows"]}],
        "if": {"required": ["rows"], "not": {"required": ["count"]}},
        "then": {"properties": {"columns": {"$ref": "#/$defs/literal_columns"}}},
        "else": {"properties": {"columns": {"$ref": "#/$defs/columns"}}},
        "additionalProperties": False,
        "properties": {
            "count": {
                "anyOf": [_whole("Rows.", 1, MAX_COUNT), per],
                "description": "Rows, or children per row of a parent.",
            },
            "locale": {"$ref": "#/$defs/locale"},
            "columns": True,
            "rows": _rows(),
            "embed": {
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
                "description": "Tables counted per this one, whose rows stand in its documents.",
            },
            "unique": {
                "anyOf": [{"type": "array", "items": names}, names],
                "description": "Columns that are unique together.",
            },
            "checks": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Conditions that every row meets.",
            },
            **{name: _engine_options(engine) for name, engine in with_options().items()},
        },
    }


def _rows() -> Schema:
    row = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"$ref": "#/$defs/name"},
        "additionalProperties": _VALUE,
    }
    return {
        "type": ["array", "object"],
        "description": "Rows by hand: a list, or a mapping of row number to row; without count, all there are.",
        "minItems": 1,
        "maxItems": MAX_GIVEN,
        "items": row,
        "minProperties": 1,
        "propertyNames": {"pattern": "^[0-9][0-9_]*$"},
        "additionalProperties": row,
    }


def _engine_options(engine: Engine) -> Schema:
    assert engine.options is not None
    return {**_option_mapping(engine.options), "description": f"How {engine.title} keeps the rows."}


def _option_mapping(declared: type) -> Schema:
    options = options_of(declared)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, each in options.items() if each.required],
        "properties": {name: _option(each) for name, each in options.items()},
    }


def _option(option: Option | OptionList) -> Schema:
    if isinstance(option, Option):
        return _parameter(option.parameter)
    mapping = _option_mapping(option.part)
    return {
        "type": "array",
        "description": option.help,
        "items": {"anyOf": [mapping, next(iter(mapping["properties"].values()))]},
    }


def _locale() -> Schema:
    return {"enum": spellings(), "description": "Language and country of the values."}


def _number_or_sql(help: str, low: int, high: int) -> Schema:
    return {
        "type": ["integer", "string"],
        "minimum": low,
        "maximum": high,
        "minLength": 1,
        "description": f"{help} {_OR_SQL}",
    }


def _whole(help: str, low: int, high: int) -> Schema:
    return {
        "type": ["integer", "string"],
        "minimum": low,
        "maximum": high,
        "pattern": _DIGITS,
        "description": help,
    }


# ---------------------------------------------------------------------- columns


def _any_column() -> Schema:
    """A generator's name, or a mapping, which is checked by the key that says what it is."""
    return {
        "type": ["string", "object"],
        "if": {"type": "string"},
        "then": {"$ref": "#/$defs/generator_name"},
        "else": {
            "if": {"required": ["generator"]},
            "then": {"$ref": "#/$defs/generated"},
            "else": {
                "oneOf": [{"required": [source]} for source in _SOURCES],
                "allOf": [
                    {"if": {"required": [source]}, "then": {"$ref": f"#/$defs/{source}"}}
                    for source in _SOURCES
                ],
            },
        },
    }


def _options() -> Schema:
    return {
        "type": {
            "type": "string",
            "pattern": rf"^({'|'.join(WRITTEN)})$|^decimal\( *\d+( *, *\d+)? *\)$",
            "description": "Type of the column.",
        },
        "primary_key": {"type": "boolean", "description": "Part of the primary key."},
        "unique": {"type": "boolean", "description": "No two rows have the same value."},
        "nulls": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "description": "Share of rows without a value.",
        },
        "absent": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "description": "Share of rows whose document leaves the key out; null in tables.",
        },
        "max_length": _whole("Characters that texts are cut to.", 1, MAX_LENGTH),
        "locale": {"$ref": "#/$defs/locale"},
        "entity": {
            "type": ["string", "number"],
            "description": "Name of the record, where a row has several of one kind.",
        },
        "hidden": {"type": "boolean", "description": "Made for other columns, written nowhere."},
    }


def _closed(own: Schema) -> Schema:
    """The keys of a column: its own, and the options, which are described once."""
    return {
        "$ref": "#/$defs/options",
        "properties": {**own, **dict.fromkeys(OPTIONS, True)},
        "additionalProperties": False,
    }


def _source(source: str) -> Schema:
    own, more = _SOURCES[source]
    return {"type": "object", **_closed({source: own, **more})}


def _generator_name(generators: list[Generator], names: _Names) -> Schema:
    return {
        "enum": sorted({name for each in generators for name in names(each)}),
        "description": "Name of a generator.",
    }


def _generated(generators: list[Generator], names: _Names) -> Schema:
    """A column with a generator: its keys depend on which one it is."""
    plain = [name for each in generators if not each.parameters for name in names(each)]
    return {
        "type": "object",
        "properties": {"generator": {"$ref": "#/$defs/generator_name"}},
        "allOf": [
            _when(sorted(plain), {}),
            *(_when(names(each), each.parameters) for each in generators if each.parameters),
        ],
    }


def _when(names: list[str], parameters: dict[str, Parameter]) -> Schema:
    more = {PER: _PER} if NUMBERING in names else {}
    then = _closed({"generator": True, **{n: _parameter(p) for n, p in parameters.items()}, **more})
    required = [name for name, parameter in parameters.items() if parameter.required]
    return {
        "if": {"properties": {"generator": {"enum": names}}},
        "then": {**then, "required": required} if required else then,
    }


def _parameter(parameter: Parameter) -> Schema:
    """A parameter as it may stand in a file: a number also as 10_000, or as a column that gives it."""
    schema = parameter.json_schema()
    kind = schema.get("type")
    if kind in ("integer", "number"):
        return {**schema, "type": [kind, "string"], "pattern": _DIGITS}
    if kind == "array":  # a text with commas is a list too
        sizes = {"minimum": "minItems", "maximum": "maxItems"}
        renamed = {sizes.get(key, key): value for key, value in schema.items()}
        return {**renamed, "type": ["array", *_SCALAR]}
    if kind == "boolean":
        return {**schema, "type": ["boolean", "string"], "pattern": "^(yes|no|on|off)$"}
    return schema


def _names(generator: Generator) -> list[str]:
    """Every spelling an editor should offer or accept: with underscores, hyphens or neither."""
    names = (generator.name, *generator.aliases)
    spelled = ((name, normal(name), name.replace("_", "-")) for name in names)
    return sorted({each for spellings in spelled for each in spellings})


def _own_name(generator: Generator) -> list[str]:
    return [generator.name]


_PER = {
    "type": "string",
    "description": "Reference within whose parent it counts: the one of count.",
}
_VALUE = {"type": [*_SCALAR, "null"]}
_SOURCES: dict[str, tuple[Schema, Schema]] = {
    "ref": (
        {"type": "string", "pattern": r"^.+\..+$", "description": "Column of a parent row: table.column."},
        {
            "distribution": {"enum": list(DISTRIBUTIONS), "description": "Which parents are popular."},
            "rows": {
                "type": ["integer", "string"],
                "minimum": 0,
                "pattern": r"^[0-9][0-9_]*(\.\.[0-9][0-9_]*)?$",
                "description": "Rows of the parent that it points at, both inclusive, from 0 on; all by default.",
            },
            "exponent": {
                "type": "number", "exclusiveMinimum": 0, "maximum": MOST_EXPONENT,
                "description": f"Of zipf: how fast popularity falls; default {ZIPF_EXPONENT}.",
            },
            "shuffle": {"type": "boolean", "description": "The popular parents stand anywhere."},
            "where": {"type": _SCALAR, "description": "SQL condition: which parent rows, also against this row."},
            "with": {"type": "string", "description": "Reference whose parent row this one shares."},
        },
    ),
    "list": (
        {"type": "string", "minLength": 1, "description": "Column of an entry of a list: list.column."},
        {},
    ),
    "values": (
        {
            "description": "One of these: a list, a mapping of value to weight, or a file with one a line.",
            "type": ["array", "object"],
            "minItems": 1,
            "items": _VALUE,
            "minProperties": 1,
            "if": {"properties": {"file": {"type": "string"}}, "required": ["file"]},
            "then": {"maxProperties": 1},
            "else": {"additionalProperties": {"type": "number", "minimum": 0}},
        },
        {},
    ),
    "value": ({**_VALUE, "description": "The same value in every row."}, {}),
    "expr": ({"type": _SCALAR, "description": "SQL expression over other columns."}, {}),
    "total": (
        {
            "type": "string",
            "pattern": rf"^\s*({'|'.join(FUNCTIONS)})\s*\(.+\)\s*$",
            "description": "Sum, count, min, max or avg of the rows of a child table, or of an array's items.",
        },
        {},
    ),
    "one_per": (
        {"type": "string", "description": "Whether the row is the one of its parent's: a reference."},
        {"which": {"enum": list(WHICH), "description": "Which one; default any."}},
    ),
    "template": (
        {"type": _SCALAR, "description": "Text with {column} or {generator:parameter=value} in it."},
        {},
    ),
    "regex": ({"type": _SCALAR, "description": "Regular expression that the values match."}, {}),
    "fields": ({"description": "A sub-document.", "$ref": "#/$defs/columns"}, {}),
    "items": (
        {"description": "An array of these.", "$ref": "#/$defs/column"},
        {
            "count": {
                "type": ["integer", "string"],
                "minimum": 0,
                "maximum": ITEM_LIMIT,
                "pattern": r"^[0-9][0-9_]*(\.\.[0-9][0-9_]*)?$",
                "description": "How many: a number, or a range such as 0..5.",
            }
        },
    ),
}  # fmt: skip
