"""The internet: names, addresses, requests. Domains are reserved ones, so nothing here reaches anyone."""

from __future__ import annotations

from mockcraft.core.lists import load
from mockcraft.core.pattern import DIGITS, HEX, LOWER
from mockcraft.generator import (
    Annotated,
    Between,
    Draw,
    Entity,
    Integer,
    Literal,
    Pool,
    Record,
    Text,
    fact,
    generator,
)


@generator("internet", aliases=("domain", "host", "safe_domain_name"))
def domain_name(draw: Draw) -> Text:
    """Domain below the reserved top-level domain `example` (RFC 2606)."""
    return _domain(draw)


def _domain(draw: Draw) -> Text:
    site = draw["site"]
    return draw.join(site.record("adjectives").word, "-", site.record("nouns").word, ".example")


@generator("internet", aliases=("tld", "top_level_domain"))
def domain_suffix(draw: Draw) -> Text:
    """Top-level domain, as frequent as on the web (IANA root zone)."""
    return draw.record("top_level_domains").domain


@generator("internet")
def hostname(draw: Draw) -> Text:
    """Name of a server below a reserved domain (RFC 2606)."""
    return draw.join(
        draw.record("internet/host").name, "-", draw["host"].pattern("##"), ".", _domain(draw)
    )


@generator("internet", aliases=("uri", "website", "link"))
def url(draw: Draw) -> Text:
    """Address of a page on a reserved domain (RFC 2606)."""
    return draw.join("https://", _domain(draw), "/", draw.record("nouns").word)


@generator("internet", aliases=("slug", "url_path"))
def url_slug(draw: Draw) -> Text:
    """Last part of an address: three words with hyphens between them."""
    return draw.join(
        draw.record("verbs").word,
        "-",
        draw.record("adjectives").word,
        "-",
        draw.record("nouns").word,
    )


@generator("internet", aliases=("image", "picture", "avatar"))
def image_url(
    draw: Draw,
    *,
    width: Annotated[int, Between(1, 10_000), "pixels"] = 640,
    height: Annotated[int, Between(1, 10_000), "pixels"] = 480,
) -> Text:
    """Address of a picture on a reserved domain (RFC 2606)."""
    return draw.join(
        f"https://images.example/{width}x{height}/",
        draw.record("nouns").word,
        "-",
        draw.pattern("####"),
        ".jpg",
    )


@generator("internet", aliases=("ipv4_address", "ip", "ip_address", "ip_v4_object"))
def ipv4(
    draw: Draw,
    *,
    network: Annotated[
        Literal["public", "private", "documentation"], "range of the addresses (RFC 1918, RFC 5737)"
    ] = "public",
) -> Text:
    """IPv4 address that is assigned to networks of the public internet (IANA IPv4 registry)."""
    if network == "documentation":
        return draw.join(draw.pick(DOCUMENTATION), ".", draw.integer(0, 255))
    if network == "private":
        return draw.join(
            "10.",
            draw["b"].integer(0, 255),
            ".",
            draw["c"].integer(0, 255),
            ".",
            draw.integer(1, 254),
        )
    first = draw.pick(PUBLIC_BLOCKS)
    return draw.join(
        first,
        ".",
        draw["b"].integer(0, 255),
        ".",
        draw["c"].integer(0, 255),
        ".",
        draw.integer(1, 254),
    )


DOCUMENTATION = Pool("documentation network", ("192.0.2", "198.51.100", "203.0.113"))
# First octets below 224 of which no part is set aside (IANA IPv4 Special-Purpose Address Registry).
PUBLIC_BLOCKS = Pool(
    "public block",
    [str(i) for i in range(1, 224) if i not in (10, 100, 127, 169, 172, 192, 198, 203)],
)


@generator("internet", aliases=("ipv6_address", "ip_v6_object"))
def ipv6(draw: Draw) -> Text:
    """IPv6 address of the range for documentation, 2001:db8::/32 (RFC 3849), in canonical form (RFC 5952)."""
    return draw.pattern("2001:db8" + ":^xxx" * 6, {"^": HEX[1:], "x": HEX})


@generator("internet", aliases=("mac_address",))
def mac(draw: Draw) -> Text:
    """MAC address, one station's, locally administered so that it is no vendor's (IEEE 802, section 8.2)."""
    return draw.pattern("x^" + ":xx" * 5, {"^": "26ae", "x": HEX})


@generator("internet", aliases=("port_number",))
def port(draw: Draw) -> Integer:
    """TCP or UDP port of the registered and dynamic ranges, 1024 to 65535 (RFC 6335)."""
    return draw.integer(1024, 65_535)


@generator("internet")
def http_method(draw: Draw) -> Text:
    """HTTP method, as frequent as in a server's log (RFC 9110, section 9)."""
    return draw.record("http_methods").method


