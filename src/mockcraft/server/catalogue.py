"""`GET /api/generators` and `/api/generators/{type}`: what there is."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mockcraft.generator import find
from mockcraft.listing import describe, select
from mockcraft.server.config import ServerConfig
from mockcraft.server.openapi import problem_responses
from mockcraft.server.parameters import described, read
from mockcraft.setting import Setting

PATH, ONE = "/api/generators", "/api/generators/{type}"
CATEGORY = Setting("category", str, None, "Those of one category")
SEARCH = Setting("search", str, None, "Those that speak of a word")
VALUES = {"operationId": "generate", "parameters": {"type": "$response.body#/name"}}


def router(_: ServerConfig) -> APIRouter:
    """The routes."""
    made = APIRouter(tags=["generators"])
    wrong = {400: "A parameter is wrong"}
    made.add_api_route(
        PATH, generators, operation_id="generators", response_class=JSONResponse,
        responses={
            200: _object("The generators"),
            **problem_responses(wrong | {404: "There is no such category"}),
        },
        openapi_extra={"parameters": described((CATEGORY, SEARCH))},
    )  # fmt: skip
    made.add_api_route(
        ONE, generator, operation_id="generator", response_class=JSONResponse,
        responses={
            200: {**_object("The generator"), "links": {"values": VALUES}},
            **problem_responses(wrong | {404: "There is no such generator"}),
        },
        openapi_extra={"parameters": [TYPE]},
    )  # fmt: skip
    return made


def generators(request: Request) -> Response:
    """The generators by category, with aliases, types, parameters and a sample."""
    asked = read((CATEGORY, SEARCH), request.query_params.multi_items(), PATH)
    found = select(asked["category"], asked["search"])
    categories = {
        name: [describe(find(each.name)) for each in members]
        for name, members in groupby(found, lambda each: each.category)
    }
    return JSONResponse({"count": len(found), "categories": categories})


def generator(request: Request) -> Response:
    """All that is known of one generator; the name may be an alias."""
    read((), request.query_params.multi_items(), ONE)
    return JSONResponse(describe(find(request.path_params["type"])))


def _object(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }


TYPE = {
    "name": "type", "in": "path", "required": True, "schema": {"type": "string"},
    "description": "Name of a generator, or an alias; case, `_` and `-` do not matter.",
}  # fmt: skip
