"""The forms of columns: what the kernel writes of them. As `frame`, but for the rows of all chunks at once.

A column that has none raises NoForm: numpy and Arrow make it, as they would make all.
"""

from collections.abc import Callable
from dataclasses import field
from typing import Any

from mockcraft.core.fills import ITEM_LIMIT
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import U, Unsigned, derive
from mockcraft.core.links.picking import LABEL, shape_of, stream_of
from mockcraft.core.plan import Column, Link, Plan, Table
from mockcraft.core.program.computed import computed
from mockcraft.core.program.decisions import StepRows
from mockcraft.core.program.form import Form, cells_of
from mockcraft.core.program.number import Flag, Number, any_of
from mockcraft.core.program.steps import Steps
from mockcraft.core.program.verb import NoForm
from mockcraft.core.program.verbs import within
from mockcraft.dataclass import dataclass


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


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """What all forms of a program are parts of.

    Attributes:
        plan: of its table.
        make: the value of a column, and which rows have none; raises NoForm. It is form_makers.made.
        steps: that decide.
        givens: what they are given.
    """

    plan: Plan
    make: "Callable[[Forms, Column], tuple[Any, Flag | None]]"
    steps: Steps = field(default_factory=Steps)
    givens: Givens = field(default_factory=Givens)


class Forms:
    """The columns of some rows of a table, which are those of a chunk, or parents that rows point at."""

    def __init__(
        self,
        whole: Whole,
        table: Table,
        number: Number,
        way: tuple[str, ...] = (),
        ordinal: int | None = None,
    ) -> None:
        """`number` is that of the rows; `way` are the links from a chunk to them. Items of arrays have the place
        `ordinal` in theirs.
        """  # fmt: skip
        if table.given is not None:
            raise NoForm
        self.whole, self.table, self._way = whole, table, way
        self.plan, self.steps = whole.plan, whole.steps
        self.rows = StepRows(whole.steps, number, table.digits, self._located, ordinal=ordinal)
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
        value, null = self.whole.make(self, column)
        if column.nulls:
            own = self.rows_for(column).chance(derive(column.key, "null"), column.nulls)
            null = any_of([null, own])
        return Form(value, cells_of(value, column), null, {})

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
        null = any_of([found.null, self.form(key).null])
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

    def failing(self) -> Flag | None:
        """Which rows fail a check, on the attempt that they are on; see Frame.failures."""
        failed = []
        for check in self.table.checks:
            paths = {name: self.path(name) for name in check.columns}
            if any(form.null is not None for form in paths.values()):
                raise NoForm
            passed = computed(check.tree, {name: form.value for name, form in paths.items()})
            if not isinstance(passed, Flag):
                raise NoForm
            failed.append(passed.negated())
        return any_of(failed)

    # ------------------------------------------------------------------ parents

    def parent(self, link: Link) -> "Forms":
        """The rows of its parent that a link points at."""
        if link.name not in self._parents:
            table = self.plan.table(link.parent)
            way = (*self._way, link.name)
            self._parents[link.name] = Forms(self.whole, table, self.picked(link), way)
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
            none = self._given(f"orphans {link.name}", lambda frame: _orphans(frame, link), 0, 1)
            return Flag(self.steps, none.place)
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

    def items(self, scope: Table, place: int) -> "Forms":
        """The items at a place of arrays, see fills.Items.item_numbers."""
        number = self.rows.number * ITEM_LIMIT + place
        return Forms(self.whole, scope, number, self._way, place)

    def _given(self, what: str, make: Callable[[Frame], Any], low: int, high: int) -> Number:
        """What numpy makes of the frame of these rows."""
        if self.rows.ordinal is not None:
            raise NoForm

        def made(frame: Frame) -> Any:
            for name in self._way:
                frame = frame.parent(frame.table.link(name))
            return make(frame)

        givens = self.whole.givens
        return givens.add((what, *self._way), made, self.steps, low, max(low, high))


def _orphans(frame: Frame, link: Link) -> Any:
    found = frame.orphans(link)
    return frame.rows.numbers * U(0) if found is None else found
