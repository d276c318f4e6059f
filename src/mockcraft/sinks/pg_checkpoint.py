"""How far a run has come: one run at a time on a table, and a table of the next rows to write.

`mockcraft_checkpoint` (plan, table_name, next_row, made) has a row for each table of a run that is under
way or was broken off. The run that ends last drops it.
"""

import time

from mockcraft.errors import SinkError
from mockcraft.sinks.pg_connection import Connection

CHECKPOINT = "mockcraft_checkpoint"
LOCK_WAIT_S = 5.0  # for another run, or for the server to notice that a client is gone

Unfinished = dict[
    str, tuple[int, bool]
]  # by table: the next row, and whether the run made the table


def lock(connection: Connection, tables: list[str]) -> None:
    """Takes the tables for this connection, so that no other run fills them."""
    deadline = time.monotonic() + LOCK_WAIT_S
    waiting = tables
    while True:
        rows = connection.rows(
            """SELECT name, (SELECT min(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
                             AND objsubid = 2 AND classid::bigint = hashtext('mockcraft')::bigint & 4294967295
                             AND objid::bigint = hashtext(place)::bigint & 4294967295
                             AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
               FROM (SELECT name, coalesce(
                                (SELECT relnamespace::regnamespace::text FROM pg_class
                                 WHERE oid = to_regclass(quote_ident(name))),
                                current_schema(), '') || '.' || name AS place
                     FROM unnest(%s::text[]) AS name) AS places
               WHERE NOT pg_try_advisory_lock(hashtext('mockcraft'), hashtext(place))""",
            waiting,
        )
        if not rows:
            connection.commit()
            return
        if time.monotonic() > deadline:
            name, pid = rows[0]
            raise SinkError(
                f"{connection.target}: another run is filling table {name} (wait until it is done; it is "
                f"server process {pid})"
            )
        waiting = [name for name, _ in rows]
        connection.commit()
        time.sleep(0.05)


def unfinished(connection: Connection, tables: list[str]) -> dict[str, Unfinished]:
    """By plan: what the broken runs that fill any of these tables have left to do."""
    if not _has_checkpoint(connection):
        return {}
    plans: dict[str, Unfinished] = {}
    for plan, name, next_row, made in connection.rows(
        f"SELECT plan, table_name, next_row, made FROM {CHECKPOINT} WHERE plan IN "
        f"(SELECT plan FROM {CHECKPOINT} WHERE table_name = ANY(%s::text[]))",
        tables,
    ):
        plans.setdefault(plan, {})[name] = (next_row, made)
    return plans


def begin(connection: Connection, plan: str, made: dict[str, bool]) -> None:
    """Notes that a run begins; `made` has its tables, and whether the run has made them."""
    _hold_checkpoint(connection)
    connection.rows(
        f"CREATE TABLE IF NOT EXISTS {CHECKPOINT} (plan text, table_name text, next_row bigint NOT NULL, "
        "made boolean NOT NULL, PRIMARY KEY (plan, table_name))"
    )
    connection.rows(
        f"INSERT INTO {CHECKPOINT} SELECT %s, name, 0, made FROM unnest(%s::text[], %s::boolean[]) AS t (name, made)",
        plan,
        list(made),
        list(made.values()),
    )


def advance(connection: Connection, plan: str, table: str, start: int, stop: int) -> str:
    """Moves a table's next row from `start` to `stop`; returns the xid that its rows have as xmin."""
    rows = connection.rows(
        f"UPDATE {CHECKPOINT} SET next_row = %s WHERE plan = %s AND table_name = %s AND next_row = %s "
        "RETURNING pg_current_xact_id()::xid::text",
        stop,
        plan,
        table,
        start,
    )
    if not rows:
        raise SinkError(
            f"{connection.target}: another run has moved the checkpoint of {table} (run them one by one)"
        )
    return str(rows[0][0])


def forget(connection: Connection, tables: list[str]) -> None:
    """Ends the runs that fill any of these tables; drops the checkpoint table when it is empty."""
    if not _has_checkpoint(connection):
        return
    _hold_checkpoint(connection)
    connection.rows(
        f"DELETE FROM {CHECKPOINT} WHERE plan IN (SELECT plan FROM {CHECKPOINT} WHERE table_name = ANY(%s::text[]))",
        tables,
    )
    ((droppable,),) = connection.rows(
        f"SELECT pg_has_role(relowner, 'USAGE') AND NOT EXISTS (SELECT FROM {CHECKPOINT}) "
        f"FROM pg_class WHERE oid = '{CHECKPOINT}'::regclass"
    )
    if droppable:
        connection.rows(f"DROP TABLE {CHECKPOINT}")


def _hold_checkpoint(connection: Connection) -> None:
    """Until the commit no other run makes or drops the checkpoint table."""
    connection.rows(f"SELECT pg_advisory_xact_lock(hashtext('{CHECKPOINT}'), 0)")


def _has_checkpoint(connection: Connection) -> bool:
    ((found,),) = connection.rows(f"SELECT to_regclass('{CHECKPOINT}') IS NOT NULL")
    return bool(found)
