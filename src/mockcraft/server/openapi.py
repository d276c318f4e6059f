"""The OpenAPI document, derived from the declarations of the generators."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from mockcraft import __version__
from mockcraft.clock import shown_clock
from mockcraft.core.kinds import KINDS
from mockcraft.core.lists import spellings
from mockcraft.core.values import Date, Decimal, Integer, Timestamp
from mockcraft.generator import Generator, Parameter, registry
from mockcraft.listing import options_of, sample
from mockcraft.server import columns_body
from mockcraft.server.config import ServerConfig
from mockcraft.server.forms import FORM, SEED_HEADER
from mockcraft.server.middleware.described import describe
from mockcraft.server.parameters import ITEM, NOW_PATTERN, TEXT, TIME
from mockcraft.settings import FALLBACK, LOCALE, NOW

QUERY_TYPES: dict[object, str] = {str: "string", Integer: "integer"}
DESCRIPTION = """Fake data over HTTP. The same seed gives the same values, here and on the command line:
`GET /api/generate/firstname?seed=7` is `mockcraft generate firstname --seed 7`.
Errors are `application/problem+json` (RFC 9457)."""
PROBLEMS = {
    "400": "A name, a parameter or the body is not as this document has it",
    "404": "There is no such generator",
    "409": "So many distinct values there are not",
    "422": "Each value is allowed, but there is nothing that they give together, or it costs more than one request may",
    "503": "It took or waited too long, or the server is stopping",
}
SEED_HEADERS = {
    SEED_HEADER: {
        "description": "The seed of the values, also where the form of the answer has no place for it.",
        "schema": {"type": "string"},
    }
}
TEXT_FORMS = {
    media: {"schema": {"type": "string"}}
    for media in ("text/csv", "text/plain", "application/jsonl")
}
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
    components = made.setdefault("components", {})
    components.setdefault("schemas", {}).update(Problem=PROBLEM)
    components["parameters"] = _shared_parameters(config)
    components["responses"] = _problems()
    generators = registry()
    made["paths"]["/api/generate/{type}"] = {"get": _any_generator(generators)}
    made["paths"]["/api/generate"] = {"post": _rows(config)}
    for each in generators:
        made["paths"][f"/api/generate/{each.name}"] = {"get": _operation(each)}
    describe(made, config)
    return made


def _rows(config: ServerConfig) -> dict[str, Any]:
    made = columns_body.operation(config, _shared_parameters(config), _problem_references())
    made["responses"]["200"]["headers"] = SEED_HEADERS
    made["responses"]["200"]["content"].update(TEXT_FORMS)
    made["responses"]["415"] = _problem("The body is no JSON")
    made["responses"]["413"] = _problem("The body is larger than a mebibyte")
    return made


def problem_responses(statuses: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    """The responses of an endpoint that are problems: why, by status."""
    return {status: _problem(why) for status, why in statuses.items()}


def _problem(why: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": why, "content": content}


def _problems() -> dict[str, Any]:
    return {f"values_{status}": _problem(why) for status, why in PROBLEMS.items()}


def _problem_references() -> dict[str, Any]:
    return {status: {"$ref": f"#/components/responses/values_{status}"} for status in PROBLEMS}


def _any_generator(generators: list[Generator]) -> dict[str, Any]:
    whole = [e.name for e in generators if not any(p.required for p in e.parameters.values())]
    names = {"type": "string", "enum": whole}
    path = {
        "name": "type", "in": "path", "required": True, "schema": names,
        "description": "Name of a generator, or an alias; case, `_` and `-` do not matter.",
    }  # fmt: skip
    return {
        "tags": ["generate"],
        "summary": "Values of any generator",
        "description": "Takes the parameters of the generator too; those that must be given are at its own path.",
        "operationId": "generate",
        "parameters": [path, *_SHARED],
        "responses": {
            **_answers({"description": "A value of the generator."}, "generate", {"type": "$request.path.type"}),
            **_problem_references(),
        },
    }  # fmt: skip


def _operation(generator: Generator) -> dict[str, Any]:
    own = [_query(name, each) for name, each in options_of(generator).items()]
    name = f"generate_{generator.name}"
    return {
        "tags": [generator.category],
        "summary": generator.help,
        "description": generator.details,
        "operationId": name,
        "parameters": [*own, *_SHARED],
        "responses": {**_answers(value_schema(generator), name, {}), **_problem_references()},
    }


def value_schema(generator: Generator) -> dict[str, Any]:
    """JSON Schema of one value, with an example."""
    kind = KINDS[generator.type_name]
    example = sample(generator)
    schema: dict[str, Any] = {"type": kind.json}
    if kind.name == "json":  # any document, but one of a kind
        document = None if example is None else json.loads(example)
        schema = {"type": "array"} if isinstance(document, list) else {"type": kind.json}
    if kind.format:
        schema["format"] = kind.format
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
    if "type" in schema:
        schema |= _text_schema(parameter, schema)
    if parameter.kind is tuple:
        item = schema["items"]
        schema.setdefault("minItems", 1)  # an empty text is one empty item
        schema["items"] = {"type": "string", "pattern": ITEM} | {
            key: item[key] for key in ("pattern", "maxLength") if key in item
        }
        described |= {"style": "form", "explode": False}  # commas between the items
    return described


def _text_schema(parameter: Parameter, schema: dict[str, Any]) -> dict[str, Any]:
    """What a query's text must be beyond the declaration, where the kind says it.

    In a schema file a text may be written as a number, and a number be given by a column; not so here.
    """
    made: dict[str, Any] = {"type": QUERY_TYPES.get(parameter.kind, schema["type"])}
    if parameter.kind is str and "pattern" not in schema:
        made["pattern"] = TEXT
    elif parameter.kind is Date:
        made["format"] = "date"
    elif parameter.kind is Timestamp:
        made["pattern"] = TIME
    elif parameter.kind in (int, Integer) and "minimum" not in schema:
        made |= {"minimum": -(2**63), "maximum": 2**63 - 1}
    elif parameter.kind is Decimal and "minimum" not in schema:
        made |= {"minimum": -(10**18) + 1, "maximum": 10**18 - 1}
    return made


def _shared_parameters(config: ServerConfig) -> dict[str, Any]:
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
            {"type": "string", "enum": spellings(), "default": config.request_locale},
        ),
        "fallback": (FALLBACK.help, {"type": "string", "enum": spellings()}),
        "now": (
            NOW.help, {"type": "string", "pattern": NOW_PATTERN, "default": shown_clock(config.request_now)},
        ),
        "unique": ("No value twice.", {"type": "boolean", "default": False}),
        "format": (FORM.help, {"type": "string", "enum": list(FORM.choices)}),
    }  # fmt: skip
    return {
        name: {"name": name, "in": "query", "required": False, "description": help, "schema": schema}
        for name, (help, schema) in schemas.items()
    }  # fmt: skip


_SHARED = [
    {"$ref": f"#/components/parameters/{name}"}
    for name in ("count", "seed", "locale", "fallback", "now", "unique", "format")
]


def _answers(value: dict[str, Any], operation: str, given: dict[str, str]) -> dict[str, Any]:
    """The response that has values, from which the same ones can be asked for again."""
    schema = {
        "type": "object",
        "required": ["type", "seed", "locale"],
        "additionalProperties": False,
        "properties": {
            "type": {"type": "string"},
            "seed": {"type": "integer"},
            "locale": {"type": "string"},
            "fallback": {"type": "string"},
            "now": {"type": "string"},
            "value": value,
            "values": {"type": "array", "items": value},
        },
    }
    again = {
        "operationId": operation,
        "parameters": {**given, "seed": f"$response.header.{SEED_HEADER}"},
    }
    return {
        "200": {
            "description": "The values",
            "headers": SEED_HEADERS,
            "content": {"application/json": {"schema": schema}, **TEXT_FORMS},
            "links": {"again": again},
        }
    }
