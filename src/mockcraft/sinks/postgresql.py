"""PostgreSQL: ready-made text goes to COPY, and each commit holds rows together with how far they go.

A run is cut into transactions of about `BATCH_ROWS` rows. With the rows, each of them moves `next_row` of
its tables in the table `mockcraft_checkpoint` (plan, table_name, next_row, made), which is there while a
run is under way or has been broken off. So whoever kills a run at any moment can go on with `--resume`,
and gets the rows of a run that was never killed. A run that fails takes back what it has committed: it
drops the tables that it made, and deletes the rows that it wrote into empty ones, known by their xmin.
With `--resume` a failed run is left as it is, to go on later.

One transaction for the whole run, of which a failure or a kill leaves nothing, is used where that cannot
be taken back row by row, or is not worth it: for up to `BATCH_ROWS` rows, for tables that have rows
(`--append`, `--truncate`), for triggers and rules, which may write elsewhere, for keys that are checked at
the commit, and for a user who may not make the checkpoint table.

Triggers and constraints are never switched off. Statistics are left to autovacuum: ANALYZE would take
0.15 s a table, of which loading 500,000 rows of twelve columns takes 1.7 s.
"""

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass

import psycopg

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range
from mockcraft.errors import MockcraftError, SinkError, Unsupported, did_you_mean
from mockcraft.formats.ddl import create_table, foreign_key
from mockcraft.formats.pgcopy import PgCopy
from mockcraft.sink import LoadOptions
from mockcraft.sinks import pg_catalog, pg_checkpoint
from mockcraft.sinks.pg_connection import DIALECT, Connection, identifier, identifiers

BATCH_ROWS = 65_536  # rows of a transaction: a commit is noise from about 10,000 rows on
PIECE_BYTES = 262_144  # of one message: 8 KiB and 4 MiB take 5 % longer
TABLE_WAIT_S = 10.0  # for programs that have locked a table, before the first row
READY_ADVICE = "go on with --resume, or begin anew with --truncate"


def open_sink(url: str, options: LoadOptions) -> "PostgresqlSink":
    """The sink of postgresql://user:password@host:port/database."""
    return PostgresqlSink(url, options)


def existing_rows(url: str, tables: list[str]) -> dict[str, int]:
    """Rows that these tables have; 0 for one that does not exist."""
    connection = Connection(url)
    try:
        found = pg_catalog.tables(connection, tables)
        return {name: _count(connection, name) if name in found else 0 for name in tables}
    finally:
        connection.driver.close()


@dataclass(slots=True)
class _Copy:
    """A COPY that is open: rows [start, stop) of the table have been sent."""

    table: Table
    start: int
    stop: int
    stack: ExitStack
    copy: psycopg.Copy

    @property
    def rows(self) -> tuple[int, int]:
        """The first and the last row."""
        return self.start, self.stop - 1


