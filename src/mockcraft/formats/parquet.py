"""Apache Parquet: typed columns, snappy-compressed, dictionaries where the column has one."""

from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from mockcraft.core.plan import Table
from mockcraft.format import TableFiles, Writer

GROUP_ROWS = 131_072  # rows of a row group: 8 chunks of the usual size


class Parquet(TableFiles):
    """See format.Format. JSON columns are text; times are milliseconds, as Parquet has no seconds."""

    suffix = ".parquet"

    def header(self, table: Table) -> bytes:
        """Nothing: the writer does it."""
        return b""

    def encode(self, table: Table, batch: pa.RecordBatch, start: int) -> pa.RecordBatch:
        """The batch itself: compression is the writer's."""
        return batch

    def footer(self, table: Table) -> bytes:
        """Nothing: the writer does it."""
        return b""

    def writer(self, file: BinaryIO, table: Table) -> Writer:
        """See format.Format."""
        return ParquetWriter(file, table)


class ParquetWriter:
    """Gathers batches to row groups of GROUP_ROWS rows; the groups do not depend on the batches' sizes."""

    def __init__(self, file: BinaryIO, table: Table) -> None:
        self.file, self.table = file, table
        self.waiting: list[pa.RecordBatch] = []
        self.rows = 0
        self.writer: pq.ParquetWriter | None = None

    def write(self, payload: pa.RecordBatch) -> None:
        """See format.Writer."""
        while payload.num_rows:
            part = payload.slice(0, GROUP_ROWS - self.rows)
            payload = payload.slice(part.num_rows)
            self.waiting.append(part)
            self.rows += part.num_rows
            if self.rows == GROUP_ROWS:
                self._flush()

    def close(self) -> None:
        """See format.Writer."""
        self._flush()
        if self.writer is not None:
            self.writer.close()

    def _flush(self) -> None:
        if not self.waiting:
            return
        table = pa.Table.from_batches(self.waiting).unify_dictionaries()
        if self.writer is None:
            coded = [f.name for f in table.schema if pa.types.is_dictionary(f.type)]
            self.writer = pq.ParquetWriter(
                self.file,
                table.schema,
                compression="snappy",
                use_dictionary=coded,
                store_schema=False,
            )
        self.writer.write_table(table)
        self.waiting, self.rows = [], 0
