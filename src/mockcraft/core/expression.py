"""Expressions over the columns of a row, evaluated for a chunk of rows at once.

An `Expression` is plain data: nested tuples whose first item names the operation.

===========================================  ===============================================
tree                                         is
===========================================  ===============================================
("literal", kind, value)                     a constant; of a decimal: (units, scale)
("column", name)                             a column; `user_id.created_at` is one name
("case", operand, ((when, then), …), else)   operand and else may be None
(operation, argument, …)                     arguments are trees, or constants such as places
===========================================  ===============================================

The functions are imported by the first expression: most runs have none.

NULL follows SQL: an operation with NULL gives NULL, and AND, OR, IN, CASE, COALESCE know three values.
CASE, COALESCE, AND and OR evaluate an argument only for the rows that reach it, so that they can guard
a division.
"""

from collections.abc import Callable
from dataclasses import field

import numpy as np
import pyarrow as pa

from mockcraft.core.expressions.operand import Call, RowError, RowValues, Tree
from mockcraft.dataclass import dataclass

__all__ = ["Expression", "RowError", "can_be_null", "evaluate", "result_type", "tells_apart"]


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression: its text, its tree and the columns it reads, in order of first use.

    `place` is where the schema declares it, for messages; "" where what reads it knows that.
    """

    text: str
    tree: Tree
    columns: tuple[str, ...]
    place: str = field(default="", repr=False, compare=False)

    def __str__(self) -> str:
        return self.text


def evaluate(expression: Expression, column: Callable[[str], pa.Array], count: int) -> pa.Array:
    """The expression's values for the `count` rows of a chunk.

    Args:
        expression: what `schema.expressions.parse` made.
        column: gives a column's array of length `count` by name.
        count: rows of the chunk.

    Raises:
        ParameterError: types do not go together, whatever the values.
        RowError: a row's values cannot be computed with; `row` is its index in the chunk.
    """
    tree = expression.tree
    if tree[0] == "column":
        return column(tree[1])
    from mockcraft.core.expressions import arrow
    from mockcraft.core.expressions.evaluation import LANGUAGE
    from mockcraft.core.expressions.spelling import written

    given = {name: arrow.read(name, column(name)) for name in expression.columns}
    rows = RowValues(given.__getitem__, count, LANGUAGE)
    with np.errstate(all="ignore"):  # of floats: what is not finite is refused
        return arrow.write(Call(tree, rows, written), rows.evaluate(tree), count)


def result_type(expression: Expression, type_of: Callable[[str], pa.DataType]) -> pa.DataType:
    """Arrow type of the expression's values; ParameterError where types do not go together."""
    return evaluate(expression, lambda name: pa.array([], type_of(name)), 0).type


def can_be_null(expression: Expression, nullable: Callable[[str], bool]) -> bool:
    """Whether the expression can be NULL for some row; False is certain.

    Args:
        expression: what `schema.expressions.parse` made.
        nullable: whether a column of that name can be NULL.
    """
    from mockcraft.core.expressions import facts

    return facts.can_be_null(expression.tree, nullable)


def tells_apart(
    expression: Expression, is_unique: Callable[[str], bool], type_of: Callable[[str], pa.DataType]
) -> bool:
    """Whether no two rows have the same value; True is certain. NULL equals nothing, as in SQL's UNIQUE.

    So it is for a unique column with constants that leave it exact: `x + 1`, `x * 2`, `-x`, `x || '!'`,
    `cast(x as text)`, not for a float that is added to, nor for what is rounded, cut or put in small
    letters.

    Args:
        expression: what `schema.expressions.parse` made, of types that go together.
        is_unique: whether a column of that name has no value twice, and no NULL.
        type_of: the Arrow type of a column.
    """
    from mockcraft.core.expressions import arrow
    from mockcraft.core.expressions.distinct import Telling
    from mockcraft.core.expressions.evaluation import LANGUAGE

    rows = RowValues(lambda name: arrow.read(name, pa.array([], type_of(name))), 0, LANGUAGE)
    return Telling(is_unique, rows).apart(expression.tree)
