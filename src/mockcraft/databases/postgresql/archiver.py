"""Backups of PostgreSQL by pg_dump, all of one snapshot; restored by psql in one transaction.

https://www.postgresql.org/docs/current/app-pgdump.html
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from urllib.parse import quote, urlencode

from mockcraft.backup import Content, Contents, Dump, Report
from mockcraft.backups.compression import PIECE, Files
from mockcraft.backups.digests import digest_of
from mockcraft.backups.errors import backup_errors
from mockcraft.databases.postgresql.address import address_of
from mockcraft.databases.postgresql.connection import PostgresqlConnection, identifier, literal
from mockcraft.databases.postgresql.replacing import dropping
from mockcraft.databases.postgresql.tools import Tools
from mockcraft.errors import BackupError, SinkError

FILE = "database.dump"
SCRATCH = "mockcraft_verify_"
# What the text of a row depends on, beside its values.
SESSION = {
    "DateStyle": "ISO, YMD", "IntervalStyle": "postgres", "extra_float_digits": "3", "bytea_output": "hex",
    "row_security": "off", "search_path": "pg_catalog",
}  # fmt: skip
# Parameters of libpq that PGSERVICEFILE and variables may give.
LASTING = (
    "hostaddr",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "sslcrl",
    "options",
    "krbsrvname",
)
# Of users: tables and partitions, and materialized views that have rows; what extensions own comes with them.
TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = ANY(%s::text[]) AND (c.relkind <> 'm' OR c.relispopulated)
      AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY 1, 2
"""
# Two sums of 64 bits of each row's hashes, so that the order of rows does not matter. OFFSET 0 keeps the text of a
# row from being made twice.
CONTENT = """
    SELECT count(*), coalesce(sum(hashtextextended(row_text, 0)), 0), coalesce(sum(hashtextextended(row_text, 1)), 0)
    FROM (SELECT mockcraft_row::text COLLATE "C" AS row_text FROM ONLY {table} AS mockcraft_row OFFSET 0) AS texts
"""
LARGE_OBJECTS = "SELECT oid::text, md5(lo_get(oid)) FROM pg_largeobject_metadata ORDER BY oid"


class PostgresqlArchiver:
    """See backup.Archiver."""

    def __init__(self, url: str) -> None:
        address = address_of(url)
        self.url, self.target = url, address.shown
        self.name = self.target.rpartition("/")[2]

    def exists(self) -> bool:
        """See backup.Archiver. What cannot be connected to raises."""
        with self._connected():
            return True

    def dump(self, files: Files, report: Report) -> Dump:
        """See backup.Archiver."""
        with self._connected() as connection:
            tools = _tools(connection)
            snapshot = _snapshot(connection)
            with _meanwhile(connection, self._tables) as tables:
                arguments = ["--format=custom", "--compress=0", f"--snapshot={snapshot}"]
                with files.writing(FILE) as target:
                    for done in tools.output("pg_dump", arguments, target.write):
                        report("dumping", done, 0)
                report("comparing", 0, 0)
                found = tables.result()
            contents = Contents(found, self._defined(connection, tools, snapshot))
            return Dump(contents, tools.server, f"pg_dump {tools.version('pg_dump')}")

    def load(self, files: Files, replaces: bool, report: Report) -> None:
        """See backup.Archiver. All is one transaction, which a failure and a kill take back."""
        with self._connected() as connection:
            tools = _tools(connection)
            before = dropping(connection) if replaces else []
            connection.commit()
            with files.reading(FILE) as source:
                for done in tools.restore(lambda: source.read(PIECE), before):
                    report("restoring", done, 0)

    def contents(self, report: Report) -> Contents:
        """See backup.Archiver."""
        with self._connected() as connection:
            snapshot = _snapshot(connection)
            tables = self._tables(connection, report)
            return Contents(tables, self._defined(connection, _tools(connection), snapshot))

    def present(self) -> Mapping[str, int]:
        """See backup.Archiver."""
        with self._connected() as connection:
            names = [_shown(*each) for each in connection.rows(TABLES, ["r", "p", "m", "v", "f"])]
            counted = {_shown(*each): each for each in connection.rows(TABLES, ["r", "m"])}
            return {
                name: connection.rows(f"SELECT count(*) FROM {_quoted(*counted[name])}")[0][0]
                if name in counted
                else 0
                for name in names
            }

    def _tables(self, connection: PostgresqlConnection, report: Report) -> Mapping[str, Content]:
        names = connection.rows(TABLES, ["r", "m"])
        tables = {}
        for place, (schema, name) in enumerate(names):
            report(f"comparing {_shown(schema, name)}", place, len(names))
            statement = CONTENT.format(table=_quoted(schema, name))
            ((rows, high, low),) = connection.rows(statement)
            digest = f"{int(high) % 2**64:016x}{int(low) % 2**64:016x}"
            tables[_shown(schema, name)] = Content(rows, digest)
        return tables

    def _defined(self, connection: PostgresqlConnection, tools: Tools, snapshot: str) -> str:
        """The digest of all but the rows of tables."""
        sequences = [
            (
                schema,
                name,
                *connection.rows(f"SELECT last_value, is_called FROM {_quoted(schema, name)}")[0],
            )
            for schema, name in connection.rows(TABLES, ["S"])
        ]
        defined = tools.definitions(snapshot)
        return digest_of([*defined, *sequences, *connection.rows(LARGE_OBJECTS)])

    @contextmanager
    def _connected(self) -> Iterator[PostgresqlConnection]:
        with backup_errors(), closing(PostgresqlConnection(self.url, writable=True)) as connection:
            yield connection


