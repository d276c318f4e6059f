"""Requests that send a schema.

It comes as `application/yaml` or `application/json` with settings in the query, or as
`multipart/form-data` with the part `schema` and settings in the query or as fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from mockcraft.errors import UserError, shortened
from mockcraft.server.config import ServerConfig
from mockcraft.server.multipart import MULTIPART, read_form
from mockcraft.server.parameters import described, read, schema_of
from mockcraft.server.uploads import MAX_PARENTS, NAME, SETTINGS, Upload, take_overrides
from mockcraft.setting import Setting

YAML = ("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml")
JSON = "application/json"
CHARSETS = ("utf-8", "utf8", "us-ascii", "ascii")


class WrongMediaType(UserError):
    """The body of a request is of a type that is not read."""

    http_status = 415


def media_type(request: Request) -> str:
    """The type of the body in small letters, "" where none is given.

    Raises WrongMediaType for a text that is not in UTF-8 (RFC 8259, 8.1, asks for it), of which ASCII is a part.
    """
    kind, *parameters = request.headers.get("content-type", "").split(";")
    for each in parameters:
        name, _, value = each.strip().lower().partition("=")
        charset = value.strip(' "')
        if name.strip() == "charset" and charset not in CHARSETS:
            raise WrongMediaType(f"charset={shortened(charset)} is not read here (send UTF-8)")
    return kind.strip().lower()


async def receive(request: Request, config: ServerConfig, more: Sequence[Setting] = ()) -> Upload:
    """What the request sends: a schema, the settings of all uploads, and those in `more`.

    Raises WrongMediaType; UserError for settings and for a form without a schema. How large a body may be
    is for `middleware.bodies` to say.
    """
    declared = (*SETTINGS, *more)
    kind = media_type(request)
    pairs = request.query_params.multi_items()
    if kind == MULTIPART:
        data, fields, is_json = await read_form(request, config.max_upload)
        named = {name for name, _ in fields}
        # What the form says counts, where the query says it too.
        pairs = [*(each for each in pairs if each[0] not in named), *fields]
    elif kind in YAML or kind == JSON:
        data, is_json = await request.body(), kind == JSON
    else:
        given = f"{kind!r} is" if kind else "no content type is given, which is"
        raise WrongMediaType(f"{given} not read here (send {YAML[0]}, {JSON} or {MULTIPART})")
    values = read(declared, pairs, request.url.path)
    return await run_in_threadpool(_made, data, is_json, values)  # it imports Arrow the first time


def _made(data: bytes, is_json: bool, values: dict[str, Any]) -> Upload:
    from mockcraft.schema.source import decode

    overrides = replace(take_overrides(values), max_parents=MAX_PARENTS)
    return Upload(decode(data, NAME), is_json, overrides, values)


def openapi(more: Sequence[Setting] = ()) -> dict[str, Any]:
    """Parameters and body of an endpoint that takes an upload, as OpenAPI has them."""
    declared = (*SETTINGS, *more)
    text = {"schema": {"type": "string"}, "example": EXAMPLE}
    form = {
        "type": "object",
        "required": ["schema"],
        "additionalProperties": False,
        "properties": {
            "schema": {"type": "string", "contentMediaType": YAML[0], "example": EXAMPLE},
            **{each.name: schema_of(each) | {"description": each.help + "."} for each in declared},
        },
    }
    return {
        "parameters": described(declared),
        "requestBody": {
            "required": True,
            "description": "The schema, see docs/schema-file.md. It names no database.",
            "content": {
                YAML[0]: text,
                JSON: {"schema": {"type": "object"}},
                MULTIPART: {"schema": form},
            },
        },
    }


EXAMPLE = """tables:
  users:
    count: 1000
    columns:
      id: {generator: sequence, primary_key: true}
      email: email
"""
