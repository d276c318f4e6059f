"""How large a body may be: refused by its length at once, else by counting, before the rest is read.

A client that waits for `100 Continue` sends nothing that would be refused: uvicorn answers that when a
body is first read. A body without a length (chunked) is taken, so there is no 411.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockcraft.errors import UserError, shortened
from mockcraft.server.problems import problem

# What a refused client may still send until it is cut off. If the connection were closed with bytes in it
# that nobody has read, the kernel would reset it, and many clients would not see the answer.
LINGER_BYTES = 2**20
LINGER_S = 2.0
SMALL = 2**16  # bytes of a body that nobody reads, which uvicorn may pass over to the next request


class TooLarge(UserError):
    """The body of a request is larger than the server takes."""

    http_status = 413


class BodyLimit:
    """Answers 413 where a body is larger than `most` bytes, 415 where it is compressed, and ends connections with unread ones."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app, self.most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, with its body counted."""
        length = _length(scope) if scope["type"] == "http" else 0
        if length == 0:
            await self.app(scope, receive, send)
            return
        waits = any(name == b"expect" for name, _ in scope["headers"])
        body = _Body(receive, self.most, length, waits)
        coding = _coding(scope)
        if coding:
            answer = problem(
                Request(scope), 415,
                f"Content-Encoding: {shortened(coding)} is not read here (send the body as it is)",
                {"Accept-Encoding": "identity"},  # RFC 9110, 15.5.16
            )  # fmt: skip
            await answer(scope, body.receive, body.ending(send))
        elif length is not None and length > self.most:
            answer = problem(Request(scope), TooLarge.http_status, str(body.error()))
            await answer(scope, body.receive, body.ending(send))
        else:
            await self.app(scope, body.receive, body.ending(send))


class _Body:
    """The body of one request.

    `length` is None where the client does not say it; a client that `waits` sends it only when asked to.
    """

    def __init__(self, receive: Receive, most: int, length: int | None, waits: bool) -> None:
        self.source, self.most, self.length, self.waits = receive, most, length, waits
        self.seen = 0
        self.complete = False

    async def receive(self) -> Message:
        """The next part; raises TooLarge beyond the limit."""
        message = await self._next()
        if self.seen > self.most:
            raise self.error()
        return message

    def error(self) -> TooLarge:
        return TooLarge(
            f"the body is larger than {self.most:,} bytes (send less, or raise max_upload)"
        )

    def ending(self, send: Send) -> Send:
        """`send`, but after an answer that left much of the body unread, the connection is closed."""
        closing = False

        async def end(message: Message) -> None:
            nonlocal closing
            if message["type"] == "http.response.start":
                large = self.length is None or self.length > SMALL
                closing = not self.complete and (large or self._is_held_back())
                if closing:
                    message["headers"] = [*message.get("headers", ()), (b"connection", b"close")]
            elif closing and not message.get("more_body", False):
                await send({**message, "more_body": True})
                await self._linger()
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        return end

    async def _next(self) -> Message:
        message = await self.source()
        self.seen += len(message.get("body", b""))
        self.complete = not message.get("more_body", False)  # also when the client is gone
        return message

    def _is_held_back(self) -> bool:
        """Whether the client has not been asked to send it: whether it does all the same nobody knows (RFC 9110, 10.1.1)."""
        return self.waits and not self.seen

    async def _linger(self) -> None:
        """Passes over what the client still sends, for a while."""
        if self._is_held_back():
            return
        until = self.seen + LINGER_BYTES
        try:
            async with asyncio.timeout(LINGER_S):
                while not self.complete and self.seen < until:
                    await self._next()
        except TimeoutError:
            pass


def _length(scope: Scope) -> int | None:
    """The length of the body; None where it is chunked."""
    length = 0
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            return None
        if name == b"content-length":
            length = int(value) if value.isdigit() else 0  # the server has refused all else
    return length


def _coding(scope: Scope) -> str:
    """How the body of a request that is to be read is encoded; "" where it is not."""
    if scope["method"] not in ("POST", "PUT", "PATCH"):
        return ""
    given = [value for name, value in scope["headers"] if name == b"content-encoding"]
    text = b", ".join(given).decode("latin-1").strip()
    return "" if text.lower() == "identity" else text
