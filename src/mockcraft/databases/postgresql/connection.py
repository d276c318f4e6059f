"""A connection to PostgreSQL, whose errors are for people, and never hold a password."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from mockcraft.databases.postgresql.address import address_of
from mockcraft.databases.postgresql.catalogue import DIALECT, names, read
from mockcraft.databases.postgresql.refusal import refusal
from mockcraft.databases.profiling import Profiler
from mockcraft.errors import ConnectionLost, SinkError
from mockcraft.stored import Catalogue, StoredColumn

CONNECT_TIMEOUT_S = 10
PLACE, VALUE = "mockcraft_place", "mockcraft_value"  # beside the columns of a table
# Values are made in UTC, a long load is no runaway query, and COPY brings UTF-8 whatever the client's locale.
SESSION = {
    "TimeZone": "UTC", "client_encoding": "UTF8", "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}  # fmt: skip

STANDBY = (
    "the server is a standby, which takes no writes (connect to its primary; of several hosts "
    "target_session_attrs=read-write takes that)"
)
READ_ONLY = (
    "the server, the database or the user is read-only (set default_transaction_read_only = off for it, or "
    "connect as another user)"
)


class PostgresqlConnection:
    """See database.Connection. Every statement is part of a transaction until `commit`.

    Attributes:
        url: that it was opened with; never to be shown.
        target: host:port/database, which may be shown.
        driver: psycopg's connection.
        pooled: whether a pooler such as PgBouncer stands between: what a transaction leaves in the session
            may be another client's then, so that nothing may be left there.
        refuses_writes: why the server takes no writes, whatever this connection is for; "" where it does.
    """

    def __init__(self, url: str, writable: bool) -> None:
        address = address_of(url)
        self.url, self.target = url, address.shown
        self._own: dict[str, str] = {}
        given = {**address.parameters, "fallback_application_name": "mockcraft"}
        if "PGCONNECT_TIMEOUT" not in os.environ:
            given.setdefault("connect_timeout", str(CONNECT_TIMEOUT_S))
        try:
            self.driver = psycopg.connect("", prepare_threshold=None, **given)  # type: ignore[arg-type]
        except (psycopg.Error, UnicodeError) as error:  # of a host that cannot be encoded
            raise refusal(address, error) from error
        try:
            self._look_around(writable)
        except BaseException:
            self.driver.close()
            raise

    def _look_around(self, writable: bool) -> None:
        """What stands behind the connection; begins the session."""
        ((process, standby, read_only),) = self.rows(
            "SELECT pg_backend_pid(), pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'"
        )
        self.pooled = process != self.driver.info.backend_pid
        self.refuses_writes = STANDBY if standby else READ_ONLY if read_only else ""
        with self.errors():
            self.driver.rollback()
            self.driver.read_only = True if not writable else None
        self._begin_session()
        if not self.pooled:
            self.commit()

    def _begin_session(self) -> None:
        for name, value in SESSION.items():
            self.set(name, value)

    def set(self, name: str, value: str) -> None:
        """Sets a variable of the session; behind a pooler, of the transaction."""
        self.rows("SELECT set_config(%s, %s, %s)", name, value, self.pooled)

    def catalogue(self, tables: Sequence[str]) -> Catalogue:
        """See database.Connection."""
        return read(self.rows, tables)

    def tables(self) -> list[str]:
        """See traits.InspectableConnection."""
        return names(self.rows)

    def keys(self, table: str, columns: Sequence[str], most: int) -> list[tuple[str | None, ...]]:
        """See traits.InspectableConnection."""
        texts = ", ".join(f"{_escaped(identifier(name))}::text" for name in columns)
        return self.rows(
            f"SELECT {texts} FROM {_escaped(self.own(table))} "
            f"ORDER BY {_escaped(identifiers(columns))} LIMIT %s",
            most,
        )

    def passing(
        self,
        conditions: Sequence[str],
        columns: Sequence[StoredColumn],
        rows: Sequence[Sequence[str | None]],
    ) -> list[list[bool]]:
        """See traits.AnsweringConnection."""
        return self._asked([f"({each}) IS NOT FALSE" for each in conditions], columns, rows)

    def computed(
        self,
        expressions: Sequence[str],
        columns: Sequence[StoredColumn],
        rows: Sequence[Sequence[str | None]],
    ) -> list[list[str | None]]:
        """See traits.AnsweringConnection."""
        return self._asked([f"({each})::text" for each in expressions], columns, rows)

    def _asked(
        self,
        expressions: Sequence[str],
        columns: Sequence[StoredColumn],
        rows: Sequence[Sequence[str | None]],
    ) -> list[list[Any]]:
        """What the database makes of expressions for each of some rows."""
        values = ", ".join(
            f"{VALUE}{place}::{each.base if each.checks else each.type} AS {identifier(each.name)}"
            for place, each in enumerate(columns)
        )
        given = ", ".join(["%s::text[]"] * len(columns))
        names = ", ".join(f"{VALUE}{place}" for place in range(len(columns)))
        asked = ", ".join(expressions)
        statement = f"SELECT {asked} FROM (SELECT {PLACE}, {values} FROM unnest(GIVEN) WITH ORDINALITY AS k ({names}, {PLACE})) t ORDER BY {PLACE}"
        texts = map(list, zip(*rows, strict=True))
        with self.driver.transaction():
            return self.rows(statement.replace("%", "%%").replace("GIVEN", given, 1), *texts)

    def profiler(self) -> Profiler:
        """See traits.ProfiledConnection."""
        return Profiler(self.rows, self.own, identifier, "text", "char_length")

    def count(self, table: str) -> int:
        """See database.Connection."""
        ((count,),) = self.rows(f"SELECT count(*) FROM {self.own(table)}")
        return int(count)

    def own(self, table: str) -> str:
        """The table for a statement that is about its own rows, without those of tables that inherit from it.

        Its partitions are itself. A foreign key sees no inherited rows either, and no unique index does.
        """
        if table not in self._own:
            inherited = self.rows(
                "SELECT relkind = 'r' AND relhassubclass FROM pg_class WHERE oid = to_regclass(%s)",
                table_name(table),
            )
            self._own[table] = "ONLY " * (inherited == [(True,)]) + table_name(table)
        return self._own[table]

    def extreme(self, table: str, column: str, highest: bool) -> int | None:
        """See database.Connection."""
        function = "max" if highest else "min"
        ((value,),) = self.rows(
            f"SELECT {function}({identifier(column)})::bigint FROM {self.own(table)}"
        )
        return None if value is None else int(value)

    def known(self, table: str, keys: Mapping[str, Sequence[Any]]) -> Sequence[bool]:
        """See database.Connection."""
        found = self.rows(
            f"SELECT EXISTS (SELECT FROM {_escaped(self.own(table))} t WHERE {self._same(table, keys)}) "
            f"FROM {_given(keys)} ORDER BY n",
            *_texts(keys),
        )
        return [bool(each) for (each,) in found]

    def delete(self, table: str, keys: Mapping[str, Sequence[Any]]) -> None:
        """Deletes the rows that have these keys, values by column as for `known`."""
        statement = f"DELETE FROM {_escaped(self.own(table))} t USING {_given(keys)}"
        self.rows(f"{statement} WHERE {self._same(table, keys)}", *_texts(keys))

    def _same(self, table: str, keys: Mapping[str, Sequence[Any]]) -> str:
        """That a row of the table `t` has the key of `_given`."""
        types = dict(
            self.rows(
                "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
                "WHERE attrelid = %s::regclass AND attname = ANY(%s::text[])",
                table_name(table),
                list(keys),
            )
        )
        return " AND ".join(
            f"t.{identifier(name)} = key{place}::{types[name]}" for place, name in enumerate(keys)
        ).replace("%", "%%")

    def close(self) -> None:
        """See database.Connection."""
        self.driver.close()

    def rows(self, statement: str, *parameters: Any) -> list[Any]:
        """The rows that a statement gives; () for one that gives none."""
        with self.errors(), self.driver.cursor() as cursor:
            cursor.execute(statement.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []

    def commit(self) -> None:
        """Makes final what was done since the last commit."""
        with self.errors():
            self.driver.commit()

    def begin_again(self) -> None:
        """Ends the transaction, of which nothing is to stay, and begins another."""
        with self.errors():
            self.driver.rollback()
        if self.pooled:
            self._begin_session()

    @contextmanager
    def errors(self, table: str = "", rows: tuple[int, int] | None = None) -> Iterator[None]:
        """Turns the driver's errors into SinkError; `rows` are the first and last one of a COPY."""
        try:
            yield
        except psycopg.Error as error:
            place = _place(error, table, rows)
            kind = ConnectionLost if self.driver.broken or _is_shutdown(error) else SinkError
            made = kind(f"{self.target}: {place}{_reason(error)}")
            if error.diag.table_name and not table:  # of what is checked at the commit
                made.about(f"{error.diag.schema_name}.{error.diag.table_name}")
            raise made from error
        except ValueError as error:
            # A pooler adds an error of its own to that of the server behind it: at the end of a COPY psycopg
            # 3.3 expects one answer (generators.copy_end).
            if not self.driver.broken:
                raise
            place = _place(psycopg.OperationalError(), table, rows)
            raise ConnectionLost(
                f"{self.target}: {place}the connection was lost: the pooler has ended it"
            ) from error


