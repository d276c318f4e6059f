"""Backups of MySQL and MariaDB by their own programs, of one moment where tables have transactions; restored
beside a database, and put into its place.

https://mariadb.com/kb/en/mariadb-dump/, https://dev.mysql.com/doc/refman/8.4/en/mysqldump.html
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace as replaced
from urllib.parse import quote, urlsplit

from mockcraft.backup import SCRATCH, Content, Contents, Dump, Report
from mockcraft.backups.compression import PIECE, Files
from mockcraft.backups.errors import backup_errors
from mockcraft.databases.mysql.address import address_of
from mockcraft.databases.mysql.connection import MysqlConnection, identifier
from mockcraft.databases.mysql.defined import MARKER, defined_in, drop_definitions
from mockcraft.databases.mysql.dumping import (
    DefinitionsDigest,
    Write,
    definitions,
    events,
    switched_off,
    tables,
)
from mockcraft.databases.mysql.granted import Routine, check_grantable, grants, statements
from mockcraft.databases.mysql.readable import check_readable, count, wait_shortly
from mockcraft.databases.mysql.replacing import (
    Definitions,
    check_definers,
    check_left,
    check_replaceable,
    clear_left,
    locked,
    replace,
)
from mockcraft.databases.mysql.seen import unseen
from mockcraft.databases.mysql.stage import RESTORING, stage
from mockcraft.databases.mysql.tools import MARIADB, MYSQL, Tools
from mockcraft.errors import BackupError
from mockcraft.wording import first_of

ROWS = "tables.sql"
DEFINED = "definitions.sql"
EVENTS = "events.sql"
COMMENT = b" COMMENT "  # of a database, which MariaDB has since 10.5
COMMENT_TEXT = re.compile(r" COMMENT ('(?:[^'\\]|\\.|'')*')", re.DOTALL)
UNCOMMENTED = b"ALTER DATABASE COMMENT '';\n"


class MysqlArchiver:
    """See backup.Archiver, backup.ProductArchiver.

    `is_scratch`: the database is new and nobody else's, so it is filled at once, and its events stay off.
    """

    def __init__(self, url: str, is_scratch: bool = False) -> None:
        address = address_of(url)
        self.url, self.target, self.name = url, address.shown, address.database
        self.is_scratch, self.product = is_scratch, ""

    def exists(self) -> bool:
        """See backup.Archiver. What cannot be connected to raises."""
        with self._connected():
            return True

    def dump(self, files: Files, report: Report) -> Dump:
        """See backup.Archiver."""
        with self._connected() as connection:
            if defined_in(connection, self.name).marked:
                raise BackupError(
                    f"{self.target}: a restore into it is under way, or was killed (run mockcraft restore again: it "
                    "takes that back first)"
                )
            check_readable(connection, self.name)
            tools = _tools(connection)
            digest = DefinitionsDigest()
            with files.writing(ROWS) as target:
                held = self._tables(
                    connection, tools, target.write, digest, _rows("dumping", report)
                )
            with files.writing(DEFINED) as target:
                self._definitions(connection, tools, target.write, digest)
            with files.writing(EVENTS) as target:
                self._events(tools, target.write, digest)
            contents = Contents(held, digest.digest, tools.wording)
            return Dump(contents, tools.product, tools.tool, self._caveat(connection))

    def load(self, files: Files, replaces: bool, report: Report) -> None:
        """See backup.Archiver. A killed one is taken back by the next, where it was about to take the place."""
        with self._connected() as connection:
            tools = _tools(connection)
            self.product = tools.product
            if self.is_scratch:
                self._fill(tools, files, self.name, report)
                return
            check_replaceable(connection, self.name)
            check_left(connection, self.name)
            with locked(connection, self.name):
                clear_left(connection, self.name, _runner(tools))
                with stage(connection, RESTORING) as copy:
                    self._fill(tools, files, copy, report)
                    drop_definitions(connection, copy)
                    check_definers(connection, self.name, copy)
                    run, granted = _runner(tools), grants(connection, self.name)
                    check_grantable(connection, self.name, granted, run)
                    old = self._defined(connection, tools, granted)
                    nameless = UNCOMMENTED if COMMENT in _own(connection, self.name) else b""
                    new = Definitions(nameless + _whole(files, DEFINED), _whole(files, EVENTS))
                    replace(connection, copy, self.name, old, new, replaces, run)
                    # Users belong to the server: what they might do with a routine, they may with its successor.
                    run(self.name, statements(granted, defined_in(connection, self.name).routines))

    def contents(self, report: Report) -> Contents:
        """See backup.Archiver. It is dumped again, which is written nowhere."""
        with self._connected() as connection:
            tools = _tools(connection)
            digest = DefinitionsDigest()
            held = self._tables(connection, tools, len, digest, _rows("comparing", report))
            self._definitions(connection, tools, len, digest)
            self._events(tools, len, digest)
            return Contents(held, digest.digest, tools.wording)

    def present(self) -> Mapping[str, int]:
        """See backup.Archiver. A restore that was killed is taken back first."""
        with self._connected() as connection:
            check_left(connection, self.name)
            if defined_in(connection, self.name).marked:
                with locked(connection, self.name):
                    clear_left(connection, self.name, _runner(_tools(connection)))
            there = defined_in(connection, self.name)
            counted = [name for name in there.tables if name not in there.sequences]
            found = {name: count(connection, self.name, name) for name in counted}
            return found | {name: 0 for name in there.names if name not in found}

    def _tables(
        self,
        connection: MysqlConnection,
        tools: Tools,
        write: Write,
        digest: DefinitionsDigest,
        report: Callable[[int], None],
    ) -> Mapping[str, Content]:
        """Dumps the tables; tells how many rows have been."""
        first = _own(connection, self.name)
        write(first)
        digest.add(first)
        passed = [*defined_in(connection, self.name).views, MARKER]
        ignored = [f"--ignore-table={self.name}.{name}" for name in passed]
        held: Mapping[str, Content] = {}
        with tools.dumping(["--skip-triggers", *ignored, "--", self.name]) as program:
            for held in tables(program.output, self.name, write, digest):
                report(sum(each.rows for each in held.values()))
            program.wait()
        return held

    def _definitions(
        self,
        connection: MysqlConnection,
        tools: Tools,
        write: Write,
        digest: DefinitionsDigest,
    ) -> None:
        """Dumps triggers, routines and views."""
        write(_own(connection, self.name))
        routines = ["--no-create-info", "--no-data", "--triggers", "--routines", "--", self.name]
        with tools.dumping(routines) as program:
            definitions(program.output, self.name, write, digest)
            program.wait()
        if views := defined_in(connection, self.name).views:
            named = ["--no-data", "--skip-triggers", "--", self.name, *views]
            with tools.dumping(named) as program:
                definitions(program.output, self.name, write, digest)
                program.wait()

    def _events(self, tools: Tools, write: Write, digest: DefinitionsDigest) -> None:
        """Dumps events."""
        chosen = ["--no-create-info", "--no-data", "--skip-triggers", "--events", "--", self.name]
        with tools.dumping(chosen) as program:
            events(program.output, self.name, write, digest)
            program.wait()

    def _defined(
        self, connection: MysqlConnection, tools: Tools, granted: Collection[tuple[Routine, str]]
    ) -> Definitions:
        """What is defined beside the tables, for the case that it has to be put back, and granted on it."""
        made: list[bytes] = []
        of_events: list[bytes] = []
        self._definitions(connection, tools, made.append, DefinitionsDigest())
        made.append(statements(granted, defined_in(connection, self.name).routines))
        self._events(tools, of_events.append, DefinitionsDigest())
        return Definitions(b"".join(made), b"".join(of_events))

    def _fill(self, tools: Tools, files: Files, database: str, report: Report) -> None:
        """Fills an empty database that nobody uses; its events are off."""
        for name in (ROWS, DEFINED):
            with files.reading(name) as source:
                for done in tools.run(database, lambda: source.read(PIECE)):
                    report("restoring", done, 0)
        lines = _whole(files, EVENTS).splitlines(keepends=True)
        _runner(tools)(database, b"".join(map(switched_off, lines)))

    def _caveat(self, connection: MysqlConnection) -> str:
        """What a dump does not promise."""
        other = connection.rows(
            "SELECT concat(TABLE_NAME, ' (', ENGINE, ')') FROM information_schema.TABLES "
            "WHERE TABLE_SCHEMA = %s AND TABLE_TYPE <> 'VIEW' AND ENGINE NOT IN "
            "(SELECT ENGINE FROM information_schema.ENGINES WHERE TRANSACTIONS = 'YES') ORDER BY 1",
            self.name,
        )
        floats = connection.rows(
            "SELECT concat(TABLE_NAME, '.', COLUMN_NAME) FROM information_schema.COLUMNS "
            "JOIN information_schema.TABLES t USING (TABLE_SCHEMA, TABLE_NAME) "
            "WHERE TABLE_SCHEMA = %s AND DATA_TYPE = 'float' AND TABLE_TYPE <> 'VIEW' ORDER BY 1",
            self.name,
        )
        versioned = connection.rows(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s AND TABLE_TYPE = "
            "'SYSTEM VERSIONED' ORDER BY 1",
            self.name,
        )
        said = {
            "tables without transactions may be of a later moment": other,
            "FLOAT is dumped with 6 digits": floats,
            "earlier versions of rows are not in it": versioned,
        }
        named = [
            f"{what}: {first_of([name for (name,) in found])}"
            for what, found in said.items()
            if found
        ]
        return "; ".join(filter(None, [*named, unseen(connection, self.name)]))

    @contextmanager
    def _connected(self) -> Iterator[MysqlConnection]:
        with backup_errors(), closing(MysqlConnection(self.url, writable=True)) as connection:
            connection.rows("SET SESSION autocommit = 1")
            wait_shortly(connection)
            yield connection


@contextmanager
def scratch(url: str) -> Iterator[MysqlArchiver]:
    """See backup.Backups: a database beside that of the URL."""
    with (
        backup_errors(),
        closing(MysqlConnection(url, writable=True)) as connection,
        stage(connection, SCRATCH) as name,
    ):
        path = f"/{quote(name)}"
        yield MysqlArchiver(urlsplit(url)._replace(path=path).geturl(), is_scratch=True)


def _rows(what: str, report: Report) -> Callable[[int], None]:
    """Reports that so many rows have been; nobody knows how many there are."""
    return lambda done: report(what, done, 0)


def _tools(connection: MysqlConnection) -> Tools:
    ((version,),) = connection.rows("SELECT version()")
    found = re.match(r"(?:5\.5\.5-)?(\d+\.\d+\.\d+)", version)
    ((_, cipher),) = connection.rows("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
    address = replaced(address_of(connection.url), database=connection.database)
    suite = MARIADB if connection.is_mariadb else MYSQL
    return Tools(address, suite, found[1] if found else version, bool(cipher))


def _runner(tools: Tools) -> Callable[[str, bytes], None]:
    """What runs statements in a database."""

    def run(database: str, statements: bytes) -> None:
        pieces = iter((statements, b""))
        for _ in tools.run(database, lambda: next(pieces)):
            pass

    return run


def _own(connection: MysqlConnection, database: str) -> bytes:
    """The statement that gives a database the character set of this one, and its comment where it has one."""
    ((charset, collation),) = connection.rows(
        "SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA "
        "WHERE SCHEMA_NAME = %s",
        database,
    )
    ((_, made),) = connection.rows(f"SHOW CREATE DATABASE {identifier(database)}")
    said = COMMENT_TEXT.search(made)
    comment = f"{COMMENT.decode()}{said[1]}" if said else ""
    return f"ALTER DATABASE CHARACTER SET {charset} COLLATE {collation}{comment};\n".encode()


def _whole(files: Files, name: str) -> bytes:
    with files.reading(name) as source:
        return b"".join(iter(lambda: source.read(PIECE), b""))
