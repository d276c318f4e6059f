"""MongoDB: a collection a table, filled with ready-made BSON: see `store`."""

import shlex
import shutil
from typing import TYPE_CHECKING

from mockcraft.capabilities import Capabilities, Limits
from mockcraft.database import Connection, Engine, Store
from mockcraft.databases.mongodb.options import MongoOptions

if TYPE_CHECKING:
    from mockcraft.backup import Backups
    from mockcraft.core.plan import Plan, Table


def _connect(url: str, writable: bool) -> Connection:
    from mockcraft.databases.mongodb.connection import MongoConnection

    return MongoConnection(url)


def _store(connection: Connection) -> Store:
    from mockcraft.databases.mongodb.connection import MongoConnection
    from mockcraft.databases.mongodb.store import MongoStore

    assert isinstance(connection, MongoConnection)
    return MongoStore(connection)


def _shown(url: str) -> str:
    from mockcraft.databases.mongodb.address import address_of

    return address_of(url).shown


def _look(url: str, table: str) -> str:
    """The command of the shell, which asks for a password."""
    import json

    from mockcraft.databases.mongodb.address import address_of

    if shutil.which("mongosh") is None:
        return ""
    address = address_of(url)
    login = ["--username", address.user] if address.user else []
    query = f"db.getCollection({json.dumps(table)}).find().limit(5)"
    words = ["mongosh", f"{address.scheme}://{address.shown}", *login, "--eval", query]
    return " ".join(map(shlex.quote, words))


def _backups() -> "Backups":
    from mockcraft.backup import Backups as Made
    from mockcraft.databases.mongodb.archiver import MongoArchiver, scratch

    return Made(MongoArchiver, scratch)


def _beside(plan: "Plan", table: "Table") -> dict[str, bytes]:
    from mockcraft.databases.mongodb.metadata import metadata

    return metadata(plan, table)


ENGINE = Engine(
    name="mongodb",
    title="MongoDB",
    schemes=("mongodb", "mongodb+srv"),
    example="mongodb://host/database",
    can=Capabilities(
        transactions=False,
        transactional_ddl=False,
        batch_rows=16_384,
        checkpoints=True,
        documents=True,
        keys_wait=True,
        conversions={"time": "text", "interval": "text", "float32": "a double"},
        limits=Limits(
            name_bytes=190,  # with the database's 63 and a dot they are 255 at most
            prefixes=("system.",),
            tables_taken=("mockcraft_checkpoint",),
            tables_without="$",
            columns_without=".",
            column_prefixes=("$",),
            key="_id",
        ),
    ),
    connect=_connect,
    store=_store,
    shown=_shown,
    look=_look,
    options=MongoOptions,
    backups=_backups,
    restores=".bson",
    beside=_beside,
    also=("mongo", "mongodb+src"),
)
