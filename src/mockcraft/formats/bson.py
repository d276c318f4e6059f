"""BSON (https://bsonspec.org/spec.html): one document a row, as MongoDB stores them and `mongorestore` reads them.

A document is made of parts, each of them bytes for every row: what all rows have alike, numbers of a fixed
width, or texts. What lies between two texts is one numpy record a row, and a document one join of records
and texts: no cell becomes a Python object but those of JSON columns.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, BinaryIO, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mockcraft.core.coded import arrow_array
from mockcraft.core.conversion import uuid_bytes
from mockcraft.core.keys import key_of
from mockcraft.core.plan import Column, Table
from mockcraft.core.ranges import Chunk
from mockcraft.core.types import Type, decimal_units, null_mask, with_nulls
from mockcraft.errors import DataError
from mockcraft.format import ByteWriter, TableFiles, Writer
from mockcraft.formats.bson_json import json_values
from mockcraft.formats.text import JSON, as_bytes, ends_and_data, once

ID = "_id"  # the field that is the key of a document
NULL = 0x0A  # type of an element without a value
END = b"\0"  # of a document, a text and a name
BINARY_UUID = b"\x10\0\0\0\x04"  # 16 bytes of the subtype 4
SIGN, EXPONENT, BIAS = 63, 49, 6176  # of a Decimal128: places in its upper word, and what 10**0 is
ROW_BYTES = 5  # of an ObjectId: 10**12 rows
NO_DATA = pa.py_buffer(b"")
# Bytes of each row: the same for all, of one width (shape (n,), any dtype), or of its own length, null for none.
Part: TypeAlias = bytes | NDArray[Any] | pa.BinaryArray


class Bson(TableFiles):
    """See format.Format: documents one after another, with the `_id` that the engine of MongoDB gives them."""

    suffix = ".bson"

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
    for array, column in zip(batch.columns, table.columns, strict=True):
        element = _element(column.name, array, column.type)
        elements = [*element, *elements] if column.name == ID else [*elements, *element]
    if not any(column.name == ID for column in table.columns):
        numbers = np.arange(chunk.start, chunk.stop, dtype=np.uint64)
        elements = [b"\x07_id\0", object_ids(table.columns[0], numbers), *elements]
    return _joined(_document(elements, len(batch)), len(batch))


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


# ---------------------------------------------------------------------- documents


def _element(name: str, array: pa.Array, type_: Type) -> list[Part]:
    """Type, name and value."""
    if "\0" in name:
        raise DataError(f"{name!r} cannot be the name of a field: a zero byte ends it (rename it)")
    code, value = _value(array, type_)
    return [code, name.encode() + END, *value]


def _document(elements: Sequence[Part], rows: int) -> list[Part]:
    """The elements with the document's length before them and its end behind them."""
    size = np.full(rows, 4 + len(END), np.int32)
    for part in elements:
        if isinstance(part, bytes):
            size += len(part)
        elif isinstance(part, np.ndarray):
            size += part.dtype.itemsize
        else:
            size += _lengths(part)
    return [size, *elements, END]


def _joined(parts: Sequence[Part], rows: int) -> pa.BinaryArray:
    """The parts one after another, row by row; a null is nothing."""
    segments: list[Any] = []
    waiting: list[bytes | NDArray[Any]] = []
    for part in parts:
        if isinstance(part, bytes | np.ndarray):
            waiting.append(part)
            continue
        if waiting:
            segments.append(_binary(_records(waiting, rows)))
            waiting = []
        segments.append(part)
    if waiting:
        segments.append(_binary(_records(waiting, rows)))
    if len(segments) == 1 and not segments[0].null_count:
        return segments[0]
    nothing = _literal(b"")
    return pc.binary_join_element_wise(
        *segments, nothing, null_handling="replace", null_replacement=b""
    )


def _records(parts: Sequence[bytes | NDArray[Any]], rows: int) -> NDArray[Any]:
    """Parts of a fixed width as one record a row: the bytes of all at once, each array by a copy of its own."""
    dtypes = [
        np.dtype(f"V{len(part)}") if isinstance(part, bytes) else part.dtype for part in parts
    ]
    layout = np.dtype([(f"p{i}", dtype) for i, dtype in enumerate(dtypes)])
    model = b"".join(
        part if isinstance(part, bytes) else bytes(part.dtype.itemsize) for part in parts
    )
    made = np.frombuffer(model * rows, layout).copy() if rows else np.empty(0, layout)
    for i, part in enumerate(parts):
        if isinstance(part, np.ndarray):
            made[f"p{i}"] = part
    return made


def _binary(records: NDArray[Any], null: NDArray[np.bool_] | None = None) -> pa.BinaryArray:
    """Records of one width as an array of bytes, with no copy."""
    count, width = len(records), records.dtype.itemsize
    ends = np.arange(count + 1, dtype=np.int32) * np.int32(width)
    valid = None if null is None else pa.py_buffer(np.packbits(~null, bitorder="little"))
    data = pa.py_buffer(np.ascontiguousarray(records))
    return pa.BinaryArray.from_buffers(pa.binary(), count, [valid, pa.py_buffer(ends), data])


