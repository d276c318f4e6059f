"""The one text renderer: cells of a batch as text, and rows of cells as bytes.

Text stays dictionary-encoded until here, so escaping and quoting happen once for each distinct value,
and what stands before and after a cell is written into the dictionary. A row is one join.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mockcraft.core.coded import (
    Coded,
    Joined,
    arrow_array,
    fixed_width,
    literal,
    number_pool,
    plain_text,
    written,
)
from mockcraft.core.conversion import as_text
from mockcraft.core.plan import Table
from mockcraft.core.pool import Pool
from mockcraft.core.types import Type, decimal_units

FIRST_LISTED, LAST_LISTED = (
    -36_524,
    73_049,
)  # 1870-01-01 to 2169-12-31: dates within are looked up in a table
ARROW_PLAIN_SCALE = 6  # Arrow writes decimals of a larger scale as 1E-7


POOLED_SCALE, POOLED_WHOLE = 4, 10_000  # decimals that are looked up in tables: places, whole part


class TextStyle:
    """How a text format writes values.

    Attributes:
        quote: around text.
        null: for a missing value.
        booleans: for false and true.
        quotes_times: whether dates, times and intervals are quoted like text.
        separator: between date and time of a timestamp.
        zoned: between date and time of a timestamp with time zone, which is in UTC, and after it.
        name: of what `escape` does, the same for styles that escape alike.
    """

    quote = ""
    null = ""
    booleans = ("false", "true")
    quotes_times = True
    separator = " "
    zoned = ("T", "Z")
    name = ""

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """The texts with what the format cannot hold escaped, without the quotes around them."""
        raise NotImplementedError

    # ------------------------------------------------------------------ cells

    def cell(self, array: pa.Array, type_: Type) -> tuple[str, pa.Array, str]:
        """(literal before, text without nulls, literal after) of the values of one column."""
        return self.quoted(self.unquoted(array, type_), type_)

    def quoted(self, text: pa.Array, type_: Type) -> tuple[str, pa.Array, str]:
        """See `cell`, of values that `unquoted` gave."""
        quote = self.quote if self.is_quoted(type_) else ""
        if not text.null_count:
            return quote, text, quote
        if pa.types.is_dictionary(text.type):
            text = affixed(text, quote, quote)
        elif quote:
            text = pc.binary_join_element_wise(quote, text, quote, "")
        return "", filled(text, self.null), ""

    def is_quoted(self, type_: Type) -> bool:
        """Whether values of the type stand in quotes."""
        if type_.family in ("moment", "span"):
            return self.quotes_times
        return type_.family in ("text", "nested", "bytes")

    def unquoted(self, array: pa.Array, type_: Type) -> pa.Array:
        """The values as escaped text, plain or dictionary-encoded, nulls as nulls."""
        if pa.types.is_dictionary(array.type) and array.dictionary.null_count:
            array = array.dictionary_decode()
        if pa.types.is_dictionary(array.type):
            name = f"{type(self).__name__} {self.name}"
            escaped = once(array.dictionary, name, self.escape)
            return pa.DictionaryArray.from_arrays(array.indices, escaped, safe=False)
        if type_.nested:
            return self.escape(json_text(array, type_))
        if type_.kind in ("text", "json"):
            return self.escape(array)
        if type_.kind == "boolean":
            indices = array.cast(pa.int8())
            return pa.DictionaryArray.from_arrays(indices, _boolean_texts(self.booleans))
        return _RENDERERS.get(type_.kind, _cast)(array, self)

    def intervals(self, array: pa.Array) -> pa.StringArray:
        """Intervals as escaped text."""
        return as_text(array)

    def bytes(self, array: pa.Array) -> pa.StringArray:
        """Bytes as escaped text."""
        return as_text(array)

    # ------------------------------------------------------------------ rows

    def separated(self, table: Table, batch: pa.RecordBatch, separator: str) -> memoryview:
        """Rows of cells with a one-character separator, each row ended by a newline."""
        cells = []
        for array, column in zip(batch.columns, table.columns, strict=True):
            before, text, after = self.cell(array, column.type)
            cells.append(decoded(affixed(text, before, after) if before or after else text))
        joined = pc.binary_join_element_wise(*cells, literal(""), literal(separator))
        offsets, data = ends_and_data(joined)
        # An empty last cell put a separator at the end of each row; it becomes the newline. The buffer
        # is ours: the join has just made it.
        np.frombuffer(data, np.uint8)[offsets[1:] - 1] = ord("\n")
        return memoryview(data)[offsets[0] : offsets[-1]]

    def literal_rows(
        self, table: Table, batch: pa.RecordBatch, before: Sequence[str], after: str
    ) -> pa.StringArray:
        """Rows in which `before[i]` stands before cell i and `after` behind the last."""
        segments: list[Any] = []
        waiting = ""  # literal text up to the next cell
        for array, column, head in zip(batch.columns, table.columns, before, strict=True):
            opening, text, closing = self.cell(array, column.type)
            waiting += head + opening
            if pa.types.is_dictionary(text.type):
                segments.append(decoded(affixed(text, waiting, closing)))
                waiting = ""
            else:
                segments += [literal(waiting), text]
                waiting = closing
        return pc.binary_join_element_wise(*segments, literal(waiting + after), literal(""))


def ends_and_data(array: pa.StringArray) -> tuple[Any, Any]:
    """Offsets, int32 of shape (n + 1,), and the buffer they point into."""
    _, offsets, data = array.buffers()
    start = array.offset
    return np.frombuffer(offsets, np.int32)[start : start + len(array) + 1], data


def as_bytes(array: pa.StringArray) -> memoryview:
    """All texts end to end."""
    offsets, data = ends_and_data(array)
    return memoryview(data)[offsets[0] : offsets[-1]] if data else memoryview(b"")


def affixed(text: pa.Array, before: str, after: str) -> pa.Array:
    """The texts with a literal before and after; once for each distinct value of a dictionary."""
    if pa.types.is_dictionary(text.type):
        changed = once(text.dictionary, f"{before}\0{after}", lambda d: affixed(d, before, after))
        return pa.DictionaryArray.from_arrays(text.indices, changed, safe=False)
    return (
        pc.binary_join_element_wise(literal(before), text, literal(after), literal(""))
        if before or after
        else text
    )


def once(
    dictionary: pa.StringArray, name: str, make: Callable[[pa.StringArray], pa.StringArray]
) -> pa.StringArray:
    """`make(dictionary)`, kept for the next chunk: the dictionaries of lists are the same in every chunk.

    A dictionary is known by its buffer, which the kept copy holds alive. Without this, JSON lines of
    the users table take 1.9 times as long.
    """
    data = dictionary.buffers()[2]
    if data is None or len(dictionary) < ONCE_ROWS:
        return make(dictionary)
    place = (data.address, dictionary.offset, len(dictionary), name)
    found = _once.get(place)
    if found is None:
        if len(_once) >= ONCE_LIMIT:
            _once.clear()
        found = _once[place] = (dictionary, make(dictionary))
    return found[1]


ONCE_LIMIT = 256  # dictionaries kept: about 20 columns of text in each of a dozen tables
ONCE_ROWS = 16  # a smaller one is made again as quickly as it is found
_once: dict[tuple[int, int, int, str], tuple[pa.StringArray, pa.StringArray]] = {}


def decoded(text: pa.Array) -> pa.StringArray:
    """Plain strings; `take` is quicker than Arrow's own decoding."""
    return text.dictionary.take(text.indices) if pa.types.is_dictionary(text.type) else text


