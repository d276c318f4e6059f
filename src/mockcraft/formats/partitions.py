"""Rows apart by the values of some columns, which stand in the names of folders: `day=2026-01-31`, as Hive has it.

https://hive.apache.org/docs/latest/language/languagemanual-ddl/#partitioned-tables
"""

from dataclasses import replace
from typing import Any, BinaryIO
from urllib.parse import quote

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import numpy_array
from mockcraft.core.coded import plain_text
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.ranges import Chunk
from mockcraft.dataclass import dataclass
from mockcraft.format import Format, Writer
from mockcraft.formats.moments import in_formats
from mockcraft.formats.plain import PlainStyle

NO_VALUE = "__HIVE_DEFAULT_PARTITION__"  # stands for null, and for an empty text
DIVIDED = (
    ".csv",
    ".jsonl",
    ".parquet",
)  # of formats whose readers take names of folders for columns


@dataclass(frozen=True, slots=True)
class Divided:
    """The payload of a chunk: one for each folder that some of its rows are of."""

    parts: tuple[tuple[str, Any], ...]


class Partitioned:
    """A format that tells rows apart by folder; see format.Format. Tables without `partition_by` are as ever."""

    single_file = False

    def __init__(self, format: Format) -> None:
        self.format = format
        self.suffix, self.sql, self.key, self.form = (
            format.suffix,
            format.sql,
            format.key,
            format.form,
        )
        self.holds, self.whole, self.check = format.holds, format.whole, format.check

    def header(self, table: Table) -> bytes:
        """See format.Format."""
        return self.format.header(_rest(table))

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> Any:
        """What the format makes of the rows of each folder, which stand in the order of the rows."""
        if not table.partition_by:
            return self.format.encode(table, batch, chunk)
        rest = _rest(table)
        kept = batch.select([column.name for column in rest.columns])
        folders, places = _folders(table, batch)
        made = []
        for number, folder in enumerate(folders):
            rows = np.flatnonzero(places == number)
            own = replace(chunk, picked=chunk.numbers[rows])
            payload = self.format.encode(rest, kept.take(pa.array(rows)), own)
            made.append((folder, bytes(payload) if isinstance(payload, memoryview) else payload))
        return Divided(tuple(made))

    def footer(self, table: Table) -> bytes:
        """See format.Format."""
        return self.format.footer(_rest(table))

    def writer(self, file: BinaryIO, table: Table) -> Writer:
        """Of the rows of one folder."""
        return self.format.writer(file, _rest(table))


def partitioned(plan: Plan) -> Plan:
    """The plan with the columns that rows are told apart by among those that are written, also hidden ones."""
    if not any(table.partition_by for table in plan.tables):
        return plan
    return replace(plan, tables=tuple(map(_with_partitions, plan.tables)))


def _with_partitions(table: Table) -> Table:
    needed = [each for each in table.hidden if each.name in table.partition_by]
    hidden = tuple(each for each in table.hidden if each not in needed)
    return replace(table, columns=(*table.columns, *needed), hidden=hidden) if needed else table


def _rest(table: Table) -> Table:
    """The table as its files hold it."""
    if not table.partition_by:
        return table
    kept = tuple(each for each in table.columns if each.name not in table.partition_by)
    return replace(table, columns=kept)


def _folders(table: Table, batch: pa.RecordBatch) -> tuple[list[str], Any]:
    """The folders of the rows, in the order in which they come, and which of them each row is of."""
    columns = tuple(table.column(name) for name in table.partition_by)
    own = replace(table, columns=columns)
    shown, texts = in_formats(own, batch.select(list(table.partition_by)))
    levels = [_level(*each) for each in zip(shown.columns, texts.columns, strict=True)]
    paths = pc.binary_join_element_wise(*levels, "/") if len(levels) > 1 else levels[0]
    coded = paths.dictionary_encode()
    return coded.dictionary.to_pylist(), numpy_array(coded.indices)


def _level(column: Column, array: pa.Array) -> pa.StringArray:
    """The name of the folder of each row for one column."""
    texts = pc.fill_null(plain_text(PlainStyle().unquoted(array, column.type)), "")
    coded = texts.dictionary_encode()
    names = [_name(column.name, value) for value in coded.dictionary.to_pylist()]
    return pa.array(names, pa.string()).take(coded.indices)


def _name(column: str, value: str) -> str:
    """Characters that some file system or reader does not take are written as bytes, %2F, which readers turn back."""
    return f"{quote(column, safe=_SAFE)}={quote(value, safe=_SAFE) or NO_VALUE}"


_SAFE = " -_.+,@()&;!$~"
