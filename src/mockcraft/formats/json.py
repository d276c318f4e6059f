"""JSON: a file of one array, or one object a line (JSON lines). Nested values nest."""

from typing import BinaryIO

import numpy as np
import pyarrow as pa

from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.format import ByteWriter, TableFiles, Writer
from mockcraft.formats.documents import member, objects
from mockcraft.formats.text import as_bytes


class JsonLines(TableFiles):
    """See format.Format: one object a line, https://jsonlines.org."""

    suffix = ".jsonl"
    documents = True
    before_row, after_row = "{", "}\n"

    def header(self, table: Table) -> bytes:
        """Nothing."""
        return b""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> bytes | memoryview:
        """One object a row."""
        numbers = np.arange(chunk.start, chunk.stop, dtype=np.uint64)
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
    """See format.Format: an array of objects, one a line."""

    suffix = ".json"
    before_row, after_row = ",\n{", "}"

    def header(self, table: Table) -> bytes:
        """The opening bracket."""
        return b"["

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> bytes | memoryview:
        """One object a row, a comma before each but the first."""
        rows = super().encode(table, batch, chunk)
        return rows[1:] if chunk.first else rows

    def footer(self, table: Table) -> bytes:
        """The closing bracket."""
        return b"\n]\n"
