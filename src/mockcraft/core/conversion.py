"""Arrays of one type as arrays of another: what `type:` asks for, and every type as text.

A value that cannot be converted raises pyarrow.ArrowInvalid; `types.cast` finds its row.
"""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core import compute as pc
from mockcraft.core.arrays import NO_TEXT, arrow_array, concatenated, numpy_array, text_array
from mockcraft.core.kinds import read_boolean


def convert(array: pa.Array, kind: str, wanted: pa.DataType) -> pa.Array:
    """A plain array (no dictionary) as `wanted`, the Arrow type of the kind."""
    if array.type == wanted:
        return array
    if pa.types.is_string(array.type):
        return _FROM_TEXT.get(kind, _cast)(array, wanted)
    if wanted == pa.string():
        return as_text(array)
    array = _widened(array)
    return array if array.type == wanted else _FROM_OTHERS.get(kind, _cast)(array, wanted)


def _cast(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    return array.cast(wanted)


def _widened(array: pa.Array) -> pa.Array:
    """Numbers of 32 bits as 64, and times in UTC without their zone: what expressions compute with."""
    if array.type == pa.int32():
        return array.cast(pa.int64())
    if array.type == pa.float32():
        return array.cast(pa.float64())
    return array.cast(pa.timestamp("s")) if _is_zoned(array.type) else array


def _is_zoned(type_: pa.DataType) -> bool:
    return pa.types.is_timestamp(type_) and type_.tz is not None


# ---------------------------------------------------------------------- from text


def _read_each(array: pa.Array, read: Callable[[str], Any], wanted: pa.DataType) -> pa.Array:
    """Values read from text, each distinct text once; `read` gives None for what it cannot read."""
    entries = array.dictionary_encode()
    values = [read(text) for text in entries.dictionary.to_pylist()]
    if None in values:
        raise pa.ArrowInvalid(f"{entries.dictionary[values.index(None)]} cannot be read")
    return pa.array(values, wanted).take(entries.indices)


def _time(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    day = concatenated("1970-01-01 ", array)
    return day.cast(pa.timestamp("s")).cast(wanted)


def _zoned(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    """RFC 3339; what names no zone is in UTC."""
    zoned = pc.match_substring_regex(array, r"\d:\d\d.*[+-]\d\d(:?\d\d)?$|[zZ]$")
    nothing = NO_TEXT
    with_zone = pc.if_else(zoned, array, nothing).cast(wanted)
    without = pc.if_else(zoned, nothing, array).cast(pa.timestamp("s")).cast(wanted)
    return pc.coalesce(with_zone, without)


_PART = r"([+-]?\d{1,15})"
_INTERVAL = re.compile(
    rf"([+-]?)P(?=.)(?:{_PART}W)?(?:{_PART}D)?(?:T(?=.)(?:{_PART}H)?(?:{_PART}M)?(?:{_PART}S)?)?",
    re.ASCII,
)
_SECONDS = (604_800, 86_400, 3_600, 60, 1)  # of a week, a day, an hour, a minute, a second


def read_interval(text: str) -> int | None:
    """Seconds of an ISO 8601 duration without years and months; None where it is none."""
    match = _INTERVAL.fullmatch(text.strip())
    if match is None:
        return None
    sign, *parts = match.groups()
    seconds = sum(int(part or 0) * each for part, each in zip(parts, _SECONDS, strict=True))
    seconds = -seconds if sign == "-" else seconds
    return seconds if abs(seconds) < 2**63 else None


def _bytes(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    r"""The bytes that hexadecimal digits after \x stand for, as PostgreSQL has it; else those of UTF-8.

    Raises ArrowInvalid where other signs than pairs of digits follow \x, as PostgreSQL does.
    """
    plain = array.cast(wanted)
    coded = pc.starts_with(array, r"\x")
    if not pc.any(coded).as_py():
        return plain
    digits = pc.match_substring_regex(array, r"^\\x([0-9a-fA-F][0-9a-fA-F])*$")
    if not pc.all(pc.or_(digits, pc.invert(coded))).as_py():
        raise pa.ArrowInvalid(r"no pairs of hexadecimal digits after \x")
    digits = pc.if_else(coded, pc.utf8_slice_codeunits(array, 2), "")
    return pc.if_else(coded, from_hex(digits), plain)


_FROM_TEXT: dict[str, Callable[[pa.Array, pa.DataType], pa.Array]] = {
    "boolean": lambda array, wanted: _read_each(array, read_boolean, wanted),
    "float32": lambda array, wanted: array.cast(pa.float64()).cast(wanted),
    "time": _time,
    "timestamptz": _zoned,
    "interval": lambda array, wanted: _read_each(array, read_interval, pa.int64()).view(wanted),
    "bytes": _bytes,
}

_UUID = np.array(
    [2 if each == "-" else 1 for each in "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"], np.uint8
)
_SIGNS = np.zeros(256, np.uint8)
_SIGNS[list(b"0123456789abcdefABCDEF")] = 1
_SIGNS[ord("-")] = 2


_LOWER = np.where(np.isin(np.arange(256), list(b"ABCDEF")), np.uint8(0), _SIGNS)
_OBJECT_ID = np.ones(24, np.uint8)


def are_uuids(text: pa.StringArray) -> bool:
    """Whether all texts but nulls are UUIDs, as hexadecimal digits with hyphens (RFC 9562, 4)."""
    return _are(text, _SIGNS, _UUID)


def are_object_ids(text: pa.StringArray) -> bool:
    """Whether all texts but nulls are ObjectIds: 24 hexadecimal digits, in lower case so that texts that differ
    are ObjectIds that differ.
    """
    return _are(text, _LOWER, _OBJECT_ID)


def _are(text: pa.StringArray, kinds: NDArray[np.uint8], wanted: NDArray[np.uint8]) -> bool:
    """Whether all texts but nulls have characters of the wanted kinds, and as many."""
    text = text.drop_null() if text.null_count else text
    _, ends, data = text.buffers()
    offsets = np.frombuffer(ends, np.int32)[text.offset :][: len(text) + 1]
    if not len(text) or (np.diff(offsets) != len(wanted)).any():
        return not len(text)
    size = len(text) * len(wanted)
    signs = np.frombuffer(data, np.uint8, size, offsets[0]).reshape(len(text), len(wanted))
    return bool((kinds.take(signs) == wanted).all())


_UUID_DIGITS = np.flatnonzero(_UUID == 1)


def uuid_bytes(text: pa.StringArray) -> bytes:
    """The 16 bytes of each UUID, end to end; those of a null are 0."""
    filled = pc.fill_null(text, _NIL_UUID) if text.null_count else text
    _, ends, data = filled.buffers()
    first = np.frombuffer(ends, np.int32)[filled.offset]
    size = len(filled) * len(_UUID)
    signs = np.frombuffer(data or b"", np.uint8, size, first).reshape(-1, len(_UUID))
    return bytes.fromhex(signs[:, _UUID_DIGITS].tobytes().decode())


_NIL_UUID = "00000000-0000-0000-0000-000000000000"

# ---------------------------------------------------------------------- from other types

_WORD_DIGITS = 18  # of a decimal whose units are 64 bits


def _integer(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    if pa.types.is_duration(array.type):
        array = array.view(pa.int64())
    if pa.types.is_decimal(array.type):
        array = pc.round(array, 0, "half_towards_infinity")
    return array.cast(pa.int64()).cast(wanted)


def _decimal(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    if pa.types.is_decimal(array.type):
        array = pc.round(array, wanted.scale, "half_towards_infinity")
    if pa.types.is_integer(array.type):
        array = array.cast(pa.decimal128(19, 0))
    return array.cast(wanted)


def _float(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    """The number nearest to each decimal of at most 15 digits, and to others within a last place of it.

    Arrow multiplies by 0.01, and makes 52.620000000000005 of 52.62.
    """
    if not pa.types.is_decimal128(array.type) or array.type.precision > _WORD_DIGITS:
        return array.cast(wanted)
    units = np.frombuffer(array.buffers()[1] or b"", np.int64)[2 * array.offset :]
    numbers = arrow_array(units[: 2 * len(array) : 2] / 10.0**array.type.scale)
    return pc.if_else(array.is_valid(), numbers, pa.scalar(None, pa.float64())).cast(wanted)


def _interval(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    """A number counts seconds, and so does a time of day, from midnight."""
    whole = array.view(pa.int32()) if pa.types.is_time(array.type) else array
    return whole.cast(pa.int64()).view(wanted)


_FROM_OTHERS: dict[str, Callable[[pa.Array, pa.DataType], pa.Array]] = {
    "integer": _integer,
    "int32": _integer,
    "decimal": _decimal,
    "float": _float,
    "float32": lambda array, wanted: _float(array, pa.float64()).cast(wanted),
    "timestamptz": lambda array, wanted: array.cast(pa.timestamp("s")).cast(wanted),
    "interval": _interval,
}

# ---------------------------------------------------------------------- as text


def as_text(array: pa.Array) -> pa.StringArray:
    """Any values but nested ones as text, the way every text format writes them; see `values.text_of`."""
    if pa.types.is_binary(array.type):
        return hex_text(array, "\\x")
    if pa.types.is_duration(array.type):
        return interval_text(array)
    if array.type == pa.float32():
        texts = list(map(str, numpy_array(pc.fill_null(array, 0))))
        return _nulls_of(array, text_array(texts))
    if _is_zoned(array.type):
        text = pc.replace_substring(array.cast(pa.timestamp("s")).cast(pa.string()), " ", "T")
        return concatenated(text, "Z")
    from mockcraft.core.expressions import arrow as arrays
    from mockcraft.core.expressions import casts
    from mockcraft.core.expressions.operand import Call, RowValues

    call = Call(("cast",), RowValues(lambda name: arrays.read(name, array), len(array)), str)
    return casts.written(call, arrays.read("", array)).data


def interval_text(array: pa.Array) -> pa.StringArray:
    """ISO 8601 without days, which are not always 24 hours long: PT26H3M4S, PT-5S, PT0S."""
    seconds = numpy_array(pc.fill_null(array.view(pa.int64()), 0))
    size = np.abs(seconds)
    sign = np.sign(seconds)
    parts = [(size // 3_600, "H"), (size // 60 % 60, "M"), (size % 60, "S")]
    cells = []
    for i, (part, unit) in enumerate(parts):
        text = concatenated(arrow_array(part * sign).cast(pa.string()), unit)
        shown = part != 0 if i < len(parts) - 1 else (part != 0) | (seconds == 0)
        cells.append(pc.if_else(arrow_array(shown), text, ""))
    return _nulls_of(array, concatenated("PT", *cells))


def hex_text(array: pa.BinaryArray, before: str, after: str = "") -> pa.StringArray:
    """Bytes as hexadecimal digits in small letters, between two literals."""
    _, ends, data = array.buffers()
    offsets = np.frombuffer(ends, np.int32)[array.offset :][: len(array) + 1]
    digits = memoryview(data or b"")[offsets[0] : offsets[-1]].hex().encode()
    doubled = pa.py_buffer(np.ascontiguousarray((offsets - offsets[0]) * 2))
    text = pa.StringArray.from_buffers(len(array), doubled, pa.py_buffer(digits))
    return _nulls_of(array, concatenated(before, text, after))


def from_hex(array: pa.StringArray) -> pa.BinaryArray:
    """The bytes of texts of hexadecimal digits in pairs; nulls have none."""
    filled = pc.fill_null(array, "")
    _, ends, data = filled.buffers()
    offsets = np.frombuffer(ends, np.int32)[filled.offset :][: len(filled) + 1]
    made = bytes.fromhex(bytes(memoryview(data or b"")[offsets[0] : offsets[-1]]).decode())
    halved = pa.py_buffer(np.ascontiguousarray((offsets - offsets[0]) // 2))
    return pa.BinaryArray.from_buffers(pa.binary(), len(filled), [None, halved, pa.py_buffer(made)])


def _nulls_of(array: pa.Array, text: pa.StringArray) -> pa.StringArray:
    return pc.if_else(array.is_valid(), text, None) if array.null_count else text
