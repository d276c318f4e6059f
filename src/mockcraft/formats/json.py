"""JSON: a file of one array, or one object a line (JSON lines). Nested values nest."""

import re
from io import StringIO
from typing import BinaryIO

import pyarrow as pa

from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.format import ByteWriter, FormatOptions, TableFiles, Writer
from mockcraft.formats.documents import member, objects
from mockcraft.formats.moments import in_formats
from mockcraft.formats.text import as_bytes


class JsonLines(TableFiles):
    """See format.Format: one object a line, https://jsonlines.org."""

    suffix = ".jsonl"
    documents = lazy = True
    before_row, after_row = "{", "}\n"

    def header(self, table: Table) -> bytes:
        """Nothing."""
        return b""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> bytes | memoryview:
        """One object a row."""
        table, batch = in_formats(table, batch)
        numbers = chunk.numbers
        members = [
            member(column, array, numbers)
            for column, array in zip(table.columns, batch.columns, strict=True)
        ]
        return as_bytes(objects(members, batch.num_rows, self.before_row, self.after_row))

    def footer(self, table: Table) -> bytes:
        """Nothing."""
        return b""

    def writer(self, file: BinaryIO, table: Table) -> Writer:
        """See format.Format."""
        return ByteWriter(self, file, table)


class Json(JsonLines):
    """See format.Format: an array of objects, one a line, or with a line for each member (`pretty`)."""

    suffix = ".json"
    before_row, after_row = ",\n{", "}"

    def __init__(self, options: FormatOptions | None = None) -> None:
        self.pretty = options is not None and options.pretty

    def header(self, table: Table) -> bytes:
        """The opening bracket."""
        return b"["

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> bytes | memoryview:
        """One object a row, a comma before each but the first."""
        rows = super().encode(table, batch, chunk)
        rows = rows[1:] if chunk.first else rows
        return indented(bytes(rows).decode(), 1).encode() if self.pretty else rows

    def footer(self, table: Table) -> bytes:
        """The closing bracket."""
        return b"\n]\n"


_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|\{\}|\[\]|[{}[\],:\n]|[^\s{}[\],:"]+')
INDENT = "  "


def indented(text: str, level: int) -> str:
    """JSON with a line for each member; what is not in brackets keeps its lines, `level` steps in."""
    made, outside = StringIO(), level
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece in ("{", "["):
            level += 1
            made.write(f"{piece}\n{INDENT * level}")
        elif piece in ("}", "]"):
            level -= 1
            made.write(f"\n{INDENT * level}{piece}")
        elif piece == "\n":
            made.write(f"\n{INDENT * level}" if level == outside else "")
        elif piece == "," and level > outside:
            made.write(f",\n{INDENT * level}")
        else:
            made.write(": " if piece == ":" else piece)
    return made.getvalue()
