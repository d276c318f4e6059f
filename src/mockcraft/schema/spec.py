"""What a schema file says, as data. `reader` makes it from nodes and checks its shape, `bind` its meaning."""

import os
import re
from dataclasses import dataclass, field

from mockcraft.core.types import Asked
from mockcraft.errors import Place
from mockcraft.schema.source import Node, wrong

TOP_KEYS = ("version", "seed", "locale", "now", "database", "tables", "collections")
SHARED_PREFIX = "x-"  # of keys of the file that are not read: a place for anchors
TABLE_KEYS = ("count", "columns", "unique", "checks", "locale")
PER_KEYS = ("per", "min", "max", "mean")
# What gives a column its values: exactly one of these.
SOURCES = ("generator", "ref", "values", "value", "expr", "template", "regex", "fields", "items")
OPTIONS = ("type", "primary_key", "unique", "nulls", "locale", "entity")
SOURCE_KEYS = {"ref": ("distribution",), "items": ("count",)}  # keys that go with one source only
NAME_LIMIT = 128
MAX_SEED = 2**64 - 1
MAX_COUNT = 2**62
MAX_CHILDREN = 10**6  # of one parent
MAX_SHAPED = 10_000  # between fewest and most children with a mean: a table has an entry for each
MAX_PARENTS = 10**9  # of tables that are counted per parent: each parent is looked at once, 15 ns

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(slots=True)
class ColumnSpec:
    """A column as the file gives it.

    Attributes:
        name: its name.
        place: of its name.
        source: one of SOURCES, or "" where the file names none that can be read.
        node: value of the source.
        parameters: the keys that are no column keys, with the place of the key.
        type: that the values are turned into.
        members: of `fields`, or the one of `items`.
        count: least and most items, both inclusive.
        option_places: of the values of the OPTIONS that are given.
    """

    name: str
    place: Place
    source: str
    node: Node
    parameters: dict[str, tuple[Place, Node]] = field(default_factory=dict)
    type: Asked | None = None
    primary_key: bool = False
    unique: bool = False
    nulls: float = 0.0
    locale: str | None = None
    entity: str = ""
    members: "list[ColumnSpec]" = field(default_factory=list)
    count: tuple[int, int] = (1, 3)
    option_places: dict[str, Place] = field(default_factory=dict)


@dataclass(slots=True)
class PerSpec:
    """`count: {per: parent, min, max, mean}`: children per row of the parent."""

    parent: str
    place: Place
    low: int
    high: int
    mean: float | None


@dataclass(slots=True)
class TableSpec:
    """A table as the file gives it. `count` is None where the file has none that can be read."""

    name: str
    place: Place
    count: "int | PerSpec | None"
    count_place: Place
    columns: list[ColumnSpec]
    uniques: list[tuple[Place, tuple[str, ...]]]
    checks: list[tuple[Place, str]]
    locale: str | None = None
    locale_place: Place | None = None

    @property
    def key_columns(self) -> tuple[str, ...]:
        """Names of the columns of the primary key."""
        return tuple(column.name for column in self.columns if column.primary_key)

    def is_unique(self, column: ColumnSpec) -> bool:
        """Whether no two rows may have the same value of this column."""
        return column.unique or self.key_columns == (column.name,)


@dataclass(slots=True)
class SchemaSpec:
    """A schema file. `seed`, `locale`, `now` and `database` are None where the file does not say.

    Variables in `database` are filled in only when it is used: see `database_url`.
    """

    file: str
    tables: list[TableSpec]
    seed: int | None = None
    locale: str | None = None
    locale_place: Place | None = None
    now: int | None = None
    database: str | None = None
    database_place: Place | None = None

    def database_url(self) -> str | None:
        """The file's database with its ${VARIABLES} filled in; raises SchemaError for one that is not set."""
        if self.database is None or self.database_place is None:
            return None
        for variable in _VARIABLE.findall(self.database):
            if not os.environ.get(variable):
                message = f"the variable {variable} is not set (set it, or give --db)"
                raise wrong(self.database_place, message)
        return _VARIABLE.sub(lambda match: os.environ[match[1]], self.database)
