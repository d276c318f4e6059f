"""A connection to a SQLite file, whose errors are for people.

The driver brings its own copy of SQLite, and locks of two copies in one process do not see each other
(https://www.sqlite.org/howtocorrupt.html, 2.2.1): the standard library's `sqlite3` is never used here.
"""

import json
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from mockcraft.databases.profiling import Profiler
from mockcraft.databases.sqlite.catalogue import DIALECT, names, read
from mockcraft.databases.sqlite.driver import Driver, Error
from mockcraft.errors import SinkError, UserError
from mockcraft.stored import Catalogue, StoredColumn
from mockcraft.writable import obstacle, reason, shortened

LOCK_WAIT_S = 5.0
# How a text becomes a value of a column of this kind; others stay texts.
_CASTS = {
    "integer": "CAST({} AS INTEGER)", "decimal": "CAST({} AS NUMERIC)", "float": "CAST({} AS REAL)",
    "boolean": "({} = 'true')", "bytes": "unhex(substr({}, 3))",
}  # fmt: skip
NAME_BYTES = 255  # of a file's name, on every usual file system
AGAIN = "run this again when it is done"
JOURNAL = "-journal"  # the longest of what SQLite adds to the name


def path_of(url: str) -> Path:
    """The file of sqlite:///relative/path.db or sqlite:////absolute/path.db; raises UserError where it
    names none.
    """
    place, query, _ = url.partition("://")[2].partition("?")
    name = unquote(place)
    if query:
        raise UserError(
            "the SQLite URL has a '?', which nothing is read behind (leave it out; in a name write %3F)"
        )
    if not name.startswith("/") or len(name) < 2 or name == "/:memory:":
        raise UserError(
            "the SQLite URL names no file (give sqlite:///file.db, or sqlite:////absolute/file.db)"
        )
    if any(
        "\ud800" <= each <= "\udfff" for each in name
    ):  # bytes that are no UTF-8, as Python has them
        raise UserError(
            f"the SQLite URL names a file that cannot be: {name[1:61]!r} is not UTF-8 text"
        )
    if "\0" in name or len((name.rpartition("/")[2] + JOURNAL).encode()) > NAME_BYTES:
        raise UserError(
            f"the SQLite URL names a file that cannot be: {name[1:61]!r}… (a name has at most "
            f"{NAME_BYTES - len(JOURNAL)} bytes)"
        )
    return Path(name[1:])


def check_path(path: Path, writable: bool) -> None:
    """Raises SinkError where no database can be opened at a path, as far as can be seen without trying."""
    kind, folder = _kind(path), path.parent
    if stat.S_ISDIR(kind):
        raise SinkError(f"{path} is a folder, not a database file")
    if kind and not stat.S_ISREG(kind):
        raise SinkError(f"{path} is no file (give a SQLite file, or a new name)")
    if not folder.is_dir():
        if os.path.lexists(folder):
            raise SinkError(f"{path}: {folder} is no folder (give a file in one)")
        raise SinkError(f"{path}: the folder {folder} does not exist (make it first)")
    if kind and not os.access(path, os.R_OK):
        raise SinkError(f"{path} may not be read (give a file you may read)")
    if not writable:
        return
    read_only = f"{path} is read-only" if kind and not os.access(path, os.W_OK) else ""
    if why := read_only or obstacle(folder):  # the journal stands beside the file
        raise SinkError(f"{path}: {why} (give a file you may write to)")


def _kind(path: Path) -> int:
    """The mode of what stands at a path, 0 for nothing; raises SinkError where it cannot be told."""
    try:
        return os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        if path.is_symlink():
            raise SinkError(f"{path} is a link to nothing (give another file)") from error
        return 0
    except OSError as error:
        raise SinkError(f"{shortened(path)} cannot be opened: {reason(error)}") from error


