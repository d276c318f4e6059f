"""Rows as messages: a JSON object each, and a key."""

from dataclasses import replace

import pyarrow as pa

from mockcraft.core.conversion import as_text
from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.databases.kafka.options import key_of
from mockcraft.dataclass import dataclass
from mockcraft.formats.json import JsonLines


@dataclass(frozen=True, slots=True)
class Messages:
    """Messages of some rows, in their order.

    Attributes:
        first: number of the first row.
        keys: of each; None where the table has no key, or the row none.
        values: of each.
    """

    first: int
    keys: list[bytes | None]
    values: list[bytes]


@dataclass(frozen=True, slots=True)
class KafkaEncoder:
    """See database.Encoder."""

    json: JsonLines

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> Messages:
        """A message a row. The key of one column is its value as text; of several, a JSON object of them."""
        values = self._lines(table, batch, chunk)
        return Messages(chunk.start, self._keys(table, batch, chunk), values)

    def _keys(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> list[bytes | None]:
        names = key_of(table)
        if not names:
            return [None] * batch.num_rows
        if len(names) > 1:
            columns = tuple(table.column(name) for name in names)
            return [*self._lines(replace(table, columns=columns), batch.select(names), chunk)]
        texts = as_text(batch.column(names[0])).to_pylist()
        return [None if text is None else text.encode() for text in texts]

    def _lines(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> list[bytes]:
        return bytes(self.json.encode(table, batch, chunk)).split(b"\n")[:-1]
