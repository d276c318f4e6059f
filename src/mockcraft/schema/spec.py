"""What is to be made, as plain frozen data: from a schema file, a Python dict, or written by hand.

A specification says nothing of where it comes from. `SchemaSpec.places` holds that beside it, by path, for
messages; without an entry there, the path itself is the place.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, Any

from mockcraft.core.list_file import ListFile
from mockcraft.core.types import Asked
from mockcraft.dataclass import dataclass
from mockcraft.errors import Place, Problem, SchemaError
from mockcraft.formats.csv_form import PLAIN, CsvForm

if TYPE_CHECKING:
    from mockcraft.core.process import Wait

TOP_KEYS = (
    "version", "seed", "locale", "fallback", "now", "database", "lists", "csv", "tables", "collections",
)  # fmt: skip
SHARED_PREFIX = "x-"  # of keys of the file that are not read: a place for anchors
TABLE_KEYS = (  # and the names of engines
    "count", "columns", "rows", "embed", "unique", "checks", "locale", "partition_by", "order_by", "existing", "filled_after",
)  # fmt: skip
LIST_KEYS = ("file", "where", "weight")
PER_KEYS = ("per", "min", "max", "mean", "where")
# What gives a column its values: exactly one of these.
SOURCES = (
    "generator",
    "ref",
    "list",
    "values",
    "value",
    "expr",
    "total",
    "one_per",
    "template",
    "regex",
    "fields",
    "items",
    "states",
)
STORED = (
    "stored"  # source of a column whose values a database has; first part of the paths of these
)
EXISTING_ROWS = 100  # of a table that a database has, where none is asked
GIVEN = "rows"  # source of a column whose values all stand in the rows of its table
OPTIONS = (
    "type", "primary_key", "unique", "nulls", "absent", "max_length", "format", "locale", "entity", "hidden",
)  # fmt: skip
SOURCE_KEYS = {
    "ref": (
        "distribution",
        "exponent",
        "max_depth",
        "roots",
        "rows",
        "shuffle",
        "weight",
        "where",
        "with",
    ),
    "one_per": ("which",),
    "items": ("count",),
    "states": ("start", "end", "wait"),
}  # that go with one source only
PER = "per"  # of generators of series: the reference within whose parent rows follow one another
NAME_LIMIT = 128
MAX_GIVEN = 10_000  # rows of a table that are given by hand: all workers hold them
MAX_SEED = 2**64 - 1
MAX_GENERATIONS = 1000  # of a tree, as max_depth says; without it, a billion rows have some 50
MAX_LENGTH = 100_000  # that texts can be cut to
MAX_COUNT = 2**62
MAX_CHILDREN = 10**6  # of one parent
MAX_GROUPED = (
    50_000_000  # rows of a parent with a condition: each process holds 4 to 12 bytes of each
)
MAX_PARENTS = 10**9  # of all tables that are counted per parent: each is looked at once, 15 ns

Path = tuple[str, ...]  # of keys, from the top: ("users", "columns", "email", "unique")
LISTS = "\0lists"  # first part of the paths of lists, which no table is called
WORDS = ""  # the column of a file that has one value a line
KEY = "\0key"  # last part of a path that means the key itself, in place of its value

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Word:
    """A plain word: as it is written (1.10 stays 1.10), and its value."""

    text: str
    value: str | int | float | bool | None

    @staticmethod
    def of(value: Any) -> "Word":
        """The word of a Python value; raises TypeError for what is none."""
        if isinstance(value, Word):
            return value
        if value is None or isinstance(value, bool):
            return Word({None: "null", True: "true", False: "false"}[value], value)
        if isinstance(value, str | int):
            return Word(str(value), value)
        if isinstance(value, float | Decimal) and not isfinite(value):
            raise TypeError(f"{value} is no number that has digits")
        if isinstance(value, float):
            return Word(repr(value), value)
        if isinstance(value, Decimal):
            return Word(format(value, "f"), float(value))
        if isinstance(value, date | datetime):
            return Word(str(value), str(value))
        raise TypeError(f"{type(value).__name__} is no plain word")


Words = Word | tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """`states`: (state, (what follows it, weight)), "" for what stays so; (state, wait), "" for all; start and end."""

    moves: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    waits: "tuple[tuple[str, Wait], ...]" = ()
    start: Word | None = None
    end: Word | None = None


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column, or a member of a nested one.

    Attributes:
        name: its name.
        source: one of SOURCES, GIVEN, or "" where none could be read.
        value: of the source: a word, or the words of `values`; None for `fields` and `items`. The word of
            `values` is the name of a file.
        weights: of `values`, in millionths; None where all are alike.
        parameters: of the generator.
        type: the one its values are turned into; None for that of its source.
        primary_key: whether it is part of the primary key.
        unique: whether no two rows may have the same value.
        nulls: share of rows that have none, 0 to 1.
        absent: share of rows whose document leaves it out, 0 to 1.
        max_length: characters that its texts are cut to; None for no limit.
        format: how text formats write its dates or times; "" for their own way.
        locale: of its values; None for the table's.
        entity: tells apart several records of one kind in a row.
        hidden: whether it is made for other columns alone, and written nowhere.
        distribution: of a reference: which parents are popular.
        exponent: of a reference by zipf: how fast popularity falls; None for the default.
        shuffle: of a reference: whether the popular parents stand anywhere.
        weight: of a reference: how popular a row of the parent is, in SQL; "" for all alike.
        roots: of a reference to its own table: how many rows have no parent, the first ones; 0 for `nulls` alone.
        max_depth: likewise: most generations; 0 for no limit.
        where: of a reference: the condition on the parent's row, in SQL; "" for none.
        same_as: of a reference: the column whose parent row it shares (key `with`).
        among: of a reference: the first and the last row of the parent that it points at (key `rows`); None for all.
        which: of `one_per`: any, first or last.
        members: of `fields`, or the one of `items`.
        count: least and most items, both inclusive.
        process: of `states`; None where it names a column of the parent.
    """

    name: str
    source: str
    value: Words | None = None
    weights: tuple[int, ...] | None = None
    parameters: Mapping[str, Words] = field(default_factory=dict)
    type: Asked | None = None
    primary_key: bool = False
    unique: bool = False
    nulls: float = 0.0
    absent: float = 0.0
    max_length: int | None = None
    format: str = ""
    locale: str | None = None
    entity: str = ""
    hidden: bool = False
    distribution: str = "uniform"
    exponent: float | None = None
    shuffle: bool = False
    weight: str = ""
    roots: int = 0
    max_depth: int = 0
    where: str = ""
    same_as: str = ""
    among: tuple[int, int] | None = None
    which: str = "any"
    members: "tuple[ColumnSpec, ...]" = ()
    count: tuple[int, int] = (1, 3)
    process: ProcessSpec | None = None

    @property
    def text(self) -> str:
        """The source's word as it is written."""
        return self.value.text if isinstance(self.value, Word) else ""


