"""What can give a column its values. Each is plain data with one method: values for the rows of a frame."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array, concatenated, numpy_array
from mockcraft.core.coded import plain_text
from mockcraft.core.expression import Expression, evaluate
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import Signed, U, Unsigned, below, derive, hashed
from mockcraft.core.list_file import ListFile
from mockcraft.core.locale_mix import LocaleMix
from mockcraft.core.plan import Column, Table
from mockcraft.core.pool import Pool
from mockcraft.core.series import Series
from mockcraft.core.types import Type, cast, from_arrow, to_arrow, with_nulls
from mockcraft.core.vector import VectorDraw
from mockcraft.dataclass import dataclass

ITEM_LIMIT = (
    1024  # items of one array at most: an item's row number is its row's times this, plus its place
)


@dataclass(frozen=True, slots=True)
class Generated:
    """Values of a generator (or of any picklable function of a draw).

    `inputs` are the parameters that other columns give, by path or by an expression, with the types they are
    turned into; where one of them is null, so is the value. `sequence` is (start, step) of values that number the rows.
    `locales` are those that the rows have, where they have several; `series` is what its rows follow one another in.
    """

    make: Any
    inputs: tuple[tuple[str, str | Expression, Type], ...] = ()
    sequence: tuple[int, int] | None = None
    locales: LocaleMix | None = None
    series: Series | None = None

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        given: dict[str, pa.Array] = {}
        missing = np.zeros(len(frame), bool)
        for parameter, given_by, wanted in self.inputs:
            if isinstance(given_by, Expression):
                made = evaluate(given_by, frame.path, len(frame))
            else:
                made = frame.path(given_by)
            array = cast(made, wanted)
            if array.null_count:
                missing |= numpy_array(array.is_null())
                array = pc.fill_null(array, pa.scalar(0, wanted.arrow))
            given[parameter] = array
        if self.series:
            if self.series.counted:
                given["rows"] = arrow_array(self.series.rows(frame))
            made = self._made(self.series.draw(frame, column), given)
        elif self.locales:
            made = self._in_locales(frame, column, given)
        else:
            made = self._made(frame.draw(column), given)
        return with_nulls(to_arrow(made, len(frame)), missing) if missing.any() else made

    def _made(self, draw: VectorDraw, given: Mapping[str, pa.Array]) -> Any:
        return self.make(draw, **{name: from_arrow(array) for name, array in given.items()})

    def _in_locales(self, frame: Frame, column: Column, given: Mapping[str, pa.Array]) -> Any:
        """The values of each row in its locale."""
        assert self.locales is not None
        parts = self.locales.parts(frame.rows_for(column))
        made = []
        for locale, mine, rows in parts:
            draw = VectorDraw(column.context.within(locale), column.key, rows)
            own = {name: array.take(arrow_array(mine)) for name, array in given.items()}
            made.append(plain_text(to_arrow(self._made(draw, own), len(mine))))
        if not made:
            return self._made(frame.draw(column), given)
        return pa.concat_arrays(made).take(arrow_array(parts.order))


@dataclass(frozen=True, slots=True)
class Picked:
    """One of the given values, by weight where there are weights."""

    values: tuple[Any, ...]
    weights: tuple[int, ...] | None
    type: Type

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        pool = Pool("values", map(str, range(len(self.values))), self.weights)
        index = frame.draw(column).choose("values", pool)
        values = pa.array(self.values, self.type.arrow)
        if self.type.kind == "text" and not values.null_count:
            return pa.DictionaryArray.from_arrays(arrow_array(index.astype(np.int32)), values)
        return values.take(arrow_array(index))


@dataclass(frozen=True, slots=True)
class Listed:
    """A column of an entry of a list; all columns of a row whose `key` is the same are of one entry."""

    entries: ListFile
    column: str
    key: int

    @property
    def stream(self) -> int:
        """The stream of the decision which entry a row has."""
        return derive(self.key, f"record {self.entries.name}")

    @property
    def values(self) -> pa.Array:
        """All values that there are, in the order of the list."""
        return self.entries.arrays[self.column]

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        rows = frame.rows_for(column)
        place = (Listed, self.key, self.entries.name)
        if place not in rows.entities:
            draw = VectorDraw(column.context, self.key, rows)
            rows.entities[place] = draw.entry(self.entries)
        return self.entries.cells(self.column, rows.entities[place])


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value in every row; None is null."""

    value: Any
    type: Type

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        return pa.array([self.value], self.type.arrow).take(
            arrow_array(np.zeros(len(frame), np.int64))
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """A column of rows that a database has: the first one is row 0."""

    rows: ListFile
    column: str

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill. Of no rows, which all that refers to them points at none of, nulls."""
        array = self.rows.arrays[self.column]
        if not len(array):
            return pa.nulls(len(frame), array.type)
        return self.rows.cells(self.column, frame.rows.numbers.view(np.int64))


@dataclass(frozen=True, slots=True)
class Linked:
    """The column `target` of the row that a link of the table points at."""

    link: str
    target: str

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        return frame.linked(frame.table.link(self.link), self.target)


@dataclass(frozen=True, slots=True)
class Computed:
    """An expression over other columns of the row."""

    expression: Expression

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        return evaluate(self.expression, frame.path, len(frame))


@dataclass(frozen=True, slots=True)
class Path:
    """A column of the row, or of a parent through a key: `user_id.created_at`."""

    name: str


@dataclass(frozen=True, slots=True)
class Templated:
    """Text with values in it: literals, other columns, and values of its own. NULL becomes ''."""

    parts: tuple[str | Path | Column, ...]

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        if all(isinstance(part, str) for part in self.parts):
            return "".join(map(str, self.parts))
        cells = [self._cell(frame, part) for part in self.parts]
        return concatenated(*cells)

    def _cell(self, frame: Frame, part: str | Path | Column) -> Any:
        if isinstance(part, str):
            return part
        array = frame.path(part.name) if isinstance(part, Path) else frame.value_of(part)
        return pc.fill_null(plain_text(cast(array, Type("text"))), "")


@dataclass(frozen=True, slots=True)
class Struct:
    """A sub-document: members that belong to the same row, so that they agree with its other columns."""

    members: tuple[Column, ...]

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        arrays = [frame.value_of(member) for member in self.members]
        plain = [plain_text(a) if pa.types.is_dictionary(a.type) else a for a in arrays]
        return pa.StructArray.from_arrays(plain, [member.name for member in self.members])


@dataclass(frozen=True, slots=True)
class Items:
    """An array of `low` to `high` items (both inclusive); each item is a row of its own."""

    member: Column
    low: int
    high: int
    scope: Table = field(repr=False)

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        given = frame.rows_for(column)
        bits = hashed(given, derive(column.key, "items"))
        counts = self.low + below(bits, self.high - self.low + 1)
        offsets = np.zeros(len(frame) + 1, np.int32)
        np.cumsum(counts, out=offsets[1:])
        ordinals = ordinals_of(counts)
        rows = self.item_numbers(given.numbers, counts)
        attempts = None if given.attempts is None else np.repeat(given.attempts, counts)
        items = Frame(frame.plan, self.scope, rows, attempts, ordinals).value_of(self.member)
        if pa.types.is_dictionary(items.type):
            items = plain_text(items)
        return pa.ListArray.from_arrays(arrow_array(offsets), items)

    def item_numbers(self, numbers: Unsigned, counts: Signed) -> Unsigned:
        """Row numbers of the items of these rows, of which each has so many."""
        return np.repeat(numbers * U(ITEM_LIMIT), counts) + ordinals_of(counts).astype(U)


def ordinals_of(counts: Signed) -> Signed:
    """Places of items in their arrays, from 0, of arrays that have so many."""
    ends = np.cumsum(counts)
    made: Signed = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
    return made
