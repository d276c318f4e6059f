"""Rows meet the ORs of their table's checks in different ways: a hidden number says which way a row goes."""

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

from mockcraft.inspection.checks.facts import Demands, Facts

MOST = 6  # ways that a table has
# Kinds of columns that an expression can give the value of another.
KINDS = (
    "text", "enum", "integer", "decimal", "float", "boolean", "date", "timestamp", "time", "uuid",
)  # fmt: skip
NONE = {"value": None}
_OBJECTS = ['{"name": "first", "value": 1}', '{"name": "second", "value": 20}', '{"name": "third"}']
_LISTS = ["[]", '["first"]', '["first", "second"]']


def varied(first: Demands, other: Demands) -> set[str]:
    """The columns of which two ways demand different things."""
    names = {*first.facts, *other.facts}
    return {name for name in names if first.of(name) != other.of(name)}


def chosen_ways(
    ways: Sequence[Demands], may_vary: Callable[[str, Facts, Facts], bool]
) -> list[Demands]:
    """The first way, and others whose columns may vary by row."""
    first, *others = ways
    kept = [first]
    for each in others:
        alike = (each.order, each.computed, each.rest) == (first.order, first.computed, first.rest)
        names = varied(first, each)
        if alike and names and all(may_vary(n, first.of(n), each.of(n)) for n in names):
            kept.append(each)
    return kept[:: ceil(len(kept) / MOST)]


def by_way(
    name: str,
    specs: Sequence[dict[str, Any]],
    number: str,
    helper: Callable[[str, dict[str, Any]], str],
) -> dict[str, Any]:
    """The mapping of a column that has one of several, by a number from 0 on.

    Args:
        name: of the column.
        specs: its mappings by way, not all alike.
        number: the column that has the number.
        helper: adds a hidden column; its name.
    """
    made: dict[str, str] = {}
    parts = []
    for each in specs:
        spec = _whole(each)
        same = repr(spec)
        if same not in made:
            made[same] = "null" if spec == NONE else _quoted(helper(f"{name}_{len(made)}", spec))
        parts.append(made[same])
    *first, last = parts
    whens = " ".join(f"when {place} then {part}" for place, part in enumerate(first))
    return {"expr": f"case {_quoted(number)} {whens} else {last} end"}


def _whole(spec: dict[str, Any]) -> dict[str, Any]:
    """A mapping that an expression can read; of documents, which none can, some as texts."""
    if "fields" in spec or "items" in spec:
        rest = {key: spec[key] for key in ("nulls",) if key in spec}
        return {"values": _OBJECTS if "fields" in spec else _LISTS, **rest}
    return spec


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
