"""`GET /api/generators`: what there is."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from mockcraft.errors import ParameterError, nearest
from mockcraft.listing import describe, select
from mockcraft.server.config import ServerConfig


def router(_: ServerConfig) -> APIRouter:
    """The routes."""
    made = APIRouter(tags=["generators"])
    made.add_api_route("/api/generators", generators)
    return made


def generators(
    request: Request,
    category: Annotated[str | None, Query(description="Those of one category")] = None,
    search: Annotated[str | None, Query(description="Those that speak of a word")] = None,
) -> dict[str, Any]:
    """The generators by category, with aliases, types, parameters and a sample."""
    for name in request.query_params:
        if name not in ("category", "search"):
            hint = nearest(name, ("category", "search"), "it takes")
            raise ParameterError(f"/api/generators has no parameter {name!r}{hint}", name)
    found = select(category, search)
    return {
        "count": len(found),
        "categories": {
            name: [describe(each) for each in members]
            for name, members in groupby(found, lambda each: each.category)
        },
    }
