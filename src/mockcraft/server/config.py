"""What a server was started with: the values of its settings, see `settings.SERVER`."""

from dataclasses import dataclass, field

from mockcraft.clock import FROZEN
from mockcraft.settings import (
    LOCALE,
    LOG_FORMAT,
    LOG_LEVEL,
    MAX_COUNT,
    MAX_ROWS,
    MAX_UPLOAD,
    SENTRY_DSN,
)


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
        max_upload: most bytes of a schema that is sent, with all that comes with it.
        max_rows: most rows of one response.
    """

    max_count: int = MAX_COUNT.default
    locale: str = LOCALE.default
    now: int = FROZEN
    log_level: str = LOG_LEVEL.default
    log_format: str | None = LOG_FORMAT.default
    sentry_dsn: str | None = field(default=SENTRY_DSN.default, repr=False)
    max_upload: int = MAX_UPLOAD.default
    max_rows: int = MAX_ROWS.default
