"""Bugs of the server, sent to Sentry through its SDK: the extra `sentry`, and a DSN.

Of the SDK's integrations none is used: they would wrap every request, and send its headers. What is sent is
the traceback without the values of variables, which may be secret, the id of the request and its route.
"""

from __future__ import annotations

from types import ModuleType

from mockcraft import __version__
from mockcraft.errors import SettingsError
from mockcraft.extras import without

FLUSH_S = 2.0  # how long the end of the server waits for what is yet to be sent
_sdk: ModuleType | None = None


def start(dsn: str | None) -> None:
    """Begins to report to a project of Sentry; nothing where no DSN is given.

    Raises SettingsError where the SDK is not installed or the DSN is none; the DSN is not shown.
    """
    global _sdk
    check(dsn)
    if dsn is None:
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn, release=f"mockcraft@{__version__}", default_integrations=False,
        auto_enabling_integrations=False, send_default_pii=False, include_local_variables=False,
        max_breadcrumbs=0,
    )  # fmt: skip
    _sdk = sentry_sdk


def check(dsn: str | None) -> None:
    """Raises SettingsError where a DSN is given and the SDK is not installed, or the DSN is none."""
    if dsn is None:
        return
    try:
        from sentry_sdk.utils import BadDsn, Dsn
    except ImportError:
        raise SettingsError(
            f"sentry_dsn is given, and the SDK of Sentry is {without('sentry')}"
        ) from None
    try:
        Dsn(dsn)
    except BadDsn:
        raise SettingsError(
            "sentry_dsn is no DSN of Sentry (it looks like https://KEY@HOST/PROJECT)"
        ) from None


def report(error: BaseException, request_id: str, route: str) -> None:
    """Sends a bug in the background, where a DSN is given."""
    if _sdk is not None:
        with _sdk.new_scope() as scope:
            scope.set_tag("request_id", request_id)
            scope.set_tag("route", route)
            scope.capture_exception(error)


def finish() -> None:
    """Waits for what is yet to be sent, for FLUSH_S at most."""
    if _sdk is not None:
        _sdk.flush(FLUSH_S)
