"""Sockets, and the process that serves an application on them."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable

from mockcraft.errors import MockcraftError
from mockcraft.server.config import ServerConfig

BACKLOG = 2048  # connections that wait to be accepted
GRACE_S = 5  # for requests that are under way when the server is stopped


class CannotListen(MockcraftError):
    """The address is taken, not allowed, or not one of this machine."""

    exit_code = 3


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; raises CannotListen."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except socket.gaierror as error:
        raise _cannot(host, port, "unknown host") from error
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(
        family, kind, protocol
    )  # without the protocol, asyncio would delay packets
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _cannot(host, port, (error.strerror or str(error)).lower()) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """The address of a listener, as a client writes it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(config: ServerConfig, listener: socket.socket, ready: Callable[[str], None]) -> None:
    """Serves in this process, until a signal ends it.

    Args:
        config: of the application.
        listener: the socket.
        ready: called with the form of the log when requests are going to be answered.
    """
    signal.signal(signal.SIGTERM, _stop)  # uvicorn ends what is under way, then raises it again
    _import_structlog()

    import prometheus_client
    import uvicorn

    from mockcraft.server import logs, sentry
    from mockcraft.server.app import create_app

    logs.configure(config.log_level, config.log_format)
    prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]  # nobody reads them
    sentry.start(config.sentry_dsn)
    served = uvicorn.Config(
        create_app(config),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # uvicorn would take any client's address from whoever is on this machine
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_S,
    )
    ready(logs.chosen(config.log_format))
    try:
        uvicorn.Server(served).run([listener])
    finally:
        sentry.finish()


def _import_structlog() -> None:
    """Imports structlog without rich, which it would load for tracebacks in colours: 100 of 130 ms."""
    if "rich" in sys.modules:
        return
    sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        import structlog  # noqa: F401
    finally:
        del sys.modules["rich"]


def _cannot(host: str, port: int, reason: str) -> CannotListen:
    return CannotListen(
        f"cannot listen on {host}:{port}: {reason} (choose another --port, 0 for any free one, or --host)"
    )


def _stop(*_: object) -> None:
    sys.exit(0)
