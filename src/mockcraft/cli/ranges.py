"""The flags that choose rows: --rows TABLE=FIRST..LAST and --part K/N."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import click

from mockcraft.cli.offers import beginnings, tables
from mockcraft.errors import UserError

MOST_PARTS = 1_000_000
DIGITS = 19  # of numbers below 2**63


def row_flags(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the parameters `rows` (texts) and `part` (a text, or None)."""
    part = click.option(
        "--part", metavar="K/N",
        help="Make part K of N of each table, 1/N to N/N; all parts together are the whole.",
    )  # fmt: skip
    rows = click.option(
        "--rows", multiple=True, metavar="TABLE=FIRST..LAST",
        help="Make these rows of a table, counted from 0; repeat for several tables.",
        shell_complete=beginnings(tables),
    )  # fmt: skip
    return rows(part(function))


def rows_by_table(texts: Iterable[str]) -> dict[str, tuple[int, int]]:
    """First and last row by table, both inclusive; raises UserError for anything else."""
    found: dict[str, tuple[int, int]] = {}
    for text in texts:
        name, _, numbers = text.rpartition("=")
        match = re.fullmatch(r"([0-9][0-9_]*)(?:\.\.([0-9][0-9_]*))?", numbers)
        if not name or match is None:
            raise UserError(f"--rows {text!r} is not TABLE=FIRST..LAST (such as users=10..20)")
        first, last = _number(match[1]), _number(match[2] or match[1])
        if first is None or last is None:
            raise UserError(f"--rows {text}: rows are numbered below 2**62")
        if first > last:
            raise UserError(f"--rows {text}: the first row is after the last (swap them)")
        if name in found:
            raise UserError(f"--rows {name} is given twice (keep one)")
        found[name] = first, last
    return found


def part_of(text: str | None) -> tuple[int, int] | None:
    """(K, N) of `K/N`; raises UserError for anything else."""
    if text is None:
        return None
    match = re.fullmatch(r"([0-9]{1,7})/([0-9]{1,7})", text)
    number, parts = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= parts <= MOST_PARTS:
        raise UserError(f"--part {text!r} is not K/N with K from 1 to N (such as 2/10)")
    return number, parts


def _number(text: str) -> int | None:
    digits = text.replace("_", "").lstrip("0") or "0"
    return int(digits) if len(digits) <= DIGITS and int(digits) < 2**62 else None
