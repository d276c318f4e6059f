"""Texts: how long they are, and how many rows have each; which they are only where labels are asked for."""

import re
from math import ceil
from typing import Any

from mockcraft.inspection.columns.distinct import distinct
from mockcraft.inspection.columns.rules import RULES
from mockcraft.inspection.shapes.column import Column

WORD = 6  # characters of a word and the blank behind it, about
LONGEST = 200  # characters of a code
_CODE = re.compile(r"(\[[^\]]+\])\{(\d+)\}")
_RECORDS = {rule.generator: rule.record for rule in RULES if rule.record}
_FREE = ("word", "words", "sentence", "codename")  # generators whose texts mean nothing
_TRUE = ("true", "t", "1")


def record_of(spec: Any) -> str:
    """The record that a column's generator is a part of; "" for none."""
    generator = spec.get("generator", "") if isinstance(spec, dict) else spec
    return _RECORDS.get(str(generator), "")


def boolean(column: Column) -> dict[str, Any] | None:
    """The share of rows that are true."""
    if column.spec.get("generator") != "bool":
        return None
    true = sum(rows for text, rows in column.listed() if text in _TRUE)
    return {"generator": "bool", "probability": round(true / column.rows, 3)}


def listed(column: Column) -> dict[str, Any] | None:
    """Weights of values that are listed already: by the catalogue, where those that no row has are left out, or by the name."""
    values = column.spec["values"]
    if column.checked or column.stored.labels:
        known = {str(each): each for each in values}
        weights = {known[text]: rows for text, rows in column.listed() if text in known}
        return {"values": weights} if weights else None
    if not column.few:
        return None
    if column.labels:
        return {"values": dict(column.listed())}
    found = column.weights()
    return {"values": dict(zip(values, found, strict=False))} if len(found) <= len(values) else None


def text(column: Column) -> dict[str, Any] | None:
    """Weights of texts of which there are few; of others, how long they are."""
    if column.few:
        return _few(column)
    return None if column.checked or column.agrees else code(column) or _words(column)


def _few(column: Column) -> dict[str, Any] | None:
    if column.labels:
        return {"values": dict(column.listed())}
    if column.agrees:
        return None
    weights = column.weights()
    labels = _invented(column.spec, len(weights))
    return {"values": dict(zip(labels, weights, strict=True))} if labels else None


def _invented(spec: dict[str, Any], number: int) -> list[str]:
    """So many texts as the column would have them without a look at its rows; none where there are not so many."""
    cut = spec.get("max_length")
    made = distinct({key: spec[key] for key in spec if key not in ("nulls", "max_length")}, number)
    fitting = all(isinstance(each, str) and (cut is None or len(each) <= cut) for each in made)
    return made if fitting and len(made) == number else []


def code(column: Column) -> dict[str, Any] | None:
    """The lengths of a code of any letters and digits."""
    found = _CODE.fullmatch(str(column.spec.get("regex", "")))
    if found is None or column.checked:
        return None
    shortest, longest = (int(each) for each in column.at(0, 1, lengths=True))
    size = f"{shortest},{longest}" if shortest < longest else str(longest)
    return {"regex": f"{found[1]}{{{size}}}"} if shortest > 0 and longest <= LONGEST else None


def _words(column: Column) -> dict[str, Any] | None:
    """As many words as most texts have, cut where the longest one ends."""
    if column.spec.get("generator") not in _FREE:
        return None
    low, high, longest = (int(each) for each in column.at(0.05, 0.95, 1, lengths=True))
    if not longest:
        return None
    least, most = max(1, low // WORD), min(max(1, ceil(high / WORD)), 1000)
    return {"generator": "words", "min": least, "max": max(least, most), "max_length": longest}
