"""Puts what was restored beside a database into its place.

Tables move by one RENAME TABLE, which is atomic. Views, triggers, routines and events cannot move, and the
servers' definitions are in no transaction. So a marker, a table in the database, tells of a restore that is not
done, and has what it takes to undo it; whoever comes next clears that first. Another one moves aside with the
tables, and names those that took their place: what others have made meanwhile is not among them, and stays.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256

from mockcraft import signals
from mockcraft.backups.errors import check_empty
from mockcraft.databases.mysql.connection import MysqlConnection, identifier, literally
from mockcraft.databases.mysql.defined import (
    COMMENT,
    MARKER,
    Defined,
    defined_in,
    drop_definitions,
    placed,
)
from mockcraft.databases.mysql.stage import make
from mockcraft.dataclass import dataclass
from mockcraft.errors import BackupError, SinkError
from mockcraft.wording import first_of

REPLACED = "mockcraft_replaced_"  # where the tables are that a restore has replaced
UNDONE = "mockcraft_undone"  # what the marker is called there, and with a number what goes, of a restore taken back
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


def check_left(connection: MysqlConnection, database: str) -> None:
    """Raises BackupError where a killed restore has left the tables of a database that was dropped since: nobody but
    people knows whether they are wanted.
    """
    aside = _aside(database)
    left = defined_in(connection, aside).tables
    if left and not defined_in(connection, database).marked:
        raise BackupError(
            f"{connection.target}: a restore into it was killed, and it has been dropped or changed since; what it held "
            f"before is in the database {aside}: {first_of(left)} (move what you want with RENAME TABLE, then DROP "
            f"DATABASE {aside})"
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
            _mark(connection, target, old)
            drop_definitions(connection, target)
            _move(connection, source, target, there)
            _redirect(connection, source, target)
            run(target, new.statements)
            run(target, new.events)
            connection.rows(f"UPDATE {placed(target, MARKER)} SET done = 1")
            connection.commit()
        except BaseException as error:
            _take_back(connection, target, run, error)
            raise
        clear_left(connection, target, run)


def clear_left(connection: MysqlConnection, target: str, run: Run) -> None:
    """Ends a restore that is done but for its rests, and undoes one that is not; raises SinkError."""
    aside = _aside(target)
    if defined_in(connection, target).marked:
        found = connection.rows(f"SELECT done, statements, events FROM {placed(target, MARKER)}")
        for done, statements, events in found:  # without one, nothing was done yet
            if not done:
                _undo(connection, target)
                run(target, statements)
                run(target, events)
        connection.rows(f"DROP DATABASE IF EXISTS {identifier(aside)}")
        connection.rows(f"DROP TABLE {placed(target, MARKER)}")


def _mark(connection: MysqlConnection, target: str, old: Definitions) -> None:
    marker = placed(target, MARKER)
    connection.rows(
        f"CREATE TABLE {marker} (done INT NOT NULL, statements LONGBLOB NOT NULL, events LONGBLOB NOT NULL) "
        f"ENGINE=InnoDB COMMENT='{COMMENT}'"
    )
    connection.rows(
        f"INSERT INTO {literally(marker)} VALUES (0, %s, %s)", old.statements, old.events
    )
    connection.commit()


def _move(connection: MysqlConnection, source: str, target: str, there: Defined) -> None:
    """Moves the tables that are there aside, and those of the source in, all at once."""
    aside, coming = _aside(target), defined_in(connection, source).tables
    make(connection, aside)
    _name(connection, source, coming)
    moves = [
        (placed(source, MARKER), placed(aside, MARKER)),
        *((placed(target, name), placed(aside, name)) for name in there.tables),
        *((placed(source, name), placed(target, name)) for name in coming),
    ]
    _rename(connection, moves)


def _redirect(connection: MysqlConnection, source: str, target: str) -> None:
    """Has defaults draw from the sequences that moved with their tables: MariaDB names a sequence with the database in
    which it was.
    """
    former = f"{identifier(source)}."
    found = connection.rows(
        "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_DEFAULT FROM information_schema.COLUMNS "
        "WHERE TABLE_SCHEMA = %s AND INSTR(COLUMN_DEFAULT, %s) ORDER BY 1, 2",
        target, former,
    )  # fmt: skip
    for table, column, default in found:
        made = default.replace(former, f"{identifier(target)}.")
        connection.rows(
            f"ALTER TABLE {placed(target, table)} ALTER COLUMN {identifier(column)} SET DEFAULT {made}"
        )


def _name(connection: MysqlConnection, source: str, tables: Sequence[str]) -> None:
    """Makes the marker that names tables, which moves with them."""
    marker = placed(source, MARKER)
    connection.rows(
        f"CREATE TABLE {marker} (name VARCHAR(64) CHARACTER SET utf8mb4 NOT NULL) "
        f"ENGINE=InnoDB COMMENT='{COMMENT}'"
    )
    if tables:
        places = ", ".join(["(%s)"] * len(tables))
        connection.rows(f"INSERT INTO {literally(marker)} VALUES {places}", *tables)
        connection.commit()


def _undo(connection: MysqlConnection, target: str) -> None:
    """Moves back the tables that were there, and those that took their place aside, all at once."""
    aside = _aside(target)
    drop_definitions(connection, target)
    moved = defined_in(connection, aside)
    if not moved.marked:
        return
    there = defined_in(connection, target).tables
    came = [name for (name,) in connection.rows(f"SELECT name FROM {placed(aside, MARKER)}")]
    going = [name for name in came if name in there]
    moves = [
        (placed(aside, MARKER), placed(aside, UNDONE)),
        *((placed(target, name), placed(aside, f"{UNDONE}_{n}")) for n, name in enumerate(going)),
        *((placed(aside, name), placed(target, name)) for name in moved.tables),
    ]
    _rename(connection, moves)


def _rename(connection: MysqlConnection, moves: Sequence[tuple[str, str]]) -> None:
    connection.rows(f"RENAME TABLE {', '.join(f'{name} TO {to}' for name, to in moves)}")


def _take_back(connection: MysqlConnection, target: str, run: Run, error: BaseException) -> None:
    try:
        connection.rollback()
        clear_left(connection, target, run)
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