def filled(text: pa.Array, null: str) -> pa.Array:
    """The texts with `null` for nulls."""
    if not pa.types.is_dictionary(text.type):
        return pc.fill_null(text, null)
    values = pa.concat_arrays([text.dictionary, pa.array([null], pa.string())])
    indices = pc.fill_null(text.indices, len(text.dictionary))
    return pa.DictionaryArray.from_arrays(indices, values)


def contains(text: pa.StringArray, *needles: bytes) -> bool:
    """Whether any of the bytes occurs in any text: a scan at memory speed that mostly says no."""
    data = bytes(as_bytes(text))
    return any(needle in data for needle in needles)


# ---------------------------------------------------------------------- renderers by type


def _cast(array: pa.Array, style: TextStyle) -> pa.Array:
    return array.cast(pa.string()) if array.type != pa.string() else array


def _decimal(array: pa.Array, style: TextStyle) -> pa.Array:
    text = _small_decimal(array) if 0 < array.type.scale <= POOLED_SCALE else None
    if text is not None:
        return text
    if array.type.scale <= ARROW_PLAIN_SCALE:
        return array.cast(pa.string())
    return as_text(array)


def _small_decimal(array: pa.Array) -> pa.Array | None:
    """Decimals from 0 to below 10,000 looked up in two tables, in half the time of a cast; else None."""
    units = decimal_units(array)
    base = 10**array.type.scale
    if not len(units) or units.min() < 0 or units.max() >= POOLED_WHOLE * base:
        return None
    whole = units // base
    parts = [
        Coded(number_pool(0), whole),
        Coded(_places_pool(array.type.scale), units - whole * base),
    ]
    return _masked(written(Joined(parts)), array)


