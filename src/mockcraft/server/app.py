"""The application, put together from a router a feature."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import anyio
from fastapi import APIRouter, FastAPI
from starlette.routing import Route

from mockcraft import __version__
from mockcraft.names import load_packages
from mockcraft.server import (
    catalogue,
    columns,
    health,
    home,
    metrics,
    middleware,
    openapi,
    problems,
    schemas,
    values,
)
from mockcraft.server.config import ServerConfig
from mockcraft.server.jobs import routes as jobs
from mockcraft.server.tables import routes
from mockcraft.server.turns import Turns

# What the server does, a module each. A router that has to start and stop something has a lifespan.
ROUTERS: tuple[Callable[[ServerConfig], APIRouter], ...] = (
    values.router,
    columns.router,
    catalogue.router,
    schemas.router,
    routes.router,
    jobs.router,
    health.router,
    home.router,
    metrics.router,
)


def create_app(config: ServerConfig | None = None, public: bool = False) -> FastAPI:
    """The application, for any ASGI server.

    Args:
        config: its settings.
        public: whether others than this machine reach it, see `middleware.hosts`.
    """
    config = config or ServerConfig()
    load_packages()  # one that fails shall fail here; built-in generators are imported when they are asked for
    turns = Turns(config.max_cost)
    app = FastAPI(
        title="MockCraft", version=__version__, openapi_url=None, lifespan=turns.budget.lifespan
    )
    app.state.metrics = metrics.Metrics()
    app.state.document = None  # see home.openapi
    app.state.documenting = anyio.Lock()
    app.state.turns = turns
    app.state.checks = {}  # see health.readyz
    app.state.reloads = []  # see reloading
    app.state.stopping = asyncio.Event()  # set when the server is told to end
    problems.install(app)
    routers = [router(config) for router in ROUTERS]
    for each in routers:
        _answer_heads(each)
    app.state.templates = _templates(routers)
    app.state.routes = [
        each for router in routers for each in router.routes if isinstance(each, Route)
    ]
    for router in routers:
        app.include_router(router)
    middleware.install(app, config, public)
    app.openapi = _openapi(app, config)  # type: ignore[method-assign]
    return app


def _answer_heads(router: APIRouter) -> None:
    """Lets what answers GET answer HEAD (RFC 9110, 9.1), as Starlette's own routes do; the server leaves out the body."""
    routes = [each for each in router.routes if isinstance(each, Route)]
    answered = {each.path for each in routes if "HEAD" in (each.methods or ())}
    for each in routes:
        if "GET" in (each.methods or ()) and each.path not in answered:
            router.add_api_route(
                each.path, each.endpoint, methods=["HEAD"], include_in_schema=False,
                response_model=None,
            )  # fmt: skip


def _templates(routers: Iterable[APIRouter]) -> dict[Any, str]:
    """The template of the path by endpoint, for logs and metrics."""
    return {
        route.endpoint: route.path
        for router in routers
        for route in router.routes
        if isinstance(route, Route)
    }


def _openapi(app: FastAPI, config: ServerConfig) -> Any:
    made: dict[str, Any] = {}

    def document() -> dict[str, Any]:
        if not made:
            made.update(openapi.document(app, config))
        return made

    return document
