"""Backups of PostgreSQL by pg_dump, of one snapshot; restored by psql in one transaction.

What a database holds is read out of what pg_dump writes, while it passes: a digest that the server makes costs it
more than the dump (two sums of hashtextextended of `row::text` took 1.6 times as long as COPY of the same rows).

https://www.postgresql.org/docs/current/app-pgdump.html
"""

from collections.abc import Callable, Iterator, Mapping, Set
from contextlib import closing, contextmanager

from mockcraft.backup import Content, Contents, Dump, Report
from mockcraft.backups.compression import PIECE, Files
from mockcraft.backups.errors import backup_errors
from mockcraft.databases.postgresql.address import address_of
from mockcraft.databases.postgresql.connection import PostgresqlConnection
from mockcraft.databases.postgresql.dumps import SETTING, DumpReader, Part, Parts
from mockcraft.databases.postgresql.holding import held
from mockcraft.databases.postgresql.replacing import dropping
from mockcraft.databases.postgresql.rewording import first_difference
from mockcraft.databases.postgresql.tools import LOCK_WAIT, Tools
from mockcraft.wording import first_of

FILE = "database.sql"
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
# Settings that a dump is worded by and that a database may have of its own, which a scratch database has not; time
# zone, dates and floats are pg_dump's and ours anyway. Poolers refuse what is set, so it is where it must be.
PRINTING = {"bytea_output": "hex", "quote_all_identifiers": "off"}
ANY_BYTES = "SQL_ASCII"  # the encoding of databases whose texts need not be UTF-8
# What is said of a database itself, and not of what is in it: names of settings, whether there is a comment, and
# whether there are privileges other than those of every new one.
ITSELF = """
    SELECT (
            SELECT coalesce(array_agg(DISTINCT split_part(each, '=', 1) ORDER BY split_part(each, '=', 1)), '{}')
            FROM pg_db_role_setting, unnest(setconfig) each WHERE setdatabase = d.oid
        ), shobj_description(oid, 'pg_database') IS NOT NULL, datacl IS NOT NULL
    FROM pg_database d WHERE datname = current_database()
"""


class PostgresqlArchiver:
    """See backup.Archiver, backup.RewordingArchiver."""

    def __init__(self, url: str) -> None:
        address = address_of(url)
        self.url, self.target = url, address.shown
        self._told = DumpReader()  # by `contents`
        self.name = self.target.rpartition("/")[2]

    def exists(self) -> bool:
        """See backup.Archiver. What cannot be connected to raises."""
        with self._connected():
            return True

    def dump(self, files: Files, report: Report) -> Dump:
        """See backup.Archiver."""
        with self._connected() as connection:
            tools, caveat = _tools(connection), _caveat(connection)
        with files.writing(FILE) as target:
            read = _read(tools, target.write, lambda done: report("dumping", done, 0))
        contents = read.contents(tools.wording)
        return Dump(contents, tools.server, f"pg_dump {tools.version('pg_dump')}", caveat)

    def load(self, files: Files, replaces: bool, report: Report) -> None:
        """See backup.Archiver. All is one transaction, which a failure and a kill take back."""
        with self._connected() as connection:
            tools = _tools(connection)
            before = dropping(connection) if replaces else []
            known = {name.encode() for (name,) in connection.rows("SELECT name FROM pg_settings")}
        with files.reading(FILE) as source:
            pieces = iter(lambda: source.read(PIECE), b"")
            for done in tools.restore(_fitting(pieces, known), before):
                report("restoring", done, 0)

    def contents(self, report: Report) -> Contents:
        """See backup.Archiver."""
        tools = self._tools()
        self._told = _read(tools, len, lambda done: report("comparing", done, 0))
        return self._told.contents(tools.wording)

    def differences(
        self, files: Files, expected: Contents, found: Contents, report: Report
    ) -> list[str]:
        """See backup.RewordingArchiver."""
        written, parts = DumpReader(self._told.columns), Parts()
        with files.reading(FILE) as source:
            for piece in iter(lambda: source.read(PIECE), b""):
                _add(written, parts, piece)
        written.add(*parts.rest())
        made = written.contents("")
        differences = _rows(expected).differences(_rows(made)) or Contents(made.tables).differences(
            Contents(found.tables)
        )
        if not expected.is_worded_as(found):
            return differences
        if different := first_difference(written.lines, self._told.lines):
            differences.append(f"what is defined differs, first {different}")
        if written.objects != self._told.objects:
            differences.append("large objects differ")
        return differences

    def present(self) -> Mapping[str, int]:
        """See backup.Archiver."""
        with self._connected() as connection:
            return held(connection)

    def _tools(self) -> Tools:
        with self._connected() as connection:
            return _tools(connection)

    @contextmanager
    def _connected(self) -> Iterator[PostgresqlConnection]:
        with backup_errors(), closing(PostgresqlConnection(self.url, writable=True)) as connection:
            connection.set("lock_timeout", LOCK_WAIT)
            yield connection


def _caveat(connection: PostgresqlConnection) -> str:
    """What a dump does not hold: what is said of the database itself, since it is restored to any."""
    ((settings, comment, privileges),) = connection.rows(ITSELF)
    named = [
        *([f"its settings ({first_of(settings)})"] if settings else []),
        *(["its comment"] if comment else []),
        *(["the privileges on it"] if privileges else []),
    ]
    if not named:
        return ""
    return f"what is said of the database itself is not in it: {', '.join(named)}"


def _read(
    tools: Tools, write: Callable[[bytes], object], report: Callable[[int], None]
) -> DumpReader:
    """What a database holds, by a dump that is written on the way."""
    reader, parts, done = DumpReader(), Parts(), 0
    for piece in tools.dump():
        write(piece)
        _add(reader, parts, piece)
        done += len(piece)
        report(done)
    reader.add(*parts.rest())
    return reader


def _rows(contents: Contents) -> Contents:
    """Numbers of rows alone, which do not depend on the order of columns."""
    return Contents({name: Content(each.rows, "") for name, each in contents.tables.items()})


def _add(reader: DumpReader, parts: Parts, piece: bytes) -> None:
    for part, text in parts.of(piece):
        reader.add(part, text)


def _fitting(pieces: Iterator[bytes], known: Set[bytes]) -> Iterator[bytes]:
    """A script without the transactions that pg_dump puts around large objects, which would end ours too early, and
    without settings that are none of those `known`, as those of a pg_dump that is newer than the server.
    """
    parts = Parts()
    for piece in pieces:
        yield b"".join(text for part, text in parts.of(piece) if _is_fit(part, text, known))
    yield parts.rest()[1]


def _is_fit(part: Part, text: bytes, known: Set[bytes]) -> bool:
    if part is Part.SETTING:
        found = SETTING.match(text)
        return found is not None and found[1].lower() in known
    return part is not Part.TRANSACTION


def _tools(connection: PostgresqlConnection) -> Tools:
    version, parameters = connection.driver.info.server_version, parameters_of(connection)
    other = [
        f"-c {name}={value}"
        for name, value in PRINTING.items()
        if connection.rows("SELECT current_setting(%s)", name) != [(value,)]
    ]
    if other:
        parameters["options"] = " ".join([parameters.get("options", ""), *other]).strip()
    own = connection.driver.info.parameter_status("server_encoding")
    encoding = ANY_BYTES if own == ANY_BYTES else "UTF8"
    return Tools(parameters, connection.target, version, encoding)


def parameters_of(connection: PostgresqlConnection) -> dict[str, str]:
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
