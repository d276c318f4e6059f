"""How the JSON of rows may differ from that of files, see `formats.documents`."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import concatenated
from mockcraft.core.types import Type
from mockcraft.formats.rows import Part
from mockcraft.formats.text import JsonStyle

EXACT = 2**53  # up to which whole numbers are exact in JavaScript: RFC 8259, section 6


class BigIntegersAsText(JsonStyle):
    """JSON in which whole numbers beyond 2**53 are text, for readers that have floats alone."""

    name = "exact"

    def numbers(self, array: pa.Array, type_: Type) -> list[Part] | None:
        """See TextStyle."""
        return None if type_.kind == "integer" else super().numbers(array, type_)

    def unquoted(self, array: pa.Array, type_: Type) -> pa.Array:
        """See TextStyle."""
        text = super().unquoted(array, type_)
        if type_.kind != "integer":
            return text
        large = pc.or_(pc.greater(array, EXACT), pc.less(array, -EXACT))
        return pc.if_else(large, concatenated('"', text, '"'), text)


EXACT_JSON = BigIntegersAsText()


def array_of(texts: Sequence[str]) -> bytes:
    """A JSON array, a line for each item."""
    lines = ",\n".join(texts)
    return f"[{lines}]\n".encode()
