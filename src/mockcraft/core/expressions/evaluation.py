"""Trees evaluated, by the table of functions."""

from typing import Any

import numpy as np

from mockcraft.core.arrays import text_array
from mockcraft.core.expressions.functions import FUNCTIONS
from mockcraft.core.expressions.operand import Call, Language, Operand, RowValues, Tree, null
from mockcraft.core.expressions.spelling import arguments, written


def evaluate_tree(tree: Tree, rows: RowValues) -> Operand:
    """The values of a tree."""
    operation = tree[0]
    if operation == "column":
        return rows[tree[1]]
    if operation == "literal":
        return _literal(*tree[1:])
    function = FUNCTIONS[operation]
    call = Call(tree, rows, written)
    if function.lazy:
        return function.compute(call, *tree[1:])
    given = [evaluate_tree(each, rows) if isinstance(each, tuple) else each for each in tree[1:]]
    given = function.coerced(call, given)
    call.operands = [each for each in given if isinstance(each, Operand)]
    return function.compute(call, *given)


def _literal(kind: str, value: Any) -> Operand:
    if kind == "null":
        return null()
    if kind == "text":
        return Operand(kind, text_array([value]), literal=value)
    if kind == "decimal":
        units, scale = value
        return Operand(kind, np.array([units], np.int64), scale=scale)
    if kind == "boolean":
        return Operand(kind, np.array([value], np.bool_))
    return Operand(kind, np.array([value], np.int64), literal=value)


def may_fail(tree: Tree) -> bool:
    """Whether a tree fails for some rows, as a division by zero does; False is certain."""
    if tree[0] in ("column", "literal"):
        return False
    return not FUNCTIONS[tree[0]].safe or any(map(may_fail, arguments(tree)))


LANGUAGE = Language(evaluate_tree, may_fail)
