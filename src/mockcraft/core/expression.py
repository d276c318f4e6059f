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

NULL follows SQL: an operation with NULL gives NULL, and AND, OR, IN, CASE, COALESCE know three values.
CASE, COALESCE, AND and OR evaluate an argument only for the rows that reach it, so that they can guard
a division.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.expressions import arithmetic, arrow, calendar, casts, facts, functions
from mockcraft.core.expressions.operand import (
    WORDS,
    Call,
    Index,
    Mask,
    Operand,
    RowError,
    Rows,
    Tree,
    merged,
    null,
    operand,
)
from mockcraft.errors import ParameterError

__all__ = [
    "Expression",
    "RowError",
    "can_be_null",
    "evaluate",
    "evaluate_tree",
    "result_type",
    "written",
]


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression: its text, its tree and the columns it reads, in order of first use."""

    text: str
    tree: Tree
    columns: tuple[str, ...]

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
    rows = Rows(cache(lambda name: arrow.read(name, column(name))), count)
    return arrow.write(Call(tree, rows, written), evaluate_tree(tree, rows), count)


def result_type(expression: Expression, type_of: Callable[[str], pa.DataType]) -> pa.DataType:
    """Arrow type of the expression's values; ParameterError where types do not go together."""
    return evaluate(expression, lambda name: pa.array([], type_of(name)), 0).type


def can_be_null(expression: Expression, nullable: Callable[[str], bool]) -> bool:
    """Whether the expression can be NULL for some row; False is certain.

    Args:
        expression: what `schema.expressions.parse` made.
        nullable: whether a column of that name can be NULL.
    """
    return facts.can_be_null(expression.tree, nullable)


def evaluate_tree(tree: Tree, rows: Rows) -> Operand:
    """The values of a tree."""
    special = SPECIAL.get(tree[0])
    if special is not None:
        return special(tree, rows)
    operands = [evaluate_tree(each, rows) if isinstance(each, tuple) else each for each in tree[1:]]
    return OPERATIONS[tree[0]](Call(tree, rows, written), *operands)


OPERATIONS = arithmetic.OPERATIONS | calendar.OPERATIONS | functions.OPERATIONS

# ---------------------------------------------------------------------- leaves


def _literal(tree: Tree, rows: Rows) -> Operand:
    _, kind, value = tree
    if kind == "null":
        return null()
    if kind == "text":
        return Operand(kind, pa.array([value], pa.string()), literal=value)
    if kind == "decimal":
        units, scale = value
        return Operand(kind, np.array([units], np.int64), scale=scale)
    if kind == "boolean":
        return Operand(kind, np.array([value], np.bool_))
    return Operand(kind, np.array([value], np.int64), literal=value)


# ---------------------------------------------------------------------- conditions


def _truth(tree: Tree, rows: Rows) -> tuple[Mask, Mask]:
    """Rows for which a condition is true, and for which it is false; NULL is neither."""
    value = evaluate_tree(tree, rows)
    if value.kind not in ("boolean", "null"):
        raise ParameterError(
            f"{Call(tree, rows, written)} is {WORDS[value.kind]} (use a condition such as a comparison)"
        )
    data = np.broadcast_to(value.data.astype(np.bool_), rows.count)
    valid = True if value.valid is None else value.valid
    return data & valid, ~data & valid


def _logic(stop: bool) -> Callable[[Tree, Rows], Operand]:
    """AND (which a false argument decides) or OR (which a true one does)."""

    def decided(tree: Tree, rows: Rows) -> Operand:
        settled = np.zeros(rows.count, np.bool_)
        unknown = np.zeros(rows.count, np.bool_)
        for each in tree[1:]:
            open_rows = _rows_to_try(each, rows, settled)
            true, false = _truth(each, rows.take(open_rows))
            settled[open_rows] |= true if stop else false
            unknown[open_rows] |= ~(true | false)
        return operand("boolean", settled if stop else ~settled, settled | ~unknown)

    return decided


def _rows_to_try(tree: Tree, rows: Rows, settled: Mask) -> Index:
    """All rows, or those not settled yet where the argument might fail for some row."""
    if _may_fail(tree) and settled.any():
        return np.flatnonzero(~settled)
    return np.arange(rows.count)


