"""Comparisons, the most of what checks are made of: bounds, lengths, the order of columns, and what equals what."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from mockcraft.inspection.checks.digests import with_digests
from mockcraft.inspection.checks.expressions import (
    FLIPPED,
    LATER,
    constant_of,
    is_clock,
    is_constant,
    length_of,
    stripped,
    written,
)
from mockcraft.inspection.checks.facts import Demands

# By sqlglot's keys of the nodes.
OPERATORS = {
    "eq": "=", "nullsafeeq": "=", "neq": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=",
}  # fmt: skip
_BEHIND = ("<", "<=")
_COUNTING = ("num_nonnulls", "num_nulls")

Named = Callable[[Any], str | None]  # the table's column that a node is; None for anything else


def compared(node: Any, known: Demands, name: Named) -> Demands | None:
    """What a comparison demands besides what is known; None where it is not understood."""

    operator = OPERATORS[node.key]
    left, right = stripped(node.left), stripped(node.right)
    if is_constant(left) and not is_constant(right):
        left, right, operator = right, left, FLIPPED[operator]
    own = name(left)
    if own is not None and is_clock(right):
        return _timed(known, own, operator)
    if is_constant(right):
        value = constant_of(right)
        if own is not None:
            return _bounded(known, own, operator, value)
        if operator == "=" and (cased := cased_among(left, [right], known, name)) is not None:
            return cased
        return _measured(known, left, operator, value, name)
    other = name(right)
    if own is None or other is None:
        if operator != "=":
            return None
        return _cased(known, left, right, name) or _computed(known, left, right, name)
    if operator == "=":
        return _computed(known, left, right, name)
    if operator in (">", ">="):
        own, other, operator = other, own, FLIPPED[operator]
    if operator not in (*_BEHIND, "<>"):
        return None
    return replace(known, order=(*known.order, (own, operator, other)))


def among(column: str | None, members: Sequence[Any], known: Demands) -> Demands | None:
    """That a column is one of some constants; None for no column, or for other members."""
    if column is None or not all(map(is_constant, members)):
        return None
    values = [constant_of(each) for each in members]
    return known.having(column, choices=tuple(each for each in values if each is not None))


def cased_among(node: Any, members: Sequence[Any], known: Demands, name: Named) -> Demands | None:
    """upper(a) IN ('M', 'F'): the texts of that case themselves; None for anything else."""
    from sqlglot import exp

    node = stripped(node)
    if not isinstance(node, exp.Lower | exp.Upper) or not all(map(is_constant, members)):
        return None
    values = [constant_of(each) for each in members]
    turn = str.lower if isinstance(node, exp.Lower) else str.upper
    fitting = tuple(each for each in values if isinstance(each, str) and turn(each) == each)
    column = name(stripped(node.this))
    return known.having(column, choices=fitting) if column is not None and fitting else None


def _bounded(known: Demands, column: str, operator: str, value: Any) -> Demands | None:
    facts = known.of(column)
    if value is None:
        return None
    if operator == "=":
        return known.having(column, choices=(value,))
    if operator == "<>":
        return known.having(column, excluded=(*facts.excluded, value))
    if isinstance(value, bool):
        return None
    low = operator in (">", ">=")
    bound, open_ = (facts.low, facts.open_low) if low else (facts.high, facts.open_high)
    if bound is not None:
        if type(bound) is not type(value):
            return None
        if bound > value if low else bound < value:
            return known
    shut_out = operator in ("<", ">") or (bound == value and open_)
    if low:
        return known.having(column, low=value, open_low=shut_out)
    return known.having(column, high=value, open_high=shut_out)


def _timed(known: Demands, column: str, operator: str) -> Demands | None:
    """Whatever is made is before the time of the database; what must be later is long after it."""
    if operator in _BEHIND:
        return known
    return known.having(column, low=LATER) if operator in (">", ">=") else None


def _measured(known: Demands, left: Any, operator: str, value: Any, name: Named) -> Demands | None:
    """A bound of a length, or of how many columns have values."""
    found = length_of(left, name)
    if found is None:
        return _counted(known, left, operator, value, name)
    kind, column = found
    if kind == "json":
        kind_ = value.lower() if isinstance(value, str) else ""
        wanted = operator == "=" and kind_ in ("object", "array")
        return known.having(column, json=kind_) if wanted else None
    if kind == "trim":
        if operator != "<>" or value != "":
            return None
        return known.having(column, shortest=max(1, known.of(column).shortest))
    if not isinstance(value, Decimal) or value != int(value) or operator == "<>":
        return None
    facts, size = known.of(column), int(value)
    low, high = facts.shortest, facts.longest
    if operator in ("=", ">", ">="):
        low = max(low, size + (operator == ">"))
    if operator in ("=", "<", "<="):
        most = size - (operator == "<")
        high = most if high is None else min(high, most)
    return known.having(column, shortest=low, longest=high)


def _counted(known: Demands, left: Any, operator: str, value: Any, name: Named) -> Demands | None:
    """num_nonnulls(a, b) = 1: the first ones have values, the others none."""
    from sqlglot import exp

    if not isinstance(left, exp.Anonymous) or left.name.lower() not in _COUNTING:
        return None
    names = [name(each) for each in left.expressions]
    columns = [each for each in names if each is not None]
    if not isinstance(value, Decimal) or len(columns) < len(names) or operator == "<>":
        return None
    size = int(value) + (operator == ">") - (operator == "<")
    if left.name.lower() == "num_nulls":
        size = len(columns) - size
    made = known
    first = sorted(columns, key=lambda each: known.of(each).null is not False)
    for place, column in enumerate(first):
        null = place >= size
        if made.of(column).null is (not null):
            return known.having(column, choices=())
        made = made.having(column, null=null)
    return made


def _computed(known: Demands, left: Any, right: Any, name: Named) -> Demands | None:
    """total = price * quantity: the column is computed from the others, one that is cast to no other type if it can be."""
    from sqlglot import exp

    pairs = [(left, right), (right, left)]
    for one, other in sorted(pairs, key=lambda pair: isinstance(pair[0], exp.Cast)):
        own = name(one)
        read = {name(each) for each in other.find_all(exp.Column)}
        done = {each for each, _ in known.computed}
        if own is None or not read or None in read:
            continue
        if own not in read | done and not read & done:  # no column waits for another that waits
            return replace(
                known, computed=(*known.computed, (own, written(with_digests(_local(other)))))
            )
    return None


def _local(node: Any) -> Any:
    """An expression whose times are of no zone, as they are where it is computed."""
    from sqlglot import exp

    def cast(each: Any) -> Any:
        zoned = isinstance(each, exp.Cast) and each.to.this == exp.DataType.Type.TIMESTAMPTZ
        return exp.cast(each.this, "timestamp") if zoned else each

    return node.transform(cast)


def _cased(known: Demands, left: Any, right: Any, name: Named) -> Demands | None:
    """lower(a) = a."""
    from sqlglot import exp

    for one, other in ((left, right), (right, left)):
        if isinstance(one, exp.Lower | exp.Upper):
            own = name(one.this)
            if own is not None and own == name(other):
                return known.having(own, case=type(one).__name__.lower())
    return None
