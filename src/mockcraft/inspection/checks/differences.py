"""How far two times of a row may be from one another, as checks say it in many ways."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from mockcraft.inspection.checks.expressions import bare, constant_of, is_constant, stripped

_DAYS = {"DAY": 1, "DAYS": 1, "WEEK": 7, "WEEKS": 7, "MONTH": 28, "MONTHS": 28, "YEAR": 365, "YEARS": 365}  # fmt: skip
_COUNTED = ("julianday", "to_days", "unixepoch")

Named = Callable[[Any], str | None]  # the table's column that a node is; None for anything else


def span_of(node: Any, name: Named) -> tuple[str, str, int] | None:
    """(first, second, days) of `second - first <= days`, or of `second <= first + interval`; None for anything else."""
    from sqlglot import exp

    if isinstance(node, exp.GT | exp.GTE):
        turned = exp.LT if isinstance(node, exp.GT) else exp.LTE
        node = turned(this=node.expression, expression=node.this)
    if not isinstance(node, exp.LT | exp.LTE):
        return None
    left, right = stripped(node.left), stripped(node.right)
    most = _days(right)
    pair = _difference(left, name)
    if pair is None and (second := name(left)) and isinstance(right, exp.Add | exp.DateAdd):
        first, most = name(stripped(right.this)), _days(right)
        pair = (first, second) if first else None
    if pair is None or most is None:
        return None
    most -= isinstance(node, exp.LT)
    return (*pair, most) if most > 0 else None


def _difference(node: Any, name: Named) -> tuple[str, str] | None:
    """The columns of `second - first`, whatever function counts their days."""
    from sqlglot import exp

    if not isinstance(node, exp.Sub | exp.DateDiff | exp.TimestampDiff):
        return None
    if "unit" in node.args and str(node.args["unit"] or "DAY").upper() not in ("DAY", "DAYS"):
        return None
    first, second = (name(_counted(each)) for each in (node.expression, node.this))
    return (first, second) if first and second else None


def _counted(node: Any) -> Any:
    from sqlglot import exp

    node = bare(node)
    if isinstance(node, exp.Anonymous) and node.name.lower() in _COUNTED and node.expressions:
        return node.expressions[0]
    if isinstance(node, exp.Add) and is_constant(
        node.right
    ):  # TO_DAYS(a), which sqlglot takes apart
        return _counted(node.left)
    if isinstance(node, exp.DateDiff) and is_constant(_counted(node.expression)):
        return _counted(node.this)
    return _counted(node.this) if isinstance(node, exp.TsOrDsToDate) else node


def _days(node: Any) -> int | None:
    """Whole days of a number, an interval, or what is added to a column."""
    from sqlglot import exp

    if isinstance(node, exp.Add):
        return _days(stripped(node.expression))
    inner = bare(node)
    if isinstance(inner, exp.DateAdd | exp.Interval):
        size = constant_of(inner.expression if isinstance(inner, exp.DateAdd) else inner.this)
        factor = _DAYS.get(str(inner.args.get("unit") or "").upper())
        words = str(size).split()
        if factor is None and len(words) == 2:  # '365 days' as a text alone
            size, factor = words[0], _DAYS.get(words[1].upper())
        return int(size) * factor if factor and str(size).isdecimal() else None
    if isinstance(node, exp.Cast):
        words = str(constant_of(inner)).split()
        factor = _DAYS.get(words[1].upper()) if len(words) == 2 else None
        return int(words[0]) * factor if factor and words[0].isdecimal() else None
    value = constant_of(inner)
    return int(value) if isinstance(value, Decimal) else None
