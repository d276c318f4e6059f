"""Lines of logs, in the forms that servers write; their times are the row's where it has one."""

from __future__ import annotations

from mockcraft.core.pattern import HEX
from mockcraft.core.values import civil
from mockcraft.generator import Annotated, Draw, Integer, Json, Pool, Text, Timestamp, generator
from mockcraft.generators.dates import OF_TIME, TIMES
from mockcraft.generators.dates_periods import clock, rfc3339
from mockcraft.generators.internet import COMMON, Client, Response
from mockcraft.generators.internet_network import NETWORKS

MONTHS = Pool(
    "month abbreviation",
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
)
MONTH = 30 * 86_400  # seconds


def _moment(draw: Draw, time: Timestamp | None) -> Integer:
    """Seconds since 1970 of the row's time, or of one in the 30 days before the clock."""
    if time is not None:
        return time.seconds  # type: ignore[no-any-return]
    return draw.now.seconds - draw["moment"].integer(0, MONTH)  # type: ignore[no-any-return]


def _common_time(draw: Draw, seconds: Integer) -> Text:
    """As Apache writes it: 29/Nov/2026:17:05:00 +0000."""
    year, month, day = civil(seconds // 86_400)
    return draw.join(
        draw.padded(day, 2), "/", draw.at(MONTHS, month - 1), "/", draw.padded(year, 4), ":",
        clock(draw, seconds), " +0000",
    )  # fmt: skip


def _address(draw: Draw) -> Text:
    """An address of the networks for documentation (RFC 5737)."""
    return draw.join(draw.pick(NETWORKS), ".", draw["host"].integer(1, 254))


def _request(draw: Draw) -> Text:
    """Method and path."""
    return draw.join(draw.pick(METHODS), " ", _path(draw))


def _path(draw: Draw) -> Text:
    return draw.join(draw.pick(PATHS), "/", draw["thing"].integer(1, 99_999))


METHODS = Pool(
    "method", ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"), (760, 160, 30, 20, 20, 10)
)
PATHS = Pool(
    "path",
    ("/products", "/orders", "/users", "/api/v1/items", "/blog", "/images", "/search", "/cart", "/invoices"),
    (20, 12, 10, 20, 12, 14, 6, 4, 2),
)  # fmt: skip


def _common(draw: Draw, time: Timestamp | None) -> Text:
    own = draw.sharing(**COMMON)
    size = draw["size"].distributed(120, 2_000_000, "log_normal", 14_000, 60_000)
    return draw.join(
        _address(draw), " - - [", _common_time(draw, _moment(draw, time)), '] "', _request(draw), ' HTTP/1.1" ',
        own.entity(Response).code, " ", size,
    )  # fmt: skip


@generator("log", aliases=("apache_common_log", "common_log"), settles=COMMON)
def access_log(draw: Draw, *, time: Annotated[Timestamp | None, TIMES, OF_TIME] = None) -> Text:
    """Line of a web server's log in the Common Log Format, of the row's HTTP response."""
    return _common(draw, time)


@generator("log", aliases=("apache_log", "apache_combined_log", "nginx_access_log"), settles=COMMON)
def combined_log(draw: Draw, *, time: Annotated[Timestamp | None, TIMES, OF_TIME] = None) -> Text:
    """Line of a web server's log in the Combined Log Format, of the row's HTTP response and browser."""
    return draw.join(
        _common(draw, time), ' "https://www.example.com', draw["from"].pick(PATHS), '" "',
        draw.entity(Client).entry.user_agent, '"',
    )  # fmt: skip


@generator("log", aliases=("syslog_5424",))
def syslog(draw: Draw, *, time: Annotated[Timestamp | None, TIMES, OF_TIME] = None) -> Text:
    """Message of a system's log: priority, version, time, host, program, process, text (RFC 5424)."""
    facility, severity = draw["facility"].integer(0, 23), draw["severity"].integer(2, 7)
    return draw.join(
        "<", facility * 8 + severity, ">1 ", rfc3339(draw, _moment(draw, time)), " ", _host(draw),
        ".example ", draw.pick(PROGRAMS), " ", draw["process"].integer(100, 32_767), " - - ", _event(draw),
    )  # fmt: skip


@generator("log", aliases=("syslog_3164",))
def bsd_syslog(draw: Draw, *, time: Annotated[Timestamp | None, TIMES, OF_TIME] = None) -> Text:
    """Message of a system's log in the older form: priority, time without a year, host, program, text (RFC 3164)."""
    seconds = _moment(draw, time)
    _, month, day = civil(seconds // 86_400)
    padding = draw.either(day < 10, " ", "")
    facility, severity = draw["facility"].integer(0, 23), draw["severity"].integer(2, 7)
    return draw.join(
        "<", facility * 8 + severity, ">", draw.at(MONTHS, month - 1), " ", padding, day, " ",
        clock(draw, seconds), " ", _host(draw), " ", draw.pick(PROGRAMS), "[",
        draw["process"].integer(100, 32_767), "]: ", _event(draw),
    )  # fmt: skip


def _host(draw: Draw) -> Text:
    return draw.join(draw.pick(HOSTS), "-", draw["number"].integer(10, 99))


HOSTS = Pool("host kind", ("web", "db", "app", "cache", "mail", "proxy", "worker"))
PROGRAMS = Pool(
    "program", ("sshd", "cron", "systemd", "kernel", "nginx", "postgres", "dockerd", "sudo")
)


def _event(draw: Draw) -> Text:
    """What happened, to an address of a network for documentation."""
    return draw.join(
        draw.pick(EVENTS), " ", _address(draw), " port ", draw["port"].integer(1024, 65_535)
    )


EVENTS = Pool(
    "event",
    (
        "connection accepted from", "connection closed by", "connection reset by", "authentication failed for",
        "session opened for", "session closed for", "timeout while reading from", "too many requests from",
    ),
    (30, 25, 8, 8, 12, 10, 4, 3),
)  # fmt: skip


@generator("log", aliases=("log_json",))
def json_log(draw: Draw, *, time: Annotated[Timestamp | None, TIMES, OF_TIME] = None) -> Json:
    """Line of a service's log as a JSON object: time, level, service, message, trace."""
    return draw.join(
        '{"time": "', rfc3339(draw, _moment(draw, time)), '", "level": "', draw.pick(LEVELS), '", "service": "',
        draw.pick(SERVICES), '", "message": "', _event(draw), '", "trace_id": "', draw["trace"].chars(HEX, 32),
        '"}',
    )  # fmt: skip


@generator("log", aliases=("key_value_log",))
def logfmt(draw: Draw, *, time: Annotated[Timestamp | None, TIMES, OF_TIME] = None) -> Text:
    """Line of a service's log as keys and values: time, level, service, method, path, duration."""
    return draw.join(
        "time=", rfc3339(draw, _moment(draw, time)), " level=", draw.pick(LEVELS), " service=",
        draw.pick(SERVICES), " method=", draw.pick(METHODS), " path=", _path(draw), " duration=",
        draw["duration"].distributed(1, 20_000, "log_normal", 80, 300), "ms",
    )  # fmt: skip


LEVELS = Pool("level", ("debug", "info", "warn", "error"), (25, 60, 10, 5))
SERVICES = Pool(
    "service",
    ("api", "auth", "billing", "catalog", "checkout", "gateway", "inventory", "mailer", "orders", "search"),
)  # fmt: skip


@generator("log", aliases=("nginx_error",))
def nginx_error_log(
    draw: Draw, *, time: Annotated[Timestamp | None, TIMES, OF_TIME] = None
) -> Text:
    """Line of the error log of nginx, of a request whose file is not there."""
    seconds = _moment(draw, time)
    year, month, day = civil(seconds // 86_400)
    process = draw["process"].integer(100, 32_767)
    path = _path(draw)
    return draw.join(
        draw.padded(year, 4), "/", draw.padded(month, 2), "/", draw.padded(day, 2), " ", clock(draw, seconds),
        " [error] ", process, "#", process, ": *", draw["connection"].integer(1, 999_999), ' open() "/usr/share/nginx/html',
        path, '" failed (2: No such file or directory), client: ', _address(draw),
        ', server: www.example.com, request: "GET ', path, ' HTTP/1.1", host: "www.example.com"',
    )  # fmt: skip


@generator("log", aliases=("iptables_log",))
def firewall_log(draw: Draw) -> Text:
    """Message of Linux's packet filter about a packet that it dropped (netfilter LOG target)."""
    return draw.join(
        "IN=eth0 OUT= SRC=", _address(draw), " DST=10.0.0.", draw["to"].integer(1, 254), " LEN=",
        draw["length"].integer(40, 1500), " TOS=0x00 PREC=0x00 TTL=", draw["hops"].integer(32, 128), " ID=",
        draw["id"].integer(0, 65_535), " DF PROTO=TCP SPT=", draw["from port"].integer(1024, 65_535), " DPT=",
        draw.pick(PORTS), " WINDOW=", draw["window"].integer(1024, 65_535), " RES=0x00 SYN URGP=0",
    )  # fmt: skip


PORTS = Pool("port", ("22", "23", "80", "443", "445", "3306", "3389", "5432", "6379", "8080"))


@generator("log")
def ssh_log(draw: Draw, *, time: Annotated[Timestamp | None, TIMES, OF_TIME] = None) -> Text:
    """Line of the log of sshd about a login that failed, in the form of RFC 3164 without a priority."""
    seconds = _moment(draw, time)
    _, month, day = civil(seconds // 86_400)
    return draw.join(
        draw.at(MONTHS, month - 1), " ", draw.either(day < 10, " ", ""), day, " ", clock(draw, seconds), " ",
        _host(draw), " sshd[", draw["process"].integer(100, 32_767), "]: Failed password for invalid user ",
        draw.record("nouns").word, " from ", _address(draw), " port ", draw["port"].integer(1024, 65_535), " ssh2",
    )  # fmt: skip
