"""Batches as other programs take them: UUIDs are 16 bytes with Arrow's extension type, text is plain."""

from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.arrays import arrow_array, numpy_array
from mockcraft.core.coded import plain_text
from mockcraft.core.conversion import uuid_bytes
from mockcraft.core.plan import Table
from mockcraft.core.program.drawn import Lazy, LazyRows
from mockcraft.core.types import Type
from mockcraft.formats.arrow_drawing import drawn_arrays

UUID_BYTES = 16


def schema_of(table: Table) -> pa.Schema:
    """The Arrow schema of a table's rows."""
    return pa.schema(
        [
            pa.field(column.name, arrow_type(column.type), column.nullable)
            for column in table.columns
        ]
    )


def arrow_type(type_: Type) -> pa.DataType:
    """The Arrow type that other programs see."""
    if type_.kind == "uuid":
        return pa.uuid()
    if type_.kind == "struct":
        return pa.struct([(name, arrow_type(member)) for name, member in type_.fields])
    if type_.kind == "list":
        assert type_.item is not None
        return pa.list_(arrow_type(type_.item))
    return type_.arrow


def exported(table: Table, batch: pa.RecordBatch | LazyRows) -> pa.RecordBatch:
    """The batch in the types of `schema_of`; some of its columns may be drawn.Lazy."""
    lazy = {
        place: (array, column.type)
        for place, (array, column) in enumerate(zip(batch.columns, table.columns, strict=True))
        if isinstance(array, Lazy)
    }
    drawn = drawn_arrays(lazy, batch) if lazy else {}
    arrays = [
        drawn[place] if place in drawn else _exported(array, column.type)
        for place, (array, column) in enumerate(zip(batch.columns, table.columns, strict=True))
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema_of(table))


def _exported(array: Any, type_: Type) -> pa.Array:
    if isinstance(array, Lazy):
        array = array.array()
    if pa.types.is_dictionary(array.type):
        array = plain_text(array)
    if array.type == arrow_type(type_):
        return array
    if type_.kind == "uuid":
        return _uuids(array)
    mask = array.is_null() if array.null_count else None
    if type_.kind == "struct":
        members = [
            _exported(part, member)
            for part, (_, member) in zip(array.flatten(), type_.fields, strict=True)
        ]
        fields = list(arrow_type(type_))
        return pa.StructArray.from_arrays(members, fields=fields, mask=mask)
    assert type_.item is not None
    offsets = numpy_array(array.offsets)
    items = array.values.slice(offsets[0], offsets[-1] - offsets[0])
    start = arrow_array(offsets - offsets[0])
    return pa.ListArray.from_arrays(
        start, _exported(items, type_.item), type=arrow_type(type_), mask=mask
    )


def _uuids(text: pa.StringArray) -> pa.Array:
    data = pa.py_buffer(uuid_bytes(text))
    valid = np.packbits(numpy_array(text.is_valid()), bitorder="little")
    bits = pa.py_buffer(valid) if text.null_count else None
    storage = pa.Array.from_buffers(pa.binary(UUID_BYTES), len(text), [bits, data])
    return pa.ExtensionArray.from_storage(pa.uuid(), storage)
