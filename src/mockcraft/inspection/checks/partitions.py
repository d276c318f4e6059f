"""What partitions leave of the values of the columns that decide: rows must fall into one of them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from mockcraft.definitions.partitions import LIST, RANGE
from mockcraft.inspection.checks.facts import Facts
from mockcraft.stored import Partitions, StoredColumn

_VALUE = re.compile(r"'((?:[^']|'')*)'|([^,\s]+)")


def condition(partitions: Partitions | None) -> str:
    """That a row falls into a partition, in the database's SQL; "" where that is not known, or any row does."""
    if partitions is None or not all(partitions.leaves):
        return ""
    return " OR ".join(f"({each})" for each in partitions.leaves)


def is_plain(partitions: Partitions) -> bool:
    """Whether the values of one column decide, of partitions that are not cut further and have no checks."""
    further = partitions.nested or partitions.checked
    return partitions.strategy != "hash" and len(partitions.columns) == 1 and not further


def within(
    partitions: Partitions, columns: Mapping[str, StoredColumn], facts: Mapping[str, Facts]
) -> dict[str, Facts]:
    """The facts of the first column that decides, narrowed to the partitions that are there."""
    if not is_plain(partitions) or any("DEFAULT" in bound for bound in partitions.bounds):
        return {}
    name = partitions.columns[0]
    if name not in columns:
        return {}
    known = facts.get(name, Facts())
    if partitions.strategy == "list":
        values = [each for bound in partitions.bounds for each in _listed(bound)]
        null = known.null if None in values else False
        return {name: replace(known, choices=tuple(values), null=null)} if values else {}
    if partitions.strategy == "range":
        spans = [span for bound in partitions.bounds if (span := _span(bound))]
        low, high = _longest(spans)
        made = replace(known, low=low, high=high, open_high=True, null=False)  # NULL is in no range
        return {name: made} if spans else {}
    return {}


def _listed(bound: str) -> list[Any]:
    found = LIST.search(bound)
    return _values(found[1]) if found else []


def _values(text: str) -> list[Any]:
    made: list[Any] = []
    for quoted, plain in _VALUE.findall(text):
        if plain in ("MINVALUE", "MAXVALUE", "NULL"):
            made.append(None)
        else:
            try:
                made.append(Decimal(plain or quoted))
            except InvalidOperation:
                made.append(plain or quoted.replace("''", "'"))
    return made


def _span(bound: str) -> tuple[Any, Any] | None:
    """First and last value of a range, of its first column; None for one that is not understood."""
    found = RANGE.search(bound)
    if found is None:
        return None
    low, high = _values(found[1]), _values(found[2])
    return (low[0], high[0]) if low and high else None


def _longest(spans: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    """The bounds of the longest run of ranges that touch one another."""
    runs: list[list[Any]] = []
    least = [span for span in spans if span[0] is None]  # from MINVALUE on
    others = sorted((span for span in spans if span[0] is not None), key=lambda span: span[0])
    for low, high in [*least, *others]:
        if runs and (runs[-1][1] == low or low is None):
            runs[-1][1] = high
            runs[-1][2] += 1
        else:
            runs.append([low, high, 1])
    best = max(runs, key=lambda run: run[2], default=[None, None, 0])
    return best[0], best[1]
