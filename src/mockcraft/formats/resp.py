"""RESP: a file of commands for each table, as `redis-cli --pipe` reads it."""

from typing import BinaryIO

import pyarrow as pa

from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.format import ByteWriter, TableFiles, Writer
from mockcraft.formats.keyspace import keyspace_of
from mockcraft.formats.resp_rows import RowCommands


class Resp(TableFiles):
    """See format.Format. JSON documents are strings: a file does not know what modules a server has."""

    suffix = ".resp"

    def holds(self, table: Table) -> bool:
        """See format.Format: those that the table's options say are JSON documents."""
        return keyspace_of(table).as_ == "json"

    def header(self, table: Table) -> bytes:
        """Nothing."""
        return b""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> memoryview:
        """The commands of each row, then those of the set of ids."""
        return RowCommands(table, batch, chunk).stored()

    def footer(self, table: Table) -> bytes:
        """Nothing."""
        return b""

    def writer(self, file: BinaryIO, table: Table) -> Writer:
        """See format.Format."""
        return ByteWriter(self, file, table)
