"""How `mockcraft generate` writes values, and rows of several columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from mockcraft.answer import json_of
from mockcraft.core.values import text_of


def as_text(values: Iterable[Any], name: str, documents: bool) -> Iterator[str]:
    """A line for each value."""
    return (text_of(value) + "\n" for value in values)


def as_json(values: Iterable[Any], name: str, documents: bool) -> Iterator[str]:
    """One array, a line for each value."""
    start = "[\n  "
    for value in values:
        yield start + json_of(value, documents)
        start = ",\n  "
    yield "\n]\n"


def as_csv(values: Iterable[Any], name: str, documents: bool) -> Iterator[str]:
    """The name of the column, then a record for each value (RFC 4180, with \\n)."""
    return as_records([name], ([value] for value in values))


def as_objects(
    titles: list[str], rows: Iterable[list[Any]], documents: list[bool]
) -> Iterator[str]:
    """One array, an object on a line for each row; `documents` says which columns are JSON already."""
    start = "[\n  "
    for row in rows:
        cells = (
            f"{json_of(title)}: {json_of(value, document)}"
            for title, value, document in zip(titles, row, documents, strict=True)
        )
        yield start + "{" + ", ".join(cells) + "}"
        start = ",\n  "
    yield "\n]\n"


def as_records(titles: list[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    """The titles, then a record for each row (RFC 4180, with \\n); what is wrong with the first row comes alone."""
    import csv
    import io

    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    rows = iter(rows)
    first = list(islice(rows, 1))
    for cells in chain([titles], first, rows):
        writer.writerow(map(text_of, cells))
        yield line.getvalue()
        line.seek(0)
        line.truncate()


FORMS = {"text": as_text, "json": as_json, "csv": as_csv}
