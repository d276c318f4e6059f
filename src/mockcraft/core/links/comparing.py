"""Comparisons of a row of a parent with the row that points at it: numbers that stand for both sides."""

from _blake2 import blake2b

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core import compute as pc
from mockcraft.core.expression import Expression, evaluate
from mockcraft.core.expressions import arrow
from mockcraft.core.fills import Computed, Linked
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import Signed, Unsigned
from mockcraft.core.paths import parted
from mockcraft.core.plan import Column
from mockcraft.dataclass import dataclass

ROWS, ITSELF = "rows", "row"  # kinds of comparisons of rows
TEXT, FLOAT = "text", "float"  # kinds of values; others are compared as whole numbers
Mask = NDArray[np.bool_]
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of a row of the parent with the row that points at it.

    Attributes:
        operator: `=`, `<>`, `<`, `<=`, `>` or `>=`, with the parent's side on the left.
        parent: the side of the parent.
        own: the side of the row.
        kind: what both are turned into: a kind of operands; or ROWS where both sides are references to one
            table, or a key of it, so that it is enough to compare which row they lead to; or ITSELF where the
            parent's side is its own key.
        scale: of decimals.
    """

    operator: str
    parent: Expression
    own: Expression
    kind: str
    scale: int = 0


def compared_as(parent: pa.DataType, own: pa.DataType) -> tuple[str, int] | None:
    """(kind, scale) that values of these types are compared as; None where they cannot be."""
    one, other = (arrow.read("", pa.array([], each)) for each in (parent, own))
    kinds = {one.kind, other.kind}
    if len(kinds) == 1 and not kinds & {"null"}:
        return one.kind, max(one.scale, other.scale)
    if kinds == {"integer", "decimal"}:
        return "decimal", max(one.scale, other.scale)
    if kinds < {"integer", "decimal", FLOAT}:
        return FLOAT, 0
    return ("timestamp", 0) if kinds == {"date", "timestamp"} else None


def width(comparison: Comparison) -> int:
    """How many numbers stand for a value."""
    return 2 if comparison.kind == TEXT else 1


def codes(
    frame: Frame, expression: Expression, comparison: Comparison
) -> tuple[list[Signed], Mask]:
    """Numbers that stand for the values of one side, and which values there are.

    They are equal where the values are, and ascend as they do, but for texts: of those, 128 bits of a hash are
    equal where the texts are.
    """
    if comparison.kind in (ROWS, ITSELF):
        rows, known = origin(frame, expression.columns[0])
        return [rows.view(np.int64)], known
    count = len(frame)
    values = evaluate(expression, frame.path, count)
    valid: Mask = values.is_valid().to_numpy(zero_copy_only=False)
    if comparison.kind == TEXT:
        return _digests(values), valid
    operand = arrow.read(expression.text, values)
    data = operand.data
    if comparison.kind == FLOAT:
        if operand.kind != FLOAT:
            data = data / 10.0**operand.scale
        bits = (data + 0.0).view(np.int64)  # of -0.0 those of 0.0
        return [np.where(bits < 0, bits ^ _LARGEST, bits)], valid
    factor = 86_400 if (operand.kind, comparison.kind) == ("date", "timestamp") else 1
    if comparison.kind == "decimal":
        factor = 10 ** (comparison.scale - operand.scale)
    data = data.astype(np.int64)
    if factor > 1:  # what is beyond 64 bits then is beyond what the other side can be
        data = np.clip(data, -(_LARGEST // factor), _LARGEST // factor) * factor
    return [data], valid


def _digests(values: pa.Array) -> list[Signed]:
    """Two numbers for each text: 128 bits of BLAKE2b."""
    if not pa.types.is_dictionary(values.type) or len(values.dictionary) > len(values):
        plain = values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
        values = pc.dictionary_encode(plain)
    texts = (text or "" for text in values.dictionary.to_pylist())
    made = b"".join(blake2b(text.encode(), digest_size=16).digest() for text in texts)
    halves = np.frombuffer(made + bytes(16), "<i8").reshape(-1, 2)
    codes = pc.fill_null(values.indices, 0).to_numpy(zero_copy_only=False)
    return [halves[codes, 0], halves[codes, 1]]


def path_of(column: Column) -> str | None:
    """The path that a column is another name of; None for others."""
    fill = column.fill
    if not isinstance(fill, Computed) or fill.expression.tree[0] != "column":
        return None
    path: str = fill.expression.tree[1]
    return None if parted(path)[1] else path


def origin(frame: Frame, path: str) -> tuple[Unsigned, Mask]:
    """The row that a path of references leads to, or the row itself at its end; and which lead to one."""
    name, _, rest = path.partition(".")
    column = frame.table.column(name)
    alias = path_of(column)
    if alias is not None:
        return origin(frame, alias)
    if not isinstance(column.fill, Linked):
        return frame.rows.numbers, np.ones(len(frame), bool)
    rows, known = origin(frame.parent(frame.table.link(name)), rest or column.fill.target)
    if column.nullable:
        known = known & frame.array(name).is_valid().to_numpy(zero_copy_only=False)
    return rows, known
