"""Types of columns in Arrow, and how the values that generators handle become arrays of them.

What is known of each type stands in `core.kinds`.
"""

import re
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array, numpy_array, text_array
from mockcraft.core.coded import plain_text, written
from mockcraft.core.conversion import are_object_ids, are_uuids, as_text, convert
from mockcraft.core.expressions.operand import (
    DAY,
    RowError,
)
from mockcraft.core.kinds import BY_VALUE, KINDS, PRECISION, hint
from mockcraft.core.values import FIRST_DAY, LAST_DAY, Date, Decimal, Time, Timestamp
from mockcraft.dataclass import dataclass
from mockcraft.errors import ParameterError, shortened


class Asked(NamedTuple):
    """A type as a schema file asks for it; digits that it leaves open are None."""

    kind: str
    precision: int | None = None
    scale: int | None = None

    def type(self, scale: int = 0) -> "Type":
        """The type; decimals that say nothing of their places have `scale` of them."""
        if self.kind != "decimal":
            return Type(self.kind)
        return Type(
            self.kind, self.precision or PRECISION, scale if self.scale is None else self.scale
        )


@dataclass(frozen=True, slots=True)
class Type:
    """Type of a column.

    Attributes:
        kind: the family, a key of `kinds.KINDS`.
        precision: digits in all, for decimal.
        scale: digits after the point, for decimal.
        fields: names and types of the members, for struct.
        item: type of the items, for list.
    """

    kind: str
    precision: int = PRECISION
    scale: int = 0
    fields: tuple[tuple[str, "Type"], ...] = ()
    item: "Type | None" = None

    def __str__(self) -> str:
        return f"decimal({self.precision},{self.scale})" if self.kind == "decimal" else self.kind

    @staticmethod
    def parse(text: str) -> Asked:
        """The type that a text such as `decimal(10, 2)` asks for; raises ParameterError."""
        word = text.strip().lower()
        match = _SHAPE.fullmatch(word)
        kind = KINDS.get(match[1]) if match else None
        if (
            match is None
            or kind is None
            or not kind.written
            or (match[2] and match[1] != "decimal")
        ):
            shown = ' (such as decimal(10, 2); between { and } it must stand in quotes: "decimal(10, 2)")'
            known = shown if word.startswith("decimal(") else hint(word)
            raise ParameterError(f"type {shortened(text)!r} is not known{known}")
        if match[2] is None:
            return Asked(match[1])
        precision, scale = int(match[2]), int(match[3] or 0)
        if not (scale <= precision <= PRECISION and precision):
            raise ParameterError(
                f"type {shortened(text)!r} has not 1 to {PRECISION} digits, with the decimals among them"
            )
        return Asked(match[1], precision, scale)

    @property
    def family(self) -> str:
        """The family of the kind, see `kinds.Kind`."""
        return KINDS[self.kind].family

    @property
    def nested(self) -> bool:
        """Whether a value has parts: formats without nesting write it as JSON text."""
        return self.family == "nested"

    @property
    def arrow(self) -> pa.DataType:
        """The Arrow type that rows are made in; text may arrive dictionary-encoded as well."""
        if self.kind == "decimal":
            return pa.decimal128(PRECISION, self.scale)
        if self.kind == "struct":
            return pa.struct([(name, member.arrow) for name, member in self.fields])
        if self.kind == "list":
            assert self.item is not None
            return pa.list_(self.item.arrow)
        return _ARROW[self.kind]


INTERVAL_LIMIT = (
    9_223_372_036_854  # seconds: their microseconds fit 64 bits, as databases count them
)
_SHAPE = re.compile(r"([a-z][a-z0-9]*)(?:\( *(\d{1,4})(?: *, *(\d{1,4}))? *\))?")
_ARROW = {name: kind.arrow(pa) for name, kind in KINDS.items() if kind.arrow is not None}


