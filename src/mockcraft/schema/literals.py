"""Plain words of a schema file as typed values."""

from decimal import Decimal
from typing import Any

from mockcraft.core.types import PRECISION, Type
from mockcraft.errors import UserError
from mockcraft.schema.source import Node


def literals(nodes: list[Node]) -> tuple[Type, tuple[Any, ...]]:
    """The values as one type: all whole numbers, all numbers, all boolean, else text; null is None."""
    for node in nodes:
        if node.kind != "scalar":
            raise UserError(f"a value must be a plain word, not {node.describe()}")
    present = [node for node in nodes if node.value is not None]
    kinds = {type(node.value) for node in present}
    if not present or not kinds <= {bool, int, float} or (bool in kinds and len(kinds) > 1):
        return Type("text"), tuple(None if n.value is None else n.text for n in nodes)
    if kinds == {bool}:
        return Type("boolean"), tuple(n.value for n in nodes)
    if kinds == {int}:
        for node in present:
            if not -(2**63) <= int(node.value or 0) < 2**63:
                raise UserError(f"{node.text} does not fit 64 bits (put it in quotes for text)")
        return Type("integer"), tuple(n.value for n in nodes)
    return _decimals(nodes)


def _decimals(nodes: list[Node]) -> tuple[Type, tuple[Any, ...]]:
    numbers = [None if n.value is None else Decimal(n.text.replace("_", "")) for n in nodes]
    scale = max(max(-int(n.as_tuple().exponent), 0) for n in numbers if n is not None)
    if scale > PRECISION or any(
        n is not None and abs(n).scaleb(scale) >= 10**PRECISION for n in numbers
    ):
        raise UserError(f"a number has more than {PRECISION} digits")
    return Type("decimal", PRECISION, scale), tuple(numbers)


def weight(node: Node) -> int:
    """A weight in millionths, so that 0.1 and 80 both stand; raises UserError."""
    number = node.value
    if not isinstance(number, int | float) or isinstance(number, bool) or not 0 <= number < 10**9:
        raise UserError(f"a weight is {node.describe()} (give a number from 0)")
    return round(number * 1_000_000)


def raw(node: Node) -> Any:
    """A node as parameters take it: text as it is written, lists of such texts."""
    if node.kind == "sequence":
        return [item.text for item in node.items]
    if node.kind == "mapping":
        return {key.text: raw(value) for key, value in node}
    return node.text if node.value is not None else None
