"""Apache Parquet: typed columns, snappy-compressed, dictionaries for text that repeats."""

import io
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array
from mockcraft.core.beside import at_most, begun
from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.format import TableFiles, Writer
from mockcraft.formats.arrow import exported, schema_of
from mockcraft.formats.parquet_footer import MAGIC, Footer, Piece

# Of a row group, 4 chunks of the usual size: twice as many take 20 to 70 MB more.
GROUP_ROWS = 65_536
GROUP_BYTES = 32 * 2**20  # of a row group at most, told from its first rows
MEASURED_ROWS = 8
MOST_PIECES = 2  # groups that are encoded at a time: each takes some 20 MB meanwhile
REPEATS = 4  # how often a text occurs on average in a column that gets a dictionary
SPREAD_ROWS = 4096  # of a group, in pairs of neighbours: where they differ, all hardly repeat


class Parquet(TableFiles):
    """See format.Format.

    JSON columns are text; times are milliseconds, as Parquet has no seconds; intervals are seconds, as it
    has none.
    """

    suffix = ".parquet"
    lazy = True

    def header(self, table: Table) -> bytes:
        """Nothing: the writer does it."""
        return b""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> pa.RecordBatch:
        """The batch with plain text: whether a chunk's text is encoded depends on where it begins."""
        return exported(table, batch)

    def footer(self, table: Table) -> bytes:
        """Nothing: the writer does it."""
        return b""

    def writer(self, file: BinaryIO, table: Table) -> Writer:
        """See format.Format."""
        return ParquetWriter(file, table)


class ParquetWriter:
    """Gathers batches to row groups of GROUP_ROWS rows; the bytes do not depend on the batches' sizes.

    Groups are encoded by the threads of the run, each as a file of its own, of which the file is put together.

    Where rows are wide, the first MEASURED_ROWS of the file tell how many a group has.
    """

    def __init__(self, file: BinaryIO, table: Table) -> None:
        self.file = file
        self.schema = schema_of(table)
        self.order = _order(table, self.schema)
        self.waiting: list[pa.RecordBatch] = []
        self.rows = 0
        self.group_rows = 0  # of a group; 0 while it is not known
        self.repetitive: list[str] | None = None  # told from the first group
        self.pieces: deque[Callable[[], Piece]] = deque()
        self.footer, self.size = Footer(), 0

    def write(self, payload: pa.RecordBatch) -> None:
        """See format.Writer."""
        while payload.num_rows:
            part = payload.slice(0, (self.group_rows or MEASURED_ROWS) - self.rows)
            payload = payload.slice(part.num_rows)
            self.waiting.append(part)
            self.rows += part.num_rows
            if not self.group_rows and self.rows == MEASURED_ROWS:
                first = pa.Table.from_batches(self.waiting, self.schema).combine_chunks()
                width = max(1, first.nbytes // MEASURED_ROWS)
                self.group_rows = min(GROUP_ROWS, max(1, GROUP_BYTES // width))
            if self.group_rows and self.rows >= self.group_rows:
                self._flush()

    def close(self) -> None:
        """See format.Writer."""
        if self.waiting or self.repetitive is None:
            self._flush()
        self._write_pieces(leave=0)
        self.file.write(self.footer.bytes())

    def _gathered(self) -> pa.Table:
        """What waits, each column as one array: no more than one of them is there twice meanwhile."""
        columns = [
            [batch.column(place) for batch in self.waiting] for place in range(len(self.schema))
        ]
        self.waiting, self.rows = [], 0
        made = []
        for field, parts in zip(self.schema, columns, strict=True):
            made.append(pa.chunked_array(parts, field.type).combine_chunks())
            parts.clear()
        return pa.Table.from_arrays(made, schema=self.schema)

    def _flush(self) -> None:
        group = self._gathered()
        if self.repetitive is None:
            self.repetitive = _repetitive(group)
            self.size = self.file.write(MAGIC)
        if not at_most():  # no thread is left, or there was none
            self._write_pieces(leave=0)
            self._end(self._piece(self.file, group))
            return
        self.pieces.append(begun(partial(self._piece, io.BytesIO(), group)))
        del group
        self._write_pieces(leave=min(at_most(), MOST_PIECES))

    def _piece(self, file: BinaryIO, group: pa.Table) -> Piece:
        """The group as a file of its own, for which a thread needs nothing but Arrow."""
        piece = Piece(file)
        writer = _Writer(
            piece,
            self.schema,
            compression="snappy",
            use_dictionary=self.repetitive,
            store_schema=False,
            sorting_columns=self.order,
        )
        writer.write_table(group)
        piece.ends = True
        writer.close()
        pa.default_memory_pool().release_unused()  # else as much as a group more is held in the end
        return piece

    def _write_pieces(self, leave: int) -> None:
        """Writes the first of those that threads encode, in their order, until so many are left."""
        while len(self.pieces) > leave:
            piece = self.pieces.popleft()()
            assert isinstance(piece.file, io.BytesIO)
            self.file.write(piece.file.getbuffer())
            self._end(piece)

    def _end(self, piece: Piece) -> None:
        self.footer.add(piece.footer, self.size)
        self.size += piece.size


class _Writer(pq.ParquetWriter):  # type: ignore[misc]
    """Arrow's writer. One that is given up ends no file: its file is closed by then, and removed."""

    def __del__(self) -> None:
        self.is_open = False


def _order(table: Table, schema: pa.Schema) -> list[pq.SortingColumn] | None:
    """What the file says of the order of its rows."""
    if table.order_by not in schema.names:
        return None
    return list(pq.SortingColumn.from_ordering(schema, [(table.order_by, "ascending")]))


def _repetitive(group: pa.Table) -> list[str]:
    """Names of the columns whose texts occur REPEATS times or more on average."""
    apart = max(2, 2 * len(group) // SPREAD_ROWS)
    first = np.arange(0, len(group) - 1, apart)
    pairs = np.column_stack((first, first + 1))  # children of one parent are neighbours
    spread = group.take(arrow_array(pairs.ravel()))

    def repeats(name: str) -> bool:
        few, all_ = spread[name], group[name]  # to count all takes as long as to draw them
        return _distinct(few) < len(few) and _distinct(all_) * REPEATS <= len(all_)

    return [
        field.name for field in group.schema if field.type == pa.string() and repeats(field.name)
    ]


def _distinct(column: Any) -> int:
    return int(pc.count_distinct(column).as_py())
