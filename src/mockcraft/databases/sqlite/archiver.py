"""Backups of SQLite by its online backup API (https://www.sqlite.org/backup.html).

The copy is of one moment though others write: a read transaction holds it. A copy of the file by other means
may be torn, or miss what is still in its journal.
"""

import errno
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from mockcraft.backup import Content, Contents, Dump, Report
from mockcraft.backups.compression import Files, failures
from mockcraft.backups.digests import RowDigest, digest_of
from mockcraft.databases.sqlite.catalogue import DIALECT
from mockcraft.databases.sqlite.connection import check_path
from mockcraft.errors import BackupError, SinkError
from mockcraft.unfinished import Unfinished

FILE = "database.sqlite"
SCRATCH = "mockcraft-verify-"
# For one that writes without a break: a reader comes in between two of its transactions.
LOCK_WAIT_S = 30.0
STEP_PAGES = 4096  # of the copy between two reports: 16 MiB of usual pages
BLOCK_ROWS = 1000
PRAGMAS = ("user_version", "application_id", "encoding")  # what else a file says of itself


class SqliteArchiver:
    """See backup.Archiver."""

    def __init__(self, path: Path) -> None:
        self.path, self.target = path, str(path)
        self.name = path.stem

    def exists(self) -> bool:
        """See backup.Archiver."""
        return os.path.exists(self.path) and os.path.getsize(self.path) > 0

    def dump(self, files: Files, report: Report) -> Dump:
        """See backup.Archiver."""
        copy = files.folder / f"{FILE}.copy"
        with (
            _errors(self.target, written=copy),
            closing(self._reading()) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            source.backup(target, pages=STEP_PAGES, progress=_pages("copying", report))
        contents = SqliteArchiver(copy).contents(report)
        report("compressing", 0, 0)
        files.add(FILE, copy)
        _remove(copy)
        return Dump(
            contents, sqlite3.sqlite_version, f"online backup of SQLite {sqlite3.sqlite_version}"
        )

    def load(self, files: Files, replaces: bool, report: Report) -> None:
        """See backup.Archiver. The copy is one transaction: a failure leaves the database as it was."""
        there = os.path.exists(self.path)
        with _errors(self.target):
            check_path(self.path, writable=True)
        with _folder(self.path.parent, f".restore-{self.path.name[:100]}") as folder:
            copy = folder / FILE
            files.extract(FILE, copy)
            _check_integrity(copy)
            try:
                with (
                    _errors(self.target),
                    closing(_connect(copy, "ro")) as source,
                    closing(_connect(self.path, "rwc")) as target,
                ):
                    source.backup(target, pages=-1, progress=_pages("restoring", report))
            except BaseException:
                if not there:
                    _remove(self.path)
                raise

    def contents(self, report: Report) -> Contents:
        """See backup.Archiver."""
        with _errors(self.target), closing(self._reading()) as connection:
            connection.text_factory = _text
            connection.execute("BEGIN")
            defined = connection.execute(
                "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_autoindex%' "
                "ORDER BY 1, 2"
            ).fetchall()
            says = [connection.execute(f"PRAGMA {each}").fetchone() for each in PRAGMAS]
            tables = {}
            for name in _stored_tables(defined):
                tables[name] = _content(connection, name, report)
        return Contents(tables, digest_of([*defined, *says]))

    def present(self) -> Mapping[str, int]:
        """See backup.Archiver."""
        if not self.exists():
            return {}
        with _errors(self.target), closing(self._reading()) as connection:
            defined = connection.execute(
                "SELECT type, name, tbl_name, sql FROM sqlite_schema"
            ).fetchall()
            found = {f"view {name}": 0 for kind, name, _, _ in defined if kind == "view"}
            for name in _stored_tables(defined):
                if not name.startswith("sqlite_"):
                    counting = f"SELECT count(*) FROM {DIALECT.table(name)}"
                    found[name] = connection.execute(counting).fetchone()[0]
            return found

    def _reading(self) -> sqlite3.Connection:
        """A connection to read with. Where the file may be written, SQLite first takes back what a killed program
        had begun.
        """
        try:
            check_path(self.path, writable=True)
        except SinkError:
            check_path(self.path, writable=False)
            return _connect(self.path, "ro")
        return _connect(self.path, "rw")


@contextmanager
def scratch(url: str = "") -> Iterator[SqliteArchiver]:
    """See backup.Backups: a file in the system's folder for temporary ones, which nobody else can read."""
    _sweep()
    parent = Path(tempfile.mkdtemp(prefix=SCRATCH))
    try:
        with _folder(parent, "") as folder:
            yield SqliteArchiver(folder / FILE)
    finally:
        with suppress(OSError):
            parent.rmdir()


def _sweep() -> None:
    """Removes what verifications that were killed have left."""
    for each in Path(tempfile.gettempdir()).glob(f"{SCRATCH}*"):
        with suppress(OSError, SinkError):
            left = Unfinished(each, "")
            left.take()
            left.remove()
            each.rmdir()


@contextmanager
def _folder(parent: Path, scope: str) -> Iterator[Path]:
    """A folder for this process alone, which is removed in the end, or by the next one where this is killed."""
    unfinished = Unfinished(parent, scope)
    with _errors(str(parent)), failures(unfinished.path):
        unfinished.take()
    try:
        yield unfinished.path
    finally:
        with failures(unfinished.path):
            unfinished.remove()


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    name = f"file:{quote(str(path))}?mode={mode}"
    return sqlite3.connect(name, timeout=LOCK_WAIT_S, isolation_level=None, uri=True)


def _stored_tables(defined: list[tuple[str, str, str, str]]) -> list[str]:
    """The tables that have rows of their own; those of a virtual one stand in tables beside it."""
    return sorted(
        name
        for kind, name, _, sql in defined
        if kind == "table" and not (sql or "").upper().startswith("CREATE VIRTUAL")
    )


def _content(connection: sqlite3.Connection, table: str, report: Report) -> Content:
    quoted = DIALECT.table(table)
    total = connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()[0]
    cursor = connection.execute(f"SELECT * FROM {quoted}")
    digest = RowDigest()
    while rows := cursor.fetchmany(BLOCK_ROWS):
        digest.add(rows)
        report(f"comparing {table}", digest.rows, total)
    return digest.content()


def _text(raw: bytes) -> str:
    """Text that need not be UTF-8, each byte of it."""
    return raw.decode("utf-8", "surrogateescape")


def _check_integrity(path: Path) -> None:
    with _errors(str(path)), closing(_connect(path, "ro")) as connection:
        ((said,), *_) = connection.execute("PRAGMA integrity_check(1)").fetchall()
    if said != "ok":
        raise BackupError(f"the database in the backup is damaged: {said} (use another backup)")


def _remove(path: Path) -> None:
    for suffix in ("-wal", "-shm", "-journal", ""):
        with suppress(FileNotFoundError):
            os.unlink(f"{path}{suffix}")


def _pages(what: str, report: Report) -> Callable[[int, int, int], None]:
    """Reports how many pages of a copy are done; ends one that has waited for a lock, which would try for ever."""

    def progress(status: int, left: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise sqlite3.OperationalError("database is locked")
        report(what, total - left, total)

    return progress


@contextmanager
def _errors(target: str, written: Path | None = None) -> Iterator[None]:
    """Turns what SQLite says of a database into BackupError; the disk that is full is that of what is `written`."""
    try:
        yield
    except sqlite3.Error as error:
        if written and getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
            full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            with failures(written):
                raise full from error
        advice = {
            "locked": " (another program is using it: close that and try again)",
            "full": " (free some space)",
            "readonly": " (a killed program has left a journal beside it: open it once as a user who may write to it)",
        }
        hint = next((each for word, each in advice.items() if word in str(error)), "")
        raise BackupError(f"{target}: {error}{hint}") from error
    except SinkError as error:
        raise BackupError(str(error)) from error
