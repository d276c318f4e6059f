"""What stands before the application, each a pure ASGI class in a module of its own.

Starlette's BaseHTTPMiddleware is not used: it costs a task a request, and breaks streaming.
"""

from __future__ import annotations

from collections.abc import Iterator

from starlette.middleware import Middleware

from mockcraft.rates import Rate
from mockcraft.server.config import ServerConfig
from mockcraft.server.keys import Keys
from mockcraft.server.metrics import Metrics
from mockcraft.server.middleware.bodies import BodyLimit
from mockcraft.server.middleware.compression import Compression
from mockcraft.server.middleware.cors import CrossOrigin
from mockcraft.server.middleware.headers import SecurityHeaders
from mockcraft.server.middleware.hosts import Hosts
from mockcraft.server.middleware.keys import ApiKeys, KeyRequired
from mockcraft.server.middleware.limits import RateLimits
from mockcraft.server.middleware.proxies import TrustedProxies
from mockcraft.server.middleware.requests import Requests
from mockcraft.server.rate_windows import windows_of


def chosen(
    config: ServerConfig, metrics: Metrics, keys: Keys | None, public: bool
) -> Iterator[Middleware]:
    """What the configuration asks for, the outermost first; what it does not costs nothing.

    `keys` are those of its file; `public` says whether others than this machine reach the server. Raises
    UserError for a place to count in that cannot be.
    """
    rates = _rates(config)
    yield Middleware(Requests, metrics)
    if config.trusted_proxies:
        yield Middleware(TrustedProxies, config.trusted_proxies, config.proxy_header)
    yield Middleware(SecurityHeaders)
    yield Middleware(Hosts, config.hosts, public)
    yield Middleware(CrossOrigin, config.cors_origins)
    yield Middleware(BodyLimit, config.max_upload)
    if keys is not None:
        yield Middleware(ApiKeys, keys)
    if keys is not None or any(rates.values()):  # keys may have rates when they are read again
        windows = windows_of(config.rate_limits, metrics.alone.inc)
        yield Middleware(RateLimits, rates, windows, metrics)
    if keys is not None:
        yield Middleware(KeyRequired)
    yield Middleware(Compression)


def _rates(config: ServerConfig) -> dict[str, Rate | None]:
    """The server's rates, by the setting's name."""
    return {
        "rate_generate": config.rate_generate,
        "rate_tables": config.rate_tables,
        "rate_seed": config.rate_seed,
        "rate_other": config.rate_other,
    }
