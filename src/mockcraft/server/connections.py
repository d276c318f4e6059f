"""Connections that are bounded in time and number, over uvicorn's HTTP/1.1.

uvicorn waits for ever for the rest of a request, and for a client that does not read. Here a connection is
under a clock whenever it is its client's turn. The clocks have no timers of their own, which would cost a
tenth of a small request: once a second all connections are looked at.

When there are too many, a new one takes the place of the one that has longest owed a request. So half-sent
requests, however many, keep nobody out.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from mockcraft.server.config import ServerConfig
from mockcraft.server.framing import AmbiguousLength, RequestReader
from mockcraft.server.metrics import Metrics

BODY_RATE = 1000  # bytes that a body must have for each second beyond `timeout_body`
REPORT_S = 10  # between two lines about connections that were ended
LONGEST_HEAD = 64 * 2**10  # bytes
REASONS = {
    "head": "the rest of the request did not come in time",
    "body": "the body of the request came too slowly",
    "full": "the server has as many connections as it may have (try again)",
    "invalid": "this is no HTTP/1.1 request",
    "length": "the request has a Transfer-Encoding with a Content-Length, or in HTTP/1.0 (send one of them)",
    "hostless": "the request has no Host, which HTTP/1.1 asks for",
    "target": f"the target of the request is too long (a head has {LONGEST_HEAD:,} bytes at most)",
    "fields": f"the headers of the request are too long (a head has {LONGEST_HEAD:,} bytes at most)",
}
log = logging.getLogger("mockcraft.server")


def refusal(status: int, detail: str) -> bytes:
    """A response that ends a connection before there is a request to answer: a problem, as all errors are."""
    title = HTTPStatus(status).phrase
    body = json.dumps({"type": "about:blank", "title": title, "status": status, "detail": detail})
    head = [
        f"HTTP/1.1 {status} {title}",
        "content-type: application/problem+json",
        f"content-length: {len(body)}",
        "connection: close",
        *(["retry-after: 1"] if status == HTTPStatus.SERVICE_UNAVAILABLE else []),
    ]
    return "\r\n".join([*head, "", body]).encode("ascii")


class Watch:
    """The connections of a process.

    Attributes:
        limit: how many there may be.
        owing: those whose client has to send a request or the rest of one, the oldest first.
    """

    def __init__(self, config: ServerConfig, metrics: Metrics, limit: int) -> None:
        self.limits = {
            "head": config.timeout_header,
            "body": config.timeout_body,
            "write": config.timeout_write,
            "close": config.timeout_write,
        }
        self.metrics, self.limit = metrics, limit
        self.owing: dict[Connection, None] = {}
        self.ended: dict[str, int] = {}
        self.last_tick = self.last_report = 0.0

    def admit(self, one: Connection, count: int) -> bool:
        """Whether a new connection may stay, `count` with it; it may take the place of another."""
        if count > self.limit:
            oldest = next(iter(self.owing), None)
            if oldest is None:
                self.end(one, "full", 503)
                return False
            self.end(oldest, "displaced")
        self.owing[one] = None
        return True

    def end(self, one: Connection, reason: str, status: int | None = None) -> None:
        """Ends a connection, with a response where it has a status and none has begun."""
        self.owing.pop(one, None)
        self.ended[reason] = self.ended.get(reason, 0) + 1
        self.metrics.closed.labels(reason).inc()
        one.end(refusal(status, REASONS[reason]) if status else None)

    def tick(self, now: float, connections: Iterable[Any]) -> None:
        """Looks at all connections; `now` is in seconds of any clock that does not jump."""
        elapsed = min(now - self.last_tick, 2.0) if self.last_tick else 0.0
        self.last_tick = now
        present = [each for each in connections if isinstance(each, Connection)]
        self.metrics.connections.set(len(present))
        for each in present:
            phase = each.phase()
            if each.advance(phase, elapsed) > self._limit(each):
                answered = phase in ("head", "body") and each.received
                self.end(each, phase, 408 if answered else None)
        self._report(now)

    def _limit(self, one: Connection) -> float:
        if not one.clocked:
            return float("inf")
        more = one.received / BODY_RATE if one.clocked == "body" else 0.0
        return self.limits[one.clocked] + more

    def _report(self, now: float) -> None:
        """One line for all connections that were ended since the last one."""
        if self.ended and now - self.last_report >= REPORT_S:
            counts = ", ".join(f"{count} {reason}" for reason, count in sorted(self.ended.items()))
            log.warning("connections were ended: %s", counts)
            self.ended.clear()
            self.last_report = now


class Connection(H11Protocol):
    """One connection; `watch` is given by a subclass, because uvicorn makes the objects."""

    watch: Watch

    def connection_made(self, transport: Any) -> None:
        """Begins, if there is room."""
        super().connection_made(transport)
        self.conn = RequestReader(h11.SERVER, LONGEST_HEAD)
        self.clocked, self.clock, self.received = "", 0.0, 0
        self.admitted = self.watch.admit(self, len(self.connections))

    def connection_lost(self, exc: Exception | None) -> None:
        """Ends."""
        self.watch.owing.pop(self, None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes bytes; with the head of a request complete, the client owes none."""
        if not self.admitted:
            return
        self.received += len(data)
        super().data_received(data)
        if self._answering():
            self.watch.owing.pop(self, None)

    def on_response_complete(self) -> None:
        """Waits for the next request, or goes on with one that is there already."""
        self.received = 0
        super().on_response_complete()
        if not self._answering() and not self.transport.is_closing():
            self.watch.owing[self] = None

    def resume_writing(self) -> None:
        """The client has read some 48 KiB, so it is alive."""
        super().resume_writing()
        self.clock = 0.0

    def send_400_response(self, msg: str) -> None:
        """Ends a connection that does not speak HTTP, or has too long a head; h11's error, which is being handled, tells."""
        error = sys.exception()
        if getattr(error, "error_status_hint", 400) == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE:
            in_target = b"\n" not in bytes(self.conn.trailing_data[0])
            self.watch.end(self, *(("target", 414) if in_target else ("fields", 431)))
        elif isinstance(error, AmbiguousLength):
            self.watch.end(self, "length", 400)
        elif "Missing mandatory Host" in str(error):
            self.watch.end(self, "hostless", 400)
        else:
            self.watch.end(self, "invalid", 400)

    def end(self, response: bytes | None) -> None:
        """Ends the connection: with a response if none has begun, else at once."""
        if response is None or (self._answering() and self.cycle.response_started):
            self.transport.abort()
            return
        if self._answering():
            scope: dict[str, Any] = self.scope  # type: ignore[assignment]
            scope["mockcraft.refused"] = int(response[9:12])
        self.transport.write(response)
        self.transport.close()

    def phase(self) -> str:
        """What the client has to do: finish a head or a body, read, take leave; "" where it has to do nothing."""
        if self.transport.is_closing():
            return "close"
        if self.flow.write_paused:
            return "write"
        if self._answering():
            return "body" if self.cycle.more_body and not self.flow.read_paused else ""
        return "" if self.timeout_keep_alive_task is not None else "head"

    def advance(self, phase: str, elapsed: float) -> float:
        """Seconds that the client has been in this phase."""
        if phase != self.clocked:
            self.clocked, self.clock = phase, 0.0
        else:
            self.clock += elapsed
        return self.clock

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _should_upgrade(self) -> bool:
        return False
