"""The contract of a format: a record batch becomes bytes, by a pure function that any worker may call."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, BinaryIO, Protocol

import pyarrow as pa

from mockcraft.core.embedding import embedded
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range
from mockcraft.dataclass import dataclass
from mockcraft.errors import UserError, nearest
from mockcraft.formats.csv_form import PLAIN, CsvForm
from mockcraft.formats.known import FORMATS


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """What a caller can choose about a format.

    Attributes:
        dialect: of SQL.
        part: (K, N) where the rows are part K of N of all; None where they are not in parts.
        csv: the form of CSV.
        pretty: whether each member of JSON has a line of its own.
        compress: how files are compressed, gzip or zstd; "" for not at all.
    """

    dialect: str = "postgresql"
    part: tuple[int, int] | None = None
    csv: CsvForm = PLAIN
    pretty: bool = False
    compress: str = ""


class Writer(Protocol):
    """Writes the payloads of one table, in order, into an open file."""

    def write(self, payload: Any) -> None:
        """Appends what `Format.encode` made."""

    def close(self) -> None:
        """Writes what ends the file."""


class Whole(Protocol):
    """A file of several tables, which is open: they are written one after another."""

    def writer(self, table: Table) -> Writer:
        """A writer of the next table; the one before it is closed."""

    def close(self) -> None:
        """Writes what ends the file; all writers are closed."""

    def give_up(self) -> None:
        """Lets go of what it holds beside the file, which is not to be."""


class Format(Protocol):
    """How rows are written; its class is made with FormatOptions and stands in `formats.known`.

    Attributes:
        suffix: of its files, with the dot.
        single_file: whether all tables go into one file, in the order of the plan.
        sql: the dialect of SQL that it writes, which bounds the names of tables and columns; "" for none.
        key: see capabilities.Limits.
        form: of its files as a caller has chosen it, in words; "" for the usual one.
    """

    suffix: str
    single_file: bool
    sql: str
    key: str
    form: str

    def holds(self, table: Table) -> bool:
        """Whether the rows of a table are documents, in which those of other tables can stand, see `shaped`."""

    def whole(self, file: BinaryIO, plan: Plan, tables: Sequence[Table]) -> Whole:
        """These tables in one file that is open for binary writing, where the format has a `single_file`."""

    def check(self, plan: Plan, ranges: Sequence[Range]) -> None:
        """Raises Unsupported for rows that its files cannot hold, before the first one."""

    def header(self, table: Table) -> bytes:
        """What stands before the rows of a table."""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> Any:
        """The rows of a batch, which are those of the chunk; pure, for any worker."""

    def footer(self, table: Table) -> bytes:
        """What stands after the rows of a table."""

    def writer(self, file: BinaryIO, table: Table) -> Writer:
        """A writer of one table into a file that is open for binary writing."""


class TableFiles:
    """What the formats share that write a file for each table; `documents` says whether its rows are such."""

    single_file = False
    sql = key = form = ""
    documents = False

    def __init__(self, options: FormatOptions | None = None) -> None:
        """Takes no notice of the options, which are those of SQL and CSV."""

    def holds(self, table: Table) -> bool:
        """See Format."""
        return self.documents

    def whole(self, file: BinaryIO, plan: Plan, tables: Sequence[Table]) -> Whole:
        """None: each table has a file of its own."""
        raise AssertionError("each table has a file of its own")

    def check(self, plan: Plan, ranges: Sequence[Range]) -> None:
        """See Format: all of them."""


class ByteWriter:
    """Writer of the formats whose payload is bytes."""

    def __init__(self, format: Format, file: BinaryIO, table: Table) -> None:
        self.format, self.file, self.table = format, file, table
        file.write(format.header(table))

    def write(self, payload: bytes) -> None:
        """See Writer."""
        self.file.write(payload)

    def close(self) -> None:
        """See Writer."""
        self.file.write(self.format.footer(self.table))


def shaped(plan: Plan, format: Format) -> Plan:
    """The plan as files of the format hold it: embedded tables in documents, where its rows are such."""
    return embedded(plan, format.holds)


def open_format(name: str, options: FormatOptions | None = None) -> Format:
    """The format of that name; raises UserError for one that is not known."""
    if name not in FORMATS:
        raise UserError(f"format {name!r} is not known{nearest(name, FORMATS, 'one of')}")
    module, _, class_ = FORMATS[name].partition(".")
    made = getattr(import_module(f"mockcraft.formats.{module}"), class_)
    format: Format = made(options or FormatOptions())
    return format