def _lengths(array: pa.Array) -> Any:
    """Bytes of each value, int32 of shape (n,); 0 for a null."""
    lengths = pc.binary_length(array)
    return (lengths.fill_null(0) if lengths.null_count else lengths).to_numpy()


@lru_cache(maxsize=8)
def _literal(value: bytes) -> pa.BinaryScalar:
    return pa.scalar(value, pa.binary())


# ---------------------------------------------------------------------- values


def _value(array: pa.Array, type_: Type) -> tuple[Part, list[Part]]:
    """Types and values of the elements of one column; a null has a type of its own, and no value."""
    if pa.types.is_dictionary(array.type) and array.dictionary.null_count:
        array = array.dictionary_decode()
    if type_.kind == "json":
        code, value = _json(array)
    elif type_.kind in _FIXED:
        code, value = _FIXED[type_.kind](_plain(array))
    else:
        code, value = _LONG.get(type_.kind, _text)(array, type_)
    if not array.null_count:
        return code, value
    null = null_mask(array)
    codes = np.frombuffer(code, np.uint8) if isinstance(code, bytes) else code
    return np.where(null, np.uint8(NULL), codes), [_nulled(value, null)]


def _nulled(value: list[Part], null: NDArray[np.bool_]) -> pa.BinaryArray:
    """The value in one part, with nulls where it has none."""
    if len(value) == 1 and isinstance(value[0], np.ndarray):
        return _binary(value[0], null)
    joined = value[0] if len(value) == 1 else _joined(value, len(null))
    return with_nulls(joined, null)


def _plain(array: pa.Array) -> pa.Array:
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def _numbers(array: pa.Array, storage: pa.DataType) -> NDArray[Any]:
    """The numbers behind an array; nulls as 0."""
    numbers = array if array.type == storage else array.view(storage)
    made: NDArray[Any] = (numbers.fill_null(0) if numbers.null_count else numbers).to_numpy()
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


def _text(array: pa.Array, type_: Type) -> tuple[bytes, list[Part]]:
    """Texts, and what stands as text: times of day and intervals."""
    if type_.kind != "text":
        array = JSON.unquoted(array, type_)
    if pa.types.is_dictionary(array.type):
        entries = once(array.dictionary, "BSON", lambda texts: _joined(_texts(texts), len(texts)))
        return b"\x02", [entries.take(array.indices)]
    return b"\x02", _texts(array)


def _texts(array: pa.StringArray) -> list[Part]:
    return [_lengths(array) + np.int32(len(END)), array.view(pa.binary()), END]


def _bytes(array: pa.Array, type_: Type) -> tuple[bytes, list[Part]]:
    return b"\x05", [_lengths(array), b"\0", array]


def _struct(array: pa.StructArray, type_: Type) -> tuple[bytes, list[Part]]:
    elements: list[Part] = []
    for part, (name, member) in zip(array.flatten(), type_.fields, strict=True):
        elements += _element(name, part, member)
    return b"\x03", _document(elements, len(array))


def _list(array: pa.ListArray, type_: Type) -> tuple[bytes, list[Part]]:
    """A document whose names count the items. Items lie end to end, so a list is a cut of them."""
    assert type_.item is not None
    counts = pc.fill_null(array.value_lengths(), 0).to_numpy()
    stops = np.zeros(len(array) + 1, np.int64)
    np.cumsum(counts, out=stops[1:])
    items = array.flatten()
    code, value = _value(items, type_.item)
    places = np.arange(len(items)) - np.repeat(stops[:-1], counts)
    names = _places(int(counts.max(initial=0))).take(arrow_array(places))
    ends, data = ends_and_data(_joined([code, names, *value], len(items)))
    cuts = pa.py_buffer(np.ascontiguousarray(ends[stops], np.int32))
    bodies = pa.BinaryArray.from_buffers(pa.binary(), len(array), [None, cuts, data or NO_DATA])
    return b"\x04", _document([bodies], len(array))


def _places(count: int) -> pa.BinaryArray:
    """The names of the items of a list: 0, 1, …"""
    return _names_of_places(1 << max(count, 16).bit_length())


@lru_cache(maxsize=24)
def _names_of_places(count: int) -> pa.BinaryArray:
    return pa.array([b"%d\0" % place for place in range(count)], pa.binary())


_LONG: dict[str, Callable[[pa.Array, Type], tuple[bytes, list[Part]]]] = {
    "bytes": _bytes,
    "struct": _struct,
    "list": _list,
}


def _json(array: pa.Array) -> tuple[Part, list[Part]]:
    """JSON documents as what they say; each distinct one is read once."""
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    codes, values = json_values(array.dictionary)
    indices = array.indices.fill_null(0) if array.null_count else array.indices
    if not len(values):
        return np.full(len(array), NULL, np.uint8), [pa.nulls(len(array), pa.binary())]
    return codes.take(indices.to_numpy()), [values.take(array.indices)]
