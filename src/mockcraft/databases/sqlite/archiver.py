"""Backups of SQLite by its online backup API (https://www.sqlite.org/backup.html).

The copy is of one moment though others write: a read transaction holds it. A copy of the file by other means
may be torn, or miss what is still in its journal.
"""

import os
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from mockcraft.backup import Contents, Dump, Report
from mockcraft.backups.compression import Files, failures
from mockcraft.backups.errors import check_empty
from mockcraft.databases.sqlite.connection import check_path
from mockcraft.databases.sqlite.contents import (
    connect,
    contents_of,
    names_in,
    reading,
    rows_by_table,
    unsound,
)
from mockcraft.databases.sqlite.messages import file_errors, is_unreadable
from mockcraft.errors import BackupError, SinkError
from mockcraft.unfinished import Unfinished

FILE = "database.sqlite"
SCRATCH = "mockcraft-verify-"
NAME_BYTES = 100  # of a database's name in that of a folder beside it
ATTEMPTS = 10  # at a folder that others take for left behind
STEP_PAGES = 4096  # of the copy between two reports: 16 MiB of usual pages
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps next to a file


class SqliteArchiver:
    """See backup.Archiver. The target is the whole path: files of one name in several folders are told apart by it."""

    def __init__(self, path: Path) -> None:
        self.path, self.target = path, os.path.realpath(path)
        self.name = path.stem

    def exists(self) -> bool:
        """See backup.Archiver."""
        return os.path.exists(self.path)

    def dump(self, files: Files, report: Report) -> Dump:
        """See backup.Archiver. A damaged database is copied as it is, where it can be read, and said to be damaged."""
        copy = files.folder / f"{FILE}.copy"
        with file_errors(self.target, written=copy):
            with closing(reading(self.path)) as source, closing(sqlite3.connect(copy)) as target:
                source.execute("BEGIN")
                source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                source.backup(target, pages=STEP_PAGES, progress=_pages("copying", report))
            with closing(reading(copy)) as connection:
                contents = contents_of(connection, report)
            report("checking", 0, 0)
            caveat = unsound(copy)
        report("compressing", 0, 0)
        files.add(FILE, copy)
        _remove(copy)
        tool = f"online backup of SQLite {sqlite3.sqlite_version}"
        return Dump(contents, sqlite3.sqlite_version, tool, caveat)

    def load(self, files: Files, replaces: bool, report: Report) -> None:
        """See backup.Archiver. The copy is one transaction: a failure leaves the database as it was."""
        path = Path(self.target)
        with file_errors(self.target):
            check_path(self.path, writable=True)
        short = os.fsencode(path.name)[:NAME_BYTES].decode(errors="ignore")
        with _folder(path.parent, f".restore-{short}") as folder:
            copy = folder / FILE
            files.extract(FILE, copy)
            with file_errors(self.target), _made(path):
                _put(copy, path, replaces, report)

    def contents(self, report: Report) -> Contents:
        """See backup.Archiver."""
        with file_errors(self.target), closing(reading(self.path)) as connection:
            return contents_of(connection, report)

    def present(self) -> Mapping[str, int]:
        """See backup.Archiver."""
        if not self.exists():
            return {}
        with file_errors(self.target):
            try:
                with closing(reading(self.path)) as connection:
                    return rows_by_table(connection)
            except sqlite3.DatabaseError as error:
                if not is_unreadable(error):
                    raise
                return {f"what cannot be read ({error})": 0}


@contextmanager
def _made(path: Path) -> Iterator[None]:
    """Within it, a file is there. After a failure one that was made here goes, unless others have written to it."""
    is_ours = _is_made(path)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            beside = any(os.path.exists(f"{path}{suffix}") for suffix in BESIDE)
            if is_ours and not beside and not path.stat().st_size:
                path.unlink()
        raise


def _is_made(path: Path) -> bool:
    """Makes an empty file; False where there is one."""
    with failures(path):
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o644))
        except FileExistsError:
            return False
        return True


def _put(copy: Path, path: Path, replaces: bool, report: Report) -> None:
    """Copies a database into a file by one transaction; takes the place of one that is damaged where it may.

    Raises BackupError where the file holds something by now, and may not be replaced.
    """
    try:
        with closing(connect(copy, "ro")) as source, closing(connect(path, "rw")) as target:
            if not replaces:
                _keep_out(target)
                check_empty(str(path), names_in(target))
            with _resizable(source, target):
                source.backup(target, pages=-1, progress=_pages("restoring", report))
    except sqlite3.DatabaseError as error:
        if not (replaces and is_unreadable(error)):
            raise
        with failures(path):
            copy.chmod(stat.S_IMODE(path.stat().st_mode))
            with open(copy, "rb") as file:
                os.fsync(file.fileno())
            for suffix in BESIDE:  # of the damaged one: SQLite would take them for the new one's
                Path(f"{path}{suffix}").unlink(missing_ok=True)
            os.replace(copy, path)


def _keep_out(target: sqlite3.Connection) -> None:
    """Keeps others out of a file as long as its connection is there.

    A copy cannot begin within a transaction (https://www.sqlite.org/c3ref/backup_finish.html); the lock of this mode
    outlasts one.
    """
    target.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
    target.execute("BEGIN EXCLUSIVE")
    target.execute("COMMIT")


@contextmanager
def _resizable(source: sqlite3.Connection, target: sqlite3.Connection) -> Iterator[None]:
    """Within it, the target takes pages of the source's size, which one with a write-ahead log does not otherwise."""
    ((mode,),) = target.execute("PRAGMA journal_mode").fetchall()
    sizes = {each.execute("PRAGMA page_size").fetchone() for each in (source, target)}
    if mode != "wal" or len(sizes) == 1:
        yield
        return
    target.execute("PRAGMA journal_mode = DELETE")
    try:
        yield
    finally:
        with suppress(sqlite3.Error):
            target.execute("PRAGMA journal_mode = WAL")


@contextmanager
def scratch(url: str = "") -> Iterator[SqliteArchiver]:
    """See backup.Backups: a file in the system's folder for temporary ones, which nobody else can read."""
    _sweep()
    unfinished = _scratch_folder()
    try:
        yield SqliteArchiver(unfinished.path / FILE)
    finally:
        with failures(unfinished.path):
            unfinished.remove()
        with suppress(OSError):
            unfinished.path.parent.rmdir()


def _scratch_folder() -> Unfinished:
    """A folder for this process alone. Another one's sweep may take it for left behind before it is locked."""
    for attempt in range(1, ATTEMPTS + 1):
        parent = Path(tempfile.mkdtemp(prefix=SCRATCH))
        made = Unfinished(parent, "")
        try:
            with file_errors(str(parent)), failures(made.path):
                made.take()
            return made
        except (BackupError, SinkError):
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("the last attempt raises")


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
    with file_errors(str(parent)), failures(unfinished.path):
        unfinished.take()
    try:
        yield unfinished.path
    finally:
        with failures(unfinished.path):
            unfinished.remove()


def _remove(path: Path) -> None:
    for suffix in (*BESIDE, ""):
        with suppress(FileNotFoundError):
            os.unlink(f"{path}{suffix}")


def _pages(what: str, report: Report) -> Callable[[int, int, int], None]:
    """Reports how many pages of a copy are done; ends one that has waited for a lock, which would try for ever."""

    def progress(status: int, left: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = status
            raise error
        report(what, total - left, total)

    return progress