_FALLIBLE = frozenset(
    {"+", "-", "*", "/", "%", "div", "power", "sqrt", "round", "cast", "substr", "replace"}
)


def _may_fail(tree: Any) -> bool:
    return isinstance(tree, tuple) and (
        (bool(tree) and tree[0] in _FALLIBLE) or any(_may_fail(each) for each in tree)
    )


def _not(tree: Tree, rows: Rows) -> Operand:
    true, false = _truth(tree[1], rows)
    return operand("boolean", false, true | false)


def _is_null(tree: Tree, rows: Rows) -> Operand:
    known = evaluate_tree(tree[1], rows).known()
    return operand("boolean", np.zeros(1, np.bool_) if known is None else ~known)


def _is_true(tree: Tree, rows: Rows) -> Operand:
    return operand("boolean", _truth(tree[1], rows)[0])


def _is_false(tree: Tree, rows: Rows) -> Operand:
    return operand("boolean", _truth(tree[1], rows)[1])


def _any_of(answers: Iterable[Operand], rows: Rows) -> Operand:
    true, unknown = np.zeros(rows.count, np.bool_), np.zeros(rows.count, np.bool_)
    for each in answers:
        true |= each.data if each.valid is None else each.data & each.valid
        unknown |= False if each.valid is None else ~each.valid
    return operand("boolean", true, true | ~unknown)


def _in(tree: Tree, rows: Rows) -> Operand:
    call = Call(tree, rows, written)
    sought = evaluate_tree(tree[1], rows)
    return _any_of(
        (functions.equal(call, sought, evaluate_tree(each, rows)) for each in tree[2:]), rows
    )


def _between(tree: Tree, rows: Rows) -> Operand:
    call = Call(tree, rows, written)
    value, low, high = (evaluate_tree(each, rows) for each in tree[1:])
    below = OPERATIONS["<"](call, value, low)
    above = OPERATIONS[">"](call, value, high)
    outside = _any_of((below, above), rows)
    return operand("boolean", ~outside.data, outside.valid)


# ---------------------------------------------------------------------- choices


def _case(tree: Tree, rows: Rows) -> Operand:
    _, subject, branches, otherwise = tree
    call = Call(tree, rows, written)
    compared = None if subject is None else evaluate_tree(subject, rows)
    left: Index = np.arange(rows.count)
    pieces = []
    for when, then in branches:
        remaining = rows.take(left)
        if compared is None:
            hit, _ = _truth(when, remaining)
        else:
            equal = functions.equal(call, compared.take(left), evaluate_tree(when, remaining))
            hit = np.broadcast_to(equal.data, len(left)) & (
                True if equal.valid is None else equal.valid
            )
        pieces.append((left[hit], evaluate_tree(then, rows.take(left[hit]))))
        left = left[~hit]
    rest = null() if otherwise is None else evaluate_tree(otherwise, rows.take(left))
    return merged(call, [*pieces, (left, rest)], rows.count)


def _coalesce(tree: Tree, rows: Rows) -> Operand:
    left: Index = np.arange(rows.count)
    pieces = []
    for each in tree[1:-1]:
        value = evaluate_tree(each, rows.take(left))
        known = value.known()
        hit = np.broadcast_to(np.ones(1, np.bool_) if known is None else known, len(left))
        pieces.append((left[hit], value.take(np.flatnonzero(hit))))
        left = left[~hit]
    pieces.append((left, evaluate_tree(tree[-1], rows.take(left))))
    return merged(Call(tree, rows, written), pieces, rows.count)


def _null_if(tree: Tree, rows: Rows) -> Operand:
    call = Call(tree, rows, written)
    a, b = (evaluate_tree(each, rows) for each in tree[1:])
    equal = functions.equal(call, a, b)
    same = equal.data if equal.valid is None else equal.data & equal.valid
    same = np.broadcast_to(same, rows.count)
    kept = np.flatnonzero(~same)
    return merged(call, [(kept, a.take(kept)), (np.flatnonzero(same), null())], rows.count)


SPECIAL: dict[str, Callable[[Tree, Rows], Operand]] = {
    "literal": _literal,
    "column": lambda tree, rows: rows[tree[1]],
    "and": _logic(stop=False),
    "or": _logic(stop=True),
    "not": _not,
    "is null": _is_null,
    "is true": _is_true,
    "is false": _is_false,
    "in": _in,
    "between": _between,
    "case": _case,
    "coalesce": _coalesce,
    "nullif": _null_if,
}

