"""What a column and its checks hold at most, and what generators make."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from mockcraft.core.context import NOW, Context
from mockcraft.core.values import text_of
from mockcraft.errors import MockcraftError
from mockcraft.generator import Bound, find
from mockcraft.inspection.checks.facts import Facts
from mockcraft.stored import StoredColumn

SAMPLED = 200  # values of a generator, to see how long they are
MATCHED = 1000  # those that a form is looked for in
ROOM = 1.5  # how much longer than those others may be
MORE_ROOM = 1.2  # how much longer than MATCHED values others may be, with what makes them differ
_CLASSES = {
    "alpha": "A-Za-z", "digit": "0-9", "alnum": "A-Za-z0-9", "upper": "A-Z", "lower": "a-z", "space": r"\s",
}  # fmt: skip


def text_limit(column: StoredColumn, facts: Facts) -> int | None:
    """Characters of the longest text that the column takes; None for no limit."""
    limits = [
        each for each in (column.characters, column.octets, facts.longest) if each is not None
    ]
    return min(limits, default=None)


def range_of(column: StoredColumn, facts: Facts) -> tuple[Any, Any]:
    """Least and greatest number that column and checks take; None for no bound. Open ends are moved by a step."""
    scale = column.scale or 0 if column.kind == "decimal" and column.precision is not None else 2
    step = Decimal(1) if column.kind == "integer" else Decimal(1).scaleb(-scale)
    lows: list[Any] = [each for each in (column.lowest,) if each is not None]
    highs: list[Any] = [each for each in (column.highest,) if each is not None]
    if column.precision is not None:
        most = (Decimal(10) ** column.precision - 1).scaleb(-(column.scale or 0))
        lows, highs = [*lows, -most], [*highs, most]
    if isinstance(facts.low, Decimal):
        lows.append(facts.low + (step if facts.open_low else 0))
    if isinstance(facts.high, Decimal):
        highs.append(facts.high - (step if facts.open_high else 0))
    return max(lows, default=None), min(highs, default=None)


def _samples(
    generator: str, parameters: Iterable[tuple[str, Any]], count: int = SAMPLED
) -> Sequence[Any]:
    found = find(generator)
    values = {name: found.parameter(name).parse(str(value)) for name, value in parameters}
    context = Context(0, "inspection", "en_US", NOW, "")
    try:
        return list(Bound(found, values).evaluate(context, range(count)))
    except MockcraftError:
        return []


@cache
def lengths(
    generator: str, parameters: tuple[tuple[str, Any], ...] = (), count: int = SAMPLED
) -> tuple[int, int]:
    """Characters of the longest and the shortest of some texts of a generator."""
    found = [len(text_of(each)) for each in _samples(generator, parameters, count)]
    return max(found, default=0), min(found, default=0)


def have_room(generator: str, parameters: tuple[tuple[str, Any], ...], limit: int) -> bool:
    """Whether texts of a generator are no longer than that, as far as many of them show."""
    return lengths(generator, parameters, MATCHED)[0] * MORE_ROOM <= limit


@cache
def fitting(generator: str, limit: int, most: int) -> list[str]:
    """Different texts of a generator that are no longer than that, so many at most."""
    found = dict.fromkeys(text_of(each) for each in _samples(generator, ()))
    return [each for each in found if len(each) <= limit][:most]


@cache
def in_case(generator: str, case: str) -> bool:
    """Whether texts of a generator are in small letters alone, or in capital ones."""
    texts = map(text_of, _samples(generator, ()))
    return all(each == (each.lower() if case == "lower" else each.upper()) for each in texts)


@cache
def matching(generator: str, parameters: tuple[tuple[str, Any], ...], pattern: str) -> bool:
    """Whether all of some texts of a generator match a regular expression of a check.

    One that comes from LIKE has short texts for its signs, in place of any.
    """
    wanted = pattern if "^" in pattern else pattern.replace("[a-z]{0,8}", ".*")
    for name, signs in _CLASSES.items():
        wanted = wanted.replace(f"[:{name}:]", signs)
    try:
        found = re.compile(wanted)
    except re.error:
        return False
    matched = found.search if "^" in pattern else found.fullmatch
    texts = [text_of(each) for each in _samples(generator, parameters, MATCHED)]
    return bool(texts) and all(map(matched, texts))


@cache
def holding(generator: str, parameters: tuple[tuple[str, Any], ...], pattern: str) -> set[bool]:
    """Whether a regular expression is found in texts of a generator: in all, in none, or in some of them."""
    for name, signs in _CLASSES.items():
        pattern = pattern.replace(f"[:{name}:]", signs)
    try:
        found = re.compile(pattern)
    except re.error:
        return {True, False}
    texts = [text_of(each) for each in _samples(generator, parameters, MATCHED)]
    return {found.search(each) is not None for each in texts}


@cache
def extremes(
    generator: str, parameters: tuple[tuple[str, Any], ...]
) -> tuple[Decimal, Decimal] | None:
    """Least and greatest of some numbers of a generator; None where it gives none."""
    found = [Decimal(text_of(each)) for each in _samples(generator, parameters)]
    return (min(found), max(found)) if found else None


def beside(low: Any, high: Any, excluded: Iterable[Any], step: Any) -> tuple[Any, Any]:
    """The widest range of numbers between two that none of these is in; the two where nothing is left."""
    there = sorted({each for each in excluded if isinstance(each, Decimal) and low <= each <= high})
    starts = [low, *(_inside(each, step, 1) for each in there)]
    ends = [*(_inside(each, step, -1) for each in there), high]
    first, last = max(zip(starts, ends, strict=True), key=lambda both: both[1] - both[0])
    return (first, last) if first <= last else (low, high)


def _inside(bound: Decimal, step: Any, sign: int) -> Any:
    """The next number above a bound, or below it, of those that are a step apart."""
    whole = (bound / step).to_integral_value("ROUND_FLOOR" if sign > 0 else "ROUND_CEILING") + sign
    return whole * step if isinstance(step, Decimal) else int(whole)


def constant(column: StoredColumn, facts: Facts) -> Any:
    """One value of a column, for all rows, within its checks as far as they are bounds or choices."""
    if facts.allowed:
        return _plain(facts.allowed[0])
    if column.labels:
        return column.labels[0]
    low, high = range_of(column, facts)
    if column.kind in ("integer", "decimal", "float"):
        least = max(low, 1) if low is not None else 1
        return _plain(Decimal(least if high is None else min(least, high)))
    made = {
        "uuid": "a1b2c3d4-0000-4000-8000-000000000001", "boolean": True, "date": "2024-01-01",
        "timestamp": "2024-01-01T00:00:00",
    }.get(column.kind)  # fmt: skip
    if made is not None:
        return made
    limit = text_limit(column, facts)
    text = "main".ljust(facts.shortest, "x")
    return text if limit is None else text[:limit]


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) and value == int(value) else value
