"""A connection to Redis: commands one by one, and ready-made bytes whose replies are checked."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from mockcraft.core.plan import Plan, Table
from mockcraft.databases.redis.address import Address, address_of
from mockcraft.databases.redis.catalogue import count, read
from mockcraft.databases.redis.messages import is_lost, reason, refusal
from mockcraft.databases.redis.reading import fields_there
from mockcraft.databases.redis.rows import count_members, count_rows
from mockcraft.databases.redis.taken import is_taken
from mockcraft.errors import ConnectionLost, SinkError, Unsupported
from mockcraft.formats.keyspace import Keyspace, keyspace_of
from mockcraft.stored import Catalogue

UNLINKED = 1_000  # keys that one UNLINK takes
PIECE = 2**20  # bytes of replies that are read at a time


class RedisConnection:
    """See database.Connection. The rows of a table are known by the keys of its template."""

    def __init__(self, url: str, writable: bool) -> None:
        self.address: Address = address_of(url)
        self.target = self.address.shown
        self.writable = writable
        self.tables: dict[str, Table] = {}
        self.connection = self._opened()
        self._check()
        self.module = self._has_module()

    def inform(self, tables: Sequence[Table]) -> None:
        """See traits.InformedConnection; raises Unsupported where two tables could have a key in common."""
        self.tables = {table.name: table for table in tables}
        found = [(table, each) for table in tables for each in keyspace_of(table).problems(table)]
        if problems := [*found, *Keyspace.clashes(tables)]:
            lines = (f"{self.target}: table {table.name}: {each}" for table, each in problems)
            raise Unsupported("\n".join(lines))

    def _opened(self) -> Any:
        """A connection that never tries again by itself: what is lost is told."""
        kind: Any = redis.Connection
        if self.address.socket:
            kind = redis.UnixDomainSocketConnection
        elif self.address.tls is not None:
            kind = redis.SSLConnection
        connection = kind(retry=Retry(NoBackoff(), 0), **self.address.options)
        try:
            connection.connect()
        except (redis.RedisError, OSError, UnicodeError) as error:  # a host of no such name, too
            raise self._refused(error) from error
        return connection

    def _refused(self, error: BaseException) -> SinkError:
        lost = is_lost(error)
        kind = ConnectionLost if lost else SinkError
        return kind(f"{self.target}: {refusal(error, self.address)}")

    def _check(self) -> None:
        """Raises SinkError where it is a node of a cluster, or asks for a password that is not given."""
        (info,) = self.answers([("INFO", "cluster")])
        if isinstance(info, BaseException):
            if not isinstance(info, redis.exceptions.NoPermissionError):
                raise self._refused(info)
        elif b"cluster_enabled:1" in info:
            raise SinkError(f"{self.target}: {reason('MOVED')}")

    def _has_module(self) -> bool:
        (found,) = self.answers([("COMMAND", "INFO", "JSON.SET")])
        return isinstance(found, list) and any(found)

    def close(self) -> None:
        """See database.Connection."""
        self.connection.disconnect()

    @property
    def closed(self) -> bool:
        """Whether this end has closed it."""
        return self.connection._sock is None

    def reopen(self) -> None:
        """Ends the connection and makes a new one."""
        self.close()
        self.connection = self._opened()

    # ------------------------------------------------------------------ commands

    def run(self, *words: Any) -> Any:
        """The reply to a command; raises SinkError, ConnectionLost."""
        return self.run_all([words])[0]

    def run_all(self, commands: Sequence[Sequence[Any]]) -> list[Any]:
        """The replies to commands that are sent together."""
        found = self.answers(commands)
        for each in found:
            if isinstance(each, redis.RedisError):
                raise self.failed(each) from each
        return found

    def answers(self, commands: Sequence[Sequence[Any]]) -> list[Any]:
        """The replies to commands that are sent together; errors are among them."""
        packed = b"".join(self.connection.pack_commands(commands))
        return self.replies(packed, len(commands))

    def failed(self, error: BaseException) -> SinkError:
        """The error of what the driver or the server said."""
        if is_lost(error):
            return ConnectionLost(f"{self.target}: the connection was lost: {error}")
        return SinkError(f"{self.target}: {reason(error)}")

    @property
    def _socket(self) -> Any:
        """The socket of the driver's connection: the driver itself would cut what is sent in pieces, and make an
        object of each reply, which takes longer than the server does.
        """
        found = self.connection._sock
        if found is None:
            raise ConnectionError("it is closed")
        return found

    def send(self, payload: Any) -> None:
        """Hands over ready-made commands."""
        try:
            self._socket.sendall(payload)
        except OSError as error:
            raise self.failed(error) from error

    def receive(self, replies: int, begun: bytes = b"") -> bytes:
        """So many replies as they are, behind those that have come. Each is a line; a bulk string is two, and an
        error in its place one. The head of an array counts as one.
        """
        pieces, left, last = [begun], replies - _replies_in(begun, b""), begun
        try:
            while left > 0:
                piece = self._socket.recv(PIECE)
                if not piece:
                    raise ConnectionError("the server has closed it")
                pieces.append(piece)
                left -= _replies_in(piece, last)
                last = piece
        except OSError as error:
            raise self.failed(error) from error
        return b"".join(pieces)

    def check(self, replies: bytes, place: str = "") -> None:
        """Raises SinkError for an error among lines of replies, about commands of a place."""
        start = 0 if replies.startswith(b"-") else replies.find(b"\n-") + 1
        if start or replies.startswith(b"-"):
            said = replies[start + 1 : replies.find(b"\r", start)].decode(errors="replace")
            at = f"{place}: " if place else ""
            raise SinkError(f"{self.target}: {at}{reason(said)}")

    def replies(self, payload: Any, count: int) -> list[Any]:
        """The replies to so many ready-made commands, read one by one; errors are among them."""
        self.send(payload)
        found: list[Any] = []
        try:
            for _ in range(count):
                try:
                    found.append(self.connection.read_response())
                except (redis.ResponseError, redis.AuthenticationError) as error:
                    if is_lost(error):
                        raise
                    found.append(error)
        except (redis.RedisError, OSError) as error:
            raise self.failed(error) from error
        return found

    # ------------------------------------------------------------------ what is there

    def catalogue(self, tables: Sequence[str]) -> Catalogue:
        """See database.Connection."""
        return read(self, [self.tables[name] for name in tables])

    def count(self, table: str) -> int:
        """See database.Connection."""
        return count(self, self.tables[table])

    def extreme(self, table: str, column: str, highest: bool) -> int | None:
        """See database.Connection."""
        found = (values[0] for values in fields_there(self, self.tables[table], [column]))
        numbers = [number for text in found if (number := _number(text)) is not None]
        return (max if highest else min)(numbers) if numbers else None

    def count_rows(self, plan: Plan, table: Table, rows: range) -> int:
        """See traits.NumberedConnection."""
        return count_rows(self, plan, table, rows)

    def is_free(self, plan: Plan, table: Table, rows: range) -> bool:
        """See traits.NumberedConnection."""
        return not count_rows(self, plan, table, rows) and not is_taken(self, plan, table, rows)

    def equal_rows(self, table: str) -> Literal["none", "kept", "merged"]:
        """See traits.CollectingConnection."""
        return keyspace_of(self.tables[table]).equal_rows(self.tables[table])

    def count_members(self, plan: Plan, table: Table, rows: range) -> int:
        """See traits.CollectingConnection."""
        return count_members(self, plan, table, rows)

    def known(self, table: str, keys: Mapping[str, Sequence[Any]]) -> Sequence[bool]:
        """See database.Connection."""
        known = self.tables[table]
        there = set(fields_there(self, known, list(keys)))
        kinds = [known.column(name).type for name in keys]
        rows = zip(*keys.values(), strict=True)
        return [tuple(map(_as_kept, row, kinds)) in there for row in rows]


def _replies_in(piece: bytes, before: bytes) -> int:
    """How many replies end in a piece of them, which comes behind another."""
    begins = piece.startswith(b"$") and (not before or before.endswith(b"\n"))
    return piece.count(b"\n") - piece.count(b"\n$") - begins


def _number(text: str | None) -> int | None:
    """The whole number of a text; None for what is none: members of a list may be somebody else's."""
    try:
        return int(Decimal(text or "NaN"))
    except (ArithmeticError, ValueError):
        return None


def _as_kept(value: Any, type_: Any) -> str | None:
    """A value of `formats.plain` as keys and fields have it."""
    if value is None:
        return None
    if type_.kind == "decimal":
        return f"{Decimal(str(value)):.{type_.scale}f}"
    if type_.kind in ("timestamp", "timestamptz"):
        text = str(value).replace(" ", "T")
        return text.removesuffix("Z") + ("Z" if type_.kind == "timestamptz" else "")
    return str(value)
