"""The operators and functions of expressions, each declared once.

The parser, the evaluator, messages, the facts that are told before any row and the documentation read
this table. To add a function, write what computes it and add one entry here.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyarrow.compute as pc

from mockcraft.core.expressions import (
    arithmetic,
    calendar,
    casts,
    choices,
    comparisons,
    text,
)
from mockcraft.core.expressions.operand import INTERVALS, Call, Operand, Operation

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
    **dict.fromkeys(("text", "old", "new", "fill", "pattern"), text.texts),
    **dict.fromkeys(("start", "length", "width", "times"), text.whole_numbers),
    "amount": _amounts,
    "any": casts.as_texts,
    "places": Constant(range(-18, 19)),
    "exponent": Constant(range(65)),
    "part": Constant(tuple(calendar.PARTS)),
    "unit": Constant((*calendar.TRUNCATED, *calendar.CLOCKS)),
    "characters": Constant(None),
}


@dataclass(frozen=True, slots=True)
class Function:
    """An operator or a function.

    Attributes:
        name: of the operation, as trees have it.
        arguments: their names; `[places]` may be left out, `…` stands for more of the same.
        gives: what it gives, for people.
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
        return [each.strip("[]") for each in self.arguments.split(", ") if each != "…"]

    @property
    def least(self) -> int:
        """Arguments that it takes at least."""
        given = self.arguments.replace(", …", "").split(", ")
        return sum(not each.startswith("[") for each in given)

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

    def coerced(self, call: Call, operands: list[Any]) -> list[Any]:
        """The operands as what the arguments take."""
        for takes, places in COERCIONS[self.name]:
            given = [operands[i] for i in places if i < len(operands)]
            for i, each in zip(places, takes(call, *given), strict=False):
                operands[i] = each
        return operands


def _comparison(name: str, gives: str, compute: Operation) -> Function:
    return Function(
        name, "value, other", gives, compute, "boolean", form=f"{{}} {name} {{}}", safe=True
    )


def _arithmetic(name: str, gives: str, compute: Operation) -> Function:
    return Function(name, "value, other", gives, compute, form=f"{{}} {name} {{}}")


OPERATORS = (
    _arithmetic("+", "sum; a date or timestamp later by days or an interval", calendar.plus),
    _arithmetic("-", "difference; an earlier date; days or seconds between two", calendar.minus),
    _arithmetic("*", "product; a longer interval", calendar.times),
    Function("/", "x, y", "quotient, as an exact decimal", arithmetic.quotient, form="{} / {}"),
    Function(
        "%", "x, y", "what a division leaves, with the sign of x", arithmetic.remainder,
        aliases=("mod",), form="{} % {}",
    ),
    Function("negative", "amount", "the other sign", arithmetic.negative, form="-{}", safe=True),
    Function(
        "||", "any, …", "texts joined; other values as text", text.joined("emit_null"), "text",
        form="{} || {…}",
    ),
    _comparison("=", "whether both are equal", comparisons.equal),
    _comparison("<>", "whether they differ", comparisons.compared(np.not_equal, pc.not_equal)),
    _comparison("<", "whether it is less", comparisons.less),
    _comparison("<=", "whether it is less or equal", comparisons.compared(np.less_equal, pc.less_equal)),
    _comparison(">", "whether it is greater", comparisons.greater),
    _comparison(">=", "whether it is greater or equal", comparisons.compared(np.greater_equal, pc.greater_equal)),
    Function(
        "is not distinct from", "value, other", "equality, where NULL equals NULL", comparisons.same,
        "boolean", form="{} is not distinct from {}", safe=True, nulls="never",
    ),
    Function(
        "in", "value, …", "whether it is one of the others", comparisons.among, "boolean",
        form="{} in ({…})", safe=True, nulls="own",
    ),
    Function(
        "between", "value, low, high", "whether it lies within both, inclusive", comparisons.between,
        "boolean", form="{} between {} and {}", safe=True, nulls="own",
    ),
    Function(
        "like", "text, pattern", "whether it matches: % is any text, _ any character", text.like,
        "boolean", form="{} like {}",
    ),
    Function(
        "ilike", "text, pattern", "like, whatever the case", text.ilike, "boolean",
        form="{} ilike {}",
    ),
    Function(
        "and", "condition, …", "whether all are true", choices.logic(stop=False), "boolean",
        form="{} and {…}", safe=True, nulls="own", lazy=True,
    ),
    Function(
        "or", "condition, …", "whether one is true", choices.logic(stop=True), "boolean",
        form="{} or {…}", safe=True, nulls="own", lazy=True,
    ),
    Function("not", "condition", "the opposite", choices.negated, "boolean", form="not {}", safe=True),
    Function(
        "is null", "value", "whether it is NULL", choices.is_null, "boolean", form="{} is null",
        safe=True, nulls="never",
    ),
    Function(
        "is true", "condition", "whether it is true, and not NULL", choices.is_true, "boolean",
        form="{} is true", safe=True, nulls="never",
    ),
    Function(
        "is false", "condition", "whether it is false, and not NULL", choices.is_false, "boolean",
        form="{} is false", safe=True, nulls="never",
    ),
    Function(
        "case", "condition, value, value", "the value of the first branch whose condition is true",
        choices.case, form="case when {} then {} … else {} end", nulls="own", lazy=True, safe=True,
    ),
    Function("cast", "value", "the value as another type", casts.cast, form="cast({} as …)"),
)  # fmt: skip

