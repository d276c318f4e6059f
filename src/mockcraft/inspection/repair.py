"""What the reader of schema files says against a document is mended there: plainer values, fewer rows, or no table.

The reader knows what can be unique, of which type a value is, and which expressions it has. So a document is
written as the catalogue suggests, and read; each problem names its place, and what stands there is made plainer
until nothing is wrong. Then the first rows are made, and held against the columns of the database.
"""

import re
from collections.abc import Iterator, Sequence
from math import ceil, floor
from typing import Any

from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, chunks
from mockcraft.core.width import wide_tables
from mockcraft.database import Connection, engine_of
from mockcraft.errors import MockcraftError, Problem, SchemaError
from mockcraft.inspection.choice import Asked
from mockcraft.inspection.document import Document
from mockcraft.inspection.plain import SPREAD, plain
from mockcraft.inspection.survey import Survey
from mockcraft.inspection.uniques import uniques_of
from mockcraft.schema.bind import Overrides, load
from mockcraft.schema.spec import SchemaSpec
from mockcraft.sinks.capacity import check_capacity
from mockcraft.sinks.fitting import Target, misfits
from mockcraft.stored import StoredColumn

ROUNDS = 60  # of reading and mending; each ends at least one problem
TRIED = 500  # first and last rows of each table that are made
_FLAGS = ("primary_key", "unique", "nulls")


