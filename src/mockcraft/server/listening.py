"""The socket that a server listens on."""

from __future__ import annotations

import errno
import logging
import os
import socket
import time
from contextlib import suppress
from ipaddress import ip_address
from multiprocessing.reduction import DupFd
from typing import Any

from mockcraft.errors import MockcraftError

BACKLOG = 2048  # connections that wait to be accepted
KEEP_ALIVE_S = 60  # after which the kernel asks whether a silent client is still there
TELL_S = 60  # between two lines that connections are turned away
log = logging.getLogger("mockcraft.server")


class CannotListen(MockcraftError):
    """The address is taken, not allowed, or not one of this machine."""

    exit_code = 3


class Listener(socket.socket):
    """A socket that turns connections away when the process can open no more files.

    asyncio would log a traceback for each that waits, and try again a second later. One file is kept for
    the purpose: it makes room for the connection, which is closed at once.
    """

    spare: int | None = None
    told = float("-inf")

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection; raises BlockingIOError where there is none, or none can be taken."""
        try:
            return super().accept()
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE):
                raise
            self._turn_away(error)
            raise BlockingIOError from None

    def __reduce__(self) -> tuple[Any, ...]:
        """A process that is started with it has the same socket."""
        return _inherited, (DupFd(self.fileno()),)

    def keep_spare(self) -> None:
        """Opens the file that makes room."""
        if self.spare is None:
            with suppress(OSError):
                self.spare = os.open(os.devnull, os.O_RDONLY)

    def _turn_away(self, error: OSError) -> None:
        if time.monotonic() - self.told > TELL_S:
            self.told = time.monotonic()
            log.error("connections are turned away: %s", error.strerror)
        if self.spare is not None:
            os.close(self.spare)
            self.spare = None
        with suppress(OSError):
            super().accept()[0].close()
        self.keep_spare()


def _inherited(file: Any) -> Listener:
    made = Listener(fileno=file.detach())
    made.keep_spare()
    return made


def listen(host: str, port: int) -> Listener:
    """A socket that listens; raises CannotListen."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except socket.gaierror as error:
        raise _cannot(host, port, "unknown host") from error
    family, kind, protocol, _, address = found[0]
    listener = Listener(family, kind, protocol)  # without the protocol, asyncio would delay packets
    try:
        if os.name == "posix":  # elsewhere it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _watch_for_death(listener)
        listener.bind(address)
        listener.listen(BACKLOG)
        listener.keep_spare()
    except OSError as error:
        listener.close()
        raise _cannot(host, port, (error.strerror or str(error)).lower()) from error
    return listener


def url_of(listener: socket.socket) -> str:
    """The address of a listener, as a client writes it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def is_local(listener: socket.socket) -> bool:
    """Whether only this machine reaches the listener."""
    return ip_address(listener.getsockname()[0].partition("%")[0]).is_loopback


def _watch_for_death(listener: socket.socket) -> None:
    """Has the kernel end connections whose client is gone without a word; accepted ones inherit it."""
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", KEEP_ALIVE_S), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3),
        ("TCP_USER_TIMEOUT", KEEP_ALIVE_S * 1000),
    ):  # fmt: skip
        if hasattr(socket, name):  # Linux has all of them
            listener.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _cannot(host: str, port: int, reason: str) -> CannotListen:
    return CannotListen(
        f"cannot listen on {host}:{port}: {reason} (choose another --port, 0 for any free one, or --host)"
    )
