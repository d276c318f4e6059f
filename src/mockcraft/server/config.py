"""What a server was started with: the values of its settings, see `settings.SERVER`."""

from dataclasses import dataclass

from mockcraft.clock import FROZEN
from mockcraft.settings import LOCALE, MAX_COUNT


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """One attribute a setting of `settings.SERVER`, of the same name. It pickles.

    Attributes:
        max_count: most values of one request.
        locale: locale of requests that name none.
        now: their clock, in seconds since 1970-01-01T00:00:00 UTC.
    """

    max_count: int = MAX_COUNT.default
    locale: str = LOCALE.default
    now: int = FROZEN