class Response(Entity):
    """An HTTP response: code and reason belong together."""

    @fact
    def code(self) -> Text:
        """Status code."""
        return self.draw.record(self.draw.shared("statuses", "http_statuses")).code

    @fact
    def reason(self) -> Text:
        """Reason phrase."""
        return self.draw.map(self.code, _reason)


def _reason(code: str) -> str:
    rows = load("http_statuses").rows
    return rows["reason"][rows["code"].index(code)]


@generator("internet", aliases=("http_status_code", "status_code"))
def http_status(draw: Draw) -> Integer:
    """Code of the row's HTTP response (IANA HTTP Status Code Registry)."""
    return draw.number(draw.entity(Response).code).units  # type: ignore[no-any-return]


COMMON = {"statuses": "internet/common_status"}


@generator("internet", aliases=("http_status_code_simple", "simple_status_code"), settles=COMMON)
def http_status_simple(draw: Draw) -> Integer:
    """Code of the row's HTTP response, of those that are met every day, as frequent as in a server's log."""
    return draw.number(draw.sharing(**COMMON).entity(Response).code).units  # type: ignore[no-any-return]


@generator("internet", aliases=("http_status_reason",))
def http_reason(draw: Draw) -> Text:
    """Reason phrase of the row's HTTP response (IANA HTTP Status Code Registry, RFC 9110)."""
    return draw.entity(Response).reason


@generator("internet")
def http_version(draw: Draw) -> Text:
    """Version of HTTP (RFC 9112, 9113, 9114)."""
    return draw.pick(HTTP_VERSIONS)


HTTP_VERSIONS = Pool("http version", ("HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3"), (1, 34, 45, 20))


class Client(Entity):
    """A web browser: its name, its operating system and what it calls itself belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of user agents."""
        browser = self.draw.shared("browser")
        return self.draw.record("user_agents", **({} if browser is None else {"browser": browser}))


@generator("internet")
def user_agent(draw: Draw) -> Text:
    """User-Agent header of the row's browser, as frequent as on the web."""
    return draw.entity(Client).entry.user_agent


@generator("internet", aliases=("chrome",), settles={"browser": "Chrome"})
def chrome_user_agent(draw: Draw) -> Text:
    """User-Agent header of Chrome, which the row's browser is."""
    return draw.sharing(browser="Chrome").entity(Client).entry.user_agent


@generator("internet", aliases=("firefox",), settles={"browser": "Firefox"})
def firefox_user_agent(draw: Draw) -> Text:
    """User-Agent header of Firefox, which the row's browser is."""
    return draw.sharing(browser="Firefox").entity(Client).entry.user_agent


@generator("internet", aliases=("safari",), settles={"browser": "Safari"})
def safari_user_agent(draw: Draw) -> Text:
    """User-Agent header of Safari, which the row's browser is."""
    return draw.sharing(browser="Safari").entity(Client).entry.user_agent


@generator("internet", aliases=("opera",), settles={"browser": "Opera"})
def opera_user_agent(draw: Draw) -> Text:
    """User-Agent header of Opera, which the row's browser is."""
    return draw.sharing(browser="Opera").entity(Client).entry.user_agent


@generator("internet")
def api_user_agent(draw: Draw) -> Text:
    """User-Agent header of a program, in a version that was released."""
    return draw.record("internet/api_client").user_agent


@generator("internet")
def browser(draw: Draw) -> Text:
    """Name of the row's web browser, as frequent as on the web."""
    return draw.entity(Client).entry.browser


@generator("internet", aliases=("os",))
def operating_system(draw: Draw) -> Text:
    """Operating system of the row's web browser, as frequent as on the web."""
    return draw.entity(Client).entry.platform


@generator("internet")
def log_level(draw: Draw) -> Text:
    """Level of a log record, as frequent as in a server's log."""
    return draw.pick(LOG_LEVELS)


LOG_LEVELS = Pool(
    "log level", ("trace", "debug", "info", "warning", "error", "fatal"), (50, 250, 550, 100, 45, 5)
)


@generator("internet")
def hashtag(draw: Draw) -> Text:
    """Hashtag of two words."""
    return draw.join("#", draw.record("adjectives").word, draw.title(draw.record("nouns").word))


@generator("internet")
def input_name(draw: Draw) -> Text:
    """Name of a field of a form."""
    return draw.record("internet/input_name").name


@generator("internet", aliases=("svg_image",))
def svg(draw: Draw) -> Text:
    """Picture as an SVG document: a circle on a ground of another colour."""
    return draw.join(
        '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><rect width="200" height="200" fill="#',
        draw["ground"].chars(HEX, 6), '"/><circle cx="', draw["x"].integer(20, 180), '" cy="',
        draw["y"].integer(20, 180), '" r="', draw["r"].integer(5, 80), '" fill="#', draw["circle"].chars(HEX, 6),
        '"/></svg>',
    )  # fmt: skip


@generator("internet")
def data_uri(draw: Draw) -> Text:
    """Plain text as a data URL (RFC 2397)."""
    return draw.join("data:text/plain,", draw.chars(LOWER + DIGITS, 24))
