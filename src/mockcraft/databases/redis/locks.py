"""Locks of tables: keys that name the connection which has them, so that one that is gone has none."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mockcraft.databases.redis.messages import is_full
from mockcraft.databases.redis.owners import client_of, is_connected, owner_of
from mockcraft.errors import SinkError
from mockcraft.formats.own_keys import LOCK

if TYPE_CHECKING:
    from mockcraft.databases.redis.connection import RedisConnection

LIFE_MS = 600_000  # without a batch, where the server does not tell who is connected
WAIT_S, STEP_S = 5.0, 0.1
_UNKNOWN = (
    f"if it was killed, that is over in {LIFE_MS // 60_000} minutes: this user may not ask who is connected, "
    "by CLIENT LIST"
)
_TAKE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return false
"""
_KEEP = """
for place, key in ipairs(KEYS) do
  local owner, ours = redis.call('GET', key), false
  for number = 2, #ARGV do ours = ours or owner == ARGV[number] end
  if not ours then return 0 end
  redis.call('PEXPIRE', key, ARGV[1])
end
return 1
"""
# A transaction would not do: a memory that is full takes none.
_RELEASE = """
for _, key in ipairs(KEYS) do
  local owner = redis.call('GET', key)
  for _, each in ipairs(ARGV) do
    if owner == each then redis.call('DEL', key) end
  end
end
"""


class Locks:
    """The locks of a run.

    Attributes:
        owners: the connections of the run that have taken any, the present one last; the others are gone.
        names: of the tables that it has.
    """

    def __init__(self, connection: "RedisConnection") -> None:
        self.connection = connection
        self.owners: list[str] = []
        self.names: list[str] = []

    def take(self, tables: Sequence[str]) -> None:
        """Takes the tables; raises SinkError where another run has one for longer than WAIT_S."""
        self.owners.append(owner_of(self.connection))
        until = time.monotonic() + WAIT_S
        for name in sorted(tables):
            while not self._taken(name):
                if time.monotonic() > until:
                    raise self._refusal(name, self._other(name) or "")
                time.sleep(STEP_S)
            if name not in self.names:
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
        if found is None or found.decode() in self.owners:
            return None
        mine = self.owners[-1] if self.owners else owner_of(self.connection)
        return client_of(self.connection, found.decode(), mine)

    def _refusal(self, name: str, other: str) -> SinkError:
        at = next((word for word in other.split() if word.startswith("addr=")), "")
        who = f"; it is connected from {at.removeprefix('addr=')}" if at else f"; {_UNKNOWN}"
        return SinkError(
            f"{self.connection.target}: another run is filling table {name} (wait until it is done{who})"
        )

    def _taken(self, name: str) -> bool:
        key, mine = LOCK + name, self.owners[-1]
        found = self.connection.run("GET", key)
        if found is None:
            return bool(self.connection.run("SET", key, mine, "NX", "PX", LIFE_MS))
        take = ("EVAL", _TAKE, 1, key, found, mine, LIFE_MS)
        if found.decode() in self.owners:
            try:
                return bool(self.connection.run(*take))
            except SinkError as error:
                if not is_full(error.__cause__):
                    raise
                return True  # a memory that is full does not take it, and it is ours
        gone = not is_connected(self.connection, found.decode(), mine)
        return gone and bool(self.connection.run(*take))

    def kept(self) -> tuple[Any, ...]:
        """The command that keeps the locks for another while; its reply is 0 where another run has taken one."""
        keys = [LOCK + name for name in self.names]
        return ("EVAL", _KEEP, len(keys), *keys, LIFE_MS, *self.owners)

    def release(self) -> None:
        """Gives the tables to others, over a new connection where the run has closed its own.

        What another run has taken meanwhile stays its own. Raises SinkError where the server does not take it.
        """
        names, self.names = self.names, []
        if not names:
            return
        if self.connection.closed:
            self.connection.reopen()
        keys = [LOCK + name for name in names]
        self.connection.run("EVAL", _RELEASE, len(keys), *keys, *self.owners)
