"""Excel workbooks (Office Open XML, ECMA-376), written by XlsxWriter: a sheet a table, its first row the names.

https://xlsxwriter.readthedocs.io/working_with_memory.html: rows go to files aside as they come, so that memory does
not grow with them. A cell takes some ten microseconds. The bytes depend on the rows alone: no clock is in them.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from mockcraft.core.arrays import numpy_array
from mockcraft.core.coded import plain_text
from mockcraft.core.conversion import as_text
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.ranges import Chunk, Range
from mockcraft.core.types import Type, decimal_units, null_mask
from mockcraft.errors import DataError, Unsupported, UserError
from mockcraft.extras import without
from mockcraft.format import FormatOptions, TableFiles, Whole, Writer
from mockcraft.formats.excel_forms import SHOWN, form_of
from mockcraft.formats.moments import in_formats
from mockcraft.formats.plain import PlainStyle, floats
from mockcraft.formats.sheet_names import sheet_names
from mockcraft.wording import word

# https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3
MAX_ROWS = 1_048_576  # the names of the columns take one
MAX_COLUMNS = 16_384
MAX_UNITS = 32_767  # of UTF-16 in a cell
MAX_DIGITS = 15  # of a number; the rest become zeros in Excel
MAX_SHEETS = 500  # each has a file open while it is written
BEGIN = 25_569  # the number of 1970-01-01 among Excel's days
FIRST_DAY = (
    61  # 1900-03-01: before it Excel counts a day that never was, and before 1900 it has no dates
)
DAY_S = 86_400
CREATED = datetime(1980, 1, 1)  # as the dates within the file

Cell = str | int | float | bool | None


class Excel(TableFiles):
    """See format.Format.

    Numbers, booleans, dates and times are cells of these kinds; all else is text, never a formula or a link. Text
    are also numbers of more than 15 digits and dates before March 1900, which Excel does not hold.
    """

    suffix = ".xlsx"
    single_file = True

    def __init__(self, options: FormatOptions | None = None) -> None:
        """Raises UserError where XlsxWriter is not there."""
        if find_spec("xlsxwriter") is None:
            raise UserError(f"xlsx needs XlsxWriter, which is {without('xlsx')}")
        self.style = PlainStyle()

    def check(self, plan: Plan, ranges: Sequence[Range]) -> None:
        """See format.Format."""
        for each in ranges:
            columns = len(plan.table(each.table).columns)
            if each.rows >= MAX_ROWS:
                raise Unsupported(
                    f"{each.table} has {each.rows:,} rows, and a sheet of Excel has {MAX_ROWS - 1:,} below the names "
                    f"(make fewer with {word('table_count', each.table)}, or choose another format, such as csv)"
                )
            if columns > MAX_COLUMNS:
                raise Unsupported(
                    f"{each.table} has {columns:,} columns, and a sheet of Excel {MAX_COLUMNS:,} (choose another format)"
                )
        if len(ranges) > MAX_SHEETS:
            raise Unsupported(
                f"a workbook is written with {MAX_SHEETS} tables at most, the schema has {len(ranges):,} (choose some "
                f"with {word('table')})"
            )

    def header(self, table: Table) -> bytes:
        """Nothing: the workbook has them."""
        return b""

    def footer(self, table: Table) -> bytes:
        """Nothing: the workbook ends itself."""
        return b""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> list[list[Cell]]:
        """The cells, a list for each column."""
        written = in_formats(table, batch)
        pairs = zip(written[0].columns, written[1].columns, strict=True)
        texts = [(column.type, array) for column, array in pairs]
        return [
            self._cells(table, column, array, *text, chunk)
            for column, array, text in zip(table.columns, batch.columns, texts, strict=True)
        ]

    def _cells(
        self,
        table: Table,
        column: Column,
        array: pa.Array,
        shown_as: Type,
        shown: pa.Array,
        chunk: Chunk,
    ) -> list[Cell]:
        """The cells of a column; `shown` are its values where a `format` has made texts of them, of type `shown_as`."""
        is_text = column.type.kind in SHOWN and form_of(column) is None
        numbers = None if is_text else _numbers(array, column.type)
        if numbers is None:
            return _checked(table, column, self._texts(shown, shown_as), chunk)
        made, kept = numbers
        if kept.all():
            return made
        texts = self._texts(shown, shown_as)
        return [one if fits else text for one, fits, text in zip(made, kept, texts, strict=True)]

    def _texts(self, array: pa.Array, type_: Type) -> list[Cell]:
        texts: list[Cell] = plain_text(self.style.unquoted(array, type_)).to_pylist()
        return texts

    def whole(self, file: BinaryIO, plan: Plan, tables: Sequence[Table]) -> "Book":
        """See format.Format."""
        return Book(file, tables)

    def writer(self, file: BinaryIO, table: Table) -> Writer:
        """A workbook of one table."""
        book = Book(file, [table])
        return Alone(book, book.writer(table))


class Book(Whole):
    """See format.Whole. What is written stands in files beside the one that it becomes when it is closed."""

    def __init__(self, file: BinaryIO, tables: Sequence[Table]) -> None:
        from xlsxwriter import Workbook

        from mockcraft.formats.excel_sheet import Sheet

        name = getattr(file, "name", None)
        beside = Path(name).parent if isinstance(name, str) else None
        self.folder = TemporaryDirectory(dir=beside, ignore_cleanup_errors=True)
        self.file = _Below(file)
        self.book = Workbook(self.file, {"constant_memory": True, "tmpdir": self.folder.name})
        self.book.set_properties({"created": CREATED})
        forms: dict[str, Any] = {}
        self.plain = self.book.add_format()
        bold = self.book.add_format({"bold": True})
        self.sheets: dict[str, Sheet] = {}
        for table, title in zip(tables, sheet_names([each.name for each in tables]), strict=True):
            sheet = self.book.add_worksheet(title, worksheet_class=Sheet)
            for at, column in enumerate(table.columns):
                shown = form_of(column)
                if shown is not None:
                    form, width = shown
                    if form not in forms:
                        forms[form] = self.book.add_format({"num_format": form})
                    sheet.set_column(at, at, width, forms[form])
                sheet.write_string(0, at, column.name, bold)
            sheet.freeze_panes(1, 0)
            self.sheets[table.name] = sheet

    def writer(self, table: Table) -> "SheetWriter":
        """See format.Whole."""
        return SheetWriter(self.sheets[table.name], self.plain)

    def close(self) -> None:
        """See format.Whole."""
        from xlsxwriter.exceptions import FileCreateError

        try:
            self.book.close()
        except FileCreateError as error:
            raise error.args[0] from None  # what the system said of the file
        finally:
            self.give_up()

    def give_up(self) -> None:
        """See format.Whole."""
        self.file.is_over = True
        for sheet in self.sheets.values():
            sheet.end()
        self.folder.cleanup()


class _Below:
    """A file as zipfile writes it, which after an error goes on when it is collected: then nothing more is written.

    zipfile finds no `seek`, so that a workbook has the same bytes in a pipe, an object store and a file.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.is_over = file, False

    def write(self, data: bytes) -> int:
        return len(data) if self.is_over else self.file.write(data)

    def flush(self) -> None:
        if not self.is_over:
            self.file.flush()


