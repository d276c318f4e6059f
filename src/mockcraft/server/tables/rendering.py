"""Rows as JSON, column by column: as `formats.json` writes them, of any columns, parents embedded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from mockcraft.core.coded import literal
from mockcraft.core.types import Type
from mockcraft.formats.text import JSON, JsonStyle, affixed, decoded, json_string

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
    segments: list[Any] = []
    waiting = "{"
    for head, each in zip(_heads(tuple(each.name for each in members)), members, strict=True):
        if each.type is None:
            opening, text, closing = "", each.array, ""
        else:
            opening, text, closing = style.cell(each.array, each.type)
        waiting += head + opening
        if pa.types.is_dictionary(text.type):
            segments.append(decoded(affixed(text, waiting, closing)))
            waiting = ""
        else:
            segments += [literal(waiting), text]
            waiting = closing
    return pc.binary_join_element_wise(*segments, literal(waiting + "}"), literal(""))


def array_of(texts: Sequence[str]) -> bytes:
    """A JSON array, a line for each item."""
    lines = ",\n".join(texts)
    return f"[{lines}]\n".encode()


@lru_cache(maxsize=256)
def _heads(names: tuple[str, ...]) -> tuple[str, ...]:
    """What stands before each value: its name, and the comma before it."""
    return tuple("," * bool(i) + json_string(name) + ":" for i, name in enumerate(names))