# ---------------------------------------------------------------------- a tree as text

INFIX = frozenset(
    {"+", "-", "*", "/", "%", "||", "=", "<>", "<", "<=", ">", ">=", "and", "or", "like", "ilike"}
    | {"is not distinct from"}
)
_TYPES = {"integer": "int", "float": "double"}


def written(tree: Tree) -> str:
    """A tree as SQL, for messages."""
    operation = tree[0]
    if operation in _WRITTEN:
        return _WRITTEN[operation](tree)
    if operation in INFIX:
        return f" {operation} ".join(map(_nested, tree[1:]))
    arguments = (written(each) if isinstance(each, tuple) else _constant(each) for each in tree[1:])
    return f"{operation}({', '.join(arguments)})"


def _nested(tree: Tree) -> str:
    return (
        f"({written(tree)})" if tree[0] in INFIX or tree[0] in ("in", "between") else written(tree)
    )


def _constant(value: Any) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def _written_literal(tree: Tree) -> str:
    _, kind, value = tree
    if kind in ("null", "boolean"):
        return {None: "null", True: "true", False: "false"}[value]
    if kind == "decimal":
        units, scale = value
        return casts.digits(units, scale)
    return f"interval '{value} {kind}'" if kind in arithmetic.INTERVALS else _constant(value)


def _written_column(tree: Tree) -> str:
    name: str = tree[1]
    plain = all(part.isidentifier() for part in name.split("."))
    return name if plain else '"' + name.replace('"', '""') + '"'


def _written_cast(tree: Tree) -> str:
    _, value, kind, *sizes = tree
    size = f"({', '.join(map(str, sizes))})" if sizes else ""
    return f"cast({written(value)} as {_TYPES.get(kind, kind)}{size})"


def _written_case(tree: Tree) -> str:
    _, subject, branches, otherwise = tree
    words = ["case"] + ([written(subject)] if subject is not None else [])
    words += [f"when {written(when)} then {written(then)}" for when, then in branches]
    words += [f"else {written(otherwise)}"] if otherwise is not None else []
    return " ".join([*words, "end"])


_WRITTEN: dict[str, Callable[[Tree], str]] = {
    "literal": _written_literal,
    "column": _written_column,
    "cast": _written_cast,
    "case": _written_case,
    "negative": lambda tree: f"-{_nested(tree[1])}",
    "not": lambda tree: f"not {_nested(tree[1])}",
    "is null": lambda tree: f"{_nested(tree[1])} is null",
    "is true": lambda tree: f"{_nested(tree[1])} is true",
    "is false": lambda tree: f"{_nested(tree[1])} is false",
    "in": lambda tree: f"{_nested(tree[1])} in ({', '.join(map(written, tree[2:]))})",
    "between": lambda tree: f"{_nested(tree[1])} between {_nested(tree[2])} and {_nested(tree[3])}",
    "extract": lambda tree: f"extract({tree[1]} from {written(tree[2])})",
}


def tells_apart(
    expression: Expression, is_unique: Callable[[str], bool], type_of: Callable[[str], pa.DataType]
) -> bool:
    """Whether no two rows have the same value; True is certain.

    Args:
        expression: what `schema.expressions.parse` made, of types that go together.
        is_unique: whether a column of that name has no value twice, and no NULL.
        type_of: the Arrow type of a column.
    """
    return _apart(expression.tree, is_unique)


def _apart(tree: Tree, is_unique: Callable[[str], bool]) -> bool:
    operation, *rest = tree
    if operation == "column":
        return is_unique(rest[0])
    if operation in ("+", "-", "*", "||"):
        constant = [each for each in rest if each[0] == "literal"]
        varying = [each for each in rest if each[0] != "literal"]
        if operation == "*" and not all(map(_nonzero, constant)):
            return False
        return len(varying) == 1 and _apart(varying[0], is_unique)
    if operation == "negative" or (operation == "cast" and rest[1:] == ["text"]):
        return _apart(rest[0], is_unique)
    return False


def _nonzero(literal: Tree) -> bool:
    value = literal[2][0] if isinstance(literal[2], tuple) else literal[2]
    return bool(value)
