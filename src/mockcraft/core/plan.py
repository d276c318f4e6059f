"""The plan: what to generate, as frozen data that pickles, prints and compares.

Every way to run is a loop over chunks of its rows (see `ranges`). A chunk needs nothing but the plan, so
chunks may be made in any order, by any worker, on any machine.
"""

from _blake2 import blake2b
from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Protocol

from mockcraft import __version__
from mockcraft.core.context import Context
from mockcraft.core.kept import Kept
from mockcraft.core.ranges import Range
from mockcraft.core.types import Type
from mockcraft.core.uniques.digits import Digit
from mockcraft.dataclass import dataclass

if TYPE_CHECKING:
    from mockcraft.core.expression import Expression
    from mockcraft.core.frame import Frame
    from mockcraft.core.given import Given
    from mockcraft.core.links.children import Children
    from mockcraft.core.links.conditions import Condition
    from mockcraft.core.links.popularity import Popularity


class Fill(Protocol):
    """What gives a column its values."""

    def __call__(self, frame: "Frame", column: "Column") -> Any:
        """Values for the rows of the frame, as an Arrow array or as a value of the vector evaluator."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or a member of a nested one.

    Attributes:
        name: its name.
        type: of its values.
        fill: what gives its values.
        key: 64 bits that its decisions start from, derived from seed, table and name.
        context: seed, table, locale and clock.
        nulls: share of rows that are null, 0 to 1; those of a foreign key are its link's.
        nullable: whether a row may have no value, from `nulls`, `absent` or what it is made of.
        holds_null: whether a document that has the column may have null in it: `nullable` but for `absent`.
        unique: whether no two rows may have the same value.
        primary_key: whether it is (part of) the primary key.
        converted: whether its values are made as another type and turned into this one.
        fixed: whether it stays as it is when the checks have its row drawn again.
        absent: share of rows whose document leaves it out, 0 to 1: null in a table, see `absent.absent_rows`.
        absence: 64 bits that the decision to leave it out starts from, the same for columns of one link.
        max_length: characters that its texts are cut to; None for no limit.
        inherits: the reference of its table to itself through which it reads itself of the row's parent; "" for none.
        format: how text formats write its dates or times, see `expressions.strftime`; "" for their own way.
        kept: rows, ascending, whose value is given by hand, so that their documents do not leave it out.
        place: where the schema declares it, for messages.
    """

    name: str
    type: Type
    fill: Fill
    key: int
    context: Context
    nulls: float = 0.0
    nullable: bool = True
    unique: bool = False
    primary_key: bool = False
    converted: bool = field(default=True, repr=False)
    fixed: bool = field(default=True, repr=False)
    holds_null: bool = field(default=True, repr=False)
    absent: float = 0.0
    absence: int = field(default=0, repr=False)
    max_length: int | None = None
    format: str = ""
    kept: tuple[int, ...] = ()
    inherits: str = field(default="", repr=False)
    place: str = field(default="", repr=False, compare=False)

    @property
    def sparse(self) -> bool:
        """Whether a share of its own rows has no value."""
        return self.nulls > 0 or self.absent > 0

    @property
    def inner(self) -> "tuple[Column, ...]":
        """The members of a sub-document, or the one of an array."""
        fill: Any = self.fill
        return (*getattr(fill, "members", ()), *filter(None, [getattr(fill, "member", None)]))

    @property
    def formatted(self) -> bool:
        """Whether it, or what is in it, has dates or times that text formats write in a form of their own."""
        return bool(self.format) or (self.type.nested and any(c.formatted for c in self.inner))

    @property
    def sequence(self) -> tuple[int, int] | None:
        """(start, step) of values that number the rows; None where they do not."""
        found: tuple[int, int] | None = getattr(self.fill, "sequence", None)
        return found


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key of a table: each row points at one row of the parent, for all its columns.

    A row of a table that links to itself points at an earlier row, so that none is its own ancestor; the
    first one points at itself, or at none where `nulls` is above 0.

    Attributes:
        name: of its first column; of a member of a nested column, its path.
        parent: name of the table it points at.
        columns: of this table, in order; none where it stands within a document or all are hidden.
        key: the parent's columns, one for each.
        stream: 64 bits that its decisions start from.
        distribution: which parents are popular, a name of `distributions.NAMES`.
        exponent: of zipf; None for that of the house.
        shuffled: whether the popular parents stand anywhere, not at the beginning.
        counted: whether the rows are counted per row of the parent (`count: {per: …}`).
        nulls: share of rows that point at none, 0 to 1.
        constraint: whether the parent's columns are unique together, so that a database can hold it.
        deferred: whether it closes a circle of tables, so that its parent is filled later.
        fixed: see Column.
        absent: see Column.
        hidden: columns of this table that belong to it and are written nowhere.
        rows: the first and the last of the parent's rows that it points at, counted from the first one that can be
            referred to; None for all.
        where: which rows of the parent it may point at, or None for all.
        weight: how popular each row of the parent is, or None.
        roots: of a table that links to itself: how many rows point at none, the first ones.
        max_depth: likewise: rows from a root down to any other, both counted, at most; 0 for no limit.
        within: with `where`: another link of the table, and rows that share their parent there share none here; ""
            for none.
    """

    name: str
    parent: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    stream: int
    distribution: str = "uniform"
    counted: bool = False
    nulls: float = 0.0
    constraint: bool = False
    deferred: bool = field(default=False, repr=False)
    fixed: bool = field(default=True, repr=False)
    absent: float = 0.0
    hidden: tuple[str, ...] = field(default=(), repr=False)
    rows: tuple[int, int] | None = None
    where: "Condition | None" = None
    exponent: float | None = None
    shuffled: bool = False
    weight: "Popularity | None" = None
    roots: int = 0
    max_depth: int = 0
    within: str = ""

    def among(self, parents: int) -> tuple[int, int]:
        """The first of the parent's rows that it points at, and how many: of `parents` that can be referred to."""
        if self.rows is None:
            return 0, parents
        first = self.rows[0]
        return first, max(0, min(self.rows[1] + 1, parents) - first)

    @property
    def nested(self) -> bool:
        """Whether it stands within a document or is hidden, so that no database knows of it."""
        return not self.columns


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the plan.

    Attributes:
        name: its name; `sales.leads` is the table `leads` in the schema `sales` where there are schemas.
        count: how many rows it has.
        columns: those that are written, in the order of the schema file.
        hidden: those that others are made from, and that are written nowhere.
        links: its foreign keys.
        uniques: groups of columns whose values are unique together.
        digits: how its decisions tell rows apart, by stream.
        children: how the rows are shared out to the rows of a parent, for `count: {per: ...}`.
        checks: predicates that every row meets, or is NULL for.
        start: first row of an append, whose rows link to rows of the same append.
        embeds: tables whose rows stand in an array of their parent's document, where the target holds documents.
        needs: columns to make before one that stands at the end of a long chain of columns.
        given: the cells that are given by hand.
        heirs: names of the columns that read themselves of the row's parent.
        partition_by: columns by whose values files stand in folders, where the target has such.
        order_by: column in whose order the rows stand, which `schema.ordered` has proved; "" where none is told.
        existing: whether the target has it with its rows, which other tables refer to.
        options: of database engines, by the engine's name: an object of its `Engine.options`. They say how
            rows are kept, never what is in them.
        place: where the schema declares it, for messages.
    """

    name: str
    count: int
    columns: tuple[Column, ...]
    links: tuple[Link, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    digits: Mapping[int, Digit] = field(default_factory=dict, repr=False)
    children: "Children | None" = None
    checks: tuple["Expression", ...] = ()
    start: int = 0
    embeds: tuple[str, ...] = field(default=(), repr=False)
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    hidden: tuple[Column, ...] = field(default=(), repr=False)
    given: "Given | None" = None
    partition_by: tuple[str, ...] = ()
    existing: bool = False
    order_by: str = field(default="", repr=False)
    place: str = field(default="", repr=False, compare=False)
    _columns: dict[str, Column] = field(init=False, repr=False, compare=False)
    _links: dict[str, Link] = field(init=False, repr=False, compare=False)
    heirs: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_columns", {each.name: each for each in self.all_columns})
        links = {
            name: link for link in self.links for name in (link.name, *link.columns, *link.hidden)
        }
        object.__setattr__(self, "_links", links)
        heirs = frozenset(column.name for column in self.all_columns if column.inherits)
        object.__setattr__(self, "heirs", heirs)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Those that are written, and those that are hidden."""
        return (*self.columns, *self.hidden)

    def column(self, name: str) -> Column:
        """The column of that name, hidden or not; raises KeyError."""
        return self._columns[name]

    def link(self, name: str) -> Link:
        """The link of that name, or of a column of that name; raises KeyError."""
        return self._links[name]

    @property
    def first_target(self) -> int:
        """The first row that rows of other tables refer to: of an append its own, or all where it adds none."""
        return 0 if self.given is not None and self.given.whole else self.start

    @property
    def schema(self) -> str:
        """The schema that its name is qualified with; empty for none."""
        return self.name.partition(".")[0] if "." in self.name else ""

    @property
    def local_name(self) -> str:
        """Its name within its schema."""
        return self.name.partition(".")[2] if "." in self.name else self.name

    @property
    def primary_key(self) -> tuple[str, ...]:
        """Names of the columns of the primary key; empty where there is none."""
        return tuple(column.name for column in self.columns if column.primary_key)

    @property
    def foreign_keys(self) -> tuple[Link, ...]:
        """The links that a database can hold as constraints."""
        return tuple(link for link in self.links if link.constraint and not link.nested)

    @property
    def numbering(self) -> tuple[str, int, int] | None:
        """(column, start, step) of a unique column whose value tells the row: start + row * step."""
        for column in self.columns:
            keyed = column.unique or column.primary_key
            if column.sequence is not None and keyed and not column.sparse:
                return column.name, *column.sequence
        return None

    @property
    def last_number(self) -> int:
        """The value furthest along the numbering, of all rows; given by hand it may be past the last row's.

        Raises ValueError where there is no numbering.
        """
        if self.numbering is None:
            raise ValueError(f"{self.name} has no numbering")
        name, start, step = self.numbering
        last = start + (self.count - 1) * step
        cells = self.given.cells.get(name) if self.given is not None else None
        values: tuple[int, ...] = cells.values if cells is not None else ()
        return max((last, *values), key=lambda n: n * step)

    @property
    def identity(self) -> tuple[str, int, int] | None:
        """The numbering of a primary key of one whole number, which a database can go on with by itself."""
        numbering = self.numbering
        if numbering is None or self.primary_key != (numbering[0],):
            return None
        return numbering if self.column(numbering[0]).type.kind in ("integer", "int32") else None


