"""BSON (https://bsonspec.org/spec.html): one document a row, as MongoDB stores them and `mongorestore` reads them.

A document is made of parts, each of them bytes for every row: what all rows have alike, numbers of a fixed
width, or texts. What lies between two texts is one numpy record a row, and a document one join of records
and texts: no cell becomes a Python object but those of JSON columns.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core import compute as pc
from mockcraft.core.absent import absent_rows, leaves_out
from mockcraft.core.arrays import arrow_array, numpy_array
from mockcraft.core.conversion import uuid_bytes
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import Unsigned
from mockcraft.core.keys import key_of
from mockcraft.core.plan import Column, Table
from mockcraft.core.ranges import Chunk
from mockcraft.core.types import Type, decimal_units, null_mask, with_nulls
from mockcraft.errors import DataError
from mockcraft.format import ByteWriter, TableFiles, Writer
from mockcraft.formats.bson_json import json_values
from mockcraft.formats.bson_parts import END, Part, binary, document, joined, lengths_of
from mockcraft.formats.dictionaries import once
from mockcraft.formats.text import JSON, as_bytes, ends_and_data

ID = "_id"  # the field that is the key of a document
NULL = 0x0A  # type of an element without a value
BINARY_UUID = b"\x10\0\0\0\x04"  # 16 bytes of the subtype 4
SIGN, EXPONENT, BIAS = 63, 49, 6176  # of a Decimal128: places in its upper word, and what 10**0 is
ROW_BYTES = 5  # of an ObjectId: 10**12 rows
NO_DATA = pa.py_buffer(b"")
# A column whose documents leave something out, and the numbers of its rows.
Leaves = tuple[Column, Unsigned]


class Bson(TableFiles):
    """See format.Format: documents one after another, with the `_id` that the engine of MongoDB gives them."""

    suffix, key = ".bson", ID
    documents = True

    def header(self, table: Table) -> bytes:
        """Nothing."""
        return b""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> bytes | memoryview:
        """One document a row."""
        ends, data = ends_and_data(documents(table, batch, chunk))
        return memoryview(data)[ends[0] : ends[-1]]

    def footer(self, table: Table) -> bytes:
        """Nothing."""
        return b""

    def writer(self, file: BinaryIO, table: Table) -> Writer:
        """See format.Format."""
        return ByteWriter(self, file, table)


def documents(table: Table, batch: pa.RecordBatch, chunk: Chunk) -> pa.BinaryArray:
    """The document of each row, without nulls. `_id` stands first, where MongoDB would put it."""
    elements: list[Part] = []
    numbers = chunk.numbers
    for array, column in zip(batch.columns, table.columns, strict=True):
        element = _column(column, array, numbers)
        elements = [*element, *elements] if column.name == ID else [*elements, *element]
    if not any(column.name == ID for column in table.columns):
        elements = [b"\x07_id\0", object_ids(table.columns[0], numbers), *elements]
    return joined(document(elements, len(batch)), len(batch))


def object_ids(column: Column, rows: NDArray[np.uint64]) -> NDArray[Any]:
    """The `_id`s of rows of a table without such a column, which any of its columns tells; 12 bytes each.

    The time is that of the frozen clock, behind which stand three bytes of the seed and the table's name,
    and the row's number: in the order of the rows, which the index takes quickest.
    """
    context = column.context
    made = np.empty((len(rows), 12), np.uint8)
    made[:, :4] = np.frombuffer((context.now & 0xFFFFFFFF).to_bytes(4, "big"), np.uint8)
    key = key_of(context.seed, context.table, ID).to_bytes(8, "big")
    made[:, 4:7] = np.frombuffer(key, np.uint8)[:3]
    made[:, 7:] = rows.astype(">u8").view(np.uint8).reshape(len(rows), 8)[:, -ROW_BYTES:]
    return made.view("V12").ravel()


def document_ids(table: Table, frame: Frame) -> list[Any]:
    """The `_id` of each row of the frame, as pymongo has it."""
    from bson import decode_all

    count = len(frame)
    if any(column.name == ID for column in table.columns):
        elements = _element(ID, frame.array(ID), table.column(ID).type)
    else:
        elements = [b"\x07_id\0", object_ids(table.columns[0], frame.rows.numbers)]
    ends, data = ends_and_data(joined(document(elements, count), count))
    return [each[ID] for each in decode_all(bytes(memoryview(data)[: ends[-1]]))]


# ---------------------------------------------------------------------- documents


def _column(column: Column, array: pa.Array, numbers: Unsigned) -> list[Part]:
    """The elements of a column in the rows of these numbers, see absent.absent_rows."""
    leaves = (column, numbers) if column.type.nested and leaves_out(column) else None
    element = _element(column.name, array, column.type, leaves)
    absent = absent_rows(column, numbers)
    if absent is None:
        return element
    return [with_nulls(joined(element, len(array)), absent)]


def _element(name: str, array: pa.Array, type_: Type, leaves: Leaves | None = None) -> list[Part]:
    """Type, name and value."""
    if "\0" in name:
        raise DataError(f"{name!r} cannot be the name of a field: a zero byte ends it (rename it)")
    code, value = _value(array, type_, leaves)
    return [code, name.encode() + END, *value]


# ---------------------------------------------------------------------- values


def _value(array: pa.Array, type_: Type, leaves: Leaves | None = None) -> tuple[Part, list[Part]]:
    """Types and values of the elements of one column; a null has a type of its own, and no value."""
    if pa.types.is_dictionary(array.type) and array.dictionary.null_count:
        array = array.dictionary_decode()
    if type_.kind == "json":
        code, value = _json(array)
    elif type_.kind in _FIXED:
        code, value = _FIXED[type_.kind](_plain(array))
    elif type_.kind == "bytes":
        code, value = b"\x05", [lengths_of(array), b"\0", array]
    elif type_.kind == "struct":
        code, value = b"\x03", _struct(array, type_, leaves)
    elif type_.kind == "list":
        code, value = b"\x04", _list(array, type_, leaves)
    else:
        code, value = b"\x02", _text(array, type_)
    if not array.null_count:
        return code, value
    null = null_mask(array)
    codes = np.frombuffer(code, np.uint8) if isinstance(code, bytes) else code
    return np.where(null, np.uint8(NULL), codes), [_nulled(value, null)]


def _nulled(value: list[Part], null: NDArray[np.bool_]) -> pa.BinaryArray:
    """The value in one part, with nulls where it has none."""
    if len(value) == 1 and isinstance(value[0], np.ndarray):
        return binary(value[0], null)
    whole = value[0] if len(value) == 1 else joined(value, len(null))
    return with_nulls(whole, null)


def _plain(array: pa.Array) -> pa.Array:
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def _numbers(array: pa.Array, storage: pa.DataType) -> NDArray[Any]:
    """The numbers behind an array; nulls as 0."""
    numbers = array if array.type == storage else array.view(storage)
    made: NDArray[Any] = numpy_array(numbers.fill_null(0) if numbers.null_count else numbers)
    return made


def _dates(array: pa.Array) -> tuple[bytes, list[Part]]:
    return b"\x09", [_numbers(array, pa.int32()).astype(np.int64) * 86_400_000]


def _moments(array: pa.Array) -> tuple[bytes, list[Part]]:
    return b"\x09", [_numbers(array, pa.int64()) * 1_000]


def _booleans(array: pa.Array) -> tuple[bytes, list[Part]]:
    return b"\x08", [_numbers(array.cast(pa.uint8()), pa.uint8())]


def _decimals(array: pa.Array) -> tuple[bytes, list[Part]]:
    """Decimal128 (IEEE 754, binary integers): 18 digits fit the lower word."""
    units = decimal_units(array)
    words = np.empty((len(units), 2), np.uint64)
    words[:, 0] = np.abs(units)
    exponent = (BIAS - array.type.scale) << EXPONENT
    words[:, 1] = np.where(units < 0, np.uint64(1 << SIGN | exponent), np.uint64(exponent))
    return b"\x13", [words.view("V16").ravel()]


def _uuids(array: pa.Array) -> tuple[bytes, list[Part]]:
    return b"\x05", [BINARY_UUID, np.frombuffer(uuid_bytes(array), "V16")]


def _object_ids(array: pa.Array) -> tuple[bytes, list[Part]]:
    filled = pc.fill_null(array, _NIL_OBJECT_ID) if array.null_count else array
    digits = bytes(as_bytes(filled)).decode()
    return b"\x07", [np.frombuffer(bytes.fromhex(digits), "V12")]


_NIL_OBJECT_ID = "0" * 24
_FIXED: dict[str, Callable[[pa.Array], tuple[bytes, list[Part]]]] = {
    "integer": lambda array: (b"\x12", [_numbers(array, pa.int64())]),
    "int32": lambda array: (b"\x10", [_numbers(array, pa.int32())]),
    "float": lambda array: (b"\x01", [_numbers(array, pa.float64())]),
    "float32": lambda array: (b"\x01", [_numbers(array, pa.float32()).astype(np.float64)]),
    "boolean": _booleans,
    "decimal": _decimals,
    "date": _dates,
    "timestamp": _moments,
    "timestamptz": _moments,
    "uuid": _uuids,
    "objectid": _object_ids,
}


def _text(array: pa.Array, type_: Type) -> list[Part]:
    """Texts, and what stands as text: times of day and intervals."""
    if type_.kind != "text":
        array = JSON.unquoted(array, type_)
    if pa.types.is_dictionary(array.type):
        entries = once(array.dictionary, "BSON", lambda texts: joined(_texts(texts), len(texts)))
        return [entries.take(array.indices)]
    return _texts(array)


def _texts(array: pa.StringArray) -> list[Part]:
    return [lengths_of(array) + np.int32(len(END)), array.view(pa.binary()), END]


def _struct(array: pa.StructArray, type_: Type, leaves: Leaves | None) -> list[Part]:
    elements: list[Part] = []
    if leaves is not None:
        fill: Any = leaves[0].fill
        for part, column in zip(array.flatten(), fill.members, strict=True):
            elements += _column(column, part, leaves[1])
    else:
        for part, (name, member) in zip(array.flatten(), type_.fields, strict=True):
            elements += _element(name, part, member)
    return document(elements, len(array))


def _list(array: pa.ListArray, type_: Type, leaves: Leaves | None) -> list[Part]:
    """A document whose names count the items. Items lie end to end, so a list is a cut of them."""
    assert type_.item is not None
    counts = numpy_array(pc.fill_null(array.value_lengths(), 0))
    stops = np.zeros(len(array) + 1, np.int64)
    np.cumsum(counts, out=stops[1:])
    items = array.flatten()
    within = None
    if leaves is not None:
        fill: Any = leaves[0].fill
        within = fill.member, fill.item_numbers(leaves[1], counts)
    code, value = _value(items, type_.item, within)
    places = np.arange(len(items)) - np.repeat(stops[:-1], counts)
    names = _places(int(counts.max(initial=0))).take(arrow_array(places))
    ends, data = ends_and_data(joined([code, names, *value], len(items)))
    cuts = pa.py_buffer(np.ascontiguousarray(ends[stops], np.int32))
    bodies = pa.BinaryArray.from_buffers(pa.binary(), len(array), [None, cuts, data or NO_DATA])
    return document([bodies], len(array))


def _places(count: int) -> pa.BinaryArray:
    """The names of the items of a list: 0, 1, …"""
    return _names_of_places(1 << max(count, 16).bit_length())


@lru_cache(maxsize=24)
def _names_of_places(count: int) -> pa.BinaryArray:
    return pa.array([b"%d\0" % place for place in range(count)], pa.binary())


def _json(array: pa.Array) -> tuple[Part, list[Part]]:
    """JSON documents as what they say; each distinct one is read once."""
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    codes, values = json_values(array.dictionary)
    indices = array.indices.fill_null(0) if array.null_count else array.indices
    if not len(values):
        return np.full(len(array), NULL, np.uint8), [pa.nulls(len(array), pa.binary())]
    return codes.take(numpy_array(indices)), [values.take(array.indices)]
