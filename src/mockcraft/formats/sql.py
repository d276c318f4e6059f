"""SQL dumps: CREATE TABLE and INSERT statements of all tables in one transaction, in one file."""

from collections.abc import Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk
from mockcraft.format import ByteWriter, Writer
from mockcraft.formats.ddl import added_keys, create_table, dialect_of
from mockcraft.formats.text import TextStyle, contains, ends_and_data

STATEMENT_ROWS = (
    1_000  # rows of one INSERT: about 200 KB, below every server's limit for a statement
)


class SqlStyle(TextStyle):
    """SQL literals; a backslash is special in MySQL only."""

    quote = "'"
    null = "NULL"
    booleans = ("FALSE", "TRUE")

    def __init__(self, backslash: bool) -> None:
        self.backslash = backslash

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """See TextStyle."""
        if self.backslash and contains(text, b"\\"):
            text = pc.replace_substring(text, "\\", "\\\\")
        return pc.replace_substring(text, "'", "''") if contains(text, b"'") else text


class Sql:
    """See format.Format. A statement ends with each 1,000th row, wherever batches begin and end."""

    suffix = ".sql"
    single_file = True

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect_of(dialect)
        self.style = SqlStyle(backslash=dialect == "mysql")

    def opening(self, plan: Plan, tables: Sequence[Table]) -> bytes:
        """Begins the transaction and makes the tables."""
        begin = {
            "mysql": "START TRANSACTION;\n",
            "sqlite": "BEGIN;\nPRAGMA defer_foreign_keys = ON;\n",
        }
        made = [create_table(plan, table, self.dialect, tables) + ";\n" for table in tables]
        # MySQL commits at every CREATE TABLE, so there the transaction begins after them.
        start = begin.get(self.dialect.name, "BEGIN;\n")
        lines = [*made, start] if self.dialect.name == "mysql" else [start, *made]
        return "".join(lines).encode()

    def closing(self, plan: Plan, tables: Sequence[Table]) -> bytes:
        """Adds the keys that close a circle, and commits."""
        keys = [key + ";\n" for key in added_keys(plan, self.dialect, tables)]
        lines = ["COMMIT;\n", *keys] if self.dialect.name == "mysql" else [*keys, "COMMIT;\n"]
        return "".join(lines).encode()

    def header(self, table: Table) -> bytes:
        """Nothing: the statements come with the rows."""
        return b""

    def footer(self, table: Table) -> bytes:
        """Nothing: the last row ends its statement."""
        return b""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> bytes:
        """INSERT statements; the first and the last may be pieces that other batches complete."""
        names = self.dialect.identifiers([column.name for column in table.columns])
        insert = f"INSERT INTO {self.dialect.identifier(table.name)} ({names}) VALUES\n".encode()
        heads = ["(", *[", "] * (len(table.columns) - 1)]
        offsets, data = ends_and_data(self.style.literal_rows(table, batch, heads, "),\n"))
        rows, start, view = batch.num_rows, chunk.start, memoryview(data)
        pieces: list[bytes | memoryview] = []
        first = 0
        while first < rows:
            last = min(rows, first + STATEMENT_ROWS - (start + first) % STATEMENT_ROWS)
            body = view[offsets[first] : offsets[last]]
            ends = (start + last) % STATEMENT_ROWS == 0 or start + last == chunk.range.stop
            begins = (start + first) % STATEMENT_ROWS == 0 or start + first == chunk.range.start
            pieces += [insert] if begins else []
            pieces += [body[:-2], b";\n"] if ends else [body]
            first = last
        return b"".join(pieces)

    def writer(self, file: BinaryIO, table: Table) -> Writer:
        """See format.Format."""
        return ByteWriter(self, file, table)
