"""A database that plans are held against."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field

from mockcraft.core.plan import Table
from mockcraft.database import Engine
from mockcraft.dataclass import dataclass
from mockcraft.formats.checks import left_out
from mockcraft.formats.dialects import dialect_of
from mockcraft.sinks.inner import places
from mockcraft.stored import Catalogue, StoredTable
from mockcraft.wording import counted


@dataclass(frozen=True, slots=True)
class Target:
    """A database that a plan is held against: how it is named, what it can do, what it holds."""

    name: str
    engine: Engine
    catalogue: Catalogue = field(default_factory=Catalogue)

    def has(self, table: Table) -> bool:
        """Whether the table exists."""
        return table.name in self.catalogue.tables

    def quoted(self, table: str) -> str:
        """The name of a table as its SQL has it."""
        dialect = self.engine.dialect
        return dialect_of(dialect).table(table) if dialect else table

    def left_out(self, tables: Sequence[Table]) -> list[str]:
        """A sentence for each check that these tables, where they are made, do not get as a constraint."""
        if self.engine.dialect:
            return left_out(tables, dialect_of(self.engine.dialect))
        return [
            f"{table.name}: every row meets its {counted(len(table.checks), 'check')}, which {self.engine.title} does not keep"
            for table in tables
            if table.checks
        ]

    def unread(self, tables: Iterable[Table]) -> list[str]:
        """A sentence for each existing table whose validator demands what was not held against the plan."""
        found = [
            (t.name, [*stored.unread, *_within_json(t, stored)])
            for t in tables
            if (stored := self.catalogue.tables.get(t.name))
        ]
        return [
            f"{name}: of its validator, {', '.join(names)} is read by the server alone, with the rows"
            for name, names in found
            if names
        ]

    def missing(self, tables: Iterable[Table]) -> list[Table]:
        """Those of the tables that do not exist."""
        return [table for table in tables if not self.has(table)]


def _within_json(table: Table, stored: StoredTable) -> Iterator[str]:
    """What a validator demands of the members of JSON, which the plan does not know."""
    columns = {each.name: each for each in stored.columns}
    for column in table.columns:
        for place in places(column, columns[column.name]) if column.name in columns else ():
            if place.column.type.kind == "json" and (place.stored.fields or place.stored.item):
                yield f"what is within {place.whole}{place.path}"
