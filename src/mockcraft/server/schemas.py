"""`POST /api/validate` and `POST /api/preview`: a schema that a client sends, checked and looked at."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mockcraft.preview import OFFSET, ROWS, TABLE, page
from mockcraft.server.budget import spend_on
from mockcraft.server.config import ServerConfig
from mockcraft.server.openapi import problem_responses
from mockcraft.server.receiving import openapi, receive
from mockcraft.server.turns import turns_of
from mockcraft.server.uploads import Upload
from mockcraft.setting import Setting
from mockcraft.trial import SUMMARY, summary, try_rows

TRIED = 100  # first rows of each table that validation makes
FORMAT = Setting("format", str, "json", "Form of the rows", choices=("json", "jsonl", "csv"))
MEDIA_TYPES = {"json": "application/json", "jsonl": "application/jsonl", "csv": "text/csv"}
PROBLEMS = {
    400: "A parameter or the form is wrong",
    404: "The schema has no such table",
    413: "The body is larger than `max_upload`",
    415: "The body is of a type that is not read",
    422: "The schema is wrong; `errors` has each problem. Or it costs more than `max_cost`, or has no such rows",
    503: "It took too long, or others are worked on, or the server is stopping",
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
        return JSONResponse(await turns_of(request).run(request, partial(check, upload)))

    async def preview(request: Request) -> Response:
        """Rows of the tables of a schema, from any row on."""
        upload = await receive(request, config, shown)
        text = await turns_of(request).run(request, partial(rows_of, upload))
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


def check(upload: Upload) -> dict[str, Any]:
    """What is in a schema that has no problems; raises UserError with all that it has."""
    _, plan = upload.load()
    try_rows(plan, TRIED)
    return summary(plan)


def rows_of(upload: Upload) -> str:
    """The rows that a preview asks for, in its format."""
    from mockcraft.format import FormatOptions

    asked = upload.settings
    spec, plan = upload.load()
    options = FormatOptions(csv=spec.csv)
    pieces = []
    where = asked["table"], asked["offset"], asked["rows"], asked["format"]
    for piece in page(plan, *where, options):
        spend_on(piece)
        pieces.append(piece)
    return "".join(pieces)


VALID = {
    "description": "The schema has no problems",
    "content": {"application/json": {"schema": SUMMARY}},
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
