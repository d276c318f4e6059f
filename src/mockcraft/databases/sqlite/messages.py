"""What SQLite says of a file while it is backed up or restored, for people."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mockcraft.backups.compression import failures
from mockcraft.backups.errors import backup_errors
from mockcraft.errors import BackupError

LOCKED = "another program is using it: close that and try again"
JOURNAL = (
    "a killed program has left a journal beside it: open it once as a user who may write to it"
)
UNREADABLE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
WRITING = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE)
ROOM = "is there space, and a limit to the size of files?"
# By code; one that is extended (https://www.sqlite.org/rescode.html) comes before the one that it is a kind of.
ADVICE = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_FULL: "free some space",
    sqlite3.SQLITE_IOERR: ROOM,
    sqlite3.SQLITE_READONLY_RECOVERY: JOURNAL,
    sqlite3.SQLITE_READONLY_ROLLBACK: JOURNAL,
    sqlite3.SQLITE_READONLY: "give a file you may write to",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore a backup to it, or read on at "
    "https://www.sqlite.org/recovery.html",
    sqlite3.SQLITE_NOTADB: "give a SQLite file; one that is encrypted looks so too",
}  # fmt: skip


@contextmanager
def file_errors(target: str, written: Path | None = None) -> Iterator[None]:
    """Turns what SQLite says of a database into BackupError; where it is `written` that fails, of that file."""
    try:
        with backup_errors():
            yield
    except sqlite3.Error as error:
        code = code_of(error)
        if written and code == sqlite3.SQLITE_FULL:
            with failures(written):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        if written and code in WRITING:
            raise BackupError(f"{written}: {error} ({ROOM} choose another folder)") from error
        advice = ADVICE.get(code, ADVICE.get(code & 0xFF, ""))
        raise BackupError(f"{target}: {error}" + f" ({advice})" * bool(advice)) from error


def code_of(error: sqlite3.Error) -> int:
    """The extended code of an error, 0 for one of the driver's own."""
    return getattr(error, "sqlite_errorcode", 0)


def is_unreadable(error: sqlite3.Error) -> bool:
    """Whether a file is damaged, or no database."""
    return code_of(error) & 0xFF in UNREADABLE
