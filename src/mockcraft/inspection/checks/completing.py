"""Columns that checks say are computed from others in ways that only the database knows: it computes them.

`digest = md5(body)` says of each body what its digest is, whatever the function.
"""

from collections.abc import Iterator, Sequence

from mockcraft.errors import ConnectionLost, SinkError
from mockcraft.inspection.checks.expressions import column_of, parsed, stripped
from mockcraft.stored import StoredColumn
from mockcraft.traits import AnsweringConnection

Set = tuple[str | None, ...]


def completed(
    connection: AnsweringConnection,
    dialect: str,
    checks: Sequence[str],
    columns: Sequence[StoredColumn],
    free: Sequence[StoredColumn],
    rows: Sequence[Set],
) -> list[Set]:
    """The rows with the free columns as the checks say they are computed; none where no check says so."""
    names = {each.name.lower(): place for place, each in enumerate(columns)}
    own = {columns.index(each) for each in free}
    made, done = list(rows), set[int]()
    for check in checks:
        for name, expression, read in _equalities(check, dialect):
            place = names.get(name)
            sources = {names[each] for each in read if each in names}
            if place not in own or place in done | sources or len(sources) < len(read):
                continue
            try:
                found = connection.computed([expression], columns, made)
            except ConnectionLost:
                raise
            except (
                SinkError
            ):  # a function that is not of each row, or no value of the column's type
                continue
            made = [
                (*row[:place], value, *row[place + 1 :])
                for row, (value,) in zip(made, found, strict=True)
            ]
            done |= {place, *sources}
    return made if done else []


def _equalities(check: str, dialect: str) -> Iterator[tuple[str, str, set[str]]]:
    """(column, expression, columns that it reads) of each equality of a check, names in small letters."""
    from sqlglot import exp

    node = parsed(check, dialect)
    for each in node.find_all(exp.EQ) if node is not None else ():
        pairs = [(each.left, each.right), (each.right, each.left)]
        for one, other in sorted(pairs, key=lambda pair: isinstance(stripped(pair[0]), exp.Cast)):
            name = column_of(one)
            read = {column.name.lower() for column in other.find_all(exp.Column)}
            if name is not None and read and name.lower() not in read:
                yield name.lower(), other.sql(dialect=dialect), read
