"""Who sends a request: the name of its key, else where it is from."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import Any

from starlette.types import Scope

KEY = "mockcraft.key"  # where a scope has the `keys.Key` that its request shows
PREFIX = 64  # bits of an IPv6 address that are one client's; the others it chooses as it likes (RFC 4291, 2.5.4)
UNKNOWN = "unknown"  # of a socket that has no addresses


def caller_of(scope: Scope) -> str:
    """`key NAME`, or an IPv4 address, or the /64 of an IPv6 address."""
    key: Any = scope.get(KEY)
    return f"key {key.name}" if key is not None else client_of(scope)


def client_of(scope: Scope) -> str:
    """Where a request is from: an IPv4 address, or the /64 of an IPv6 address."""
    client = scope.get("client")
    if not client:
        return UNKNOWN
    host: str = client[0]
    return host if ":" not in host else _network(host)


def _network(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return text
    assert isinstance(address, IPv6Address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    low = 128 - PREFIX
    return f"{IPv6Address(int(address) >> low << low)}/{PREFIX}"
