"""Expressions over what steps make: the few operations that have a form, see `expression` for what they mean."""

from collections.abc import Callable, Mapping
from functools import partial, reduce
from typing import Any, TypeAlias

from mockcraft.core import compute as pc
from mockcraft.core.arrays import text_array
from mockcraft.core.coded import arrow_pool
from mockcraft.core.expressions.operand import Tree
from mockcraft.core.pool import Pool
from mockcraft.core.program.number import Flag, Number
from mockcraft.core.program.verb import NoForm
from mockcraft.core.program.verbs import Chosen, Spelled, joined
from mockcraft.core.values import Date, Decimal, Timestamp

DAY = 86_400  # seconds
Evaluate: TypeAlias = Callable[[Tree], Any]


def computed(tree: Tree, columns: Mapping[str, Any]) -> Any:
    """The value of the tree, of these values of columns; raises NoForm."""
    name, *arguments = tree
    if name == "column":
        return columns[arguments[0]]
    if name == "literal":
        return _literal(*arguments)
    if name not in _OPERATIONS:
        raise NoForm
    evaluate = partial(computed, columns=columns)
    return _OPERATIONS[name](evaluate, *arguments)


def _literal(kind: str, value: Any) -> Any:
    if kind in ("text", "integer"):
        return value
    if kind == "decimal":
        return Decimal(*value)
    raise NoForm


def _concatenated(evaluate: Evaluate, *arguments: Tree) -> Any:
    return joined(*(_text(evaluate(each)) for each in arguments))


def _text(value: Any) -> Any:
    if not isinstance(value, str | Spelled):
        raise NoForm
    return value


def _lettered(change: Callable[[Any], Any], evaluate: Evaluate, argument: Tree) -> Any:
    """By a function of Arrow."""
    text = _text(evaluate(argument))
    cells = (text,) if isinstance(text, str) else text.cells
    return joined(*(_changed(each, change) for each in cells))


def _changed(cell: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(cell, str):
        return change(text_array([cell]))[0].as_py()
    if not isinstance(cell, Chosen):
        raise NoForm
    pool = cell.pool
    if change not in pool.derived:
        pool.derived[change] = Pool(pool.name, change(arrow_pool(pool)).to_pylist())
    return Spelled(Chosen(pool.derived[change], cell.number))


def _units(value: Any) -> tuple[Any, int]:
    """A number as whole units and how many digits of them stand behind the point."""
    if isinstance(value, Decimal):
        return value.units, value.scale
    if isinstance(value, int | Number):
        return value, 0
    raise NoForm


def _product(evaluate: Evaluate, first: Tree, second: Tree) -> Any:
    (a, a_scale), (b, b_scale) = _units(evaluate(first)), _units(evaluate(second))
    scale = a_scale + b_scale
    return Decimal(a * b, scale) if scale else a * b


def _rounded(evaluate: Evaluate, argument: Tree, places: Any = 0) -> Any:
    """Half away from zero."""
    units, scale = _units(evaluate(argument))
    if not isinstance(units, Number) or not isinstance(places, int) or not places > 0:
        raise NoForm
    if places < scale:
        unit = 10 ** (scale - places)
        if units.low < 0:
            raise NoForm
        units = (units + unit // 2) // unit
    return Decimal(units * 10 ** max(places - scale, 0), places)


def _cast(evaluate: Evaluate, argument: Tree, kind: Any, *more: Any) -> Any:
    value = evaluate(argument)
    if kind != "date" or more or not isinstance(value, Timestamp):
        raise NoForm
    return Date(value.seconds // DAY)


def _sum(evaluate: Evaluate, first: Tree, second: Tree) -> Any:
    """Of a time and whole days."""
    value = evaluate(first)
    if second[:2] != ("literal", "days") or not isinstance(value, Timestamp):
        raise NoForm
    return Timestamp(value.seconds + second[2] * DAY)


# ---------------------------------------------------------------------- truths


def _difference(evaluate: Evaluate, first: Tree, second: Tree) -> Number:
    """The first less the second, in units of both."""
    a, b = evaluate(first), evaluate(second)
    if isinstance(a, Timestamp) and isinstance(b, Timestamp):
        a, b = a.seconds, b.seconds
    elif isinstance(a, Date) and isinstance(b, Date):
        a, b = a.days, b.days
    (a, a_scale), (b, b_scale) = _units(a), _units(b)
    scale = max(a_scale, b_scale)
    made = a * 10 ** (scale - a_scale) - b * 10 ** (scale - b_scale)
    if not isinstance(made, Number):
        raise NoForm
    return made


def _less(evaluate: Evaluate, first: Tree, second: Tree) -> Flag:
    return _difference(evaluate, first, second).less(0)


def _more(evaluate: Evaluate, first: Tree, second: Tree) -> Flag:
    return _less(evaluate, second, first)


def _equal(evaluate: Evaluate, first: Tree, second: Tree) -> Flag:
    return _no(_less(evaluate, first, second).either(_more(evaluate, first, second)))


def _between(evaluate: Evaluate, value: Tree, low: Tree, high: Tree) -> Flag:
    return _no(_less(evaluate, value, low).either(_more(evaluate, value, high)))


def _no(flag: Flag) -> Flag:
    return flag.negated()


def _truths(fold: Callable[[Flag, Flag], Flag], evaluate: Evaluate, *arguments: Tree) -> Flag:
    found = [evaluate(each) for each in arguments]
    if not all(isinstance(each, Flag) for each in found):
        raise NoForm
    made: Flag = reduce(fold, found)
    return made


def _negated(evaluate: Evaluate, argument: Tree) -> Flag:
    return _truths(Flag.both, evaluate, argument).negated()


_OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "||": _concatenated,
    "upper": partial(_lettered, pc.utf8_upper),
    "lower": partial(_lettered, pc.utf8_lower),
    "*": _product,
    "+": _sum,
    "round": _rounded,
    "cast": _cast,
    "<": _less,
    ">": _more,
    "<=": lambda *given: _no(_more(*given)),
    ">=": lambda *given: _no(_less(*given)),
    "=": _equal,
    "<>": lambda *given: _no(_equal(*given)),
    "between": _between,
    "and": partial(_truths, Flag.both),
    "or": partial(_truths, Flag.either),
    "not": _negated,
}
