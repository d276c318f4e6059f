"""What stands before all routes, each a pure ASGI class in a module of its own.

Starlette's BaseHTTPMiddleware is not used: it costs a task a request, and breaks streaming.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.errors import ServerErrorMiddleware

from mockcraft.server import problems
from mockcraft.server.config import ServerConfig
from mockcraft.server.metrics import Metrics, metrics_of
from mockcraft.server.middleware.headers import SecurityHeaders
from mockcraft.server.middleware.requests import Requests


def install(app: FastAPI, config: ServerConfig) -> None:
    """Puts what the configuration asks for before the application; what it does not costs nothing."""
    app.user_middleware.extend(chosen(config, metrics_of(app)))


def chosen(config: ServerConfig, metrics: Metrics) -> Iterator[Middleware]:
    """The middleware, the outermost first."""
    yield Middleware(Requests, metrics)
    yield Middleware(SecurityHeaders)
    # Starlette's own stands outside of all others, and what it answers would lack their headers.
    yield Middleware(ServerErrorMiddleware, handler=problems.broken)
