"""Which names the server is asked by: others are those of web pages whose name was made to point here.

A page's origin is its name, not its address. Whoever owns the name may have it mean 127.0.0.1 once the page is
loaded (DNS rebinding); then the page reads and writes whatever listens there, as its own. What tells such a
request is the header Host, which a page cannot set. Starlette's TrustedHostMiddleware answers in plain text,
knows no IPv6 address, and no ranges of them.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from mockcraft.addresses import ANY
from mockcraft.errors import shortened
from mockcraft.server.problems import problem

LOCAL = "localhost"  # and all below it, which browsers look up nowhere (RFC 6761, 6.3)
REMEMBERED = 1024  # hosts; anybody may send any
MAX_SHOWN = 100  # characters of a host that a message shows


class Hosts:
    """Answers 421 to requests for any other host than this machine and `hosts`.

    Where there are no `hosts`, all are taken of a server that is `public`, since it cannot know its names,
    and of requests that do not come in over the loopback. A request without a host is no browser's.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...], public: bool) -> None:
        self.app, self.public = app, public
        self.names = frozenset(hosts)
        self.ends = tuple(host[1:] for host in hosts if host.startswith("*."))
        self._is_ours = lru_cache(REMEMBERED)(self._find_ours)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] == "http":
            address = (scope.get("server") or ("",))[0]
            for name, value in scope["headers"]:
                if name == b"host" and not self._is_ours(value, address):
                    await _refusal(scope, value)(scope, receive, send)
                    return
        await self.app(scope, receive, send)

    def _find_ours(self, header: bytes, address: str) -> bool:
        """Whether a Host is one of this server's, which was reached at `address`."""
        if ANY in self.names or (not self.names and (self.public or not is_loopback(address))):
            return True
        host = host_of(header.decode("latin-1"))
        return (
            host in (LOCAL, address)  # an address means the same to everybody: probes ask by it
            or host.endswith((f".{LOCAL}", *self.ends))
            or host in self.names
            or is_loopback(host)
        )


def host_of(text: str) -> str:
    """The host of `host`, `host:port` or `[::1]:port`, in small letters, without the root's dot."""
    if text.startswith("["):
        return text[1:].partition("]")[0].lower()
    return text.partition(":")[0].lower().removesuffix(".")


def is_loopback(text: str) -> bool:
    """Whether it is an address that only this machine reaches."""
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False


def _refusal(scope: Scope, header: bytes) -> ASGIApp:
    shown = shortened(host_of(header.decode("latin-1")), MAX_SHOWN)
    return problem(
        Request(scope), 421, f"this server is not asked by the name {shown!r} (add it to hosts)"
    )