class Repair:
    """A document on its way to one that has no problems."""

    def __init__(
        self, survey: Survey, document: Document, overrides: Overrides | None = None
    ) -> None:
        self.survey, self.document, self.overrides = survey, document, overrides
        self.levels: dict[tuple[str, str], int] = {}

    def mended(self, url: str) -> tuple[SchemaSpec, Plan] | None:
        """The document read, once it has no problems; None where no table is left."""
        engine = engine_of(url)
        connection = engine.connect(url, False)
        try:
            for _ in range(ROUNDS):
                if not self.document.tables:
                    return None
                try:
                    read = load(self.document.data, self.overrides)
                except SchemaError as error:
                    self.mend(error)
                    continue
                if not self._tried(read[1], connection, Target(self.survey.name, engine)):
                    return read
            raise AssertionError(f"the document still has problems after {ROUNDS} rounds")
        finally:
            connection.close()

    # ------------------------------------------------------------------ what the reader says

    def mend(self, error: SchemaError) -> None:
        """Mends what the problems of the document name; raises them where they name none of its tables."""
        seen: set[tuple[str, ...]] = set()
        # Those of the last checks first: each that is dropped moves the ones behind it.
        for problem in sorted(error.problems, key=_number, reverse=True):
            path = problem.place.path[1:]  # without `tables`
            key = path[:3]
            if key in seen or not path or path[0] not in self.document.tables:
                continue
            seen.add(key)
            self._mend_at(path, problem.message, problem.capacity)
        if not seen:
            raise error

    def _mend_at(self, path: tuple[str, ...], message: str, capacity: int | None) -> None:
        name, table = path[0], self.document.tables[path[0]]
        column = path[2] if path[1:2] == ("columns",) and len(path) > 2 else ""
        if capacity is not None and not self._can_be_plainer(name, column):
            self._fewer(name, capacity, message)
        elif column:
            self.degrade(name, column, message)
        elif path[1:2] == ("checks",) and len(path) > 2:
            checks = table["checks"]
            self.document.notes[name, "checks"] = f"not understood: {checks.pop(int(path[2]))}"
            if not checks:
                del table["checks"]
        elif path[1:2] == ("unique",) and len(path) > 2:
            self._regroup(name, table["unique"][int(path[2])], message)
        else:
            self._regroup(name, [*self.survey.tables[name].primary_key], message)

    def _can_be_plainer(self, name: str, column: str) -> bool:
        """Whether the column, or one of the table's group where it is "", has a generator that its name chose."""
        specs = self.document.tables[name]["columns"]
        if not column:
            return False
        spec = specs.get(column)
        chosen = isinstance(spec, str) or (isinstance(spec, dict) and "generator" in spec)
        return chosen and self.levels.get((name, column), 0) == 0

    def _fewer(self, name: str, rows: int, message: str) -> None:
        table = self.document.tables[name]
        if rows < 1 or not isinstance(table["count"], int) or table["count"] <= rows:
            self.refuse(name, message)
            return
        self.document.notes[name, "count"] = (
            f"no more rows can differ: {message.partition(' (')[0]}"
        )
        table["count"] = rows

    def _regroup(self, name: str, columns: list[str], message: str) -> None:
        """Makes the columns of a group plain, so that they can be told apart."""
        stored = {each.name: each for each in self.survey.tables[name].columns}
        specs = self.document.tables[name]["columns"]
        follows = {each for each in columns if _is_reference(specs.get(each))}
        free = [
            each for each in columns if each not in follows and self.levels.get((name, each), 0) < 1
        ]
        for each in free:
            self._plainer(name, stored[each], message, apart=True)
        if not free:
            self.refuse(name, message)

    def degrade(self, name: str, column: str, message: str) -> None:
        """Gives a column plainer values, then none, or refuses its table."""
        stored = next(
            (each for each in self.survey.tables[name].columns if each.name == column), None
        )
        if stored is None:
            self.refuse(name, message)
            return
        spec = self.document.tables[name]["columns"].get(column)
        level = self.levels.get((name, column), 0)
        if level == 0 and not _is_reference(spec):
            self._plainer(name, stored, message)
        elif level <= 1 and self._can_be_empty(name, stored):
            self._empty(name, stored, message)
        else:
            self.refuse(name, message)

    def _plainer(self, name: str, stored: StoredColumn, message: str, apart: bool = False) -> None:
        self.levels[name, stored.name] = 1
        table = self.survey.tables[name]
        differs = apart or stored.name in uniques_of(table, self.survey.dialect).apart
        rows = self.document.tables[name]["count"]
        choice = plain(Asked(stored, apart=differs, rows=rows))
        old = self.document.tables[name]["columns"][stored.name]
        flags = (
            {}
            if isinstance(old, str)
            else {k: old[k] for k in ("primary_key", "unique") if k in old}
        )
        if not choice.spec:
            self.degrade(name, stored.name, message)
            return
        self.document.tables[name]["columns"][stored.name] = {**choice.spec, **flags}
        self.document.notes[name, "columns", stored.name] = _short(message)

    def _can_be_empty(self, name: str, stored: StoredColumn) -> bool:
        key = self.survey.tables[name].primary_key
        return stored.name not in key and not stored.required

    def _empty(self, name: str, stored: StoredColumn, message: str) -> None:
        self.levels[name, stored.name] = 2
        columns = self.document.tables[name]["columns"]
        self.document.notes[name, "columns", stored.name] = _short(message)
        if stored.not_null:  # it has a default
            del columns[stored.name]
            self._forget(name, stored.name)
        else:
            columns[stored.name] = {"value": None}
        for other, spec in [*columns.items()]:
            if isinstance(spec, dict) and stored.name in (
                spec.get("with"),
                spec.get("min"),
                spec.get("after"),
            ):
                self.degrade(name, other, message)

    def _forget(self, name: str, column: str) -> None:
        table = self.document.tables[name]
        groups = [each for each in table.get("unique", ()) if column not in each]
        table.pop("unique", None)
        if groups:
            table["unique"] = groups

    def refuse(self, name: str, reason: str) -> None:
        """Leaves a table out, and what cannot be without it."""
        if name not in self.document.tables:
            return
        del self.document.tables[name]
        self.document.refused[name] = _short(reason)
        for path in [each for each in self.document.notes if each[0] == name]:
            del self.document.notes[path]
        for other, table in [*self.document.tables.items()]:
            for column, spec in [*table["columns"].items()]:
                if isinstance(spec, dict) and str(spec.get("ref", "")).startswith(f"{name}."):
                    if other not in self.document.tables:
                        break
                    self.levels[other, column] = 1
                    self.degrade(other, column, f"it refers to {name}, which is not filled")

    # ------------------------------------------------------------------ what the rows say

    def _tried(self, plan: Plan, connection: Connection, target: Target) -> bool:
        """Makes some rows of each table, and holds them against the database; whether anything was mended."""
        found = connection.catalogue([each.name for each in plan.tables])
        target = Target(target.name, target.engine, found)
        mended = False
        for table in plan.tables:
            wrong = list(misfits(target, table, create=False))
            for each in wrong:
                self.against(each, table.name)
            if wrong:
                mended = True
                continue
            try:
                self._check(plan, table, target)
            except MockcraftError as error:
                mended = True
                self.against(error, table.name)
        return mended

    def _check(self, plan: Plan, table: Table, target: Target) -> None:
        for rows in _ends(table):
            for chunk in chunks([rows], TRIED, wide_tables(plan, [rows], TRIED)):
                batch_of(plan, chunk)
        stored = target.catalogue.tables[table.name]
        folded = target.engine.can.limits.folded_column
        check_capacity(
            target.name, plan, [Range(table.name, 0, table.count)], stored, folded, table
        )

    def against(self, error: MockcraftError, table: str) -> None:
        """Mends what an error of some rows is about."""
        name, column = error.subject or (table, "")
        if name not in self.document.tables:
            name, column = table, ""
        if name not in self.document.tables:  # it was left out by what was said before
            return
        message = str(error).partition("\n")[0]
        found = None if column else re.search(r", column ([^:,]+)[:,]", message)
        if found and found[1] in self.document.tables[name]["columns"]:
            column = found[1]
        checks = self.document.tables.get(name, {}).get("checks", [])
        failing = [each for each in checks if repr(each) in message]
        if column:
            self.degrade(name, column, message)
        elif failing:
            left = [each for each in checks if each not in failing]
            self.document.notes[name, "checks"] = f"no row was found that meets {failing[0]}"
            self.document.tables[name]["checks"] = left
            if not left:
                del self.document.tables[name]["checks"]
        elif not self._without_check(name, message):
            self.refuse(name, message)

    def _without_check(self, name: str, message: str) -> bool:
        """Mends what a refused check is about; whether there is anything.

        What is computed is computed from whole numbers; else a column is left empty, as NULL passes.
        """
        table, specs = self.survey.tables[name], self.document.tables[name]["columns"]
        for rule in table.rules:
            named = (rule.name and f'"{rule.name}"' in message) or f": {rule.text}" in message
            if rule.kind != "check" or not named:
                continue
            about = [
                column
                for column in table.columns
                if column.name in specs
                and re.search(rf"(?<!\w){re.escape(column.name)}(?!\w)", rule.text)
            ]
            if any("expr" in specs[each.name] for each in about) and self._whole(name, about):
                return True
            for column in about:
                free = not column.not_null and self.levels.get((name, column.name), 0) < 2
                if free and column.name not in table.primary_key:
                    self._empty(name, column, f"no value is known that meets {rule.text}")
                    return True
        return False

    def _whole(self, name: str, columns: Sequence[StoredColumn]) -> bool:
        """Has fractions among columns be whole numbers, as floats compute with them exactly; whether there were any."""
        specs = self.document.tables[name]["columns"]
        made = False
        for column in columns:
            old = specs[column.name]
            given = old if isinstance(old, dict) else {"generator": old}
            low, high = ceil(given.get("min", 1)), floor(given.get("max", SPREAD))
            fraction = column.kind in ("decimal", "float") and given.get("generator") != "number"
            if fraction and "generator" in given and low <= high:
                kept = {key: given[key] for key in _FLAGS if key in given}
                specs[column.name] = {"generator": "number", "min": low, "max": high, **kept}
                self.document.notes[name, "columns", column.name] = "whole, to be computed with"
                made = True
        return made


def _number(problem: Problem) -> int:
    """Of the check that a problem is of; -1 for what is of none."""
    path = problem.place.path
    return int(path[3]) if path[2:3] == ("checks",) and len(path) > 3 else -1


def _ends(table: Table) -> Iterator[Range]:
    yield Range(table.name, 0, min(TRIED, table.count))
    if table.count > 2 * TRIED:
        yield Range(table.name, table.count - TRIED, table.count)


def _is_reference(spec: Any) -> bool:
    return isinstance(spec, dict) and "ref" in spec


def _short(message: str) -> str:
    return message.partition("\n")[0]
