"""Records: what several columns of a row draw from, so that they agree."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from functools import cached_property
    from typing import Any

    from mockcraft.core.draw import Draw
    from mockcraft.core.pool import ListTable
    from mockcraft.core.values import Text

    fact = cached_property
else:

    class fact:
        """Attribute computed when first read, then kept. (functools is slow to import.)"""

        def __init__(self, compute):
            self.compute = compute
            self.__doc__ = compute.__doc__

        def __set_name__(self, owner, name):
            self.name = name

        def __get__(self, entity, owner=None):
            value = entity.__dict__[self.name] = self.compute(entity)
            return value


class Entity:
    """A record that several columns of a row draw from, so that they agree; its facts are `@fact`s."""

    def __init__(self, draw: "Draw") -> None:
        self.draw = draw


class Record:
    """One entry of a list for each row; its columns are attributes.

    `equal` are texts that columns of the entry have.
    """

    __slots__ = ("_draw", "_entry", "_equal", "_table")

    def __init__(self, draw: "Draw", table: "ListTable", equal: "Mapping[str, Text]") -> None:
        self._draw, self._table, self._equal = draw, table, equal
        self._entry: Any = None

    def __getattr__(self, column: str) -> "Text":
        if self._entry is None:
            self._table, self._entry = self._draw.entry_of(self._table, self._equal)
        text: Text = self._draw.cell(self._table.column(column), self._entry)
        return text
