"""JSON Schema (draft 2020-12) of schema files, derived from the declarations of the generators."""

from typing import Any

from mockcraft.core.distributions import NAMES as DISTRIBUTIONS
from mockcraft.core.lists import locales
from mockcraft.generator import Generator, normal, registry
from mockcraft.schema.spec import NAME_LIMIT, TYPES

_NUMBER_OR_TEXT = {"type": ["string", "number", "boolean", "null"]}


def json_schema() -> dict[str, Any]:
    """The schema that `mockcraft schema` prints."""
    generators = registry()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "MockCraft schema file",
        "type": "object",
        "additionalProperties": False,
        "oneOf": [{"required": ["tables"]}, {"required": ["collections"]}],
        "properties": {
            "version": {"const": 1, "description": "Version of the file format."},
            "seed": {"type": "integer", "description": "Same seed, same rows; default 0."},
            "locale": _locale(),
            "now": {
                "type": "string",
                "description": "The frozen clock, such as 2026-01-01T00:00:00Z.",
            },
            "database": {
                "type": "string",
                "description": "URL of the database; ${VARIABLE} is filled in.",
            },
            "tables": {"$ref": "#/$defs/tables"},
            "collections": {"$ref": "#/$defs/tables"},
        },
        "$defs": {
            "tables": {
                "type": "object",
                "minProperties": 1,
                "propertyNames": {"minLength": 1, "maxLength": NAME_LIMIT},
                "additionalProperties": {"$ref": "#/$defs/table"},
            },
            "table": _table(),
            "column": {
                "anyOf": [
                    {"$ref": "#/$defs/generator_name"},
                    {"$ref": "#/$defs/generated"},
                    *({"$ref": f"#/$defs/{source}"} for source in _SOURCES),
                ]
            },
            "generator_name": {"enum": _names(generators), "description": "Name of a generator."},
            "generated": _generated(generators),
            **{
                source: _column({source: schema, **more}, source)
                for source, (schema, more) in _SOURCES.items()
            },
        },
    }


def _table() -> dict[str, Any]:
    names = {"type": "array", "items": {"type": "string"}, "minItems": 1}
    per = {
        "type": "object",
        "required": ["per"],
        "additionalProperties": False,
        "properties": {
            "per": {"type": "string", "description": "The parent table."},
            "min": {"type": "integer", "minimum": 0},
            "max": {"type": "integer", "minimum": 1},
            "mean": {"type": "number"},
        },
    }
    return {
        "type": "object",
        "required": ["count", "columns"],
        "additionalProperties": False,
        "properties": {
            "count": {
                "anyOf": [{"type": "integer", "minimum": 1}, per],
                "description": "Rows, or children per parent row.",
            },
            "locale": _locale(),
            "columns": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {"$ref": "#/$defs/column"},
            },
            "unique": {
                "type": "array",
                "items": {"anyOf": [names, {"type": "string"}]},
                "description": "Columns that are unique together.",
            },
            "checks": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Conditions that every row meets.",
            },
        },
    }


def _locale() -> dict[str, Any]:
    return {"enum": locales(), "description": "Language and country of the values."}


def _options() -> dict[str, Any]:
    return {
        "type": {
            "type": "string",
            "pattern": rf"^({'|'.join(TYPES)})(\(\d+(, *\d+)?\))?$",
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
        "locale": _locale(),
        "entity": {
            "type": "string",
            "description": "Name of the record, where a row has several of one kind.",
        },
    }


def _column(own: dict[str, Any], required: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [required],
        "additionalProperties": False,
        "properties": {**own, **_options()},
    }


def _generated(generators: list[Generator]) -> dict[str, Any]:
    """A column with a generator: its keys depend on which one it is."""
    return {
        "type": "object",
        "required": ["generator"],
        "properties": {"generator": {"$ref": "#/$defs/generator_name"}},
        "allOf": [
            {
                "if": {"properties": {"generator": {"enum": _names([each])}}},
                "then": _column(
                    {
                        "generator": {"description": each.help},
                        **{name: p.json_schema() for name, p in each.parameters.items()},
                    },
                    "generator",
                ),
            }
            for each in generators
        ],
    }


def _names(generators: list[Generator]) -> list[str]:
    """Every spelling an editor should offer or accept: with and without underscores."""
    names = {n for g in generators for n in (g.name, *g.aliases)}
    return sorted(names | {normal(name) for name in names})


_SOURCES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "ref": (
        {"type": "string", "pattern": r"^.+\..+$", "description": "Column of a parent row: table.column."},
        {"distribution": {"enum": list(DISTRIBUTIONS), "description": "Which parents are popular."}},
    ),
    "values": (
        {
            "description": "One of these: a list, or a mapping of value to weight.",
            "anyOf": [
                {"type": "array", "minItems": 1, "items": _NUMBER_OR_TEXT},
                {"type": "object", "minProperties": 1, "additionalProperties": {"type": "number", "minimum": 0}},
            ],
        },
        {},
    ),
    "value": ({**_NUMBER_OR_TEXT, "description": "The same value in every row."}, {}),
    "expr": ({"type": ["string", "number"], "description": "SQL expression over other columns."}, {}),
    "template": ({"type": "string", "description": "Text with {column} in it."}, {}),
    "regex": ({"type": "string", "description": "Regular expression that the values match."}, {}),
    "fields": (
        {
            "description": "A sub-document.",
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"$ref": "#/$defs/column"},
        },
        {},
    ),
    "items": (
        {"description": "An array of these.", "$ref": "#/$defs/column"},
        {"count": {"type": ["integer", "string"], "description": "How many: a number, or a range such as 0..5."}},
    ),
}  # fmt: skip
