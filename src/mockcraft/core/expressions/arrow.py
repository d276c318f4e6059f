"""Operands of expressions from Arrow arrays, and back."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array, numpy_array
from mockcraft.core.expressions.arithmetic import within
from mockcraft.core.expressions.operand import (
    DAY,
    LARGEST,
    PLACES,
    WORDS,
    Call,
    Mask,
    Operand,
    decoded,
    null,
    operand,
)
from mockcraft.core.expressions.text import characters, longest, spent
from mockcraft.errors import ParameterError


def read(name: str, array: pa.Array) -> Operand:
    """A column's operand; ParameterError for a type that expressions do not know."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    for holds, reader in _READERS:
        if holds(array.type):
            return reader(array)
    raise ParameterError(
        f'column "{name}" is of type {array.type} (expressions take numbers, text, booleans, dates and times)'
    )


def _valid(array: pa.Array) -> Mask | None:
    if not array.null_count:
        return None
    return numpy_array(array.is_valid())


def _numpy(array: pa.Array, zero: Any = 0) -> NDArray[Any]:
    filled = pc.fill_null(array, zero) if array.null_count else array
    return numpy_array(filled)


def _read_integer(array: pa.Array) -> Operand:
    return operand("integer", _numpy(array.cast(pa.int64())), _valid(array))


def _read_float(array: pa.Array) -> Operand:
    return operand("float", _numpy(array.cast(pa.float64()), 0.0), _valid(array))


def _read_decimal(array: pa.Array) -> Operand:
    """Units from the lower half of each 128-bit number, which holds all of it up to 18 digits."""
    halves = np.frombuffer(array.buffers()[1], np.int64).reshape(-1, 2)
    units = halves[array.offset : array.offset + len(array), 0]
    valid = _valid(array)
    units = units.copy() if valid is None else np.where(valid, units, 0)
    return operand("decimal", units, valid, array.type.scale)


def _read_text(array: pa.Array) -> Operand:
    if isinstance(array, pa.DictionaryArray) and array.dictionary.null_count:
        array = array.dictionary_decode()
    if isinstance(array, pa.DictionaryArray):
        return Operand("text", array)
    return Operand("text", array.cast(pa.string()))


def _reader(kind: str, whole: pa.DataType) -> Callable[[pa.Array], Operand]:
    def read_whole(array: pa.Array) -> Operand:
        return operand(kind, _numpy(array.view(whole)).astype(np.int64), _valid(array))

    return read_whole


def _is_text(type_: pa.DataType) -> bool:
    return type_ in (pa.string(), pa.large_string()) or (
        pa.types.is_dictionary(type_) and type_.value_type == pa.string()
    )


_READERS: list[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], Operand]]] = [
    (pa.types.is_integer, _read_integer),
    (lambda type_: pa.types.is_decimal128(type_) and type_.precision <= PLACES, _read_decimal),
    (_is_text, _read_text),
    (pa.types.is_boolean, lambda array: operand("boolean", _numpy(array, False), _valid(array))),
    (pa.types.is_floating, _read_float),
    (pa.types.is_date32, _reader("date", pa.int32())),
    (
        lambda type_: pa.types.is_timestamp(type_) and type_.unit == "s",  # with a zone: as UTC
        _reader("timestamp", pa.int64()),
    ),
    (lambda type_: type_ == pa.duration("s"), _reader("seconds", pa.int64())),
    (lambda type_: type_ == pa.time32("s"), _reader("time", pa.int32())),
    (pa.types.is_null, lambda array: null()),
]


def write(call: Call, value: Operand, count: int) -> pa.Array:
    """The operand's values as an Arrow array of `count` rows."""
    call.operands = [value]
    if value.kind == "null":
        return pa.nulls(count)
    if value.kind == "text":
        return _write_text(call, value.data, count)
    if value.kind not in _WRITERS:
        raise ParameterError(f"{call} is {WORDS[value.kind]} (add it to a date or a timestamp)")
    return _WRITERS[value.kind](call, value, count)


def _write_text(call: Call, data: Any, count: int) -> pa.Array:
    if len(data) != count:
        spent(call, longest(decoded(data)), count, lambda: np.repeat(characters(data), count))
        data = data.take(arrow_array(np.zeros(count, np.int64)))
    return decoded(data)


def _array(data: NDArray[Any], valid: Mask | None, count: int) -> pa.Array:
    mask = None if valid is None else ~np.broadcast_to(valid, count)
    return pa.array(np.ascontiguousarray(np.broadcast_to(data, count)), mask=mask)


def _write_integer(call: Call, value: Operand, count: int) -> pa.Array:
    return _array(within(call, value, -LARGEST - 1, LARGEST), value.valid, count)


def _write_decimal(call: Call, value: Operand, count: int) -> pa.Array:
    if value.scale > PLACES:
        raise ParameterError(
            f"{call} has {value.scale} decimal places, at most {PLACES} can be stored (use round)"
        )
    units = within(call, value, 1 - 10**PLACES, 10**PLACES - 1)
    halves = np.empty((count, 2), np.int64)
    halves[:, 0] = units
    halves[:, 1] = halves[:, 0] >> 63
    bits = None
    if value.valid is not None:
        valid = np.broadcast_to(value.valid, count)
        bits = pa.py_buffer(np.packbits(valid, bitorder="little"))
    return pa.Array.from_buffers(
        pa.decimal128(PLACES, value.scale), count, [bits, pa.py_buffer(halves)]
    )


def _writer(dtype: type, type_: pa.DataType) -> Callable[[Call, Operand, int], pa.Array]:
    def write_as(call: Call, value: Operand, count: int) -> pa.Array:
        return _array(value.data.astype(dtype, copy=False), value.valid, count).view(type_)

    return write_as


def _write_interval(unit: int) -> Callable[[Call, Operand, int], pa.Array]:
    """An interval as seconds, of which a unit has `unit`."""

    def write_as(call: Call, value: Operand, count: int) -> pa.Array:
        most = LARGEST // unit
        units = within(call, value, -most, most)
        return _array(units * unit, value.valid, count).view(pa.duration("s"))

    return write_as


_WRITERS: dict[str, Callable[[Call, Operand, int], pa.Array]] = {
    "integer": _write_integer,
    "decimal": _write_decimal,
    "float": _writer(np.float64, pa.float64()),
    "boolean": _writer(np.bool_, pa.bool_()),
    "date": _writer(np.int32, pa.date32()),
    "timestamp": _writer(np.int64, pa.timestamp("s")),
    "time": _writer(np.int32, pa.time32("s")),
    "seconds": _write_interval(1),
    "days": _write_interval(DAY),
}
