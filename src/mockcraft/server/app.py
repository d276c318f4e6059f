"""The application: routes, documentation, errors."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from starlette.routing import Route

from mockcraft import __version__
from mockcraft.catalogue import describe, select
from mockcraft.errors import ParameterError, nearest
from mockcraft.generator import registry
from mockcraft.server import openapi, problems, values
from mockcraft.settings import LOCALE, MAX_COUNT


def create_app(max_count: int = MAX_COUNT.default, locale: str = LOCALE.default) -> FastAPI:
    """The application, for any ASGI server.

    Args:
        max_count: most values of one request.
        locale: locale of requests that name none.
    """
    registry()  # a plugin that fails shall fail here
    app = FastAPI(title="MockCraft", version=__version__, redoc_url=None)
    problems.install(app)
    app.router.routes.append(Route("/api/generate/{type}", values.endpoint(max_count, locale)))
    app.add_api_route("/api/generators", generators, tags=["generators"])
    app.add_api_route("/healthz", healthz, tags=["server"])
    app.openapi = _openapi(app, max_count, locale)  # type: ignore[method-assign]
    return app


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


async def healthz() -> dict[str, str]:
    """Whether the server answers."""
    return {"status": "ok", "version": __version__}


def _openapi(app: FastAPI, max_count: int, locale: str) -> Any:
    made: dict[str, Any] = {}

    def document() -> dict[str, Any]:
        if not made:
            made.update(openapi.document(app, max_count, locale))
        return made

    return document
