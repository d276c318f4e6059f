"""A connection to MySQL or MariaDB, whose errors are for people, and never hold a password."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import Any

import pymysql

from mockcraft.databases.mysql.address import address_of
from mockcraft.databases.mysql.catalogue import DIALECT, names, read
from mockcraft.databases.mysql.driver import LoadingConnection
from mockcraft.databases.mysql.messages import is_lost, number_of, reason, refusal
from mockcraft.databases.profiling import Profiler
from mockcraft.errors import ConnectionLost, SinkError, UserError
from mockcraft.stored import Catalogue, StoredColumn

# Values are made in UTC, so no clock is put forward; what does not fit is an error; 0 is a number, not "the
# next one"; text in quotes is text, and a backslash in it an escape.
SESSION = {
    "time_zone": "+00:00",
    "sql_mode": "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO",
}
# Whoever makes rows slowly is not gone: seconds that the server waits for the next statement and row.
TIMEOUTS = {"wait_timeout": 86_400, "net_read_timeout": 3600, "net_write_timeout": 3600}
READ_ONLY = (
    "the server is read-only (connect to the one that it copies, or SET GLOBAL read_only = 0)"
)
TABLE_WAIT_S = 10  # for programs that have locked a table or its definition
DENIED = (1142, 1143)  # a privilege on a table or a column
KNOWN_ROWS = 500  # that one statement asks for


class MysqlConnection:
    """See database.Connection. Every statement is part of a transaction until `commit`.

    Attributes:
        url: that it was opened with; never to be shown.
        target: host:port/database, which may be shown.
        database: that tables without a schema are in.
        keys_later: whether foreign keys of circles are looked at after the last row.
        driver: PyMySQL's connection.
        number: the server's number of the connection, one of those that begin anew with the server.
        client: this end of it as the server sees it, host:port; without a port where it is a socket, "" where
            the server does not tell.
        is_mariadb: whether the server is MariaDB.
        packet_bytes: the longest statement that the server takes.
        local_infile: whether it takes LOAD DATA LOCAL.
        refuses_writes: why the server takes no writes of this user; "" where it does.
        folds_names: whether names of tables that differ in case alone are one.
    """

    def __init__(self, url: str, writable: bool) -> None:
        address = address_of(url)
        self.url, self.target, self.database = url, address.shown, address.database
        self.keys_later = address.keys_later
        try:
            self.driver = LoadingConnection(
                host=address.host,
                port=address.port,
                user=address.user,
                password=address.password.encode(
                    "utf-8", "surrogateescape"
                ),  # PyMySQL takes text for Latin-1
                database=address.database,
                unix_socket=address.socket or None,
                connect_timeout=address.timeout,
                charset="utf8mb4",
                autocommit=False,
                program_name="mockcraft",
                **address.tls.arguments(),
            )
        except UserError as error:
            raise UserError(f"{self.target}: {error}") from error
        except (pymysql.Error, OSError, RuntimeError, UnicodeError) as error:
            raise SinkError(f"{self.target}: {refusal(error, address)}") from error
        try:
            self._set_up(writable)
        except BaseException:
            self.close()
            raise

    def _set_up(self, writable: bool) -> None:
        for name, value in SESSION.items():
            self.rows(f"SET SESSION {name} = %s", value)
        for name, seconds in TIMEOUTS.items():
            self.rows(f"SET SESSION {name} = {seconds}")
        self.rows(f"SET SESSION lock_wait_timeout = {TABLE_WAIT_S}, sql_notes = 1")
        ((version, self.number, client, packet, infile, folds, read_only, log),) = self.rows(
            "SELECT version(), connection_id(), "
            "(SELECT HOST FROM information_schema.PROCESSLIST WHERE ID = connection_id()), "
            "@@max_allowed_packet, @@local_infile, @@lower_case_table_names, @@read_only, @@binlog_format"
        )
        self.client = client or ""
        self.folds_names = bool(folds)
        self.refuses_writes = READ_ONLY if read_only and not self._is_above_read_only() else ""
        self.is_mariadb = "mariadb" in version.lower()
        self.packet_bytes, self.local_infile = int(packet), bool(infile)
        # A long statement is no runaway query.
        limit = "max_statement_time" if self.is_mariadb else "max_execution_time"
        self.rows(f"SET SESSION {limit} = 0")
        # Repeatable reads lock the gaps between rows that others insert into. A log of statements wants them.
        level = "REPEATABLE READ" if log == "STATEMENT" else "READ COMMITTED"
        self.rows(f"SET SESSION TRANSACTION ISOLATION LEVEL {level}")
        if not writable:
            self.rows("SET SESSION TRANSACTION READ ONLY")
        self.commit()

    def _is_above_read_only(self) -> bool:
        """Whether this user may write to a server that is read-only."""
        privileges = ("SUPER", "READ ONLY ADMIN", "READ_ONLY ADMIN", "CONNECTION_ADMIN")
        return bool(
            self.rows(
                "SELECT 1 FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE IN %s LIMIT 1",
                privileges,
            )
        )

    def catalogue(self, tables: Sequence[str]) -> Catalogue:
        """See database.Connection."""
        return read(
            self.rows, tables, self.database, mariadb=self.is_mariadb, folds=self.folds_names
        )

    def tables(self) -> list[str]:
        """See traits.InspectableConnection."""
        return names(self.rows)

    def keys(self, table: str, columns: Sequence[str], most: int) -> list[tuple[str | None, ...]]:
        """See traits.InspectableConnection."""
        quoted = ", ".join(identifier(name) for name in columns)
        texts = ", ".join(f"CAST({identifier(name)} AS CHAR)" for name in columns)
        return self.rows(
            f"SELECT {texts} FROM {table_name(table)} ORDER BY {quoted} LIMIT {most:d}"
        )

    def passing(
        self,
        conditions: Sequence[str],
        columns: Sequence[StoredColumn],
        rows: Sequence[Sequence[str | None]],
    ) -> list[list[bool]]:
        """See traits.AnsweringConnection."""
        found = self._asked([f"({each}) IS NOT FALSE" for each in conditions], columns, rows)
        return [[bool(each) for each in row] for row in found]

    def computed(
        self,
        expressions: Sequence[str],
        columns: Sequence[StoredColumn],
        rows: Sequence[Sequence[str | None]],
    ) -> list[list[str | None]]:
        """See traits.AnsweringConnection."""
        return self._asked([f"CAST(({each}) AS CHAR)" for each in expressions], columns, rows)

    def _asked(
        self,
        expressions: Sequence[str],
        columns: Sequence[StoredColumn],
        rows: Sequence[Sequence[str | None]],
    ) -> list[list[Any]]:
        """What the database makes of expressions for each of some rows."""
        names = ["mockcraft_place", *(identifier(each.name) for each in columns)]
        first = ", ".join(f"%s AS {name}" for name in names)
        more = f" UNION ALL SELECT {', '.join(['%s'] * len(names))}" * (len(rows) - 1)
        asked = ", ".join(expressions).replace("%", "%%")
        kinds = [each.kind for each in columns]
        values: list[Any] = []
        for place, row in enumerate(rows):
            try:
                values += [place, *map(_value, row, kinds)]
            except (ValueError, ArithmeticError) as error:  # a text of another kind was asked about
                raise SinkError(f"{self.target}: {error}") from error
        return self.rows(
            f"SELECT {asked} FROM (SELECT {first}{more}) t ORDER BY mockcraft_place", *values
        )

    def profiler(self) -> Profiler:
        """See traits.ProfiledConnection."""
        return Profiler(self.rows, table_name, identifier, "CHAR", "char_length")

    def count(self, table: str) -> int:
        """See database.Connection."""
        ((count,),) = self.rows(f"SELECT count(*) FROM {table_name(table)}")
        return int(count)

    def extreme(self, table: str, column: str, highest: bool) -> int | None:
        """See database.Connection."""
        function = "max" if highest else "min"
        ((value,),) = self.rows(f"SELECT {function}({identifier(column)}) FROM {table_name(table)}")
        try:
            return int(value)
        except (TypeError, ValueError):  # no row, or text that is no number
            return None

    def known(self, table: str, keys: Mapping[str, Sequence[Any]]) -> Sequence[bool]:
        """See database.Connection."""
        rows = list(zip(*keys.values(), strict=True))
        found: list[bool] = []
        for first in range(0, len(rows), KNOWN_ROWS):
            asked = rows[first : first + KNOWN_ROWS]
            same = f"({same_as(keys)})"
            each = f"EXISTS (SELECT 1 FROM {literally(table_name(table))} WHERE {same})"
            values = [value for row in asked for value in row]
            ((*there,),) = self.rows(f"SELECT {', '.join([each] * len(asked))}", *values)
            found += map(bool, there)
        return found

    def delete(self, table: str, keys: Mapping[str, Sequence[Any]]) -> None:
        """Deletes the rows that have these keys, values by column as for `known`."""
        self._rows_of(f"DELETE FROM {literally(table_name(table))}", keys)

    def clear(self, table: str, columns: Sequence[str], keys: Mapping[str, Sequence[Any]]) -> None:
        """Sets columns to NULL in the rows that have these keys."""
        nothing = ", ".join(f"{literally(identifier(name))} = NULL" for name in columns)
        self._rows_of(f"UPDATE {literally(table_name(table))} SET {nothing}", keys)

    def _rows_of(self, statement: str, keys: Mapping[str, Sequence[Any]]) -> None:
        """Runs a statement for the rows that have these keys."""
        rows = list(zip(*keys.values(), strict=True))
        for first in range(0, len(rows), KNOWN_ROWS):
            block = rows[first : first + KNOWN_ROWS]
            same = " OR ".join([f"({same_as(keys)})"] * len(block))
            values = [value for row in block for value in row]
            self.rows(f"{statement} WHERE {same}", *values)

    def end(self, other: "MysqlConnection") -> None:
        """Ends another connection at the server, unless that has given its number to somebody else since.

        One through a socket cannot be told from others, and need not be: the server sees it go at once.
        """
        if ":" in other.client and self.rows(
            "SELECT 1 FROM information_schema.PROCESSLIST "
            "WHERE ID = %s AND HOST = %s AND ID <> connection_id()",
            other.number,
            other.client,
        ):
            self.rows(f"KILL CONNECTION {other.number}")

    def close(self) -> None:
        """See database.Connection."""
        self._break_off()
        with suppress(pymysql.Error, OSError):
            self.driver.close()

    def rollback(self) -> None:
        """Takes back what was done since the last commit; never raises."""
        self._break_off()
        with suppress(pymysql.Error, OSError):
            self.driver.rollback()

    def _break_off(self) -> None:
        """Ends the connection where it is in the middle of something: there is no other way out of a load."""
        if self.driver.loading or self.driver.midway:
            self.driver.break_off()

    def rows(self, statement: str, *parameters: Any) -> list[Any]:
        """The rows that a statement gives; none for one that gives none.

        A `%` in a statement that has parameters is written twice.
        """
        with self.errors(), self.driver.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return list(cursor.fetchall()) if cursor.description else []

    def check_privileges(self, statement: str) -> None:
        """Raises SinkError where this user may not run a statement, which changes nothing.

        To prepare one takes the privileges that it needs, whether a user, a role or a pattern has them.
        """
        try:
            self.rows("PREPARE mockcraft_look FROM %s", statement)
        except SinkError as error:
            cause = (
                error.__cause__
            )  # others are of a table that is not there yet, or of a look alone
            if isinstance(error, ConnectionLost) or (cause and number_of(cause) in DENIED):
                raise

    def commit(self) -> None:
        """Makes final what was done since the last commit."""
        with self.errors():
            self.driver.commit()

    @contextmanager
    def errors(self, place: str = "") -> Iterator[None]:
        """Turns the driver's errors into SinkError; `place` names the table and its rows."""
        try:
            yield
        except (pymysql.Error, OSError, RuntimeError) as error:
            raise self.error(error, place) from error

    def error(self, error: BaseException, place: str = "") -> SinkError:
        """What is raised for an error of the driver."""
        where = f"{place}: " if place else ""
        kind = ConnectionLost if is_lost(error) else SinkError
        return kind(f"{self.target}: {where}{reason(error)}")


def identifier(name: str) -> str:
    """A name in quotes."""
    return DIALECT.identifier(name)


def table_name(name: str) -> str:
    """The name of a table in quotes, and that of its database where it has one."""
    return DIALECT.table(name)


def literally(text: str) -> str:
    """A piece of a statement that has parameters, with nothing in it that is taken for one."""
    return text.replace("%", "%%")


def same_as(columns: Sequence[str] | Mapping[str, Any]) -> str:
    """The condition that columns have the values of parameters."""
    return " AND ".join(f"{literally(identifier(name))} = %s" for name in columns)


_NUMBERS: dict[str, Callable[[str], Any]] = {"integer": int, "decimal": Decimal, "float": float}


def _value(text: str | None, kind: str) -> Any:
    """The value that a text stands for in a column of this kind."""
    if text is None:
        return None
    if kind == "bytes":
        return bytes.fromhex(text.removeprefix("\\x"))
    if kind == "bits" and text.startswith("\\x"):  # a field of bits is compared as a number
        return int(text[2:] or "0", 16)
    if kind in _NUMBERS:  # texts are compared as texts: '100' < '3'
        return _NUMBERS[kind](text)
    return text == "true" if kind == "boolean" else text
