"""Headers that tell browsers to be careful; a route that sets one of them itself keeps its own.

Sources: OWASP's REST Security Cheat Sheet, "Security Headers"; Fetch standard for CORP.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = tuple[tuple[bytes, bytes], ...]

# Data is never a page: whatever it holds, a browser that shows it runs nothing and frames it nowhere.
DATA_POLICY = b"default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    b"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGES = ("/", "/docs")
SHARED: Headers = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
NEVER = (b"cache-control", b"no-store")  # without a seed, the next answer is another one
ASK = (b"cache-control", b"no-cache")  # what has an ETag is kept, and asked for each time
DATA: Headers = (*SHARED, (b"content-security-policy", DATA_POLICY))
PAGE: Headers = (*SHARED, (b"content-security-policy", PAGE_POLICY))


class SecurityHeaders:
    """Adds the headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, and its answer back with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wanted = PAGE if scope["path"] in PAGES else DATA

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"] = list(message.get("headers", ()))
                present = {name for name, _ in headers}
                headers += [each for each in wanted if each[0] not in present]
                if b"cache-control" not in present:
                    headers.append(ASK if b"etag" in present else NEVER)
            await send(message)

        await self.app(scope, receive, add)
