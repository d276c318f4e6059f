"""Addresses as people write them in settings: networks, hosts, and origins of web pages."""

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

ANY = "*"
WANTED_NETWORK = "an address or a network, such as 10.0.0.7, 10.0.0.0/8 or fd00::/8"
WANTED_HOST = "a host such as mock.example, *.example or 192.0.2.7 (no port), or *"
WANTED_ORIGIN = "an origin such as https://app.example or http://localhost:3000 (no path), or *"
PORTS = {"http": ":80", "https": ":443"}  # which browsers leave out
_HOST = r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*"
_ORIGIN = r"([a-z][a-z0-9+.-]*)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?"


def read_network(text: str) -> "IPv4Network | IPv6Network":
    """The network of a text, one address included; raises ValueError, also for bits beyond its mask."""
    from ipaddress import ip_network

    return ip_network(text)


def read_host(text: str) -> str:
    """The host in small letters, an IPv6 address without brackets, or ANY; raises ValueError for what is not WANTED_HOST."""
    from ipaddress import ip_address

    host = text.lower()
    is_name = not host.rpartition(".")[2].isdigit()  # browsers read all others as addresses
    if host == ANY or (is_name and re.fullmatch(_HOST, host)):
        return host
    return str(ip_address(host.removeprefix("[").removesuffix("]")))


def read_origin(text: str) -> str:
    """The origin as browsers send it, or ANY; raises ValueError where it is not WANTED_ORIGIN."""
    if text == ANY:
        return ANY
    parts = re.fullmatch(_ORIGIN, text.lower())
    if parts is None:
        raise ValueError(text)
    scheme, host, port = parts.groups()
    return f"{scheme}://{host}{'' if port == PORTS.get(scheme) else port or ''}"
