"""How many rows of a table have values, and between which ends these are, in any SQL database."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

Extent = tuple[int, str | None, str | None]


def extents(
    rows: Callable[[str], Sequence[Any]],
    table: str,
    columns: Sequence[str],
    ordered: Collection[str],
    identifier: Callable[[str], str],
    text: str,
) -> list[Extent]:
    """See traits.ProfiledConnection.

    Args:
        rows: of a query.
        table: as SQL.
        columns, ordered: by their names.
        identifier: a name as SQL.
        text: the type that CAST makes a text of any length by.
    """
    asked = []
    for name in columns:
        quoted = identifier(name)
        ends = (f"min({quoted})", f"max({quoted})") if name in ordered else ("NULL", "NULL")
        asked += [f"count({quoted})", *(f"CAST({end} AS {text})" for end in ends)]
    (row,) = rows(f"SELECT {', '.join(asked)} FROM {table}")
    return [tuple(row[place : place + 3]) for place in range(0, len(row), 3)]
