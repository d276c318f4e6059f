"""Some rows of one table, evaluated on demand: a chunk, or the parents that a chunk points at."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mockcraft.core.expression import evaluate
from mockcraft.core.hashing import Rows, U, Unsigned, below, derive, hashed
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.ranges import Chunk
from mockcraft.core.types import Unfit, cast, place, to_arrow, with_nulls
from mockcraft.core.values import text_of
from mockcraft.core.vector import VectorDraw
from mockcraft.errors import DataError, MockcraftError

REDRAWS = (
    100  # tries at a row that fails a check: one that passes 1 time in 5 fails all with p = 2e-10
)


class Frame:
    """Rows `rows` (uint64, any order, any number of times) of `table`.

    `attempt` numbers the draws for rows that fail a check: it names other streams for the columns that
    are redrawn, so that a value stays a pure function of its row. None is the outcome, where each row
    has the values of its first attempt that passes.
    """

    def __init__(
        self, plan: Plan, table: Table, rows: Unsigned, attempt: int | None = None
    ) -> None:
        self.plan, self.table, self.attempt = plan, table, attempt
        self.rows = Rows(rows, digits=table.digits, located=self.located)
        self._arrays: dict[str, pa.Array] = {}
        self._parents: dict[str, Frame] = {}
        self._located: Any = None
        self._attempts: Any = None
        self._untested: Frame | None = None

    def __len__(self) -> int:
        return len(self.rows)

    # ------------------------------------------------------------------ columns

    def batch(self) -> pa.RecordBatch:
        """All columns, of rows that pass the checks."""
        if self.table.checks:  # also where none of their columns can be drawn again
            self._passing_attempts()
        return pa.RecordBatch.from_arrays(
            [self.array(column.name) for column in self.table.columns],
            [column.name for column in self.table.columns],
        )

    def array(self, name: str) -> pa.Array:
        """A column, with its nulls and after its redraws."""
        if name not in self._arrays:
            settle = self.attempt is None and name in self.table.settled
            made = self._settled(name) if settle else self.value_of(self.table.column(name))
            self._arrays[name] = made
        return self._arrays[name]

    def value_of(self, column: Column) -> pa.Array:
        """The values of a column of this table, or of a member of a nested one."""
        try:
            array = cast(to_arrow(column.fill(self, column), len(self)), column.type)
        except Unfit as error:
            number = int(self.rows.numbers[error.row])
            raise DataError(
                f"{column.place}: {self.table.name}.{column.name} has a value that does not fit "
                f"{column.type}: {error} (row {number} of {self.table.name})"
            ) from error
        except MockcraftError as error:
            row = getattr(error, "row", None)
            if row is None:
                raise
            number = int(self.rows.numbers[row])
            raise DataError(
                f"{column.place}: {error} (row {number} of {self.table.name})"
            ) from error
        return with_nulls(array, self._null(column)) if column.nulls else array

    def _null(self, column: Column) -> Any:
        bits = hashed(self.rows, derive(self.key(column), "null"))
        return below(bits, 2**32) < round(column.nulls * 2**32)

    def key(self, column: Column) -> int:
        """Key of the column's decisions, on this attempt."""
        if self.attempt and column.redrawn:
            return derive(column.key, f"attempt {self.attempt}")
        return column.key

    def draw(self, column: Column) -> VectorDraw:
        """The verbs for a column."""
        return VectorDraw(column.context, self.key(column), self.rows)

    # ------------------------------------------------------------------ parents

    def located(self, link: str = "") -> Any:
        """(parent rows, ordinal of each row among its parent's children) of a `per:` table."""
        if self._located is None:
            assert self.table.children is not None
            self._located = self.table.children.locate(self.rows.numbers)
        return self._located

    def parent(self, column_name: str) -> "Frame":
        """The rows that a reference of this table points at, one for each row of this frame."""
        if column_name not in self._parents:
            column = self.table.column(column_name)
            rows = column.fill.rows(self, column)  # type: ignore[attr-defined]
            table = self.plan.table(column.fill.parent)  # type: ignore[attr-defined]
            self._parents[column_name] = Frame(self.plan, table, rows)
        return self._parents[column_name]

    def path(self, name: str) -> pa.Array:
        """A column of this table, of a parent through its key (`user_id.created_at`), or a member of one."""
        key, dot, rest = name.partition(".")
        if not dot:
            return self.array(name)
        if self.table.column(key).type.kind == "struct":
            return pc.struct_field(self.array(key), rest.split("."))
        array = self.parent(key).path(rest)
        null = pc.is_null(self.array(key)).to_numpy(zero_copy_only=False)
        return with_nulls(array, null)

    # ------------------------------------------------------------------ checks

    def _settled(self, name: str) -> pa.Array:
        """A column that checks can change: each row as it is on the first attempt that passes them."""
        attempts = self._passing_attempts()
        first = self._first_attempt().array(name)
        if not attempts.any():
            return first
        parts, places = [first], np.arange(len(self))
        for attempt in np.unique(attempts[attempts > 0]).tolist():
            mine = np.flatnonzero(attempts == attempt)
            places[mine] = sum(map(len, parts)) + np.arange(len(mine))
            again = Frame(self.plan, self.table, self.rows.numbers[mine], attempt)
            parts.append(again.array(name))
        return place(parts, places)

    def _first_attempt(self) -> "Frame":
        if self._untested is None:
            self._untested = Frame(self.plan, self.table, self.rows.numbers, 0)
        return self._untested

    def _passing_attempts(self) -> Any:
        """Which attempt each row passes all checks on."""
        if self._attempts is not None:
            return self._attempts
        attempts = np.zeros(len(self), np.int64)
        failing = np.flatnonzero(self._failures(self._first_attempt()))
        for attempt in range(1, REDRAWS + 1):
            if not len(failing):
                break
            attempts[failing] = attempt
            again = Frame(self.plan, self.table, self.rows.numbers[failing], attempt)
            failing = failing[self._failures(again)]
        if len(failing):
            self._refuse(failing[:1])
        self._attempts = attempts
        return attempts

    def _failures(self, frame: "Frame") -> Any:
        failed = np.zeros(len(frame), bool)
        for check in self.table.checks:
            passed = evaluate(check, frame.path, len(frame))
            failed |= ~pc.fill_null(passed, True).to_numpy(zero_copy_only=False)
        return failed

    def _refuse(self, failing: Any) -> None:
        frame = Frame(self.plan, self.table, self.rows.numbers[failing], REDRAWS)
        for check in self.table.checks:
            if not pc.fill_null(evaluate(check, frame.path, 1), True)[0].as_py():
                values = ", ".join(
                    f"{n} = {text_of(frame.path(n)[0].as_py())}" for n in check.columns
                )
                raise DataError(
                    f"{self.table.name}: the check {check.text!r} still fails for row "
                    f"{int(self.rows.numbers[failing][0])} after {REDRAWS} draws, last with {values} "
                    "(widen the ranges of its columns, or loosen the check)"
                )


def batch_of(plan: Plan, chunk: Chunk) -> pa.RecordBatch:
    """The rows of a chunk."""
    rows = np.arange(chunk.start, chunk.stop, dtype=U)
    return Frame(plan, plan.table(chunk.table), rows).batch()
