"""Ranges of numbers made narrower until a check of several columns holds in all of them: `w * h < 10000`.

Rows that must differ in these columns cannot have a few sets of values in them, as others can. What grows or falls with
each of its columns holds between the ends of ranges if it holds at them, so these are asked about alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from math import ceil, floor
from typing import Any

from mockcraft.inspection.columns.plain import SPREAD
from mockcraft.stored import StoredColumn

KINDS = ("integer", "decimal", "float")
MOST = 3  # columns
STEPS = 24  # at most, of which each leaves 7 of 10 numbers
LEFT = Decimal("0.7")
# Where narrower ranges begin, in shares of what is left.
BETWEEN = tuple(Decimal(1) / 2**n for n in range(1, 8))

Ranges = tuple[tuple[Decimal, Decimal], ...]


def range_in(column: StoredColumn, spec: Any) -> tuple[Decimal, Decimal] | None:
    """The numbers that a mapping draws a column from; None for one whose numbers are not drawn by themselves."""
    given = {"generator": spec} if isinstance(spec, str) else spec
    if column.kind not in KINDS or "generator" not in given:
        return None
    if given["generator"] == "sequence":  # which need not be one beside a check of several columns
        free = not (given.get("primary_key") or given.get("hidden")) and column.kind == "integer"
        return (Decimal(1), Decimal(SPREAD)) if free and not column.numbered else None
    low, high = given.get("min", 0), given.get("max", SPREAD)
    if not all(isinstance(each, int | float | Decimal) for each in (low, high)):
        return None
    return Decimal(str(low)), Decimal(str(high))


def narrower(ranges: Ranges) -> Iterator[list[Ranges]]:
    """Ranges of which each lies within its own, the widest first; those of one width together.

    They lie at its ends, and of two of them and fewer in between too, as `w * h BETWEEN 100 AND 100000` wants it.
    """
    share = Decimal(1)
    between = BETWEEN if len(ranges) < MOST else ()
    for _ in range(STEPS):
        share *= LEFT
        yield list(product(*(_places(low, high, share, between) for low, high in ranges)))


def _places(
    low: Decimal, high: Decimal, share: Decimal, between: Sequence[Decimal]
) -> list[tuple[Decimal, Decimal]]:
    width = (high - low) * share
    starts = [low, high - width, *(low + (high - low - width) * each for each in between)]
    if low * high < 0:
        starts.append(-width / 2)
    return [(start, start + width) for start in starts]


def corners(ranges: Ranges) -> list[tuple[str, ...]]:
    """All sets of their ends, as text."""
    return [tuple(format(each, "f") for each in corner) for corner in product(*ranges)]


def whole(columns: Sequence[StoredColumn], ranges: Ranges) -> Ranges:
    """The ranges with ends that their columns can have."""
    made = []
    for column, (low, high) in zip(columns, ranges, strict=True):
        scale = Decimal(1).scaleb(0 if column.kind == "integer" else -min(column.scale or 0, 8))
        least = ceil(low / scale) * scale
        made.append((least, max(least, floor(high / scale) * scale)))
    return tuple(made)


def drawn(column: StoredColumn, old: Any, span: tuple[Decimal, Decimal]) -> Mapping[str, Any]:
    """The mapping of a column drawn from a range, with the flags that it had."""
    flags = ("primary_key", "unique", "nulls")
    kept = {} if isinstance(old, str) else {key: old[key] for key in flags if key in old}
    low, high = (int(each) if each == int(each) else each.normalize() for each in span)
    if column.kind == "integer":
        return {"generator": "number", "min": low, "max": high, **kept}
    scale = min(column.scale if column.precision is not None and column.scale else 0, 8)
    return {"generator": "decimal", "min": low, "max": high, "scale": scale, **kept}
