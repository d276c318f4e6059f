"""Which columns can be null: those with `nulls`, and those that are made from what can be."""

from collections.abc import Mapping
from dataclasses import replace

from mockcraft.core.expression import can_be_null
from mockcraft.core.fills import Computed, Constant, Generated, Picked, Reference, Struct
from mockcraft.core.plan import Column, Table


def with_nullability(tables: Mapping[str, Table]) -> dict[str, Table]:
    """The tables, with `Column.nullable` of each column set."""
    known = _Nullability(tables)
    return {
        name: replace(
            table,
            columns=tuple(
                replace(column, nullable=known.of(table, column.name)) for column in table.columns
            ),
        )
        for name, table in tables.items()
    }


class _Nullability:
    """Whether a row can have no value at a path, each asked once."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.tables = tables
        self.columns = {
            table.name: {column.name: column for column in table.columns}
            for table in tables.values()
        }
        self.found: dict[tuple[str, str], bool] = {}

    def of(self, table: Table, path: str) -> bool:
        """Of a column, or of `a.b`: a parent's column through a key, or a member of a sub-document."""
        place = (table.name, path)
        if place not in self.found:
            self.found[place] = False  # a row that refers to itself adds nothing
            self.found[place] = self._found(table, path)
        return self.found[place]

    def _found(self, table: Table, path: str) -> bool:
        name, _, rest = path.partition(".")
        column = self.columns[table.name][name]
        if isinstance(column.fill, Reference) and rest:
            return self.of(table, name) or self.of(self.tables[column.fill.parent], rest)
        return self._can_be_null(table, column, rest)

    def _can_be_null(self, table: Table, column: Column, rest: str) -> bool:
        """Of a column or a member; `rest` leads on to a member of it."""
        fill = column.fill
        if column.nulls:
            return True
        if isinstance(fill, Struct) and rest:
            name, _, deeper = rest.partition(".")
            member = next(each for each in fill.members if each.name == name)
            return self._can_be_null(table, member, deeper)
        if isinstance(fill, Reference):
            return self.of(self.tables[fill.parent], fill.target)
        if isinstance(fill, Computed):
            return can_be_null(fill.expression, lambda path: self.of(table, path))
        if isinstance(fill, Generated):
            return any(self.of(table, path) for _, path, _ in fill.inputs)
        if isinstance(fill, Picked):
            return None in fill.values
        return isinstance(fill, Constant) and fill.value is None