def _date(array: pa.Array, style: TextStyle) -> pa.Array:
    days = _numbers(array, pa.int32())
    if not _in_table(days):
        return array.cast(pa.string())
    index = _masked_index(days.astype(np.int32) - FIRST_LISTED, array)
    return pa.DictionaryArray.from_arrays(index, _date_texts(""), safe=False)


def _in_table(days: Any) -> bool:
    return bool(len(days) and days.min() >= FIRST_LISTED and days.max() <= LAST_LISTED)


def _timestamp(array: pa.Array, style: TextStyle) -> pa.Array:
    return _moments(array, style.separator, "")


def _zoned(array: pa.Array, style: TextStyle) -> pa.Array:
    return _moments(array.cast(pa.timestamp("s")), *style.zoned)


def _moments(array: pa.Array, separator: str, after: str) -> pa.Array:
    seconds = _numbers(array, pa.int64())
    days = seconds // 86_400
    if not _in_table(days):
        text = pc.replace_substring(array.cast(pa.string()), " ", separator)
        return pc.binary_join_element_wise(text, after, "")
    dates, clocks = _records(_date_texts(separator)), _records(_clock_texts(after))
    made = np.empty(len(array), [("date", dates.dtype), ("clock", clocks.dtype)])
    made["date"] = dates.take(days - FIRST_LISTED)  # a third of the time of dates[...]
    made["clock"] = clocks.take(seconds - days * 86_400)
    return _masked(fixed_width(made), array)


def _time(array: pa.Array, style: TextStyle) -> pa.Array:
    index = _masked_index(_numbers(array, pa.int32()).astype(np.int32), array)
    return pa.DictionaryArray.from_arrays(index, _clock_texts(""), safe=False)


def _numbers(array: pa.Array, storage: pa.DataType) -> Any:
    """The numbers behind dates and times; nulls as 0."""
    numbers = array.view(storage)
    return pc.fill_null(numbers, 0).to_numpy() if array.null_count else numbers.to_numpy()


def _mask(array: pa.Array) -> Any:
    return pc.is_null(array).to_numpy(zero_copy_only=False) if array.null_count else None


def _masked_index(index: Any, array: pa.Array) -> pa.Array:
    return pa.array(index, mask=_mask(array)) if array.null_count else arrow_array(index)


def _masked(text: pa.Array, array: pa.Array) -> pa.Array:
    if not array.null_count:
        return text
    return pc.if_else(pc.is_null(array), pa.scalar(None, pa.string()), text)


@lru_cache(maxsize=8)
def _boolean_texts(texts: tuple[str, str]) -> pa.StringArray:
    return pa.array(texts, pa.string())


@lru_cache(maxsize=8)
def _places_pool(scale: int) -> Pool:
    return Pool("places", ["." + str(i).rjust(scale, "0") for i in range(10**scale)])


@lru_cache(maxsize=8)
def _date_texts(after: str) -> pa.StringArray:
    days = np.arange(FIRST_LISTED, LAST_LISTED + 1, dtype=np.int32)
    return pc.binary_join_element_wise(arrow_array(days, pa.date32()).cast(pa.string()), after, "")


