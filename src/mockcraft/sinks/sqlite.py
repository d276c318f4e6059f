"""SQLite: batches go straight from Arrow into the database (ADBC), in one transaction for the whole run.

Measured against the same ready-made rows: ADBC and apsw take the same time, the standard library twice
that, and the `sqlite3` shell's .import three times. ADBC alone needs no Python object for each cell.
One transaction means that a run that is killed leaves the database as it was.

The driver brings its own copy of SQLite, and locks of two copies in one process do not see each other
(https://www.sqlite.org/howtocorrupt.html, 2.2.1): the standard library is used before it opens the file only.
"""

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range
from mockcraft.errors import SinkError, Unsupported, UserError, did_you_mean
from mockcraft.formats.ddl import create_table
from mockcraft.formats.dialects import dialect_of
from mockcraft.formats.plain import Plain
from mockcraft.sink import LoadOptions

DIALECT = dialect_of("sqlite")
LOCK_WAIT_S = 5.0
COMMIT_WAIT_S = 60.0
GENERATED = (2, 3)  # what PRAGMA table_xinfo calls hidden


def open_sink(url: str, options: LoadOptions) -> "SqliteSink":
    """The sink of sqlite:///relative/path.db or sqlite:////absolute/path.db."""
    return SqliteSink(path_of(url), options)


def path_of(url: str) -> Path:
    """The file of a SQLite URL; raises UserError where it names none."""
    name = unquote(url.partition("://")[2].partition("?")[0])
    if not name.startswith("/") or len(name) < 2 or name == "/:memory:":
        raise UserError(
            "the SQLite URL names no file (give sqlite:///file.db, or sqlite:////absolute/file.db)"
        )
    return Path(name[1:])


def existing_rows(url: str, tables: list[str]) -> dict[str, int]:
    """Rows that these tables have; 0 for one that does not exist."""
    path = path_of(url)
    if not path.exists():
        return dict.fromkeys(tables, 0)
    _check_path(path)
    with _Reading(path) as database:
        return {name: database.rows(name) if database.kind(name) else 0 for name in tables}


