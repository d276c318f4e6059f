"""The unique indexes of MySQL and MariaDB: of whole columns, of the first signs of texts, and of expressions."""

from collections.abc import Iterable, Sequence
from typing import Any

from mockcraft.formats.dialects import dialect_of
from mockcraft.stored import StoredRule

DIALECT = dialect_of("mysql")
SHORT = 100  # signs of a prefix; texts that are made to differ do within more
Place = tuple[str, str]  # a database, and a table of it
# Columns of the primary key, those of other indexes of whole columns, or most of them, and rules for the rest.
Indexes = tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[StoredRule, ...]]


def unique_indexes(parts: Iterable[tuple[Place, Sequence[Any]]]) -> dict[Place, Indexes]:
    """By table, its unique indexes, of the table and (index, column, prefix, expression) of each of their parts, in order.

    The column of an expression is None, as is the prefix of a whole column.
    """
    indexes: dict[tuple[Place, str], list[tuple[str | None, int | None, str | None]]] = {}
    for place, (index, column, prefix, expression) in parts:
        indexes.setdefault((place, index), []).append((column, prefix, expression))
    found: dict[Place, Indexes] = {}
    for (place, index), of_it in indexes.items():
        key, uniques, rules = found.get(place, ((), (), ()))
        columns = tuple(column for column, _, _ in of_it if column is not None)
        expressions = tuple(map(_text, *zip(*of_it, strict=True)))
        if index == "PRIMARY":
            key = columns
        elif not any(expressions):
            uniques = (*uniques, columns)
        if any(expressions):
            whole = tuple(
                c for (c, _, _), text in zip(of_it, expressions, strict=True) if c and not text
            )
            told = tuple(filter(None, expressions))
            rules = (*rules, StoredRule(index, "unique", "", whole, expressions=told))
        found[place] = key, uniques, rules
    return found


def _text(column: str | None, prefix: int | None, expression: str | None) -> str:
    """The expression that a part of an index is of; "" for a whole column."""
    if column is None:
        return expression or ""
    return beginning(column, prefix or SHORT)


def beginning(column: str, signs: int) -> str:
    """The expression of the first signs of a column; "" for as many as texts that are made to differ do within."""
    return f"LEFT({DIALECT.identifier(column)}, {signs})" if signs < SHORT else ""
