"""MySQL and MariaDB, by LOAD DATA LOCAL: see `store`."""

import shlex
import shutil
from dataclasses import replace

from mockcraft.backup import Backups
from mockcraft.capabilities import Capabilities, Limits
from mockcraft.database import Connection, Engine, Store


def _connect(url: str, writable: bool) -> Connection:
    from mockcraft.databases.mysql.connection import MysqlConnection

    return MysqlConnection(url, writable)


def _store(connection: Connection) -> Store:
    from mockcraft.databases.mysql.connection import MysqlConnection
    from mockcraft.databases.mysql.store import MysqlStore

    assert isinstance(connection, MysqlConnection)
    return MysqlStore(connection)


def _shown(url: str) -> str:
    from mockcraft.databases.mysql.address import address_of

    return address_of(url).shown


def _look(url: str, table: str) -> str:
    """The command of the client, which asks for a password that it does not find by itself."""
    from mockcraft.databases.mysql.address import address_of, asks_password
    from mockcraft.databases.mysql.catalogue import DIALECT

    program = next(filter(shutil.which, ("mariadb", "mysql")), None)
    if program is None:
        return ""
    address = address_of(url)
    where = (
        ["-S", address.socket] if address.socket else ["-h", address.host, "-P", str(address.port)]
    )
    words = [
        program,
        *where,
        "-u",
        address.user,
        *["-p"] * asks_password(url),
        address.database,
    ]
    query = f"SELECT * FROM {DIALECT.table(table)} LIMIT 5"
    return " ".join(map(shlex.quote, [*words, "-e", query]))


def _backups() -> Backups:
    from mockcraft.backup import Backups as Made
    from mockcraft.databases.mysql.archiver import MysqlArchiver, scratch

    return Made(MysqlArchiver, scratch)


def _described(name: str, script: str) -> Connection:
    from mockcraft.databases.mysql.grammar import GRAMMAR
    from mockcraft.definitions.described import Described

    return Described(name, script, GRAMMAR)


CAN = Capabilities(
    transactional_ddl=False,
    checkpoints=True,
    schemas=True,
    deferrable="ALTER TABLE {table} DROP FOREIGN KEY `{key}`, and add it again afterwards; or end the URL with "
    "?keys=later, so that foreign keys are looked at after the last row",
    conversions={"boolean": "0 and 1", "interval": "seconds", "timestamptz": "a time in UTC"},
    stored_as={"interval": "integer"},
    limits=Limits(
        name_characters=64,
        columns=1017,
        # https://dev.mysql.com/doc/refman/8.4/en/identifiers.html and identifier-case-sensitivity.html:
        # names are in the Basic Multilingual Plane; those of columns know no case on any system.
        last_character="\uffff",
        ends_in_no_space=True,
        folds_columns=True,
        tables_taken=("mockcraft_checkpoint",),
    ),
)


def _capable(url: str) -> Capabilities:
    from mockcraft.databases.mysql.address import asks_keys_later

    return replace(CAN, keys_wait=True) if asks_keys_later(url) else CAN


ENGINE = Engine(
    name="mysql",
    title="MySQL",
    schemes=("mysql", "mariadb"),
    example="mysql://user@host/database",
    can=CAN,
    connect=_connect,
    store=_store,
    shown=_shown,
    look=_look,
    dialect="mysql",
    backups=_backups,
    described=_described,
    capable=_capable,
)
