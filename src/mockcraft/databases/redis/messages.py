"""What Redis says, for people: why there is no connection, and what is wrong with a command."""

import socket
import ssl
from pathlib import Path

import redis
from redis import exceptions

from mockcraft.databases.redis.address import Address

_CLUSTER = (
    "and a run is whole by MULTI, which a cluster keeps to one slot (give a server without cluster mode, or write "
    "files as resp and give each of them to every primary, as redis-cli -h PRIMARY --pipe < FILE: each takes "
    "the keys of its slots, and answers MOVED to the others)"
)
# Errors that begin with these words, and what to say of them: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors
_SAID = {
    "OOM": "its memory is full, as maxmemory has it (raise maxmemory, or make fewer rows)",
    "READONLY": "it is a replica, which takes no writes (give the URL of the primary)",
    "NOAUTH": "it asks for a password (give redis://:password@host, or set REDISCLI_AUTH)",
    "WRONGPASS": "the user or the password is wrong",
    "NOPERM": "the user may not do that (docs/databases.md names the commands and keys that a run needs)",
    "MOVED": f"it is a node of a cluster, {_CLUSTER}",
    "CROSSSLOT": f"it is a node of a cluster, {_CLUSTER}",
    "CLUSTERDOWN": f"it is a node of a cluster that is down, {_CLUSTER}",
    "WRONGTYPE": "a key of the plan is there with another type (delete it, or choose another key)",
    "MISCONF": "it cannot save its data, and takes no writes until it can",
    "NOREPLICAS": "it has not the replicas that it must have for a write (min-replicas-to-write)",
    "MASTERDOWN": "its primary is down (give the URL of the primary)",
    "EXECABORT": "it has refused a command of the batch",
}
# Those of which the driver keeps the class and not the word.
_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (exceptions.OutOfMemoryError, "OOM"),
    (exceptions.ReadOnlyError, "READONLY"),
    (exceptions.NoPermissionError, "NOPERM"),
    (exceptions.ExecAbortError, "EXECABORT"),
    (exceptions.MovedError, "MOVED"),
    (exceptions.ClusterDownError, "CLUSTERDOWN"),
    (exceptions.MasterDownError, "MASTERDOWN"),
)
_LATER = "equal or smaller than the target stream top item"
_WAITS = ("LOADING", "BUSY", "TRYAGAIN")


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone, or the server not ready, so that another one may go on."""
    if isinstance(error, redis.AuthenticationError | exceptions.AuthorizationError):
        return False
    kinds = (redis.ConnectionError, redis.TimeoutError, OSError, exceptions.BusyLoadingError)
    return isinstance(error, kinds) or str(error).partition(" ")[0] in _WAITS


def is_full(error: BaseException | None) -> bool:
    """Whether a memory that is full refused it, from within a script too."""
    return isinstance(error, exceptions.OutOfMemoryError) or "OOM command not allowed" in str(error)


def is_harmless(error: Exception) -> bool:
    """Whether nothing is left to take away or put back: a key is another's now, a stream is gone or has later entries."""
    said = ("WRONGTYPE", "no such key", "smaller than the target stream top")
    return any(each in str(error) for each in said)


def reason(error: BaseException | str) -> str:
    """What is wrong, and what to do where that helps."""
    said = str(error)
    if _LATER in said:
        return "an application has put an entry with a later id into a stream of the plan meanwhile (choose another key)"
    word = next((word for kind, word in _WORDS if isinstance(error, kind)), "")
    code, _, rest = (word, "", said.removeprefix(f"{word} ")) if word else said.partition(" ")
    advice = _SAID.get(code)
    if advice is None:
        return said.removeprefix("ERR ")
    return f"{advice}: {rest}" if code in ("NOPERM", "MISCONF") and rest else advice


def refusal(error: BaseException, address: Address) -> str:
    """Why there is no connection."""
    said = str(error)
    if isinstance(error, redis.AuthenticationError) or said.startswith(("WRONGPASS", "NOAUTH")):
        if not address.password:
            return _SAID["NOAUTH"]
        if not address.user:
            return _SAID["WRONGPASS"]
        return f"the password of the user {address.user!r} is wrong, or there is no such user"
    if "DB index is out of range" in said or "invalid DB index" in said:
        return f"there is no database {address.database} (the first is 0, and most servers have 16)"
    cause: BaseException | None = error
    while cause is not None:
        if why := _why(cause, address):
            return why
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, exceptions.InvalidResponse):
        return "what answers is no Redis (are host and port right?)"
    if isinstance(error, redis.TimeoutError):
        if address.tls is not None:
            return "it does not answer (are host and port right, and has the port TLS?)"
        return "it does not answer (are host and port right, and is there a firewall?)"
    return reason(said)


def _why(cause: BaseException, address: Address) -> str:
    """What an error of the system means; "" for another one."""
    if isinstance(cause, ssl.SSLError):
        return f"TLS fails: {cause.reason or cause} (is it a port with TLS, and its certificate known?)"
    if isinstance(cause, socket.gaierror | UnicodeError):
        return f"there is no host {address.host!r} (is its name right?)"
    if isinstance(cause, ConnectionRefusedError):
        return "nothing listens there (is it running, and are host and port right?)"
    if isinstance(cause, FileNotFoundError):
        files = [path for path in (address.tls or {}).values() if "/" in path or "." in path]
        gone = [path for path in files if not Path(path).exists()]
        return f"there is no file {gone[0]}" if gone else "there is no such socket"
    return "this user may not open the socket" if isinstance(cause, PermissionError) else ""
