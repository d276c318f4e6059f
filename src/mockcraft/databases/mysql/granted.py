"""Privileges on routines, which a server drops with them: read before a restore, and put back after it."""

from collections.abc import Collection

from mockcraft.databases.mysql.connection import MysqlConnection, identifier
from mockcraft.databases.mysql.defined import defined_in, placed
from mockcraft.databases.mysql.messages import number_of
from mockcraft.databases.mysql.replacing import Run
from mockcraft.errors import BackupError, SinkError

# But for this user's own: who makes a routine may use it.
_HELD = """
    SELECT Routine_type, Routine_name, Proc_priv, User, Host FROM mysql.procs_priv
    WHERE Db = %s AND CONCAT(User, '@', Host) <> current_user() ORDER BY 1, 2, 4, 5
"""
_DENIED = 1142
_OPTION = "GRANT"  # to hand them on

Routine = tuple[str, str]  # kind and name


def grants(connection: MysqlConnection, database: str) -> list[tuple[Routine, str]]:
    """What grants again what others may do with the routines of a database: each routine and a statement; none for a
    user who may not read that.
    """
    try:
        held = connection.rows(_HELD, database)
    except SinkError as error:
        if error.__cause__ is None or number_of(error.__cause__) != _DENIED:
            raise
        return []
    return [
        ((kind, name), _statement(database, kind, name, privileges, user, host))
        for kind, name, privileges, user, host in held
    ]


def check_grantable(
    connection: MysqlConnection, database: str, granted: Collection[tuple[Routine, str]], run: Run
) -> None:
    """Raises BackupError where this user may not grant what others have, which is tried: they have it already."""
    if not granted:
        return
    try:
        run(database, statements(granted, defined_in(connection, database).routines))
    except BackupError as error:
        raise BackupError(
            f"{error}: a restore has to grant again what others may do with routines (connect as a user with GRANT "
            "OPTION on the database)"
        ) from error


def statements(granted: Collection[tuple[Routine, str]], routines: Collection[Routine]) -> bytes:
    """Those of the routines that are there."""
    there = {(kind, name.lower()) for kind, name in routines}
    return "".join(each for (kind, name), each in granted if (kind, name.lower()) in there).encode(
        "utf-8", "surrogateescape"
    )


def _statement(
    database: str, kind: str, name: str, privileges: object, user: str, host: str
) -> str:
    named = [each.strip().upper() for each in _words(privileges)]
    option = " WITH GRANT OPTION" * (_OPTION in named)
    what = ", ".join(each for each in named if each != _OPTION) or "USAGE"
    # A role has no host.
    to = f"{identifier(user)}@{identifier(host)}" if host else identifier(user)
    return f"GRANT {what} ON {kind} {placed(database, name)} TO {to}{option};\n"


def _words(privileges: object) -> list[str]:
    """Of a SET, as drivers give it: a text, bytes, or a set."""
    if isinstance(privileges, bytes):
        privileges = privileges.decode()
    return privileges.split(",") if isinstance(privileges, str) else sorted(privileges)  # type: ignore[call-overload]
