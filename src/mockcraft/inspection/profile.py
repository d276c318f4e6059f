"""What the rows that are there look like, as numbers alone: written into a document in place of what is usual.

No text of a row is read: of each column how many rows have a value, and of numbers and dates the least and the
greatest one.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from mockcraft.inspection.document import Document
from mockcraft.inspection.source import Source
from mockcraft.inspection.survey import Survey
from mockcraft.stored import StoredColumn
from mockcraft.traits import ProfiledConnection

AT_ONCE = 200  # columns of a query: PostgreSQL has at most 1,664 values in a row, of which each column takes three
_NUMBERS = ("integer", "decimal", "float")
_MOMENTS = ("date", "timestamp")
_KEYS = (
    "primary_key",
    "unique",
    "ref",
    "with",
    "expr",
    "hidden",
)  # of columns that rows do not shape
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DIGITS = 15  # that a number of the schema file has at most, beside those behind the point


def profile(source: Source, survey: Survey, made: Document, counted: bool = True) -> None:
    """Writes shares of NULL and ranges of the rows that are there into a document, and how many they are if `counted`."""
    connection = source.connect()
    try:
        if not isinstance(connection, ProfiledConnection):
            return
        for name, table in made.tables.items():
            stored = [each for each in survey.tables[name].columns if each.name in table["columns"]]
            rows = connection.count(name)
            if not rows:
                continue
            if counted:
                table["count"] = rows
            found = [
                each
                for first in range(0, len(stored), AT_ONCE)
                for each in _extents(connection, name, stored[first : first + AT_ONCE])
            ]
            for column, (present, least, greatest) in zip(stored, found, strict=True):
                spec = _shaped(table["columns"][column.name], column, least, greatest)
                table["columns"][column.name] = _with_nulls(spec, 1 - present / rows)
    finally:
        connection.close()


def _extents(
    connection: ProfiledConnection, table: str, columns: Sequence[StoredColumn]
) -> Sequence[tuple[int, str | None, str | None]]:
    ordered = [each.name for each in columns if each.kind in (*_NUMBERS, *_MOMENTS)]
    return connection.extents(table, [each.name for each in columns], ordered)


def _shaped(spec: Any, column: StoredColumn, least: str | None, greatest: str | None) -> Any:
    """The mapping of a column with the range of its rows, where it is a range that gives the values."""
    given = dict(spec) if isinstance(spec, dict) else {"generator": spec}
    if "generator" not in given or set(_KEYS) & set(given) or least is None or greatest is None:
        return spec
    ends = ("min", "max") if column.kind in _NUMBERS else ("after", "before")
    follows = any(isinstance(given.get(each), str) and not _DAY.match(given[each]) for each in ends)
    made = None if follows else dict(_range(column, least, greatest))
    if not made:
        return spec
    kept = {key: given[key] for key in ("nulls", "type") if key in given}
    return {**made, **kept}


def _range(column: StoredColumn, least: str, greatest: str) -> Iterator[tuple[str, Any]]:
    """Keys of a generator between two values; none where they are not understood."""
    if column.kind in _MOMENTS:
        if not (_DAY.match(least) and _DAY.match(greatest)):
            return
        try:
            first, last = (date.fromisoformat(each[:10]) for each in (least, greatest))
            before = last if column.kind == "date" else last + timedelta(days=1)
        except (ValueError, OverflowError):  # SQLite has 2021-02-31, MySQL 0000-00-00
            return
        yield "generator", "date" if column.kind == "date" else "datetime"
        yield "after", str(first)
        yield "before", str(before)
        return
    try:
        low, high = Decimal(least), Decimal(greatest)
    except InvalidOperation:
        return
    if not (low.is_finite() and high.is_finite()) or max(abs(low), abs(high)) >= 10**_DIGITS:
        return
    if column.kind == "integer":
        yield from {"generator": "number", "min": int(low), "max": int(high)}.items()
        return
    scale = column.scale if column.precision is not None and column.scale is not None else 2
    step = Decimal(1).scaleb(-max(0, min(scale, 2)))
    yield "generator", "decimal"
    yield "min", _short((low / step).to_integral_value("ROUND_CEILING") * step)
    yield "max", _short((high / step).to_integral_value("ROUND_FLOOR") * step)
    yield "scale", max(0, min(scale, 2))


def _short(value: Decimal) -> int | Decimal:
    return int(value) if value == int(value) else value


def _with_nulls(spec: Any, share: float) -> Any:
    """The mapping with the share of rows without a value, where rows may have none."""
    if not isinstance(spec, dict) or "nulls" not in spec:
        return spec
    rest = {key: value for key, value in spec.items() if key != "nulls"}
    rounded = round(share, 3)
    if rounded:
        return {**rest, "nulls": rounded}
    return rest["generator"] if set(rest) == {"generator"} else rest
