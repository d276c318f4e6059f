"""Whether anything listens where a cluster is said to be: its own library would try for minutes."""

import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from mockcraft.errors import SinkError, UserError

WAIT_S = 10.0  # for a machine that is far away


def reach(shown: str, addresses: Iterable[str]) -> None:
    """Raises SinkError where nothing listens at any of the addresses, each HOST:PORT; `shown` is the cluster.

    Raises:
        UserError: an address is no HOST:PORT.
    """
    why = ""
    for each in addresses:
        host, port = _parted(shown, each)
        try:
            socket.create_connection((host, port), WAIT_S).close()
            return
        except socket.gaierror:
            why = f"there is no host of the name {host!r}"
        except OSError as error:
            silent = isinstance(error, TimeoutError)
            why = "nobody answers" if silent else "nothing listens there"
    raise SinkError(
        f"{shown} cannot be reached: {why} (is it running, and are host and port right?)"
    )


def _parted(shown: str, address: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{address}")
        if parts.hostname and parts.port:
            return parts.hostname, parts.port
    except ValueError:
        pass
    raise UserError(f"{shown}: {address!r} is not HOST:PORT")
