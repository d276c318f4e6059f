"""Databases that stand beside the one that is meant: made, kept by a lock, dropped, and swept after a kill."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from mockcraft.databases.mysql.connection import MysqlConnection, identifier
from mockcraft.databases.mysql.messages import number_of
from mockcraft.errors import BackupError, SinkError

RESTORING = "mockcraft_restore_"  # what a backup is restored to, before it takes its place
DENIED = 1044  # a user may not use, or make, a database
NAMES = r"mockcraft\_%"  # all of these, as privileges name them


@contextmanager
def stage(connection: MysqlConnection, prefix: str) -> Iterator[str]:
    """The name of a new empty database, which is dropped in the end.

    Whoever makes it holds a lock that ends with the session. Raises BackupError for a user who may make none.
    """
    _sweep(connection, prefix)
    name = f"{prefix}{os.getpid()}_{os.urandom(4).hex()}"
    connection.rows("SELECT GET_LOCK(%s, 0)", name)
    try:
        make(connection, name)
        yield name
    finally:
        with suppress(SinkError):  # the next one finds it
            connection.rows(f"DROP DATABASE IF EXISTS {identifier(name)}")
            connection.rows("SELECT RELEASE_LOCK(%s)", name)


def make(connection: MysqlConnection, name: str) -> None:
    """Makes a database; raises BackupError for a user who may not."""
    try:
        connection.rows(f"CREATE DATABASE {identifier(name)}")
    except SinkError as error:
        if error.__cause__ is None or number_of(error.__cause__) != DENIED:
            raise
        raise BackupError(
            f"{error}: a backup is restored to a database of its own first (GRANT ALL ON `{NAMES}`.* TO the user; "
            "a backup alone can do without, with --no-verify)"
        ) from error


def _sweep(connection: MysqlConnection, prefix: str) -> None:
    """Drops the databases that killed programs have left, where this user may."""
    made = re.compile(rf"{prefix}\d+_[0-9a-f]{{8}}")  # to the letter: users have databases too
    for (name,) in connection.rows("SHOW DATABASES"):
        if made.fullmatch(name) and connection.rows("SELECT GET_LOCK(%s, 0)", name) == [(1,)]:
            with suppress(SinkError):
                connection.rows(f"DROP DATABASE IF EXISTS {identifier(name)}")
            connection.rows("SELECT RELEASE_LOCK(%s)", name)