@dataclass(frozen=True, slots=True)
class PerSpec:
    """`count: {per: parent, min, max, mean, where}`: children per row of the parent.

    `high` is None where nothing bounds them but the mean, or an expression. `by` are the keys that are SQL
    expressions over columns of the parent, with their texts.
    """

    parent: str
    low: int
    high: int | None
    mean: float | None
    by: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RowSpec:
    """Cells of a row that are given by hand, by column.

    `number` is that of the row; None where it follows from its key, or from the place in the list.
    """

    cells: Mapping[str, Word]
    number: int | None = None


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table. `locales` are those that its rows have, with their weights, in place of `locale`. `count` is None where none could be read; `embeds` and `options` as in `core.plan.Table`.

    `filled_after` are tables whose rows are made before its own. `rows` are given by hand; of a `literal` table, which says no count, they are all that it has. An `existing`
    one is in the database already, with its rows; `unread` are the names of its columns that nothing names.
    """

    name: str
    count: "int | PerSpec | None"
    columns: tuple[ColumnSpec, ...]
    uniques: tuple[tuple[str, ...], ...] = ()
    checks: tuple[str, ...] = ()
    locale: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    embeds: tuple[str, ...] = ()
    rows: tuple[RowSpec, ...] = ()
    literal: bool = False
    locales: tuple[tuple[str, int], ...] = ()
    partition_by: tuple[str, ...] = ()
    existing: bool = False
    order_by: str = ""
    filled_after: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def stored(self) -> bool:
        """Whether its rows have been read from a database."""
        return any(column.source == STORED for column in self.columns)

    @property
    def key_columns(self) -> tuple[str, ...]:
        """Names of the columns of the primary key."""
        return tuple(column.name for column in self.columns if column.primary_key)

    def row_path(self, place: int, *column: str) -> Path:
        """Where the row at this place of `rows` stands, or its cell of a column."""
        return (self.name, "rows", str(place), *column)

    @property
    def hidden_columns(self) -> frozenset[str]:
        """Names of the columns that are written nowhere."""
        return frozenset(column.name for column in self.columns if column.hidden)


@dataclass(frozen=True, slots=True)
class SchemaSpec:
    """Tables to make. `seed`, `locale`, `now`, `database` and `fallback` are None where nothing is said of them.

    `name` is the file's, `csv` the form of CSV files. `lists` are the names of its lists, `files` the content of those that could be read,
    by (LISTS, name), and of the columns whose `values` stand in a file, by (*path of the column, "values"); the rows
    of tables that a database has by (STORED, table).
    Variables in `database` are filled in only when it is used: see `database_url`.
    """

    name: str
    tables: tuple[TableSpec, ...]
    seed: int | None = None
    locale: str | None = None
    now: int | None = None
    database: str | None = None
    lists: tuple[str, ...] = ()
    csv: CsvForm = PLAIN
    fallback: str | None = None
    files: Mapping[Path, ListFile] = field(default_factory=dict, repr=False)
    places: Mapping[Path, Place] = field(default_factory=dict, repr=False, compare=False)

    def place(self, *path: str) -> Place:
        """Where the value of a path stands, or the nearest one around it that has a place."""
        for end in range(len(path), 0, -1):
            found = self.places.get(path[:end]) or self.places.get((*path[:end], KEY))
            if found is not None:
                return found
        parts = (part.lstrip("\0") for part in path if part != KEY)
        return Place(".".join(parts) or self.name, 0, 0)

    def database_url(self) -> str | None:
        """The database with its ${VARIABLES} filled in; raises SchemaError for one that is not set."""
        if self.database is None:
            return None
        for variable in _VARIABLE.findall(self.database):
            if not os.environ.get(variable):
                message = f"the variable {variable} is not set (set it, or give --db)"
                raise SchemaError(Problem(self.place("database"), message))
        return _VARIABLE.sub(lambda match: os.environ[match[1]], self.database)
