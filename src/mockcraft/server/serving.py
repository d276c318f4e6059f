"""The process that serves an application, and how it ends."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import prometheus_client
import uvicorn
from fastapi import FastAPI

from mockcraft.server import logs, sentry
from mockcraft.server.app import create_app
from mockcraft.server.config import ServerConfig
from mockcraft.server.connections import Connection, Watch
from mockcraft.server.listening import BACKLOG, is_local
from mockcraft.server.metrics import metrics_of
from mockcraft.server.reloading import Reloading
from mockcraft.wording import ARGUMENTS, worded

BURST = 256  # connections that are accepted before the first of them is looked at
FILES = 256  # that the process has open beside its connections: schemas, stores, libraries
LAST_S = 5.0  # for what has to be put away when all requests are answered or cancelled
log = logging.getLogger("mockcraft.server")


def serve(
    config: ServerConfig,
    listener: socket.socket,
    ready: Callable[[str], None],
    alone: bool = True,
) -> None:
    """Serves in this process, until a signal ends it.

    Args:
        config: of the application.
        listener: the socket.
        ready: called with the form of the log when requests are answered.
        alone: whether a second signal ends it at once; else another process decides that, see `processes`.
    """
    signal.signal(signal.SIGTERM, _stop)  # uvicorn ends what is under way, then raises it again
    logs.configure(config.log_level, config.log_format)
    prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]  # nobody reads them
    sentry.start(config.sentry_dsn)
    form = logs.chosen(config.log_format)
    app = create_app(config, public=not is_local(listener))
    server = Server(app, config, lambda: ready(form), alone)
    try:
        with worded(ARGUMENTS):  # those of a request have the names that they have in Python
            server.run([listener])
    finally:
        sentry.finish()


class Server(uvicorn.Server):
    """uvicorn's server with bounded connections, which ends when it is told to."""

    def __init__(
        self, app: FastAPI, config: ServerConfig, ready: Callable[[], None], alone: bool
    ) -> None:
        self.app, self.ready, self.alone = app, ready, alone
        self.grace = config.timeout_shutdown
        self.reloading: list[Reloading] = []
        limit = most_connections(config.max_connections)
        self.watch = Watch(config, metrics_of(app), limit)
        seconds: dict[str, Any] = {
            "timeout_keep_alive": config.timeout_keep_alive,
            "timeout_graceful_shutdown": config.timeout_shutdown,
        }
        super().__init__(
            uvicorn.Config(
                app,
                http=type("WatchedConnection", (Connection,), {"watch": self.watch}),
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,  # uvicorn would take any address from whoever is on this machine
                backlog=BURST,
                **seconds,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to accept connections."""
        await super().startup(sockets)
        for each in sockets or ():
            each.listen(BACKLOG)  # asyncio has set it to what it accepts at once
        self.reloading = [Reloading(each) for each in self.app.state.reloads]
        if self.reloading and hasattr(signal, "SIGHUP"):
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._reload)
        self.ready()

    async def on_tick(self, counter: int) -> bool:
        """Looks at connections and files once a second; uvicorn calls it ten times."""
        if counter % 10 == 0:
            self.watch.tick(asyncio.get_running_loop().time(), self.server_state.connections)
            for each in self.reloading:
                each.tick()
        return await super().on_tick(counter)

    def _reload(self) -> None:
        for each in self.reloading:
            each.begin()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answers what is under way, for the time of grace; endless responses watch `app.state.stopping`."""
        self.app.state.stopping.set()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begins to end; at once when it is the second signal."""
        if not self.should_exit:
            _end_after(self.grace + LAST_S)
        elif self.alone:
            os._exit(128 + sig)
        super().handle_exit(sig, frame)


def most_connections(wanted: int) -> int:
    """How many connections the process may have: what is wanted, or what its limit of open files allows.

    The limit is raised as far as the system lets it be.
    """
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + BURST + FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        raised = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        if raised > soft:
            resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
        wanted = min(wanted, max(raised - BURST - FILES, 1))
        if raised < needed:
            log.warning("the limit of open files, %d, allows %d connections", raised, wanted)
    return wanted


def _end_after(seconds: float) -> None:
    """Ends the process if it is still there then: a thread or a library may hold it."""

    def end() -> None:
        log.error("the server did not end in %g s and is ended", seconds)
        os._exit(1)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()


def _stop(*_: object) -> None:
    sys.exit(0)
