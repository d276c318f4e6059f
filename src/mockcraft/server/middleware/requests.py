"""What every request gets: an id, a line in the log, its place in the metrics, and an answer if it breaks."""

from __future__ import annotations

import re
from asyncio import CancelledError
from itertools import count
from secrets import token_hex
from time import perf_counter
from typing import Any
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockcraft.server import logs, problems, sentry
from mockcraft.server.caller import KEY
from mockcraft.server.metrics import Metrics
from mockcraft.server.structured import bind_contextvars

HEADER = b"x-request-id"
TAKEN = re.compile(rb"[\w.:=+/@-]{1,128}", re.ASCII)  # ids of others that are kept as they are
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
WATCHED = {"/healthz", "/readyz", "/metrics"}  # asked every few seconds: logged at debug


class Requests:
    """The outermost middleware, so that it sees what all others answer, and how long they take."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics
        self.log = logs.logger().bind()  # once: half of what a line costs
        self.prefix, self.numbers = token_hex(4), count(1)
        self.counters: dict[tuple[str, str, int], Any] = {}
        self.timers: dict[str, Any] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        one = _One(scope, send, self._id(scope))
        bind_contextvars(request_id=one.id)
        try:
            await self.app(scope, receive, one.send)
        except ClientDisconnect:
            pass
        except CancelledError:
            if not scope["app"].state.stopping.is_set():
                raise
            await self._stopped(one, receive)
        except Exception as error:
            await self._broken(one, receive, error)
        finally:
            self._record(one)

    def _id(self, scope: Scope) -> str:
        for name, value in scope["headers"]:
            if name == HEADER and TAKEN.fullmatch(value):
                return str(value, "ascii")
        return f"{self.prefix}-{next(self.numbers):x}"

    async def _broken(self, one: _One, receive: Receive, error: Exception) -> None:
        """Logs a bug and reports it; the client gets the request's id, and nothing of the inside."""
        self.metrics.errors.labels(type(error).__name__).inc()
        self.log.error(
            f"{one.scope['method']} {logs.target(_path(one.scope), b'')} failed",
            kind=type(error).__name__, exc_info=error,
        )  # fmt: skip
        sentry.report(error, one.id, route_of(one.scope))
        if not one.status:
            response = await problems.broken(Request(one.scope), error)
            await response(one.scope, receive, one.send)
        elif not one.complete:
            raise logs.Aborted from None

    async def _stopped(self, one: _One, receive: Receive) -> None:
        """Ends a request that has outlived the server's time of grace."""
        if not one.status:
            response = problems.problem(Request(one.scope), 503, "the server is being stopped")
            await response(one.scope, receive, one.send)
        elif not one.complete:
            raise logs.Aborted from None

    def _record(self, one: _One) -> None:
        ended = perf_counter()
        scope = one.scope
        status = scope.get("mockcraft.refused") or one.status or problems.GONE  # see `connections`
        route = route_of(scope)
        method = scope["method"] if scope["method"] in METHODS else "other"
        key = (method, route, status)
        counter = self.counters.get(key)
        if counter is None:
            counter = self.counters[key] = self.metrics.requests.labels(method, route, str(status))
        counter.inc()
        timer = self.timers.get(route)
        if timer is None:
            timer = self.timers[route] = self.metrics.latency.labels(route)
        timer.observe((one.began or ended) - one.started)
        if status >= 500:
            log = self.log.warning
        else:
            log = self.log.debug if route in WATCHED else self.log.info
        log(
            "request",
            client=(scope["client"] or ("",))[0],
            **({"key": scope[KEY].name} if KEY in scope else {}),
            method=method,
            route=route,
            path=logs.target(_path(scope), scope["query_string"]),
            status=status,
            duration_ms=round((ended - one.started) * 1000, 3),
            bytes=one.bytes,
        )  # fmt: skip


class _One:
    """One request under way, and what its response has come to."""

    __slots__ = ("_send", "began", "bytes", "complete", "id", "scope", "started", "status")

    def __init__(self, scope: Scope, send: Send, id: str) -> None:
        self.scope, self._send, self.id = scope, send, id
        scope["mockcraft.request_id"] = id
        self.status = self.bytes = 0
        self.complete = False
        self.began = 0.0
        self.started = perf_counter()

    async def send(self, message: Message) -> None:
        """Passes a message of the response on."""
        if message["type"] == "http.response.start":
            self.began = perf_counter()
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), (HEADER, self.id.encode())]
        elif message["type"] == "http.response.body":
            self.bytes += len(message.get("body", b""))
            self.complete = not message.get("more_body", False)
        await self._send(message)


def _path(scope: Scope) -> bytes:
    """The path as it came, or would have: decoded, it might hold the end of a line, and forge the next."""
    raw: bytes | None = scope.get("raw_path")
    return raw or quote(scope["path"]).encode()


def route_of(scope: Scope) -> str:
    """The template of the path, such as `/api/generate/{type}`; "none" where there is nothing."""
    route = scope.get("route")
    path = getattr(route, "path", None)
    if path is None:  # a plain route of Starlette, which FastAPI does not tell
        path = scope["app"].state.templates.get(scope.get("endpoint"), "none")
    return str(path)
