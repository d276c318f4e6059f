"""Some rows of one table, evaluated on demand: a chunk, or the parents that a chunk points at."""

from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.absent import absent_rows
from mockcraft.core.arrays import numpy_array
from mockcraft.core.drawings import Drawings
from mockcraft.core.effort import spend
from mockcraft.core.expression import Expression, evaluate
from mockcraft.core.hashing import Located, Rows, Signed, U, Unsigned, below, derive, hashed
from mockcraft.core.links.ancestors import Elders, inherited, parents_in_tree
from mockcraft.core.links.picking import pick_parents
from mockcraft.core.links.siblings import located
from mockcraft.core.locale_mix import Parts
from mockcraft.core.neighbours import read_beside
from mockcraft.core.paths import parted
from mockcraft.core.plan import Column, Link, Plan, Table
from mockcraft.core.ranges import Chunk
from mockcraft.core.types import Unfit, cast, cut, to_arrow, with_nulls
from mockcraft.core.vector import VectorDraw
from mockcraft.errors import DataError, MockcraftError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mockcraft.core.links.conditions import Condition


class Part(IntEnum):
    """How much of what is given by hand rows have: all of it; without stand-ins for others; nothing."""

    ALL = 0
    OWN = 1
    NOTHING = 2


class Frame:
    """Rows `numbers` (uint64, any order, any number of times) of `table`.

    Of a row that fails a check, all columns are drawn again that are not fixed: what the check reads, and
    what belongs together with it. `attempts` says which drawing of each row is meant; None is the
    outcome, where each row is as on its first attempt that passes. `ordinals` are the places of the items
    of an array. `part` says which of the cells that are given by hand count.
    """

    def __init__(
        self,
        plan: Plan,
        table: Table,
        numbers: Unsigned,
        attempts: Signed | None = None,
        ordinals: Signed | None = None,
        part: Part = Part.ALL,
    ) -> None:
        self.plan, self.table, self.part = plan, table, part
        self.located = _Located(plan, table, numbers)
        self.rows = Rows(numbers, attempts, ordinals, table.digits, self.located)
        self._fixed_rows = self.rows
        if attempts is not None:
            self._fixed_rows = Rows(numbers, None, ordinals, table.digits, self.located)
        self._checked = bool(table.checks) and attempts is None
        self.arrays: dict[str, pa.Array] = {}
        self._picked: dict[str, Unsigned] = {}
        self._parents: dict[str, Frame] = {}
        self._lost: dict[str, Any] = {}
        self.elders: dict[str, Elders | None] = {}
        self.neighbours: dict[int, Frame] = {}
        self._drawings: Drawings | None = None
        self._given = table.given if part < Part.NOTHING else None
        self._without_given: Frame | None = None
        self._moved: dict[int, tuple[Signed, Unsigned]] = {}
        self._standing_in: dict[bytes, Frame] = {}

    def __len__(self) -> int:
        return len(self.rows)

    # ------------------------------------------------------------------ columns

    def batch(self) -> pa.RecordBatch:
        """All columns, of rows that pass the checks."""
        self.check()
        arrays = [self.array(column.name) for column in self.table.columns]
        self.release()
        return pa.RecordBatch.from_arrays(arrays, [column.name for column in self.table.columns])

    def check(self, failures: "Callable[[Frame], Any] | None" = None) -> None:
        """Draws the rows that fail a check again, also where no column of theirs is asked for.

        `failures` tells which do, as that of the frame, but sooner.
        """
        if self._checked:
            self._drawn(failures)

    def positions(self) -> Unsigned:
        """Of the rows in the sequence of SplitMix64, on the attempts that count."""
        return self._drawn().positions if self._checked else self.rows.weyl

    def release(self) -> None:
        """Lets go of the records: they know the rows that know them, and would stay until a collection."""
        pending = [self]
        while pending:
            frame = pending.pop()
            for rows in (frame.rows, frame._fixed_rows):
                for each in rows.entities.values():
                    if isinstance(each, Parts):
                        each.clear_records()
                rows.entities.clear()
            pending += frame._inner()

    def _inner(self) -> "list[Frame]":
        """The frames that this one has made."""
        found = [*self._parents.values(), *self._standing_in.values(), *self.neighbours.values()]
        found += [each.frame for each in self.elders.values() if each is not None]
        found += [self._drawings.first, self._drawings.later] if self._drawings else []
        return found + ([self._without_given] if self._without_given else [])

    def array(self, name: str) -> pa.Array:
        """A column, with its nulls, of the attempt that counts."""
        if name not in self.arrays:
            self._make(name)
        return self.arrays[name]

    def _make(self, name: str) -> None:
        """Makes a column, after those that it reads: a stack in place of a recursion as deep as the chain."""
        pending = [name]
        while pending:
            spend(1)
            column = self.table.column(pending[-1])
            missing = [n for n in self.table.needs.get(column.name, ()) if n not in self.arrays]
            if missing and (column.fixed or not self._checked):
                pending += missing
                continue
            if self._checked and not column.fixed:
                self.arrays[column.name] = self._drawn().array(column.name)
            else:
                given = self._given
                made = given.array(self, column) if given else self.value_of(column)
                self.arrays[column.name] = made
            pending.pop()

    def value_of(self, column: Column) -> pa.Array:
        """The values of a column of this table, or of a member of a nested one."""
        try:
            made = to_arrow(column.fill(self, column), len(self))
            array = cast(made, column.type, column.converted)
            if column.max_length is not None:
                array = cut(array, column.max_length)
        except Unfit as error:
            number = int(self.rows.numbers[error.row])
            wrong = DataError(
                f"{column.place}: {self.table.name}.{column.name} has a value that does not fit "
                f"{column.type}: {error} (row {number} of {self.table.name})"
            )
            raise wrong.about(self.table.name, column.name) from error
        except MockcraftError as error:
            if error.subject is not None:  # it tells its place already
                raise
            placed = self.placed(error, column.place)
            raise placed.about(self.table.name, column.name) from error
        if column.nulls:
            array = with_nulls(array, self.null(column))
        absent = absent_rows(column, self.rows.numbers)
        return array if absent is None else with_nulls(array, absent)

    def placed(self, error: MockcraftError, place: str) -> MockcraftError:
        """An error with the place that declares what was made, and with the row where it is about one.

        One that has a subject tells them already, and is left as it is.
        """
        if error.subject is not None:
            return error
        row = getattr(error, "row", None)
        which = "" if row is None else f" (row {int(self.rows.numbers[row])} of {self.table.name})"
        return DataError(f"{place}: {error}{which}")

    def rows_for(self, made: Column | Link) -> Rows:
        """The rows as the decisions of a column or a link are made: those of fixed ones on the first attempt.

        So are those of a tree of bounded depth, in which a row follows from all its ancestors.
        """
        fixed = made.fixed or (isinstance(made, Link) and made.max_depth > 0)
        return self._fixed_rows if fixed else self.rows

    def null(self, made: Column | Link) -> Any:
        """Which rows have no value, shape (n,)."""
        key = made.stream if isinstance(made, Link) else made.key
        bits = hashed(self.rows_for(made), derive(key, "null"))
        return below(bits, 2**32) < round(made.nulls * 2**32)

    def draw(self, column: Column) -> VectorDraw:
        """The verbs for a column."""
        return VectorDraw(column.context, column.key, self.rows_for(column))

    # ------------------------------------------------------------------ parents

    def picked(self, link: Link) -> Unsigned:
        """The parent's rows that a link points at, one for each row, also where it is null."""
        if link.name not in self._picked:
            drawn = self._checked and not link.fixed
            made = self._drawn().picked(link) if drawn else self._pick(link)
            if self._given is not None and not drawn:
                made = self._given.picked(self, link, made)
            self._picked[link.name] = made
        return self._picked[link.name]

    def _allowed(self, link: Link, where: "Condition") -> Unsigned:
        """Parent rows that a condition allows; notes which rows have none."""
        made, lost = where.pick(self, link)
        if self._given is not None and link.name in self._given.links:
            lost[self._given.links[link.name].find(self.rows.numbers)[0]] = False
        if lost.any() and not where.optional:
            raise where.refusal(self, link, int(np.flatnonzero(lost)[0]))
        self._lost[link.name] = lost
        return parents_in_tree(self, link)[0] if link.max_depth else made

    def _pick(self, link: Link) -> Unsigned:
        parent = self.plan.table(link.parent)
        first = parent.first_target
        if parent.count == first:  # it has none, and all point at none
            return np.full(len(self), first, U)
        if link.where is not None:
            return self._allowed(link, link.where)
        if link.weight is not None:
            return link.weight.pick(self, link)
        if link.counted:
            parents: Unsigned = self.located(link.name)[0]
            return parents
        if link.parent == self.table.name:
            return parents_in_tree(self, link)[0]
        skipped, among = link.among(parent.count - first)
        return pick_parents(self.rows_for(link), link, among) + U(first + skipped)

    def parent(self, link: Link) -> "Frame":
        """The rows of its parent that a link points at."""
        if link.name not in self._parents:
            parent = self.plan.table(link.parent)
            self._parents[link.name] = Frame(self.plan, parent, self.picked(link))
        return self._parents[link.name]

    def beside(self, table: Table, numbers: Unsigned) -> "Frame":
        """Rows of any table of the plan."""
        return Frame(self.plan, table, numbers)

    def linked(self, link: Link, target: str) -> pa.Array:
        """A column of the rows that a link points at, null where it points at none."""
        array = self.parent(link).array(target)
        null = self.orphans(link)
        return array if null is None else with_nulls(array, null)

    def orphans(self, link: Link) -> Any:
        """Which rows point at no parent through a link, shape (n,) of bool; None where all point at one."""
        self.picked(link)  # which notes those that a condition leaves none
        null = self.null(link) if link.nulls else None
        if link.name in self._lost:
            null = self._lost[link.name] if null is None else null | self._lost[link.name]
        elif link.parent == self.table.name and (null is not None or link.roots):
            roots = self.rows.numbers < U(self.table.start + max(link.roots, 1))
            null = roots if null is None else null | roots
        if self._given is not None:
            null = self._given.null(self, link, null)
        return null

    def path(self, name: str) -> pa.Array:
        """A column of this table, of a parent through its key (`user_id.created_at`), or a member of one.

        Any of them also of the row before or after.
        """
        own, step = parted(name)
        if step:
            return read_beside(self, own, step)
        key, dot, rest = name.partition(".")
        if not dot:
            return self.array(name)
        column: Any = self.table.column(key)
        if column.type.kind == "struct":
            return pc.struct_field(self.array(key), rest.split("."))
        if hasattr(column.fill, "part"):
            part: pa.Array = column.fill.part(self, column, rest)
            return (
                with_nulls(part, numpy_array(self.array(key).is_null())) if column.nulls else part
            )
        link = self.table.link(key)
        if link.parent == self.table.name and rest in self.table.heirs:
            return inherited(self, link, rest)
        array = self.parent(link).path(rest)
        null = numpy_array(pc.is_null(self.array(key)))
        return with_nulls(array, null)

    # ------------------------------------------------------------------ rows given by hand

    def without_given(self) -> "Frame":
        """The same rows as if nothing were given by hand."""
        if self._without_given is None:
            rows = self.rows
            self._without_given = Frame(
                self.plan, self.table, rows.numbers, rows.attempts, rows.ordinals, Part.NOTHING
            )
        return self._without_given

    def givers(self, numbers: Unsigned) -> "Frame":
        """Rows of the table with what is given of them by hand, and nothing that stands in for others."""
        return Frame(self.plan, self.table, numbers, part=Part.OWN)

    def moved(self, sharing: int) -> tuple[Signed, Unsigned]:
        """See given.Given.moved, for the columns of this place in `Given.sharing`."""
        if sharing not in self._moved:
            assert self._given is not None
            shared = self._given.sharing[sharing]
            if self.part is not Part.ALL:
                self._moved[sharing] = np.zeros(0, np.int64), np.zeros(0, U)
            elif self._checked and not all(self.table.column(n).fixed for n in shared.members):
                self._moved[sharing] = self._drawn().moved(sharing)
            else:
                self._moved[sharing] = self._given.moved(self, shared)
        return self._moved[sharing]

    def standing_in(self, places: Signed, numbers: Unsigned) -> "Frame":
        """Other rows, which stand in for those at these places, on the same attempts."""
        known = places.tobytes() + numbers.tobytes()
        if known not in self._standing_in:
            attempts = None if self.rows.attempts is None else self.rows.attempts[places]
            self._standing_in[known] = Frame(
                self.plan, self.table, numbers, attempts, None, Part.NOTHING
            )
        return self._standing_in[known]

    # ------------------------------------------------------------------ checks

    def failures(self) -> Any:
        """Which rows fail a check, shape (n,) of bool."""
        failed = np.zeros(len(self), bool)
        for check in self.table.checks:
            failed |= ~self.passes(check)
        return failed

    def passes(self, check: Expression) -> Any:
        """Which rows meet a check, or are NULL for it, shape (n,) of bool."""
        try:
            passed = evaluate(check, self.path, len(self))
        except MockcraftError as error:
            raise self.placed(error, check.place).about(self.table.name) from error
        return numpy_array(pc.fill_null(passed, True))

    def _drawn(self, failures: "Callable[[Frame], Any] | None" = None) -> Drawings:
        if self._drawings is None:
            plan, table, numbers, part = self.plan, self.table, self.rows.numbers, self.part

            def drawn(places: Signed, attempts: Signed) -> Frame:
                return Frame(plan, table, numbers[places], attempts, None, part)

            self._drawings = Drawings(table, len(numbers), drawn, failures or Frame.failures)
        return self._drawings


class _Located:
    """Where the rows of a table stand among those of their parents.

    It knows nothing of the frame: a circle would keep the frame's arrays until Python looks for circles,
    which took 40 MB more.
    """

    __slots__ = ("_found", "numbers", "plan", "table")

    def __init__(self, plan: Plan, table: Table, numbers: Unsigned) -> None:
        self.plan, self.table, self.numbers = plan, table, numbers
        self._found: dict[str, Located] = {}

    def __call__(self, name: str) -> Located:
        """The parent of each row through a link, and its place among that parent's children."""
        if name not in self._found:
            link = self.table.link(name)
            if link.counted:
                assert self.table.children is not None
                self._found[name] = self.table.children.locate(self.numbers)
            else:
                self._found[name] = located(self.plan, self.table, link, self.numbers, Frame)
        return self._found[name]


def batch_of(plan: Plan, chunk: Chunk) -> pa.RecordBatch:
    """The rows of a chunk."""
    rows = chunk.numbers
    return Frame(plan, plan.table(chunk.table), rows).batch()
