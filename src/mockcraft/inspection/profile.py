"""What the rows that are there look like, written into a document as ordinary keys in place of what is usual.

No text of a row is read unless labels are asked for, or the catalogue itself lists it: of each column how many rows
have a value, of numbers and dates their quantiles, of texts their lengths, and how many rows have each value.
"""

from collections.abc import Mapping
from typing import Any

from mockcraft.inspection.checks.sets import reads
from mockcraft.inspection.document import Document
from mockcraft.inspection.shapes.children import children
from mockcraft.inspection.shapes.column import KEYS, Column
from mockcraft.inspection.shapes.ranges import MOMENTS, NUMBERS, ranged
from mockcraft.inspection.shapes.texts import boolean, code, listed, record_of, text
from mockcraft.inspection.source import Source
from mockcraft.inspection.survey import Survey
from mockcraft.traits import ProfiledConnection, Profiler

AT_ONCE = 200  # columns of a query: PostgreSQL has at most 1,664 values in a row, of which each column takes three


def profile(
    source: Source, survey: Survey, made: Document, counted: bool = True, labels: bool = False
) -> None:
    """Writes the shapes of the rows that are there into a document.

    Args:
        source: the database.
        survey: of it.
        made: the document.
        counted: whether numbers of rows, and of children of a parent, are theirs too.
        labels: whether texts of columns that have few different ones may be in the document.
    """
    connection = source.connect()
    try:
        if not isinstance(connection, ProfiledConnection):
            return
        asked = connection.profiler()
        rows = {name: number for name in made.tables if (number := connection.count(name))}
        for name, number in rows.items():
            if counted:
                made.tables[name]["count"] = number
            _table(asked, survey, made, name, number, labels)
        if counted:
            children(asked, survey, made, rows)
    finally:
        connection.close()


def _table(
    asked: Profiler, survey: Survey, made: Document, name: str, rows: int, labels: bool
) -> None:
    columns: dict[str, Any] = made.tables[name]["columns"]
    stored = [each for each in survey.tables[name].columns if each.name in columns]
    ordered = [each.name for each in stored if each.kind in (*NUMBERS, *MOMENTS)]
    checks = [rule.text for rule in survey.tables[name].rules if rule.kind in ("check", "guard")]
    records = [record_of(each) for each in columns.values()]
    for first in range(0, len(stored), AT_ONCE):
        some = stored[first : first + AT_ONCE]
        found = asked.extents(name, [each.name for each in some], ordered)
        for column, (present, least, greatest) in zip(some, found, strict=True):
            spec = columns[column.name]
            given = dict(spec) if isinstance(spec, dict) else {"generator": spec}
            checked = bool(column.checks) or any(reads(each, column.name) for each in checks)
            agrees = record_of(spec) != "" and records.count(record_of(spec)) > 1
            seen = Column(column, given, present, asked, name, checked, agrees, labels)
            shape = _shaped(seen, least, greatest) if present else None
            if shape is not None:
                kept = {
                    key: given[key] for key in ("nulls", "absent", "type", "unique") if key in given
                }
                spec = {**shape, **kept}
            columns[column.name] = _with_nulls(spec, 1 - present / rows)


def _shaped(column: Column, least: str | None, greatest: str | None) -> Mapping[str, Any] | None:
    """What gives a column values of the shape of its rows; None where that is what is there."""
    kind, spec = column.stored.kind, column.spec
    if not column.free:
        return code(column) if set(KEYS) & set(spec) == {"unique"} else None
    if isinstance(spec.get("values"), list):
        return listed(column)
    if kind in (*NUMBERS, *MOMENTS):
        if "generator" not in spec or least is None or greatest is None:
            return None
        return ranged(column, least, greatest)
    if kind == "boolean":
        return boolean(column)
    if kind == "text" and ("generator" in spec or "regex" in spec):
        return text(column)
    return None


def _with_nulls(spec: Any, share: float) -> Any:
    """The mapping with the share of rows without a value, where rows may have none."""
    if not isinstance(spec, dict):
        return spec
    rest = {key: value for key, value in spec.items() if key != "nulls"}
    if "absent" in spec:  # of documents, whose nulls and missing fields were told apart
        return spec
    rounded = round(share, 3) if "nulls" in spec else 0
    if rounded:
        return {**rest, "nulls": rounded}
    return rest["generator"] if set(rest) == {"generator"} else rest
