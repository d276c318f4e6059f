"""From a value to the rows that have it: the inverse of what makes a column.

A sequence is counted back; a UUID, a number and the digits of a user name that tell rows apart are the
row's number, permuted, so the permutation is run backwards; the children of a parent that they are
counted for stand in a row. Everything else is looked up in an index of the column, as long as the table
has at most `indexes.MOST_ROWS` rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import numpy_array
from mockcraft.core.coded import plain_text
from mockcraft.core.fills import Linked
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import U
from mockcraft.core.keys import derive
from mockcraft.core.plan import Column, Link, Plan, Table
from mockcraft.core.types import cast
from mockcraft.core.uniques.digits import ENDLESS, ROW, Digit, number_of, row_of, row_of_distinct
from mockcraft.dataclass import dataclass
from mockcraft.errors import MockcraftError, ParameterError
from mockcraft.server.tables.changes import RowNumbers
from mockcraft.server.tables.indexes import Indexes

MOST_PARENTS = 1000  # whose children are put together
SAMPLED = 4  # rows that show how a column is made
_DIGITS = re.compile(r"[1-9][0-9]{3,18}")
NONE: RowNumbers = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Equal:
    """A column that must have a value: the value as a text, and as one of the column's type."""

    column: Column
    text: str
    value: pa.Scalar

    def mask(self, array: pa.Array) -> pa.Array:
        """Which values of an array are the value; false for NULL."""
        plain = plain_text(array) if pa.types.is_dictionary(array.type) else array
        return pc.fill_null(pc.equal(plain, self.value), False)


