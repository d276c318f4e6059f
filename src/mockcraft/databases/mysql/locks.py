"""Named locks of the server: of the tables that a run fills, and of the table of checkpoints.

They are those of the session, so they outlive commits, and end with it.
"""

import hashlib
import time
from collections.abc import Sequence

from mockcraft.databases.mysql.catalogue import DIALECT
from mockcraft.databases.mysql.connection import MysqlConnection
from mockcraft.errors import SinkError, Unsupported

# For another run, or for the server to take back what a client has left that is gone: 65,536 rows take it a
# second, a million 3.2.
LOCK_WAIT_S = 10.0


def lock_tables(connection: MysqlConnection, tables: Sequence[str]) -> None:
    """Takes the tables for this session; raises SinkError when another run has one of them."""
    names: dict[str, str] = {}
    for table in tables:
        name = lock_name(connection, table)
        if names.setdefault(name, table) != table:
            raise Unsupported(
                f"{connection.target}: {names[name]!r} and {table!r} are one table (rename one)"
            )
    deadline = time.monotonic() + LOCK_WAIT_S
    for name in sorted(names):  # the same order in every run
        take(connection, name, names[name], max(deadline - time.monotonic(), 0.0))
    connection.commit()


def take(connection: MysqlConnection, name: str, table: str, seconds: float = LOCK_WAIT_S) -> None:
    """Takes a lock; raises SinkError where another session keeps it."""
    ((got,),) = connection.rows("SELECT GET_LOCK(%s, %s)", name, round(seconds, 1))
    if got == 1:
        return
    ((number,),) = connection.rows("SELECT IS_USED_LOCK(%s)", name)
    raise SinkError(
        f"{connection.target}: another run is filling table {table} (wait until it is done; it is connection "
        f"{number} of the server)"
    )


def give_back(connection: MysqlConnection, name: str) -> None:
    """Gives a lock back that this session has."""
    connection.rows("SELECT RELEASE_LOCK(%s)", name)


def lock_name(connection: MysqlConnection, table: str) -> str:
    """The name of the lock of a table: at most 64 characters, in which case makes no difference."""
    schema, local = DIALECT.split(table)
    place = f"{schema or connection.database}\0{local}"
    place = place.lower() if connection.folds_names else place
    return f"mockcraft {hashlib.sha256(place.encode()).hexdigest()[:40]}"
