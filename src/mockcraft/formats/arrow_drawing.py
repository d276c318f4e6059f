"""Columns that the kernel draws as Arrow arrays: all of a chunk at once, so that each step is taken once."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.hashing import U, Unsigned
from mockcraft.core.program.column_writer import ColumnWriter
from mockcraft.core.program.drawn import Lazy, LazyRows
from mockcraft.core.program.form import Form
from mockcraft.core.program.number import Flag, Number
from mockcraft.core.program.segments import Segments
from mockcraft.core.program.verbs import Identifier
from mockcraft.core.types import Type, cast, to_arrow
from mockcraft.core.uuids import packed_uuids
from mockcraft.core.values import Date, Decimal, Time, Timestamp
from mockcraft.dataclass import dataclass
from mockcraft.formats.drawing import rendered
from mockcraft.formats.text import TextStyle

StepNumbers = Callable[[int], Unsigned]


class _Plain(TextStyle):
    """Texts as they are; which are null is told beside them."""

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """See TextStyle."""
        return text


_PLAIN = _Plain()


@dataclass(frozen=True, slots=True)
class _Counted:
    """A column of numbers: of what these steps make `make` makes an array of so many rows."""

    make: Callable[[StepNumbers, int], pa.Array]
    steps: tuple[int, ...]


def _counted(make: Callable[[StepNumbers, int], pa.Array]) -> _Counted:
    asked: list[int] = []

    def numbers(step: int) -> Unsigned:
        asked.append(step)
        return np.zeros(0, U)

    make(numbers, 0)
    return _Counted(make, tuple(asked))


def drawn_arrays(columns: Mapping[int, tuple[Lazy, Type]], rows: LazyRows) -> dict[int, pa.Array]:
    """Those of these columns that the kernel writes as arrays, by their places; UUIDs are 16 bytes."""
    made = {place: _rendered(lazy.form, type_) for place, (lazy, type_) in columns.items()}
    texts = {place: each for place, each in made.items() if isinstance(each, Segments)}
    counted = {place: each for place, each in made.items() if isinstance(each, _Counted)}
    nulls = {
        place: lazy.form.null.place
        for place, (lazy, _) in columns.items()
        if lazy.form.null is not None and made[place] is not None
    }
    writer = ColumnWriter(rows.program.steps, rows.given, kept=True)
    for segments in texts.values():
        writer.text(segments)
    for each in counted.values():
        writer.numbers(*each.steps)
    writer.numbers(*nulls.values())
    arrays, numbers = writer.write(rows.num_rows)
    found = dict(zip(texts, arrays, strict=True))
    found |= {
        place: each.make(numbers.__getitem__, rows.num_rows) for place, each in counted.items()
    }
    return {
        place: _with_nulls(array, numbers[nulls[place]]) if place in nulls else array
        for place, array in found.items()
    }


def _with_nulls(array: pa.Array, null: Unsigned) -> pa.Array:
    """The array without the values of these rows, where it is null already in none."""
    _, *buffers = array.buffers()
    valid = pa.py_buffer(np.packbits(null == 0, bitorder="little"))
    return pa.Array.from_buffers(array.type, len(array), [valid, *buffers])


def _rendered(form: Form, type_: Type) -> Segments | _Counted | None:
    """The form as segments of texts, or as numbers; None where it is neither. Made once for all chunks."""
    if _PLAIN not in form.rendered:
        form.rendered[_PLAIN] = _array_form(form, type_)
    made: Segments | _Counted | None = form.rendered[_PLAIN]
    return made


def _array_form(form: Form, type_: Type) -> Segments | _Counted | None:
    if type_.kind == "uuid":
        identifier = form.cells[0] if len(form.cells) == 1 else None
        return _uuids(identifier) if isinstance(identifier, Identifier) else None
    if type_.nested:
        return None
    if type_.family == "text":
        return rendered(_PLAIN, form, type_)
    return _counted(lambda numbers, rows: cast(to_arrow(_vector(form.value, numbers), rows), type_))


def _uuids(identifier: Identifier) -> _Counted:
    high, low = identifier.high.place, identifier.low.place

    def make(numbers: StepNumbers, rows: int) -> pa.Array:
        data = packed_uuids(numbers(high), numbers(low))
        return pa.Array.from_buffers(pa.uuid(), rows, [None, pa.py_buffer(data)])

    return _counted(make)


def _vector(value: Any, numbers: StepNumbers) -> Any:
    """A value of steps as the vector evaluator has it."""
    if isinstance(value, Number):
        return numbers(value.place).view(np.int64)
    if isinstance(value, Flag):
        return numbers(value.place) != 0
    if isinstance(value, Decimal):
        return Decimal(_vector(value.units, numbers), value.scale)
    if isinstance(value, Date):
        return Date(_vector(value.days, numbers))
    if isinstance(value, Timestamp):
        return Timestamp(_vector(value.seconds, numbers))
    if isinstance(value, Time):
        return Time(_vector(value.seconds, numbers))
    return value  # a constant
