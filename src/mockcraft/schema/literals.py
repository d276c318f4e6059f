"""Plain words of a schema file as typed values."""

from decimal import Decimal
from typing import Any

from mockcraft.core.kinds import PRECISION
from mockcraft.core.types import Type
from mockcraft.schema.source import Node, wrong


def literals(nodes: list[Node]) -> tuple[Type, tuple[Any, ...]]:
    """The values as one type: all whole numbers, all numbers, all boolean, else text; null is None."""
    for node in nodes:
        if node.kind != "scalar":
            raise wrong(node, f"a value must be a plain word, not {node.describe()}")
    present = [node for node in nodes if node.value is not None]
    kinds = {type(node.value) for node in present}
    if not present or not kinds <= {bool, int, float} or (bool in kinds and len(kinds) > 1):
        return Type("text"), tuple(None if n.value is None else n.text for n in nodes)
    if kinds == {bool}:
        return Type("boolean"), tuple(n.value for n in nodes)
    if kinds == {int}:
        for node in present:
            if not -(2**63) <= int(node.value or 0) < 2**63:
                message = f"{node.describe()} does not fit 64 bits (put it in quotes for text)"
                raise wrong(node, message)
        return Type("integer"), tuple(n.value for n in nodes)
    return _decimals(nodes)


def _decimals(nodes: list[Node]) -> tuple[Type, tuple[Any, ...]]:
    numbers = [None if n.value is None else Decimal(n.text.replace("_", "")) for n in nodes]
    places = [0 if n is None else max(-int(n.as_tuple().exponent), 0) for n in numbers]
    digits = [0 if n is None else max(n.adjusted() + 1, 0) for n in numbers]
    scale = max(places)
    for node, number, whole in zip(nodes, numbers, digits, strict=True):
        if number is not None and whole + scale > PRECISION:
            message = f"{node.describe()} has too many digits (at most {PRECISION}, {scale} of them decimals)"
            raise wrong(node, message)
    return Type("decimal", PRECISION, scale), tuple(numbers)


def weight(node: Node) -> int:
    """A weight in millionths, so that 0.1 and 80 both stand; raises SchemaError."""
    number = node.value
    if not isinstance(number, int | float) or isinstance(number, bool) or not 0 <= number < 10**9:
        raise wrong(node, f"a weight is {node.describe()} (give a number from 0 to 999,999,999)")
    return round(number * 1_000_000)


def raw(node: Node) -> Any:
    """A node as parameters take it: text as it is written, or a list of such texts."""
    return [item.text for item in node.items] if node.kind == "sequence" else node.text
