"""Rows as JSON objects: a key with a value for each column, but where the row's document leaves it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.absent import Mask, absent_rows, leaves_out
from mockcraft.core.coded import arrow_array
from mockcraft.core.hashing import Unsigned
from mockcraft.core.plan import Column
from mockcraft.core.types import Type, with_nulls
from mockcraft.formats.cells import masked
from mockcraft.formats.text import JSON, JsonStyle, affixed, filled, joined, json_string

Cell = tuple[str, pa.Array, str]  # literal before, texts without nulls, literal after


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the objects: its name, its values as text, and which objects leave it out, if any do.

    The texts are null there, and nowhere else.
    """

    name: str
    cell: Cell
    absent: Mask | None = None


def member(column: Column, array: pa.Array, numbers: Unsigned, style: JsonStyle = JSON) -> Member:
    """A column of the rows of these numbers, see absent.absent_rows."""
    absent = absent_rows(column, numbers)
    if absent is None:
        return Member(column.name, _cell(column, array, numbers, style))
    text = _unquoted(column, array, numbers, style)
    if text.null_count == np.count_nonzero(absent):  # what is absent is null: all nulls are
        quote = style.quote if style.is_quoted(column.type) else ""
        return Member(column.name, (quote, text, quote), absent)
    opening, text, closing = style.quoted(text, column.type)
    return Member(column.name, (opening, with_nulls(text, absent), closing), absent)


def plain_member(name: str, array: pa.Array, type_: Type, style: JsonStyle = JSON) -> Member:
    """Values that are in every object, with all that is within them."""
    return Member(name, style.cell(array, type_))


def objects(
    members: Sequence[Member], count: int, before: str = "{", after: str = "}"
) -> pa.StringArray:
    """One JSON object a row, shape (count,), with `before` and `after` as its braces."""
    cells: list[Cell] = []
    comma: str | Mask = ""  # before the next member; or the rows that have a comma there
    heads = _heads(tuple(each.name for each in members))
    for head, each in zip(heads, members, strict=True):
        opening, text, closing = each.cell
        if not isinstance(comma, str):
            cells.append(("", _commas(comma, each.absent), ""))
        lead = head + opening if not isinstance(comma, str) else comma + head + opening
        if each.absent is None:
            cells.append((lead, text, closing))
            comma = ","
        else:
            cells.append(("", filled(affixed(text, lead, closing), ""), ""))
            comma = _then(comma, each.absent)
    if not cells:
        return pa.array([before + after] * count, pa.string())
    (first, text, closing), *rest = cells
    return joined([(before + first, text, closing), *rest], after)


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
        arrow_array(shown.astype(np.int32)), pa.array(["", ","], pa.string())
    )


@lru_cache(maxsize=256)
def _heads(names: tuple[str, ...]) -> tuple[str, ...]:
    """What stands before each value."""
    return tuple(json_string(name) + ":" for name in names)


# ---------------------------------------------------------------------- documents within documents


def _cell(column: Column, array: pa.Array, numbers: Unsigned, style: JsonStyle) -> Cell:
    """The values of a column as text."""
    return style.quoted(_unquoted(column, array, numbers, style), column.type)


def _unquoted(
    column: Column, array: pa.Array, numbers: Unsigned, style: JsonStyle
) -> pa.StringArray:
    """See TextStyle. What leaves nothing out is rendered by its type alone."""
    if not column.type.nested or not leaves_out(column):
        return style.unquoted(array, column.type)
    fill: Any = column.fill
    if column.type.kind == "struct":
        return masked(_structs(fill.members, array, numbers, style), array)
    counts = np.diff(array.offsets.to_numpy())
    items = _cell(fill.member, array.flatten(), fill.item_numbers(numbers, counts), style)
    return style.listed(array, items)


def _structs(
    members: Sequence[Column], array: pa.StructArray, numbers: Unsigned, style: JsonStyle
) -> pa.StringArray:
    made = [member(each, array.field(i), numbers, style) for i, each in enumerate(members)]
    return objects(made, len(array))
