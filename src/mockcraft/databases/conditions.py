"""Conditions of new rows, as nodes of sqlglot: joined, simplified, and told as SQL."""

from collections.abc import Iterator
from typing import Any

from mockcraft.databases.guards import decided

UNKNOWN = "?"  # the table of columns that stand for what is not understood
ROW = "NEW"  # the table of the columns of the new row


def told(node: Any, dialect: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parts of a condition that ask other tables, and those that ask the new row alone, as SQL of a dialect.

    The columns of ROW are called so in the first ones, and by their names in the others.
    """
    from sqlglot import exp

    queries, conditions = list[str](), list[str]()
    for part in _parts(node):
        alone = exp.Paren(this=part.copy())
        columns = list(alone.find_all(exp.Column))
        other = any(each.table.upper() != ROW for each in columns)
        if other or part.find(exp.Select) is not None:
            queries.append(part.sql(dialect=dialect, normalize_functions=False))
            continue
        for each in columns:
            each.replace(exp.column(exp.to_identifier(each.name, quoted=True)))
        if columns:
            conditions.append(alone.this.sql(dialect=dialect, normalize_functions=False))
    return tuple(queries), tuple(conditions)


def _parts(node: Any) -> Iterator[Any]:
    """The conditions that all hold."""
    from sqlglot import exp

    while isinstance(node, exp.Paren):
        node = node.this
    if isinstance(node, exp.And):
        yield from _parts(node.left)
        yield from _parts(node.right)
    else:
        yield node


def unknown() -> Any:
    """What stands for what is not understood."""
    from sqlglot import exp

    return exp.column("x", table=exp.to_identifier(UNKNOWN, quoted=True))


def closed(node: Any) -> Any:
    """A node in brackets, where it needs some to stand in another."""
    from sqlglot import exp

    if isinstance(node, exp.Select):
        return node.subquery()
    alone = isinstance(node, exp.Subquery | exp.Paren | exp.Column | exp.Literal | exp.Exists)
    return node if alone else exp.paren(node)


def is_always(node: Any, value: bool) -> bool:
    """Whether a condition is TRUE, or FALSE, in so many words."""
    from sqlglot import exp

    return isinstance(node.unnest(), exp.Boolean) and bool(node.unnest().this) is value


def both(one: Any, other: Any) -> Any:
    """That two conditions hold."""
    from sqlglot import exp

    if is_always(one, True) or is_always(other, False):
        return other
    return (
        one if is_always(other, True) or is_always(one, False) else exp.and_(one, other, copy=False)
    )


def either(condition: Any, met: Any, not_met: Any) -> Any:
    """`CASE WHEN condition THEN met ELSE not_met END`, as a condition, which may be NULL where that is."""
    from sqlglot import exp

    if is_always(met, True) and is_always(not_met, True):
        return met
    if condition.find(exp.Column, exp.Select) is None:
        known = decided(condition)
        if known is not None:
            return met if is_always(known, True) else not_met
    no = exp.Not(this=exp.paren(condition))
    if is_always(met, False):
        return both(no, not_met)
    if is_always(not_met, False):
        return both(condition.copy(), met)
    if is_always(met, True):
        return exp.or_(condition.copy(), not_met, copy=False)
    if is_always(not_met, True):
        return exp.or_(no, met, copy=False)
    return exp.or_(both(condition.copy(), met), both(no, not_met), copy=False)
