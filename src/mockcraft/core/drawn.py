"""What the kernel draws of a table while it writes rows: the forms of columns that have one, and a chunk of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from mockcraft.core.fills import Constant, Generated, Picked
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import derive
from mockcraft.core.plan import Column, Table
from mockcraft.core.pool import Pool
from mockcraft.core.program import Cell, Chosen, Counted, ProgramDraw, Spelled
from mockcraft.core.steps import Flag, NoForm, Number, Steps
from mockcraft.core.types import Type
from mockcraft.core.values import FIRST_DAY, LAST_DAY, Date, Decimal, Time, Timestamp
from mockcraft.dataclass import dataclass
from mockcraft.errors import MockcraftError

DAY = 86_400  # seconds
WIDEST = 4096  # bytes of a text of a pool at most: a row's room is that of its longest texts


class Moment(NamedTuple):
    """Seconds since 1970-01-01T00:00:00, of which the kernel writes the day, the time of day, or both."""

    seconds: Number
    day: bool
    clock: bool


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """What the kernel writes of a column.

    Attributes:
        cells: one after another; a Flag is true or false.
        null: which rows have no value, or None.
        rendered: what a text style has made of it, kept for the next chunk.
    """

    cells: tuple[Cell | Moment | Flag, ...]
    null: Flag | None
    rendered: dict[Any, Any]


class Program:
    """A table as the kernel draws it.

    Attributes:
        steps: of all forms.
        forms: of the columns that have one, by name.
    """

    def __init__(self, table: Table) -> None:
        self.steps = Steps()
        self.forms: dict[str, Form] = {}
        self._known: dict[Any, Any] = {}
        if table.given is not None or any(column.format for column in table.columns):
            return
        for column in table.columns:
            form = self._form(table, column)
            if form is not None:
                self.forms[column.name] = form

    def _form(self, table: Table, column: Column) -> Form | None:
        if (table.checks and not column.fixed) or column.absent or column.max_length is not None:
            return None
        try:
            cells = _cells(self._made(table, column), column)
            return Form(cells, self._null(column), {})
        except (NoForm, MockcraftError, NotImplementedError, AttributeError, TypeError, ValueError):
            return None  # a verb without a form; or a plugin does with numbers what arrays can

    def _null(self, column: Column) -> Flag | None:
        if not column.nulls:
            return None
        drawn = self.steps.below(derive(column.key, "null"), 2**32)
        return drawn < round(column.nulls * 2**32)

    def _made(self, table: Table, column: Column) -> Any:
        """What the fill makes of the verbs."""
        fill = column.fill
        draw = ProgramDraw(
            column.context, column.key, self.steps, table.digits, table.count, self._known
        )
        if isinstance(fill, Generated) and fill == Generated(fill.make, sequence=fill.sequence):
            return fill.make(draw)
        if isinstance(fill, Picked) and fill.type.kind == "text" and None not in fill.values:
            pool = Pool("values", map(str, range(len(fill.values))), fill.weights)
            chosen = draw.choose("values", pool)
            return Spelled(Chosen(Pool("values", fill.values), chosen))
        if isinstance(fill, Constant) and fill.type.kind == "text" and fill.value is not None:
            return fill.value
        raise NoForm


def _cells(value: Any, column: Column) -> tuple[Cell | Moment | Flag, ...]:
    """The value as cells of the column's type, where it is of that type as it is."""
    kind = column.type.kind
    if isinstance(value, Flag) and kind == "boolean":
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


class Lazy:
    """A column of a chunk that need not be made before it is written.

    Attributes:
        form: what the kernel writes.
        rows: what it is written of.
    """

    __slots__ = ("_name", "form", "rows")

    def __init__(self, form: Form, rows: "LazyRows", name: str) -> None:
        self.form, self.rows, self._name = form, rows, name

    def array(self) -> pa.Array:
        """Its values, for a style that cannot write the form."""
        return self.rows.frame.array(self._name)


class LazyRows:
    """The rows of a chunk, as `Frame.batch` gives them, but some columns are Lazy.

    Attributes:
        frame: that makes the others.
        program: of the table.
        numbers: of the rows.
        columns: arrays and Lazy.
    """

    def __init__(self, program: Program, frame: Frame) -> None:
        self.program, self.frame, self.numbers = program, frame, frame.rows.numbers
        forms: Mapping[str, Form] = program.forms
        frame.check()
        self.columns = [
            Lazy(forms[each.name], self, each.name)
            if each.name in forms
            else frame.array(each.name)
            for each in frame.table.columns
        ]

    @property
    def num_rows(self) -> int:
        """How many there are."""
        return len(self.frame)