class SheetWriter:
    """See format.Writer."""

    def __init__(self, sheet: Any, plain: Any) -> None:
        self.sheet, self.plain, self.row = sheet, plain, 0
        self.by_kind: dict[type, Callable[[int, int, Any], object]] = {
            str: sheet.write_string, int: sheet.write_number, float: sheet.write_number,
            bool: sheet.write_boolean,
        }  # fmt: skip

    def write(self, payload: list[list[Cell]]) -> None:
        """See format.Writer. A null is no cell, but in a row of nothing else, which would be no row."""
        by_kind = self.by_kind
        for cells in zip(*payload, strict=True):
            self.row += 1
            if cells.count(None) == len(cells):
                self.sheet.write_blank(self.row, 0, None, self.plain)
            for at, cell in enumerate(cells):
                if cell is not None:
                    by_kind[type(cell)](self.row, at, cell)

    def close(self) -> None:
        """Nothing: the workbook ends the sheet."""


class Alone:
    """See format.Writer: of the only table of a workbook, which ends with it."""

    def __init__(self, book: Book, writer: SheetWriter) -> None:
        self.book, self.write = book, writer.write

    def close(self) -> None:
        """See format.Writer."""
        self.book.close()


def _numbers(array: pa.Array, type_: Type) -> tuple[list[Cell], Any] | None:
    """The values as Excel has them, and which of them it holds, bool of shape (n,); None for a kind that is text."""
    kind = type_.kind
    every = np.ones(len(array), bool)
    if kind in SHOWN:
        storage = pa.int32() if kind in ("date", "time") else pa.int64()
        numbers = numpy_array(array.view(storage).fill_null(0)).astype(np.int64)
        serial: Any = numbers + BEGIN if kind == "date" else numbers / DAY_S
        serial = serial + BEGIN if kind.startswith("timestamp") else serial
        return _listed(serial, array), every if kind == "time" else serial >= FIRST_DAY
    if kind == "boolean":
        return array.to_pylist(), every
    if kind in ("integer", "int32"):
        whole = numpy_array(array.fill_null(0)).astype(np.int64)
        return _listed(whole, array), np.abs(whole.astype(np.float64)) < 10.0**MAX_DIGITS
    if kind == "decimal":
        units = decimal_units(array)
        few = np.abs(units) < 10**MAX_DIGITS
        return floats(array, type_.scale).to_pylist(), few
    if kind in ("float", "float32"):
        shown = as_text(array).cast(pa.float64()) if kind == "float32" else array
        return shown.to_pylist(), every
    return None


def _listed(values: Any, array: pa.Array) -> list[Cell]:
    made: list[Cell] = pa.array(values, mask=null_mask(array)).to_pylist()
    return made


def _checked(table: Table, column: Column, texts: list[Cell], chunk: Chunk) -> list[Cell]:
    """The texts; raises DataError for one that no cell holds."""
    for row, text in enumerate(texts):
        if isinstance(text, str) and len(text) > MAX_UNITS // 2:
            units = len(text.encode("utf-16-le")) // 2
            if units > MAX_UNITS:
                raise DataError(
                    f"{column.place}: {table.name}.{column.name} is a text of {len(text):,} characters, and a cell of "
                    f"Excel holds {MAX_UNITS:,} (row {chunk.numbers[row]} of {table.name}; shorten it, or choose "
                    "another format)"
                )
    return texts
