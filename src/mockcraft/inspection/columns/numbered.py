"""Values that differ because each has the number of its row in it, for types whose generators cannot tell rows apart."""

import re
from collections.abc import Sequence
from typing import Any

from mockcraft.stored import StoredColumn

FIRST = 10**11  # has 12 digits, as many as a UUID ends with
_DAY, _TIME = "cast('2000-01-01' as date)", "cast('2000-01-01' as timestamp)"
_FOUR = " || '.' || ".join(
    f"cast(floor({{n}} / {256**place}) % 256 as text)" for place in (2, 1, 0)
)  # of an address of the network 10.0.0.0/8
_NUMBERS = "'[' || cast({n} as text) || ',' || cast({n} + 1 as text) || ')'"
_DAYS = f"'[' || cast({_DAY} + {{n}} as text) || ',' || cast({_DAY} + {{n}} + 1 as text) || ')'"
_HOURS = (
    f"'[' || cast({_TIME} + {{n}} * interval '1 hour' as text) || ',' || "
    f"cast({_TIME} + ({{n}} + 1) * interval '1 hour' as text) || ')'"
)
_TEXT = "cast({n} as text)"
_QUOTED = re.compile(r"'[^']*'")
# Expressions by the name of the type; ranges and boxes overlap none of another number.
_FORMS = {
    "int4range": _NUMBERS, "int8range": _NUMBERS, "numrange": _NUMBERS, "daterange": _DAYS, "tsrange": _HOURS,
    "tstzrange": _HOURS, "int4multirange": f"'{{{{' || {_NUMBERS} || '}}}}'", "int8multirange": f"'{{{{' || {_NUMBERS} || '}}}}'",
    "datemultirange": f"'{{{{' || {_DAYS} || '}}}}'", "tstzmultirange": f"'{{{{' || {_HOURS} || '}}}}'",
    "inet": f"'10.' || {_FOUR}", "cidr": f"'10.' || {_FOUR} || '/32'", "money": _TEXT, "oid": _TEXT, "xid": _TEXT,
    "xid8": _TEXT, "name": "'name' || cast({n} as text)", "pg_lsn": "'0/' || cast({n} as text)",
    "ltree": "'top.n' || cast({n} as text)", "hstore": "'number=>' || cast({n} as text)",
    "tsvector": "'word' || cast({n} as text)", "cube": "'(' || cast({n} as text) || ')'",
    "circle": "'<(' || cast(10 * {n} as text) || ',0),1>'",
    "box": "'(' || cast(2 * {n} + 1 as text) || ',1),(' || cast(2 * {n} as text) || ',0)'",
}  # fmt: skip
_SPANS = {
    "date": (f"{_DAY} + 2 * {{n}}", f"{_DAY} + 2 * {{n}} + 1"),
    "timestamp": (f"{_TIME} + 2 * {{n}} * interval '1 hour'", f"{_TIME} + (2 * {{n}} + 1) * interval '1 hour'"),
    "integer": ("10 * {n}", "10 * {n} + 5"),
    "decimal": ("10 * {n}", "10 * {n} + 5"),
}  # fmt: skip


def by_number(
    column: StoredColumn, number: str, keys: Sequence[Sequence[str]] = ()
) -> dict[str, Any]:
    """The mapping of a column made from another one that numbers the rows; empty for a type that is not known.

    Args:
        column: of the database.
        number: name of a column of whole numbers from 1 on.
        keys: of a JSON column, the paths of members that must differ.
    """
    kind, counted = column.kind, f"cast({number} as text)"
    if form := _FORMS.get(column.base):
        return {"expr": form.format(n=number)}
    if kind == "uuid":
        return {"expr": f"'a1b2c3d4-0000-4000-8000-' || cast({number} + {FIRST} as text)"}
    if kind in ("text", "any"):
        return {"expr": counted}
    if kind == "json":
        return {"expr": _document(counted, keys), "type": "json"}
    if kind == "bytes":
        return {"expr": f"'\\x' || cast({number} + {FIRST} as text)", "type": "bytes"}
    if (
        kind == "array"
        and column.item is not None
        and column.item.kind in ("integer", "text", "decimal")
    ):
        return {"expr": f"'{{' || {counted} || '}}'"}
    if kind == "composite" and column.members:
        return {"expr": f"'(' || {counted} || '{',' * (column.members - 1)})'"}
    return {}


def spans(first: StoredColumn, second: StoredColumn, number: str) -> dict[str, str]:
    """Expressions of the ends of a span that overlaps none of another number; empty where there are none."""
    found = _SPANS.get(first.kind) if first.kind == second.kind else None
    if found is None:
        return {}
    return {first.name: found[0].format(n=number), second.name: found[1].format(n=number)}


def _document(counted: str, keys: Sequence[Sequence[str]]) -> str:
    """JSON that has the number at each path, as text; at `id` where none is given."""
    parts = []
    for path in keys or [("id",)]:
        opened = "".join(f'"{key}": {{' for key in path[:-1])
        parts.append((f'{opened}"{path[-1]}": "', '"' + "}" * (len(path) - 1)))
    text, before = "", "{"
    for opened, closed in parts:
        text += _quoted(before + opened) + f" || {counted} || "
        before = closed + ", "
    return text + _quoted(before.removesuffix(", ") + "}")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# ---------------------------------------------------------------------- exclusions


def elements(text: str) -> list[tuple[str, str]]:
    """(expression, operator) of an exclusion constraint as PostgreSQL tells it."""
    unquoted = _QUOTED.sub("''", text)  # tstzrange(a, b, '[)') has brackets of its own
    body = _inside(unquoted[unquoted.find("(") :])
    found = []
    for each in _parts(body):
        expression, _, operator = each.rpartition(" WITH ")
        found.append((expression.strip(), operator.strip()))
    return found


def _inside(text: str) -> str:
    """What stands in the first brackets."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return text[1:place]
    return text


def _parts(text: str) -> list[str]:
    """A text cut at its commas outside of brackets."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def columns_in(expression: str) -> list[str]:
    """The columns that an element of an exclusion is of: one, or the two ends of a span; empty for another form."""
    if found := re.fullmatch(r"(\w*range)\((.+)\)", expression):
        ends = [re.sub(r"::[\w ]+", "", each).strip(' "()') for each in _parts(found[2])]
        return ends[:2]
    name = re.fullmatch(r'"([^"]+)"(?: \w+)?|(\w+)(?: \w+)?', expression)
    return [name[1] or name[2]] if name else []
