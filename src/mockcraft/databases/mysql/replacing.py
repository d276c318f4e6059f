"""Puts what was restored beside a database into its place.

Tables move by one RENAME TABLE, which is atomic. Views, triggers, routines and events cannot move, and the
servers' definitions are in no transaction. So a marker, a table in the database, tells of a restore that is not
done, and has what it takes to undo it; whoever comes next settles that first.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256

from mockcraft import signals
from mockcraft.backups.errors import check_empty
from mockcraft.databases.mysql.connection import MysqlConnection, identifier, literally
from mockcraft.databases.mysql.defined import (
    MARKER,
    Defined,
    defined_in,
    drop_definitions,
    drop_tables,
    placed,
)
from mockcraft.databases.mysql.stage import make
from mockcraft.errors import BackupError, SinkError
from mockcraft.wording import first_of

REPLACED = "mockcraft_replaced_"  # where the tables are that a restore has replaced
COMMENT = "A restore by mockcraft is not done, or was killed: the next one takes it back first"
DEFINERS = " UNION ".join(
    f"SELECT DEFINER FROM information_schema.{table} WHERE {schema} = %s AND DEFINER <> current_user()"
    for table, schema in (
        ("VIEWS", "TABLE_SCHEMA"),
        ("TRIGGERS", "TRIGGER_SCHEMA"),
        ("ROUTINES", "ROUTINE_SCHEMA"),
        ("EVENTS", "EVENT_SCHEMA"),
    )
)

Run = Callable[[str, bytes], None]  # runs statements in a database


@dataclass(frozen=True, slots=True)
class Definitions:
    """What is defined in a database beside its tables.

    Attributes:
        statements: that define all but the events.
        events: statements that define the events, as they are.
    """

    statements: bytes
    events: bytes


@contextmanager
def locked(connection: MysqlConnection, database: str) -> Iterator[None]:
    """Within it, no other restore into the database; raises BackupError where there is one."""
    name = _aside(database)
    if connection.rows("SELECT GET_LOCK(%s, 1)", name) != [(1,)]:
        raise BackupError(
            f"{connection.target}: another restore into it is under way (wait until it is done)"
        )
    try:
        yield
    finally:
        connection.rows("SELECT RELEASE_LOCK(%s)", name)


def check_replaceable(connection: MysqlConnection, database: str) -> None:
    """Raises BackupError where tables of other databases refer to what is to be replaced."""
    referring = connection.rows(
        "SELECT DISTINCT TABLE_SCHEMA, TABLE_NAME FROM information_schema.KEY_COLUMN_USAGE "
        "WHERE REFERENCED_TABLE_SCHEMA = %s AND TABLE_SCHEMA <> %s ORDER BY 1, 2",
        database, database,
    )  # fmt: skip
    if referring:
        names = first_of([f"{schema}.{table}" for schema, table in referring])
        raise BackupError(
            f"{connection.target}: foreign keys of other databases refer to it, of {names} (drop these first)"
        )


def check_definers(connection: MysqlConnection, database: str, trial: str) -> None:
    """Raises BackupError where something in a database is another user's, and this one could not put it back.

    Args:
        connection: of this user.
        database: that is to be replaced.
        trial: a database of nobody's else to try that in.
    """
    for (definer,) in connection.rows(DEFINERS, *[database] * DEFINERS.count("%s")):
        user, _, host = definer.rpartition("@")
        whose = f"{_text(user)}@{_text(host)}"
        view = placed(trial, MARKER)
        try:
            connection.rows(f"CREATE DEFINER={whose} VIEW {view} AS SELECT 1 AS x")
        except SinkError as error:
            raise BackupError(
                f"{connection.target}: {definer} has defined something in it, which this user could not put back if the "
                f"restore failed: {error} (connect as one who may define for others, or drop that first)"
            ) from error
        connection.rows(f"DROP VIEW {view}")


def replace(
    connection: MysqlConnection,
    source: str,
    target: str,
    old: Definitions,
    new: Definitions,
    replaces: bool,
    run: Run,
) -> None:
    """Puts the tables of `source`, which has no triggers, and what is `new` in place of all in `target`.

    Raises:
        BackupError: something is there, and not to be replaced; or it failed: the target is as it was, or the error
            says what is left.
    """
    there = defined_in(connection, target)
    if not replaces:
        check_empty(connection.target, there.names)
    with signals.held():
        try:
            _mark(connection, target, old, there)
            drop_definitions(connection, target)
            _move(connection, source, target, there)
            run(target, new.statements)
            run(target, new.events)
            connection.rows(f"UPDATE {placed(target, MARKER)} SET done = 1")
            connection.commit()
        except BaseException as error:
            _take_back(connection, target, run, error)
            raise
        settle(connection, target, run)


def settle(connection: MysqlConnection, target: str, run: Run) -> None:
    """Ends a restore that is done but for its rests, and undoes one that is not; raises SinkError."""
    aside = _aside(target)
    if defined_in(connection, target).marked:
        found = connection.rows(
            f"SELECT tables, done, statements, events FROM {placed(target, MARKER)}"
        )
        for tables, done, statements, events in found:  # without one, nothing was done yet
            if not done:
                _undo(connection, target, bool(tables))
                run(target, statements)
                run(target, events)
        connection.rows(f"DROP DATABASE IF EXISTS {identifier(aside)}")
        connection.rows(f"DROP TABLE {placed(target, MARKER)}")


def _mark(connection: MysqlConnection, target: str, old: Definitions, there: Defined) -> None:
    marker = placed(target, MARKER)
    connection.rows(
        f"CREATE TABLE {marker} (tables INT NOT NULL, done INT NOT NULL, statements LONGBLOB NOT NULL, "
        f"events LONGBLOB NOT NULL) ENGINE=InnoDB COMMENT='{COMMENT}'"
    )
    connection.rows(
        f"INSERT INTO {literally(marker)} VALUES (%s, 0, %s, %s)",
        len(there.tables), old.statements, old.events,
    )  # fmt: skip
    connection.commit()


def _move(connection: MysqlConnection, source: str, target: str, there: Defined) -> None:
    """Moves the tables that are there aside, and those of the source in, all at once."""
    aside = _aside(target)
    if there.tables:
        make(connection, aside)
    moves = [
        *(f"{placed(target, name)} TO {placed(aside, name)}" for name in there.tables),
        *(
            f"{placed(source, name)} TO {placed(target, name)}"
            for name in defined_in(connection, source).tables
        ),
    ]
    if moves:
        connection.rows(f"RENAME TABLE {', '.join(moves)}")


def _undo(connection: MysqlConnection, target: str, had_tables: bool) -> None:
    """Moves the tables back that were there; nothing else is left."""
    aside = _aside(target)
    drop_definitions(connection, target)
    moved = defined_in(connection, aside).tables
    if moved or not had_tables:
        drop_tables(connection, target)
    if moved:
        moves = [f"{placed(aside, name)} TO {placed(target, name)}" for name in moved]
        connection.rows(f"RENAME TABLE {', '.join(moves)}")


def _take_back(connection: MysqlConnection, target: str, run: Run, error: BaseException) -> None:
    try:
        connection.rollback()
        settle(connection, target, run)
    except (SinkError, BackupError) as another:
        raise BackupError(
            f"{connection.target}: the restore failed: {error}; and taking it back did: {another} (what was there is "
            f"in the tables of {_aside(target)} and {target}; the next restore takes it back first)"
        ) from error


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _aside(target: str) -> str:
    """The database for the tables that are replaced in another one."""
    return f"{REPLACED}{sha256(target.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}"