class SqliteSink:
    """See sink.Sink."""

    waits = False

    def __init__(self, path: Path, options: LoadOptions) -> None:
        self.path, self.options = path, options
        self.format = Plain()
        self.made_file = False
        self.connection: Any = None

    def create(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[Range]:
        """Checks the file and its tables, makes the missing ones, and begins the transaction."""
        self.plan = plan
        _check_path(self.path)
        made_file = not self.path.exists()
        missing, skip = self._missing_tables(made_file)
        self.made_file = made_file
        self._connect()
        if self.options.existing == "truncate":
            self._empty([table for table in plan.tables if table.name not in missing])
        for table in plan.tables:
            if table.name in missing:
                self._execute(create_table(plan, table, DIALECT))
        return [
            Range(each.table, max(each.start, skip.get(each.table, 0)), each.stop)
            for each in ranges
        ]

    def _empty(self, tables: list[Table]) -> None:
        """Deletes all rows, children first.

        For each row SQLite looks for others that refer to it. Those of the same table, and of a table
        that stands later in a circle, are still there: without an index it reads all of them each time.
        """
        keys = [
            (table.name, name)
            for table in tables
            for link in table.links
            for name in link.columns[:1]
            if link.parent == table.name or link.deferred
        ]
        for i, (table, name) in enumerate(keys):
            columns = f"{DIALECT.identifier(table)} ({DIALECT.identifier(name)})"
            self._execute(f"CREATE INDEX mockcraft_truncate_{i} ON {columns}")
        for each in reversed(tables):
            self._execute(f"DELETE FROM {DIALECT.identifier(each.name)}")
        for i in range(len(keys)):
            self._execute(f"DROP INDEX mockcraft_truncate_{i}")

    def write(self, chunk: Chunk, payload: pa.RecordBatch) -> None:
        """See sink.Sink."""
        try:
            with self.connection.cursor() as cursor:
                cursor.adbc_ingest(chunk.table, payload, mode="append")
        except Exception as error:
            raise self._failed(
                error, f"table {chunk.table}, rows {chunk.start} to {chunk.stop - 1}: "
            ) from error

    def finish(self, error: BaseException | None) -> None:
        """Commits; after an error rolls back, and removes the file if this run made it."""
        try:
            if error is None:
                self._commit()
        except BaseException as failure:
            error = failure
            raise
        finally:
            if self.connection is not None:
                with suppress(Exception):  # after a full disk SQLite has rolled back by itself
                    self.connection.adbc_connection.rollback()
                self.connection.close()
            if error is not None and self.made_file:
                for suffix in ("", "-journal", "-wal", "-shm"):
                    Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def _commit(self) -> None:
        # All rows are written: whoever reads meanwhile gets a while longer to end.
        self._execute(f"PRAGMA busy_timeout = {COMMIT_WAIT_S * 1000:.0f}")
        try:
            self.connection.adbc_connection.commit()
        except Exception as error:
            raise self._failed(
                error, self._broken_key() if "FOREIGN" in str(error) else ""
            ) from error

    def _broken_key(self) -> str:
        """Where the first foreign key is that the commit found broken."""
        for table in self.plan.tables:
            with self.connection.cursor() as cursor:
                cursor.execute(f"PRAGMA foreign_key_check({DIALECT.identifier(table.name)})")
                broken = cursor.fetchone()
            if broken:
                return f"table {table.name}, rowid {broken[1]} refers to no row of {broken[2]}: "
        return ""

    def _missing_tables(self, made_file: bool) -> tuple[set[str], dict[str, int]]:
        """Tables to make, and the rows to leave out because they are there."""
        missing: set[str] = set()
        skip: dict[str, int] = {}
        if made_file:
            if not self.options.create:
                raise Unsupported(f"{self.path} does not exist (leave --no-create out to make it)")
            return {table.name for table in self.plan.tables}, {}
        with _Reading(self.path) as database:
            database.check_writable()
            for table in self.plan.tables:
                kind = database.kind(table.name)
                if kind == "table":
                    _check_columns(self.path, table, database.columns(table.name))
                    skip[table.name] = self._rows_to_keep(database, table)
                elif kind:
                    raise Unsupported(f"{self.path}: {table.name} is a {kind} (name a table)")
                elif self.options.create:
                    missing.add(table.name)
                else:
                    hint = did_you_mean(table.name, database.tables())
                    hint = hint or " (leave --no-create out to make it)"
                    raise Unsupported(f"{self.path} has no table {table.name!r}{hint}")
            if self.options.existing == "truncate":
                self._check_cascades(database)
        return missing, skip

    def _check_cascades(self, database: "_Reading") -> None:
        """Refuses to empty a table where rows of tables outside the plan would change with it."""
        emptied = {table.name.lower() for table in self.plan.tables}
        for name in database.tables():
            for parent, action in database.keys(name) if name.lower() not in emptied else ():
                if parent.lower() in emptied and action not in ("NO ACTION", "RESTRICT"):
                    raise Unsupported(
                        f"{self.path}: emptying {parent} would change table {name}, which refers to it with "
                        f"ON DELETE {action} (add {name} to the schema, or empty the tables by hand)"
                    )

    def _rows_to_keep(self, database: "_Reading", table: Table) -> int:
        rows = database.rows(table.name)
        if not rows or self.options.existing == "truncate":
            return 0
        if self.options.existing == "append":
            return rows
        raise Unsupported(
            f"{self.path}: table {table.name} has {rows:,} rows already "
            "(give --append to add rows, or --truncate to replace them)"
        )

    def _connect(self) -> None:
        from adbc_driver_sqlite import dbapi

        try:
            self.connection = dbapi.connect(str(self.path), autocommit=True)
            self._execute(f"PRAGMA busy_timeout = {LOCK_WAIT_S * 1000:.0f}")
            self._execute("PRAGMA foreign_keys = ON")
            self.connection.adbc_connection.set_autocommit(False)
            self._execute("PRAGMA defer_foreign_keys = ON")
        except dbapi.Error as error:
            raise self._failed(error, "") from error

    def _execute(self, statement: str) -> None:
        try:
            with self.connection.cursor() as cursor:
                cursor.execute(statement)
        except Exception as error:
            raise self._failed(error, "") from error

    def _failed(self, error: Exception, where: str) -> SinkError:
        return SinkError(f"{self.path}: {where}{_reason(str(error))}")


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of the database."""

    name: str
    not_null: bool
    required: bool
    generated: bool


class _Reading:
    """A look into a database file, with errors for people."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> "_Reading":
        with self.errors():
            self.connection = sqlite3.connect(self.path, timeout=LOCK_WAIT_S, isolation_level=None)
        try:
            self._rows("SELECT count(*) FROM sqlite_schema")
        except SinkError:
            self.connection.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turns the driver's errors into SinkError."""
        try:
            yield
        except sqlite3.Error as error:
            raise SinkError(f"{self.path}: {_reason(str(error))}") from error

    def _rows(self, statement: str, *parameters: str) -> list[Any]:
        with self.errors():
            return self.connection.execute(statement, parameters).fetchall()

    def check_writable(self) -> None:
        """Takes the write lock for a moment: raises SinkError where the file cannot be written."""
        self._rows("BEGIN IMMEDIATE")
        self._rows("ROLLBACK")

    def tables(self) -> list[str]:
        """Names of all tables."""
        rows = self._rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
        )
        return [name for (name,) in rows]

    def kind(self, name: str) -> str:
        """ "table" or "view"; empty for what does not exist."""
        query = "SELECT type FROM sqlite_schema WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE"
        rows = self._rows(query, name)
        return str(rows[0][0]) if rows else ""

    def columns(self, table: str) -> dict[str, _Field]:
        """The columns of a table by their names in small letters."""
        rows = self._rows(f"PRAGMA table_xinfo({DIALECT.identifier(table)})")
        keys = sum(row[5] > 0 for row in rows)
        fields = {}
        for _, name, type_, not_null, default, key, hidden in rows:
            rowid = (
                bool(key) and keys == 1 and type_.upper() == "INTEGER"
            )  # SQLite numbers these rows itself
            required = bool(not_null) and default is None and not rowid
            fields[name.lower()] = _Field(name, bool(not_null), required, hidden in GENERATED)
        return fields

    def keys(self, table: str) -> list[tuple[str, str]]:
        """(parent, action on delete) of the foreign keys of a table."""
        rows = self._rows(f"PRAGMA foreign_key_list({DIALECT.identifier(table)})")
        return [(row[2], row[6]) for row in rows]

    def rows(self, table: str) -> int:
        """Number of rows of a table."""
        return int(self._rows(f"SELECT count(*) FROM {DIALECT.identifier(table)}")[0][0])


