"""What a database of MySQL or MariaDB has beside its rows: named, and dropped."""

from collections.abc import Sequence

from mockcraft.databases.mysql.connection import MysqlConnection, identifier
from mockcraft.dataclass import dataclass
from mockcraft.errors import BackupError

MARKER = "mockcraft_restoring"  # a table in a database that is being replaced, and in that of what it held
COMMENT = "A restore by mockcraft is not done, or was killed: the next one takes it back first"  # of the marker
TABLES = ("BASE TABLE", "SYSTEM VERSIONED", "SEQUENCE")
ROUTINES = ("PROCEDURE", "FUNCTION", "PACKAGE BODY", "PACKAGE")  # a package takes its body along


@dataclass(frozen=True, slots=True)
class Defined:
    """The names of what is in a database.

    Attributes:
        tables: with rows of their own, and sequences; not the marker of a restore.
        sequences: of the tables, those that are sequences.
        views: all of them.
        triggers: all of them.
        events: all of them.
        routines: kind and name of each.
        marked: whether it has the marker of a restore.
    """

    tables: Sequence[str]
    sequences: Sequence[str]
    views: Sequence[str]
    triggers: Sequence[str]
    events: Sequence[str]
    routines: Sequence[tuple[str, str]]
    marked: bool

    @property
    def names(self) -> list[str]:
        """Of all that stands for itself, each once: triggers go with their tables."""
        routines = [name for _, name in self.routines]
        return list(dict.fromkeys([*self.tables, *self.views, *self.events, *routines]))


def defined_in(connection: MysqlConnection, database: str) -> Defined:
    """What is in a database; raises BackupError where a table of somebody's is called as the marker is."""
    found = connection.rows(
        "SELECT TABLE_TYPE, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s ORDER BY 2",
        database,
    )
    marked = MARKER in (name for _, name in found)
    if marked and not _is_ours(connection, database):
        raise BackupError(
            f"{connection.target}: the table {MARKER} is none of MockCraft's, which marks restores by that name (rename "
            "the table)"
        )
    (triggers, events) = (
        [
            name
            for (name,) in connection.rows(
                f"SELECT {column} FROM {where} = %s ORDER BY 1", database
            )
        ]
        for column, where in (
            ("TRIGGER_NAME", "information_schema.TRIGGERS WHERE TRIGGER_SCHEMA"),
            ("EVENT_NAME", "information_schema.EVENTS WHERE EVENT_SCHEMA"),
        )
    )
    routines = connection.rows(
        "SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = %s ORDER BY 1, 2",
        database,
    )
    return Defined(
        [name for kind, name in found if kind in TABLES and name != MARKER],
        [name for kind, name in found if kind == "SEQUENCE"],
        [name for kind, name in found if kind == "VIEW"],
        triggers,
        events,
        [(kind, name) for kind, name in routines if kind in ROUTINES],
        marked,
    )


def _is_ours(connection: MysqlConnection, database: str) -> bool:
    """Whether what is called as the marker is one: its comment says so."""
    return connection.rows(
        "SELECT TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s",
        database, MARKER,
    ) == [(COMMENT,)]  # fmt: skip


def drop_definitions(connection: MysqlConnection, database: str) -> None:
    """Drops all but the tables."""
    there = defined_in(connection, database)
    named = [
        *(("TRIGGER", name) for name in there.triggers),
        *(("EVENT", name) for name in there.events),
        *(("VIEW", name) for name in there.views),
        *sorted(there.routines, key=lambda each: ROUTINES.index(each[0])),
    ]
    for kind, name in named:
        connection.rows(f"DROP {kind} IF EXISTS {placed(database, name)}")


def placed(database: str, name: str) -> str:
    """A name with its database, in quotes."""
    return f"{identifier(database)}.{identifier(name)}"
