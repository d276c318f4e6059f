"""What a server was started with: the values of its settings, see `settings.SERVER`."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from mockcraft.clock import FROZEN
from mockcraft.latency import Latency
from mockcraft.rates import Rate
from mockcraft.settings import (
    CHANGES,
    ERROR_RATE,
    LATENCY,
    LOCALE,
    LOG_FORMAT,
    LOG_LEVEL,
    MAX_CONNECTIONS,
    MAX_COUNT,
    MAX_ROWS,
    MAX_UPLOAD,
    PROXY_HEADER,
    RATE_LIMITS,
    SENTRY_DSN,
    SERVER_WORKERS,
    TIMEOUTS,
    WRITES,
)

SECONDS: dict[str, float] = {each.name: each.default for each in TIMEOUTS}


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """One attribute a setting of `settings.SERVER`, of the same name. It pickles.

    Attributes:
        max_count: most values of one request.
        locale: locale of requests that name none.
        now: their clock, in seconds since 1970-01-01T00:00:00 UTC.
        log_level: debug, info, warning or error.
        log_format: console or json; None for whichever suits standard error.
        sentry_dsn: where bugs are reported to; not shown.
        workers: processes that answer requests.
        max_connections: most connections of a process.
        timeout_header: seconds that the head of a request may take.
        timeout_body: seconds that its body may take, beside those that its bytes give.
        timeout_keep_alive: seconds until a connection without a request is closed.
        timeout_write: seconds that a client may take none of a response.
        timeout_shutdown: seconds for requests that are under way when the server is stopped.
        max_upload: most bytes of a schema that is sent, with all that comes with it.
        max_rows: most rows of one response.
        rate_limits: URL of where requests are counted: memory:// or a Redis; not shown.
        rate_generate, rate_tables, rate_seed, rate_other: how often a client may ask; None for no limit.
        trusted_proxies: networks of proxies that are believed where a request is from.
        proxy_header: in which they say it, in lower case.
        api_keys: path of the file of keys; None where no key is asked for.
        cors_origins: origins whose pages may read the server, as browsers send them; "*" for all.
        schemas: paths of the schema files whose tables are served.
        writes: whether clients may write to them.
        changes: path of the SQLite file that keeps what they write; None for memory.
        latency: how long they wait before they answer; None for not at all.
        error_rate: share of requests to them that fail, 0 to 1.
    """

    max_count: int = MAX_COUNT.default
    locale: str = LOCALE.default
    now: int = FROZEN
    log_level: str = LOG_LEVEL.default
    log_format: str | None = LOG_FORMAT.default
    sentry_dsn: str | None = field(default=SENTRY_DSN.default, repr=False)
    workers: int = SERVER_WORKERS.default
    max_connections: int = MAX_CONNECTIONS.default
    timeout_header: float = SECONDS["timeout_header"]
    timeout_body: float = SECONDS["timeout_body"]
    timeout_keep_alive: float = SECONDS["timeout_keep_alive"]
    timeout_write: float = SECONDS["timeout_write"]
    timeout_shutdown: float = SECONDS["timeout_shutdown"]
    max_upload: int = MAX_UPLOAD.default
    max_rows: int = MAX_ROWS.default
    rate_limits: str = field(default=RATE_LIMITS.default, repr=False)
    rate_generate: Rate | None = None
    rate_tables: Rate | None = None
    rate_seed: Rate | None = None
    rate_other: Rate | None = None
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    proxy_header: str = PROXY_HEADER.default
    api_keys: str | None = None
    cors_origins: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    writes: bool = WRITES.default
    changes: str | None = CHANGES.default
    latency: Latency | None = LATENCY.default
    error_rate: float = ERROR_RATE.default
