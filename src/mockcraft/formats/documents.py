"""Rows as JSON objects: a key with a value for each column, but where the row's document leaves it out."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.absent import Mask, absent_rows, leaves_out
from mockcraft.core.arrays import arrow_array, numpy_array, text_array
from mockcraft.core.hashing import Unsigned
from mockcraft.core.plan import Column
from mockcraft.core.types import Type
from mockcraft.dataclass import dataclass
from mockcraft.formats.cells import masked
from mockcraft.formats.rows import Nullable, Part, rows_of
from mockcraft.formats.text import JSON, JsonStyle, json_string


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the objects: its name, its values, and which objects leave it out, if any do.

    What the values are there is of no account.
    """

    name: str
    parts: Sequence[Part]
    absent: Mask | None = None


def member(column: Column, array: pa.Array, numbers: Unsigned, style: JsonStyle = JSON) -> Member:
    """A column of the rows of these numbers, see absent.absent_rows."""
    return Member(column.name, _parts(column, array, numbers, style), absent_rows(column, numbers))


def plain_member(name: str, array: pa.Array, type_: Type, style: JsonStyle = JSON) -> Member:
    """Values that are in every object, with all that is within them."""
    return Member(name, style.parts(array, type_))


def objects(
    members: Sequence[Member], count: int, before: str = "{", after: str = "}"
) -> pa.StringArray:
    """One JSON object a row, shape (count,), with `before` and `after` as its braces."""
    row: list[Part] = [before]
    comma: str | Mask = ""  # before the next member; or the rows that have a comma there
    heads = _heads(tuple(each.name for each in members))
    for head, each in zip(heads, members, strict=True):
        parts = [head, *each.parts]
        if isinstance(comma, str):
            parts.insert(0, comma)
        else:
            row.append(_commas(comma, each.absent))
        if each.absent is None:
            row += parts
            comma = ","
        else:
            row.append(Nullable(parts, ~each.absent, ""))
            comma = _then(comma, each.absent)
    return rows_of([*row, after], count)


def _then(comma: str | Mask, absent: Mask) -> str | Mask:
    """What stands before the member behind one that some rows leave out."""
    if isinstance(comma, str):
        return comma or ~absent
    written: Mask = comma | ~absent
    return written


def _commas(rows: Mask, absent: Mask | None) -> pa.Array:
    """A comma in these rows, but where the member behind it is left out."""
    shown = rows if absent is None else rows & ~absent
    return pa.DictionaryArray.from_arrays(
        arrow_array(shown.astype(np.int32)), text_array(["", ","])
    )


@lru_cache(maxsize=256)
def _heads(names: tuple[str, ...]) -> tuple[str, ...]:
    """What stands before each value."""
    return tuple(json_string(name) + ":" for name in names)


# ---------------------------------------------------------------------- documents within documents


def _parts(column: Column, array: pa.Array, numbers: Unsigned, style: JsonStyle) -> list[Part]:
    """The values of a column. What leaves nothing out is rendered by its type alone."""
    if not column.type.nested or not leaves_out(column):
        return style.parts(array, column.type)
    return list(style.quoted(_nested(column, array, numbers, style), column.type))


def _nested(column: Column, array: pa.Array, numbers: Unsigned, style: JsonStyle) -> pa.StringArray:
    """Objects, or lists of what may be objects, of which some leave members out; nulls as nulls."""
    fill: Any = column.fill
    if column.type.kind == "struct":
        return masked(_structs(fill.members, array, numbers, style), array)
    counts = np.diff(numpy_array(array.offsets))
    member_numbers = fill.item_numbers(numbers, counts)
    items = rows_of(_parts(fill.member, array.flatten(), member_numbers, style), int(counts.sum()))
    return style.listed(array, items)


def _structs(
    members: Sequence[Column], array: pa.StructArray, numbers: Unsigned, style: JsonStyle
) -> pa.StringArray:
    made = [member(each, array.field(i), numbers, style) for i, each in enumerate(members)]
    return objects(made, len(array))
