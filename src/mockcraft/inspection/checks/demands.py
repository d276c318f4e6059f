"""The checks of a table, taken together: what they demand of its columns.

A check is split at its ANDs. Of what is joined by OR, the first branch is taken that can be met together with all
else; `branches_of` has the others too. What is not understood stays as it is, to be tried row by row.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from mockcraft.inspection.checks.conditions import Conditions
from mockcraft.inspection.checks.expressions import (
    branched,
    either,
    is_condition,
    negated,
    one_of_them,
    parsed,
    stripped,
    written,
)
from mockcraft.inspection.checks.facts import Demands, Facts

MOST_WAYS = 16  # through the ORs of a table
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
    return branches_of(checks, columns, dialect, required)[0]


def branches_of(
    checks: Iterable[str], columns: Sequence[str], dialect: str, required: Iterable[str] = ()
) -> list[Demands]:
    """The same, for each way through their ORs that is understood: the first one, and some others."""
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
    for strict, most in ((True, MOST_WAYS), (False, 1)):
        solver.budget = MOST_BRANCHES
        found = list(islice(solver.solutions(nodes, start, strict), most))
        if found:
            return [replace(each, rest=(*each.rest, *unread)) for each in found]
    rest = tuple(written(node) for node in nodes)
    return [replace(start, rest=(*rest, *unread))]


def goes_with(text: str, columns: Sequence[str], dialect: str, known: Demands) -> bool:
    """Whether a condition can hold for rows of which this is known, as far as can be seen."""
    node = parsed(text, dialect)
    if node is None:
        return True
    solver = _Solver(Conditions(columns))
    solver.budget = MOST_BRANCHES
    found = solver.solutions(list(_conjuncts(node)), known, False)
    return next(found, None) is not None


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
    elif (one := one_of_them(node)) is not None:
        yield stripped(one)
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

    def solutions(self, nodes: Sequence[Any], known: Demands, strict: bool) -> Iterator[Demands]:
        """What the nodes demand besides what is known, a way through their ORs at a time.

        `strict`: of alternatives, none is taken that is not understood.
        """
        from sqlglot import exp

        for place, node in enumerate(nodes):
            if isinstance(node, exp.Or):
                yield from self._branched(node, nodes[place + 1 :], known, strict)
                return
            met = self.conditions.met(node, known)
            if met is None:
                return
            known = met
        yield known

    def _branched(
        self, node: Any, others: Sequence[Any], known: Demands, strict: bool
    ) -> Iterator[Demands]:
        branches = list(_disjuncts(node))
        if (whole := self._one_of(branches, known)) is not None:
            if whole.possible:
                yield from self.solutions(others, whole, strict)
            return
        for branch in sorted(branches, key=self._is_null_test):
            if self.budget <= 0:
                return
            self.budget -= 1
            parts = list(_conjuncts(branch))
            if not (strict and self._unread(parts, known)):
                yield from self.solutions([*parts, *others], known, strict)
        if not strict:
            yield from self.solutions(others, known.keeping(node), strict)

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
