"""What mysqldump writes, on its way into a backup: rows are counted and hashed, and gathered into longer
statements; what is defined is hashed, and made to fit any database.

Rows come one a line, since a dump writes no line break in a value. So counts and digests are of the very rows
that are in the backup, of the moment of the dump.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b

from mockcraft.backup import Content
from mockcraft.backups.digests import RowDigest

Write = Callable[[bytes], object]

STATEMENT = 1 << 18  # bytes of rows in one statement: servers take 1 MiB and more
REPORTED = 1 << 14  # lines between two reports
NO_ROW = b"\0"  # begins no line
NAME = rb"`(?:[^`]|``)+`"
TEXT = rb"'(?:[^'\\]|\\.|'')*'"
INSERT = re.compile(rb"INSERT INTO (" + NAME + rb") \((?:" + NAME + rb"(?:, )?)*\) VALUES (?=\()")
INSERTING, CREATING = b"INSERT INTO `", b"CREATE TABLE "
CREATE = re.compile(rb"CREATE TABLE (?:IF NOT EXISTS )?(" + NAME + rb") ")
# A database is named where its character set was another one when something was defined.
ALTER = re.compile(rb"^ALTER DATABASE " + NAME + rb" (?=CHARACTER SET )")
EVENT = re.compile(
    rb"(?P<before>/\*!50106 CREATE\*/ (?:/\*!50117 DEFINER=.*?\*/ )?/\*!50106 EVENT "
    + NAME
    + rb" ON SCHEDULE (?P<schedule>[^`]*?) ON COMPLETION (?:NOT )?PRESERVE )(?:ENABLE|DISABLE)\b"
)
VIEW = (b"/*!50001 VIEW ", b"/*!50001 CREATE")  # begins the line of a view
# What a collation is of need not be said; a dump says it where the one who made the table did.
CHARSET = re.compile(rb" CHARACTER SET \w+(?= COLLATE \w)")
DROP_EVENT = b"/*!50106 DROP EVENT"  # begins an event
SANDBOX = (b"/*M!999999", b"/*!999999")  # which older clients take for a command
DELIMITER, BODY = b"DELIMITER ", b"DELIMITER ;;\n"  # what a body stands between
# Lines about the session and the program, which differ from version to version of it.
SESSION = (
    b"/*!40",
    b"/*M!",
    b"/*!50503 SET",
    b"/*!50106 SET",
    b"SET @",
    b"\n",
    DROP_EVENT,
)


class DefinitionsDigest:
    """The digest of the lines that define something, in their order."""

    def __init__(self) -> None:
        self.hashed = blake2b(digest_size=16)
        self._in_body = False  # of a routine, a trigger or an event, whose lines may be any

    def add(self, line: bytes) -> None:
        """Adds a line."""
        if line.startswith(DELIMITER):
            self._in_body = line == BODY
        elif self._in_body:
            self.hashed.update(line)
        elif not line.startswith(SESSION):
            self.hashed.update(CHARSET.sub(b"", line).rstrip() + b"\n")

    @property
    def digest(self) -> str:
        """Of all lines, 32 hexadecimal digits."""
        return self.hashed.hexdigest()


def tables(
    lines: Iterable[bytes], database: str, write: Write, defined: DefinitionsDigest
) -> Iterator[Mapping[str, Content]]:
    """Hands on a dump of tables; gives their contents as far as they are known, now and then and at the end."""
    digests: dict[str, RowDigest] = {}
    nameless = _nameless(database)
    digest, insert = RowDigest(), _Insert(write)
    left = iter(lines)
    for number, line in enumerate(left):
        if number % REPORTED == 0:
            yield _contents(digests)
        if not line.startswith(insert.head):
            line = _with_names(line, left)
        if not line.startswith(insert.head):
            found = INSERT.match(line)
            insert.begin(found[0] if found else NO_ROW)
            if not found:
                _define(nameless(line), write, defined, digests)
                continue
            digest = digests.setdefault(_name(found[1]), RowDigest())
        row = line[len(insert.head) :].removesuffix(b";\n")
        digest.add_written(row)
        insert.add(row)
    insert.flush()
    yield _contents(digests)


def _with_names(line: bytes, left: Iterator[bytes]) -> bytes:
    """A line, with those that follow where names have line breaks, as no values in a dump have."""
    while (line.startswith(INSERTING) and not INSERT.match(line)) or (
        line.startswith(CREATING) and line.count(b"`") % 2
    ):
        more = next(left, b"")
        if not more:
            break
        line += more
    return line


class _Insert:
    """Gathers rows, each of a statement of its own, into longer ones.

    Attributes:
        head: how the statements begin.
    """

    def __init__(self, write: Write) -> None:
        self.write, self.head = write, NO_ROW
        self._rows: list[bytes] = []
        self._length = 0

    def begin(self, head: bytes) -> None:
        """Has the next rows in statements that begin so."""
        self.flush()
        self.head = head

    def add(self, row: bytes) -> None:
        """Adds a row, `(1,'a')`."""
        if self._length + len(row) > STATEMENT:
            self.flush()
        self._rows.append(row)
        self._length += len(row)

    def flush(self) -> None:
        """Writes the rows that wait."""
        if self._rows:
            self.write(self.head + b",\n".join(self._rows) + b";\n")
        self._rows.clear()
        self._length = 0


def _define(
    line: bytes, write: Write, defined: DefinitionsDigest, digests: dict[str, RowDigest]
) -> None:
    """Hands on a line that is no row."""
    if line.startswith(SANDBOX):
        return
    if found := CREATE.match(line):
        digests.setdefault(_name(found[1]), RowDigest())
    defined.add(line)
    write(line)


def definitions(
    lines: Iterable[bytes], database: str, write: Write, defined: DefinitionsDigest
) -> None:
    """Hands on a dump of triggers and routines, or of views, of a database."""
    for line in _anywhere(lines, database):
        defined.add(line)
        write(line)


def events(lines: Iterable[bytes], database: str, write: Write, defined: DefinitionsDigest) -> None:
    """Hands on a dump of events of a database.

    The digest does not tell whether one is on, nor one that has a last time: servers make none whose time has come.
    """
    of_event: list[bytes] = []
    is_lasting = True

    def flush() -> None:
        for each in of_event if is_lasting else ():
            defined.add(each)
        of_event.clear()

    for line in _anywhere(lines, database):
        if line.startswith(DROP_EVENT):
            flush()
            is_lasting = True
        if found := EVENT.match(line):
            is_lasting = not re.match(rb"AT |.* ENDS ", found["schedule"])
        of_event.append(switched_off(line))
        write(line)
    flush()


def switched_off(line: bytes) -> bytes:
    """A line of a dump of events, where the event that it makes is off."""
    return EVENT.sub(rb"\g<before>DISABLE", line)


def _anywhere(lines: Iterable[bytes], database: str) -> Iterator[bytes]:
    """The lines of a dump, made fit for a database of any name."""
    nameless = _nameless(database)
    for line in lines:
        if line.startswith(SANDBOX):
            continue
        if line.startswith(VIEW):
            line = nameless(line)
        yield ALTER.sub(b"ALTER DATABASE ", line)


def _nameless(database: str) -> Callable[[bytes], bytes]:
    """What takes the name of the database out of a line: servers put it before functions and sequences, and MariaDB
    before the columns of a view whose user does not exist.
    """
    quoted = re.escape(b"`" + database.replace("`", "``").encode("utf-8", "surrogateescape") + b"`")
    # A table may be called as the database is: what is of one name behind it may be a column.
    named = re.compile(
        TEXT + rb"|(?P<call>\b(?:nextval|lastval|setval)\()" + quoted + rb"\.(?P<sequence>" + NAME + rb")|"
        + quoted + rb"\.(?P<rest>" + NAME + rb"(?:\." + NAME + rb"|(?=\()))|" + NAME
    )  # fmt: skip

    def kept(found: re.Match[bytes]) -> bytes:
        if found["sequence"]:
            return found["call"] + found["sequence"]
        return found["rest"] or found[0]

    return lambda line: named.sub(kept, line)


def _contents(digests: Mapping[str, RowDigest]) -> dict[str, Content]:
    return {name: each.content() for name, each in digests.items()}


def _name(quoted: bytes) -> str:
    return quoted[1:-1].replace(b"``", b"`").decode("utf-8", "surrogateescape")
