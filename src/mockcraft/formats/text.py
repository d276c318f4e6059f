"""The one text renderer: cells of a batch as text, and rows of cells as bytes.

Text stays dictionary-encoded until here, so escaping happens once for each distinct value. What a row is of,
cells and what stands between them, `rows.py` makes into one text.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, cast

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array, concatenated, literal, numpy_array, text_array
from mockcraft.core.coded import (
    plain_text,
)
from mockcraft.core.conversion import as_text
from mockcraft.core.kernel import kernel
from mockcraft.core.plan import Table
from mockcraft.core.program.drawn import Lazy
from mockcraft.core.types import Type, null_mask
from mockcraft.formats import cells
from mockcraft.formats.cells import masked
from mockcraft.formats.dictionaries import affixed, filled, once
from mockcraft.formats.drawing import drawing
from mockcraft.formats.rows import Nullable, Part, rows_of


class TextStyle:
    """How a text format writes values.

    Attributes:
        quote: around text.
        null: for a missing value.
        booleans: for false and true.
        quotes_times: whether dates, times and intervals are quoted like text.
        widens: whether a float32 is written as the float64 that equals it. MySQL reads it as one, and the
            shortest text of the largest float32 is beyond that.
        separator: between date and time of a timestamp.
        zoned: between date and time of a timestamp with time zone, which is in UTC, and after it.
        name: of what `escape` does, the same for styles that escape alike.
    """

    quote = ""
    null = ""
    booleans = ("false", "true")
    quotes_times = True
    widens = False
    separator = " "
    zoned = ("T", "Z")
    name = ""

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """The texts with what the format cannot hold escaped, without the quotes around them."""
        raise NotImplementedError

    def escaped(self, parts: Sequence[pa.StringArray], alone: bool) -> list[pa.StringArray] | None:
        """Texts escaped without a look at the cells: one of each of these, one after another, is a cell, or `alone` is.

        None where the format has to see the whole cell.
        """
        return list(map(self.escape, parts))

    def encloses(self, parts: Sequence[pa.StringArray]) -> bool:
        """Whether a text of one of each of these stands in quotes whichever they are, though no text has to."""
        return False

    def enclosed(self) -> tuple[str, Callable[[pa.StringArray], pa.StringArray]]:
        """What stands around a text that has to be in quotes, and what escapes a part of it."""
        return self.quote, self.escape

    def document(self) -> "tuple[str, JsonStyle]":
        """What stands around JSON documents, and the style of what is in them."""
        quote, escape = self.enclosed()
        return quote, Embedded(escape)

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
            text = concatenated(quote, text, quote)
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

    def numbers(self, array: pa.Array, type_: Type) -> list[Part] | None:
        """See cells.numbers."""
        return cells.numbers(array, type_, self.separator, self.zoned)

    def parts(self, array: pa.Array, type_: Type) -> list[Part]:
        """The values of one column, an array or drawn.Lazy, as parts of rows."""
        if isinstance(array, Lazy):
            drawn = drawing(self, array, type_)
            if drawn is not None:
                return [drawn]
            array = array.array()
        numbers = self.numbers(array, type_) if kernel() else None
        if numbers is None:
            return list(self.cell(array, type_))
        quote = self.quote if self.is_quoted(type_) else ""
        parts = [quote, *numbers, quote]
        return [Nullable(parts, ~null_mask(array), self.null)] if array.null_count else parts

    def separated(self, table: Table, batch: pa.RecordBatch, separator: str) -> memoryview:
        """Rows of cells with a separator, each row ended by a newline."""
        before = ["", *[separator] * (len(table.columns) - 1)]
        return as_bytes(self.literal_rows(table, batch, before, "\n"))

    def literal_rows(
        self, table: Table, batch: pa.RecordBatch, before: Sequence[Part], after: Part
    ) -> pa.StringArray:
        """Rows in which `before[i]` stands before cell i and `after` behind the last."""
        parts: list[Part] = []
        for array, column, head in zip(batch.columns, table.columns, before, strict=True):
            parts += [head, *self.parts(array, column.type)]
        return rows_of([*parts, after], batch.num_rows)


def ends_and_data(array: pa.StringArray) -> tuple[Any, Any]:
    """Offsets, int32 of shape (n + 1,), and the buffer they point into."""
    _, offsets, data = array.buffers()
    start = array.offset
    return np.frombuffer(offsets, np.int32)[start : start + len(array) + 1], data


def as_bytes(array: pa.StringArray) -> memoryview:
    """All texts end to end."""
    offsets, data = ends_and_data(array)
    return memoryview(data)[offsets[0] : offsets[-1]] if data else memoryview(b"")


def contains(text: pa.StringArray, *needles: bytes) -> bool:
    """Whether any of the bytes occurs in any text: a scan at memory speed that mostly says no."""
    data = bytes(as_bytes(text))
    return any(needle in data for needle in needles)


# ---------------------------------------------------------------------- renderers by type


def _cast(array: pa.Array, style: TextStyle) -> pa.Array:
    return array.cast(pa.string()) if array.type != pa.string() else array


@lru_cache(maxsize=8)
def _boolean_texts(texts: tuple[str, str]) -> pa.StringArray:
    return text_array(texts)


_RENDERERS: dict[str, Callable[[pa.Array, TextStyle], pa.Array]] = {
    "decimal": lambda array, style: cells.decimal(array),
    "float": lambda array, style: as_text(array),
    "float32": lambda array, style: as_text(array.cast(pa.float64()) if style.widens else array),
    "date": lambda array, style: cells.date(array),
    "timestamp": lambda array, style: cells.moments(array, style.separator, ""),
    "timestamptz": lambda array, style: cells.moments(array.cast(pa.timestamp("s")), *style.zoned),
    "time": lambda array, style: cells.time(array),
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

    def document(self) -> "tuple[str, JsonStyle]":
        """See TextStyle: documents nest."""
        return "", self

    def written(self, json: str) -> str:
        """A part of a document as it stands in a row."""
        return json

    def head(self, name: str) -> str:
        """What stands before the member of a name, likewise."""
        return self.written(json_string(name) + ":")

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
        row: list[Part] = []
        for i, (name, member) in enumerate(type_.fields):
            row += ["," if i else "{", json_string(name) + ":"]
            row += self.parts(array.field(i), member)
        return masked(rows_of([*row, "}"], len(array)), array)

    def _list(self, array: pa.ListArray, type_: Type) -> pa.Array:
        assert type_.item is not None
        items = array.flatten()
        return self.listed(array, rows_of(self.parts(items, type_.item), len(items)))

    def listed(self, array: pa.ListArray, items: pa.StringArray) -> pa.StringArray:
        """The lists of these items, which are rendered."""
        offsets = numpy_array(array.offsets) - array.offsets[0].as_py()
        lists = pa.ListArray.from_arrays(arrow_array(offsets.astype(np.int32)), items)
        return masked(concatenated("[", pc.binary_join(lists, literal(",")), "]"), array)


class Embedded(JsonStyle):
    """JSON within texts of another style, which escapes it once more."""

    def __init__(self, outer: Callable[[pa.StringArray], pa.StringArray]) -> None:
        self._outer = outer
        self.quote = self.written('"')

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """See TextStyle."""
        return self._outer(super().escape(text))

    def written(self, json: str) -> str:
        """See JsonStyle."""
        return cast(str, self._outer(text_array([json]))[0].as_py())


_OTHER_CONTROLS = frozenset(range(32)) - set(b"\n\r\t")
JSON = JsonStyle()


def json_text(array: pa.Array, type_: Type) -> pa.StringArray:
    """Nested values as JSON documents."""
    return plain_text(JSON.unquoted(array, type_))


def json_string(text: str) -> str:
    """A name as a JSON string."""
    return cast(str, '"' + JSON.escape(text_array([text]))[0].as_py() + '"')
