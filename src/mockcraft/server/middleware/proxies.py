"""Where a request is from, if it comes through proxies that the configuration trusts.

Each proxy adds, on the right, the address that it was asked from. So the right-most address that is none
of ours is the client's; what stands to its left, the client may have written itself. Nobody else's
header is read, and only the one header that is configured: a proxy passes the others on as they came.

Sources: RFC 7239 (Forwarded); MDN, "X-Forwarded-For", on parsing it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

Address = IPv4Address | IPv6Address
FORWARDED = b"forwarded"
PROTO = b"x-forwarded-proto"
SCHEMES = ("http", "https")
LONGEST = (
    4096  # characters of a Forwarded header; it is parsed from its beginning, which is the client's
)
PEERS = 4096  # whose addresses are remembered
_PAIR = re.compile(r'\s*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)=("(?:[^"\\]|\\.)*"|[^\s,;="]+)\s*')
Hop = tuple[Address | None, str | None]


class TrustedProxies:
    """Sets the client and the scheme of requests that come through trusted proxies."""

    def __init__(
        self, app: ASGIApp, trusted: tuple[IPv4Network | IPv6Network, ...], header: str
    ) -> None:
        self.app, self.trusted, self.header = app, trusted, header.encode()
        self._proxy = lru_cache(PEERS)(self._find_proxy)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, as from its client."""
        client = scope.get("client")
        if scope["type"] == "http" and client:
            peer = self._proxy(client[0])
            if peer is not None:
                scope.update(self._seen(scope, peer))
        await self.app(scope, receive, send)

    def _find_proxy(self, host: str) -> Address | None:
        """The address of a trusted proxy; None for any other host."""
        peer = address_of(host)
        return peer if peer is not None and self._is_trusted(peer) else None

    def _seen(self, scope: Scope, peer: Address) -> Scope:
        """What the proxies say about the request; `peer` is the one that it comes from."""
        values = [
            value.decode("latin-1") for name, value in scope["headers"] if name == self.header
        ]
        hops = forwarded_hops(values) if self.header == FORWARDED else listed_hops(values)
        client, scheme = peer, None
        for address, told in hops:
            if address is None:  # not an address: the last one that is known asked for it
                break
            client, scheme = address, told or scheme
            if not self._is_trusted(address):
                break
        if self.header != FORWARDED:
            protos = [value for name, value in scope["headers"] if name == PROTO]
            scheme = (
                protos[-1].decode("latin-1").rpartition(",")[2].strip().lower() if protos else None
            )
        changed: Scope = {"client": (str(client), 0)}
        if scheme in SCHEMES:
            changed["scheme"] = scheme
        return changed

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self.trusted)


def listed_hops(values: list[str]) -> Iterator[Hop]:
    """The hops of X-Forwarded-For headers, the nearest first: their addresses."""
    for value in reversed(values):
        for item in reversed(value.split(",")):
            yield address_of(item.strip()), None


def forwarded_hops(values: list[str]) -> Iterator[Hop]:
    """The hops of Forwarded headers, the nearest first: their addresses and schemes.

    A header that breaks the grammar is one hop that is not known. It must not be read in part: with a
    quote that it does not close, a client could make a quoted address that a proxy adds part of its own.
    """
    for value in reversed(values):
        for pairs in reversed(_elements(value) or [{}]):
            yield address_of(pairs.get("for", "")), pairs.get("proto", "").lower() or None


def _elements(value: str) -> list[dict[str, str]]:
    """The `name=value` pairs of each hop of a Forwarded header; nothing where it breaks the grammar."""
    found: list[dict[str, str]] = [{}]
    at = 0
    while at < len(value) <= LONGEST:
        pair = _PAIR.match(value, at)
        if pair is not None:
            found[-1][pair[1].lower()] = _unquoted(pair[2])
            at = pair.end()
        mark = value[at : at + 1]
        if mark == ",":
            found.append({})
        elif mark not in (";", ""):
            return []
        at += 1
    return found if len(value) <= LONGEST else []


def address_of(text: str) -> Address | None:
    """The address of `1.2.3.4`, `1.2.3.4:567`, `::1` or `[::1]:567`; None for anything else.

    An IPv4 address that is written as IPv6 is the IPv4 address. A zone (`%eth0`) is of no use elsewhere.
    """
    if text.startswith("["):
        host, end, port = text[1:].partition("]")
        if not end or ":" not in host or not _is_port(port):
            return None
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
        if not _is_port(f":{port}"):
            return None
    else:
        host = text
    try:
        address = ip_address(host.partition("%")[0] if ":" in host else host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_port(text: str) -> bool:
    digits = text[1:]
    return not text or (text[0] == ":" and digits.isascii() and digits.isdecimal())


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text
