"""The parts of a plain script of pg_dump, told apart while it passes, and what the database holds by them.

Rows stand in it as COPY writes them, a line each, and all else as SQL:
https://www.postgresql.org/docs/current/sql-copy.html, "Text Format".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from hashlib import blake2b

from mockcraft.backup import Content, Contents
from mockcraft.backups.digests import RowDigest
from mockcraft.backups.lines import LineDigest
from mockcraft.databases.postgresql.catalogue import DIALECT

# How lines begin that say when, by what and in which encoding the script was made; the word behind \restrict is random.
PASSING = (b"-- Dumped ", rb"\restrict ", rb"\unrestrict ", b"SET client_encoding = ")
# Comments above rows, above large objects, and above anything. A line in a function may look like what stands below
# such a comment; one that has the comment too is told wrongly, and alike at each reading.
ROWS_FOLLOW, FOLLOWS = b"-- Data for Name: ", b"-- Name: "
# Up to version 16, all objects are of one name; from 17 on there are several such comments, with the numbers of those
# below: one, or the first and the last.
OBJECTS_FOLLOW = re.compile(rb"-- Data for Name: (?:BLOBS|\d+(?:\.\.\d+)?); Type: BLOBS; ")
OBJECTS_MADE = re.compile(rb"-- Name: \d+(?:\.\.\d+)?; Type: BLOB(?: METADATA)?; ")
IDENTIFIER = rb'("(?:[^"]|"")+"|[^" .]+)'
COPY = re.compile(
    rb"COPY %b\.%b [^\n\"]*(?:\"[^\"]*\"[^\n\"]*)* ?FROM stdin;\n" % (IDENTIFIER, IDENTIFIER)
)
COLUMN = re.compile(rb'"(?:[^"]|"")+"|[^", ()]+')
COPY_LENGTH = 1 << 20  # bytes; 1,600 names of 63 characters are the most, with line feeds in them
END = b"\\.\n"
SETTING = re.compile(rb"SET (\w+) = ")
TRANSACTION = (b"BEGIN;\n", b"COMMIT;\n")
OBJECT_ENDS = b"SELECT pg_catalog.lo_close("
BETWEEN = (b"\n", b"--\n")  # lines that say nothing

Columns = tuple[bytes, ...]


class Part(Enum):
    """What a piece of a script is."""

    SETTING = "one line above all others that sets something for the session"
    DEFINITION = "one line of what is defined"
    COPY = "the statement above the rows of a table"
    ROWS = "lines that are rows of the table"
    END = "the line behind them"
    OBJECT = "one line of those that fill large objects"
    TRANSACTION = "the beginning or end of a transaction around large objects"


class Parts:
    """Tells the parts of a script apart. It keeps no more than a piece and the longest line."""

    def __init__(self) -> None:
        self._rest = bytearray()  # a line, or a COPY, that has not ended yet
        self._above = b""  # the comment that says what follows
        self._in_rows = False

    def of(self, piece: bytes) -> Iterator[tuple[Part, bytes]]:
        """The parts that end in a piece, of any size, which follows on those before."""
        end = piece.rfind(b"\n") + 1
        if not end:
            self._rest += piece
            return
        lines = bytes(self._rest) + piece[:end]
        self._rest = bytearray()
        place = 0
        while place < len(lines):
            part, end_of_part = (
                self._rows(lines, place) if self._in_rows else self._line(lines, place)
            )
            if not end_of_part:
                break
            yield part, lines[place:end_of_part]
            place = end_of_part
        self._rest += lines[place:] + piece[end:]

    def rest(self) -> tuple[Part, bytes]:
        """What is left when no more follows."""
        return Part.DEFINITION, bytes(self._rest)

    def _rows(self, lines: bytes, place: int) -> tuple[Part, int]:
        if lines.startswith(END, place):
            self._in_rows = False
            return Part.END, place + len(END)
        first = lines.find(b"\\", place)  # one byte is sought ten times as fast as four
        end = lines.find(b"\n" + END, max(first - 1, 0)) + 1 if first >= 0 else 0
        return Part.ROWS, end or len(lines)

    def _line(self, lines: bytes, place: int) -> tuple[Part, int]:
        """The part of a line that is no row, and where it ends; 0 for a COPY that has not ended yet."""
        end = lines.index(b"\n", place) + 1
        line = lines[place:end]
        if line.startswith((ROWS_FOLLOW, FOLLOWS)):
            self._above = line
        if not self._above and SETTING.match(line):
            return Part.SETTING, end
        if OBJECTS_FOLLOW.match(self._above):
            return Part.TRANSACTION if line in TRANSACTION else Part.OBJECT, end
        if line.startswith(b"COPY ") and self._above.startswith(ROWS_FOLLOW):
            copy = COPY.match(lines, place)
            if copy:
                self._in_rows = True
                return Part.COPY, copy.end()
            if line.count(b'"') % 2 and len(lines) - place < COPY_LENGTH:
                return Part.COPY, 0
        return Part.DEFINITION, end


class DumpReader:
    """What a database holds, by the parts of a script.

    The digest of what is defined is that of all lines that are no rows, whatever their order; those that fill a
    large object count as one.

    Attributes:
        columns: of each table, as the script has them.
        lines: what is defined, but large objects: each line behind the comment that stands above it.
    """

    def __init__(self, orders: Mapping[str, Columns] | None = None) -> None:
        """Rows of tables that `orders` has are read as if their columns were in that order."""
        self.columns: dict[str, Columns] = {}
        self.lines: list[tuple[bytes, bytes]] = []
        self._tables: dict[str, Content] = {}
        self._orders = orders or {}
        self._name, self._rows = "", LineDigest()  # of the table that is read
        # Of its columns, in the order wanted; none where they are in it.
        self._places: list[int] = []
        self._above = b""
        self._defined, self._objects, self._object = RowDigest(), RowDigest(), blake2b()

    def add(self, part: Part, text: bytes) -> None:
        """Adds a part."""
        if part is Part.ROWS:
            self._rows.add(_ordered(text, self._places) if self._places else text)
        elif part is Part.END:
            self._tables[self._name] = self._rows.content()
        elif part is Part.OBJECT:
            self._object.update(text)
            if text.startswith(OBJECT_ENDS):
                self._add_object(self._object.digest())
                self._object = blake2b()
        elif part is Part.COPY:
            self._defined.add_written(text)
            self._begin(text)
        elif not text.startswith(PASSING):
            self._define(text)

    def contents(self, wording: str) -> Contents:
        """What has been read; see Contents for `wording`."""
        return Contents(self._tables, self._defined.content().digest, wording)

    @property
    def objects(self) -> Content:
        """Large objects: how many lines make them and objects are filled, and the digest of these."""
        return self._objects.content()

    def _begin(self, copy: bytes) -> None:
        self._name, self._rows = table_name(copy), LineDigest()
        mine = self.columns[self._name] = columns_of(copy)
        wanted = self._orders.get(self._name, mine)
        changed = wanted != mine and sorted(wanted) == sorted(mine)
        self._places = [mine.index(each) for each in wanted] if changed else []

    def _define(self, line: bytes) -> None:
        if line.startswith((ROWS_FOLLOW, FOLLOWS)):
            self._above = line
        if OBJECTS_MADE.match(self._above):  # there can be millions
            self._add_object(line)
            return
        self._defined.add_written(line)
        if line not in BETWEEN:
            # What is set for all that follows belongs to nothing that happens to stand above it.
            self.lines.append((b"" if SETTING.match(line) else self._above, line))

    def _add_object(self, written: bytes) -> None:
        self._defined.add_written(written)
        self._objects.add_written(written)


def _ordered(rows: bytes, places: Sequence[int]) -> bytes:
    """Rows with their cells in another order."""
    cells = [line.split(b"\t") for line in rows.split(b"\n")[:-1]]
    return b"".join(b"\t".join([row[place] for place in places]) + b"\n" for row in cells)


def columns_of(copy: bytes) -> Columns:
    """The columns that a COPY fills, as they are written in it."""
    found = COPY.match(copy)
    assert found is not None
    return tuple(COLUMN.findall(copy[found.end(2) : copy.rindex(b" FROM stdin;")]))


def table_name(copy: bytes) -> str:
    """The name for people of the table that a COPY fills."""
    found = COPY.match(copy)
    assert found is not None
    schema, name = (_unquoted(each.decode("utf-8", "replace")) for each in found.groups())
    return shown(schema, name)


def shown(schema: str, name: str) -> str:
    """The name of a table for people; with quotes where a dot in it would make it that of another one."""
    parts = [name] if schema == "public" else [schema, name]
    return ".".join(DIALECT.identifier(each) if "." in each else each for each in parts)


def _unquoted(identifier: str) -> str:
    return identifier[1:-1].replace('""', '"') if identifier.startswith('"') else identifier
