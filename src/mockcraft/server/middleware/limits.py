"""How often a client may ask: 429 beyond it.

The headers are RateLimit-Limit, -Remaining, -Reset and -Policy of draft-ietf-httpapi-ratelimit-headers-06.
Later drafts fold them into one structured field, which none of the clients and proxies that read the old
ones do; RateLimit-Reset is in seconds, as is Retry-After (RFC 9110, 10.2.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockcraft.rates import Rate
from mockcraft.server.caller import KEY, caller_of
from mockcraft.server.metrics import Metrics
from mockcraft.server.problems import problem
from mockcraft.server.rate_windows import Standing, Windows

OTHER = "other"
# The class of an endpoint, by how its path begins; the setting `rate_CLASS` is its rate.
CLASSES = (
    ("/api/generate/", "generate"),
    ("/api/preview/", "generate"),
    ("/api/validate/", "generate"),
    ("/api/tables/", "tables"),
    ("/api/seed/", "seed"),
)
FREE = frozenset(
    {"/healthz", "/readyz", "/metrics"}
)  # whoever watches over the server must not be refused


class RateLimits:
    """Counts the requests of each client, by the class of the endpoint, and refuses those beyond its rate."""

    def __init__(
        self, app: ASGIApp, rates: Mapping[str, Rate | None], windows: Windows, metrics: Metrics
    ) -> None:
        """`rates` are by the setting's name, such as `rate_seed`; None for no limit."""
        self.app, self.rates, self.windows, self.metrics = app, rates, windows, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, and its answer back with how the client stands."""
        if scope["type"] != "http":
            await self._live(scope, receive, send)
            return
        path = scope["path"]
        name = class_of(path)
        rate = None if path in FREE else self._rate(scope, name)
        if rate is None:
            await self.app(scope, receive, send)
            return
        standing = await self.windows.hit(f"{name} {caller_of(scope)}", rate)
        headers = _headers(rate, standing)

        async def show(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        if standing.allowed:
            await self.app(scope, receive, show)
        else:
            self.metrics.limited.labels(name).inc()
            await _refuse(scope, receive, show, rate, standing)

    def _rate(self, scope: Scope, name: str) -> Rate | None:
        key = scope.get(KEY)
        setting = f"rate_{name}"
        rates = key.rates if key is not None and setting in key.rates else self.rates
        rate: Rate | None = rates.get(setting)
        return rate

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            if scope["type"] == "lifespan":
                await self.windows.close()


def class_of(path: str) -> str:
    """The class of the endpoint at a path."""
    whole = f"{path}/"
    return next((name for start, name in CLASSES if whole.startswith(start)), OTHER)


def _headers(rate: Rate, standing: Standing) -> list[tuple[bytes, bytes]]:
    return [
        (b"ratelimit-limit", b"%d" % rate.amount),
        (b"ratelimit-remaining", b"%d" % standing.remaining),
        (b"ratelimit-reset", b"%d" % ceil(standing.reset_s)),
        (b"ratelimit-policy", b"%d;w=%d" % rate),
    ]


async def _refuse(
    scope: Scope, receive: Receive, send: Send, rate: Rate, standing: Standing
) -> None:
    seconds = ceil(standing.reset_s)
    sentence = f"{rate} are allowed here, and they are used up (ask again in {seconds} s)"
    answer = problem(Request(scope), 429, sentence, {"Retry-After": str(seconds)})
    await answer(scope, receive, send)
