"""Networks and requests: ranges of addresses, queries, headers. Nothing here reaches anyone."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS, HEX, LOWER, UPPER
from mockcraft.generator import Annotated, Between, Draw, Integer, Json, Pool, Text, generator
from mockcraft.generators.internet import Client, Response


@generator("internet", aliases=("ip_v4_cidr", "ipv4_cidr", "subnet"))
def cidr(draw: Draw) -> Text:
    """Network of IPv4 of the private range 10.0.0.0/8 with 24 bits, in canonical form (RFC 1918, RFC 4632)."""
    return draw.join("10.", draw["b"].integer(0, 255), ".", draw["c"].integer(0, 255), ".0/24")


@generator("internet", aliases=("ip_v6_cidr",))
def ipv6_cidr(draw: Draw) -> Text:
    """Network of IPv6 of the range for documentation with 48 bits (RFC 3849)."""
    return draw.join("2001:db8:", draw.pattern("^xxx", {"^": HEX[1:], "x": HEX}), "::/48")


@generator("internet", aliases=("ip_v4_with_port", "socket_address"))
def ipv4_with_port(draw: Draw) -> Text:
    """Address of the networks for documentation and a port (RFC 5737)."""
    return draw.join(
        draw.pick(NETWORKS),
        ".",
        draw["host"].integer(1, 254),
        ":",
        draw["port"].integer(1024, 65_535),
    )


NETWORKS = Pool("network", ("192.0.2", "198.51.100", "203.0.113"))


@generator("internet", aliases=("ipv4_network_class",))
def network_class(draw: Draw) -> Text:
    """Class that networks of IPv4 had before 1993: a, b or c (RFC 791)."""
    return draw.pick(CLASSES)


CLASSES = Pool("class", ("a", "b", "c"))


@generator("internet", aliases=("dns_server",))
def public_dns(draw: Draw) -> Text:
    """Address of a public resolver of names."""
    return draw.pick(RESOLVERS)


RESOLVERS = Pool(
    "resolver",
    (
        "1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "149.112.112.112", "208.67.222.222", "208.67.220.220",
        "94.140.14.14", "94.140.15.15", "76.76.2.0", "185.228.168.9",
    ),
)  # fmt: skip


@generator("internet", aliases=("query",))
def query_string(draw: Draw) -> Text:
    """Query of an address: page, order and a search word (WHATWG URL)."""
    return draw.join(
        "page=", draw["page"].distributed(1, 99, "exponential", 5), "&sort=", draw.pick(ORDERS), "&q=",
        draw.record("nouns").word,
    )  # fmt: skip


ORDERS = Pool("order", ("name", "price", "-price", "date", "-date", "rating", "relevance"))


@generator("internet")
def query_parameters(draw: Draw) -> Json:
    """Query of an address as a JSON object: page, order and a search word."""
    return draw.join(
        '{"page": "', draw["page"].distributed(1, 99, "exponential", 5), '", "sort": "', draw.pick(ORDERS),
        '", "q": "', draw.record("nouns").word, '"}',
    )  # fmt: skip


@generator("internet", aliases=("request_headers",))
def http_request_headers(draw: Draw) -> Json:
    """Headers of a request of the row's browser as a JSON object (RFC 9110)."""
    return draw.join(
        '{"Host": "www.example.com", "User-Agent": "', draw.entity(Client).entry.user_agent, '", "Accept": "',
        draw.pick(ACCEPTED), '", "Accept-Encoding": "gzip, deflate, br", "Accept-Language": "', draw.pick(LANGUAGES),
        '", "Connection": "keep-alive"}',
    )  # fmt: skip


ACCEPTED = Pool("accepted", ("*/*", "application/json", "text/html,application/xhtml+xml", "image/avif,image/webp,*/*"), (30, 30, 30, 10))  # fmt: skip
LANGUAGES = Pool("language", ("en-US,en;q=0.9", "en-GB,en;q=0.8", "de-DE,de;q=0.9,en;q=0.5", "fr-FR,fr;q=0.9,en;q=0.5", "ja-JP,ja;q=0.9", "es-ES,es;q=0.9"))  # fmt: skip


