"""Which web pages may use the server: those of its own origin, and those of `cors_origins`.

Browsers ask the server about origins (Fetch standard, "CORS protocol"). Starlette's CORSMiddleware leaves
out `Vary` where a request has no `Origin` or one that is refused, so that a cache between may give the
answer for one origin to another, and it refuses in plain text.

A form of any page may send a POST without asking (and so start jobs on the reader's own machine); such
requests are refused by what browsers say of them: https://go.dev/doc/go1.25#nethttppkgnethttp has the
same rule.
"""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockcraft.addresses import ANY, PORTS
from mockcraft.errors import shortened
from mockcraft.server.problems import problem

SAFE = ("GET", "HEAD", "OPTIONS")
METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
KEPT_S = 600  # how long a browser may go by an answer to a preflight
# A page may read all headers: `*` counts for requests without credentials, and no others are allowed.
EXPOSED = b"*"
MAX_SHOWN = 100  # characters of an origin that a message shows
ASKED = "Access-Control-Request-Method"


class CrossOrigin:
    """Answers preflights, lets pages of `origins` read answers, and refuses writes by any other page."""

    def __init__(self, app: ASGIApp, origins: tuple[str, ...]) -> None:
        self.app, self.origins = app, frozenset(origins)
        self.any = ANY in origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, and its answer back with the headers that browsers look for."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        origin = _origin(scope)
        allowed = origin is not None and (self.any or origin in self.origins)
        if origin is None or (not allowed and _is_own(origin, scope)):
            await self.app(scope, receive, self._varying(send))
        elif scope["method"] == "OPTIONS" and ASKED in Headers(scope=scope) and self.origins:
            await self._preflight(scope, origin, allowed)(scope, receive, send)
        elif allowed:
            await self.app(scope, receive, self._shared(send, origin))
        elif scope["method"] in SAFE:
            await self.app(scope, receive, self._varying(send))
        else:
            await self._refused(scope, origin)(scope, receive, self._varying(send))

    def _varying(self, send: Send) -> Send:
        """`send`, for an answer that shows no origin but would show some."""
        if self.any or not self.origins:
            return send

        async def vary(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("Origin")
            await send(message)

        return vary

    def _shared(self, send: Send, origin: str) -> Send:
        """`send`, for an answer that pages of the origin may read."""
        own = [
            (b"access-control-allow-origin", self._shown(origin).encode("latin-1")),
            (b"access-control-expose-headers", EXPOSED),
            (b"cross-origin-resource-policy", b"cross-origin"),
        ]

        async def share(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *own]
            await send(message)

        return self._varying(share)

    def _shown(self, origin: str) -> str:
        return ANY if self.any else origin

    def _preflight(self, scope: Scope, origin: str, allowed: bool) -> Response:
        vary = {"Vary": f"Origin, {ASKED}, Access-Control-Request-Headers"}
        if not allowed:
            refused = self._refused(scope, origin)
            refused.headers.update(vary)
            return refused
        headers = Headers(scope=scope).get("Access-Control-Request-Headers")
        return Response(
            status_code=204,
            headers=vary
            | {
                "Access-Control-Allow-Origin": self._shown(origin),
                "Access-Control-Allow-Methods": METHODS,
                "Access-Control-Max-Age": str(KEPT_S),
            }
            | ({"Access-Control-Allow-Headers": headers} if headers else {}),
        )

    def _refused(self, scope: Scope, origin: str) -> Response:
        sentence = (
            f"pages of {shortened(origin, MAX_SHOWN)} may not do this here (add it to cors_origins)"
        )
        return problem(Request(scope), 403, sentence)


def _origin(scope: Scope) -> str | None:
    """The origin of the page that sends a request; None where it is no page's."""
    for name, value in scope["headers"]:
        if name == b"origin":
            text: str = value.decode("latin-1")
            return text
    return None


def _is_own(origin: str, scope: Scope) -> bool:
    """Whether a page is one of this server's; a proxy may have taken TLS off, so the scheme does not count."""
    scheme, _, where = origin.lower().partition("://")
    port = PORTS.get(scheme, "")
    host = Headers(scope=scope).get("host", "").lower().removesuffix(port)
    return bool(host) and where.removesuffix(port) == host
