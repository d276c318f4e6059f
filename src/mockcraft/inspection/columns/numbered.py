"""Values that differ because each has the number of its row in it, for types whose generators cannot tell rows apart."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from mockcraft.stored import StoredColumn

Member = tuple[
    Sequence[str], str
]  # of JSON: its path, and an expression of its text; "" for the number
FIRST = 10**11  # has 12 digits, as many as a UUID ends with
LAST = date(2026, 1, 1)  # what spans end before, where there are not too many of them
OLDEST = date(2000, 1, 1)  # what they begin at where there are
DAYS, HOURS = 14, 24  # from the beginning of a span to that of the next one, where they are few
# That all of them begin within, where each can then be of a day or an hour.
WITHIN_DAYS, WITHIN_HOURS = 1500, 20_000
LONGEST_HOURS = 8
_FOUR = " || '.' || ".join(
    f"cast(floor({{n}} / {256**place}) % 256 as text)" for place in (2, 1, 0)
)  # of an address of the network 10.0.0.0/8
_NUMBERS = "'[' || cast({n} as text) || ',' || cast({n} + 1 as text) || ')'"
_DAYS = "'[' || cast({days[0]} as text) || ',' || cast({days[1]} as text) || ')'"
_HOURS = "'[' || cast({hours[0]} as text) || ',' || cast({hours[1]} as text) || ')'"
_TEXT = "cast({n} as text)"
_QUOTED = re.compile(r"'[^']*'")
# Expressions by the name of the type; ranges and boxes overlap none of another number.
_FORMS = {
    "int4range": _NUMBERS, "int8range": _NUMBERS, "numrange": _NUMBERS, "daterange": _DAYS, "tsrange": _HOURS,
    "tstzrange": _HOURS, "int4multirange": f"'{{{{' || {_NUMBERS} || '}}}}'", "int8multirange": f"'{{{{' || {_NUMBERS} || '}}}}'",
    "datemultirange": f"'{{{{' || {_DAYS} || '}}}}'", "tstzmultirange": f"'{{{{' || {_HOURS} || '}}}}'",
    "inet": f"'10.' || {_FOUR}", "inet4": f"'10.' || {_FOUR}", "inet6": f"'::10.' || {_FOUR}", "cidr": f"'10.' || {_FOUR} || '/32'", "money": _TEXT, "oid": _TEXT, "xid": _TEXT,
    "xid8": _TEXT, "name": "'name' || cast({n} as text)", "pg_lsn": "'0/' || cast({n} as text)",
    "ltree": "'top.n' || cast({n} as text)", "hstore": "'number=>' || cast({n} as text)",
    "tsvector": "'word' || cast({n} as text)", "cube": "'(' || cast({n} as text) || ')'",
    "circle": "'<(' || cast(10 * {n} as text) || ',0),1>'",
    "box": "'(' || cast(2 * {n} + 1 as text) || ',1),(' || cast(2 * {n} as text) || ',0)'",
}  # fmt: skip
_SPANS = {
    "date": ("{days[0]}", "{days[1]}"),
    "timestamp": ("{hours[0]}", "{hours[1]}"),
    "integer": ("10 * {n}", "10 * {n} + 5"),
    "decimal": ("10 * {n}", "10 * {n} + 5"),
}  # fmt: skip


def by_number(
    column: StoredColumn, number: str, members: Sequence[Member] = (), rows: int = 1000
) -> dict[str, Any]:
    """The mapping of a column made from another one that numbers the rows; empty for a type that is not known.

    Args:
        column: of the database.
        number: name of a column of whole numbers from 1 on.
        members: of a JSON column, those that must differ; `id` where none are given.
        rows: of the table.
    """
    kind, counted = column.kind, f"cast({number} as text)"
    if form := _FORMS.get(column.base):
        return {"expr": _filled(form, number, rows)}
    if kind == "uuid":
        return {"expr": f"'a1b2c3d4-0000-4000-8000-' || cast({number} + {FIRST} as text)"}
    if kind in ("text", "any"):
        return {"expr": counted}
    if kind == "json":
        return {"expr": _document(counted, members), "type": "json"}
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


def spans(
    first: StoredColumn, second: StoredColumn, number: str, rows: int = 1000
) -> dict[str, str]:
    """Expressions of the ends of a span that overlaps none of another number; empty where there are none."""
    found = _SPANS.get(first.kind) if first.kind == second.kind else None
    if found is None:
        return {}
    begin, end = (_filled(each, number, rows) for each in found)
    return {first.name: begin, second.name: end}


def _filled(form: str, number: str, rows: int) -> str:
    """An expression with the number of the row in it, and the ends of the span of days or hours that has this number."""
    step = min(DAYS, max(2, WITHIN_DAYS // rows))
    day = f"cast('{_begin(step * rows)}' as date) + {step} * {number}"
    days = (day, f"{day} + {_length(step - 1, number)}")
    step = min(HOURS, max(2, WITHIN_HOURS // rows))
    first, most = _begin(step * rows // 24 + 1), min(step - 1, LONGEST_HOURS)
    hours = tuple(
        f"cast('{first}' as timestamp) + ({step} * {number}{more}) * interval '1 hour'"
        for more in ("", f" + {_length(most, number)}")
    )
    return form.format(n=number, days=days, hours=hours)


def _begin(days: int) -> date:
    """The day that spans of so many days begin at, so that the last one is not long ago."""
    return max(OLDEST, LAST - timedelta(days=days)) if days < 10_000 else OLDEST


def _length(most: int, number: str) -> str:
    return "1" if most < 2 else f"1 + {number} % {most}"


def _document(counted: str, members: Sequence[Member]) -> str:
    """JSON that has the number at each path as text, or what is given for it."""
    parts = []
    for path, given in members or [(("id",), "")]:
        opened = "".join(f'"{key}": {{' for key in path[:-1])
        parts.append((f'{opened}"{path[-1]}": "', given or counted, '"' + "}" * (len(path) - 1)))
    text, before = "", "{"
    for opened, value, closed in parts:
        text += _quoted(before + opened) + f" || {value} || "
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
