"""What the checks of a table demand, as data: of each column, and of columns together."""

from dataclasses import field, replace
from typing import Any

from mockcraft.dataclass import dataclass
from mockcraft.inspection.checks.expressions import written


@dataclass(frozen=True, slots=True)
class Facts:
    """What all checks together demand of a column.

    Attributes:
        low, high: of its values, both inclusive where not `open_`: Decimal, or text of dates and the like.
        open_low, open_high: whether the bound itself is left out.
        choices: the only values; None for any.
        excluded: values that it may not have.
        pattern: regular expression of its texts; "" for none.
        found: all that are found in its texts, where they are not anchored, as Python writes them.
        unlike: those that are not found.
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
    found: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    shortest: int = 0
    longest: int | None = None
    null: bool | None = None
    case: str = ""
    json: str = ""

    @property
    def plain(self) -> bool:
        """Whether nothing is demanded, but that it has a value."""
        return self.null is not True and replace(self, null=None) == Facts()

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

    def within(self, other: "Facts") -> "Facts":
        """These, and the choices and bounds of others, as far as they are of one type."""
        made = self
        if other.choices is not None:
            some = self.choices if self.choices is not None else other.allowed
            made = replace(made, choices=tuple(each for each in some if each in other.allowed))
        for end, open_, sign in (("low", "open_low", 1), ("high", "open_high", -1)):
            mine, theirs = getattr(self, end), getattr(other, end)
            if theirs is None or (mine is not None and type(mine) is not type(theirs)):
                continue
            if mine is None or (theirs > mine if sign > 0 else theirs < mine):
                made = replace(made, **{end: theirs, open_: getattr(other, open_)})
        return made

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
        order: (column, operator, column) with "<", "<=" or "<>".
        computed: expressions that columns equal.
        spans: (column, column, days) of times of which the second one is so far behind the first one at most.
        rest: conditions that are not understood as any of these, as SQL.
    """

    facts: dict[str, Facts] = field(default_factory=dict)
    order: tuple[tuple[str, str, str], ...] = ()
    computed: tuple[tuple[str, str], ...] = ()
    rest: tuple[str, ...] = ()
    spans: tuple[tuple[str, str, int], ...] = ()

    def of(self, column: str) -> Facts:
        """What is demanded of a column."""
        return self.facts.get(column, Facts())

    @property
    def possible(self) -> bool:
        """Whether rows can meet them, as far as is easily seen."""
        return all(
            facts.possible or (facts.null is True and facts.choices is None)
            for facts in self.facts.values()
        )

    def keeping(self, node: Any) -> "Demands":
        """These, and a condition that is not understood, a node of sqlglot."""
        return replace(self, rest=(*self.rest, written(node)))

    def having(self, column: str, **more: Any) -> "Demands":
        """These, with fields of the facts of a column anew; choices are those that were choices before too."""
        facts = self.of(column)
        if "choices" in more and facts.choices is not None:
            more["choices"] = tuple(each for each in facts.choices if each in more["choices"])
        return replace(self, facts={**self.facts, column: replace(facts, **more)})
