"""The OpenAPI descriptions of the routes of virtual tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mockcraft.latency import PATTERN
from mockcraft.server.openapi import problem_responses
from mockcraft.server.parameters import described
from mockcraft.server.tables.imitation import LATENCY_HEADER
from mockcraft.setting import Setting

BODIES = ("application/json", "application/merge-patch+json")
ROW_BYTES = 65_536  # of a row that a client sends, as JSON
_ETAG = {"ETag": {"description": "Of the state of the schema.", "schema": {"type": "string"}}}
_LIST_HEADERS = {
    **_ETAG,
    "X-Total-Count": {
        "description": "How many rows there are in all; missing where only a part was looked at.",
        "schema": {"type": "integer"},
    },
    "X-Scanned": {
        "description": "Which rows were looked at one by one, such as `rows 0-99999/1000000000`.",
        "schema": {"type": "string"},
    },
    "Link": {
        "description": "first, prev, next and last page (RFC 8288); next leads to the rows that were not looked at.",
        "schema": {"type": "string"},
    },
}
_OBJECT = {"type": "object"}
_IMITATED = {
    503: "It took or waited too long, the server is stopping, or a failure is imitated, see X-Mockcraft-Error-Rate"
}
_WRONG = {400: "A parameter is wrong", 404: "There is no such schema, table or row", **_IMITATED}
_CHANGED = {
    412: "The schema is in another state than that of If-Match, or in that of If-None-Match"
}
_OTHER = {412: "The schema is in another state than that of If-Match"}
_UNWRITABLE = {
    409: "There is a row of that key",
    413: f"The body has more than {ROW_BYTES:,} bytes",
    415: "The body is not JSON",
    507: "As much has been written as is kept",
}
# X-Mockcraft-Error-Rate is left out: who tries all parameters would find that the server fails.
_HEADERS = [
    {
        "name": LATENCY_HEADER, "in": "header", "required": False,
        "description": "How long to wait before the answer: a time, or a span with the shorter time first.",
        "schema": {"type": "string", "pattern": PATTERN, "example": "100ms..2s"},
    }
]  # fmt: skip
_UNCHANGED = {304: {"description": "The client has the answer already (If-None-Match)"}}
_IF_NONE_MATCH = {
    "name": "If-None-Match", "in": "header", "required": False,
    "description": "ETag of an answer that the client has.", "schema": {"type": "string"},
}  # fmt: skip
_IF_MATCH = {
    "name": "If-Match", "in": "header", "required": False,
    "description": "ETag of the state in which the client knows the schema: what was written since is kept.",
    "schema": {"type": "string"},
}  # fmt: skip


def schemas() -> dict[str, Any]:
    """Of `/api/tables`."""
    return {
        "responses": {200: _answer(_OBJECT), **problem_responses({400: _WRONG[400], **_IMITATED})},
        "openapi_extra": {"parameters": [*_HEADERS]},
    }


def schema(names: Sequence[str]) -> dict[str, Any]:
    """Of `/api/tables/{schema}`."""
    return {
        "responses": {200: _answer(_OBJECT), **problem_responses(_WRONG)},
        "openapi_extra": {"parameters": [_schema_name(names), *_HEADERS]},
    }


def rows(names: Sequence[str], settings: Sequence[Setting]) -> dict[str, Any]:
    """Of `/api/tables/{schema}/{table}`."""
    return _list([_schema_name(names), _path("table", "Name of a table")], settings)


def row(names: Sequence[str], settings: Sequence[Setting]) -> dict[str, Any]:
    """Of `/api/tables/{schema}/{table}/{key}`."""
    places = [_schema_name(names), _path("table", "Name of a table"), _key()]
    return {
        "responses": {
            200: {**_answer(_OBJECT), "headers": _ETAG}, **_UNCHANGED,
            **problem_responses(_WRONG | _OTHER),
        },
        "openapi_extra": {"parameters": [*places, *described(settings), _IF_NONE_MATCH, *_HEADERS]},
    }  # fmt: skip


def children(names: Sequence[str], settings: Sequence[Setting]) -> dict[str, Any]:
    """Of `/api/tables/{schema}/{table}/{key}/{children}`."""
    child = _path("children", "Name of a table that refers to the row's")
    places = [_schema_name(names), _path("table", "Name of a table"), _key(), child]
    return _list(places, settings)


def adding(names: Sequence[str]) -> dict[str, Any]:
    """Of `POST /api/tables/{schema}/{table}`."""
    places = [_schema_name(names), _path("table", "Name of a table")]
    made = _written(places, _UNWRITABLE | _CHANGED)
    made["responses"] = {201: made["responses"].pop(200), **made["responses"]}
    made["status_code"] = 201
    return made


def replacing(names: Sequence[str]) -> dict[str, Any]:
    """Of `PUT /api/tables/{schema}/{table}/{key}`."""
    places = [_schema_name(names), _path("table", "Name of a table"), _key()]
    why = {each: why for each, why in _UNWRITABLE.items() if each != 409}
    return _written([*places, _IF_MATCH], why | _CHANGED)


def changing(names: Sequence[str]) -> dict[str, Any]:
    """Of `PATCH /api/tables/{schema}/{table}/{key}`."""
    made = replacing(names)
    made["description"] = "A merge patch (RFC 7396): null sets NULL."
    return made


def deleting(names: Sequence[str]) -> dict[str, Any]:
    """Of `DELETE /api/tables/{schema}/{table}/{key}`."""
    places = [_schema_name(names), _path("table", "Name of a table"), _key()]
    return _gone([*places, _IF_MATCH], {507: _UNWRITABLE[507], **_CHANGED})


def clearing(names: Sequence[str]) -> dict[str, Any]:
    """Of `DELETE /api/tables/{schema}`."""
    return _gone([_schema_name(names), _IF_MATCH], _CHANGED)


def _gone(places: list[dict[str, Any]], more: dict[int, str]) -> dict[str, Any]:
    return {
        "status_code": 204,
        "responses": {204: {"description": "It is gone"}, **problem_responses({**_WRONG, **more})},
        "openapi_extra": {"parameters": [*places, *_HEADERS]},
    }


def _written(places: list[dict[str, Any]], more: dict[int, str]) -> dict[str, Any]:
    content = {each: {"schema": _OBJECT} for each in BODIES}
    return {
        "responses": {
            200: {**_answer(_OBJECT), "headers": _ETAG}, **problem_responses({**_WRONG, **more}),
        },
        "openapi_extra": {
            "parameters": [*places, *_HEADERS],
            "requestBody": {
                "required": True, "description": "Columns and values of the row.", "content": content,
            },
        },
    }  # fmt: skip


def _list(places: list[dict[str, Any]], settings: Sequence[Setting]) -> dict[str, Any]:
    return {
        "description": "Further parameters are names of columns, which must have the value: `country=France`.",
        "responses": {
            200: {
                **_answer({"type": "array", "items": _OBJECT}),
                "headers": _LIST_HEADERS,
            },
            **_UNCHANGED,
            **problem_responses(
                {
                    **_WRONG,
                    **_OTHER,
                    422: "So many rows are too wide, or too many to be sorted, or there is no such `scan`",
                }
            ),
        },
        "openapi_extra": {"parameters": [*places, *described(settings), _IF_NONE_MATCH, *_HEADERS]},
    }


def _answer(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": "What was asked for",
        "content": {"application/json": {"schema": schema}},
    }


def _schema_name(names: Sequence[str]) -> dict[str, Any]:
    made = _path("schema", "Name of a schema: its file's, without the ending")
    if names:
        made["schema"] = {"type": "string", "enum": list(names)}
    return made


def _path(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name, "in": "path", "required": True, "description": description,
        "schema": {"type": "string", "minLength": 1},
    }  # fmt: skip


def _key() -> dict[str, Any]:
    return _path(
        "key",
        "Primary key of a row, values with commas between them where it has several columns; or `row:` and "
        "the row's number, counted from 0",
    )
