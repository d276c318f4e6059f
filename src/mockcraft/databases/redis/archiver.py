"""Backups of Redis: its keys by DUMP over SCAN, restored by RESTORE beside the database and swapped with it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager

from mockcraft.backup import Contents, Dump, Report
from mockcraft.backups.compression import Files
from mockcraft.backups.digests import RowDigest
from mockcraft.backups.errors import backup_errors
from mockcraft.databases.redis.address import address_of
from mockcraft.databases.redis.connection import RedisConnection
from mockcraft.databases.redis.dumpfile import command, format_version, records
from mockcraft.databases.redis.dumping import Key, is_readable, keys, names, types
from mockcraft.databases.redis.stage import Stage, clear_left, staged_time
from mockcraft.errors import BackupError

FILE = "keys.resp"
CAVEAT = "keys were read one after another while others could write: it is not of one moment"


class RedisArchiver:
    """See backup.Archiver, backup.StagedArchiver. What it calls tables are types; their rows are keys."""

    def __init__(self, url: str, stage: Stage | None = None) -> None:
        self.url, self.stage, self.replaces = url, stage, False
        self.address = address_of(url)
        self.target = self.name = self.address.shown

    def exists(self) -> bool:
        """See backup.Archiver. What cannot be connected to raises."""
        with self._connected():
            return True

    def dump(self, files: Files, report: Report) -> Dump:
        """See backup.Archiver."""
        digests, version = _Digests(), 0
        with self._connected() as connection:
            clear_left(connection)
            server = _server(connection)
            with files.writing(FILE) as target:
                for block in keys(connection, report, "dumping"):
                    for key in block:
                        digests.add(key, key.expires)
                        target.write(command(key))
                        version = format_version(key.payload)
        tool = f"DUMP, RDB version {version}" if version else "DUMP"
        return Dump(digests.contents(), server, tool, CAVEAT + digests.caveat)

    def load(self, files: Files, replaces: bool, report: Report) -> None:
        """See backup.Archiver, backup.StagedArchiver."""
        self.replaces = replaces
        with backup_errors():
            if self.stage is None:
                self.stage = Stage.beside(self.url) or Stage.within(self.url)
            if self.stage is None:
                raise BackupError(
                    f"{self.target}: there is no empty database on the server to restore beside (empty one, or this "
                    "one)"
                )
            with files.reading(FILE) as source, closing(records(source)) as found:
                self.stage.fill(found, report)

    def contents(self, report: Report) -> Contents:
        """See backup.Archiver, backup.StagedArchiver."""
        with backup_errors():
            if self.stage is not None:
                return _contents(self.stage.connection, report, staged_time)
            with self._connected() as connection:
                return _contents(connection, report)

    def take_place(self, report: Report) -> str:
        """See backup.StagedArchiver. Keys whose time is up by now go."""
        assert self.stage is not None
        with backup_errors():
            report("putting it in place", 0, 0)
            self.stage.take_place(self.address.database, self.replaces)
        self.stage.connection.close()
        self.stage = None
        return ""

    def discard(self) -> None:
        """See backup.StagedArchiver."""
        if self.stage is not None:
            self.stage.remove()
            self.stage = None

    def present(self) -> Mapping[str, int]:
        """See backup.Archiver. What a killed restore left goes."""
        with self._connected() as connection:
            clear_left(connection)
            found: Counter[str] = Counter()
            for block in names(connection):
                found.update(types(connection, block).values())
            return dict(sorted(found.items()))

    @contextmanager
    def _connected(self) -> Iterator[RedisConnection]:
        with backup_errors(), closing(RedisConnection(self.url, writable=True)) as connection:
            _check(connection)
            yield connection


@contextmanager
def scratch(url: str) -> Iterator[RedisArchiver]:
    """See backup.Backups: an empty database number of the server."""
    with backup_errors():
        stage = Stage.beside(url)
    if stage is None:
        raise BackupError(
            f"{address_of(url).shown}: there is no empty database on the server to verify in (empty one, or leave "
            "that out with --no-verify)"
        )
    try:
        yield RedisArchiver(url, stage)
    finally:
        stage.remove()


class _Digests:
    """The digests of keys by type."""

    def __init__(self) -> None:
        self.types: dict[str, RowDigest] = {}

    def add(self, key: Key, expires: int) -> None:
        digest = self.types.setdefault(key.type, RowDigest())
        digest.add([(key.name, expires, key.value)])

    def contents(self) -> Contents:
        return Contents({name: each.content() for name, each in sorted(self.types.items())})

    @property
    def caveat(self) -> str:
        """What is not compared, in words that go on a sentence."""
        unread = sorted(name for name in self.types if not is_readable(name))
        return f"; of {', '.join(unread)} only the keys are compared" if unread else ""


def _contents(
    connection: RedisConnection, report: Report, time: Callable[[int], int] = int
) -> Contents:
    """What a number holds; keys expire at this `time` of that at which they do there."""
    digests = _Digests()
    for block in keys(connection, report, "comparing"):
        for key in block:
            digests.add(key, time(key.expires))
    return digests.contents()


def _check(connection: RedisConnection) -> None:
    """Raises BackupError where the server does not say when keys expire."""
    (known,) = connection.run("COMMAND", "INFO", "PEXPIRETIME")
    if not known:
        raise BackupError(
            f"{connection.target}: the server is {_server(connection)}, and Redis says since 7.0 when keys expire "
            "(use redis-cli --rdb, or a newer server)"
        )


def _server(connection: RedisConnection) -> str:
    """`7.0.15`, `Valkey 8.1.0`."""
    said = connection.run("INFO", "server").decode().splitlines()
    told = dict(line.split(":", 1) for line in said if ":" in line)
    valkey = told.get("valkey_version")
    return f"Valkey {valkey}" if valkey else told.get("redis_version", "")
