"""JSON Schema (draft 2020-12) of schema files, derived from the declarations of the generators.

Editors check by it while a file is written; MockCraft itself says more, and more exactly. Where the
YAML reader of an editor takes `10_000` for text, that text is allowed.
"""

from mockcraft.core.lists import spellings
from mockcraft.database import Engine, with_options
from mockcraft.formats.csv_form import CsvForm
from mockcraft.generator import registry
from mockcraft.options import Option, OptionList, options_of
from mockcraft.schema.column_json_schema import (
    SCALAR,
    SOURCES,
    VALUE,
    Schema,
    any_column,
    column_options,
    every_name,
    generated,
    generator_name,
    own_name,
    parameter_schema,
    source_keys,
    whole,
)
from mockcraft.schema.spec import (
    MAX_CHILDREN,
    MAX_COUNT,
    MAX_GIVEN,
    MAX_SEED,
    NAME_LIMIT,
    OPTIONS,
    SHARED_PREFIX,
)

_OR_SQL = "A number, or SQL over columns of the parent."


def json_schema(every_spelling: bool = True) -> Schema:
    """The schema that `mockcraft schema` prints; generators in every spelling, or under their own names alone."""
    generators = registry()
    names = every_name if every_spelling else own_name
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
            "column": any_column(),
            "literal_column": {
                "if": {"type": "object", "propertyNames": {"enum": list(OPTIONS)}},
                "then": {"$ref": "#/$defs/options"},
                "else": {"$ref": "#/$defs/column"},
            },
            "options": {"properties": column_options()},
            "generator_name": generator_name(generators, names),
            "generated": generated(generators, names),
            **{source: source_keys(source) for source in SOURCES},
        },
    }


def _top() -> Schema:
    return {
        "version": {"const": 1, "description": "Version of the file format."},
        "seed": whole("Same seed, same rows; default 0.", 0, MAX_SEED),
        "locale": {"$ref": "#/$defs/locale"},
        "fallback": {
            "enum": spellings(),
            "description": "Locale that gives what the locale has not; without it, that is a problem.",
        },
        "now": {
            "type": "string",
            "description": "The clock: a date, a time such as 2026-01-01T00:00:00Z, today or now.",
        },
        "database": {
            "type": "string",
            "description": "URL of the database; ${VARIABLE} is filled in.",
        },
        "lists": _lists(),
        "csv": {**_option_mapping(CsvForm), "description": "The form of CSV files."},
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
            "where": {"type": SCALAR, "description": "SQL condition: which entries are taken."},
            "weight": {"type": SCALAR, "description": "Column of the entries' weights."},
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
                "type": SCALAR,
                "description": "SQL condition: which rows of the parent have children.",
            },
        },
    }
    return {
        "type": "object",
        "anyOf": [
            {"required": ["count", "columns"]},
            {"required": ["rows"]},
            {"required": ["existing", "columns"]},
        ],
        "if": {"required": ["rows"], "not": {"required": ["count"]}},
        "then": {"properties": {"columns": {"$ref": "#/$defs/literal_columns"}}},
        "else": {"properties": {"columns": {"$ref": "#/$defs/columns"}}},
        "additionalProperties": False,
        "properties": {
            "count": {
                "anyOf": [whole("Rows.", 0, MAX_COUNT), per],
                "description": "Rows, or children per row of a parent.",
            },
            "locale": {
                "anyOf": [
                    {"$ref": "#/$defs/locale"},
                    {
                        "type": "object",
                        "minProperties": 1,
                        "propertyNames": {"$ref": "#/$defs/locale"},
                        "additionalProperties": {"type": "number", "minimum": 0},
                    },
                ],
                "description": "Locale of the values, or of each row: a mapping of locale to weight.",
            },
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
            "partition_by": {
                "anyOf": [{"type": "string"}, names],
                "description": "Columns by whose values files of the table stand in folders.",
            },
            "order_by": {
                "type": "string",
                "description": "Column in whose order the rows stand, such as a sequence or a timeline.",
            },
            "filled_after": {
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
                "description": "Tables whose rows are made before those of this one, as a trigger of it looks there.",
            },
            "existing": {
                "type": "boolean",
                "description": "Whether the database has the table with its rows, which others refer to and no run changes.",
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
        "additionalProperties": VALUE,
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
        return parameter_schema(option.parameter)
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


# ---------------------------------------------------------------------- columns
