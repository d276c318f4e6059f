"""Advisory locks of the server: of the tables that a run fills.

They are those of the session, so they outlive commits. Behind a pooler they are those of the transaction, which
is the whole run there.
"""

import time
from collections.abc import Sequence
from typing import Any

from mockcraft.databases.postgresql.catalogue import DIALECT
from mockcraft.databases.postgresql.connection import PostgresqlConnection, table_name
from mockcraft.errors import SinkError

LOCK_WAIT_S = 5.0  # for another run, or for the server to notice that a client is gone
TABLE_WAIT_S = 10.0  # for programs that have locked a table, before the first row
# Tables by `_given`, each with the place that its lock is of.
PLACES = """(SELECT name, coalesce(
                 (SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = to_regclass(quoted)),
                 nullif(schema, ''), current_schema(), '') || '.' || local AS place
             FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])
                  AS given (name, quoted, schema, local)) AS places"""


def lock_tables(connection: PostgresqlConnection, tables: Sequence[str]) -> None:
    """Takes the tables for this session; raises SinkError when another run has one of them."""
    deadline = time.monotonic() + LOCK_WAIT_S
    waiting = list(tables)
    while True:
        connection.set("lock_timeout", f"{TABLE_WAIT_S * 1000:.0f}")
        held = _try_lock(connection, waiting)
        if not held:
            break
        if time.monotonic() > deadline:
            name, pid = held[0]
            raise SinkError(
                f"{connection.target}: another run is filling table {name} (wait until it is done; "
                f"it is server process {pid})"
            )
        if not connection.pooled:
            waiting = [name for name, _ in held]
        connection.begin_again()
        time.sleep(0.05)
    if not connection.pooled:
        connection.commit()


def unlock_tables(connection: PostgresqlConnection, tables: Sequence[str]) -> None:
    """Gives the tables back, each once; this session has them."""
    connection.rows(
        f"SELECT pg_advisory_unlock(hashtext('mockcraft'), hashtext(place)) FROM {PLACES}",
        *_given(tables),
    )
    connection.commit()


def _try_lock(connection: PostgresqlConnection, tables: list[str]) -> list[Any]:
    """Those of the tables that another run holds, with its server process."""
    scope = "xact_" * connection.pooled
    return connection.rows(
        f"""SELECT name, (SELECT min(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
                         AND objsubid = 2 AND classid::bigint = hashtext('mockcraft')::bigint & 4294967295
                         AND objid::bigint = hashtext(place)::bigint & 4294967295
                         AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
           FROM {PLACES}
           WHERE NOT pg_try_advisory_{scope}lock(hashtext('mockcraft'), hashtext(place))""",
        *_given(tables),
    )


def _given(tables: Sequence[str]) -> list[list[str]]:
    """The parameters of PLACES."""
    return [
        list(tables),
        [table_name(name) for name in tables],
        [DIALECT.split(name)[0] for name in tables],
        [DIALECT.split(name)[1] for name in tables],
    ]
