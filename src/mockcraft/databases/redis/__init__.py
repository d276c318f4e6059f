"""Redis and Valkey: rows are keys, as the schema file says under `redis` (see `formats.keyspace`)."""

import shlex
import shutil
from typing import TYPE_CHECKING

from mockcraft.capabilities import Capabilities
from mockcraft.database import Connection, Engine, Store
from mockcraft.formats.keyspace import Keyspace, keyspace_of

if TYPE_CHECKING:
    from mockcraft.backup import Backups


def _connect(url: str, writable: bool) -> Connection:
    from mockcraft.databases.redis.connection import RedisConnection

    return RedisConnection(url, writable)


def _store(connection: Connection) -> Store:
    from mockcraft.databases.redis.connection import RedisConnection
    from mockcraft.databases.redis.store import RedisStore

    assert isinstance(connection, RedisConnection)
    return RedisStore(connection)


def _shown(url: str) -> str:
    from mockcraft.databases.redis.address import address_of

    return address_of(url).shown


def _look(url: str, table: str) -> str:
    """A command that shows some keys; those of one table are known by the plan alone."""
    from mockcraft.databases.redis.address import address_of

    program = next(filter(shutil.which, ("redis-cli", "valkey-cli")), None)
    return "" if program is None else shlex.join([program, *address_of(url).words, "SCAN", "0"])


def _backups() -> "Backups":
    from mockcraft.backup import Backups as Made
    from mockcraft.databases.redis.archiver import RedisArchiver, scratch

    return Made(RedisArchiver, scratch)


ENGINE = Engine(
    name="redis",
    title="Redis",
    schemes=("redis", "rediss", "unix", "valkey", "valkeys"),
    example="redis://host:6379/0",
    can=Capabilities(
        transactions=False,
        transactional_ddl=False,
        batch_rows=16_384,  # of one MULTI, in which others wait for some 60 ms
        checkpoints=True,
        makes_tables=False,
        keys_wait=True,
        joined_keys=True,
        conversions={"boolean": "0 and 1 (in JSON as it is)"},
    ),
    connect=_connect,
    store=_store,
    shown=_shown,
    look=_look,
    options=Keyspace,
    backups=_backups,
    holds=lambda table: keyspace_of(table).as_ == "json",
)