def identifier(name: str) -> str:
    """A name in quotes."""
    return DIALECT.identifier(name)


def literal(text: str) -> str:
    """A text in quotes."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'"


def identifiers(names: Sequence[str]) -> str:
    """Names in quotes, with commas."""
    return DIALECT.identifiers(list(names))


def table_name(name: str) -> str:
    """The name of a table in quotes, and that of its schema where it has one."""
    return DIALECT.table(name)


def _escaped(name: str) -> str:
    """A name in quotes, for a statement that has parameters."""
    return name.replace("%", "%%")


def _given(keys: Mapping[str, Sequence[Any]]) -> str:
    """The keys of `_texts` as rows, with their number `n`."""
    arrays = ", ".join(["%s::text[]"] * len(keys))
    names = ", ".join(f"key{place}" for place in range(len(keys)))
    return f"unnest({arrays}) WITH ORDINALITY AS k ({names}, n)"


def _texts(keys: Mapping[str, Sequence[Any]]) -> list[list[str | None]]:
    return [[None if v is None else str(v) for v in values] for values in keys.values()]


def _is_shutdown(error: psycopg.Error) -> bool:
    """Whether the server has ended the session: class 08, or admin_shutdown, crash_shutdown, cannot_connect_now."""
    state = error.sqlstate or ""
    return state.startswith("08") or state in ("57P01", "57P02", "57P03")


def _reason(error: psycopg.Error) -> str:
    """What the server says, with its detail and hint on the same line."""
    diagnostic = error.diag
    if isinstance(error, psycopg.OperationalError) and not error.sqlstate:
        return f"the connection was lost: {(str(error).splitlines() or [''])[0]}"
    text = diagnostic.message_primary or (str(error).splitlines() or [type(error).__name__])[0]
    if diagnostic.message_detail:
        text += f": {diagnostic.message_detail.rstrip('.')}"
    advice = diagnostic.message_hint or ADVICE.get(error.sqlstate or "")
    if "no partition of relation" in text and not diagnostic.constraint_name:
        advice = "make a partition for it, or a DEFAULT one"
    return text + (f" ({advice.rstrip('.')})" if advice else "")


ADVICE = {
    "08P01": "where PgBouncer says so: connect to the server itself, or set pool_mode=session there",
    "42501": "ask the owner for the privilege",
    "53100": "free some space on the server",
    "55P03": "another program has locked it: try again when it is done",
}


def _place(error: psycopg.Error, table: str, rows: tuple[int, int] | None) -> str:
    """`table people, row 12, column age: `, or the rows of the COPY where the server names no line; with the
    function that a trigger or a check calls, where it failed there.
    """
    context = error.diag.context or ""
    functions = re.findall(r"^PL/\w+ function (.+?)(?: line \d.*)?$", context, re.MULTILINE)
    called = f", in the function {functions[-1]}" if functions else ""  # the outermost is the last
    if rows is None:
        said = (f"table {table}" if table else "") + called
        return f"{said.removeprefix(', ')}: " if said else ""
    found = re.search(r"COPY .*, line (\d+)(?:, column ([^:]+))?", context.replace("\n", " "))
    if found is None:
        return f"table {table}, rows {rows[0]} to {rows[1]}{called}: "
    column = f", column {found[2]}" if found[2] else ""
    return f"table {table}, row {rows[0] + int(found[1]) - 1}{column}{called}: "
