"""Responses in gzip, for clients that take it.

Starlette's middleware compresses, and leaves alone what is small, an archive, a part (206) or a stream of
events. It takes `gzip;q=0` for a wish, and lets two representations have one strong ETag; so the header is
read here, and the ETag made weak (RFC 9110, 8.8.1 and 12.5.3).
"""

from __future__ import annotations

from starlette.middleware.gzip import GZipResponder, IdentityResponder
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockcraft.server.quality import quality

EVENTS = b"text/event-stream"
SMALLEST = 1000  # bytes; what fits into a packet gains nothing
LEVEL = 5  # of zlib: rows as JSON take 30 % less time than at 6, and 3 % more bytes


class Compression:
    """Compresses what is worth it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        else:
            await self.app(scope, receive, _Choosing(scope, send).send)


class _Choosing:
    """Holds the head of a response until its first piece shows whether it is small, like most are.

    Making one of Starlette's responders takes 15 us, a tenth of what a value does.
    """

    __slots__ = ("_responder", "_scope", "_send", "_start")

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._start: Message | None = None
        self._responder: Send | None = None

    async def send(self, message: Message) -> None:
        """Passes a message of the response on."""
        if self._responder is not None:
            await self._responder(message)
        elif self._start is None:
            self._start = message
            if any(value.startswith(EVENTS) for _, value in message["headers"]):
                self._responder = self._send  # whose head is to arrive before the first event
                await self._send(message)
        elif message.get("more_body") or len(message.get("body", b"")) >= SMALLEST:
            self._responder = self._made()
            await self._responder(self._start)
            await self._responder(message)
        else:
            await self._send(self._start)
            await self._send(message)
            self._responder = self._send

    def _made(self) -> Send:
        made: IdentityResponder
        if takes_gzip(self._scope):
            made = GZipResponder(_nothing, SMALLEST, LEVEL)
            made.send = _weakening(self._send)
        else:
            made = IdentityResponder(_nothing, SMALLEST)
            made.send = self._send
        return made.send_with_compression


async def _nothing(_: Scope, __: Receive, ___: Send) -> None:
    """The application of a responder that is given its messages."""


def takes_gzip(scope: Scope) -> bool:
    """Whether the client has asked for gzip; where it says nothing, it is not given."""
    wishes: dict[str, float] = {}
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            for each in value.decode("latin-1").lower().split(","):
                coding, *parameters = each.split(";")
                wishes[coding.strip()] = quality(parameters)
    gzip = wishes.get("gzip", wishes.get("x-gzip", wishes.get("*", 0.0)))
    return gzip > 0 and gzip >= wishes.get("identity", 0.0)


def _weakening(send: Send) -> Send:
    """Passes a response on; if it is compressed, its ETag no longer stands for its bytes."""

    async def passed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message["headers"]
            if (b"content-encoding", b"gzip") in headers:
                message["headers"] = [
                    (name, b"W/" + value if name == b"etag" and value[:2] != b"W/" else value)
                    for name, value in headers
                ]
        await send(message)

    return passed
