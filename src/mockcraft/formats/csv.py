"""Comma-separated values, RFC 4180: a header, quotes only where they are needed, lines ended by \\n.

A `CsvForm` says otherwise.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import concatenated
from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.core.types import Type
from mockcraft.format import ByteWriter, FormatOptions, TableFiles, Writer
from mockcraft.formats.csv_form import PLAIN, CsvForm
from mockcraft.formats.moments import in_formats
from mockcraft.formats.text import TextStyle, as_bytes, contains, ends_and_data


class CsvStyle(TextStyle):
    """A null is an empty cell; an empty text is written \"\", so that the two stay apart.

    Where another word stands for a null, a text of that word is in quotes. A null never is, but where a table has
    one column and an empty cell would be an empty line: many readers take that for no row. Python's csv.DictReader,
    pandas and Arrow pass over it, polars, DuckDB and COPY read a null. Python's csv.writer and pandas write \"\" too.
    """

    quotes_times = False

    def __init__(self, form: CsvForm, alone: bool = False) -> None:
        self.form = form
        self.name = repr(form)
        self.null = form.null or ('""' if alone else "")
        self.quote = '"' if form.quote == "all" else ""
        self.special = tuple(each.encode() for each in ('"', form.delimiter, "\n", "\r"))
        null = f"|^{re.escape(form.null)}$" if form.null else ""
        self.telling = f'["\\r\\n{re.escape(form.delimiter)}]'
        self.needing = self.telling + "|^$" + null

    def is_quoted(self, type_: Type) -> bool:
        """See TextStyle: all cells, or none but those that `escape` has quoted."""
        return bool(self.quote)

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """See TextStyle."""
        if self.quote:
            return pc.replace_substring(text, '"', '""') if contains(text, b'"') else text
        special = contains(text, *self.special)
        offsets, _ = ends_and_data(text)
        empty = bool(len(text)) and bool((offsets[1:] == offsets[:-1]).any())
        if not special and not empty and not self.form.null:
            return text
        quoted = concatenated('"', pc.replace_substring(text, '"', '""'), '"')
        return pc.if_else(pc.match_substring_regex(text, self.needing), quoted, text)

    def escaped(self, parts: Sequence[pa.StringArray], alone: bool) -> list[pa.StringArray] | None:
        """See TextStyle: whether a cell stands in quotes is told by all of it. It does in no row where no part has what
        needs them, and one has no text that is a part of the word for a null, which the cell is not then.
        """  # fmt: skip
        if alone or self.quote:
            return list(map(self.escape, parts))
        if any(contains(each, *self.special) for each in parts) or all(
            map(self._may_be_null, parts)
        ):
            return None
        return list(parts)

    def _may_be_null(self, texts: pa.StringArray) -> bool:
        null = self.form.null
        offsets, _ = ends_and_data(texts)
        short = np.flatnonzero(np.diff(offsets) <= len(null.encode()))
        return any(texts[place].as_py() in null for place in short.tolist())

    def encloses(self, parts: Sequence[pa.StringArray]) -> bool:
        """See TextStyle: where every choice of one part has a character that needs them."""
        return any(pc.all(pc.match_substring_regex(each, self.telling)).as_py() for each in parts)

    def enclosed(self) -> tuple[str, Callable[[pa.StringArray], pa.StringArray]]:
        """See TextStyle. Documents have quotes, so they stand in some."""
        return '"', lambda text: pc.replace_substring(text, '"', '""')

    def line(self, names: list[str]) -> bytes:
        """A line of these texts; Arrow looks for pandas at each list of a few texts."""
        return (self.form.delimiter.join(map(self._cell, names)) + self.form.end).encode()

    def _cell(self, text: str) -> str:
        if not self.quote and re.search(self.needing, text) is None:
            return text
        return '"' + text.replace('"', '""') + '"'


class Csv(TableFiles):
    """See format.Format."""

    suffix = ".csv"
    lazy = True

    def __init__(self, options: FormatOptions | None = None) -> None:
        self.csv = (options or FormatOptions()).csv
        if (told := replace(self.csv, header=PLAIN.header, bom=PLAIN.bom)) != PLAIN:
            self.form = repr(told)  # without what some parts of one whole may lack
        self.style, self.only = CsvStyle(self.csv), CsvStyle(self.csv, alone=True)

    def header(self, table: Table) -> bytes:
        """The names of the columns, unless they are left out."""
        names = [column.name for column in table.columns]
        mark = BOM_UTF8 if self.csv.bom else b""
        return mark + (self.style.line(names) if self.csv.header else b"")

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> bytes | memoryview:
        """One line a row; the payload is only to be written."""
        table, batch = in_formats(table, batch)
        style = self.style if len(table.columns) > 1 else self.only
        before = ["", *[self.csv.delimiter] * (len(table.columns) - 1)]
        return as_bytes(style.literal_rows(table, batch, before, self.csv.end))

    def footer(self, table: Table) -> bytes:
        """Nothing."""
        return b""

    def writer(self, file: BinaryIO, table: Table) -> Writer:
        """See format.Format."""
        return ByteWriter(self, file, table)