@dataclass(frozen=True, slots=True)
class Plan:
    """All tables, parents before children.

    Attributes:
        seed: of all decisions.
        now: the frozen clock, in seconds since 1970-01-01T00:00:00 UTC.
        tables: in the order in which they are filled.
        within: tables whose rows stand in documents of others, see `core.embedding`.
        kept: what is made of its rows once, for all chunks.
    """

    seed: int
    now: int
    tables: tuple[Table, ...]
    within: tuple[Table, ...] = ()
    kept: Kept = field(default_factory=Kept, init=False, repr=False, compare=False)
    _tables: dict[str, Table] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "_tables", {each.name: each for each in (*self.tables, *self.within)}
        )

    def table(self, name: str) -> Table:
        """The table of that name, also one that stands within another; raises KeyError."""
        return self._tables[name]

    def with_table(self, table: Table) -> "Plan":
        """The same rows with another form of a table, for the same of its links: what is kept of them stays."""
        made = replace(
            self, tables=tuple(table if t.name == table.name else t for t in self.tables)
        )
        object.__setattr__(made, "kept", self.kept)
        return made

    def holder(self, name: str) -> str:
        """The table that a table's rows are stored in: itself, or the one whose documents they stand in."""
        within = {each.name for each in self.within}
        while name in within:
            children = self._tables[name].children
            assert children is not None
            name = children.parent
        return name

    @property
    def rows(self) -> int:
        """Rows of all tables that are filled."""
        return sum(each.rows for each in self.ranges)

    @property
    def ranges(self) -> list[Range]:
        """All rows of all tables that are filled, of an append its own, in the order in which they are filled."""
        filled = (table for table in self.tables if not table.existing)
        return [Range(table.name, table.start, table.count) for table in filled]

    @property
    def digest(self) -> str:
        """Names the content: plans of one digest give the same rows. 16 hexadecimal digits."""
        hidden = [(table.name, table.hidden) for table in self.tables if table.hidden]
        text = f"{__version__} {self!r}{hidden or ''}"
        return blake2b(text.encode(), digest_size=8).hexdigest()
