"""The forms of columns: what the kernel writes of them. As `frame`, but for the rows of all chunks at once.

A column that has none raises NoForm: numpy and Arrow make it, as they would make all.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

import pyarrow as pa

from mockcraft.core.computed_forms import computed
from mockcraft.core.expression import Expression
from mockcraft.core.fills import (
    Computed,
    Constant,
    Generated,
    Linked,
    Path,
    Picked,
    Struct,
    Templated,
)
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import U, Unsigned, derive
from mockcraft.core.links import LABEL, shape_of, stream_of
from mockcraft.core.plan import Column, Link, Plan, Table
from mockcraft.core.pool import Pool
from mockcraft.core.program import Cell, Chosen, Counted, ProgramDraw, Spelled, joined, within
from mockcraft.core.steps import Flag, NoForm, Number, StepRows, Steps
from mockcraft.core.types import Type
from mockcraft.core.values import FIRST_DAY, LAST_DAY, Date, Decimal, Time, Timestamp
from mockcraft.dataclass import dataclass

DAY = 86_400  # seconds
WIDEST = 4096  # bytes of a text of a pool at most: a row's room is that of its longest texts


class Moment(NamedTuple):
    """Seconds since 1970-01-01T00:00:00, of which the kernel writes the day, the time of day, or both."""

    seconds: Number
    day: bool
    clock: bool


class Document(NamedTuple):
    """A sub-document: names, types and forms of its members."""

    members: "tuple[tuple[str, Type, Form], ...]"


Cells: TypeAlias = "tuple[Cell | Moment | Flag | Document, ...]"


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """What the kernel writes of a column.

    Attributes:
        value: as the verbs give it.
        cells: of the value, one after another; a Flag is true or false.
        null: which rows have no value, or None.
        rendered: what a text style has made of it, kept for the next chunk.
    """

    value: Any
    cells: Cells
    null: Flag | None
    rendered: dict[Any, Any]


class Givens:
    """What numpy gives the steps of a table with each chunk, by numbers: 0 are the numbers of its rows."""

    def __init__(self) -> None:
        self._places: dict[Any, int] = {}
        self._made: list[tuple[Callable[[Frame], Any], int, int]] = []

    def add(
        self, name: Any, make: Callable[[Frame], Any], steps: Steps, low: int, high: int
    ) -> Number:
        """What `make` makes of the frame of a chunk, whole numbers or truths between these; once for each name."""
        if name not in self._places:
            self._places[name] = len(self._made)
            self._made.append((make, low, high))
        return steps.given(self._places[name], low, high)

    def of(self, number: int, frame: Frame) -> Unsigned:
        """An array, shape (n,)."""
        make, low, high = self._made[number]
        made = make(frame)
        array: Unsigned = made.view(U) if made.dtype == "int64" else made.astype(U, copy=False)
        # The kernel looks up in tables by them.
        assert low >= 0 or high < 0 or not len(array) or low <= array.min() <= array.max() <= high
        return array


class Forms:
    """The columns of some rows of a table, which are those of a chunk, or parents that rows point at."""

    def __init__(
        self,
        plan: Plan,
        table: Table,
        steps: Steps,
        givens: Givens,
        number: Number,
        way: tuple[str, ...] = (),
    ) -> None:
        """`number` is that of the rows; `way` are the links from a chunk to them."""
        if table.given is not None:
            raise NoForm
        self.plan, self.table, self.steps, self.givens, self._way = plan, table, steps, givens, way
        self.rows = StepRows(steps, number, table.digits, self._located)
        self._redrawn: StepRows | None = None
        self._parents: dict[str, Forms] = {}
        self._made: dict[str, Form] = {}

    # ------------------------------------------------------------------ columns

    def form(self, name: str) -> Form:
        """The form of a column; raises NoForm, or what a generator raises that cannot do with numbers of steps."""
        if name not in self._made:
            self._made[name] = self.form_of(self.table.column(name))
        return self._made[name]

    def form_of(self, column: Column) -> Form:
        """See `form`, also of a column of a template."""
        if column.absent or column.max_length is not None or column.inherits or column.format:
            raise NoForm
        make = _MAKERS.get(type(column.fill))
        if make is None:
            raise NoForm
        value, null = make(self, column, column.fill)
        if column.nulls:
            own = self.rows_for(column).chance(derive(column.key, "null"), column.nulls)
            null = Flag.any_of([null, own], self.steps)
        return Form(value, _cells(value, column), null, {})

    def path(self, name: str) -> Form:
        """See Frame.path."""
        key, dot, rest = name.partition(".")
        if not dot:
            return self.form(key)
        column = self.table.column(key)
        if name.endswith("()") or column.type.nested or hasattr(column.fill, "part"):
            raise NoForm
        link = self.table.link(key)
        if link.parent == self.table.name and rest in self.table.heirs:
            raise NoForm
        found = self.parent(link).path(rest)
        null = Flag.any_of([found.null, self.form(key).null], self.steps)
        return Form(found.value, found.cells, null, {})

    def rows_for(self, made: Column | Link) -> StepRows:
        """See Frame.rows_for; a row that fails a check has the positions of the drawing that counts."""
        if made.fixed or not self.table.checks:
            return self.rows
        if self._redrawn is None:
            positions = self._given("positions", Frame.positions, -1, -1)
            self._redrawn = StepRows(
                self.steps, self.rows.number, self.table.digits, self._located, positions
            )
        return self._redrawn

    # ------------------------------------------------------------------ parents

    def parent(self, link: Link) -> "Forms":
        """The rows of its parent that a link points at."""
        if link.name not in self._parents:
            table = self.plan.table(link.parent)
            self._parents[link.name] = Forms(
                self.plan,
                table,
                self.steps,
                self.givens,
                self.picked(link),
                (*self._way, link.name),
            )
        return self._parents[link.name]

    def picked(self, link: Link) -> Number:
        """See Frame.picked."""
        parent = self.plan.table(link.parent)
        skipped, among = link.among(parent.count - parent.first_target)
        first = parent.first_target + skipped
        looked = link.where is not None or link.weight is not None or link.parent == self.table.name
        digit = self.table.digits.get(stream_of(link))
        if looked or link.counted or among < 1 or (digit is not None and digit.radix < among):
            return self._given(
                f"parent {link.name}", lambda frame: frame.picked(link), 0, parent.count - 1
            )
        rows = self.rows_for(link)
        if digit is not None:
            return rows.digit(digit).no_more_than(among - 1) + first
        if link.distribution == "uniform":
            return rows.steady(stream_of(link), among) + first
        picked = within(rows, link.stream, LABEL, shape_of(link, among))
        if link.shuffled:
            picked = self.steps.permuted(picked, derive(link.stream, "shuffle"), among)
        return picked + first

    def orphans(self, link: Link) -> Flag | None:
        """See Frame.orphans."""
        in_tree = link.parent == self.table.name and (link.nulls or link.roots)
        if link.where is not None or in_tree:
            return Flag(
                self._given(f"orphans {link.name}", lambda frame: _orphans(frame, link), 0, 1).place
            )
        if not link.nulls:
            return None
        return self.rows_for(link).chance(derive(link.stream, "null"), link.nulls)

    def _located(self, name: str) -> tuple[Number, Number]:
        link = self.table.link(name)
        children = self.table.children
        if not link.counted or children is None:
            raise NoForm
        ordinal = self._given(
            f"ordinal {link.name}",
            lambda frame: frame.located(link.name)[1],
            0,
            max(children.high - 1, 0),
        )
        return self.picked(link), ordinal

    def _given(self, what: str, make: Callable[[Frame], Any], low: int, high: int) -> Number:
        """What numpy makes of the frame of these rows."""

        def made(frame: Frame) -> Any:
            for name in self._way:
                frame = frame.parent(frame.table.link(name))
            return make(frame)

        return self.givens.add((what, *self._way), made, self.steps, low, max(low, high))


def _orphans(frame: Frame, link: Link) -> Any:
    found = frame.orphans(link)
    return frame.rows.numbers * U(0) if found is None else found


# ---------------------------------------------------------------------- fills


Made: TypeAlias = "tuple[Any, Flag | None]"


def _generated(forms: Forms, column: Column, fill: Generated) -> Made:
    if fill.locales or fill.series:
        raise NoForm
    given: dict[str, Any] = {}
    for parameter, given_by, wanted in fill.inputs:
        if isinstance(given_by, Expression):
            raise NoForm
        form = forms.path(given_by)
        if form.null is not None:
            raise NoForm
        given[parameter] = _of_kind(form.value, wanted)
    draw = ProgramDraw(column.context, column.key, forms.rows_for(column))
    return fill.make(draw, **given), None


def _of_kind(value: Any, wanted: Type) -> Any:
    """A value that needs no conversion into this type."""
    kinds = {Timestamp: ("timestamp", "timestamptz"), Date: ("date",), Number: ("integer",)}
    if wanted.kind not in kinds.get(type(value), ()):
        raise NoForm
    return value


def _picked(forms: Forms, column: Column, fill: Picked) -> Made:
    pool = Pool("values", map(str, range(len(fill.values))), fill.weights)
    draw = ProgramDraw(column.context, column.key, forms.rows_for(column))
    chosen = draw.choose("values", pool)
    if fill.type.kind == "text" and None not in fill.values:
        return Spelled(Chosen(Pool("values", fill.values), chosen)), None
    if fill.type.kind == "boolean" and None not in fill.values:
        return Flag(chosen.at([int(each) for each in fill.values]).place), None
    raise NoForm


def _constant(forms: Forms, column: Column, fill: Constant) -> Made:
    if fill.type.kind != "text" or fill.value is None:
        raise NoForm
    return fill.value, None


def _linked(forms: Forms, column: Column, fill: Linked) -> Made:
    link = forms.table.link(fill.link)
    found = forms.parent(link).form(fill.target)
    if forms.plan.table(link.parent).column(fill.target).type != column.type:
        raise NoForm
    return found.value, Flag.any_of([found.null, forms.orphans(link)], forms.steps)


def _templated(forms: Forms, column: Column, fill: Templated) -> Made:
    return joined(*(_part(forms, each) for each in fill.parts)), None


def _part(forms: Forms, part: "str | Path | Column") -> Any:
    if isinstance(part, str):
        return part
    found = forms.path(part.name) if isinstance(part, Path) else forms.form_of(part)
    if found.null is not None or isinstance(found.value, Flag):
        raise NoForm
    return found.value


def _struct(forms: Forms, column: Column, fill: Struct) -> Made:
    return Document(
        tuple((each.name, each.type, forms.form_of(each)) for each in fill.members)
    ), None


def _computed(forms: Forms, column: Column, fill: Computed) -> Made:
    paths = {name: forms.path(name) for name in fill.expression.columns}
    value = computed(fill.expression.tree, {name: each.value for name, each in paths.items()})
    return value, Flag.any_of([each.null for each in paths.values()], forms.steps)


_MAKERS: Mapping[type, Callable[[Forms, Column, Any], Made]] = {
    Generated: _generated,
    Picked: _picked,
    Constant: _constant,
    Linked: _linked,
    Struct: _struct,
    Templated: _templated,
    Computed: _computed,
}


# ---------------------------------------------------------------------- cells


def _cells(value: Any, column: Column) -> Cells:
    """The value as cells of the column's type, where it is of that type as it is."""
    kind = column.type.kind
    if (isinstance(value, Document) and value.members) or (
        isinstance(value, Flag) and kind == "boolean"
    ):
        return (value,)
    if isinstance(value, Number) and kind == "integer":
        return (Counted(value),)
    if isinstance(value, Decimal) and kind == "decimal":
        return (_decimal(value, column.type),)
    if isinstance(value, Date) and kind == "date":
        return (_moment(value.days * DAY, True, False),)
    if isinstance(value, Timestamp) and kind in ("timestamp", "timestamptz"):
        return (_moment(value.seconds, True, True),)
    if isinstance(value, Time) and kind == "time":
        return (_moment(value.seconds, False, True),)
    if isinstance(value, str | Spelled) and (kind == "text" or not column.converted):
        cells = value.cells if isinstance(value, Spelled) else (value,)
        if column.type.arrow == pa.string() and kind != "json" and all(map(_is_short, cells)):
            return cells
    raise NoForm


def _decimal(value: Decimal, type_: Type) -> Counted:
    units, most = value.units, 10**type_.precision
    if value.scale != type_.scale or not -most < units.low <= units.high < most:
        raise NoForm
    return Counted(units, value.scale)


def _moment(seconds: Number, day: bool, clock: bool) -> Moment:
    first, last = (FIRST_DAY, LAST_DAY) if day else (0, 0)
    if seconds.low < first * DAY or seconds.high >= (last + 1) * DAY:
        raise NoForm
    return Moment(seconds, day, clock)


def _is_short(cell: Cell) -> bool:
    """Whether its texts are such as every format takes, and a row has room for."""
    texts = (
        cell.pool.values if isinstance(cell, Chosen) else [cell] if isinstance(cell, str) else []
    )
    return all(len(text) <= WIDEST // 4 and "\0" not in text for text in texts)
