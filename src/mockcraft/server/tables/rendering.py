"""Rows as JSON, column by column: as `formats.json` writes them, of any columns, parents embedded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from mockcraft.core.types import Type
from mockcraft.formats.text import JSON, JsonStyle, joined, json_string

EXACT = 2**53  # up to which whole numbers are exact in JavaScript: RFC 8259, section 6


class BigIntegersAsText(JsonStyle):
    """JSON in which whole numbers beyond 2**53 are text, for readers that have floats alone."""

    name = "exact"

    def unquoted(self, array: pa.Array, type_: Type) -> pa.Array:
        """See TextStyle."""
        text = super().unquoted(array, type_)
        if type_.kind != "integer":
            return text
        large = pc.or_(pc.greater(array, EXACT), pc.less(array, -EXACT))
        return pc.if_else(large, pc.binary_join_element_wise('"', text, '"', ""), text)


EXACT_JSON = BigIntegersAsText()


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the objects: its name, its values, and their type; None for values that are JSON."""

    name: str
    array: pa.Array
    type: Type | None


def objects(members: Sequence[Member], count: int, style: JsonStyle = JSON) -> pa.StringArray:
    """One JSON object a row, shape (count,)."""
    if not members:
        return pa.array(["{}"] * count, pa.string())
    cells = []
    for i, (head, each) in enumerate(
        zip(_heads(tuple(m.name for m in members)), members, strict=True)
    ):
        opening, text, closing = (
            ("", each.array, "") if each.type is None else style.cell(each.array, each.type)
        )
        cells.append((("" if i else "{") + head + opening, text, closing))
    return joined(cells, "}")


def array_of(texts: Sequence[str]) -> bytes:
    """A JSON array, a line for each item."""
    lines = ",\n".join(texts)
    return f"[{lines}]\n".encode()


@lru_cache(maxsize=256)
def _heads(names: tuple[str, ...]) -> tuple[str, ...]:
    """What stands before each value: its name, and the comma before it."""
    return tuple("," * bool(i) + json_string(name) + ":" for i, name in enumerate(names))
