"""What the body of `POST /api/generate` asks for: read, checked, and described for the OpenAPI document."""

from __future__ import annotations

import json
from typing import Any

from mockcraft.answer import fresh_seed
from mockcraft.clock import shown_clock
from mockcraft.errors import ParameterError, Unworkable, UserError, nearest
from mockcraft.server.config import ServerConfig
from mockcraft.server.forms import FORM
from mockcraft.server.json_text import HalfCharacter, NotJson, read_json
from mockcraft.server.values import known_locale, told_locale
from mockcraft.settings import COUNT, NOW, SEED

SHARED = ("count", "seed", "locale", "fallback", "now", "format")
TABLE_KEYS = ("columns", "unique", "checks")  # the others of a table are SHARED
ROW_FORMS = ("json", "csv", "jsonl")
TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "count": ((int,), "a whole number"), "seed": ((int,), "a whole number"), "locale": ((str,), "text"),
    "fallback": ((str,), "text"),
    "now": ((str,), "text"), "format": ((str,), "text"), "template": ((str,), "text"),
    "columns": ((dict, list), "an object or a list"), "unique": ((list,), "a list"), "checks": ((list,), "a list"),
}  # fmt: skip


def read(body: bytes) -> dict[str, Any]:
    """The members of a body; raises UserError where it is no JSON object."""
    try:
        members = read_json(body)
    except HalfCharacter as error:
        raise Unworkable(f"the body cannot be used: {error}") from None
    except NotJson as error:
        raise UserError(f"the body is not JSON: {error} (see /docs)") from None
    if not isinstance(members, dict):
        raise UserError('the body is no JSON object (send one such as {"template": "{email}"})')
    return members


class Asked:
    """What a body asks for.

    Attributes:
        template: the text, or None where columns are asked for.
        table: the members of TABLE_KEYS that are given.
        count: how many lines or rows.
        seed: the one given, else a fresh one.
        locale: of all that names no other, with its fallback.
        now: the clock, in seconds since 1970-01-01T00:00:00 UTC.
        clock: whether it is given.
        form: of the answer, or None where the header Accept says it.
    """

    def __init__(self, body: dict[str, Any], config: ServerConfig) -> None:
        """Checks all but the table and the template themselves; raises UserError."""
        what = [key for key in ("template", "columns") if key in body]
        if len(what) != 1:
            found = "has template and columns" if what else "has neither template nor columns"
            raise UserError(f"the body {found} (give one of them)")
        given = _typed(body, ("template",) if what == ["template"] else TABLE_KEYS)
        self.template: str | None = given.get("template")
        self.table = {key: given[key] for key in TABLE_KEYS if key in given}
        self.count: int = COUNT.but(high=config.max_count).parse(given.get("count", 1), "count")
        self.seed = SEED.parse(given["seed"], "seed") if "seed" in given else fresh_seed()
        self.locale = known_locale(given, config)
        self.clock = "now" in given
        self.now: int = NOW.parse(given["now"], "now") if self.clock else config.request_now
        self.form: str | None = None
        if "format" in given:
            forms = FORM if self.template is not None else FORM.but(choices=ROW_FORMS)
            self.form = forms.parse(given["format"], "format")

    def around(self, name: str, content: str) -> str:
        """The answer as JSON, with its content by this name."""
        clock = f'"now":"{shown_clock(self.now)}",' if self.clock else ""
        return f'{{"seed":{self.seed},{told_locale(self.locale)},{clock}"{name}":{content}}}'


def _typed(body: dict[str, Any], own: tuple[str, ...]) -> dict[str, Any]:
    """The members, each of its type."""
    known = (*SHARED, *own)
    made = {}
    for key, value in body.items():
        if key not in known:
            raise ParameterError(f"the body has no key {key!r}{nearest(key, known, 'known')}", key)
        types, wanted = TYPES[key]
        if isinstance(value, float) and value.is_integer():
            value = int(value)  # 3.0 is a whole number in JSON
        if isinstance(value, bool) or not isinstance(value, types):
            shown = json.dumps(value)[:60]
            raise ParameterError(f"{key}={shown} is not {wanted}", key)
        made[key] = value
    return made


# ---------------------------------------------------------------------- OpenAPI


def operation(
    config: ServerConfig, shared: dict[str, dict[str, Any]], problems: dict[str, Any]
) -> dict[str, Any]:
    """The operation of the document; `shared` are the parameters of all generators, whose schemas are the same."""
    schemas = {name: shared[name]["schema"] for name in SHARED}
    template = {
        "template": {
            "type": "string",
            "description": "Text with generators in braces, all of one record.",
            "example": "{first_name} <{email}>",
        }
    }
    columns = {
        "columns": {
            "description": "Columns as in a schema file, by name; or a list of them, of which a word names a generator.",
            "oneOf": [
                {"type": "object", "additionalProperties": _COLUMN},
                {"type": "array", "items": _COLUMN},
            ],
            "example": {"name": "full_name", "age": {"generator": "number", "min": 18, "max": 99}},
        },
        "unique": {
            "type": "array",
            "description": "Groups of columns whose values are together unique.",
            "items": {"type": "array", "items": {"type": "string"}},
        },
        "checks": {
            "type": "array",
            "description": "Conditions that every row meets.",
            "items": {"type": "string"},
        },
    }
    forms = {**schemas, "format": {"type": "string", "enum": list(ROW_FORMS)}}
    body = {"oneOf": [_object(template, schemas), _object(columns, forms)]}
    return {
        "tags": ["generate"],
        "summary": "Rows of columns, or a template filled",
        "description": "Columns are those of a schema file, so that those of a row agree.",
        "operationId": "generate_rows",
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {**_ROWS, **problems},
    }


def _object(own: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [next(iter(own))],
        "additionalProperties": False,
        "properties": {**own, **shared},
    }


_COLUMN = {"oneOf": [{"type": "string"}, {"type": "object"}]}
_ANSWER = {
    "type": "object",
    "required": ["seed", "locale"],
    "additionalProperties": False,
    "properties": {
        "seed": {"type": "integer"},
        "locale": {"type": "string"},
        "fallback": {"type": "string"},
        "now": {"type": "string"},
        "values": {"type": "array", "items": {"type": "string"}, "description": "Of a template."},
        "rows": {"type": "array", "items": {"type": "object"}, "description": "Of columns."},
    },
}
_ROWS = {
    "200": {
        "description": "The rows, or the filled template",
        "content": {"application/json": {"schema": _ANSWER}},
    }
}