def type_of(arrow: pa.DataType) -> Type:
    """The type of an array that an expression or a constant gave."""
    if pa.types.is_decimal(arrow):
        return Type("decimal", PRECISION, arrow.scale)
    if pa.types.is_dictionary(arrow) or pa.types.is_null(arrow):
        return Type("text")
    return Type(next(kind for kind, each in _ARROW.items() if each == arrow))


def type_of_values(value: type) -> Type:
    """The type of what generators declare with this class, such as `values.Date`."""
    return Type(BY_VALUE[value].name)


def to_arrow(value: Any, count: int) -> pa.Array:
    """A value of the vector evaluator as an Arrow array of `count` rows; a constant is repeated."""
    if isinstance(value, pa.Array):
        return value
    if isinstance(value, str):
        return pa.DictionaryArray.from_arrays(
            arrow_array(np.zeros(count, np.int32)), text_array([value])
        )
    if isinstance(value, Decimal):
        return decimal_array(_filled(value.units, count), value.scale)
    if isinstance(value, Date):
        return arrow_array(_filled(value.days, count).astype(np.int32), pa.date32())
    if isinstance(value, Time):
        return arrow_array(_filled(value.seconds, count).astype(np.int32), pa.time32("s"))
    if isinstance(value, Timestamp):
        return arrow_array(_filled(value.seconds, count), pa.timestamp("s"))
    if isinstance(value, np.ndarray | bool | int):
        return arrow_array(_filled(value, count))
    return written(value)


def from_arrow(array: pa.Array) -> Any:
    """An Arrow array of numbers or times without nulls as a value of the vector evaluator."""
    if pa.types.is_timestamp(array.type):
        return Timestamp(numpy_array(array.view(pa.int64())))
    if pa.types.is_date(array.type):
        return Date(numpy_array(array.view(pa.int32())).astype(np.int64))
    return numpy_array(array)


def _filled(value: Any, count: int) -> Any:
    return value if isinstance(value, np.ndarray) else np.full(count, value)


def decimal_array(units: Any, scale: int) -> pa.Array:
    """decimal128 array over int64 units of shape (n,): the low word and the sign word, no conversion."""
    words = np.empty((len(units), 2), np.int64)
    words[:, 0] = units
    words[:, 1] = words[:, 0] >> 63
    buffers = [None, pa.py_buffer(words)]
    return pa.Array.from_buffers(pa.decimal128(PRECISION, scale), len(units), buffers)


class Unfit(RowError):
    """A value that a type does not hold; `row` is its place in the array."""


_CLOCK = (FIRST_DAY * DAY, (LAST_DAY + 1) * DAY - 1)
_LIMITS = {  # of what the Arrow type would hold; both inclusive, in days or seconds
    "date": (FIRST_DAY, LAST_DAY),
    "timestamp": _CLOCK,
    "timestamptz": _CLOCK,
    "time": (0, DAY - 1),
    "interval": (-INTERVAL_LIMIT, INTERVAL_LIMIT),
}


def cast(array: pa.Array, wanted: Type, converted: bool = True) -> pa.Array:
    """The array as another type; raises Unfit for a value that the type does not hold.

    What is not `converted` was made as that type by a generator, so that its texts need no check: it
    would take three times as long as making a UUID.
    """
    if not converted and array.type == wanted.arrow == pa.string():
        return array
    if pa.types.is_dictionary(array.type):
        if wanted.arrow == pa.string() and _within(array.dictionary, wanted):
            return array
        array = array.dictionary_decode()
    made = _converted(array, wanted)
    if made is None:
        raise _unfit(array, wanted)
    return made


def cut(array: pa.Array, length: int) -> pa.Array:
    """Texts with no more than `length` characters, and no spaces before the place where they are cut."""
    if pa.types.is_dictionary(array.type):
        return pa.DictionaryArray.from_arrays(array.indices, cut(array.dictionary, length))
    short = pc.utf8_rtrim(pc.utf8_slice_codeunits(array, 0, length), " ")
    return pc.if_else(pc.greater(pc.utf8_length(array), length), short, array)