class PostgresqlSink:
    """See sink.Sink.

    Attributes:
        whole: whether the run is one transaction.
        made: names of the tables that this run, or the one that it goes on with, has made.
        writers: the transactions that wrote rows, as xid.
    """

    waits = True

    def __init__(self, url: str, options: LoadOptions, batch_rows: int = BATCH_ROWS) -> None:
        self.url, self.options, self.batch_rows = url, options, batch_rows
        self.format = PgCopy()
        self.whole = True
        self.made: list[str] = []
        self.writers: list[str] = []
        self.pending = 0
        self.copy: _Copy | None = None

    # ------------------------------------------------------------------ before the first row

    def create(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[Range]:
        """Checks the tables, makes the missing ones, and finds how far a broken run came."""
        self.plan = plan
        self.names = [table.name for table in plan.tables]
        self.connection = connection = Connection(self.url)
        self.target = connection.target
        connection.rows(f"SET lock_timeout = {TABLE_WAIT_S * 1000:.0f}")
        pg_checkpoint.lock(connection, self.names)
        unfinished = pg_checkpoint.unfinished(connection, self.names)
        self.found = pg_catalog.tables(connection, self.names)
        self._check_tables()
        self.format = PgCopy(pg_catalog.array_columns(plan.tables, self.found))
        mine = unfinished.pop(plan.digest, {})
        self._check_unfinished(bool(mine), set().union(*unfinished.values()))
        skip = (
            self._go_on(mine)
            if mine and self.options.resume
            else self._begin(bool(unfinished or mine))
        )
        connection.rows("SET lock_timeout = 0")
        if not self.whole:
            connection.commit()
        return [
            Range(each.table, max(each.start, skip.get(each.table, 0)), each.stop)
            for each in ranges
        ]

    def _check_tables(self) -> None:
        for table in self.plan.tables:
            if table.name in self.found:
                pg_catalog.check(self.target, table, self.found[table.name])
            elif self.options.create:
                pg_catalog.check_names(self.target, table)
            else:
                rows = self.connection.rows(
                    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
                )
                hint = did_you_mean(table.name, [name for (name,) in rows])
                hint = hint or " (leave --no-create out to make it)"
                raise Unsupported(f"{self.target} has no table {table.name!r}{hint}")

    def _check_unfinished(self, mine: bool, others: set[str]) -> None:
        """Refuses to write over what a run that was broken off will go on with."""
        if self.options.existing == "truncate":
            return
        there = sorted(others & set(self.found))
        if there and self.options.resume:
            raise Unsupported(
                f"{self.target}: a run of another plan was broken off in {', '.join(there)} (resume it with its "
                "own schema file, seed, counts and version of mockcraft, or begin anew with --truncate)"
            )
        if not self.options.resume and (there or (mine and self.found)):
            names = ", ".join(there or sorted(self.found))
            raise Unsupported(f"{self.target}: a run was broken off in {names} ({READY_ADVICE})")

    def _go_on(self, unfinished: pg_checkpoint.Unfinished) -> dict[str, int]:
        gone = [name for name in self.names if name not in self.found]
        if gone:
            raise Unsupported(
                f"{self.target}: table {gone[0]!r} of the run that was broken off is gone "
                "(drop the others too and leave --resume out, or begin anew with --truncate)"
            )
        self.made = [name for name, (_, made) in unfinished.items() if made]
        self.found = {name: each for name, each in self.found.items() if name not in self.made}
        self.whole = False
        return {name: next_row for name, (next_row, _) in unfinished.items()}

    def _begin(self, stale: bool) -> dict[str, int]:
        connection = self.connection
        present = self._present_rows()
        circle = pg_catalog.circle_keys(connection, self.plan, self.found)
        if self.options.existing == "truncate" and any(present.values()):
            connection.rows(f"TRUNCATE {identifiers(list(self.found))}")
        self.made = [name for name in self.names if name not in self.found]
        for name in self.made:
            connection.rows(create_table(self.plan, self.plan.table(name), DIALECT))
        for statement in self._later_keys():  # shows now whether it will work at the end
            connection.rows("SAVEPOINT keys")
            connection.rows(statement)
            connection.rows("ROLLBACK TO keys")
        if circle:
            connection.rows(f"SET CONSTRAINTS {', '.join(circle)} DEFERRED")
        if stale:
            pg_checkpoint.forget(connection, self.names)
        self.whole = bool(
            self.plan.rows - sum(present.values()) <= self.batch_rows
            or any(present.values())
            or any(each.side_effects for each in self.found.values())
            or circle
            or not _may_create(connection)
        )
        if not self.whole:
            pg_checkpoint.begin(
                connection, self.plan.digest, {n: n in self.made for n in self.names}
            )
        return present if self.options.existing == "append" else {}

    def _later_keys(self) -> list[str]:
        """The foreign keys of new tables that close a circle: they are added behind the rows."""
        made = set(self.made)
        return [
            f"ALTER TABLE {identifier(table.name)} ADD {foreign_key(link, DIALECT)}"
            for table in self.plan.tables
            for link in table.foreign_keys
            if link.deferred and table.name in made
        ]

    def _present_rows(self) -> dict[str, int]:
        present = {}
        for name in self.found:
            ((some,),) = self.connection.rows(f"SELECT EXISTS (SELECT FROM {identifier(name)})")
            present[name] = _count(self.connection, name) if some else 0
            if some and self.options.existing == "refuse":
                nothing = "no run was broken off in it: " if self.options.resume else ""
                raise Unsupported(
                    f"{self.target}: table {name} has {present[name]:,} rows already "
                    f"({nothing}give --append to add rows, or --truncate to replace them)"
                )
        return present

    # ------------------------------------------------------------------ rows

    def write(self, chunk: Chunk, payload: memoryview) -> None:
        """See sink.Sink. What the server says against rows comes with the end of their batch."""
        table = self.plan.table(chunk.table)
        if self.copy is not None and self.copy.table is not table:
            self._end_copy()
        copy = self.copy or self._begin_copy(table, chunk.start)
        copy.stop += chunk.rows
        with self.connection.errors(table.name, copy.rows):
            for offset in range(0, len(payload), PIECE_BYTES):
                copy.copy.write(payload[offset : offset + PIECE_BYTES])
        self.pending += chunk.rows
        if self.pending >= self.batch_rows:
            self._end_copy()
            if not self.whole:
                self.connection.commit()
            self.pending = 0

    def _begin_copy(self, table: Table, start: int) -> _Copy:
        columns = identifiers([column.name for column in table.columns])
        statement = f"COPY {identifier(table.name)} ({columns}) FROM STDIN"
        stack = ExitStack()
        with self.connection.errors(table.name):
            cursor = stack.enter_context(self.connection.driver.cursor())
            copy = stack.enter_context(cursor.copy(statement.encode()))
        self.copy = _Copy(table, start, start, stack, copy)
        return self.copy

    def _end_copy(self) -> None:
        """Waits until the server has the rows, and moves the checkpoint past them."""
        copy, self.copy = self.copy, None
        if copy is None:
            return
        with self.connection.errors(copy.table.name, copy.rows):
            copy.stack.close()
        if self.whole:
            return
        self.writers.append(
            pg_checkpoint.advance(
                self.connection, self.plan.digest, copy.table.name, copy.start, copy.stop
            )
        )

    # ------------------------------------------------------------------ the end

    def finish(self, error: BaseException | None) -> None:
        """Commits; after an error takes back what was done, or says what could not be."""
        if not hasattr(self, "connection"):
            return
        try:
            if error is None:
                self._complete()
            else:
                self._give_up(error)
        finally:
            self.connection.driver.close()

    def _complete(self) -> None:
        connection = self.connection
        try:
            self._end_copy()
            for statement in self._later_keys():
                connection.rows(statement)
            pg_catalog.advance_sequences(connection, list(self.plan.tables), self.found)
            if not self.whole:
                pg_checkpoint.forget(connection, self.names)
            connection.commit()
        except BaseException as error:
            self._give_up(error)
            raise

    def _give_up(self, error: BaseException) -> None:
        """Ends the transaction, and takes back those before it unless the run is to be resumed."""
        with suppress(psycopg.Error):
            if self.copy is not None:
                self.copy.stack.__exit__(type(error), error, error.__traceback__)
            self.connection.driver.rollback()
        self.connection.driver.close()
        if self.whole or self.options.resume:
            return
        try:
            self._take_back()
        except MockcraftError as failure:
            raise SinkError(
                f"{error or type(error).__name__}\n{failure}\n{self.target}: so rows of this run are left in "
                f"{', '.join(self.names)} ({READY_ADVICE})"
            ) from error

    def _take_back(self) -> None:
        connection = Connection(self.url)
        try:
            pg_checkpoint.lock(connection, self.names)
            if self.made:
                connection.rows(f"DROP TABLE IF EXISTS {identifiers(self.made)}")
            for name in [
                name for name in reversed(self.names) if name in self.found and self.writers
            ]:
                connection.rows(
                    f"DELETE FROM {identifier(name)} WHERE xmin = ANY(%s::xid[])", self.writers
                )
            pg_checkpoint.forget(connection, self.names)
            connection.commit()
        finally:
            connection.driver.close()


def _may_create(connection: Connection) -> bool:
    ((may,),) = connection.rows("SELECT has_schema_privilege(current_schema(), 'CREATE')")
    return bool(may)


def _count(connection: Connection, table: str) -> int:
    ((count,),) = connection.rows(f"SELECT count(*) FROM {identifier(table)}")
    return int(count)