@generator("internet", aliases=("response_headers",))
def http_response_headers(draw: Draw) -> Json:
    """Headers of a response as a JSON object (RFC 9110)."""
    return draw.join(
        '{"Content-Type": "', draw.pick(CONTENTS), '", "Content-Length": "',
        draw["length"].distributed(20, 900_000, "log_normal", 12_000, 40_000), '", "Cache-Control": "',
        draw.pick(CACHES), '", "Server": "', draw.pick(SERVERS), '", "ETag": "\\"', draw.chars(HEX, 16), '\\""}',
    )  # fmt: skip


CONTENTS = Pool("content", ("application/json", "text/html; charset=utf-8", "text/css", "text/javascript", "image/png"))  # fmt: skip
CACHES = Pool(
    "cache",
    ("no-store", "no-cache", "max-age=3600", "public, max-age=31536000, immutable", "private"),
)
SERVERS = Pool("server", ("nginx", "Apache", "cloudflare", "uvicorn", "Caddy"))


@generator("internet", aliases=("http_status_line",))
def http_status_message(draw: Draw) -> Text:
    """Code and reason phrase of the row's HTTP response, such as 404 Not Found (RFC 9110)."""
    own = draw.entity(Response)
    return draw.join(own.code, " ", own.reason)


@generator("internet")
def domain_word(draw: Draw) -> Text:
    """Name of a domain without its ending: two words."""
    return draw.join(draw.record("adjectives").word, "-", draw.record("nouns").word)


@generator("internet", aliases=("dga",))
def generated_domain(draw: Draw) -> Text:
    """Domain as malicious programs make them, of 16 letters, below a reserved ending (RFC 2606)."""
    return draw.join(draw.chars(LOWER, 16), ".example")


@generator("internet")
def uri_page(draw: Draw) -> Text:
    """Name of a page."""
    return draw.pick(PAGES)


PAGES = Pool("page", ("about", "author", "category", "faq", "home", "homepage", "index", "list", "login", "main", "post", "privacy", "register", "search", "terms"))  # fmt: skip


@generator("internet")
def uri_extension(draw: Draw) -> Text:
    """Ending of a page's address."""
    return draw.pick(ENDINGS)


ENDINGS = Pool("ending", (".html", ".htm", ".php", ".asp", ".aspx", ".jsp", ".json", ".xml"))


@generator("internet", aliases=("uri_path",))
def url_folders(draw: Draw, *, depth: Annotated[int, Between(1, 6), "folders"] = 2) -> Text:
    """Path of an address: folders of a word each."""
    parts = [draw[f"folder {i}"].record("nouns").word for i in range(depth)]
    return draw.join(*(part for each in parts for part in ("/", each)))


@generator("internet", aliases=("iana_registrar",))
def iana_id(draw: Draw) -> Integer:
    """Number of a registrar of domains, of the form of IANA's."""
    return draw.integer(1, 4_500)


@generator("internet", aliases=("ripe_organisation",))
def ripe_id(draw: Draw) -> Text:
    """Handle of an organisation of the form of RIPE's: ORG, letters, a number, RIPE."""
    return draw.join("ORG-", draw.chars(UPPER, 3), draw["number"].integer(1, 9_999), "-RIPE")


@generator("internet", aliases=("nic_handles",))
def nic_handle(draw: Draw) -> Text:
    """Handle of a person at a registry of addresses: letters, a number, the registry (RFC 2622)."""
    return draw.join(
        draw.chars(UPPER, 3), draw["number"].integer(1, 9_999), "-", draw.pick(REGISTRIES)
    )


REGISTRIES = Pool("registry", ("RIPE", "ARIN", "APNIC", "LACNIC", "AFRINIC"))


@generator("internet", aliases=("cookie",))
def cookie_header(draw: Draw) -> Text:
    """Header that sets a cookie of a session (RFC 6265)."""
    return draw.join(
        "Set-Cookie: sid=", draw.chars(LOWER + DIGITS, 32), "; Path=/; Max-Age=", draw.pick(AGES),
        "; HttpOnly; Secure; SameSite=", draw.pick(SITES),
    )  # fmt: skip


AGES = Pool("age", ("900", "3600", "86400", "604800", "2592000"))
SITES = Pool("site", ("Lax", "Strict", "None"), (70, 20, 10))
