"""Tables of every type, and batches for them, with the text that each cell must become."""

import json
from base64 import b64encode
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from mockcraft.core import values
from mockcraft.core.context import Context
from mockcraft.core.fills import Constant
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.ranges import Chunk, Range
from mockcraft.core.types import Type
from mockcraft.database import Encoder

CONTEXT = Context(0, "t", "en_US", 0)
AWKWARD = [
    "", " ", "a", "NULL", "\\N", "\\", "\\\\", "'", "''", '"', '""', "a'b", 'a"b', ",", "a,b", "\n",
    "a\nb", "\r", "\r\n", "\t", "a\tb", "007", "1e5", "-0", "true", "é", "日本", "🙂", "e\u0301", "\u2028",
    "\ufeff", "--", ";", "%s", "{x}", "\x1f", "\x7f", "\x01", "\b", "\f", "a\\'b", "\\n", "/*",
]  # fmt: skip
TEXTS = st.sampled_from(AWKWARD) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8
)
DAYS = st.dates()
MOMENTS = st.datetimes().map(lambda each: each.replace(microsecond=0))
TIMES = st.times().map(lambda each: each.replace(microsecond=0))
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXTS,
    "uuid": st.uuids().map(str),
    "objectid": st.binary(min_size=12, max_size=12).map(bytes.hex),
    "json": st.sampled_from(['{"a": [1, null]}', "[]", '"x"', "null"]),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "date": DAYS,
    "timestamp": MOMENTS,
    "time": TIMES,
    "int32": st.integers(-(2**31), 2**31 - 1),
    "float32": st.floats(width=32, allow_nan=False, allow_infinity=False),
    "timestamptz": MOMENTS.map(lambda each: each.replace(tzinfo=UTC)),
    "interval": st.timedeltas(timedelta(days=-9000), timedelta(days=9000)).map(
        lambda each: each - timedelta(microseconds=each.microseconds)
    ),
    "bytes": st.binary(max_size=6),
}
SCALES = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 18])


def units(scale: int) -> st.SearchStrategy[Decimal]:
    whole = st.integers(-(10**18) + 1, 10**18 - 1) | st.integers(-20, 20) | st.integers(0, 10**6)
    return whole.map(lambda each: Decimal(each).scaleb(-scale))


PLAIN_TYPES = st.sampled_from(sorted(PLAIN)).map(lambda kind: Type(kind)) | SCALES.map(
    lambda s: Type("decimal", 18, s)
)


def _struct(members: list[Type]) -> Type:
    names = ["a", 'b"', "c d", "é\\"]
    return Type("struct", fields=tuple(zip(names, members)))


TYPES = st.recursive(
    PLAIN_TYPES,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(_struct)
        | inner.map(lambda item: Type("list", item=item))
    ),
    max_leaves=4,
)


def cells(type_: Type) -> st.SearchStrategy[Any]:
    """Values of a type, and None."""
    if type_.kind == "decimal":
        some: st.SearchStrategy[Any] = units(type_.scale)
    elif type_.kind == "struct":
        some = st.fixed_dictionaries({name: cells(member) for name, member in type_.fields})
    elif type_.kind == "list":
        assert type_.item is not None
        some = st.lists(cells(type_.item), max_size=3)
    else:
        some = PLAIN[type_.kind]
    return st.none() | some


def table_of(*types: Type, names: tuple[str, ...] = (), count: int = 10**6) -> Table:
    """A table with a column of each type, that may be null."""
    named = names or tuple(f"c{i}" for i in range(len(types)))
    columns = [
        Column(name, type_, Constant(None, type_), 0, CONTEXT, nulls=0.5)
        for name, type_ in zip(named, types, strict=True)
    ]
    return Table("t", count, tuple(columns))


def plan_of(table: Table) -> Plan:
    return Plan(0, 0, (table,))


