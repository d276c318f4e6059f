"""What checks demand of columns: bounds, choices, lengths, patterns, nulls, and which column is behind which.

A check is split at its ANDs. Of what is joined by OR, one branch is taken for all rows, the first that can be
met together with all else. What is not understood stays as it is, to be tried row by row.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from mockcraft.inspection.expressions import (
    FLIPPED,
    LATER,
    bare,
    column_of,
    constant_of,
    either,
    glob_pattern,
    is_clock,
    is_condition,
    is_constant,
    length_of,
    like_pattern,
    negated,
    parsed,
    stripped,
    written,
)

MOST_BRANCHES = 64  # combinations of branches that are tried
_BEHIND = ("<", "<=")


@dataclass(frozen=True, slots=True)
class Facts:
    """What all checks together demand of a column.

    Attributes:
        low, high: of its values, both inclusive where not `open_`: Decimal, or text of dates and the like.
        open_low, open_high: whether the bound itself is left out.
        choices: the only values; None for any.
        excluded: values that it may not have.
        pattern: regular expression of its texts; "" for none.
        shortest, longest: characters of its texts, bytes of its bytes, or items of its arrays.
        null: True where it must be NULL, False where it must not; None for either.
        case: "lower" or "upper" where its texts are.
        json: "object" or "array", of JSON; "" for any.
    """

    low: Any = None
    high: Any = None
    open_low: bool = False
    open_high: bool = False
    choices: tuple[Any, ...] | None = None
    excluded: tuple[Any, ...] = ()
    pattern: str = ""
    shortest: int = 0
    longest: int | None = None
    null: bool | None = None
    case: str = ""
    json: str = ""

    @property
    def possible(self) -> bool:
        """Whether a value can meet them, as far as is easily seen."""
        if self.low is not None and self.high is not None:
            if type(self.low) is not type(self.high) or self.low > self.high:
                return False
            if self.low == self.high and (self.open_low or self.open_high):
                return False
        if self.longest is not None and self.shortest > self.longest:
            return False
        return self.choices is None or bool(self.allowed)

    @property
    def allowed(self) -> tuple[Any, ...]:
        """The choices that the bounds let through."""
        return tuple(each for each in self.choices or () if self._lets(each))

    def _lets(self, value: Any) -> bool:
        if value in self.excluded:
            return False
        for bound, above, open_ in (
            (self.low, True, self.open_low),
            (self.high, False, self.open_high),
        ):
            if bound is None or type(bound) is not type(value):
                continue
            if (value == bound and open_) or (value < bound if above else value > bound):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Demands:
    """What the checks of a table demand.

    Attributes:
        facts: by column.
        order: (column, operator, column) with "<" or "<=".
        computed: expressions that columns equal.
        rest: conditions that are not understood as any of these, as SQL.
    """

    facts: dict[str, Facts] = field(default_factory=dict)
    order: tuple[tuple[str, str, str], ...] = ()
    computed: tuple[tuple[str, str], ...] = ()
    rest: tuple[str, ...] = ()

    def of(self, column: str) -> Facts:
        """What is demanded of a column."""
        return self.facts.get(column, Facts())


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
    reader = _Reader(columns)
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
        reader.budget = MOST_BRANCHES
        found = reader.solved(nodes, start, strict)
        if found is not None:
            return replace(found, rest=(*found.rest, *unread))
    rest = tuple(written(node) for node in nodes)
    return replace(start, rest=(*rest, *unread))


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


class _Reader:
    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = {name.lower(): name for name in columns}
        self.budget = 0

    def solved(self, nodes: Sequence[Any], known: Demands, strict: bool) -> Demands | None:
        """What the nodes demand besides what is known; None where they cannot be met together.

        `strict`: of alternatives, none is taken that is not understood.
        """
        from sqlglot import exp

        for place, node in enumerate(nodes):
            if isinstance(node, exp.Or):
                return self._branched(node, nodes[place + 1 :], known, strict)
            met = self.met(node, known)
            if met is None:
                return None
            known = met
        return known

    def _branched(
        self, node: Any, others: Sequence[Any], known: Demands, strict: bool
    ) -> Demands | None:
        branches = list(_disjuncts(node))
        if (whole := self._one_of(branches, known)) is not None:
            return self.solved(others, whole, strict) if _possible(whole) else None
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
        return self.solved(others, self._kept(node, known), strict)

    def _unread(self, parts: Sequence[Any], known: Demands) -> bool:
        """Whether a part of a branch is one of those that are not understood."""
        for part in parts:
            met = self.met(part, replace(known, rest=()))
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
            met = self.met(branch, Demands())
            if met is None or met.rest or met.order or len(met.facts) != 1:
                return None
            ((name, facts),) = met.facts.items()
            if facts.choices is None or facts != Facts(choices=facts.choices, null=facts.null):
                return None
            names.add(name)
            values += facts.choices
        if len(names) != 1:
            return None
        return self._with(known, names.pop(), choices=tuple(dict.fromkeys(values)))

    # ------------------------------------------------------------------ one condition

    def met(self, node: Any, known: Demands) -> Demands | None:
        """What is known with one condition more; None where it cannot be met."""
        from sqlglot import exp

        node = stripped(node)
        found = None
        if isinstance(node, exp.Boolean):
            return known if node.this else None
        if isinstance(node, exp.Between):
            low = exp.GTE(this=node.this, expression=node.args["low"])
            high = exp.LTE(this=node.this, expression=node.args["high"])
            first = self.met(low, known)
            return None if first is None else self.met(high, first)
        if isinstance(
            node, exp.EQ | exp.NEQ | exp.LT | exp.LTE | exp.GT | exp.GTE | exp.NullSafeEQ
        ):
            found = self._compared(node, known)
        elif isinstance(node, exp.In):
            found = self._listed(node.this, node.expressions, known)
        elif isinstance(node, exp.Is):
            found = self._null(node, known, wanted=True)
        elif isinstance(node, exp.Not):
            found = self._not(node.this, known)
        elif isinstance(node, exp.RegexpLike | exp.RegexpILike):
            found = self._pattern(node.this, constant_of(node.expression), known)
        elif isinstance(node, exp.Glob):
            text = constant_of(node.expression)
            pattern = glob_pattern(text) if isinstance(text, str) else None
            found = self._pattern(node.this, pattern, known)
        elif isinstance(node, exp.Like | exp.ILike):
            text = constant_of(node.expression)
            pattern = like_pattern(text) if isinstance(text, str) else None
            found = self._pattern(node.this, pattern, known)
        elif isinstance(node, exp.Column) and (name := self._name(node)):
            found = self._with(known, name, choices=(True,))
        elif isinstance(node, exp.Anonymous | exp.Func) and node.name.lower() == "json_valid":
            found = self._json(node, known)
        if found is None:
            return self._kept(node, known)
        return found if _possible(found) else None

    def _name(self, node: Any) -> str | None:
        name = column_of(node)
        return None if name is None else self.columns.get(name.lower())

    def _kept(self, node: Any, known: Demands) -> Demands:
        return replace(known, rest=(*known.rest, written(node)))

    def _with(self, known: Demands, name: str, **more: Any) -> Demands:
        facts = known.facts.get(name, Facts())
        if "choices" in more and facts.choices is not None:
            more["choices"] = tuple(each for each in facts.choices if each in more["choices"])
        return replace(known, facts={**known.facts, name: replace(facts, **more)})

    def _listed(self, subject: Any, members: Sequence[Any], known: Demands) -> Demands | None:
        name = self._name(subject)
        if name is None or not all(map(is_constant, members)):
            return None
        values = [constant_of(each) for each in members]
        return self._with(known, name, choices=tuple(each for each in values if each is not None))

    def _null(self, node: Any, known: Demands, wanted: bool) -> Demands | None:
        from sqlglot import exp

        name = self._name(node.this)
        if name is None:
            return None
        if isinstance(node.expression, exp.Boolean):
            return self._with(known, name, choices=(bool(node.expression.this) is wanted,))
        if not isinstance(node.expression, exp.Null):
            return None
        if known.of(name).null is (not wanted):  # it contradicts: no value can be
            return self._with(known, name, choices=())
        return self._with(known, name, null=wanted)

    def _not(self, node: Any, known: Demands) -> Demands | None:
        from sqlglot import exp

        node = stripped(node)
        if isinstance(node, exp.Is):
            return self._null(node, known, wanted=False)
        name = self._name(node)
        if isinstance(node, exp.Column) and name:
            return self._with(known, name, choices=(False,))
        listed = isinstance(node, exp.In) and node.expressions
        if listed and (name := self._name(node.this)) and all(map(is_constant, listed)):
            out = tuple(map(constant_of, listed))
            return self._with(known, name, excluded=(*known.of(name).excluded, *out))
        return None

    def _pattern(self, subject: Any, pattern: Any, known: Demands) -> Demands | None:
        name = self._name(subject)
        if name is None or not isinstance(pattern, str) or not pattern or known.of(name).pattern:
            return None
        return self._with(known, name, pattern=pattern)

    def _json(self, node: Any, known: Demands) -> Demands | None:
        name = self._name(node.expressions[0]) if node.expressions else None
        return self._with(known, name, json="object") if name else None

    # ------------------------------------------------------------------ comparisons

    def _compared(self, node: Any, known: Demands) -> Demands | None:
        from sqlglot import exp

        operator = _OPERATORS[type(node)]
        left, right = stripped(node.left), stripped(node.right)
        if operator == "=" and isinstance(right, exp.Any):
            members = bare(right.this)
            listed = members.expressions if isinstance(members, exp.Array | exp.Tuple) else None
            return self._listed(left, listed, known) if listed else None
        if is_constant(left) and not is_constant(right):
            left, right, operator = right, left, FLIPPED[operator]
        own = self._name(left)
        if own is not None and is_clock(right):
            return self._timed(known, own, operator)
        if is_constant(right):
            value = constant_of(right)
            if own is not None:
                return self._bounded(known, own, operator, value)
            return self._measured(known, left, operator, value)
        other = self._name(right)
        if own is None or other is None:
            cased = self._cased(known, left, operator, right)
            return cased or (self._equal(known, left, right) if operator == "=" else None)
        if operator in (">", ">="):
            own, other, operator = other, own, FLIPPED[operator]
        if operator not in _BEHIND:
            return None
        return replace(known, order=(*known.order, (own, operator, other)))

    def _bounded(self, known: Demands, name: str, operator: str, value: Any) -> Demands | None:
        facts = known.of(name)
        if value is None:
            return None
        if operator == "=":
            return self._with(known, name, choices=(value,))
        if operator == "<>":
            return self._with(known, name, excluded=(*facts.excluded, value))
        if isinstance(value, bool):
            return None
        if operator in (">", ">="):
            if facts.low is not None and (type(facts.low) is not type(value) or facts.low > value):
                return known if type(facts.low) is type(value) else None
            return self._with(known, name, low=value, open_low=operator == ">")
        if facts.high is not None and (type(facts.high) is not type(value) or facts.high < value):
            return known if type(facts.high) is type(value) else None
        return self._with(known, name, high=value, open_high=operator == "<")

    def _timed(self, known: Demands, name: str, operator: str) -> Demands | None:
        """Whatever is made is before the time of the database; what must be later is long after it."""
        if operator in _BEHIND:
            return known
        return self._with(known, name, low=LATER) if operator in (">", ">=") else None

    def _measured(self, known: Demands, left: Any, operator: str, value: Any) -> Demands | None:
        """A bound of a length, or of how many columns have values."""
        name = length_of(left, self._name)
        if name is None:
            return self._counted(known, left, operator, value)
        kind, column = name
        if kind == "json":
            wanted = operator == "=" and value in ("object", "array")
            return self._with(known, column, json=value) if wanted else None
        if kind == "trim":
            empty = operator == "<>" and value == ""
            return (
                self._with(known, column, shortest=max(1, known.of(column).shortest))
                if empty
                else None
            )
        if not isinstance(value, Decimal) or value != int(value) or operator == "<>":
            return None
        facts, size = known.of(column), int(value)
        low, high = facts.shortest, facts.longest
        if operator in ("=", ">", ">="):
            low = max(low, size + (operator == ">"))
        if operator in ("=", "<", "<="):
            most = size - (operator == "<")
            high = most if high is None else min(high, most)
        return self._with(known, column, shortest=low, longest=high)

    def _counted(self, known: Demands, left: Any, operator: str, value: Any) -> Demands | None:
        """num_nonnulls(a, b) = 1: the first ones have values, the others none."""
        from sqlglot import exp

        if not isinstance(left, exp.Anonymous) or left.name.lower() not in (
            "num_nonnulls",
            "num_nulls",
        ):
            return None
        names = [self._name(each) for each in left.expressions]
        if not isinstance(value, Decimal) or None in names or operator == "<>":
            return None
        size = int(value) + (operator == ">") - (operator == "<")
        if left.name.lower() == "num_nulls":
            size = len(names) - size
        made = known
        first = sorted(names, key=lambda name: known.of(name or "").null is not False)
        for place, name in enumerate(first):
            assert name is not None
            null = place >= size
            if made.of(name).null is (not null):
                return self._with(known, name, choices=())
            made = self._with(made, name, null=null)
        return made

    def _equal(self, known: Demands, left: Any, right: Any) -> Demands | None:
        """total = price * quantity: the column is computed from the others."""
        from sqlglot import exp

        for one, other in ((left, right), (right, left)):
            name = self._name(one)
            read = {self._name(each) for each in other.find_all(exp.Column)}
            done = {each for each, _ in known.computed}
            if name is None or not read or None in read:
                continue
            if (
                name not in read | done and not read & done
            ):  # no column waits for another that waits
                return replace(known, computed=(*known.computed, (name, written(other))))
        return None

    def _cased(self, known: Demands, left: Any, operator: str, right: Any) -> Demands | None:
        """lower(a) = a."""
        from sqlglot import exp

        for one, other in ((left, right), (right, left)):
            if operator == "=" and isinstance(one, exp.Lower | exp.Upper):
                name = self._name(one.this)
                if name is not None and name == self._name(other):
                    return self._with(known, name, case=type(one).__name__.lower())
        return None


def _possible(demands: Demands) -> bool:
    return all(
        facts.possible or (facts.null is True and facts.choices is None)
        for facts in demands.facts.values()
    )


class _Lazy(dict[Any, str]):
    """The operators by the classes of sqlglot, which is imported when the first is asked for."""

    def __missing__(self, key: Any) -> str:
        from sqlglot import exp

        self.update({
            exp.EQ: "=", exp.NullSafeEQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
        })  # fmt: skip
        return self[key]


_OPERATORS = _Lazy()
