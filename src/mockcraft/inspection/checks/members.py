"""Members of JSON that unique indexes and generated columns read, and what checks demand of them."""

import re
from collections.abc import Iterable
from typing import Any

from mockcraft.inspection.checks.demands import demands_of
from mockcraft.inspection.checks.expressions import parsed, stripped
from mockcraft.inspection.checks.facts import Facts

_MEMBER = "member"  # what the expression is called in the checks of it
_JSON = re.compile(r"->|#>|json", re.IGNORECASE)


def path_in(expression: str) -> tuple[str, ...]:
    """The path of the member that an expression reads; empty for none."""
    quoted = re.findall(r"'([^']*)'", expression) if _JSON.search(expression) else []
    return tuple(
        key
        for each in quoted
        for key in re.split(r"[,.]", each.strip("{}").removeprefix("$."))
        if key
    )


def _reading(exp: Any) -> tuple[type, ...]:
    return exp.JSONExtract, exp.JSONExtractScalar, exp.JSONBExtract, exp.JSONBExtractScalar


def facts_of(expression: str, checks: Iterable[str], dialect: str) -> Facts:
    """What checks demand of an expression or of the member that it reads, as far as they read it as it stands there."""
    from sqlglot import exp

    def named(node: exp.Expression) -> exp.Expression:
        return exp.column(_MEMBER) if stripped(node) in wanted else node

    found = parsed(expression, dialect)
    if found is None:
        return Facts()
    own, wanted = [], [stripped(found), *found.find_all(*_reading(exp))]
    for check in checks:
        node = parsed(check, dialect)
        made = node.transform(named) if node is not None else None
        columns = made.find_all(exp.Column) if made is not None else ()
        if made is not None and {each.name for each in columns} == {_MEMBER}:
            own.append(made.sql(dialect=dialect))
    return demands_of(own, [_MEMBER], dialect).of(_MEMBER)