def equal(column: Column, text: str) -> Equal:
    """The condition `column=text`; raises ParameterError for a text that is no value of the column."""
    kind = column.type
    if kind.nested or kind.kind == "json":
        raise ParameterError(
            f"{column.name} is {'a document' if kind.kind != 'list' else 'an array'}, which is not compared "
            f"(use where, such as where={column.name}.member = 'x')",
            column.name,
        )
    given = text.lower() if kind.kind in ("uuid", "objectid") else text
    try:
        made = cast(pa.array([given], pa.string()), kind)
    except MockcraftError as error:
        raise ParameterError(f"{column.name}={error}", column.name) from None
    return Equal(column, given, made[0])


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of the plan, ascending; `proven` are the columns whose conditions they are known to meet."""

    rows: RowNumbers
    proven: frozenset[str] = frozenset()


class Finder:
    """Finds rows of a plan, as the plan makes them."""

    def __init__(self, plan: Plan, indexes: Indexes) -> None:
        self.plan, self.indexes = plan, indexes
        self._shown: dict[tuple[str, str], bool] = {}

    def rows_with(self, table: Table, wanted: Mapping[str, Equal]) -> RowNumbers | None:
        """The rows that meet all conditions; None where that cannot be told without looking at all rows."""
        found = self.narrowed(table, wanted)
        if found is None:
            return None
        rest = [each for name, each in wanted.items() if name not in found.proven]
        return self.meeting(table, found.rows, rest)

    def narrowed(self, table: Table, wanted: Mapping[str, Equal]) -> Found | None:
        """Few rows among which are all that meet the conditions; None where there is no such way."""
        ways = (*self._computed(table, wanted), *self._linked(table, wanted))
        if ways:
            return min(ways, key=lambda each: len(each.rows))
        looked_up = list(self._indexed(table, wanted))
        return min(looked_up, key=lambda each: len(each.rows)) if looked_up else None

    def meeting(self, table: Table, rows: RowNumbers, conditions: Sequence[Equal]) -> RowNumbers:
        """Those of the rows that meet the conditions, found by making them."""
        if not conditions or not len(rows):
            return rows
        frame = Frame(self.plan, table, rows.astype(U))
        for each in conditions:
            met = numpy_array(each.mask(frame.array(each.column.name)))
            if not met.all():
                rows = rows[met]
                frame = Frame(self.plan, table, rows.astype(U))
        return rows

    # ------------------------------------------------------------------ the row's own number

    def _computed(self, table: Table, wanted: Mapping[str, Equal]) -> Iterator[Found]:
        for name, each in wanted.items():
            rows = self._counted_back(table, each)
            if rows is not None:
                yield Found(rows, frozenset({name}))
                continue
            candidates = self._unpermuted(table, each)
            if candidates is not None:
                rows = np.array(sorted(candidates), np.int64)
                yield Found(self.meeting(table, rows, [each]), frozenset({name}))

    def _counted_back(self, table: Table, each: Equal) -> RowNumbers | None:
        sequence = each.column.sequence
        if (
            sequence is None
            or each.column.type.kind not in ("integer", "int32")
            or each.column.sparse
            or _is_given(table, each.column)
        ):
            return None
        start, step = sequence
        row, rest = divmod(each.value.as_py() - start, step)
        there = not rest and table.start <= row < table.count
        return np.array([row] if there else [], np.int64)

    def _unpermuted(self, table: Table, each: Equal) -> set[int] | None:
        """The only rows that can have the value, where what tells rows apart shows in it; else None."""
        column, rows = each.column, set()
        if not column.unique or table.checks or _is_given(table, column):
            return None
        digit = table.digits.get(derive(column.key, "uuid high"))
        if column.type.kind == "uuid" and _alone(digit):
            assert digit is not None
            rows.add(row_of(digit.numbering, _uuid_high(each.text)))
        elif column.type.kind in ("integer", "int32") and _alone(
            digit := table.digits.get(derive(column.key, "integer"))
        ):
            assert digit is not None
            rows.add(
                row_of(digit.numbering, each.value.as_py() - self._lowest(table, column, digit))
            )
        elif column.type.kind in ("text", "objectid") and self._shows_its_row(table, column):
            rows |= _rows_in(each.text, table)
        else:
            return None
        return {row for row in rows if row is not None and table.start <= row < table.count}

    def _lowest(self, table: Table, column: Column, digit: Digit) -> int:
        """The value of a row whose digit is 0, from what the first row has."""
        first = Frame(self.plan, table, np.array([table.start], U)).array(column.name)[0].as_py()
        return int(first) - number_of(digit.numbering, table.start)

    def _shows_its_row(self, table: Table, column: Column) -> bool:
        """Whether the digits in the column's texts are made of the row's number: tried on a few rows."""
        known = self._shown.get((table.name, column.name))
        if known is None:
            numbers = np.linspace(table.start, table.count - 1, SAMPLED).astype(U)
            known = ENDLESS in table.digits.values()
            if known:
                texts = plain_text(Frame(self.plan, table, numbers).array(column.name)).to_pylist()
                pairs = zip(texts, numbers.tolist(), strict=True)
                known = all(
                    text is not None and row in _rows_in(text, table) for text, row in pairs
                )
            self._shown[table.name, column.name] = known
        return known

    # ------------------------------------------------------------------ the parent's rows

    def _linked(self, table: Table, wanted: Mapping[str, Equal]) -> Iterator[Found]:
        for link in table.links:
            if not link.nested and all(name in wanted for name in link.columns):
                found = self._through(table, link, wanted)
                if found is not None:
                    yield Found(found, frozenset(link.columns))

    def _through(self, table: Table, link: Link, wanted: Mapping[str, Equal]) -> RowNumbers | None:
        """The rows that point at parents with the wanted key."""
        parent = self.plan.table(link.parent)
        keys = dict(zip(link.key, link.columns, strict=True))
        if any(not isinstance(table.column(name).fill, Linked) for name in link.columns):
            return None
        asked = {}
        for target, name in keys.items():
            try:
                asked[target] = equal(parent.column(target), wanted[name].text)
            except ParameterError:
                return NONE
        parents = self.rows_with(parent, asked)
        if parents is None or len(parents) > MOST_PARENTS:
            return None
        return self.children(table, link, parents)

    def children(self, table: Table, link: Link, parents: RowNumbers) -> RowNumbers | None:
        """The rows that point at these parents; None where that cannot be told."""
        if link.counted and table.children is not None:
            counts = table.children
            spans = [(counts.before(int(each)), counts.before(int(each) + 1)) for each in parents]
            made = [np.arange(start, stop) for start, stop in spans if stop > start]
            return np.concatenate(made) if made else NONE
        return self.indexes.children(self.plan, table, link, parents)

    # ------------------------------------------------------------------ looked up

    def _indexed(self, table: Table, wanted: Mapping[str, Equal]) -> Iterator[Found]:
        for name, each in wanted.items():
            rows = self.indexes.rows_with(self.plan, table, each.column, each.value)
            if rows is not None:
                yield Found(rows, frozenset({name}))


def _is_given(table: Table, column: Column) -> bool:
    """Whether some rows have a value by hand in the column, so that others may have that of a stand-in."""
    given = table.given
    return given is not None and (
        column.name in given.cells or any(column.name in each.members for each in given.sharing)
    )


def _alone(digit: Digit | None) -> bool:
    """Whether the digit is the whole number of a row of the table."""
    return digit is not None and digit.divisor == 1 and digit.radix == digit.numbering.capacity


def _uuid_high(text: str) -> int:
    """The 60 bits of a UUID of version 4 before the variant: 48, then 12 behind the version's digit."""
    digits = text.replace("-", "")
    return int(digits[:12] + digits[13:16], 16)


def _rows_in(text: str, table: Table) -> set[int]:
    """The rows whose numbers the digits in the text may be, see Draw.distinct_digits."""
    streams = [each for each, digit in table.digits.items() if digit == ENDLESS and each != ROW]
    numbers = map(int, _DIGITS.findall(text))
    return {row_of_distinct(number, stream) for number in numbers for stream in streams}
