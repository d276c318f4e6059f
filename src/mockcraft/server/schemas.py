"""`POST /api/validate` and `POST /api/preview`: a schema that a client sends, checked and looked at."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mockcraft.preview import check_one_table, rows_shown, tables_shown, written
from mockcraft.server.config import ServerConfig
from mockcraft.server.openapi import problem_responses
from mockcraft.server.uploads import Upload, openapi, receive
from mockcraft.settings import Setting
from mockcraft.trial import try_rows

TRIED = 100  # first rows of each table that validation makes
TABLE = Setting("table", str, None, "The only table that is shown")
OFFSET = Setting("offset", int, 0, "First row, counted from 0", low=0, high=2**62 - 1)
ROWS = Setting("rows", int, 10, "How many rows of each table", low=1)
FORMAT = Setting("format", str, "json", "Form of the rows", choices=("json", "jsonl", "csv"))
MEDIA_TYPES = {"json": "application/json", "jsonl": "application/jsonl", "csv": "text/csv"}
PROBLEMS = {
    400: "The schema, a parameter or the form is wrong; `errors` has each problem of the schema",
    413: "The body is larger than `max_upload`",
    415: "The body is of a type that is not read",
}


def router(config: ServerConfig) -> APIRouter:
    """The routes."""
    made = APIRouter(tags=["schemas"])
    shown = (
        TABLE,
        OFFSET,
        ROWS.but(high=config.max_rows, default=min(10, config.max_rows)),
        FORMAT,
    )

    async def validate(request: Request) -> Response:
        """Checks a schema, and makes the first rows of each of its tables."""
        upload = await receive(request, config)
        return JSONResponse(await run_in_threadpool(summary, upload))

    async def preview(request: Request) -> Response:
        """Rows of the tables of a schema, from any row on."""
        upload = await receive(request, config, shown)
        text = await run_in_threadpool(rows_of, upload)
        return Response(text, media_type=MEDIA_TYPES[upload.settings["format"]])

    made.add_api_route(
        "/api/validate", validate, methods=["POST"], operation_id="validate",
        responses={200: VALID, **problem_responses(PROBLEMS)}, response_class=JSONResponse,
        openapi_extra=openapi(),
    )  # fmt: skip
    made.add_api_route(
        "/api/preview", preview, methods=["POST"], operation_id="preview",
        responses={200: ROWS_SHOWN, **problem_responses(PROBLEMS)}, response_class=Response,
        openapi_extra=openapi(shown),
    )  # fmt: skip
    return made


def summary(upload: Upload) -> dict[str, Any]:
    """What is in a schema that has no problems; raises UserError with all that it has."""
    _, plan = upload.load()
    try_rows(plan, TRIED)
    return {
        "valid": True,
        "rows": plan.rows,
        "tables": {
            each.name: {"rows": each.count, "columns": [column.name for column in each.columns]}
            for each in plan.tables
        },
    }


def rows_of(upload: Upload) -> str:
    """The rows that a preview asks for, in its format."""
    asked = upload.settings
    format, offset, count = asked["format"], asked["offset"], asked["rows"]
    _, plan = upload.load()
    tables = tables_shown(plan, asked["table"], f"table={asked['table']}")
    check_one_table(tables, format, "table")
    last = min(offset + count, 2**62) - 1
    chunks = rows_shown(plan, tables, offset, last, f"offset={offset}, rows={count}")
    return "".join(written(plan, chunks, format))


VALID = {
    "description": "The schema has no problems",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["valid", "rows", "tables"],
                "properties": {
                    "valid": {"const": True},
                    "rows": {"type": "integer", "description": "Of all tables."},
                    "tables": {
                        "type": "object",
                        "additionalProperties": {
                            "type": "object",
                            "required": ["rows", "columns"],
                            "properties": {
                                "rows": {"type": "integer"},
                                "columns": {"type": "array", "items": {"type": "string"}},
                            },
                        },
                    },
                },
            }
        }
    },
}
_OBJECTS = {"type": "array", "items": {"type": "object"}}
ROWS_SHOWN = {
    "description": "The rows: of one table a list, of several an object with a list for each",
    "content": {
        "application/json": {
            "schema": {"oneOf": [_OBJECTS, {"type": "object", "additionalProperties": _OBJECTS}]}
        },
        "application/jsonl": {"schema": {"type": "string"}},
        "text/csv": {"schema": {"type": "string"}},
    },
}