def batch_of(table: Table, rows: list[tuple[Any, ...]], coded: bool = False) -> pa.RecordBatch:
    """A batch of these rows; text is dictionary-encoded where `coded`."""
    arrays = []
    for i, column in enumerate(table.columns):
        array = pa.array([row[i] for row in rows], column.type.arrow)
        if coded and array.type == pa.string():
            array = array.dictionary_encode()
        arrays.append(array)
    return pa.RecordBatch.from_arrays(arrays, [column.name for column in table.columns])


def encoded(format: Encoder, table: Table, batch: pa.RecordBatch, start: int = 0) -> Any:
    """The payload of a batch whose first row is row `start` of the table."""
    chunk = Chunk(Range(table.name, 0, table.count), start, start + batch.num_rows)
    return format.encode(table, batch, chunk)


@st.composite
def batches(
    draw: st.DrawFn, types: st.SearchStrategy[Type] = TYPES, columns: int = 4
) -> tuple[Table, list[tuple[Any, ...]], pa.RecordBatch]:
    """A table, rows of it, and their batch: plain or dictionary-encoded, whole or cut from a longer one."""
    table = table_of(*draw(st.lists(types, min_size=1, max_size=columns)))
    row = st.tuples(*(cells(column.type) for column in table.columns))
    rows = draw(st.lists(row, min_size=1, max_size=6))
    before, after = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    whole = batch_of(table, rows[:1] * before + rows + rows[:1] * after, draw(st.booleans()))
    return table, rows, whole.slice(before, len(rows))


def value_of(cell: Any, type_: Type) -> Any:
    """A cell as the value that `values.text_of` takes."""
    if type_.kind == "decimal":
        return values.Decimal(int(cell.scaleb(type_.scale)), type_.scale)
    if type_.kind == "date":
        return values.Date((cell - date(1970, 1, 1)).days)
    if type_.kind == "timestamp":
        return values.Timestamp((cell - datetime(1970, 1, 1)) // timedelta(seconds=1))
    if type_.kind == "time":
        return values.Time(seconds(cell))
    return cell


def mysql_cell(cell: Any, type_: Type) -> Any:
    """A cell as text for MySQL: in UTC without a zone, and a float32 as the float64 that equals it."""
    if type_.kind == "timestamptz":
        return text_cell(cell.replace(tzinfo=None), Type("timestamp"))
    if type_.kind == "float32":
        return text_cell(float(np.float32(cell)), Type("float"))
    return text_cell(cell, type_)


def text_cell(cell: Any, type_: Type) -> Any:
    """A cell as text formats write it, before they escape it."""
    if type_.kind == "timestamptz":
        return text_cell(cell.replace(tzinfo=None), Type("timestamp")).replace(" ", "T") + "Z"
    if type_.kind == "interval":
        return iso_interval(cell)
    if type_.kind == "bytes":
        return "\\x" + cell.hex()
    if type_.kind == "float32":
        return str(np.float32(cell))
    return values.text_of(value_of(cell, type_))


def iso_interval(cell: timedelta) -> str:
    """ISO 8601 in hours, minutes and seconds, each with the sign."""
    total = cell // timedelta(seconds=1)
    sign, size = "-" * (total < 0), abs(total)
    parts = ((size // 3600, "H"), (size // 60 % 60, "M"), (size % 60, "S"))
    return "PT" + ("".join(f"{sign}{part}{unit}" for part, unit in parts if part) or "0S")


def seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def document(cell: Any, type_: Type) -> Any:
    """A cell as a JSON reader gives it, numbers with a point as decimal.Decimal."""
    if cell is None:
        return None
    if type_.kind == "struct":
        return {name: document(cell[name], member) for name, member in type_.fields}
    if type_.kind == "list":
        assert type_.item is not None
        return [document(each, type_.item) for each in cell]
    if type_.kind == "json":
        return json.loads(cell)
    if type_.kind == "float":
        return Decimal(repr(cell))
    if type_.kind == "timestamp":
        return values.text_of(value_of(cell, type_)).replace(" ", "T")
    if type_.kind == "float32":
        return Decimal(str(np.float32(cell)))
    if type_.kind == "bytes":
        return b64encode(cell).decode()
    if type_.kind in ("date", "time", "timestamptz", "interval"):
        return text_cell(cell, type_)
    return cell
