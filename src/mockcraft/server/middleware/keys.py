"""Asks for an API key: `Authorization: Bearer KEY` (RFC 6750).

What says how the server is, and what it is, stays open: a load balancer and a reader of the documentation
have no key. Metrics are not: Prometheus sends `Authorization` if it is told to.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from mockcraft.server.caller import KEY
from mockcraft.server.keys import Keys
from mockcraft.server.problems import problem

OPEN = frozenset({"/", "/healthz", "/readyz", "/docs", "/openapi.json"})
OPEN_BELOW = "/docs/"  # files of the documentation
REALM = 'Bearer realm="mockcraft"'
MISSING = "this needs an API key (send it as `Authorization: Bearer KEY`)"
UNKNOWN = "the API key is not known here (it is sent as `Authorization: Bearer KEY`)"


class ApiKeys:
    """Puts the key that a request shows into its scope, if it is known; from then on it stands for the client."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self.app, self.keys = app, keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        shown = _shown(scope) if scope["type"] == "http" else None
        key = None if shown is None else self.keys.find(shown)
        if key is not None:
            scope[KEY] = key  # in place, for the log
        await self.app(scope, receive, send)


class KeyRequired:
    """Answers 401 where no known key is shown. It stands behind RateLimits, which counts what it refuses."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] != "http" or KEY in scope or is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        none = _shown(scope) is None
        sentence, error = (MISSING, "") if none else (UNKNOWN, ', error="invalid_token"')
        headers = {"WWW-Authenticate": REALM + error}
        await problem(Request(scope), 401, sentence, headers)(scope, receive, send)


def is_open(path: str) -> bool:
    """Whether a path asks for no key."""
    return path in OPEN or path.startswith(OPEN_BELOW)


def _shown(scope: Scope) -> str | None:
    """The key that a request shows, None where there is none."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, key = value.decode("latin-1").partition(" ")
            return key.strip() if scheme.lower() == "bearer" else None
    return None
