"""A database number that a backup is restored to: to be verified, or before it takes the place of another.

It was empty when it was taken. A key in it says whose it is, and another one which keys were put there: only
those ever go, so that nothing is lost of somebody who takes the number for empty meanwhile.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Self

import redis

from mockcraft.backup import Report
from mockcraft.backups.errors import check_empty
from mockcraft.databases.redis.connection import UNLINKED, RedisConnection
from mockcraft.databases.redis.dumpfile import Record, format_version
from mockcraft.databases.redis.dumping import names
from mockcraft.databases.redis.memory import GROWTH, check_room
from mockcraft.databases.redis.owners import is_connected, owner_of
from mockcraft.errors import BackupError, ConnectionLost, SinkError
from mockcraft.formats.own_keys import LOCK

SCRATCH = f"{LOCK}:scratch"  # no key of a row begins so, and no lock of a table
OWNER, KEYS = SCRATCH, f"{SCRATCH}:keys"
RESTORING = "a backup is being restored to it (wait until that has ended)"
NUMBERS = 16  # that a server has, where it does not say
BATCH_KEYS, BATCH_BYTES = 1_000, 1 << 20  # that are restored together
# A bit of milliseconds that no time has which is near: with it, a key expires later than a stage lasts by far; keys
# whose time is up would be gone before they were compared.
_FAR = 1 << 62
_TAKE = "return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('SET', KEYS[1], ARGV[2]) and 1 or 0"
# Locks of runs are no data: a killed one leaves them. Nobody sees anything of this in between, and a kill leaves
# none of it half done.
_SWAP = """
redis.call('SELECT', ARGV[2])
if redis.call('EXISTS', KEYS[1]) == 1 then return 'restoring' end
if ARGV[3] == '0' and redis.call('DBSIZE') > 0 then
  local place = '0'
  repeat
    local found = redis.call('SCAN', place)
    place = found[1]
    for _, key in ipairs(found[2]) do
      if string.sub(key, 1, #ARGV[4]) ~= ARGV[4] then return 'target' end
    end
  until place == '0'
end
redis.call('SELECT', ARGV[1])
if redis.call('DBSIZE') > redis.call('SCARD', KEYS[2]) + 2 then return 'stage' end
redis.call('UNLINK', KEYS[1], KEYS[2])
redis.call('SWAPDB', ARGV[1], ARGV[2])
redis.call('FLUSHDB', 'ASYNC')
return 'done'
"""


def staged_time(expires: int) -> int:
    """When a key expires in a stage, of when it does; and the other way round. 0 is never."""
    return expires and expires ^ _FAR


class Stage:
    """A database number that is this process's.

    Attributes:
        connection: to it; who is connected so has the number.
        number: of it.
    """

    def __init__(self, connection: RedisConnection, number: int) -> None:
        self.connection, self.number = connection, number

    @classmethod
    def beside(cls, url: str) -> Self | None:
        """An empty number of the server that is not that of the URL; None where there is none.

        What killed processes left in others goes first.
        """
        connection = RedisConnection(url, writable=True)
        try:
            mine = owner_of(connection)
            for number in reversed(range(_numbers(connection))):
                if number != connection.address.database and _is_taken(connection, number, mine):
                    return cls(connection, number)
        except BaseException:
            connection.close()
            raise
        connection.close()
        return None

    @classmethod
    def within(cls, url: str) -> Self | None:
        """The number of the URL itself; None where it is not empty."""
        connection = RedisConnection(url, writable=True)
        try:
            if _is_taken(connection, connection.address.database, owner_of(connection)):
                return cls(connection, connection.address.database)
        except BaseException:
            connection.close()
            raise
        connection.close()
        return None

    def fill(self, records: Iterator[Record], report: Report) -> None:
        """Restores keys; they expire at their `staged_time`."""
        version = format_version(self.connection.run("DUMP", OWNER))
        done = 0
        for batch in _batches(records):
            if (theirs := format_version(batch[0].payload)) > version:
                raise BackupError(
                    f"{self.connection.target}: the backup is of a newer server: its keys are of the RDB version "
                    f"{theirs}, and this server reads {version} (restore it on a server of the same version, or a "
                    "newer one)"
                )
            self._check_memory(sum(len(each.payload) for each in batch))
            self._restore(batch)
            done += len(batch)
            report("restoring", done, 0)

    def _restore(self, batch: Sequence[Record]) -> None:
        self.connection.run("SADD", KEYS, *(each.name for each in batch))
        commands = [
            ("RESTORE", each.name, staged_time(each.expires), each.payload, "ABSTTL")
            for each in batch
        ]
        replies = self.connection.answers(commands)
        failed = {
            each.name: reply
            for each, reply in zip(batch, replies, strict=True)
            if isinstance(reply, redis.RedisError)
        }
        if failed:
            self.connection.run("SREM", KEYS, *failed)  # what is there by that name is another's
            name, error = next(iter(failed.items()))
            shown = name.decode(errors="replace")
            raise BackupError(
                f"{self.connection.failed(error)}: the key {shown!r} cannot be restored"
            ) from error

    def _check_memory(self, more: int) -> None:
        """Raises BackupError where the server would drop other keys to make room."""
        try:
            check_room(self.connection, GROWTH * more)
        except ConnectionLost:
            raise
        except SinkError as error:
            raise BackupError(str(error)) from error

    def take_place(self, number: int, replaces: bool) -> None:
        """Puts what is here in the place of a number, at once; raises BackupError where that cannot be."""
        for block in names(self.connection):
            times = self.connection.run_all([("PEXPIRETIME", name) for name in block])
            expiring = [
                ("PEXPIREAT", name, staged_time(int(time)))
                for name, time in zip(block, times, strict=True)
                if int(time) > 0
            ]
            if expiring:
                self.connection.run_all(expiring)
        if number == self.number:
            self.connection.run("UNLINK", KEYS, OWNER)
            return
        said = self.connection.run(
            "EVAL", _SWAP, 2, OWNER, KEYS, self.number, number, int(replaces), LOCK
        ).decode()
        if said == "restoring":
            raise BackupError(f"{self.connection.target}: {RESTORING}")
        if said == "target":
            check_empty(self.connection.target, ["keys"])
        if said == "stage":
            raise BackupError(
                f"{self.connection.target}: others write to database {self.number}, which was empty (try again)"
            )

    def remove(self) -> None:
        """Removes what is here, where it can, and gives the number to others."""
        with suppress(SinkError):
            _clear(self.connection)
        self.connection.close()


def _is_taken(connection: RedisConnection, number: int, mine: str) -> bool:
    """Whether a number is ours now: it was empty, or holds only what a killed process left."""
    selected, there = connection.answers([("SELECT", number), ("EXISTS", OWNER)])
    if isinstance(selected, redis.RedisError) or isinstance(there, redis.RedisError):
        return False
    if there:
        _clear_killed(connection, mine)
    if connection.run("DBSIZE") or not connection.run("SET", OWNER, mine, "NX"):
        return False
    if connection.run("DBSIZE") > 1:  # others were quicker
        connection.run("UNLINK", OWNER)
        return False
    return True


def clear_left(connection: RedisConnection) -> None:
    """Removes what a killed process left in a number; raises BackupError where somebody is still at work there."""
    if _clear_killed(connection, owner_of(connection)):
        raise BackupError(f"{connection.target}: {RESTORING}")


def _clear_killed(connection: RedisConnection, mine: str) -> str:
    """Removes what a killed process left in a number; returns who is still at work there, "" for nobody."""
    found = connection.run("GET", OWNER)
    if found is None:
        return ""
    owner: str = found.decode()
    if is_connected(connection, owner, mine):
        return owner
    if connection.run("EVAL", _TAKE, 1, OWNER, owner, mine):
        _clear(connection)
    return ""


def _clear(connection: RedisConnection) -> None:
    while found := connection.run("SRANDMEMBER", KEYS, UNLINKED):
        connection.run_all([("UNLINK", *found), ("SREM", KEYS, *found)])
    connection.run("UNLINK", OWNER)


def _numbers(connection: RedisConnection) -> int:
    (reply,) = connection.answers([("CONFIG", "GET", "databases")])
    return int(reply[1]) if isinstance(reply, list) and len(reply) == 2 else NUMBERS


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    size = 0
    for each in records:
        batch.append(each)
        size += len(each.payload)
        if len(batch) == BATCH_KEYS or size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
