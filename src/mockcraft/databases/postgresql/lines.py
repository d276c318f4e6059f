"""The text format of PostgreSQL's COPY: tabs between cells, \\N for null."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import NO_TEXT, concatenated, literal, numpy_array
from mockcraft.core.conversion import hex_text
from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.core.types import Type
from mockcraft.formats.dictionaries import affixed, decoded
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

    def bytes(self, array: pa.Array) -> pa.StringArray:
        """See TextStyle."""
        return hex_text(array, "\\\\x")


class PgArrayStyle(TextStyle):
    """See https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO."""

    quote = '"'
    null = "NULL"
    booleans = ("f", "t")

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """See TextStyle."""
        text = pc.replace_substring(text, "\\", "\\\\")
        return pc.replace_substring(text, '"', '\\"')

    def bytes(self, array: pa.Array) -> pa.StringArray:
        """See TextStyle."""
        return hex_text(array, "\\\\x")

    def lists(self, array: pa.ListArray, item: Type) -> pa.StringArray:
        """Lists as array literals; items that have parts are JSON documents in them."""
        before, text, after = self.cell(array.flatten(), item)
        offsets = numpy_array(array.offsets) - array.offsets[0].as_py()
        items = decoded(affixed(text, before, after))
        groups = pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), items)
        made = concatenated("{", pc.binary_join(groups, literal(",")), "}")
        return pc.if_else(pc.is_valid(array), made, NO_TEXT)


class PgCopy:
    """Batches as what COPY ... FROM STDIN reads.

    `arrays` are the (table, column) of the lists that go into columns of an array type; other lists
    are JSON documents.
    """

    def __init__(self, arrays: frozenset[tuple[str, str]] = frozenset()) -> None:
        self.style, self.array_style, self.arrays = PgCopyStyle(), PgArrayStyle(), arrays
        self.lazy = not arrays

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> memoryview:
        """One line a row."""
        if any((table.name, column.name) in self.arrays for column in table.columns):
            table, batch = self._with_literals(table, batch)
        return self.style.separated(table, batch, "\t")

    def _with_literals(self, table: Table, batch: pa.RecordBatch) -> tuple[Table, pa.RecordBatch]:
        """The same with array literals, as text, in place of the lists that go into arrays."""
        columns, arrays = list(table.columns), list(batch.columns)
        for place, column in enumerate(columns):
            if (table.name, column.name) in self.arrays:
                assert column.type.item is not None
                arrays[place] = self.array_style.lists(arrays[place], column.type.item)
                columns[place] = replace(column, type=Type("text"))
        names = [column.name for column in columns]
        return replace(table, columns=tuple(columns)), pa.RecordBatch.from_arrays(arrays, names)
