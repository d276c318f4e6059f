"""What can give a column its values. Each is plain data with one method: values for the rows of a frame."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mockcraft.core.coded import arrow_array, plain_text
from mockcraft.core.expression import Expression, evaluate
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import U, Unsigned, below, derive, hashed
from mockcraft.core.plan import Column, Table
from mockcraft.core.references import pick_ancestors, pick_parents
from mockcraft.core.types import Type, cast, from_arrow, to_arrow, with_nulls
from mockcraft.core.unique import Ways

ITEM_LIMIT = (
    1024  # items of one array at most: an item's row number is its row's times this, plus its place
)


@dataclass(frozen=True, slots=True)
class Generated:
    """Values of a generator (or of any picklable function of a draw).

    `inputs` are the parameters that other columns give, with the types they are turned into; where one
    of them is null, so is the value.
    """

    make: Any
    inputs: tuple[tuple[str, str, Type], ...] = ()
    unique: Ways | None = None

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        given = {}
        missing = np.zeros(len(frame), bool)
        for parameter, path, wanted in self.inputs:
            array = cast(frame.path(path), wanted)
            if array.null_count:
                missing |= array.is_null().to_numpy(zero_copy_only=False)
                array = pc.fill_null(array, pa.scalar(0, wanted.arrow))
            given[parameter] = from_arrow(array)
        made = self.make(frame.draw(column), **given)
        return with_nulls(to_arrow(made, len(frame)), missing) if missing.any() else made


@dataclass(frozen=True, slots=True)
class Picked:
    """One of the given values, by weight where there are weights."""

    values: tuple[Any, ...]
    weights: tuple[int, ...] | None
    type: Type
    unique: Ways | None = None

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        from mockcraft.core.pool import Pool

        pool = Pool("values", map(str, range(len(self.values))), self.weights)
        index = frame.draw(column).choose("values", pool)
        values = pa.array(self.values, self.type.arrow)
        if self.type.kind == "text" and not values.null_count:
            return pa.DictionaryArray.from_arrays(arrow_array(index.astype(np.int32)), values)
        return values.take(arrow_array(index))


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
class Reference:
    """The column `target` of the row of `parent` that this row points at.

    `positional` references take the parent that the row was counted for (`count: {per: ...}`). Rows of
    a table that refers to itself point at an earlier row; the first row is null where `nullable`, else
    it points at itself. `nested` ones are members of another column, with parents of their own.
    """

    parent: str
    target: str
    distribution: str = "uniform"
    positional: bool = False
    nullable: bool = False
    unique: Ways | None = None
    nested: bool = False

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        parents = self._parents(frame, column)
        if frame.table.name != self.parent:
            return parents.array(self.target)
        values = parents.array(self.target)
        if not self.nullable:
            return values
        first = (frame.rows.numbers == U(0)) & (parents.rows.numbers == U(0))
        return pc.if_else(
            arrow_array(~first),
            plain_text(values) if pa.types.is_dictionary(values.type) else values,
            None,
        )

    def _parents(self, frame: Frame, column: Column) -> Frame:
        if not self.nested:
            return frame.parent(column.name)
        return Frame(frame.plan, frame.plan.table(self.parent), self.rows(frame, column))

    def rows(self, frame: Frame, column: Column) -> Unsigned:
        """The parent rows, one for each row of the frame."""
        if self.positional:
            parents: Unsigned = frame.located()[0]
            return parents
        draw = frame.draw(column)
        if frame.table.name == self.parent and self.unique is None:
            return pick_ancestors(draw)
        return pick_parents(draw, frame.plan.table(self.parent).count, self.distribution)


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
        return pc.binary_join_element_wise(*cells, "")

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
        counts = self.low + below(
            hashed(frame.rows, derive(column.key, "items")), self.high - self.low + 1
        )
        offsets = np.zeros(len(frame) + 1, np.int32)
        np.cumsum(counts, out=offsets[1:])
        rows = np.repeat(frame.rows.numbers * U(ITEM_LIMIT), counts)
        rows += (np.arange(offsets[-1]) - np.repeat(offsets[:-1], counts)).astype(U)
        items = Frame(frame.plan, self.scope, rows).value_of(self.member)
        if pa.types.is_dictionary(items.type):
            items = plain_text(items)
        return pa.ListArray.from_arrays(arrow_array(offsets), items)
