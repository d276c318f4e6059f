"""`GET /api/generators` and `/api/generators/{type}`: what there is."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from mockcraft.errors import ParameterError, nearest
from mockcraft.generator import find
from mockcraft.listing import describe, select
from mockcraft.server.config import ServerConfig
from mockcraft.server.openapi import problem_responses

VALUES = {"operationId": "generate", "parameters": {"type": "$response.body#/name"}}


def router(_: ServerConfig) -> APIRouter:
    """The routes."""
    made = APIRouter(tags=["generators"])
    wrong = {400: "A parameter is wrong"}
    made.add_api_route(
        "/api/generators", generators, operation_id="generators",
        responses=problem_responses(wrong | {404: "There is no such category"}),
    )  # fmt: skip
    made.add_api_route(
        "/api/generators/{type}", generator, operation_id="generator",
        responses={
            200: {"links": {"values": VALUES}},
            **problem_responses(wrong | {404: "There is no such generator"}),
        },
    )  # fmt: skip
    return made


def generators(
    request: Request,
    category: Annotated[str | None, Query(description="Those of one category")] = None,
    search: Annotated[str | None, Query(description="Those that speak of a word")] = None,
) -> dict[str, Any]:
    """The generators by category, with aliases, types, parameters and a sample."""
    _refuse_others(request, ("category", "search"))
    found = select(category, search)
    return {
        "count": len(found),
        "categories": {
            name: [describe(each) for each in members]
            for name, members in groupby(found, lambda each: each.category)
        },
    }


def generator(request: Request, type: str) -> dict[str, Any]:
    """All that is known of one generator; the name may be an alias."""
    _refuse_others(request, ())
    return describe(find(type))


def _refuse_others(request: Request, known: tuple[str, ...]) -> None:
    for name in request.query_params:
        if name not in known:
            hint = nearest(name, known, "it takes") or " (it takes none)"
            path = request.scope["route"].path
            raise ParameterError(f"{path} has no parameter {name!r}{hint}", name)
