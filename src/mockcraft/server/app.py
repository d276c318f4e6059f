"""The application: routes, documentation, errors."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from starlette.routing import Route

from mockcraft import __version__
from mockcraft.errors import ParameterError, nearest
from mockcraft.generator import registry
from mockcraft.listing import describe, select
from mockcraft.server import openapi, problems, values
from mockcraft.server.values import Defaults

PLAIN = Defaults()


def create_app(defaults: Defaults = PLAIN) -> FastAPI:
    """The application, for any ASGI server."""
    registry()  # a plugin that fails shall fail here
    app = FastAPI(title="MockCraft", version=__version__, redoc_url=None)
    problems.install(app)
    app.router.routes.append(Route("/api/generate/{type}", values.endpoint(defaults)))
    app.add_api_route("/api/generators", generators, tags=["generators"])
    app.add_api_route("/healthz", healthz, tags=["server"])
    app.openapi = _openapi(app, defaults)  # type: ignore[method-assign]
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


def _openapi(app: FastAPI, defaults: Defaults) -> Any:
    made: dict[str, Any] = {}

    def document() -> dict[str, Any]:
        if not made:
            made.update(openapi.document(app, defaults))
        return made

    return document
