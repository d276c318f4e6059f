"""Types of columns, and how the values that generators handle become Arrow arrays of them."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mockcraft.core.coded import arrow_array, plain_text, written
from mockcraft.core.expressions import arrow as arrays
from mockcraft.core.expressions import casts
from mockcraft.core.expressions.operand import Call, Rows
from mockcraft.core.values import Date, Decimal, Time, Timestamp

Kind = Literal[
    "text", "uuid", "json", "integer", "boolean", "decimal", "float", "date", "timestamp", "time",
    "struct", "list",
]  # fmt: skip
PRECISION = 18  # digits of a decimal: its units fit 64 bits


@dataclass(frozen=True, slots=True)
class Type:
    """Type of a column.

    Attributes:
        kind: the family.
        precision: digits in all, for decimal.
        scale: digits after the point, for decimal.
        fields: names and types of the members, for struct.
        item: type of the items, for list.
    """

    kind: Kind
    precision: int = PRECISION
    scale: int = 0
    fields: tuple[tuple[str, "Type"], ...] = ()
    item: "Type | None" = None

    def __str__(self) -> str:
        return f"decimal({self.precision},{self.scale})" if self.kind == "decimal" else self.kind

    @property
    def nested(self) -> bool:
        """Whether a value has parts: formats without nesting write it as JSON text."""
        return self.kind in ("struct", "list")

    @property
    def arrow(self) -> pa.DataType:
        """The Arrow type; text may arrive dictionary-encoded as well."""
        if self.kind == "decimal":
            return pa.decimal128(PRECISION, self.scale)
        if self.kind == "struct":
            return pa.struct([(name, member.arrow) for name, member in self.fields])
        if self.kind == "list":
            assert self.item is not None
            return pa.list_(self.item.arrow)
        return _ARROW[self.kind]


_ARROW: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "uuid": pa.string(),
    "json": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "float": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("s"),
    "time": pa.time32("s"),
}


def type_of(arrow: pa.DataType) -> Type:
    """The type of an array that an expression or a constant gave."""
    if pa.types.is_decimal(arrow):
        return Type("decimal", PRECISION, arrow.scale)
    if pa.types.is_dictionary(arrow) or pa.types.is_null(arrow):
        return Type("text")
    return Type(next(kind for kind, each in _ARROW.items() if each == arrow))


def to_arrow(value: Any, count: int) -> pa.Array:
    """A value of the vector evaluator as an Arrow array of `count` rows; a constant is repeated."""
    if isinstance(value, pa.Array):
        return value
    if isinstance(value, str):
        return pa.DictionaryArray.from_arrays(
            arrow_array(np.zeros(count, np.int32)), pa.array([value])
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
        return Timestamp(array.view(pa.int64()).to_numpy())
    if pa.types.is_date(array.type):
        return Date(array.view(pa.int32()).to_numpy().astype(np.int64))
    return array.to_numpy()


def _filled(value: Any, count: int) -> Any:
    return value if isinstance(value, np.ndarray) else np.full(count, value)


def decimal_array(units: Any, scale: int) -> pa.Array:
    """decimal128 array over int64 units of shape (n,): the low word and the sign word, no conversion."""
    words = np.empty((len(units), 2), np.int64)
    words[:, 0] = units
    words[:, 1] = words[:, 0] >> 63
    buffers = [None, pa.py_buffer(words)]
    return pa.Array.from_buffers(pa.decimal128(PRECISION, scale), len(units), buffers)


def cast(array: pa.Array, wanted: Type) -> pa.Array:
    """The array as another type; raises pyarrow.ArrowInvalid for a value that does not fit."""
    made = _cast(array, wanted)
    if wanted.kind == "decimal" and wanted.precision < PRECISION:
        made.cast(pa.decimal128(wanted.precision, wanted.scale))  # raises for more digits
    return made


def _cast(array: pa.Array, wanted: Type) -> pa.Array:
    if pa.types.is_dictionary(array.type):
        if wanted.kind in ("text", "uuid", "json"):
            return array
        array = array.dictionary_decode()
    if array.type == wanted.arrow:
        return array
    if wanted.kind == "text":
        return as_text(array)
    if pa.types.is_string(array.type) and wanted.kind == "time":
        day = pc.binary_join_element_wise("1970-01-01", array, " ")
        return day.cast(pa.timestamp("s")).cast(wanted.arrow)
    if pa.types.is_decimal(array.type) and wanted.kind in ("decimal", "integer"):
        array = pc.round(array, wanted.scale, "half_towards_infinity")
    if pa.types.is_integer(array.type) and wanted.kind == "decimal":
        array = array.cast(pa.decimal128(19, 0))
    return array.cast(wanted.arrow)


def as_text(array: pa.Array) -> pa.StringArray:
    """Numbers, booleans, dates and times as text: `values.text_of` of each."""
    call = Call(("cast",), Rows(lambda name: arrays.read(name, array), len(array)), str)
    return casts.written(call, arrays.read("", array)).data


def with_nulls(array: pa.Array, null: "np.ndarray[Any, np.dtype[np.bool_]]") -> pa.Array:
    """The array with nulls in these rows too; dictionaries stay."""
    if not null.any():
        return array
    if pa.types.is_dictionary(array.type):
        return pa.DictionaryArray.from_arrays(with_nulls(array.indices, null), array.dictionary)
    return pc.if_else(arrow_array(null), pa.scalar(None, array.type), array)


def place(parts: "list[pa.Array]", order: Any) -> pa.Array:
    """Arrays one after another, taken in the given order (int64 of shape (n,)); all of one type."""
    if any(pa.types.is_dictionary(part.type) for part in parts):
        parts = [plain_text(part) for part in parts]
    return pa.concat_arrays(parts).take(arrow_array(order))
