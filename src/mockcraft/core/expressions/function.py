"""What a function or an operator of expressions is, and what its arguments take."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Literal

from mockcraft.core.expressions import arithmetic, calendar, casts, text
from mockcraft.core.expressions.operand import INTERVALS, Call, Operand, Operation
from mockcraft.dataclass import dataclass

MOST_ARGUMENTS = 100


@dataclass(frozen=True, slots=True)
class Constant:
    """An argument that must be spelled out: a whole number of a range, one of some words, or any text."""

    choices: range | tuple[str, ...] | None

    def __contains__(self, value: object) -> bool:
        if isinstance(self.choices, range):
            return type(value) is int and value in self.choices
        return isinstance(value, str) and (self.choices is None or value in self.choices)

    def __str__(self) -> str:
        if isinstance(self.choices, range):
            return f"a constant from {self.choices[0]} to {self.choices[-1]}"
        if self.choices is None:
            return "a constant text"
        return f"one of {', '.join(map(repr, self.choices))}"


def _amounts(call: Call, *operands: Operand) -> Sequence[Operand]:
    """Numbers, or intervals."""
    if all(each.kind in INTERVALS for each in operands):
        return operands
    return arithmetic.numbers(call, *operands)


Coercion = Callable[..., Sequence[Operand]]

# What an argument takes, by its name; of the others, the operation says. Arguments that take the same
# are brought to one type together.
TAKES: dict[str, Coercion | Constant] = {
    **dict.fromkeys(("x", "y"), arithmetic.numbers),
    **dict.fromkeys(
        ("text", "old", "new", "fill", "pattern", "separator", "sought", "prefix"), text.texts
    ),
    **dict.fromkeys(
        ("start", "length", "width", "times", "place", "count", "year", "month", "day"),
        text.whole_numbers,
    ),
    "amount": _amounts,
    "any": casts.as_texts,
    "places": Constant(range(-18, 19)),
    "part": Constant(tuple(calendar.PARTS)),
    "unit": Constant((*calendar.TRUNCATED, *calendar.CLOCKS)),
    "characters": Constant(None),
    "format": Constant(None),
}


@dataclass(frozen=True, slots=True)
class Function:
    """An operator or a function.

    Attributes:
        name: of the operation, as trees have it.
        arguments: their names; `[places]` may be left out, `…` stands for more of the same.
        gives: what it gives, for people.
        example: a call of constants, whose value the documentation shows.
        compute: the values, from a call and its operands; from trees where `lazy`.
        result: kind of the values; "" where that depends on the arguments.
        aliases: further names.
        form: how it is written where that is not `name(arguments)`; `{}` stands for an argument, `{…}`
            for all that are left.
        safe: whether it fails for no row, whatever its operands are.
        nulls: when it is NULL: where an "argument" is, "never", or by a rule of its "own".
        lazy: whether it evaluates its arguments itself, for the rows that reach them.
    """

    name: str
    arguments: str
    gives: str
    example: str
    compute: Operation
    result: str = ""
    aliases: tuple[str, ...] = ()
    form: str = ""
    safe: bool = False
    nulls: Literal["argument", "never", "own"] = "argument"
    lazy: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What it can be called by."""
        return self.aliases if self.form else (self.name, *self.aliases)

    @property
    def parameters(self) -> list[str]:
        """Names of the arguments, without marks."""
        given = self.arguments.split(", ") if self.arguments else []
        return [each.strip("[]") for each in given if each != "…"]

    @property
    def least(self) -> int:
        """Arguments that it takes at least."""
        return len(self.parameters) - self.arguments.count("[")

    @property
    def most(self) -> int:
        """Arguments that it takes at most."""
        return MOST_ARGUMENTS if self.arguments.endswith("…") else len(self.parameters)

    def parameter(self, place: int) -> str:
        """Name of the argument at a place; the last one repeats."""
        return self.parameters[min(place, len(self.parameters) - 1)]

    def usage(self, name: str = "") -> str:
        """How it is written: called by one of its names, or with its form where there is none."""
        if name or not self.form:
            return f"{name or self.name}({self.arguments})"
        given = iter(self.parameters)
        rest = self.form.replace("{…}", f"{self.parameter(1)} …")
        return re.sub(r"\{\}", lambda _: next(given), rest)

    @property
    def coercions(self) -> list[tuple[Coercion, list[int]]]:
        """What is brought to one type together: the places of the arguments, all that there can be."""
        return _coercions(self)

    def coerced(self, call: Call, operands: list[Any]) -> list[Any]:
        """The operands as what the arguments take."""
        for takes, places in self.coercions:
            given = [operands[i] for i in places if i < len(operands)]
            for i, each in zip(places, takes(call, *given), strict=False):
                operands[i] = each
        return operands


@cache
def _coercions(function: Function) -> list[tuple[Coercion, list[int]]]:
    """What is brought to one type together: the places of the arguments, all that there can be."""
    found: dict[Coercion, list[int]] = {}
    for i in range(function.most):
        takes = TAKES.get(function.parameter(i))
        if takes is not None and not isinstance(takes, Constant):
            found.setdefault(takes, []).append(i)
    return list(found.items())
