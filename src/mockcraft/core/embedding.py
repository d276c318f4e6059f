"""Rows of tables within the documents of others: the plan as a target sees it that holds documents.

`embed: orders` at `users` places the orders of each user, in their order, as an array in the user's document.
The children of rows [a, b) are the rows [before(a), before(b)) of their table (see `children`), so any document
is made by itself, and its cells are those that the table has.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.arrays import arrow_array
from mockcraft.core.coded import plain_text
from mockcraft.core.fills import Struct, ordinals_of
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import Signed, U, Unsigned
from mockcraft.core.links.children import Children
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.ranges import Range
from mockcraft.core.types import Type
from mockcraft.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Embedded:
    """An array of the rows of `table` that belong to each row, which `children` shares out.

    `member` is such a row: a sub-document of all columns of its table.
    """

    table: str
    member: Column
    children: Children = field(repr=False)

    @property
    def high(self) -> int:
        """Most items of a row."""
        return self.children.high

    def __call__(self, frame: Frame, column: Column) -> Any:
        """See plan.Fill."""
        numbers = frame.rows.numbers
        counts = self.children.counts(numbers)
        offsets = np.zeros(len(frame) + 1, np.int32)
        np.cumsum(counts, out=offsets[1:])
        table = frame.plan.table(self.table)
        rows = Frame(frame.plan, table, self.item_numbers(numbers, counts)).batch()
        arrays = [plain_text(a) if pa.types.is_dictionary(a.type) else a for a in rows.columns]
        items = pa.StructArray.from_arrays(arrays, fields=list(self.member.type.arrow))
        return pa.ListArray.from_arrays(arrow_array(offsets), items)

    def item_numbers(self, numbers: Unsigned, counts: Signed) -> Unsigned:
        """Row numbers of the children of these rows, of which each has so many."""
        starts = self.children.starts(numbers)
        return (np.repeat(starts, counts) + ordinals_of(counts)).astype(U)


def embedded(plan: Plan, holds: Callable[[Table], bool] = lambda table: True) -> Plan:
    """The plan with embedded tables in the documents of their parents, and in `Plan.within` in place of `tables`.

    `holds` says of a table that is stored by itself whether its rows are documents; the children of others
    stay tables. What stands within a document can hold documents itself. This is the only place that embeds:
    a format says by `documents` that it is asked for (`format.shaped`), an engine by its capabilities
    (`Engine.shaped`), and ranges are those of the plan that results.
    """
    parents = {child: table.name for table in plan.tables for child in table.embeds}

    def is_within(name: str) -> bool:
        parent = parents.get(name)
        return parent is not None and (is_within(parent) or holds(plan.table(parent)))

    within = {table.name for table in plan.tables if is_within(table.name)}
    if not within:
        return plan

    def made(table: Table) -> Table:
        children = [made(plan.table(name)) for name in table.embeds if name in within]
        return replace(
            table,
            columns=(*table.columns, *map(_column, children)),
            links=tuple(
                replace(link, constraint=link.constraint and link.parent not in within)
                for link in table.links
            ),
        )

    tables = [made(table) for table in plan.tables]
    return replace(
        plan,
        tables=tuple(table for table in tables if table.name not in within),
        within=tuple(table for table in tables if table.name in within),
    )


def _column(child: Table) -> Column:
    """The array of a parent's document that holds the child's rows."""
    first, children = child.columns[0], child.children
    assert children is not None
    row = Type("struct", fields=tuple((each.name, each.type) for each in child.columns))
    name, context = child.local_name, first.context
    never: Any = {"nullable": False, "holds_null": False, "place": first.place}
    member = Column(name, row, Struct(child.columns), 0, context, **never)
    fill = Embedded(child.name, member, children)
    type_ = Type("list", item=row)
    return Column(name, type_, fill, 0, context, **never)


def embedded_ranges(plan: Plan, ranges: Iterable[Range]) -> Iterator[Range]:
    """The rows of other tables that stand in the documents of these, in the order in which they are read."""
    for each in ranges:
        inner = [
            Range(child.name, child.children.before(each.start), child.children.before(each.stop))
            for child in plan.within
            if child.children is not None and child.children.parent == each.table
        ]
        for own in inner:
            yield own
            yield from embedded_ranges(plan, [own])