class SqliteConnection:
    """See database.Connection. A file that does not exist is empty, and stays away until `make_file`.

    Attributes:
        path: the file.
        target: its name.
        driver: what is open.
        missing: whether there was no file when it was opened, and none has been made: what is open is empty.
        made: whether this connection made the file.
        number: of the file that is open, see `check_file`.
    """

    def __init__(self, path: Path, writable: bool) -> None:
        self.path, self.target, self.made = path, str(path), False
        check_path(path, writable)
        self.missing = not path.exists()
        self._open("memory" if self.missing else "rw" if writable else "ro")

    def make_file(self) -> None:
        """Makes the file if it did not exist; raises SinkError when another program has made it meanwhile."""
        if not self.missing:
            return
        if self.path.exists():  # what is open here is not that file
            raise SinkError(f"{self.path} has just been made by another program ({AGAIN})")
        self.made = True  # before it is true: an interrupt may come at any moment
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o644))
        except FileExistsError as error:
            self.made = False
            message = f"{self.path} has just been made by another program ({AGAIN})"
            raise SinkError(message) from error
        except OSError as error:
            self.made = False
            raise SinkError(f"{self.path} cannot be made: {reason(error)}") from error
        self.missing = False
        self.driver.close()
        self._open("rw")

    def check_file(self) -> None:
        """Raises SinkError where the file that is open has been removed: a run that makes one and fails does so."""
        if self._number() != self.number:
            raise SinkError(f"{self.path} has just been removed by another program ({AGAIN})")

    def _number(self) -> int:
        """What tells the file from another one of its name; 0 where there is none."""
        try:
            return os.stat(self.path).st_ino
        except FileNotFoundError:
            return 0

    def reopen(self) -> None:
        """Ends the connection and makes a new one."""
        self.driver.close()
        self._open("memory" if self.missing else "rw")

    def remove_empty(self) -> None:
        """Removes the file if this connection, which is closed, made it and it holds nothing."""
        if not self.made or not self._is_empty():
            return
        for suffix in ("", JOURNAL, "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        self.made = False

    def _is_empty(self) -> bool:
        """Whether the file holds no table; a transaction that was cut off is taken back first."""
        if not self.path.exists() or not self.path.stat().st_size:
            return True
        self._open("rw")
        try:
            return not self.rows("SELECT 1 FROM sqlite_schema LIMIT 1")
        finally:
            self.driver.close()

    def _open(self, mode: str) -> None:
        name = ":memory:" if mode == "memory" else f"file:{quote(str(self.path))}?mode={mode}"
        self.number = self._number()
        with self.errors():
            self.driver = Driver(name)
        try:
            self.execute(f"PRAGMA busy_timeout = {LOCK_WAIT_S * 1000:.0f}")
            self.rows("SELECT count(*) FROM sqlite_schema")
        except BaseException as error:
            self.driver.close()
            if mode != "ro" or "readonly" not in str(error):
                raise
            self._take_back(error)
            self._open(mode)

    def _take_back(self, error: BaseException) -> None:
        """Has SQLite take back what a killed program had begun, as it does for whoever opens the file to write."""
        try:
            check_path(self.path, writable=True)
            self._open("rw")
        except SinkError as refused:
            if "locked" in str(refused):  # by a program that is alive
                raise
            raise SinkError(
                f"{self.path}: a program that was killed has left a journal beside it, which nobody can read the "
                "file before it is taken back (open it once as a user who may write to it)"
            ) from refused
        self.driver.close()

    @contextmanager
    def errors(self, where: str = "") -> Iterator[None]:
        """Turns the driver's errors into SinkError; `where` is the table and its rows."""
        try:
            yield
        except (Error, OSError) as error:
            place = f"{where}: " if where else ""
            raise SinkError(f"{self.target}: {place}{_reason(str(error))}") from error

    def execute(self, statement: str) -> None:
        """Runs a statement that gives no rows."""
        with self.errors():
            self.driver.execute(statement)

    def rows(self, statement: str, *parameters: str | int) -> list[Any]:
        """The rows that a statement gives."""
        with self.errors():
            return self.driver.rows(statement, parameters)

    def catalogue(self, tables: Sequence[str]) -> Catalogue:
        """See database.Connection."""
        return read(self.rows, tables)

    def tables(self) -> list[str]:
        """See traits.InspectableConnection."""
        return names(self.rows)

    def keys(self, table: str, columns: Sequence[str], most: int) -> list[tuple[str | None, ...]]:
        """See traits.InspectableConnection."""
        quoted = DIALECT.identifiers(columns)
        texts = ", ".join(f"CAST({DIALECT.identifier(name)} AS TEXT)" for name in columns)
        return self.rows(
            f"SELECT {texts} FROM {DIALECT.table(table)} ORDER BY {quoted} LIMIT {most:d}"
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
        return self._asked([f"CAST(({each}) AS TEXT)" for each in expressions], columns, rows)

    def _asked(
        self,
        expressions: Sequence[str],
        columns: Sequence[StoredColumn],
        rows: Sequence[Sequence[str | None]],
    ) -> list[list[Any]]:
        """What the database makes of expressions for each of some rows."""
        texts = [f"json_extract(value, '$[{place}]')" for place in range(len(columns))]
        values = ", ".join(
            f"{_CASTS.get(each.kind, '{}').format(text)} AS {DIALECT.identifier(each.name)}"
            for each, text in zip(columns, texts, strict=True)
        )
        asked = ", ".join(expressions)
        return self.rows(
            f"SELECT {asked} FROM (SELECT key AS mockcraft_place, {values} FROM json_each(?)) ORDER BY mockcraft_place",
            json.dumps(list(map(list, rows))),
        )

    def profiler(self) -> Profiler:
        """See traits.ProfiledConnection."""
        return Profiler(self.rows, DIALECT.table, DIALECT.identifier, "TEXT", "length")

    def count(self, table: str) -> int:
        """See database.Connection."""
        return int(self.rows(f"SELECT count(*) FROM {DIALECT.table(table)}")[0][0])

    def extreme(self, table: str, column: str, highest: bool) -> int | None:
        """See database.Connection. Values that are no whole numbers are passed over."""
        name, function = DIALECT.identifier(column), "max" if highest else "min"
        ((value,),) = self.rows(
            f"SELECT {function}({name}) FROM {DIALECT.table(table)} WHERE typeof({name}) = 'integer'"
        )
        return None if value is None else int(value)

    def known(self, table: str, keys: Mapping[str, Sequence[Any]]) -> Sequence[bool]:
        """See database.Connection."""
        same = " AND ".join(
            f"t.{DIALECT.identifier(name)} = json_extract(k.value, '$[{place}]')"
            for place, name in enumerate(keys)
        )
        given = json.dumps(list(zip(*keys.values(), strict=True)))
        found = self.rows(
            f"SELECT EXISTS (SELECT 1 FROM {DIALECT.table(table)} t WHERE {same}) FROM json_each(?) k "
            "ORDER BY k.key",
            given,
        )
        return [bool(each) for (each,) in found]

    def close(self) -> None:
        """See database.Connection."""
        self.driver.close()


def _reason(message: str) -> str:
    """What SQLite says, without what the driver wraps around it, and what to do about it."""
    text = re.split(r"\nquery(?: was)?:", message)[0]
    wrapped = r"^([A-Z_]+: )?(.*\[SQLite\] )?(failed to (prepare|step|execute)( query)?: )?"
    text = re.sub(wrapped, "", text, flags=re.DOTALL | re.IGNORECASE)
    advice = {
        "locked": " (another program is using it: close that and try again)",
        "not a database": " (give a SQLite file, or a new name)",
        "malformed": " (restore it from a backup)",
        "readonly": " (give a file you may write to)",
        "unable to open": " (can the file, its folder and a journal beside it be opened and written?)",
        "disk is full": " (free some space)",
        "disk I/O error": " (is there space, and a limit to the size of files?)",
    }
    return text.strip().rstrip(".") + next((a for word, a in advice.items() if word in text), "")
