"""Locks of tables: keys that name the connection which has them, so that one that is gone has none."""

import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from mockcraft.databases.redis.owners import client_of, is_connected, owner_of
from mockcraft.errors import SinkError
from mockcraft.formats.own_keys import LOCK

if TYPE_CHECKING:
    from mockcraft.databases.redis.connection import RedisConnection

LIFE_MS = 600_000  # without a batch, where the server does not tell who is connected
WAIT_S, STEP_S = 5.0, 0.1
_TAKE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return false
"""


class Locks:
    """The locks of a run; `former` is who had them in a connection of the same run that is gone."""

    def __init__(self, connection: "RedisConnection", former: str = "") -> None:
        self.connection = connection
        self.owner, self.former = "", former
        self.names: list[str] = []

    def take(self, tables: Sequence[str]) -> None:
        """Takes the tables; raises SinkError where another run has one for longer than WAIT_S."""
        self.owner = owner_of(self.connection)
        until = time.monotonic() + WAIT_S
        for name in sorted(tables):
            while not self._taken(name):
                if time.monotonic() > until:
                    raise self._refusal(name, self._other(name) or "")
                time.sleep(STEP_S)
            self.names.append(name)

    def check_free(self, tables: Sequence[str]) -> None:
        """Raises SinkError where another run has one of the tables; writes nothing."""
        for name in sorted(tables):
            other = self._other(name)
            if other is not None:
                raise self._refusal(name, other)

    def _other(self, name: str) -> str | None:
        """What the server says of another run that has a table, see owners.client_of; None for nobody."""
        found = self.connection.run("GET", LOCK + name)
        mine = self.owner or owner_of(self.connection)
        if found is None or found.decode() in (mine, self.former):
            return None
        return client_of(self.connection, found.decode(), mine)

    def _refusal(self, name: str, other: str) -> SinkError:
        at = next((word for word in other.split() if word.startswith("addr=")), "")
        who = f"; it is connected from {at.removeprefix('addr=')}" if at else ""
        return SinkError(
            f"{self.connection.target}: another run is filling table {name} (wait until it is done{who})"
        )

    def _taken(self, name: str) -> bool:
        key = LOCK + name
        found = self.connection.run("GET", key)
        if found is None:
            return bool(self.connection.run("SET", key, self.owner, "NX", "PX", LIFE_MS))
        take = ("EVAL", _TAKE, 1, key, found, self.owner, LIFE_MS)
        if found.decode() in (self.owner, self.former):
            with suppress(SinkError):  # a memory that is full does not take it, and it is ours
                self.connection.run(*take)
            return True
        gone = not is_connected(self.connection, found.decode(), self.owner)
        return gone and bool(self.connection.run(*take))

    def commands(self) -> list[tuple[str, str, int]]:
        """Those that keep the locks for another while."""
        return [("PEXPIRE", LOCK + name, LIFE_MS) for name in self.names]

    def release(self) -> None:
        """Gives the tables to others."""
        names, self.names = self.names, []
        if names:
            self.connection.run("DEL", *(LOCK + name for name in names))