@contextmanager
def scratch(url: str) -> Iterator[PostgresqlArchiver]:
    """See backup.Backups: a database beside that of the URL. Who makes it holds a lock that ends with the session."""
    with backup_errors(), closing(PostgresqlConnection(url, writable=True)) as connection:
        connection.begin_again()
        connection.driver.rollback()
        connection.driver.autocommit = True
        _sweep(connection)
        name = f"{SCRATCH}{os.getpid()}_{os.urandom(4).hex()}"
        connection.rows("SELECT pg_advisory_lock(hashtext(%s))", name)
        _create(connection, name)
        try:
            yield PostgresqlArchiver(_url({**_parameters(connection), "dbname": name}))
        finally:
            connection.rows(f"DROP DATABASE IF EXISTS {identifier(name)} WITH (FORCE)")


@contextmanager
def _meanwhile(
    connection: PostgresqlConnection,
    count: Callable[[PostgresqlConnection, Report], Mapping[str, Content]],
) -> Iterator[Future[Mapping[str, Content]]]:
    """What is counted by a connection in a thread, while the dump is written; it is ended where that fails."""
    ended = threading.Event()

    def report(what: str, done: int, total: int) -> None:
        if ended.is_set():
            raise BackupError(f"{what} was ended")

    with ThreadPoolExecutor(1) as pool:
        try:
            yield pool.submit(count, connection, report)
        except BaseException:
            ended.set()
            connection.driver.cancel()
            raise


def _create(connection: PostgresqlConnection, name: str) -> None:
    """Makes a database that sorts and compares as the one of the connection does."""
    ((encoding, collate, kind),) = connection.rows(
        "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = current_database()"
    )
    try:
        connection.rows(
            f"CREATE DATABASE {identifier(name)} TEMPLATE template0 ENCODING {literal(encoding)} "
            f"LC_COLLATE {literal(collate)} LC_CTYPE {literal(kind)}"
        )
    except SinkError as error:
        raise BackupError(
            f"{error}: a backup is verified in a scratch database (connect as a user with CREATEDB, or leave that "
            "out with --no-verify)"
        ) from error


def _sweep(connection: PostgresqlConnection) -> None:
    """Drops the scratch databases that verifications which were killed have left."""
    left = connection.rows(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) AND pg_has_role(datdba, 'USAGE') "
        "AND pg_try_advisory_lock(hashtext(datname))",
        SCRATCH,
    )
    for (name,) in left:
        connection.rows(f"DROP DATABASE IF EXISTS {identifier(name)} WITH (FORCE)")
        connection.rows("SELECT pg_advisory_unlock(hashtext(%s))", name)


def _snapshot(connection: PostgresqlConnection) -> str:
    """Begins a transaction that sees one moment, and gives the name by which others see the same."""
    connection.commit()
    connection.rows("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    for name, value in SESSION.items():
        connection.rows("SELECT set_config(%s, %s, true)", name, value)
    ((snapshot,),) = connection.rows("SELECT pg_export_snapshot()")
    return str(snapshot)


def _tools(connection: PostgresqlConnection) -> Tools:
    version = connection.driver.info.server_version
    return Tools(_parameters(connection), connection.target, version)


def _parameters(connection: PostgresqlConnection) -> dict[str, str]:
    """What the connection was made with, wherever libpq found it; secrets among them.

    Of what the URL does not say, what every version knows: an older pg_dump refuses newer parameters.
    """
    info, said = connection.driver.info, address_of(connection.url).parameters
    found = {
        name: value for name, value in info.get_parameters().items() if name in (*said, *LASTING)
    }
    found |= {"host": info.host, "port": str(info.port), "user": info.user, "dbname": info.dbname}
    found["password"] = info.password
    return {name: value for name, value in found.items() if value and name != "service"}


def _url(parameters: Mapping[str, str]) -> str:
    return f"postgresql://?{urlencode(parameters, quote_via=quote)}"


def _shown(schema: str, name: str) -> str:
    return name if schema == "public" else f"{schema}.{name}"


def _quoted(schema: str, name: str) -> str:
    return f"{identifier(schema)}.{identifier(name)}"
