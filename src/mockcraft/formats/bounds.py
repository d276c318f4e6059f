"""How large the exact numbers of an expression can be, whatever the row."""

from collections.abc import Callable, Sequence
from typing import Any

from mockcraft.core import fills
from mockcraft.core.expressions.operand import EXACT, Operand, Tree
from mockcraft.core.expressions.spelling import arguments
from mockcraft.core.plan import Column

UNKNOWN = 10**80  # larger than anything that an expression computes with
_WHOLE = {"integer": 2**63, "int32": 2**31}
COUNTED = 10**12  # characters of a text, seconds since 1970
BETWEEN = ("number", "decimal", "price")  # generators of numbers from `min` to `max`
_CHOSEN = ("case", "coalesce", "nullif", "greatest", "least")


def bound(tree: Tree, column: Callable[[str], Column], operand: Callable[[Tree], Operand]) -> int:
    """What a number does not exceed in absolute value, in units of its scale.

    Args:
        tree: a number.
        column: a column by its name.
        operand: kind and scale of a tree.
    """

    def scaled(each: Tree, scale: int) -> int:
        made = operand(each)
        power: int = 10 ** (scale - made.scale)
        return size(each) * power if made.kind in EXACT else 0

    def size(each: Tree) -> int:
        operation: str = each[0]
        scale = operand(each).scale
        if operation == "literal":
            value = each[2][0] if each[1] == "decimal" else each[2]
            return abs(int(value)) if each[1] in EXACT else 0
        if operation == "column":
            return _of_column(column(each[1]))
        if operation in ("negative", "abs"):
            return size(each[1])
        if operation in ("+", "-"):
            return scaled(each[1], scale) + scaled(each[2], scale)
        if operation == "*":
            return size(each[1]) * size(each[2])
        if operation == "%":
            return max(scaled(each[1], scale), scaled(each[2], scale))
        if operation in _CHOSEN:
            return max([0, *(scaled(one, scale) for one in arguments(each))])
        return COUNTED if operation in ("length", "extract", "sign") else UNKNOWN

    return size(tree)


def _of_column(column: Column) -> int:
    """By the type, or less where the values are drawn between bounds, or among constants."""
    by_type: int = _WHOLE.get(column.type.kind, 10**column.type.precision)
    drawn = _drawn(column.fill)
    if not drawn:
        return by_type
    largest = max(_size(each, column.type.scale) for each in drawn)
    return min(by_type, largest + 1)  # which a conversion may round up to


def _drawn(fill: Any) -> Sequence[Any]:
    """Numbers of which none that the fill gives is larger; none where that is not known."""
    if isinstance(fill, fills.Picked):
        return [each for each in fill.values if each is not None]
    if isinstance(fill, fills.Constant):
        return [fill.value] if fill.value is not None else []
    if not isinstance(fill, fills.Generated) or fill.inputs:
        return []
    generator = getattr(getattr(fill.make, "generator", None), "name", "")
    if generator not in BETWEEN:
        return []
    given = {name: each.default for name, each in fill.make.generator.parameters.items()}
    given |= fill.make.values
    return [given["min"], given["max"]]


def _size(value: Any, scale: int) -> int:
    """Units of a number at a scale, rounded up."""
    units, own = (value.units, value.scale) if hasattr(value, "units") else (value, 0)
    if not isinstance(units, int):
        return UNKNOWN
    power: int = 10**own
    return -(-abs(units) * int(10**scale) // power)
