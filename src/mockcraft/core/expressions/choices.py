"""Conditions of three values, and what they choose: AND, OR, NOT, CASE, COALESCE, NULLIF.

AND, OR, CASE and COALESCE get their arguments as trees and evaluate each for the rows that reach it, so
that they can guard whatever fails for a row.
"""

from typing import Any

import numpy as np

from mockcraft.core.expressions.comparisons import certain, equal, merged
from mockcraft.core.expressions.operand import (
    WORDS,
    Call,
    Index,
    Mask,
    Operand,
    Operation,
    Tree,
    null,
    operand,
)
from mockcraft.errors import ParameterError

# ---------------------------------------------------------------------- conditions


def _truth(call: Call, tree: Tree, value: Operand) -> tuple[Mask, Mask]:
    """Values for which a condition is true, and for which it is false; NULL is neither."""
    if value.kind not in ("boolean", "null"):
        place = Call(tree, call.rows, call.written)
        raise ParameterError(
            f"{place} is {WORDS[value.kind]} (use a condition such as a comparison)"
        )
    data = value.data.astype(np.bool_, copy=False)
    valid = True if value.valid is None else value.valid
    return data & valid, ~data & valid


def logic(stop: bool) -> Operation:
    """AND (which a false argument decides) or OR (which a true one does).

    An argument that may fail for a row is evaluated for the rows that are not settled yet.
    """

    def decided(call: Call, *trees: Tree) -> Operand:
        rows = call.rows
        settled = np.zeros(rows.count, np.bool_)
        unknown = np.zeros(rows.count, np.bool_)
        for tree in trees:
            guarded = settled.any() and rows.may_fail(tree)
            left: Any = np.flatnonzero(~settled) if guarded else slice(None)
            open_rows = rows.take(left) if guarded else rows
            true, false = _truth(call, tree, open_rows.evaluate(tree))
            settled[left] |= true if stop else false
            unknown[left] |= ~(true | false)
        return operand("boolean", settled if stop else ~settled, settled | ~unknown)

    return decided


def negated(call: Call, a: Operand) -> Operand:
    """`not x`."""
    true, false = _truth(call, call.node[1], a)
    return operand("boolean", false, true | false)


def is_null(call: Call, a: Operand) -> Operand:
    """`x is null`."""
    known = a.known()
    return operand("boolean", np.zeros(1, np.bool_) if known is None else ~known)


def is_true(call: Call, a: Operand) -> Operand:
    """`x is true`, which NULL is not."""
    return operand("boolean", _truth(call, call.node[1], a)[0])


def is_false(call: Call, a: Operand) -> Operand:
    """`x is false`, which NULL is not."""
    return operand("boolean", _truth(call, call.node[1], a)[1])


# ---------------------------------------------------------------------- choices


def case(call: Call, subject: Tree | None, branches: Any, otherwise: Tree | None) -> Operand:
    """The value of the first branch whose condition is true, or that equals the subject."""
    rows = call.rows
    compared = None if subject is None else rows.evaluate(subject)
    left: Index = np.arange(rows.count)
    pieces = []
    for when, then in branches:
        remaining = rows.take(left)
        answer = remaining.evaluate(when)
        if compared is not None:
            place = Call(call.node, remaining, call.written)
            answer = equal(place, compared.take(left), answer)
        hit = np.broadcast_to(_truth(call, when, answer)[0], len(left))
        chosen = rows.take(left[hit])
        pieces.append((left[hit], chosen.evaluate(then)))
        left = left[~hit]
    rest = rows.take(left)
    pieces.append((left, null() if otherwise is None else rest.evaluate(otherwise)))
    return merged(call, pieces, rows.count)


def coalesce(call: Call, *trees: Tree) -> Operand:
    """The first value that is not NULL."""
    rows = call.rows
    left: Index = np.arange(rows.count)
    pieces = []
    for tree in trees[:-1]:
        remaining = rows.take(left)
        value = remaining.evaluate(tree)
        known = value.known()
        hit = np.broadcast_to(np.ones(1, np.bool_) if known is None else known, len(left))
        pieces.append((left[hit], value.take(np.flatnonzero(hit))))
        left = left[~hit]
    rest = rows.take(left)
    pieces.append((left, rest.evaluate(trees[-1])))
    return merged(call, pieces, rows.count)


def null_if(call: Call, a: Operand, b: Operand) -> Operand:
    """The first value, but NULL where the second equals it."""
    alike = np.broadcast_to(certain(equal(call, a, b)), call.rows.count)
    kept = np.flatnonzero(~alike)
    pieces = [(kept, a.take(kept)), (np.flatnonzero(alike), null())]
    return merged(call, pieces, call.rows.count)
