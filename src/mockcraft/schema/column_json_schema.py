"""JSON Schema of columns: their options, their sources, and what each generator takes; see json_schema."""

from collections.abc import Callable
from typing import Any

from mockcraft.core.distributions import MOST_EXPONENT, ZIPF_EXPONENT
from mockcraft.core.distributions import NAMES as DISTRIBUTIONS
from mockcraft.core.fills import ITEM_LIMIT
from mockcraft.core.kinds import WRITTEN
from mockcraft.core.links.among import WHICH
from mockcraft.core.links.totals import FUNCTIONS
from mockcraft.generator import Generator, Parameter, normal
from mockcraft.schema.spec import (
    MAX_COUNT,
    MAX_GENERATIONS,
    MAX_LENGTH,
    OPTIONS,
    PER,
)

Schema = dict[str, Any]
Names = Callable[[Generator], list[str]]

DIGITS = r"^[-+]?[1-9][0-9]*(_[0-9]+)+$"  # 10_000, which YAML 1.2 itself takes for text
SCALAR = ["string", "number", "boolean"]


def any_column() -> Schema:
    """A generator's name, or a mapping, which is checked by the key that says what it is."""
    return {
        "type": ["string", "object"],
        "if": {"type": "string"},
        "then": {"$ref": "#/$defs/generator_name"},
        "else": {
            "if": {"required": ["generator"]},
            "then": {"$ref": "#/$defs/generated"},
            "else": {
                "oneOf": [{"required": [source]} for source in SOURCES],
                "allOf": [
                    {"if": {"required": [source]}, "then": {"$ref": f"#/$defs/{source}"}}
                    for source in SOURCES
                ],
            },
        },
    }


def whole(help: str, low: int, high: int) -> Schema:
    """A whole number from `low` to `high`, both inclusive, also as 10_000."""
    return {
        "type": ["integer", "string"],
        "minimum": low,
        "maximum": high,
        "pattern": DIGITS,
        "description": help,
    }


def column_options() -> Schema:
    """The keys that every column may have."""
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
        "max_length": whole("Characters that texts are cut to.", 1, MAX_LENGTH),
        "format": {
            "type": "string",
            "minLength": 1,
            "description": "How text formats write dates and times, such as %d.%m.%Y.",
        },
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


def source_keys(source: str) -> Schema:
    """A column of one of SOURCES."""
    own, more = SOURCES[source]
    return {"type": "object", **_closed({source: own, **more})}


def generator_name(generators: list[Generator], names: Names) -> Schema:
    """The name of a generator, alone in the place of a column."""
    return {
        "enum": sorted({name for each in generators for name in names(each)}),
        "description": "Name of a generator.",
    }


def generated(generators: list[Generator], names: Names) -> Schema:
    """A column with a generator: its keys depend on which one it is."""
    plain = [name for each in generators if not each.parameters for name in names(each)]
    return {
        "type": "object",
        "properties": {"generator": {"$ref": "#/$defs/generator_name"}},
        "allOf": [
            _when(sorted(plain), {}),
            *(
                _when(names(each), each.parameters, each.series)
                for each in generators
                if each.parameters
            ),
        ],
    }


def _when(names: list[str], parameters: dict[str, Parameter], series: bool = False) -> Schema:
    more = {PER: _PER} if series else {}
    then = _closed(
        {"generator": True, **{n: parameter_schema(p) for n, p in parameters.items()}, **more}
    )
    required = [name for name, parameter in parameters.items() if parameter.required]
    return {
        "if": {"properties": {"generator": {"enum": names}}},
        "then": {**then, "required": required} if required else then,
    }


def parameter_schema(parameter: Parameter) -> Schema:
    """A parameter as it may stand in a file: a number also as 10_000, or as a column that gives it."""
    schema = parameter.json_schema()
    kind = schema.get("type")
    if kind in ("integer", "number"):
        return {**schema, "type": [kind, "string"], "pattern": DIGITS}
    if kind == "array":  # a text with commas is a list too
        sizes = {"minimum": "minItems", "maximum": "maxItems"}
        renamed = {sizes.get(key, key): value for key, value in schema.items()}
        weighted = ["object"] * ("additionalProperties" in schema)
        return {**renamed, "type": ["array", *SCALAR, *weighted]}
    if kind == "boolean":
        return {**schema, "type": ["boolean", "string"], "pattern": "^(yes|no|on|off)$"}
    return schema


def every_name(generator: Generator) -> list[str]:
    """Every spelling an editor should offer or accept: with underscores, hyphens or neither."""
    names = (generator.name, *generator.aliases)
    spelled = ((name, normal(name), name.replace("_", "-")) for name in names)
    return sorted({each for spellings in spelled for each in spellings})


def own_name(generator: Generator) -> list[str]:
    """Its name alone, as the documentation spells it."""
    return [generator.name]


_PER = {
    "type": "string",
    "description": "Reference within whose parent it counts: the one of count.",
}
VALUE = {"type": [*SCALAR, "null"]}
SOURCES: dict[str, tuple[Schema, Schema]] = {
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
            "roots": whole("Of a reference to its own table: rows without a parent, the first ones.", 1, MAX_COUNT),
            "max_depth": whole("Of a reference to its own table: most generations.", 2, MAX_GENERATIONS),
            "weight": {"type": SCALAR, "description": "SQL over columns of the parent: how popular its row is."},
            "where": {"type": SCALAR, "description": "SQL condition: which parent rows, also against this row."},
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
            "items": VALUE,
            "minProperties": 1,
            "if": {"properties": {"file": {"type": "string"}}, "required": ["file"]},
            "then": {"maxProperties": 1},
            "else": {"additionalProperties": {"type": "number", "minimum": 0}},
        },
        {},
    ),
    "value": ({**VALUE, "description": "The same value in every row."}, {}),
    "expr": ({"type": SCALAR, "description": "SQL expression over other columns."}, {}),
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
        {"type": SCALAR, "description": "Text with {column} or {generator:parameter=value} in it."},
        {},
    ),
    "regex": ({"type": SCALAR, "description": "Regular expression that the values match."}, {}),
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
    "states": (
        {
            "description": "States and what follows each: a mapping, or the parent's column whose states are told.",
            "type": ["object", "string"],
            "minProperties": 1,
            "additionalProperties": {
                "type": ["object", *SCALAR, "null"],
                "additionalProperties": {"type": "number", "minimum": 0},
            },
        },
        {
            "start": {"type": SCALAR, "description": "Time, column or SQL: when the first state is entered."},
            "end": {"type": SCALAR, "description": "Likewise: what comes later has not happened; default: the clock."},
            "wait": {
                "type": ["string", "object"],
                "additionalProperties": {"type": "string"},
                "description": "How long a state lasts: 2 days on average, 1..3 days, or 4 %/month; of each, or of all.",
            },
        },
    ),
}  # fmt: skip
