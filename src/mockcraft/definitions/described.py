"""What an SQL file defines, in place of a connection to a database."""

from collections.abc import Mapping, Sequence
from typing import Any

from mockcraft.definitions.grammar import Grammar
from mockcraft.definitions.reader import Reader
from mockcraft.stored import Catalogue


class Described:
    """See traits.DescribedConnection: a database without rows.

    Attributes:
        target: the file's name.
        unread: statements that were not understood.
    """

    def __init__(self, name: str, script: str, grammar: Grammar) -> None:
        found = Reader(grammar).read(script)
        self.target, self.unread, self._tables = name, found.unread, found.tables

    def tables(self) -> list[str]:
        """See traits.InspectableConnection."""
        return list(self._tables)

    def catalogue(self, tables: Sequence[str]) -> Catalogue:
        """See database.Connection."""
        found = {name: self._tables[name] for name in tables if name in self._tables}
        return Catalogue(found)

    def keys(self, table: str, columns: Sequence[str], most: int) -> list[tuple[str | None, ...]]:
        """See traits.InspectableConnection."""
        return []

    def count(self, table: str) -> int:
        """See database.Connection."""
        return 0

    def extreme(self, table: str, column: str, highest: bool) -> int | None:
        """See database.Connection."""
        return None

    def known(self, table: str, keys: Mapping[str, Sequence[Any]]) -> list[bool]:
        """See database.Connection."""
        return [False for _ in zip(*keys.values(), strict=True)]

    def close(self) -> None:
        """See database.Connection."""
