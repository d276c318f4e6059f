"""Children whose number follows from columns of their parent: `count: {per: users, mean: "if(plan = 'team', 20, 3)"}`.

How many rows a table has is known before any column is bound, so the parent's columns are bound first, in a world
of their own: the parent, and what it is made from, without the table that is counted. Cells are decided by seed,
table, column and row alone, so they are the same there as in the whole.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from mockcraft.core import compute as pc
from mockcraft.core.effort import spend
from mockcraft.core.expression import Expression, evaluate
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import Signed, U
from mockcraft.core.links.children import MAX_SHAPED, Children, drawn_counts
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import CHUNK_ROWS
from mockcraft.core.types import Type, type_of
from mockcraft.errors import MockcraftError, SchemaError
from mockcraft.schema.binding import Binding, Name
from mockcraft.schema.declare import declare
from mockcraft.schema.order import column_needs
from mockcraft.schema.source import shown
from mockcraft.schema.spec import MAX_CHILDREN, MAX_GROUPED, PerSpec, SchemaSpec, TableSpec

PlanOf = Callable[[SchemaSpec], Plan]
STEP_ROWS = 8  # parents that are looked at in a step of work


class ChildCounter:
    """Counts the rows of a table that is counted by expressions over its parent."""

    def __init__(self, binding: Binding, table: TableSpec, per: PerSpec, plan_of: PlanOf) -> None:
        self.binding, self.table, self.per, self.plan_of = binding, table, per, plan_of
        self.parents = binding.counts.get(per.parent, 0)

    def children(self, key: int) -> Children:
        """The children of all parents; raises SchemaError."""
        most = min(MAX_GROUPED, self.binding.max_parents)
        if self.parents > most:
            message = (
                f"{self.per.parent} has {self.parents:,} rows, and its columns are looked at for each of them "
                f"(at most {most:,}: give numbers in place of expressions)"
            )
            raise self.binding.wrong((self.table.name, "count", self.per.by[0][0]), message)
        expressions = {name: self._expression(name, text) for name, text in self.per.by}
        plan = self.plan_of(_World(self.binding, self.table, self.per, expressions).spec())
        self._check_paths(plan, expressions)
        made = [np.zeros(0, np.int64)]
        for start in range(0, self.parents, CHUNK_ROWS):
            rows = np.arange(start, min(start + CHUNK_ROWS, self.parents), dtype=U)
            spend(-(-len(rows) // STEP_ROWS))
            frame = Frame(plan, plan.table(self.per.parent), rows)
            made.append(self._counts(frame, expressions, key))
            frame.release()
        return Children.counted(self.per.parent, np.concatenate(made), key)

    def _expression(self, name: str, text: str) -> Expression:
        at, parent = (self.table.name, "count", name), self.per.parent
        try:
            from mockcraft.schema.expressions import parse

            made = parse(text, self.binding.constants(parent))
        except MockcraftError as error:
            raise self.binding.wrong(at, str(error)) from None
        problems = len(self.binding.problems)
        self.binding.check_columns(parent, made.columns, at)
        if len(self.binding.problems) > problems:
            raise SchemaError
        return made

    def _check_paths(self, plan: Plan, expressions: Mapping[str, Expression]) -> None:
        """Raises SchemaError for a path that leads from a column of the parent to nothing."""
        whole = self.binding
        known = Binding(whole.spec, whole.seed, whole.now, whole.locale, whole.fallback)
        for table in plan.tables:
            known.bound |= {(table.name, c.name): c for c in (*table.columns, *table.hidden)}
        for name, expression in expressions.items():
            for path in expression.columns:
                known.path_column(self.per.parent, path, (self.table.name, "count", name))

    def _counts(self, frame: Frame, expressions: Mapping[str, Expression], key: int) -> Signed:
        """How many children the parents of a frame have."""
        values: dict[str, Any] = {}
        known = np.ones(len(frame), bool)
        for name, expression in expressions.items():
            array = self._evaluated(frame, name, expression)
            known &= array.is_valid().to_numpy(zero_copy_only=False)
            filled = pc.fill_null(array, False if name == "where" else 0)
            values[name] = filled.to_numpy(zero_copy_only=False)
        if "where" in values:
            known &= values["where"]
        low = self._bound(frame, "min", values, known, self.per.low)
        high = None
        if "max" in values or self.per.high is not None:
            high = self._bound(frame, "max", values, known, self.per.high or 0)
            self._check_order(frame, known & (low > high), low, high)
        mean = values.get("mean")
        if mean is None and self.per.mean is not None:
            mean = np.full(len(frame), self.per.mean)
        if mean is not None and high is not None:
            self._check_width(frame, known & (high - low > MAX_SHAPED), high - low)
        return np.where(known, drawn_counts(frame.rows.numbers, key, low, high, mean), 0)

    def _check_order(self, frame: Frame, beyond: Any, low: Signed, high: Signed) -> None:
        if beyond.any():
            row = int(np.flatnonzero(beyond)[0])
            said = "min" if "min" in dict(self.per.by) else "max"
            raise self.binding.wrong(
                (self.table.name, "count", said),
                f"min {int(low[row]):,} is above max {int(high[row]):,} for row {int(frame.rows.numbers[row])} of "
                f"{self.per.parent} (write least or greatest around one of them)",
            )

    def _check_width(self, frame: Frame, beyond: Any, width: Signed) -> None:
        if beyond.any():
            row = int(np.flatnonzero(beyond)[0])
            raise self.binding.wrong(
                (self.table.name, "count", "mean"),
                f"mean goes with at most {MAX_SHAPED:,} between min and max, not with {int(width[row]):,} for row "
                f"{int(frame.rows.numbers[row])} of {self.per.parent} (leave mean out)",
            )

    def _bound(
        self, frame: Frame, name: str, values: Mapping[str, Any], known: Any, given: int
    ) -> Signed:
        made: Signed = np.asarray(values.get(name, np.full(len(frame), given))).astype(np.int64)
        beyond = np.flatnonzero(known & ((made < 0) | (made > MAX_CHILDREN)))
        if len(beyond):
            row = int(beyond[0])
            around = "greatest(…, 0)" if made[row] < 0 else f"least(…, {MAX_CHILDREN})"
            raise self.binding.wrong(
                (self.table.name, "count", name),
                f"{name} is {int(made[row]):,} for row {int(frame.rows.numbers[row])} of {self.per.parent} "
                f"(write {around} around it)",
            )
        return made

    def _evaluated(self, frame: Frame, name: str, expression: Expression) -> Any:
        at = (self.table.name, "count", name)
        try:
            array = evaluate(expression, frame.path, len(frame))
            type_ = type_of(array.type)
        except MockcraftError as error:
            raise self.binding.wrong(at, f"{error} ({_row(error, frame)})") from None
        if not _is(name, type_):
            message = f"{shown(expression.text)} is {type_}, not {_wanted(name, expression, type_)}"
            raise self.binding.wrong(at, message)
        return pc.cast(array, "double", safe=False) if name == "mean" else array


def _row(error: MockcraftError, frame: Frame) -> str:
    row = getattr(error, "row", None)
    return (
        frame.table.name
        if row is None
        else f"row {int(frame.rows.numbers[row])} of {frame.table.name}"
    )


def _wanted(name: str, expression: Expression, type_: Type) -> str:
    """What a key of count has to be, and how an expression of another type becomes it."""
    if name == "where":
        return "true or false (compare it with something)"
    if name == "mean":
        return "a number (name a column of numbers)"
    if type_.family == "number":
        return f"a whole number (write cast(round({expression.text}) as integer))"
    return "a whole number (name a column of whole numbers)"


def _is(name: str, type_: Type) -> bool:
    if name == "where":
        return type_.kind == "boolean"
    return type_.family == "number" if name == "mean" else type_.kind in ("integer", "int32")


class _World:
    """The tables that the columns of a parent are made from, without those whose rows depend on what is counted."""

    def __init__(
        self,
        binding: Binding,
        table: TableSpec,
        per: PerSpec,
        expressions: Mapping[str, Expression],
    ) -> None:
        self.binding, self.table, self.per, self.expressions = binding, table, per, expressions
        scratch = Binding(binding.spec, binding.seed, binding.now, binding.locale, binding.fallback)
        self.declared = declare(scratch)  # whose problems are found again
        self.needs = {name: column_needs(scratch, each) for name, each in self.declared.items()}
        self.left_out = self._left_out()
        self.bad = self._bad()

    def spec(self) -> SchemaSpec:
        """The specification of these tables; raises SchemaError where there is none."""
        parent = self.per.parent
        for name, expression in self.expressions.items():
            for path in expression.columns:
                for read in self.binding.path_read(parent, path):
                    if read in self.bad:
                        raise self.binding.wrong(
                            (self.table.name, "count", name),
                            f"the rows of {self.table.name} are counted by {'.'.join(read)}, which is made from them "
                            "(count them by a column that is not)",
                        )
        tables = self._tables()
        kept = tuple(self._kept(each) for each in self.binding.spec.tables if each.name in tables)
        return replace(self.binding.spec, tables=kept)

    def _left_out(self) -> frozenset[str]:
        """The table that is counted, and those that are counted per it."""
        found = {self.table.name}
        while True:
            more = {
                each.name
                for each in self.binding.spec.tables
                if isinstance(each.count, PerSpec) and each.count.parent in found
            }
            if more <= found:
                return frozenset(found)
            found |= more

    def _others(self, name: Name) -> Iterator[str]:
        """The tables whose rows a column is made from."""
        declaration = self.declared[name]
        yield from (table for table, _ in declaration.targets())
        if declaration.summed is not None and declaration.summed.table:
            yield declaration.summed.table
        yield from (table for table, _ in self.needs[name] if table != name[0])

    def _bad(self) -> frozenset[Name]:
        """Columns that are made from tables that are left out."""
        bad = {
            name
            for name in self.declared
            if name[0] in self.left_out or not self.left_out.isdisjoint(self._others(name))
        }
        while True:
            more = {name for name, read in self.needs.items() if not bad.isdisjoint(read)}
            if more <= bad:
                return frozenset(bad)
            bad |= more

    def _tables(self) -> set[str]:
        found: set[str] = set()
        pending = [self.per.parent]
        while pending:
            name = pending.pop()
            if name in found or name not in self.binding.tables:
                continue
            found.add(name)
            count = self.binding.tables[name].count
            pending += [count.parent] if isinstance(count, PerSpec) else []
            for column in self.binding.columns[name]:
                if (name, column) in self.declared and (name, column) not in self.bad:
                    pending += self._others((name, column))
        return found

    def _kept(self, table: TableSpec) -> TableSpec:
        """The table without the columns that are made from what is left out; raises SchemaError where others need them."""
        gone = {name for owner, name in self.bad if owner == table.name}
        groups = [table.key_columns, *table.uniques]
        checks = [_names(text) for text in table.checks]
        if any(not gone.isdisjoint(group) for group in (*groups, *checks)):
            columns = ", ".join(sorted(gone))
            raise self.binding.wrong(
                (self.table.name, "count", self.per.by[0][0]),
                f"the rows of {self.table.name} are counted by columns of {self.per.parent}, but keys, unique or "
                f"checks of {table.name} have {columns}, which is made from them (leave it out there)",
            )
        return replace(
            table,
            columns=tuple(each for each in table.columns if each.name not in gone),
            rows=tuple(
                replace(row, cells={n: word for n, word in row.cells.items() if n not in gone})
                for row in table.rows
            ),
            options={},
            embeds=(),
        )


def _names(check: str) -> frozenset[str]:
    """The columns that a check reads; none of one that cannot be read, which is found again."""
    try:
        from mockcraft.schema.expressions import parse

        return frozenset(path.partition(".")[0] for path in parse(check).columns)
    except MockcraftError:
        return frozenset()
