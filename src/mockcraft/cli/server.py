"""`mockcraft server`: starts the REST API."""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import Any

import click

from mockcraft.cli.command import Command
from mockcraft.cli.options import config_option, found, options
from mockcraft.cli.voice import is_quiet, is_verbose, note
from mockcraft.core.lists import check_locale
from mockcraft.errors import MockcraftError
from mockcraft.setting_sources import DEFAULT
from mockcraft.settings import LOG_LEVEL, SERVER
from mockcraft.wording import ARGUMENTS, worded

BACKLOG = 2048  # connections that wait to be accepted
GRACE_S = 5  # for requests that are under way when the server is stopped


class CannotListen(MockcraftError):
    """The address is taken, not allowed, or not one of this machine."""

    exit_code = 3


@click.command(cls=Command)
@config_option
@options(*SERVER)
def command(host: str, port: int, log_level: str, locale: str, **given: Any) -> None:
    """Serve values over HTTP, until Ctrl-C.

    \b
    Examples:
      mockcraft server --port 8080
      mockcraft server --config server.yaml
      curl 'http://127.0.0.1:8080/api/generate/password?length=12&count=3'

    The config file is a settings file: lines such as `port: 8080`. The server describes itself at /docs.
    """
    if found(LOG_LEVEL).rank == DEFAULT and (is_quiet() or is_verbose()):
        log_level = "error" if is_quiet() else "debug"
    listener = listen(host, port)
    signal.signal(
        signal.SIGTERM, _stop
    )  # uvicorn ends what is under way, then raises the signal again

    import uvicorn

    from mockcraft.server.app import create_app
    from mockcraft.server.config import ServerConfig

    config = uvicorn.Config(
        create_app(ServerConfig(locale=check_locale(locale), **given)),
        log_config=logging_of(log_level),
        log_level=None,
        access_log=log_level in ("debug", "info"),
        server_header=False,
        proxy_headers=False,  # uvicorn would take any client's address from whoever is on this machine
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_S,
    )
    announce(listener)
    with worded(ARGUMENTS):  # those of a request have the names that they have in Python
        uvicorn.Server(config).run([listener])


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


def _cannot(host: str, port: int, reason: str) -> CannotListen:
    return CannotListen(
        f"cannot listen on {host}:{port}: {reason} (choose another --port, 0 for any free one, or --host)"
    )


def announce(listener: socket.socket) -> None:
    """Says where the server listens, and what to try."""
    host, port = listener.getsockname()[:2]
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    note(
        f"mockcraft: listening on {url} (documentation: {url}/docs; stop: Ctrl-C)\n"
        f"  try: curl {url}/api/generate/firstname\n"
        f"       curl '{url}/api/generate/email?count=3&seed=42'"
    )


def logging_of(level: str) -> dict[str, Any]:
    """Where logs go, as `logging.config` has it: to standard error; uvicorn's own notes only if asked."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {
            "uvicorn.error": {"level": "DEBUG" if level == "debug" else "WARNING"},
            "uvicorn.access": {"level": level.upper()},
            "mockcraft": {"level": level.upper()},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }


def _stop(*_: object) -> None:
    sys.exit(0)
