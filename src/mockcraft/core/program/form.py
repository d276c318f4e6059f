"""What the kernel writes of a column: cells of numbers that steps make, one after another."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import pyarrow as pa

from mockcraft.core.plan import Column
from mockcraft.core.program.number import Flag, Number
from mockcraft.core.program.verb import NoForm
from mockcraft.core.program.verbs import Cell, Chosen, Counted, Spelled
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


class Listing(NamedTuple):
    """An array of so many of these items, which are of one type."""

    length: Number
    items: "tuple[Form, ...]"
    type: Type


Cells: TypeAlias = "tuple[Cell | Moment | Flag | Document | Listing, ...]"


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


def cells_of(value: Any, column: Column) -> Cells:
    """The value as cells of the column's type, where it is of that type as it is."""
    kind = column.type.kind
    if (
        (isinstance(value, Document) and value.members)
        or isinstance(value, Listing)
        or (isinstance(value, Flag) and kind == "boolean")
    ):
        return (value,)
    if isinstance(value, Number | int) and kind == "integer":
        return (Counted(value) if isinstance(value, Number) else str(value),)
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
    """Whether its texts are such as every format takes, and a row has room for; kept, as pools are for all runs."""
    if isinstance(cell, str):
        return _are_short([cell])
    if not isinstance(cell, Chosen):
        return True
    known = cell.pool.derived
    if "short" not in known:
        known["short"] = _are_short(cell.pool.values)
    return bool(known["short"])


def _are_short(texts: Sequence[str]) -> bool:
    return max(map(len, texts), default=0) <= WIDEST // 4 and "\0" not in "".join(texts)
