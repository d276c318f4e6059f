"""The OpenAPI document, derived from the declarations of the generators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from mockcraft import __version__
from mockcraft.clock import shown_clock
from mockcraft.core.kinds import KINDS
from mockcraft.core.lists import spellings
from mockcraft.core.values import Integer
from mockcraft.generator import Generator, Parameter, registry
from mockcraft.listing import options_of, sample
from mockcraft.server.config import ServerConfig
from mockcraft.server.middleware.described import describe
from mockcraft.settings import LOCALE, NOW

QUERY_TYPES: dict[object, str] = {str: "string", Integer: "integer"}
DESCRIPTION = """Fake data over HTTP. The same seed gives the same values, here and on the command line:
`GET /api/generate/firstname?seed=7` is `mockcraft generate firstname --seed 7`.
Errors are `application/problem+json` (RFC 9457)."""
PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "The problems of a schema, each with its place.",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "line": {"type": "integer", "minimum": 1},
                    "column": {"type": "integer", "minimum": 1},
                    "pointer": {"type": "string", "format": "json-pointer"},
                },
            },
        },
    },
}


def document(app: FastAPI, config: ServerConfig) -> dict[str, Any]:
    """The whole document; a path for each generator, with its own parameters, below its category."""
    made = get_openapi(
        title="MockCraft", version=__version__, description=DESCRIPTION, routes=app.routes
    )
    shared = _shared_parameters(config)
    generators = registry()
    made["paths"]["/api/generate/{type}"] = {"get": _any_generator(generators, shared)}
    for each in generators:
        made["paths"][f"/api/generate/{each.name}"] = {"get": _operation(each, shared)}
    made.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    describe(made, config)
    return made


def problem_responses(statuses: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    """The responses of an endpoint that are problems: why, by status."""
    return {
        status: {
            "description": why,
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
        for status, why in statuses.items()
    }


def _any_generator(generators: list[Generator], shared: list[dict[str, Any]]) -> dict[str, Any]:
    names = {"type": "string", "enum": [each.name for each in generators]}
    path = {
        "name": "type", "in": "path", "required": True, "schema": names,
        "description": "Name of a generator, or an alias; case, `_` and `-` do not matter.",
    }  # fmt: skip
    return {
        "tags": ["generate"],
        "summary": "Values of any generator",
        "description": "Takes the parameters of the generator too, see its own path below.",
        "operationId": "generate",
        "parameters": [path, *shared],
        "responses": _responses({}),
    }


def _operation(generator: Generator, shared: list[dict[str, Any]]) -> dict[str, Any]:
    own = [_query(name, each) for name, each in options_of(generator).items()]
    return {
        "tags": [generator.category],
        "summary": generator.help,
        "description": generator.details,
        "operationId": f"generate_{generator.name}",
        "parameters": [*own, *shared],
        "responses": _responses(value_schema(generator)),
    }


def value_schema(generator: Generator) -> dict[str, Any]:
    """JSON Schema of one value."""
    kind = KINDS[generator.type_name]
    schema = {"type": kind.json}
    if kind.format:
        schema["format"] = kind.format
    example = sample(generator)
    if schema["type"] == "string" and example is not None:
        schema["example"] = example
    return schema


def _query(name: str, parameter: Parameter) -> dict[str, Any]:
    schema = parameter.json_schema()
    described = {
        "name": name,
        "in": "query",
        "required": parameter.required,
        "description": schema.pop("description"),
        "schema": schema,
    }
    if "type" in schema:  # in a schema file a text may be written as a number, a number as a column
        schema["type"] = QUERY_TYPES.get(parameter.kind, schema["type"])
    if parameter.kind is tuple:
        schema["items"] = {"type": "string"}
        described |= {"style": "form", "explode": False}  # commas between the items
    return described


def _shared_parameters(config: ServerConfig) -> list[dict[str, Any]]:
    schemas: dict[str, tuple[str, dict[str, Any]]] = {
        "count": (
            "How many values; the response then has `values` in place of `value`.",
            {"type": "integer", "minimum": 1, "maximum": config.max_count},
        ),
        "seed": (
            "Same seed, same values; another one each time where it is not given.",
            {"type": "integer", "minimum": 0, "maximum": 2**64 - 1},
        ),
        "locale": (
            LOCALE.help,
            {"type": "string", "enum": spellings(), "default": config.locale},
        ),
        "now": (NOW.help, {"type": "string", "default": shown_clock(config.now)}),
        "unique": ("No value twice.", {"type": "boolean", "default": False}),
    }
    return [
        {"name": name, "in": "query", "required": False, "description": help, "schema": schema}
        for name, (help, schema) in schemas.items()
    ]


def _responses(value: dict[str, Any]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["type", "seed", "locale"],
        "properties": {
            "type": {"type": "string"},
            "seed": {"type": "integer"},
            "locale": {"type": "string"},
            "now": {"type": "string"},
            "value": value,
            "values": {"type": "array", "items": value},
        },
    }
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "200": {"description": "The values", "content": {"application/json": {"schema": schema}}},
        "400": {"description": "A parameter is wrong", "content": problem},
        "404": {"description": "There is no such generator", "content": problem},
    }
