"""The operators of expressions, each declared once."""

import numpy as np

from mockcraft.core import compute as pc
from mockcraft.core.expressions import (
    arithmetic,
    calendar,
    casts,
    choices,
    comparisons,
    patterns,
    text,
)
from mockcraft.core.expressions.function import Function
from mockcraft.core.expressions.operand import Operation


def _comparison(name: str, gives: str, compute: Operation) -> Function:
    form = f"{{}} {name} {{}}"
    return Function(
        name, "value, other", gives, f"1 {name} 2.5", compute, "boolean", form=form, safe=True
    )


def _arithmetic(name: str, gives: str, example: str, compute: Operation) -> Function:
    return Function(name, "value, other", gives, example, compute, form=f"{{}} {name} {{}}")


OPERATORS = (
    _arithmetic("+", "sum; a date or timestamp later by days or an interval", "date '2026-01-31' + interval '1 month'", calendar.plus),
    _arithmetic("-", "difference; an earlier date; days or seconds between two", "date '2026-03-01' - date '2026-02-01'", calendar.minus),
    _arithmetic("*", "product; a longer interval", "2.5 * 4", calendar.times),
    Function("/", "x, y", "quotient, as an exact decimal", "7 / 2", arithmetic.quotient, form="{} / {}"),
    Function(
        "%", "x, y", "what a division leaves, with the sign of x", "mod(-7, 3)", arithmetic.remainder,
        aliases=("mod",), form="{} % {}",
    ),
    Function("negative", "amount", "the other sign", "-(2 + 3)", arithmetic.negative, form="-{}", safe=True),
    Function(
        "||", "any, …", "texts joined; other values as text", "'A' || 7", text.joined("emit_null"), "text",
        form="{} || {…}",
    ),
    _comparison("=", "whether both are equal", comparisons.equal),
    _comparison("<>", "whether they differ", comparisons.compared(np.not_equal, pc.not_equal)),
    _comparison("<", "whether it is less", comparisons.less),
    _comparison("<=", "whether it is less or equal", comparisons.compared(np.less_equal, pc.less_equal)),
    _comparison(">", "whether it is greater", comparisons.greater),
    _comparison(">=", "whether it is greater or equal", comparisons.compared(np.greater_equal, pc.greater_equal)),
    Function(
        "is not distinct from", "value, other", "equality, where NULL equals NULL", "null is not distinct from null", comparisons.same,
        "boolean", form="{} is not distinct from {}", safe=True, nulls="never",
    ),
    Function(
        "in", "value, …", "whether it is one of the others", "2 in (1, 2, 3)", comparisons.among, "boolean",
        form="{} in ({…})", safe=True, nulls="own",
    ),
    Function(
        "between", "value, low, high", "whether it lies within both, inclusive", "3 between 1 and 3", comparisons.between,
        "boolean", form="{} between {} and {}", safe=True, nulls="own",
    ),
    Function(
        "like", "text, pattern", "whether it matches: % is any text, _ any character", "'basket' like 'b_s%'", patterns.like,
        "boolean", form="{} like {}",
    ),
    Function(
        "ilike", "text, pattern", "like, whatever the case", "'Basket' ilike 'b%'", patterns.ilike, "boolean",
        form="{} ilike {}",
    ),
    Function(
        "and", "condition, …", "whether all are true", "true and null", choices.logic(stop=False), "boolean",
        form="{} and {…}", safe=True, nulls="own", lazy=True,
    ),
    Function(
        "or", "condition, …", "whether one is true", "true or null", choices.logic(stop=True), "boolean",
        form="{} or {…}", safe=True, nulls="own", lazy=True,
    ),
    Function("not", "condition", "the opposite", "not 1 > 2", choices.negated, "boolean", form="not {}", safe=True),
    Function(
        "is null", "value", "whether it is NULL", "nullif(1, 1) is null", choices.is_null, "boolean", form="{} is null",
        safe=True, nulls="never",
    ),
    Function(
        "is true", "condition", "whether it is true, and not NULL", "(1 < null) is true", choices.is_true, "boolean",
        form="{} is true", safe=True, nulls="never",
    ),
    Function(
        "is false", "condition", "whether it is false, and not NULL", "(1 > 2) is false", choices.is_false, "boolean",
        form="{} is false", safe=True, nulls="never",
    ),
    Function(
        "case", "condition, value, value", "the value of the first branch whose condition is true",
        "case when 2 > 1 then 'more' else 'less' end", choices.case, form="case when {} then {} … else {} end", nulls="own", lazy=True, safe=True,
    ),
    Function("cast", "value", "the value as another type", "cast('2.345' as decimal(10, 2))", casts.cast, form="cast({} as …)"),
)  # fmt: skip