NAMED = (
    Function("abs", "x", "the number without its sign", arithmetic.absolute, safe=True),
    Function(
        "ceil", "x", "the next whole number above", arithmetic.ceil, "integer", aliases=("ceiling",)
    ),
    Function(
        "coalesce", "value, …", "the first value that is not NULL", choices.coalesce,
        safe=True, nulls="own", lazy=True,
    ),
    Function(
        "concat", "any, …", "the values as one text; NULLs are left out", text.joined("replace"),
        "text", nulls="never",
    ),
    Function(
        "date_trunc", "unit, moment", "the start of the year, month, …, second it lies in",
        calendar.start_of, safe=True,
    ),
    Function("div", "x, y", "the quotient, cut off at the point", arithmetic.whole_quotient, "integer"),
    Function(
        "extract", "part, moment", "a part of a date, timestamp or time", calendar.part_of, "integer",
        aliases=("date_part",), form="extract({} from {})", safe=True,
    ),
    Function("floor", "x", "the next whole number below", arithmetic.floor, "integer"),
    Function("greatest", "value, …", "the largest; NULL where one is", comparisons.greatest, safe=True),
    Function("least", "value, …", "the smallest; NULL where one is", comparisons.least, safe=True),
    Function("left", "text, length", "the first characters", text.left, "text", safe=True),
    Function(
        "length", "text", "its characters, counted", text.length, "integer", aliases=("char_length",),
        safe=True,
    ),
    Function("lower", "text", "small letters", text.unary(pc.utf8_lower), "text", safe=True),
    Function(
        "lpad", "text, width, [fill]", "filled up before it to a width; a longer one is cut",
        text.padded(before=True), "text",
    ),
    Function(
        "ltrim", "text, [characters]", "without spaces, or these characters, before it",
        text.trimmed(pc.utf8_ltrim), "text", safe=True,
    ),
    Function("nullif", "value, other", "NULL where both are equal", choices.null_if, safe=True, nulls="own"),
    Function("power", "x, exponent", "the number to a whole power", arithmetic.power),
    Function("repeat", "text, times", "the text, several times", text.repeated, "text"),
    Function("replace", "text, old, new", "each old text replaced", text.replaced, "text"),
    Function("right", "text, length", "the last characters", text.right, "text", safe=True),
    Function(
        "round", "x, [places]", "rounded, half away from zero; to a whole number without places",
        arithmetic.rounded,
    ),
    Function(
        "rpad", "text, width, [fill]", "filled up behind it to a width; a longer one is cut",
        text.padded(before=False), "text",
    ),
    Function(
        "rtrim", "text, [characters]", "without spaces, or these characters, behind it",
        text.trimmed(pc.utf8_rtrim), "text", safe=True,
    ),
    Function("sign", "x", "-1, 0 or 1", arithmetic.sign, "integer", safe=True),
    Function("sqrt", "x", "the square root", arithmetic.root, "float"),
    Function(
        "substr", "text, start, [length]", "characters from a position, which counts from 1",
        text.substring, "text", aliases=("substring",),
    ),
    Function(
        "trim", "text, [characters]", "without spaces, or these characters, at both ends",
        text.trimmed(pc.utf8_trim), "text", safe=True,
    ),
    Function("upper", "text", "capital letters", text.unary(pc.utf8_upper), "text", safe=True),
)  # fmt: skip

FUNCTIONS = {each.name: each for each in (*OPERATORS, *NAMED)}
BY_NAME = {name: each for each in FUNCTIONS.values() for name in each.names}


def _coercions(function: Function) -> list[tuple[Coercion, list[int]]]:
    """What is brought to one type together: the places of the arguments, all that there can be."""
    found: dict[Coercion, list[int]] = {}
    for i in range(function.most):
        takes = TAKES.get(function.parameter(i))
        if takes is not None and not isinstance(takes, Constant):
            found.setdefault(takes, []).append(i)
    return list(found.items())


COERCIONS = {each.name: _coercions(each) for each in FUNCTIONS.values() if not each.lazy}
