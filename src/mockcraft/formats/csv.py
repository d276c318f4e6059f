"""Comma-separated values, RFC 4180: a header, quotes only where they are needed, lines ended by \\n."""

from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.format import ByteWriter, FormatOptions, TableFiles, Writer
from mockcraft.formats.text import TextStyle, contains, ends_and_data


class CsvStyle(TextStyle):
    """A null is an empty cell; an empty text is written \"\", so that the two stay apart."""

    quotes_times = False

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """See TextStyle."""
        special = contains(text, b'"', b",", b"\n", b"\r")
        offsets, _ = ends_and_data(text)
        empty = bool(len(text)) and bool((offsets[1:] == offsets[:-1]).any())
        if not special and not empty:
            return text
        quoted = pc.binary_join_element_wise('"', pc.replace_substring(text, '"', '""'), '"', "")
        return pc.if_else(pc.match_substring_regex(text, '[",\r\n]|^$'), quoted, text)


class OneColumnStyle(CsvStyle):
    """A null of a table's only column is \"\" as well: many readers take an empty line for no row.

    Python's csv.DictReader, pandas and Arrow pass over it, polars, DuckDB and COPY read a null. Python's
    csv.writer and pandas write \"\" too.
    """

    null = '""'


class Csv(TableFiles):
    """See format.Format."""

    suffix = ".csv"
    style, only = CsvStyle(), OneColumnStyle()

    def __init__(self, options: FormatOptions | None = None) -> None:
        self.named = options is None or options.header

    def header(self, table: Table) -> bytes:
        """The names of the columns, unless they are left out."""
        if not self.named:
            return b""
        return (",".join(_cell(column.name) for column in table.columns) + "\n").encode()

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> bytes | memoryview:
        """One line a row; the payload is only to be written."""
        style = self.style if len(table.columns) > 1 else self.only
        return style.separated(table, batch, ",")

    def footer(self, table: Table) -> bytes:
        """Nothing."""
        return b""

    def writer(self, file: BinaryIO, table: Table) -> Writer:
        """See format.Format."""
        return ByteWriter(self, file, table)


def _cell(text: str) -> str:
    """A text as `CsvStyle.escape` has it; Arrow looks for pandas at each list of a few texts."""
    if text and not any(each in text for each in '",\n\r'):
        return text
    return '"' + text.replace('"', '""') + '"'
