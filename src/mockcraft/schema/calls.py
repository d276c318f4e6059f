"""Calls of functions in expressions, checked against the declarations of the functions."""

from typing import Any

from mockcraft.core.expressions.function import TAKES, Constant, Function
from mockcraft.core.expressions.functions import BY_NAME
from mockcraft.core.expressions.operand import Tree
from mockcraft.core.expressions.spelling import written
from mockcraft.core.links.totals import FUNCTIONS as TOTALS
from mockcraft.errors import ParameterError, nearest
from mockcraft.schema.sql import draws, quoted, reads_clock
from mockcraft.wording import counted

# What databases call to draw, and to read the clock: an expression does neither.
DRAWING = frozenset(
    {"random", "rand", "random_uuid", "gen_random_uuid", "uuid", "uuid_generate_v4", "newid"}
)
CLOCKS = frozenset(
    {
        "now",
        "today",
        "current_timestamp",
        "current_date",
        "curdate",
        "sysdate",
        "getdate",
        "clock_timestamp",
    }
)

MEANT = {  # names of other dialects, and what to write
    "year": "extract(year from x)", "quarter": "extract(quarter from x)", "month": "extract(month from x)",
    "week": "extract(week from x)", "day": "extract(day from x)", "hour": "extract(hour from x)",
    "minute": "extract(minute from x)", "second": "extract(second from x)",
    "dayofweek": "extract(dow from x)", "dayofyear": "extract(doy from x)",
    "ifnull": "coalesce(x, y)", "nvl": "coalesce(x, y)", "isnull": "coalesce(x, y)",
    "iif": "if(condition, x, y)", "decode": "case", "len": "length(text)", "mid": "substr(text, start)",
    "ucase": "upper(text)", "lcase": "lower(text)", "pow": "power(x, exponent)", "log": "ln(x) or log10(x)",
    "trunc": "div(x, 1)", "truncate": "div(x, 1)", "instr": "strpos(text, sought)",
    "locate": "strpos(text, sought)", "charindex": "strpos(text, sought)",
    "substring_index": "split_part(text, separator, place)",
    "datediff": "later - earlier", "date_diff": "later - earlier",
    "dateadd": "x + interval '3 days'", "date_add": "x + interval '3 days'",
    "adddate": "x + interval '3 days'", "date_sub": "x - interval '3 days'",
    "strftime": "to_char(x, format)", "date_format": "to_char(x, format)", "format": "to_char(x, format)",
}  # fmt: skip


def call(text: str, name: str, arguments: list[Tree]) -> Tree:
    """The call of a function in the expression `text`; raises ParameterError."""
    known = name.lower()
    function = BY_NAME.get(known)
    if function is None and known in DRAWING:
        raise draws(text, f"{known}()")
    if function is None and known in CLOCKS:
        raise reads_clock(text, f"{known}()")
    if function is None and known in TOTALS:
        raise ParameterError(
            f"{quoted(text)} has {known}(), but an expression reads one row (sum up in a column of its own, "
            f"{{total: {known}(…)}}, and name that column)"
        )
    if function is None:
        near = f" (write {MEANT[known]})" if known in MEANT else nearest(known, BY_NAME)
        raise ParameterError(f'there is no function "{name}" in {quoted(text)}{near}')
    usage = function.usage(known)
    if not function.least <= len(arguments) <= function.most:
        raise ParameterError(
            f"{name} is given {counted(len(arguments), 'argument')} (write {usage})"
        )
    given = (_given(function, i, each, usage) for i, each in enumerate(arguments))
    return (function.name, *given)


def _given(function: Function, place: int, argument: Tree, usage: str) -> Any:
    """An argument: a tree, or the value of one that must be spelled out."""
    name = function.parameter(place)
    constant = TAKES.get(name)
    if not isinstance(constant, Constant):
        return argument
    value = argument[2] if argument[0] == "literal" else None
    if isinstance(value, str) and isinstance(constant.choices, tuple):
        value = value.lower()
    if value is None or value not in constant:
        raise ParameterError(f"{name} of {usage} is {written(argument)} (use {constant})")
    return value
