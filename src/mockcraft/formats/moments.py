"""Dates and times that are to be written in a form of their own become texts before a text format has them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array, numpy_array
from mockcraft.core.expressions.operand import DAY
from mockcraft.core.plan import Column, Table
from mockcraft.core.types import Type
from mockcraft.formats.cells import masked


def in_formats(table: Table, batch: pa.RecordBatch) -> tuple[Table, pa.RecordBatch]:
    """The table and its rows, in which what has a `format` is text; the same ones where nothing has."""
    if not any(each.formatted for each in table.columns):
        return table, batch
    shown = [_shown(*each) for each in zip(table.columns, batch.columns, strict=True)]
    columns, arrays = tuple(column for column, _ in shown), [array for _, array in shown]
    made = pa.RecordBatch.from_arrays(arrays, [column.name for column in columns])
    return replace(table, columns=columns), made


def _shown(column: Column, array: pa.Array) -> tuple[Column, pa.Array]:
    if not column.formatted:
        return column, array
    if column.format:
        return replace(column, type=Type("text")), _written(array, column)
    if column.type.kind == "struct":
        return _struct(column, array)
    return _list(column, array)


def _struct(column: Column, array: pa.StructArray) -> tuple[Column, pa.Array]:
    fill: Any = column.fill
    shown = [_shown(member, array.field(i)) for i, member in enumerate(fill.members)]
    members = tuple(member for member, _ in shown)
    type_ = Type("struct", fields=tuple((each.name, each.type) for each in members))
    made = pa.StructArray.from_arrays(
        [each for _, each in shown], [each.name for each in members], mask=pc.is_null(array)
    )
    return replace(column, type=type_, fill=replace(fill, members=members)), made


def _list(column: Column, array: pa.ListArray) -> tuple[Column, pa.Array]:
    fill: Any = column.fill
    member, items = _shown(fill.member, array.flatten())
    offsets = numpy_array(array.offsets)
    made = pa.ListArray.from_arrays(
        arrow_array((offsets - offsets[0]).astype(np.int32)), items, mask=pc.is_null(array)
    )
    return replace(
        column, type=Type("list", item=member.type), fill=replace(fill, member=member)
    ), made


def _written(array: pa.Array, column: Column) -> pa.Array:
    from mockcraft.core.expressions.date_text import rendered
    from mockcraft.core.expressions.strftime import pieces

    kind = column.type.kind
    storage = pa.int32() if kind in ("date", "time") else pa.int64()
    numbers = numpy_array(pc.fill_null(array.view(storage), 0)).astype(np.int64)
    if kind == "date":
        days, seconds = numbers, np.zeros(1, np.int64)
    elif kind == "time":
        days, seconds = np.zeros(len(numbers), np.int64), numbers
    else:
        days, seconds = np.divmod(numbers, DAY)
    return masked(rendered(pieces(column.format, kind), days, seconds), array)
