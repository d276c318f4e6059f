"""The text format of MySQL's LOAD DATA: tabs between cells, \\N for null, bytes in hexadecimal.

The escapes are those of MySQL's string literals too, so that rows of it become INSERT statements by putting
quotes around the cells.
"""

import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.conversion import hex_text
from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.formats.text import TextStyle, as_bytes

_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"), ("\0", "\\0"))


class MysqlLoadStyle(TextStyle):
    """See https://dev.mysql.com/doc/refman/8.4/en/load-data.html, "Field and Line Handling"."""

    null = "\\N"
    booleans = ("0", "1")
    quotes_times = False
    widens = True
    zoned = (" ", "")  # the session is in UTC

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """See TextStyle."""
        data = bytes(as_bytes(text))
        for raw, escaped in _ESCAPES:
            if raw.encode() in data:
                text = pc.replace_substring(text, raw, escaped)
        return text

    def intervals(self, array: pa.Array) -> pa.StringArray:
        """See TextStyle: whole seconds."""
        return array.view(pa.int64()).cast(pa.string())

    def bytes(self, array: pa.Array) -> pa.StringArray:
        """See TextStyle: for UNHEX."""
        return hex_text(array, "")


class MysqlLoad:
    """Batches as what LOAD DATA ... FIELDS TERMINATED BY '\\t' reads."""

    lazy = True

    def __init__(self) -> None:
        self.style = MysqlLoadStyle()

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> memoryview:
        """One line a row."""
        return self.style.separated(table, batch, "\t")
