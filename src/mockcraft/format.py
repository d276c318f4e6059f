"""The contract of a format: a record batch becomes bytes, by a pure function that any worker may call."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

import pyarrow as pa

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk
from mockcraft.errors import UserError, did_you_mean


class Writer(Protocol):
    """Writes the payloads of one table, in order, into an open file."""

    def write(self, payload: Any) -> None:
        """Appends what `Format.encode` made."""

    def close(self) -> None:
        """Writes what ends the file."""


class Format(Protocol):
    """How rows are written.

    Attributes:
        suffix: of its files, with the dot.
        single_file: whether all tables go into one file, in the order of the plan.
    """

    suffix: str
    single_file: bool

    def opening(self, plan: Plan, tables: Sequence[Table]) -> bytes:
        """What stands before the tables, all those of a single file."""

    def closing(self, plan: Plan, tables: Sequence[Table]) -> bytes:
        """What stands after the tables, all those of a single file."""

    def header(self, table: Table) -> bytes:
        """What stands before the rows of a table."""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> Any:
        """The rows of a batch, which are those of the chunk; pure, for any worker."""

    def footer(self, table: Table) -> bytes:
        """What stands after the rows of a table."""

    def writer(self, file: BinaryIO, table: Table) -> Writer:
        """A writer of one table into a file that is open for binary writing."""


class TableFiles:
    """What the formats share that write a file for each table."""

    single_file = False

    def opening(self, plan: Plan, tables: Sequence[Table]) -> bytes:
        """Nothing: each table has a file of its own."""
        return b""

    closing = opening


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


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """What a caller can choose about a format: the SQL dialect."""

    dialect: str = "postgresql"


NAMES = ("csv", "json", "jsonl", "sql", "parquet")


def open_format(name: str, options: FormatOptions | None = None) -> Format:
    """The format of that name; raises UserError for one that is not known."""
    options = options or FormatOptions()
    if name == "csv":
        from mockcraft.formats.csv import Csv

        return Csv()
    if name in ("json", "jsonl"):
        from mockcraft.formats.json import Json, JsonLines

        return Json() if name == "json" else JsonLines()
    if name == "sql":
        from mockcraft.formats.sql import Sql

        return Sql(options.dialect)
    if name == "parquet":
        from mockcraft.formats.parquet import Parquet

        return Parquet()
    raise UserError(f"format {name!r} is not known{_hint(name, NAMES)}")


def _hint(name: str, known: Sequence[str]) -> str:
    return did_you_mean(name, list(known)) or f" (one of {', '.join(known)})"
