"""Scratch databases, in which backups of PostgreSQL are verified: made, seen to be in use, and dropped.

A session stays in each, since that is what everybody on the server sees: advisory locks are those of one database.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from urllib.parse import quote, urlencode

from mockcraft.backup import SCRATCH
from mockcraft.backups.errors import backup_errors
from mockcraft.databases.postgresql.archiver import PostgresqlArchiver, parameters_of
from mockcraft.databases.postgresql.connection import PostgresqlConnection, identifier, literal
from mockcraft.errors import BackupError, MockcraftError, SinkError

NAMES = rf"^{SCRATCH}\d+_[0-9a-f]{{8}}$"  # those of `_new_name`, and of no other database
TRIES = 5  # to be in a new database before others sweep it away, which takes them to look in some milliseconds
# Without the sessions that are there, which pg_stat_activity shows everybody.
LEFT = """
    SELECT datname FROM pg_database d WHERE datname ~ %s AND pg_has_role(datdba, 'USAGE')
    AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid) ORDER BY 1
"""
SUBSCRIPTIONS = """
    SELECT subname FROM pg_subscription JOIN pg_database d ON d.oid = subdbid WHERE datname = %s ORDER BY 1
"""


@contextmanager
def scratch(url: str) -> Iterator[PostgresqlArchiver]:
    """See backup.Backups: a database beside that of the URL."""
    with backup_errors():
        with _server(url) as connection:
            _sweep(connection)
            name, holder = _made(connection)
        try:
            with closing(holder):
                yield PostgresqlArchiver(holder.url)
        except BaseException:
            with suppress(MockcraftError):  # the first error says more, and the next sweep drops it
                _drop_own(url, name)
            raise
        _drop_own(url, name)


@contextmanager
def _server(url: str) -> Iterator[PostgresqlConnection]:
    """A session for what cannot be part of a transaction, as making and dropping databases."""
    with closing(PostgresqlConnection(url, writable=True)) as connection:
        connection.begin_again()
        connection.driver.rollback()
        connection.driver.autocommit = True
        yield connection


def _made(connection: PostgresqlConnection) -> tuple[str, PostgresqlConnection]:
    """The name of a new database, and a session in it."""
    for _ in range(TRIES):
        name = _new_name()
        _create(connection, name)
        try:
            holder = PostgresqlConnection(_url_of(connection, name), writable=True)
            holder.rows("SELECT 1")  # begins a transaction, so that a pooler keeps the session too
            return name, holder
        except MockcraftError:
            if connection.rows("SELECT 1 FROM pg_database WHERE datname = %s", name):
                _drop(connection, name, "WITH (FORCE)")
                raise
    raise BackupError(f"{connection.target}: somebody drops scratch databases ({SCRATCH}…) at once")


def _new_name() -> str:
    return f"{SCRATCH}{os.getpid()}_{os.urandom(4).hex()}"


def _create(connection: PostgresqlConnection, name: str) -> None:
    """Makes a database that sorts and compares as the one of the connection does."""
    ((encoding, collate, kind),) = connection.rows(
        "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = current_database()"
    )
    try:
        connection.rows(
            f"CREATE DATABASE {identifier(name)} TEMPLATE template0 ENCODING {literal(encoding)} "
            f"LC_COLLATE {literal(collate)} LC_CTYPE {literal(kind)}"
        )
    except SinkError as error:
        raise BackupError(
            f"{error}: a backup is verified in a scratch database (connect as a user with CREATEDB, or leave that "
            "out with --no-verify)"
        ) from error


def _sweep(connection: PostgresqlConnection) -> None:
    """Drops the scratch databases that verifications which were killed have left.

    What cannot be dropped stays, such as one that somebody has just connected to: that is no matter of this backup.
    """
    for (name,) in connection.rows(LEFT, NAMES):
        with suppress(MockcraftError):
            _drop(connection, name)


def _drop_own(url: str, name: str) -> None:
    """Drops a database by a session of its own: one that waited as long as a verification may be lost by then."""
    with _server(url) as connection:
        _drop(connection, name, "WITH (FORCE)")  # psql's session may not have ended yet


def _drop(connection: PostgresqlConnection, name: str, how: str = "") -> None:
    """Drops a database, and the subscriptions in it first, with which it cannot be dropped. Their slots belong to
    those that were backed up, and stay.
    """
    subscriptions = connection.rows(SUBSCRIPTIONS, name)
    if subscriptions:
        with closing(PostgresqlConnection(_url_of(connection, name), writable=True)) as inside:
            for (each,) in subscriptions:
                inside.rows(f"ALTER SUBSCRIPTION {identifier(each)} SET (slot_name = NONE)")
                inside.rows(f"DROP SUBSCRIPTION {identifier(each)}")
            inside.commit()
    connection.rows(f"DROP DATABASE IF EXISTS {identifier(name)} {how}")


def _url_of(connection: PostgresqlConnection, database: str) -> str:
    """The URL of another database of a connection's server."""
    parameters: Mapping[str, str] = {**parameters_of(connection), "dbname": database}
    return f"postgresql://?{urlencode(parameters, quote_via=quote)}"
