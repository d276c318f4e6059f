"""Checks: predicates that every row meets, because a row that fails one is drawn again."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from mockcraft.core import fills
from mockcraft.core.effort import spend
from mockcraft.core.expression import Expression, result_type
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import U
from mockcraft.core.keys import derive
from mockcraft.core.links.among import Numbered, OneOf
from mockcraft.core.links.picking import stream_of
from mockcraft.core.links.totals import Total
from mockcraft.core.paths import parted
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.types import type_of
from mockcraft.core.uniques.measure import measure
from mockcraft.core.values import text_of
from mockcraft.errors import MockcraftError, NotUnique, Problem, UserError
from mockcraft.schema.binding import Binding
from mockcraft.schema.computed import path_types
from mockcraft.schema.declaration import Declaration, Declared
from mockcraft.schema.expressions import parse as parse_expression
from mockcraft.schema.records import mates_of
from mockcraft.schema.source import shown
from mockcraft.schema.spec import Path, TableSpec

TRIED = 1_000  # rows that a check is tried on where no row of it could be drawn again


def table_checks(binding: Binding, table: TableSpec) -> tuple[Expression, ...]:
    """The checks of a table; problems are noted."""
    found = []
    for i, text in enumerate(table.checks):
        spend(1)
        at = (table.name, "checks", str(i))
        try:
            found.append(_check(binding, table, text, at))
        except MockcraftError as error:
            binding.note(error, at)
    return tuple(found)


def _check(binding: Binding, table: TableSpec, text: str, at: Path) -> Expression:
    expression = parse_expression(text, binding.constants(table.name))
    types, _ = path_types(binding, table.name, expression.columns, at)
    type_ = type_of(result_type(expression, lambda name: types[name].arrow))
    if type_.kind != "boolean":
        raise UserError(
            f"the check {shown(text)} gives {type_}, not true or false (compare it with something)"
        )
    if not expression.columns:
        raise UserError(f"the check {shown(text)} names no column of {table.name}")
    if any(parted(path)[1] for path in expression.columns):
        raise UserError(
            f"the check {shown(text)} reads another row, and a row is checked by itself (leave lag and lead out)"
        )
    return replace(expression, place=str(binding.place(*at)))


# ---------------------------------------------------------------------- what is drawn again


def with_redraws(binding: Binding, table: Table, declared: Mapping[str, Declaration]) -> Table:
    """The table with what its checks have drawn again: see Column.fixed."""
    drawn = _redrawn(binding, table, declared)
    for name in sorted(drawn):
        for path in declared[name].reads():
            own, step = parted(path)
            if step and own.partition(".")[0] in drawn:
                message = (
                    f"{shown(name)} reads {own} of another row, which a check can have drawn again"
                )
                binding.problem(
                    declared[name].source_at,
                    f"{message} (leave out lag and lead, or the check)",
                )
    return replace(
        table,
        columns=tuple(_redrawing(c) if c.name in drawn else c for c in table.columns),
        hidden=tuple(_redrawing(c) if c.name in drawn else c for c in table.hidden),
        links=tuple(
            replace(link, fixed=link.name.partition(".")[0] not in drawn) for link in table.links
        ),
    )


def _redrawn(binding: Binding, table: Table, declared: Mapping[str, Declaration]) -> frozenset[str]:
    """Columns that a failing row takes anew.

    These are what its checks read and what that is made of; whatever shares a record or a link with
    one of them, so that they still agree; and what is made of any of these.
    """
    reads = {
        name: {path.partition(".")[0] for path in each.reads()} for name, each in declared.items()
    }
    mates = mates_of(binding, table.links, declared)
    drawn: set[str] = set()
    pending = [path.partition(".")[0] for check in table.checks for path in check.columns]
    while pending:
        name = pending.pop()
        if name not in drawn:
            drawn.add(name)
            pending += reads[name]
    readers: dict[str, list[str]] = {}
    for name, names in reads.items():
        for each in names:
            readers.setdefault(each, []).append(name)
    pending = list(drawn)
    while pending:
        name = pending.pop()
        found = {*mates.get(name, ()), *readers.get(name, ())} - drawn
        drawn |= found
        pending += found
    return frozenset(name for name in drawn if not _never_changes(table, table.column(name)))


def _never_changes(table: Table, column: Column) -> bool:
    """Whether a row has the same value on each attempt: a key, a constant, a parent it is counted for."""
    fill = column.fill
    if 0 < column.nulls < 1:
        return False
    if isinstance(fill, fills.Linked):
        link = table.link(fill.link)
        within = {each.within for each in table.links}
        if any(each.numbering.link == link.name for each in table.digits.values()):
            return True
        if link.within or link.name in within:
            return not 0 < link.nulls < 1
        digit = table.digits.get(stream_of(link))
        picked = link.counted or (digit is not None and link.distribution == "uniform")
        return picked and not 0 < link.nulls < 1
    if isinstance(fill, fills.Generated):
        return fill.sequence is not None or (fill.series is not None and not fill.inputs)
    if isinstance(fill, Total):
        return not fill.array  # other tables do not change with a row
    return isinstance(fill, fills.Constant | Numbered | OneOf)


def _redrawing(column: Column) -> Column:
    """The column, and what is within it, as one that is drawn again."""
    fill: Any = column.fill
    if isinstance(fill, fills.Struct):
        fill = fills.Struct(tuple(map(_redrawing, fill.members)))
    elif isinstance(fill, fills.Items):
        links = tuple(replace(link, fixed=False) for link in fill.scope.links)
        fill = replace(fill, member=_redrawing(fill.member), scope=replace(fill.scope, links=links))
    elif isinstance(fill, fills.Templated):
        parts = (_redrawing(p) if isinstance(p, Column) else p for p in fill.parts)
        fill = fills.Templated(tuple(parts))
    return replace(column, fill=fill, fixed=False)


# ---------------------------------------------------------------------- checks that cannot work


def waiting_checks(
    binding: Binding, tables: Mapping[str, Table], declared: Declared
) -> Iterator[Problem]:
    """A problem for each check that reads, through links, what only the checks of its own table decide."""
    for spec in binding.spec.tables:
        table = tables[spec.name]
        for i, check in enumerate(table.checks):
            spend(1)
            read = _circle(tables, table, check.columns, declared)
            if read is not None:
                yield Problem(
                    binding.place(spec.name, "checks", str(i)),
                    f"the check {shown(check.text)} reads {read} of another row, which the checks of "
                    f"{table.name} may still change (read a column there that no check changes)",
                )


def _circle(
    tables: Mapping[str, Table], table: Table, paths: tuple[str, ...], declared: Declared
) -> str | None:
    """The column of another row of `table` that its checks decide and the paths lead to, or None."""
    pending = [(table, path) for path in paths]
    seen: set[tuple[str, str]] = set()
    while pending:
        owner, path = pending.pop()
        if (owner.name, path) in seen:
            continue
        seen.add((owner.name, path))
        name, _, rest = path.partition(".")
        declaration = declared[owner.name, name]
        pending += [(owner, each) for each in declaration.reads()]
        read = list(declaration.targets())
        if rest and declaration.target is not None:
            read.append((declaration.target[0], rest))
        for parent_name, each in read:
            parent = tables[parent_name]
            if parent.checks and not parent.column(each.partition(".")[0]).fixed:
                if parent is table:
                    return each
                pending += [(parent, one) for check in parent.checks for one in check.columns]
            pending.append((parent, each))
    return None


def hopeless_checks(binding: Binding, plan: Plan) -> Iterator[Problem]:
    """A problem for each check that fails for a row of which nothing that it reads can be drawn again."""
    for spec in binding.spec.tables:
        table = plan.table(spec.name)
        for i, check in enumerate(table.checks):
            spend(1)
            kept = [path for path in check.columns if _is_kept(table, path.partition(".")[0])]
            if len(kept) == len(check.columns):
                failure = _failure(plan, table, check)
                if failure is not None:
                    yield Problem(binding.place(spec.name, "checks", str(i)), failure)


def _is_kept(table: Table, name: str) -> bool:
    column = table.column(name)
    if column.fixed:
        return True
    if 0 < column.nulls < 1:
        return False
    if isinstance(column.fill, fills.Listed):
        return column.fill.stream in table.digits
    if isinstance(column.fill, fills.Picked):
        return derive(column.key, "values") in table.digits
    if isinstance(column.fill, fills.Generated) and not column.fill.inputs:
        with suppress(NotUnique):
            ways = measure(column.fill.make, column.context, column.key)
            return not ways.endless and table.digits.keys() >= ways.bounds.keys()
    return False


def _failure(plan: Plan, table: Table, check: Expression) -> str | None:
    rows = np.arange(table.start, min(table.count, table.start + TRIED), dtype=U)
    frame = Frame(plan, table, rows, np.zeros(len(rows), np.int64))
    failing = np.flatnonzero(~frame.passes(check))
    if not len(failing):
        return None
    row = int(failing[0])
    values = ", ".join(f"{n} = {text_of(frame.path(n)[row].as_py())}" for n in check.columns)
    names = ", ".join(dict.fromkeys(path.partition(".")[0] for path in check.columns))
    return (
        f"the check {shown(check.text)} fails for row {table.start + row} with {values}, and no other "
        f"values can be drawn for {names} (a key, a unique column or a constant: change it, or the check)"
    )
