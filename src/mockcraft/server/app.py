"""The application, put together from a router a feature."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import anyio
from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp

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
from mockcraft.server.keys import Keys
from mockcraft.server.reloading import Reload, stamps_of
from mockcraft.server.shortcut import Shortcut
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
# FastAPI would look for OpenTelemetry at each request; the server has metrics and logs of its own.
UNTRACED: Any = {"tracing": False, "metrics": False, "logs": False}


class Application(FastAPI):
    """FastAPI, with the middleware around the whole of it: its own layers stand within.

    Attributes:
        around: the middleware, the outermost first.
    """

    around: Sequence[Middleware] = ()

    def build_middleware_stack(self) -> ASGIApp:
        """See Starlette."""
        app = super().build_middleware_stack()
        for each in reversed(self.around):
            app = each.cls(app, *each.args, **each.kwargs)
        return app


def create_app(config: ServerConfig | None = None, public: bool = False) -> FastAPI:
    """The application, for any ASGI server.

    Args:
        config: its settings.
        public: whether others than this machine reach it, see `middleware.hosts`.
    """
    config = config or ServerConfig()
    load_packages()  # one that fails shall fail here; built-in generators are imported when they are asked for
    turns = Turns(config.max_cost)
    app = Application(
        title="MockCraft", version=__version__, openapi_url=None, lifespan=turns.budget.lifespan,
        telemetry=UNTRACED,
    )  # fmt: skip
    app.state.metrics = metrics.Metrics()
    app.state.document = None  # see home.openapi
    app.state.documenting = anyio.Lock()
    app.state.turns = turns
    app.state.checks = {}  # see health.readyz
    app.state.reloads = []  # of reloading.Reload
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
    shortcut = Middleware(
        Shortcut, next(each for each in app.state.routes if each.path == values.PATH)
    )
    keys = None
    if config.api_keys:
        paths = (config.api_keys,)
        stamps = stamps_of(paths)
        keys = Keys(config.api_keys)
        app.state.reloads.append(Reload("API keys", paths, stamps, keys.reload))
    app.around = (*middleware.chosen(config, app.state.metrics, keys, public), shortcut)
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
