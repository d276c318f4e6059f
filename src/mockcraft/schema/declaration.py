"""A column as it is declared: its source parsed, and the columns that it reads known by name."""

from collections.abc import Iterator
from dataclasses import field

from mockcraft.core.context import Context
from mockcraft.core.expression import Expression
from mockcraft.dataclass import dataclass
from mockcraft.generator import Bound
from mockcraft.schema.binding import Binding, Name, Record
from mockcraft.schema.spec import KEY, ColumnSpec, Path, TableSpec


@dataclass(frozen=True, slots=True)
class Where:
    """A condition whose sides are told apart.

    Attributes:
        text: as it is written.
        filter: of the parent alone, or None.
        compared: (operator, the parent's side, the row's side).
    """

    text: str
    filter: Expression | None
    compared: tuple[tuple[str, Expression, Expression], ...]

    def own(self) -> Iterator[str]:
        """Paths of the row's columns that it reads."""
        for _, _, own in self.compared:
            yield from own.columns

    def parents(self) -> Iterator[str]:
        """Paths of the parent's columns that it reads."""
        yield from self.filter.columns if self.filter is not None else ()
        for _, parent, _ in self.compared:
            yield from parent.columns


@dataclass(frozen=True, slots=True)
class Summed:
    """What `total` sums up, see core.totals.Total."""

    function: str
    table: str
    path: str
    array: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A column, or a member of one, whose source has been parsed.

    Attributes:
        table: the table it belongs to.
        spec: what is asked for.
        names: from the table's column down to this one; the key is derived from them.
        at: where it is declared.
        scope: name that keys are derived from: the table's, or below an array one of its own.
        locale: of the values; None for the schema's.
        locales: those that the rows have, with their weights, where they have several; `locale` is the first.
        entity: see ColumnSpec.
        in_items: whether it stands within an array, where an item is a row of its own.
        bound: the generator with the parameters that are given as values.
        inputs: (parameter, path or expression) of those that columns give.
        expression: of `expr`.
        parts: of `template`: texts, paths of columns, and values of its own.
        per: the reference within whose parent rows are numbered, or one of them is chosen.
        target: the column of the parent that `ref` names.
        where: which rows of the parent it may point at.
        weight: how popular a row of the parent is.
        summed: of `total`.
        listed: name and column of the list that `list` names.
        moments: start and end of `states`: seconds since 1970, or as in `inputs`.
        reading: columns of the parent that it is made from, beside `target`.
        members: of `fields` and `items`.
    """

    table: TableSpec
    spec: ColumnSpec
    names: tuple[str, ...]
    at: Path
    scope: str
    locale: str | None = None
    locales: tuple[tuple[str, int], ...] = ()
    entity: str = ""
    in_items: bool = False
    bound: Bound | None = None
    inputs: tuple[tuple[str, str | Expression], ...] = ()
    expression: Expression | None = None
    parts: "tuple[str | TemplatePath | Declaration, ...]" = ()
    per: str = ""
    target: Name | None = None
    where: Where | None = None
    weight: Expression | None = None
    summed: Summed | None = None
    listed: Name | None = None
    moments: tuple[tuple[str, int | str | Expression], ...] = ()
    reading: tuple[Name, ...] = ()
    members: "tuple[Declaration, ...]" = field(default=())

    @property
    def nested(self) -> bool:
        """Whether it is a member of another column."""
        return self.in_items or len(self.names) > 1

    @property
    def is_item(self) -> bool:
        """Whether it is what an array has items of."""
        return self.in_items and len(self.names) == 1

    @property
    def unique(self) -> bool:
        """Whether no two rows may have the same value."""
        alone = self.spec.primary_key and self.table.key_columns == (self.spec.name,)
        return not self.nested and (self.spec.unique or alone)

    @property
    def tells_apart(self) -> bool:
        """Whether rows that are made differ in it, alone or together with other columns."""
        name, table = self.spec.name, self.table
        grouped = name in table.key_columns or any(name in group for group in table.uniques)
        return not self.nested and not table.stored and (self.spec.unique or grouped)

    @property
    def name_at(self) -> Path:
        """Where its name stands."""
        return (*self.at, KEY)

    @property
    def source_at(self) -> Path:
        """Where its source stands."""
        return (*self.at, self.spec.source)

    def context(self, binding: Binding) -> Context:
        """What its decisions are made with."""
        return binding.context(self.scope, self.locale, self.entity)

    def record(self, binding: Binding) -> Record:
        """The record that it shares with other columns."""
        return self.scope, self.locale or binding.locale, self.entity

    def key(self, binding: Binding) -> int:
        """The key of its decisions."""
        return self.context(binding).column_key(*self.names)

    def reads(self) -> Iterator[str]:
        """Paths of the columns of its table that it is made from, members included."""
        for _, given in self.inputs:
            yield from given.columns if isinstance(given, Expression) else (given,)
        if self.expression is not None:
            yield from self.expression.columns
        if self.where is not None:
            yield from self.where.own()
        if self.summed is not None and self.summed.array:
            yield self.summed.array
        for part in self.parts:
            if isinstance(part, TemplatePath):
                yield part.path
            elif isinstance(part, Declaration):
                yield from part.reads()
        for member in self.members:
            yield from member.reads()

    def targets(self) -> Iterator[Name]:
        """Columns of other rows that it and its members are made from: table, and path there."""
        if self.summed is not None and self.summed.path and self.summed.table:
            yield self.summed.table, self.summed.path
        if self.target is not None:
            yield self.target
            if self.where is not None:
                yield from ((self.target[0], path) for path in self.where.parents())
            if self.weight is not None:
                yield from ((self.target[0], path) for path in self.weight.columns)
        yield from self.reading
        for member in self.members:
            yield from member.targets()


@dataclass(frozen=True, slots=True)
class TemplatePath:
    """A column in a template."""

    path: str


Declared = dict[Name, Declaration]
