"""Tables: their columns, the groups of columns that are unique together, and the checks."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from mockcraft.core import fills
from mockcraft.core.context import Context
from mockcraft.core.expression import Expression
from mockcraft.core.kinds import stays_distinct
from mockcraft.core.measure import measure
from mockcraft.core.plan import Column, Table
from mockcraft.core.unique import Digit, Numbering, Ways
from mockcraft.errors import MockcraftError, NotUnique, Place, SchemaError, did_you_mean
from mockcraft.schema.columns import ColumnBinder
from mockcraft.schema.expressions import parse as parse_expression
from mockcraft.schema.source import shown, wrong
from mockcraft.schema.spec import TableSpec
from mockcraft.schema.unique import ADVICE, single

Decisions = dict[int, tuple[int, str]]  # bounds of the decisions by stream, see unique.Ways


class TableBinder:
    """Binds one table whose columns can be bound."""

    def __init__(self, binder: ColumnBinder, spec: TableSpec) -> None:
        self.binder, self.spec = binder, spec
        bound = {column.name: binder.bind(spec, column) for column in spec.columns}
        self.columns = {name: column for name, column in bound.items() if column is not None}
        self.complete = len(self.columns) == len(spec.columns)
        self.shared: set[str] = set()  # columns of the groups
        self.digits: dict[int, Digit] = {}

    def bind(self) -> Table | None:
        """The table; None where it has problems, which are noted."""
        problems = len(self.binder.problems)
        groups = self._checked_groups()
        checks = self._checks()
        if not self.complete or len(self.binder.problems) > problems:
            return None
        try:
            digits = self._all_digits()
        except SchemaError as error:
            self.binder.note(error, self.spec.place)
            return None
        redrawn, settled = self._redrawn(checks)
        return Table(
            self.spec.name, self.binder.counts.get(self.spec.name, 1),
            tuple(self._column(column, redrawn) for column in self.columns.values()),
            groups, self.binder.children.get(self.spec.name), checks, settled, digits,
        )  # fmt: skip

    def _column(self, column: Column, redrawn: frozenset[str]) -> Column:
        return replace(column, redrawn=column.name in redrawn)

    # ------------------------------------------------------------------ checks

    def _checks(self) -> tuple[Expression, ...]:
        found = []
        for place, text in self.spec.checks:
            try:
                found.append(self._check(place, text))
            except MockcraftError as error:
                self.binder.note(error, place)
        return tuple(found)

    def _check(self, place: Place, text: str) -> Expression:
        expression = parse_expression(text)
        type_ = self.binder.expression_type(self.spec, expression, place)
        if type_.kind != "boolean":
            raise wrong(
                place,
                f"the check {shown(text)} gives {type_}, not true or false (compare it with something)",
            )
        if not expression.columns:
            raise wrong(place, f"the check {shown(text)} names no column of {self.spec.name}")
        return expression

    def _redrawn(self, checks: Iterable[Expression]) -> tuple[frozenset[str], frozenset[str]]:
        """Columns that a failing check draws again, and all columns that change with them."""
        pending = [_first(name) for check in checks for name in check.columns]
        redrawn: set[str] = set()
        seen: set[str] = set()
        while pending:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            fill = self.columns[name].fill
            pending += map(_first, made_from(fill))
            distinct = getattr(fill, "unique", None) or name in self.shared
            if isinstance(fill, fills.Generated | fills.Picked) and not distinct:
                redrawn.add(name)
        settled = set(redrawn)
        while more := self._reading(settled) - settled:
            settled |= more
        return frozenset(redrawn), frozenset(settled)

    def _reading(self, names: set[str]) -> set[str]:
        """Columns that are made from some of these."""
        return {
            column.name
            for column in self.columns.values()
            if names & set(map(_first, made_from(column.fill)))
        }

    # ------------------------------------------------------------------ unique together

    def _checked_groups(self) -> tuple[tuple[str, ...], ...]:
        """The groups of `unique`; the primary key of several columns is one more to tell apart."""
        keys = self.spec.key_columns
        groups = [(self.spec.place, keys)] if len(keys) > 1 else []
        seen: list[set[str]] = []
        for place, names in [*groups, *self.spec.uniques]:
            try:
                if set(names) not in seen:
                    self._check_names(place, names)
                    self._group(place, names)
                elif set(names) != set(keys):
                    raise wrong(place, f"{_list(names)} is given twice (keep one)")
                seen.append(set(names))
            except SchemaError as error:
                self.binder.note(error, place)
        return tuple(names for _, names in self.spec.uniques)

    def _check_names(self, place: Place, names: tuple[str, ...]) -> None:
        known = [column.name for column in self.spec.columns]
        for name in names:
            if name not in known:
                hint = did_you_mean(name, known) or f" (there are: {', '.join(known)})"
                raise wrong(place, f"{self.spec.name} has no column {shown(name)}{hint}")
        if len(names) < 2:
            raise wrong(
                place, f"{_list(names)} is one column (set unique: true on {names[0]} instead)"
            )
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise wrong(place, f"{_list(names)} has {twice} twice (keep one)")

    def _group(self, place: Place, names: tuple[str, ...]) -> None:
        """Gives the columns of a group one permutation, whose digits decide them all."""
        if any(name not in self.columns for name in names):
            return
        columns = [self.columns[name] for name in names]
        if any(column.unique for column in columns):
            return
        taken = next((name for name in names if name in self.shared), None)
        if taken is not None:
            raise wrong(place, f"{taken} is in two groups of unique columns (keep it in one)")
        decisions: Decisions = {}
        counted = False
        for column in columns:
            if isinstance(column.fill, fills.Reference) and column.fill.positional:
                counted = True
                continue
            try:
                decisions |= self._decisions(column)
            except NotUnique as error:
                message = f"{_list(names)} cannot be unique: {column.name} {error}"
                raise wrong(place, message) from None
        self.digits |= self._permutation(place, names, decisions, counted)
        for column in columns:
            if not (isinstance(column.fill, fills.Reference) and column.fill.positional):
                self.shared.add(column.name)

    def _all_digits(self) -> dict[int, Digit]:
        """Those of the groups, and of the columns that are unique by themselves."""
        digits = dict(self.digits)
        unique = [
            (column, column.fill.unique)
            for column in self.columns.values()
            if isinstance(column.fill, fills.Generated | fills.Picked | fills.Reference)
            and column.fill.unique is not None
        ]
        for column, ways in sorted(unique, key=lambda each: len(each[1].bounds)):
            own = ways.digits(None if isinstance(column.fill, fills.Generated) else column.key)
            taken = [stream for stream in own if stream in digits]
            if not taken or ways.endless:
                digits |= own
            elif len({digits[stream].numbering for stream in taken}) > 1 or any(
                stream not in own or own[stream].columns != digit.columns
                for stream, digit in digits.items()
                if digit.numbering == digits[taken[0]].numbering
            ):
                raise wrong(
                    self.spec.place,
                    f"{shown(column.name)} cannot be unique: another unique column is made of a part of "
                    "the same record (keep one of them unique)",
                )
        return digits

    def _decisions(self, column: Column) -> Decisions:
        """The decisions of a column that can tell rows apart; raises NotUnique for one that has none."""
        fill = column.fill
        if isinstance(fill, fills.Reference):
            if fill.distribution != "uniform":
                raise NotUnique(f"has the distribution {fill.distribution} (leave that out)")
            if fill.parent == self.spec.name:
                raise NotUnique("refers to its own table")
            count = self.binder.counts.get(fill.parent, 1)
            return single(column.key, "reference", count).bounds
        if isinstance(fill, fills.Picked):
            if len(set(fill.values)) < len(fill.values):
                raise NotUnique("has a value twice")
            return single(column.key, "values", len(fill.values)).bounds
        if isinstance(fill, fills.Generated):
            if fill.inputs:
                raise NotUnique("has a range that differs from row to row")
            return self._measured(column, fill)
        if isinstance(fill, fills.Constant):
            raise NotUnique("has one value (leave it out of the group)")
        what = "has parts" if column.type.nested else "is made from other columns"
        raise NotUnique(f"{what} (leave it out of the group)")

    def _measured(self, column: Column, fill: fills.Generated) -> Decisions:
        try:
            unique = measure(fill.make, column.context, column.key)
        except NotUnique as error:
            raise NotUnique(f"has no values that can be told apart: {error}") from None
        if unique.endless:
            raise NotUnique("is unique by itself (set unique: true on it, and leave the group out)")
        made = fill.make.generator.type_name
        if not stays_distinct(made, column.type.kind):
            raise NotUnique(f"is made {column.type}, where values that differ can be equal")
        return unique.bounds

    def _permutation(
        self, place: Place, names: tuple[str, ...], found: Decisions, counted: bool
    ) -> dict[int, Digit]:
        ways = Ways(found)
        capacity = ways.capacity
        children = self.binder.children.get(self.spec.name) if counted else None
        asked = children.high if children else self.binder.counts.get(self.spec.name, 0)
        if asked > capacity:
            have = f"{_list(names)} has {capacity:,} combination{'s' * (capacity != 1)}"
            want = f"{asked:,} unique ones are asked for"
            if children:
                want = f"each row of {children.parent} asks for up to {asked:,} unique ones"
            raise wrong(place, f"{have}, {want} {ADVICE}")
        key = Context(self.binder.seed, self.spec.name, "", 0).column_key("unique", *names)
        digits = ways.digits(key)
        if not counted or not digits:
            return digits
        numbering = Numbering(key, next(iter(digits.values())).numbering.capacity, "counted")
        return {s: Digit(numbering, d.divisor, d.radix, d.columns) for s, d in digits.items()}


def made_from(fill: Any) -> list[str]:
    """Paths of the columns a fill reads."""
    if isinstance(fill, fills.Computed):
        return list(fill.expression.columns)
    if isinstance(fill, fills.Templated):
        return [part.name for part in fill.parts if isinstance(part, fills.Path)]
    if isinstance(fill, fills.Generated):
        return [path for _, path, _ in fill.inputs]
    if isinstance(fill, fills.Struct):
        return [path for member in fill.members for path in made_from(member.fill)]
    return []


def _first(path: str) -> str:
    return path.partition(".")[0]


def _list(names: Iterable[str]) -> str:
    return f"[{', '.join(names)}]"
