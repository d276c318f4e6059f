"""Redis, from the binaries of the system's package."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import redis

from servers.daemon import Daemon

DATABASES = 256
REGISTER = "mockcraft-tests"  # a set in database 0, of the databases that tests use
TIMEOUT_S = 60  # to drop hundreds of thousands of keys on a machine that is busy


@dataclass(frozen=True)
class Redis:
    """A Redis server; `uri` names a user who may do everything, and perhaps a database."""

    uri: str

    def client(self) -> redis.Redis:
        """A client of its own, whose answers are texts."""
        client: redis.Redis = redis.Redis.from_url(
            self.uri, decode_responses=True, socket_timeout=TIMEOUT_S
        )
        return client

    def execute(self, statement: str) -> list[Any]:
        """Runs a command in a connection of its own; its answer."""
        with self.client() as client:
            return [client.execute_command(*statement.split())]

    def new_database(self) -> str:
        """URI of a database that is empty and nobody else's, also where several processes ask."""
        with self.client() as client:
            numbers = range(1, int(client.config_get("databases")["databases"]))
            for number in numbers:
                if client.sadd(REGISTER, number):
                    uri = urlsplit(self.uri)._replace(path=f"/{number}").geturl()
                    Redis(uri).execute("FLUSHDB")
                    return uri
        raise RuntimeError(f"all {len(numbers)} databases of the Redis server are in use")

    def drop_database(self, uri: str) -> None:
        """Empties a database that `new_database` gave, and lets others have it."""
        Redis(uri).execute("FLUSHDB")
        with self.client() as client:
            client.srem(REGISTER, urlsplit(uri).path[1:])


class OwnRedis(Daemon[Redis]):
    """A Redis of our own; its user is `tester`. It writes all down, so that a kill loses nothing."""

    title = "Redis"
    kind = Redis
    users = ("redis",)
    quick = signal.SIGTERM
    at_death = signal.SIGKILL
    broken = redis.ConnectionError
    greeting = "PING"

    def __init__(self, *settings: str) -> None:
        super().__init__(*settings)

    def make(self) -> None:
        self.data.mkdir()
        self.give(self.data)

    def command(self) -> Sequence[str | Path]:
        # A default user who is off could not read transactions back from the file at the next start.
        settings = (
            "bind=127.0.0.1", f"port={self.port}", f"dir={self.data}", f"databases={DATABASES}",
            "appendonly=yes", "appendfsync=no", 'save=""', f"requirepass={self.password}",
            f"user=tester on >{self.password} ~* &* +@all", *self.settings,
        )  # fmt: skip
        lines = [setting.replace("=", " ", 1) for setting in settings]
        return [self.program(), self.write("redis.conf", "\n".join([*lines, ""]))]

    @classmethod
    def program(cls) -> Path:
        found = shutil.which("redis-server")
        if found is None:
            raise RuntimeError("there is no redis-server (make servers installs it)")
        return Path(found)
