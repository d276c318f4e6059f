"""What the reader of schema files says against a document is mended there: plainer values, fewer rows, or no table.

The reader knows what can be unique, of which type a value is, and which expressions it has. So a document is
written as the catalogue suggests, and read; each problem names its place, and what stands there is made plainer
until nothing is wrong. Then the first rows are made, and held against the columns of the database.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, chunks
from mockcraft.core.width import wide_tables
from mockcraft.database import Connection
from mockcraft.errors import MockcraftError, Problem, SchemaError
from mockcraft.inspection.checks.asking import Asking, checks_of
from mockcraft.inspection.document import Document
from mockcraft.inspection.plainer import Plainer
from mockcraft.inspection.setting_off import Triggered
from mockcraft.inspection.source import Source
from mockcraft.inspection.survey import Survey
from mockcraft.inspection.uniques import NONE
from mockcraft.schema.bind import Overrides, load
from mockcraft.schema.spec import SchemaSpec
from mockcraft.sinks.capacity import check_capacity
from mockcraft.sinks.misfits import misfits
from mockcraft.sinks.target import Target
from mockcraft.stored import StoredRule
from mockcraft.traits import AnsweringConnection

ROUNDS = 60  # of reading and mending, and as many more as there are tables; each ends at least one problem
TRIED = 500  # first rows of each table that are made
LAST = 100  # last rows, whose numbers are the longest


class Repair:
    """A document on its way to one that has no problems."""

    def __init__(
        self, source: Source, survey: Survey, document: Document, overrides: Overrides | None = None
    ) -> None:
        self.source, self.survey, self.document = source, survey, document
        self.overrides = overrides
        self.plainer = Plainer(survey, document)
        self.triggered = Triggered(survey, document, self.plainer)
        self.asking: Asking | None = None
        self._passed: dict[str, str] = {}  # what was said of tables whose rows hold
        self._order: tuple[str, ...] = ()  # of the tables as they are filled
        self._cut: set[str] = set()  # tables that have the rows alone that went in

    def mended(self) -> tuple[SchemaSpec, Plan] | None:
        """The document read, once it has no problems; None where no table is left."""
        target = Target(self.survey.name, self.source.engine, self.survey.catalogue)
        connection = self.source.connect()
        try:
            self._ask(connection)
            for _ in range(ROUNDS + len(self.survey.tables)):
                if not self.document.tables:
                    return None
                try:
                    read = load(self.document.data, self.overrides)
                except SchemaError as error:
                    self.mend(error)
                    continue
                if not self._tried(read[1], target):
                    self._order = tuple(each.name for each in read[1].tables)
                    return read
            raise AssertionError("the document still has problems after many rounds")
        finally:
            connection.close()

    def _ask(self, connection: Connection) -> None:
        """Has this connection be asked what is to be learned of the database; an SQL file answers nothing."""
        if not isinstance(connection, AnsweringConnection):
            return
        if self.asking is None:
            self.asking = Asking(self.survey, self.document, connection)
        self.asking.connection = connection

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
        if name in self.document.counted and not column:
            self.document.uncount(name)
        elif capacity is not None and not self._can_be_plainer(path):
            self.plainer.fewer(name, capacity, message)
        elif column:
            self.plainer.degrade(name, column, message)
        elif path[1:2] == ("checks",) and len(path) > 2:
            checks = table["checks"]
            self.document.notes[name, "checks"] = f"not understood: {checks.pop(int(path[2]))}"
            if not checks:
                del table["checks"]
        elif path[1:2] == ("unique",) and len(path) > 2:
            self.plainer.regroup(name, table["unique"][int(path[2])], message)
        else:
            self.plainer.regroup(name, [*self.survey.tables[name].primary_key], message)

    def _can_be_plainer(self, path: tuple[str, ...]) -> bool:
        """Whether a column, or one of a group, has a generator that its name chose."""
        name, table = path[0], self.document.tables[path[0]]
        group = path[1:2] == ("unique",) and len(path) > 2
        columns = table["unique"][int(path[2])] if group else path[2:3]
        return any(self.plainer.can_be_plainer(name, each) for each in columns)

    # ------------------------------------------------------------------ what the rows say

    def _tried(self, plan: Plan, target: Target) -> bool:
        """Makes some rows of each table, and holds them against the database; whether anything was mended."""
        mended = False
        for table in plan.tables:
            if table.name not in self.document.tables:  # what was said of another left it out
                continue
            said = repr(self.document.tables[table.name])
            if self._passed.get(table.name) == said:
                continue
            wrong = list(misfits(target, table, create=False))
            for each in wrong:
                self.against(each, table.name)
            if wrong:
                mended = True
                continue
            try:
                if self._check(plan, table, target):
                    mended = True
                else:
                    self._passed[table.name] = said
            except MockcraftError as error:
                mended = True
                self.against(error, table.name)
        return mended

    def _check(self, plan: Plan, table: Table, target: Target) -> bool:
        """Whether anything was mended; raises what the rows do not hold for."""
        first = True
        for rows in _ends(table, self.document.tables[table.name]["columns"]):
            for chunk in chunks([rows], TRIED, wide_tables(plan, [rows], TRIED)):
                batch = batch_of(plan, chunk)
                if first and self.asking is not None and self.asking.mended(table.name, batch):
                    return True
                first = False
        stored = target.catalogue.tables[table.name]
        folded = target.engine.can.limits.folded_column
        check_capacity(
            target.name, plan, [Range(table.name, 0, table.count)], stored, folded, table
        )
        return False

    def blamed(self, error: MockcraftError) -> bool:
        """Mends the table that an error of the database is about, or those that it may be about; whether there is any."""
        name, column = error.subject or ("", "")
        tables = self.document.tables
        near = name if name in tables else name.partition(".")[2]
        if near in tables:
            error.subject = (near, column)
            self.against(error, near)
            return True
        stored = {name: self.survey.tables[name] for name in self.document.tables}
        said = str(error)
        called = {name for name, each in stored.items() if any(_says(said, f) for f in each.calls)}
        found = called or {name for name, each in stored.items() if each.triggers}
        ordered = [
            *(each for each in self._order if each in found),
            *sorted(found - {*self._order}),
        ]
        for each in reversed(ordered):
            if self.triggered.helped(each, said):
                return True
        # Without the last one of those that call the function it names, the others may hold.
        for each in ordered[-1:] if called else ordered:
            self._refuse(each, said)
        return bool(found)

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
        if column and self.asking is not None and self.asking.guesses_again(name, column):
            return
        if column:
            self.plainer.degrade(name, column, message)
        elif failing:
            left = [each for each in checks if each not in failing]
            self.document.notes[name, "checks"] = f"no row was found that meets {failing[0]}"
            self.document.tables[name]["checks"] = left
            if not left:
                del self.document.tables[name]["checks"]
        elif not self._without_check(name, message) and not self.triggered.helped(name, message):
            self._refuse(name, message)

    def _refuse(self, name: str, message: str) -> None:
        """Leaves a table out, with the names of triggers that may be why, or whose triggers have added its rows."""
        triggers = ", ".join(self.survey.tables[name].triggers)
        first = message.partition("\n")[0]
        if not self._feeding(name) and self._shortened(name, first):
            return
        self.plainer.refuse(name, f"{first} (it has the trigger {triggers})" if triggers else first)
        if feeding := self._feeding(name) if re.search("duplicate|unique", message, re.I) else []:
            self.document.refused.pop(name, None)
            self.document.fed[name] = ", ".join(feeding)

    def _shortened(self, name: str, message: str) -> bool:
        """Gives a table the rows before one that was refused, or one row; whether it had more."""
        found = re.search(r", rows? (\d+)\b", message)
        if found is None or name in self.document.counted:
            return False
        before, count = int(found[1]), self.document.rows(name)
        rows = before if before and name not in self._cut else 1
        if rows >= count or not (before or self._can_be_lone(name)):
            return False
        self._cut.add(name)
        self.document.tables[name]["count"] = rows
        self.document.notes[name, "count"] = f"no more rows go in: {message}"
        if rows == 1 and self.asking is not None:
            self.document.uniques[name] = NONE
            self.asking.anew(name)
        return True

    def _can_be_lone(self, name: str) -> bool:
        """Whether a table has checks that a row may meet which need not differ from others."""
        apart = self.document.uniques[name].apart
        return self.asking is not None and bool(apart) and bool(checks_of(self.survey.tables[name]))

    def _feeding(self, name: str) -> list[str]:
        """The other tables whose triggers add rows to one that refers to them."""
        table = self.survey.tables[name]
        parents = {key.parent for key in table.keys} & self.document.tables.keys()
        written = ((each, self.survey.tables[each].writes) for each in sorted(parents))
        return [
            each
            for each, names in written
            if table.name.lower() in {other.lower() for other in names}
        ]

    def _without_check(self, name: str, message: str) -> bool:
        """Mends what a refused check is about; whether there is anything.

        What is computed is computed from whole numbers; else a column is left empty, as NULL passes.
        """
        table, specs = self.survey.tables[name], self.document.tables[name]["columns"]
        for rule in table.rules:
            if rule.kind not in ("check", "lookup") or not _names(message, rule):
                continue
            about = [
                column
                for column in table.columns
                if column.name in specs
                and re.search(rf"(?<!\w){re.escape(column.name)}(?!\w)", rule.text)
            ]
            if self.plainer.whole(name, about):
                return True
            for column in about:
                free = not column.not_null and self.plainer.levels.get((name, column.name), 0) < 2
                if free and column.name not in table.primary_key:
                    self.plainer.empty(name, column, f"no value is known that meets {rule.text}")
                    return True
        return False


def _names(message: str, rule: StoredRule) -> bool:
    """Whether a database says that a check was not met: by its name in quotes, behind its table's or not, or its text."""
    quoted = rf"""["'`](\w+\.)?{re.escape(rule.name)}["'`]"""
    if rule.name and re.search(quoted, message):
        return True
    return message.endswith((f": {rule.name or rule.text}", f": {rule.text}"))


def _says(message: str, function: str) -> bool:
    """Whether an error is from a function, such as `public.checked()`."""
    return f"in the function {function}: " in message


def _number(problem: Problem) -> int:
    """Of the check that a problem is of; -1 for what is of none."""
    path = problem.place.path
    return int(path[3]) if path[2:3] == ("checks",) and len(path) > 3 else -1


def _ends(table: Table, columns: Mapping[str, Any]) -> Iterator[Range]:
    """The rows that are made: the first ones, and the last ones where the number of a row makes values longer."""
    yield Range(table.name, 0, min(TRIED, table.count))
    numbered = any(
        isinstance(spec, dict) and (spec.get("unique") or "expr" in spec)
        for spec in columns.values()
    )
    if numbered and table.count > TRIED:
        yield Range(table.name, max(TRIED, table.count - LAST), table.count)
