"""Whether a dump can read what is in a database, asked before it begins: it would wait without end for a table that
is locked, and break off late at a view that shows nothing.
"""

from mockcraft.databases.mysql.connection import MysqlConnection
from mockcraft.databases.mysql.defined import defined_in, placed
from mockcraft.databases.mysql.messages import number_of
from mockcraft.errors import BackupError, SinkError
from mockcraft.wording import first_of

LOCK_WAIT_S = 30  # for those who use a table
# Characters of a database's name with which mariadb-dump looks for another one, once there are events (10.11).
MISREAD = "'\"\\\n\r\x1a"
BROKEN_VIEW = 1356  # it refers to what is not there, or to what its user may not see


def wait_shortly(connection: MysqlConnection) -> None:
    """Has the statements of a session wait for locks for LOCK_WAIT_S, where servers wait for a day or a year."""
    connection.rows(f"SET SESSION lock_wait_timeout = {LOCK_WAIT_S}")


def check_readable(connection: MysqlConnection, database: str) -> None:
    """Raises BackupError for views that show nothing and events that no dump can have, SinkError for a table that is
    locked.
    """
    there = defined_in(connection, database)
    if connection.is_mariadb and there.events and set(database) & set(MISREAD):
        raise BackupError(
            f"{connection.target}: mariadb-dump does not find the events of a database whose name has quotes or "
            f"backslashes, of {first_of(there.events)} (drop them, or RENAME TABLE all into a database of a plain name)"
        )
    broken = [name for name in there.views if not _shows(connection, placed(database, name))]
    if broken:
        what = (
            f"the view {broken[0]} refers"
            if len(broken) == 1
            else f"views refer ({first_of(broken)})"
        )
        raise BackupError(
            f"{connection.target}: {what} to what is not there, or may not be seen (drop or correct what is broken: "
            "a dump breaks off there)"
        )
    for name in there.tables:
        if name not in there.sequences:
            count(connection, database, name, "LIMIT 0")


def count(connection: MysqlConnection, database: str, table: str, rest: str = "") -> int:
    """The rows of a table, 0 with `LIMIT 0`; raises SinkError that names it, such as for one that is locked."""
    asked = f"SELECT count(*) FROM {placed(database, table)} {rest}"
    with connection.errors(f"table {table}"), connection.driver.cursor() as cursor:
        cursor.execute(asked)
        return sum(int(rows) for (rows,) in cursor.fetchall())


def _shows(connection: MysqlConnection, view: str) -> bool:
    try:
        connection.rows(f"SHOW FIELDS FROM {view}")
    except SinkError as error:
        return error.__cause__ is None or number_of(error.__cause__) != BROKEN_VIEW
    return True