def _check_path(path: Path) -> None:
    if path.is_dir():
        raise SinkError(f"{path} is a folder, not a database file")
    if not path.parent.is_dir():
        raise SinkError(f"{path}: the folder {path.parent} does not exist (make it first)")
    for each in (path, path.parent):  # the journal stands beside the file
        if each.exists() and not os.access(each, os.W_OK):
            raise SinkError(f"{path}: {each} is read-only (give a file you may write to)")


def _check_columns(path: Path, table: Table, fields: dict[str, _Field]) -> None:
    for column in table.columns:
        each = fields.get(column.name.lower())
        if each is None:
            names = [field.name for field in fields.values()]
            hint = did_you_mean(column.name, names) or f" (it has {', '.join(names)})"
            raise Unsupported(f"{path}: table {table.name} has no column {column.name!r}{hint}")
        name = f"{path}: column {table.name}.{each.name}"
        if each.generated:
            raise Unsupported(f"{name} is generated by the database (leave it out)")
        if each.not_null and column.nulls:
            raise Unsupported(f"{name} is NOT NULL (set its nulls to 0)")
    given = {column.name.lower() for column in table.columns}
    for lower, each in fields.items():
        if each.required and not each.generated and lower not in given:
            raise Unsupported(
                f"{path}: column {table.name}.{each.name} is NOT NULL and has no default (give it a generator)"
            )


def _reason(message: str) -> str:
    """What SQLite says, without what the driver wraps around it, and what to do about it."""
    text = message.partition("\nquery was:")[0]
    text = re.sub(r"^([A-Z_]+: )?(.*\[SQLite\] )?(failed to execute: )?", "", text, flags=re.DOTALL)
    advice = {
        "locked": " (another program is using it: close that and try again)",
        "not a database": " (give a SQLite file, or a new name)",
        "malformed": " (restore it from a backup)",
        "readonly": " (give a file you may write to)",
        "disk is full": " (free some space)",
    }
    return text.strip().rstrip(".") + next((a for word, a in advice.items() if word in text), "")
