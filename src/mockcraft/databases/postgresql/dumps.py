"""The parts of a plain script of pg_dump, told apart while it passes, and what the database holds by them.

Rows stand in it as COPY writes them, a line each, and all else as SQL:
https://www.postgresql.org/docs/current/sql-copy.html, "Text Format".
"""

import re
from collections.abc import Iterator
from enum import Enum
from hashlib import blake2b

from mockcraft.backup import Content, Contents
from mockcraft.backups.digests import RowDigest
from mockcraft.backups.lines import LineDigest

# How lines begin that say when and by what the script was made; the word behind \restrict is random.
PASSING = (b"-- Dumped ", rb"\restrict ", rb"\unrestrict ")
# Comments above rows, above large objects, and above anything. A line in a function may look like what stands below
# such a comment; one that has the comment too is told wrongly, and alike at each reading.
ROWS_FOLLOW, OBJECTS_FOLLOW, FOLLOWS = b"-- Data for Name: ", b"-- Data for Name: BLOBS; ", b"-- Name: "  # fmt: skip
IDENTIFIER = rb'("(?:[^"]|"")+"|[^" .]+)'
COPY = re.compile(
    rb"COPY %b\.%b [^\n\"]*(?:\"[^\"]*\"[^\n\"]*)* ?FROM stdin;\n" % (IDENTIFIER, IDENTIFIER)
)
COPY_LENGTH = 1 << 20  # bytes; 1,600 names of 63 characters are the most, with line feeds in them
END = b"\\.\n"
SETTING = re.compile(rb"SET (\w+) = ")
TRANSACTION = (b"BEGIN;\n", b"COMMIT;\n")
OBJECT_ENDS = b"SELECT pg_catalog.lo_close("


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
        if self._above.startswith(OBJECTS_FOLLOW):
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
    """

    def __init__(self) -> None:
        self._tables: dict[str, Content] = {}
        self._name, self._rows = "", LineDigest()  # of the table that is read
        self._defined, self._object = RowDigest(), blake2b()

    def add(self, part: Part, text: bytes) -> None:
        """Adds a part."""
        if part is Part.ROWS:
            self._rows.add(text)
        elif part is Part.END:
            self._tables[self._name] = self._rows.content()
        elif part is Part.OBJECT:
            self._object.update(text)
            if text.startswith(OBJECT_ENDS):
                self._defined.add_written(self._object.digest())
                self._object = blake2b()
        elif not text.startswith(PASSING):
            self._defined.add_written(text)
            if part is Part.COPY:
                self._name, self._rows = table_name(text), LineDigest()

    def contents(self, wording: str) -> Contents:
        """What has been read; see Contents for `wording`."""
        return Contents(self._tables, self._defined.content().digest, wording)


def table_name(copy: bytes) -> str:
    """The name for people of the table that a COPY fills."""
    found = COPY.match(copy)
    assert found is not None
    schema, name = (_unquoted(each.decode("utf-8", "replace")) for each in found.groups())
    return shown(schema, name)


def shown(schema: str, name: str) -> str:
    """The name of a table for people."""
    return name if schema == "public" else f"{schema}.{name}"


def _unquoted(identifier: str) -> str:
    return identifier[1:-1].replace('""', '"') if identifier.startswith('"') else identifier
