"""What pymongo's errors mean, for people."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConfigurationError,
    ConnectionFailure,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
    WTimeoutError,
)

from mockcraft.databases.mongodb.address import Address
from mockcraft.errors import ConnectionLost, MockcraftError, SinkError

DUPLICATE, INVALID, TOO_LARGE = 11000, 121, 10334
DENIED, WRONG_LOGIN = 13, 18
TAKEN = 48  # NamespaceExists
NO_CONCERN = (79, 100)  # UnknownReplWriteConcern, UnsatisfiableWriteConcern
# What resolvers say: their errors have negative numbers on Linux, see getaddrinfo(3), and words elsewhere.
_UNKNOWN_HOST = re.compile(
    r"\[Errno -\d+\]|nodename nor servname|getaddrinfo|name resolution|'idna' codec"
)
_UNKNOWN_SERVICE = re.compile(
    r"DNS|nameserver|resolution lifetime", re.IGNORECASE
)  # of mongodb+srv
# The primary steps down, shuts down or is another one by now; see
# https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/
GONE = frozenset({6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436})
SHOWN = 300  # characters of what a server said


def refusal(error: Exception, address: Address) -> str:
    """Why there is no connection, and what to do."""
    if isinstance(error, OperationFailure) and error.code in (WRONG_LOGIN, 8000):
        who = f"user {address.user!r}" if address.user else "nobody"
        return (
            f"the server does not let {who} in: wrong user, password or authSource (mend the URL)"
        )
    if isinstance(error, OperationFailure) and error.code == DENIED:
        if not address.user:
            return "the server asks for a user and a password (put user:password@ before the host)"
        return (
            f"user {address.user!r} may not do this: {said(error)} (grant it readWrite and dbAdmin on "
            f"{address.database})"
        )
    if isinstance(error, OperationFailure) and error.code in NO_CONCERN:
        return f"the server cannot meet the write concern: {said(error)} (mend w of the URL, or leave it out)"
    if isinstance(error, ServerSelectionTimeoutError):
        text = said(error)
        if "refused" in text:
            return "nobody listens there (start the server, or mend host and port)"
        if _UNKNOWN_HOST.search(text):
            return "the host is not known (mend the URL)"
        if "SSL" in text or "TLS" in text or "certificate" in text:
            return f"there is no TLS connection: {text} (see tls, tlsCAFile of the URL)"
        if "No primary" in text or "not primary" in text or "No replica set members" in text:
            return f"no primary was found: {text} (wait for its election, or mend replicaSet)"
        if "No servers found" in text:
            return "no server answers in time (start the server, or mend host and port)"
        return f"no server answers: {text}"
    if isinstance(error, ConfigurationError) and _UNKNOWN_SERVICE.search(str(error)):
        return "DNS names no servers for the host (mend it, or give mongodb://host:port in place of mongodb+srv://)"
    return said(error)


def said(error: Exception) -> str:
    """What the server or the driver said, in one line, without what was sent."""
    text = str(error).partition(", full error:")[0].partition(" (configured timeouts")[0]
    text = text.partition(", Timeout:")[0]
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def is_lost(error: Exception) -> bool:
    """Whether the server is gone, or no longer the one that takes writes."""
    if isinstance(error, BulkWriteError):
        details: Any = error.details
        found = [*details.get("writeErrors", ()), *details.get("writeConcernErrors", ())]
        return any(each.get("code") in GONE for each in found)
    if isinstance(error, WTimeoutError):
        return False
    if isinstance(error, OperationFailure):
        return error.code in GONE
    return isinstance(error, AutoReconnect | ConnectionFailure)


@contextmanager
def told(target: str, address: Address, begun: bool, place: str = "") -> Iterator[None]:
    """Turns pymongo's errors into those for people; `begun` says that there was a connection."""
    where = f"{target}: {place}: " if place else f"{target}: "
    try:
        yield
    except MockcraftError:
        raise
    except ConfigurationError as error:
        raise SinkError(f"{where}{refusal(error, address)}") from None
    except PyMongoError as error:
        if begun and is_lost(error):
            raise ConnectionLost(f"{where}the connection is lost: {said(error)}") from error
        raise SinkError(f"{where}{refusal(error, address)}") from error