def _converted(array: pa.Array, wanted: Type) -> pa.Array | None:
    try:
        made = array if wanted.nested else convert(array, wanted.kind, wanted.arrow)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    return made if _within(made, wanted) else None


def _within(array: pa.Array, wanted: Type) -> bool:
    """Whether all values lie within the type's range, which is narrower than that of its Arrow type."""
    if wanted.kind in _LIMITS:
        low, high = _LIMITS[wanted.kind]
        numbers = array.view(pa.int32() if array.type.bit_width == 32 else pa.int64())
        reach = pc.min_max(numbers)
        return reach["min"].as_py() is None or (
            low <= reach["min"].as_py() and reach["max"].as_py() <= high
        )
    if wanted.kind == "decimal":
        units = decimal_units(array)
        most = 10**wanted.precision
        return not len(units) or bool(-most < units.min() and units.max() < most)
    if wanted.kind == "uuid":
        return are_uuids(array)
    if wanted.kind == "objectid":
        return are_object_ids(array)
    if pa.types.is_floating(array.type):
        return pc.all(pc.is_finite(array)).as_py() is not False
    return True


def _unfit(array: pa.Array, wanted: Type) -> Unfit:
    """The error for the first row that does not fit, which is found by halving."""
    fits, fails = 0, len(array)  # rows from the start
    while fails - fits > 1:
        middle = (fits + fails) // 2
        if _converted(array.slice(fits, middle - fits), wanted) is None:
            fails = middle
        else:
            fits = middle
    value = as_text(array.slice(fits, 1))[0].as_py()
    shown = repr(shortened(value)) if pa.types.is_string(array.type) else value
    return Unfit(f"{shown} is not {_described(wanted, pa.types.is_string(array.type))}", fits)


def check_text(text: str, wanted: Type) -> None:
    """Raises ParameterError for a text that cannot become the type, though an array might take it."""
    if wanted.kind == "json":
        fits = _is_json(text)
    else:
        fits = _converted(text_array([text]), wanted) is not None
    if not fits:
        raise ParameterError(f"{shortened(text)!r} is not {_described(wanted, True)}")


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _described(wanted: Type, from_text: bool) -> str:
    like = KINDS[wanted.kind].like
    if wanted.kind == "decimal":
        return f"{like} of {wanted.precision} digits, {wanted.scale} of them decimals"
    if KINDS[wanted.kind].dated and not from_text:
        return f"{like} in the years 1 to 9999"
    return like


def decimal_units(array: pa.Array) -> Any:
    """Units of decimals of at most 18 digits, int64 of shape (n,); nulls as 0."""
    words = np.frombuffer(array.buffers()[1], np.int64)[2 * array.offset :][: 2 * len(array) : 2]
    return np.where(null_mask(array), 0, words) if array.null_count else words


def null_mask(array: pa.Array) -> Any:
    """Which values are null: bool of shape (n,)."""
    return numpy_array(array.is_null())


def with_nulls(array: pa.Array, null: "np.ndarray[Any, np.dtype[np.bool_]]") -> pa.Array:
    """The array with nulls in these rows too; dictionaries stay."""
    if not null.any():
        return array
    if pa.types.is_dictionary(array.type):
        return pa.DictionaryArray.from_arrays(with_nulls(array.indices, null), array.dictionary)
    return pc.if_else(arrow_array(null), pa.nulls(1, array.type)[0], array)


def place(parts: "list[pa.Array]", order: Any) -> pa.Array:
    """Arrays one after another, taken in the given order (int64 of shape (n,)); all of one type."""
    if any(pa.types.is_dictionary(part.type) for part in parts):
        parts = [plain_text(part) for part in parts]
    return pa.concat_arrays(parts).take(arrow_array(order))
