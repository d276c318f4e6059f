"""Rows given by hand: what their cells are, and which rows their references point at."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

import pyarrow as pa

from mockcraft.core.effort import spend
from mockcraft.core.given import Cells, Given
from mockcraft.core.kinds import conversions
from mockcraft.core.plan import Column, Link
from mockcraft.core.types import Type, cast, check_text
from mockcraft.core.values import text_of
from mockcraft.dataclass import dataclass
from mockcraft.errors import MockcraftError, SchemaError, UserError
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.given_numbers import RowNumbers
from mockcraft.schema.given_uniques import sharing_of
from mockcraft.schema.links import table_links
from mockcraft.schema.literals import literals
from mockcraft.schema.source import described, shown
from mockcraft.schema.spec import PerSpec, RowSpec, TableSpec, Word
from mockcraft.schema.uniques import UniqueGroup
from mockcraft.schema.wanted_uniques import wanted_uniques


@dataclass(frozen=True, slots=True)
class _Draft:
    """The given rows of a table: their numbers in the order of the file, and values by column and row."""

    numbers: tuple[int, ...] = ()
    values: Mapping[str, Mapping[int, Any]] = field(default_factory=dict)


class GivenBinder:
    """Binds the rows that are given by hand, once the columns of all tables are bound."""

    def __init__(self, binding: Binding) -> None:
        self.binding = binding
        self._drafts: dict[str, _Draft] = {}

    def of(
        self, spec: TableSpec, declared: Mapping[str, Declaration], groups: Sequence[UniqueGroup]
    ) -> tuple[Given | None, list[UniqueGroup]]:
        """What is given of a table whose columns are bound, and its groups with room for stand-ins.

        None where there are problems, which are noted.
        """
        binding, problems = self.binding, len(self.binding.problems)
        draft = self._draft(spec.name)
        links = table_links(binding, spec.name, spec.name)
        pointed = {link.name: self._pointed(spec, draft, link) for link in links}
        self._check_derived(spec, declared)
        if len(binding.problems) > problems:
            return None, list(groups)
        of_links = {name for link in links for name in link.columns}
        cells = {n: _cells(each) for n, each in draft.values.items() if n not in of_links}
        given = Given(
            draft.numbers, cells, {n: _cells(each) for n, each in pointed.items() if each},
            whole=spec.literal,
        )  # fmt: skip
        sharing, groups = sharing_of(binding, spec, declared, groups, draft.numbers)
        return replace(given, sharing=sharing), groups

    def kept(self, spec: TableSpec, columns: Mapping[str, Column]) -> dict[str, Column]:
        """The columns, each with the rows whose documents have it because it is given."""
        draft = self._draft(spec.name)
        made = dict(columns)
        for name, values in draft.values.items():
            if name in made and made[name].absent:
                rows = sorted(row for row, value in values.items() if value is not None)
                made[name] = replace(made[name], kept=tuple(rows))
        return made

    # ------------------------------------------------------------------ rows and their cells

    def _draft(self, table: str) -> _Draft:
        if table not in self._drafts:
            spec, problems = self.binding.tables[table], len(self.binding.problems)
            typed = [self._typed(spec, i, row) for i, row in enumerate(spec.rows)]
            numbers: tuple[int, ...] = ()
            if len(self.binding.problems) == problems:
                numbers = tuple(RowNumbers(self.binding, spec, typed).found())
            values: dict[str, dict[int, Any]] = {}
            for number, row in zip(numbers, typed, strict=False):
                for name, value in row.items():
                    values.setdefault(name, {})[number] = value
            self._drafts[table] = _Draft(numbers, values)
        return self._drafts[table]

    def _typed(self, spec: TableSpec, place: int, row: RowSpec) -> dict[str, Any]:
        made = {}
        for name, word in row.cells.items():
            spend(1)
            at = spec.row_path(place, name)
            try:
                made[name] = self._value(spec, name, word)
            except MockcraftError as error:
                self.binding.note(error, at)
        return made

    def _value(self, spec: TableSpec, name: str, word: Word) -> Any:
        """The value of a cell in its column's type."""
        known = self.binding.columns[spec.name]
        if name not in known:
            raise UserError(self.binding.no_column(spec.name, name))
        column = self.binding.bound.get((spec.name, name))
        if column is None:
            raise SchemaError
        if self.binding.counted_column(spec) is known[name]:
            assert isinstance(spec.count, PerSpec)
            raise UserError(
                f"{shown(name)} says for which row of {spec.count.parent} each row is counted and cannot be given "
                "(leave it out)"
            )
        if word.value is None:
            if known[name].primary_key:
                raise UserError(f"{shown(name)} is a primary key and cannot be null (give a value)")
            return None
        value = _converted(name, word, column.type)
        if column.max_length is not None and len(value) > column.max_length:
            length = f"{len(value):,} characters, and max_length is {column.max_length:,}"
            raise UserError(f"{shown(name)} has {length} (shorten it, or raise max_length)")
        return value

    # ------------------------------------------------------------------ references

    def _pointed(self, spec: TableSpec, draft: _Draft, link: Link) -> dict[int, int]:
        """The parent's row that each row with a cell in a link's columns points at, -1 for none."""
        made: dict[int, int] = {}
        pairs = dict(zip(link.columns, link.key, strict=True))
        for place, number in enumerate(draft.numbers):
            given = {
                name: draft.values[name][number]
                for name in pairs
                if number in draft.values.get(name, ())
            }
            if not given:
                continue
            at = spec.row_path(place, next(iter(given)))
            try:
                made[number] = self._parent_row(
                    spec, link, number, {pairs[n]: v for n, v in given.items()}
                )
            except MockcraftError as error:
                self.binding.note(error, at)
        return made

    def _parent_row(
        self, spec: TableSpec, link: Link, number: int, wanted: Mapping[str, Any]
    ) -> int:
        if None in wanted.values():
            if any(value is not None for value in wanted.values()):
                raise UserError(
                    f"only a part of the reference {shown(link.name)} is null (give all of it)"
                )
            return -1
        found = set.intersection(*(self._rows_with(link.parent, n, v) for n, v in wanted.items()))
        told = ", ".join(f"{name} {text_of(value)}" for name, value in wanted.items())
        if not found:
            raise UserError(
                f"no row of {link.parent} is known to have {told} (give it to a row of {link.parent} by hand"
                f"{', or leave it out' if not spec.literal else ''})"
            )
        row = min(found)
        if link.parent == spec.name and row >= number and (row, number) != (0, 0):
            raise UserError(
                f"the row with {told} does not stand before this one, which refers to it (change their order)"
            )
        return row

    def _rows_with(self, table: str, name: str, value: Any) -> set[int]:
        """Rows that are known to have a value: those that are given it, and the one that has it as its number."""
        given = self._draft(table).values.get(name, {})
        found = {row for row, each in given.items() if each == value}
        sequence = self.binding.sequence(table, name)
        if sequence is not None and isinstance(value, int):
            row, rest = divmod(value - sequence[0], sequence[1])
            if not rest and 0 <= row < self.binding.counts.get(table, 0) and row not in given:
                found.add(row)
        return found

    def _check_derived(self, spec: TableSpec, declared: Mapping[str, Declaration]) -> None:
        """Notes cells of unique columns that are made from others: no other row is known to be free of them."""
        if spec.literal:
            return
        told = {problem.place for problem in self.binding.problems}  # of pairs with a condition
        for _, names in wanted_uniques(self.binding, spec):
            for name in names:
                made = declared.get(name)
                if made is None or not (made.expression is not None or any(made.reads())):
                    continue
                for place, row in enumerate(spec.rows):
                    at = spec.row_path(place, name)
                    if self.binding.place(*at) in told:
                        continue
                    if name in row.cells and row.cells[name].value is not None:
                        read = ", ".join(made.reads())
                        self.binding.problem(
                            at,
                            f"{shown(name)} is unique and made from {read}, so it cannot be given (give {read})",
                        )


def _cells(values: Mapping[int, Any]) -> Cells:
    rows = sorted(values)
    return Cells(tuple(rows), tuple(values[row] for row in rows))


def _converted(name: str, word: Word, wanted: Type) -> Any:
    if wanted.nested:
        raise UserError(f"{shown(name)} has parts and cannot be given by hand")
    if wanted.kind == "text":
        return word.text
    made, (value,) = literals([word])
    if wanted.kind not in conversions(made.kind):
        raise UserError(f"{described(word)} is {made.kind}, but {shown(name)} is {wanted}")
    if made.kind == "text" or (made.kind, wanted.kind) == ("integer", "int32"):
        check_text(str(value), wanted)
    given = cast(pa.array([value], made.arrow), wanted)[0].as_py()
    if made.kind == "decimal" and wanted.kind in _EXACT and value != given:
        message = f"{described(word)} does not fit {shown(name)}, which is {wanted}"
        raise UserError(f"{message} (give {given}, or the column another type)")
    return given


_EXACT = ("integer", "int32", "decimal")  # a number that they do not hold is no other one
