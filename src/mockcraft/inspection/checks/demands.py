"""The checks of a table, taken together: what they demand of its columns.

A check is split at its ANDs. Of what is joined by OR, one branch is taken for all rows, the first that can be
met together with all else. What is not understood stays as it is, to be tried row by row.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from mockcraft.inspection.checks.conditions import Conditions
from mockcraft.inspection.checks.expressions import (
    branched,
    either,
    is_condition,
    negated,
    parsed,
    stripped,
    written,
)
from mockcraft.inspection.checks.facts import Demands, Facts

MOST_BRANCHES = 64  # combinations of branches that are tried


def demands_of(
    checks: Iterable[str], columns: Sequence[str], dialect: str, required: Iterable[str] = ()
) -> Demands:
    """What checks demand together.

    Args:
        checks: conditions, in SQL.
        columns: names of the table's columns.
        dialect: of the SQL, as sqlglot calls it.
        required: columns that are NOT NULL.
    """
    solver = _Solver(Conditions(columns))
    start = Demands({name: Facts(null=False) for name in required})
    nodes = []
    unread = []
    for text in checks:
        node = parsed(text, dialect)
        if node is None:
            unread.append(text)
        else:
            nodes += list(_conjuncts(stripped(node)))
    for strict in (True, False):
        solver.budget = MOST_BRANCHES
        found = solver.solved(nodes, start, strict)
        if found is not None:
            return replace(found, rest=(*found.rest, *unread))
    rest = tuple(written(node) for node in nodes)
    return replace(start, rest=(*rest, *unread))


def goes_with(text: str, columns: Sequence[str], dialect: str, known: Demands) -> bool:
    """Whether a condition can hold for rows of which this is known, as far as can be seen."""
    node = parsed(text, dialect)
    if node is None:
        return True
    solver = _Solver(Conditions(columns))
    solver.budget = MOST_BRANCHES
    return solver.solved(list(_conjuncts(node)), known, False) is not None


def _conjuncts(node: Any) -> Iterator[Any]:
    from sqlglot import exp

    node = stripped(node)
    if isinstance(node, exp.And):
        yield from _conjuncts(node.left)
        yield from _conjuncts(node.right)
    elif isinstance(node, exp.Not) and (turned := negated(node.this)) is not None:
        yield from _conjuncts(turned)
    elif isinstance(node, exp.EQ | exp.NEQ) and all(map(is_condition, (node.left, node.right))):
        yield either(node.left, node.right, alike=isinstance(node, exp.EQ))
    elif isinstance(node, exp.Case):
        yield stripped(branched(node))
    else:
        yield node


def _disjuncts(node: Any) -> Iterator[Any]:
    from sqlglot import exp

    node = stripped(node)
    if isinstance(node, exp.Or):
        yield from _disjuncts(node.left)
        yield from _disjuncts(node.right)
    else:
        yield node


class _Solver:
    """Finds branches that can be met together, within a budget of combinations."""

    def __init__(self, conditions: Conditions) -> None:
        self.conditions = conditions
        self.budget = 0

    def solved(self, nodes: Sequence[Any], known: Demands, strict: bool) -> Demands | None:
        """What the nodes demand besides what is known; None where they cannot be met together.

        `strict`: of alternatives, none is taken that is not understood.
        """
        from sqlglot import exp

        for place, node in enumerate(nodes):
            if isinstance(node, exp.Or):
                return self._branched(node, nodes[place + 1 :], known, strict)
            met = self.conditions.met(node, known)
            if met is None:
                return None
            known = met
        return known

    def _branched(
        self, node: Any, others: Sequence[Any], known: Demands, strict: bool
    ) -> Demands | None:
        branches = list(_disjuncts(node))
        if (whole := self._one_of(branches, known)) is not None:
            return self.solved(others, whole, strict) if whole.possible else None
        for branch in sorted(branches, key=self._is_null_test):
            if self.budget <= 0:
                return None
            self.budget -= 1
            parts = list(_conjuncts(branch))
            found = self.solved([*parts, *others], known, strict)
            if found is not None and (not strict or not self._unread(parts, known)):
                return found
        if strict:
            return None
        return self.solved(others, known.keeping(node), strict)

    def _unread(self, parts: Sequence[Any], known: Demands) -> bool:
        """Whether a part of a branch is one of those that are not understood."""
        for part in parts:
            met = self.conditions.met(part, replace(known, rest=()))
            if met is not None and met.rest:
                return True
        return False

    def _is_null_test(self, branch: Any) -> bool:
        """`a IS NULL OR a > 0` is met by values too, which say more."""
        from sqlglot import exp

        return isinstance(branch, exp.Is) and isinstance(branch.expression, exp.Null)

    def _one_of(self, branches: Sequence[Any], known: Demands) -> Demands | None:
        """`a = 1 OR a = 2` as choices; None for anything else."""
        values: list[Any] = []
        names = set()
        for branch in branches:
            met = self.conditions.met(branch, Demands())
            if met is None or met.rest or met.order or len(met.facts) != 1:
                return None
            ((name, facts),) = met.facts.items()
            if facts.choices is None or facts != Facts(choices=facts.choices, null=facts.null):
                return None
            names.add(name)
            values += facts.choices
        if len(names) != 1:
            return None
        return known.having(names.pop(), choices=tuple(dict.fromkeys(values)))
