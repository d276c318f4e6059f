"""The text format of PostgreSQL's COPY: tabs between cells, \\N for null."""

import pyarrow as pa
import pyarrow.compute as pc

from mockcraft.core.plan import Table
from mockcraft.formats.text import TextStyle, as_bytes


class PgCopyStyle(TextStyle):
    """See https://www.postgresql.org/docs/current/sql-copy.html, "Text Format"."""

    null = "\\N"
    booleans = ("f", "t")
    quotes_times = False

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """See TextStyle."""
        data = bytes(as_bytes(text))
        for raw, escaped in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
            if raw.encode() in data:
                text = pc.replace_substring(text, raw, escaped)
        return text


class PgCopy:
    """Batches as what COPY ... FROM STDIN reads."""

    def __init__(self) -> None:
        self.style = PgCopyStyle()

    def encode(self, table: Table, batch: pa.RecordBatch, start: int) -> memoryview:
        """One line a row."""
        return self.style.separated(table, batch, "\t")
