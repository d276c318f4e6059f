"""Whether different rows have different values, told before any row is made."""

from collections.abc import Callable

import numpy as np

from mockcraft.core.expressions.evaluation import LANGUAGE, evaluate_tree
from mockcraft.core.expressions.operand import EXACT, Operand, RowError, RowValues, Tree
from mockcraft.core.expressions.spelling import arguments
from mockcraft.core.kinds import DATED, MOMENTS

# Characters that values of these kinds are written with: another one shows where such a text ends. A minus
# begins it, so that one behind it shows that as well.
_ALPHABETS = {"integer": frozenset("0123456789"), "decimal": frozenset(".0123456789")}
_MINUS = frozenset("-")
_OF_ONE_LENGTH = MOMENTS  # and those of these kinds have always as many

# Casts that keep values apart; one to text does so from every kind, one to decimals by their places.
_LOSSLESS = frozenset({("boolean", "integer"), ("date", "timestamp")})
_STEPS = frozenset(
    {"integer", "days", "seconds"}
)  # that moments are moved by; months end on one day


class Telling:
    """Tells whether trees keep rows apart.

    Args:
        is_unique: whether a column has no value twice, and no NULL.
        rows: no rows of the columns, which show the kinds of values.
    """

    def __init__(self, is_unique: Callable[[str], bool], rows: RowValues) -> None:
        self.is_unique, self.rows = is_unique, rows

    def apart(self, tree: Tree) -> bool:
        """Whether no two rows have the same value; True is certain. NULL equals nothing."""
        operation, *parts = tree
        if operation == "column":
            return self.is_unique(tree[1])
        if operation == "negative":
            return self.apart(parts[0])
        if operation == "cast":
            return self._cast_apart(*parts) and self.apart(parts[0])
        if operation == "||" and any(
            is_constant(each) and value_of(each) is None for each in parts
        ):
            return False
        if operation in ("||", "concat"):
            return self._joined_apart(parts)
        if operation in ("+", "-", "*"):
            return self._moved_apart(operation, parts)
        return False

    def _of(self, tree: Tree) -> Operand:
        return evaluate_tree(tree, self.rows)

    def _cast_apart(self, tree: Tree, kind: str, *sizes: int) -> bool:
        value = self._of(tree)
        if kind == "text":
            return not sizes
        if value.kind in EXACT and kind == "decimal":
            return not sizes or value.scale <= sizes[1]
        return value.kind == kind or (value.kind, kind) in _LOSSLESS

    def _moved_apart(self, operation: str, parts: list[Tree]) -> bool:
        """A value with a constant: added, taken away, or times it."""
        varying = [each for each in parts if not is_constant(each)]
        if len(varying) != 1 or not self.apart(varying[0]):
            return False
        (constant,) = (each for each in parts if each is not varying[0])
        step = value_of(constant)
        if step is None:
            return False
        kind, other = self._of(varying[0]).kind, step.kind
        if operation == "*":
            steps = EXACT if kind == "decimal" else EXACT | _STEPS
            return kind in EXACT and other in steps and bool(step.data[0])
        if kind in MOMENTS:
            return other in _STEPS or (operation == "-" and other in MOMENTS)
        return {kind, other} <= EXACT or (kind in _STEPS and other in DATED)

    def _joined_apart(self, parts: list[Tree]) -> bool:
        """One value with constants, or one at an end that shows where it ends."""
        varying = [each for each in parts if not is_constant(each)]
        if len(varying) == 1:
            return self.apart(varying[0])
        return self._ends(parts[0], parts[1], 0) or self._ends(parts[-1], parts[-2], -1)

    def _ends(self, part: Tree, beside: Tree, side: int) -> bool:
        """Whether a part at the start (side 0) or end (-1) can be read off the whole text."""
        kind = self._of(_shown(part)).kind
        if not self.apart(part) or kind in _OF_ONE_LENGTH:
            return self.apart(part)
        literal = beside[2] if beside[:2] == ("literal", "text") else ""
        inside = _ALPHABETS.get(kind, frozenset()) | (_MINUS if side else frozenset())
        return kind in _ALPHABETS and bool(literal) and literal[side] not in inside


def _shown(tree: Tree) -> Tree:
    """What a cast to text writes."""
    return tree[1] if tree[0] == "cast" and tree[2:] == ("text",) else tree


def is_constant(tree: Tree) -> bool:
    """Whether a tree reads no column."""
    return tree[0] != "column" and all(map(is_constant, arguments(tree)))


def value_of(tree: Tree) -> Operand | None:
    """The value of a tree without columns; None for NULL and for what cannot be computed."""

    def column(name: str) -> Operand:
        raise AssertionError(name)

    try:
        with np.errstate(all="ignore"):
            value = evaluate_tree(tree, RowValues(column, 1, LANGUAGE))
    except RowError:
        return None
    known = value.known()
    return value if value.kind != "null" and (known is None or known.all()) else None