@lru_cache(maxsize=8)
def _clock_texts(after: str) -> pa.StringArray:
    seconds = arrow_array(np.arange(86_400, dtype=np.int32), pa.time32("s"))
    return pc.binary_join_element_wise(seconds.cast(pa.string()), after, "")


def _records(texts: pa.StringArray) -> Any:
    """Texts of one width as records of that many bytes."""
    offsets, data = ends_and_data(texts)
    return np.frombuffer(data, f"V{offsets[1]}", len(texts))


_RENDERERS: dict[str, Callable[[pa.Array, TextStyle], pa.Array]] = {
    "decimal": _decimal,
    "float": lambda array, style: as_text(array),
    "float32": lambda array, style: as_text(array),
    "date": _date,
    "timestamp": _timestamp,
    "timestamptz": _zoned,
    "time": _time,
    "interval": lambda array, style: style.intervals(array),
    "bytes": lambda array, style: style.bytes(array),
}


# ---------------------------------------------------------------------- JSON, which nested values become


class JsonStyle(TextStyle):
    """JSON (RFC 8259); times as RFC 3339, intervals as ISO 8601, bytes as base64 (RFC 4648)."""

    quote = '"'
    null = "null"
    separator = "T"

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """See TextStyle."""
        data = bytes(as_bytes(text))
        for raw, escaped in (
            (b"\\", b"\\\\"),
            (b'"', b'\\"'),
            (b"\n", b"\\n"),
            (b"\r", b"\\r"),
            (b"\t", b"\\t"),
        ):
            if raw in data:
                text = pc.replace_substring(text, raw.decode(), escaped.decode())
        codes = np.frombuffer(data, np.uint8)
        if len(codes) and codes.min() < 32:
            for code in sorted(set(np.unique(codes).tolist()) & _OTHER_CONTROLS):
                text = pc.replace_substring(text, chr(code), f"\\u{code:04x}")
        return text

    def bytes(self, array: pa.Array) -> pa.StringArray:
        """See TextStyle."""
        coded = [None if each is None else b64encode(each).decode() for each in array.to_pylist()]
        return pa.array(coded, pa.string())

    def is_quoted(self, type_: Type) -> bool:
        """See TextStyle: nested values and JSON documents stand as they are."""
        return super().is_quoted(type_) and type_.kind != "json" and not type_.nested

    def unquoted(self, array: pa.Array, type_: Type) -> pa.Array:
        """See TextStyle."""
        if type_.kind == "struct":
            return self._struct(array, type_)
        if type_.kind == "list":
            return self._list(array, type_)
        if type_.kind == "json":
            return array
        return super().unquoted(array, type_)

    def _struct(self, array: pa.StructArray, type_: Type) -> pa.Array:
        segments: list[Any] = []
        waiting = "{"
        for i, (name, member) in enumerate(type_.fields):
            before, text, after = self.cell(array.field(i), member)
            segments += [literal(f"{waiting}{json_string(name)}:{before}"), decoded(text)]
            waiting = after + ","
        end = literal(waiting[:-1] + "}")
        return _masked(pc.binary_join_element_wise(*segments, end, literal("")), array)

    def _list(self, array: pa.ListArray, type_: Type) -> pa.Array:
        assert type_.item is not None
        before, text, after = self.cell(array.flatten(), type_.item)
        text = decoded(affixed(text, before, after))
        offsets = array.offsets.to_numpy() - array.offsets[0].as_py()
        lists = pa.ListArray.from_arrays(arrow_array(offsets.astype(np.int32)), text)
        return _masked(pc.binary_join_element_wise("[", pc.binary_join(lists, ","), "]", ""), array)


_OTHER_CONTROLS = frozenset(range(32)) - set(b"\n\r\t")
JSON = JsonStyle()


def json_text(array: pa.Array, type_: Type) -> pa.StringArray:
    """Nested values as JSON documents."""
    return plain_text(JSON.unquoted(array, type_))


def json_string(text: str) -> str:
    """A name as a JSON string."""
    return cast(str, '"' + JSON.escape(pa.array([text]))[0].as_py() + '"')
