"""Rows in memory, as Arrow batches: for tests, and for programs that go on with the rows themselves."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range, tables_of
from mockcraft.database import Encoder
from mockcraft.errors import Unsupported
from mockcraft.sink import LoadOptions, Outlook
from mockcraft.wording import counted


class BatchFormat:
    """Batches as they are made, in columns of the plan's types."""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> pa.RecordBatch:
        """The batch, with its text decoded."""
        types = [column.type.arrow for column in table.columns]
        arrays = [array.cast(type) for array, type in zip(batch.columns, types, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, [column.name for column in table.columns])


class MemorySink:
    """See sink.Sink. A sink can be run into again, as a database can; a run that fails changes nothing.

    Attributes:
        batches: what it holds, by table, in the order of the rows.
    """

    waits = False

    def __init__(self, options: LoadOptions | None = None) -> None:
        self.options = options or LoadOptions()
        self.format: Encoder = BatchFormat()
        self.batches: dict[str, list[pa.RecordBatch]] = {}
        self.made: dict[str, list[pa.RecordBatch]] = {}

    def foresee(self, plan: Plan, ranges: Sequence[Range]) -> Outlook:
        """See sink.Destination."""
        try:
            for name in tables_of(ranges):
                self._refuse(name)
        except Unsupported as error:
            return Outlook("memory", refusal=error)
        return Outlook("memory")

    def create(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[Range]:
        """Refuses tables that have rows, unless they are appended to or replaced."""
        self.made = {}
        for name in tables_of(ranges):
            self._refuse(name)
            kept = self.batches.get(name, []) if self.options.existing == "append" else []
            self.made[name] = kept or [self._no_rows(plan.table(name))]
        return ranges

    def write(self, chunk: Chunk, payload: pa.RecordBatch) -> None:
        """See sink.Sink."""
        self.made[chunk.table] = [*self.made[chunk.table], payload]

    def finish(self, error: BaseException | None) -> None:
        """See sink.Sink."""
        if error is None:
            self.batches |= self.made
        self.made = {}

    def table(self, name: str) -> pa.Table:
        """All rows of a table; raises KeyError for one that it does not hold."""
        return pa.Table.from_batches(self.batches[name])

    def _refuse(self, name: str) -> None:
        rows = sum(batch.num_rows for batch in self.batches.get(name, ()))
        if rows and self.options.existing == "refuse":
            raise Unsupported(
                f"table {name} has {counted(rows, 'row')} already (append to them, or truncate the table)"
            )

    def _no_rows(self, table: Table) -> pa.RecordBatch:
        fields = [pa.field(column.name, column.type.arrow) for column in table.columns]
        arrays: list[Any] = [pa.nulls(0, field.type) for field in fields]
        return pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields))
