"""Checks that the rows of a document fail are taken to the database, which says what values pass.

Nothing is written: a condition is a query over values. So whatever a check calls, functions of the database too, its
columns get values of which each row takes a whole set.
"""

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

import pyarrow as pa

from mockcraft.inspection.checks.candidates import candidates, spliced
from mockcraft.inspection.checks.completing import Set
from mockcraft.inspection.checks.guessing import Guessing
from mockcraft.inspection.checks.narrowing import MOST as MOST_NARROWED
from mockcraft.inspection.checks.narrowing import corners, drawn, narrower, range_in, whole
from mockcraft.inspection.checks.partitions import condition
from mockcraft.inspection.checks.passing import passing
from mockcraft.inspection.checks.row_texts import text_of, texts_of
from mockcraft.inspection.checks.sets import OTHERS, Search, reads, replaced
from mockcraft.inspection.columns.distinct import distinct
from mockcraft.inspection.document import Document
from mockcraft.inspection.survey import Survey
from mockcraft.stored import StoredColumn, StoredTable
from mockcraft.traits import AnsweringConnection

ROWS = 200  # of each table that its checks are asked about
MOST = 6  # columns of a set
DOCUMENTS = 400  # that are asked about one by one
POOL, GROUPED = 1000, 200  # values at most of a column that differs by itself, or with others
_VALUE = re.compile(r"\bVALUE\b")


class Asking:
    """Asks about the checks of tables, and changes the document where rows fail one."""

    def __init__(self, survey: Survey, document: Document, connection: AnsweringConnection) -> None:
        self.survey, self.document, self.connection = survey, document, connection
        self._guessing = Guessing(survey, document)
        self._asked: set[tuple[str, str]] = set()  # checks that were mended, or cannot be

    def mended(self, name: str, batch: pa.RecordBatch) -> bool:
        """Asks whether rows of a table meet its checks; whether the document was changed as some do not."""
        table = self.survey.tables[name]
        checks = [each for each in checks_of(table) if (name, each) not in self._asked]
        columns, rows, met = self._answers(table, checks, batch)
        mended = set[str]()
        for place, check in enumerate(checks):
            if all(each[place] for each in met) or any(reads(check, each) for each in mended):
                continue
            if guessed := self._guessing.next(name, check):
                mended |= guessed
                continue
            self._asked.add((name, check))
            mended |= self._mend(name, table, check, columns, rows)
        return bool(mended)

    def guesses_again(self, name: str, column: str) -> bool:
        """Changes a column that does not hold what was guessed last of a check of it; whether anything was."""
        return self._guessing.again(name, column)

    def anew(self, name: str) -> None:
        """Has the checks of a table be asked about again, as its rows need not differ any more."""
        self._asked -= {each for each in self._asked if each[0] == name}

    def failed(self, name: str, batch: pa.RecordBatch) -> list[str]:
        """The checks of a table that some of these rows do not meet."""
        table = self.survey.tables[name]
        checks = checks_of(table)
        _, _, met = self._answers(table, checks, batch)
        return [
            each for place, each in enumerate(checks) if not all(answers[place] for answers in met)
        ]

    def _answers(
        self, table: StoredTable, checks: Sequence[str], batch: pa.RecordBatch
    ) -> tuple[Sequence[StoredColumn], Sequence[Set], Sequence[Sequence[bool]]]:
        """The columns that checks are about, what the first rows have there, and which of these checks each row meets."""
        every = checks_of(table)
        columns = [
            each
            for each in table.columns
            if _is_in(each.name, batch) and any(reads(check, each.name) for check in every)
        ]
        if not (checks and columns and len(batch)):
            return columns, (), ()
        rows = texts_of(batch.slice(0, ROWS), columns)
        return columns, rows, passing(self.connection, checks, columns, rows)

    def _mend(
        self,
        name: str,
        table: StoredTable,
        check: str,
        columns: Sequence[StoredColumn],
        rows: Sequence[Set],
    ) -> set[str]:
        """Gives the columns of a check sets of values that pass; the columns, none where there are no such values."""
        may = [each for each in columns if self._is_free(name, each)]
        free = [each for each in may if reads(check, each.name)]
        size = 0
        while size < len(free) <= MOST:
            size = len(free)
            checks = [each for each in checks_of(table) if any(reads(each, c.name) for c in free)]
            search = Search(self.connection, self.survey.dialect)
            if sets := search.found(checks, columns, free, rows, table.sources):
                self._give(name, free, sets, check)
                return {each.name for each in free}
            # The columns beside them, which other checks of theirs read, may have to change too.
            free = [each for each in may if any(reads(text, each.name) for text in checks)]
        return (
            self._pooled(name, check, columns)
            or self._narrowed(name, check, columns, rows)
            or self._widened(name, table, columns, rows)
        )

    def _narrowed(
        self, name: str, check: str, columns: Sequence[StoredColumn], rows: Sequence[Set]
    ) -> set[str]:
        """Has the numbers that a check reads, and rows must differ in, be of narrower ranges that pass; the columns."""
        specs, table = self.document.tables[name]["columns"], self.survey.tables[name]
        about = [each for each in columns if reads(check, each.name)]
        spans = {each.name: range_in(each, specs[each.name]) for each in about}
        of_it = [each for each in about if spans[each.name] is not None]
        if not of_it or len(of_it) > MOST_NARROWED:
            return set()
        checks = [each for each in checks_of(table) if any(reads(each, c.name) for c in of_it)]
        places = [columns.index(each) for each in of_it]
        others = rows[:: max(1, len(rows) // OTHERS)] if len(about) > len(of_it) else rows[:1]
        whole_ = tuple(span for span in spans.values() if span is not None)
        for some in narrower(whole_):
            tried = [whole(of_it, each) for each in some]
            asked = [
                [replaced(row, places, each) for row in others for each in corners(span)]
                for span in tried
            ]
            met = iter(
                passing(self.connection, checks, columns, [r for each in asked for r in each])
            )
            passed = [all([all(next(met)) for _ in each]) for each in asked]
            if True in passed:
                found = tried[passed.index(True)]
                for column, span in zip(of_it, found, strict=True):
                    specs[column.name] = drawn(column, specs[column.name], span)
                    self.document.notes[name, "columns", column.name] = f"within {check}"
                return {each.name for each in of_it}
        return set()

    def _widened(
        self,
        name: str,
        table: StoredTable,
        columns: Sequence[StoredColumn],
        rows: Sequence[Set],
    ) -> set[str]:
        """Gives documents that differ by the number of the row the members that checks want beside it; the columns.

        Empty where there are no such documents, or no members that do.
        """
        made = set()
        for column in columns:
            spec = self.document.tables[name]["columns"][column.name]
            counted = spec.get("expr", "") if isinstance(spec, dict) else ""
            if not (counted.startswith("'{") and spec.get("type") == "json"):
                continue
            checks = [each for each in checks_of(table) if reads(each, column.name)]
            found = self._document(column, checks, columns, rows[0])
            if found is not None:
                members = json.dumps(found)[1:-1].replace("'", "''")
                spec["expr"] = f"'{{{members}, {counted.removeprefix(chr(39) + '{')}"
                made.add(column.name)
        return made

    def _document(
        self, column: StoredColumn, checks: Sequence[str], columns: Sequence[StoredColumn], row: Set
    ) -> dict[str, Any] | None:
        """Members that a document of a row needs to pass checks; None for none. Each is asked about alone, as many fail."""
        place = columns.index(column)
        own = json.loads(row[place] or "{}")
        for text in islice(candidates(column, checks), DOCUMENTS):
            tried = json.loads(text) if text else None
            if isinstance(tried, dict) and tried:
                whole = replaced(row, [place], (json.dumps({**tried, **own}),))
                (met,) = passing(self.connection, checks, columns, [whole])
                if all(met):
                    return tried
        return None

    def _pooled(self, name: str, check: str, columns: Sequence[StoredColumn]) -> set[str]:
        """Gives a column that rows must differ in those of its own values that pass a check of it alone; the column.

        None where they are too few.
        """
        about = [each for each in columns if reads(check, each.name)]
        uniques = self.document.uniques[name]
        if len(about) != 1 or about[0].name not in uniques.apart:
            return set()
        (column,) = about
        specs, rows = self.document.tables[name]["columns"], self.document.rows(name)
        spec = specs[column.name]
        if not isinstance(spec, dict) or "ref" in spec or not ({"generator", "regex"} & set(spec)):
            return set()
        alone = column.name in uniques.alone or (
            spec.get("primary_key") and len(uniques.apart) == 1
        )
        wanted = min(rows, POOL) if alone else min(rows, GROUPED)
        others = [each.name for each in columns if each != column]
        of_it = [
            each
            for each in checks_of(self.survey.tables[name])
            if reads(each, column.name) and not any(reads(each, other) for other in others)
        ]
        found = self._own(column, spec, wanted, of_it)
        if len(found) < (2 if alone else min(wanted, 2)):
            return set()
        kept = {key: spec[key] for key in ("primary_key", "unique", "nulls") if key in spec}
        made = {"values": [_typed(each, column) for each in found]}
        typed = {"type": type_} if (type_ := _type_of(column)) else {}
        specs[column.name] = {**made, **typed, **kept}
        self.document.notes[name, "columns", column.name] = f"values that pass {check}"
        return {column.name}

    def _own(
        self, column: StoredColumn, spec: dict[str, Any], wanted: int, checks: Sequence[str]
    ) -> list[str]:
        """Different values of a column's mapping that pass checks, or of those with what the checks name in them."""
        found: dict[str, None] = {}
        tried = _near(column, spec, wanted, checks)
        while len(found) < wanted and (texts := [(each,) for each in islice(tried, ROWS)]):
            met = passing(self.connection, checks, [column], texts)
            found |= {
                row[0]: None for row, ok in zip(texts, met, strict=True) if all(ok) and row[0]
            }
        return list(found)[:wanted]

    def _is_free(self, name: str, column: StoredColumn) -> bool:
        """Whether a column may have other values: it tells no rows apart and refers to none, not even to none of any."""
        spec = self.document.tables[name]["columns"].get(column.name)
        if spec is None or column.name in self.document.uniques[name].apart:
            return False
        if any(column.name in key.columns for key in self.survey.tables[name].keys):
            return False
        return not (isinstance(spec, dict) and ("ref" in spec or spec.get("primary_key")))

    def _give(
        self, name: str, free: Sequence[StoredColumn], sets: Sequence[Set], check: str
    ) -> None:
        """Writes sets of values into the document."""
        specs, notes = self.document.tables[name]["columns"], self.document.notes
        pick = ""
        varied = [place for place in range(len(free)) if len({each[place] for each in sets}) > 1]
        if len(varied) > 1:
            pick = "picked"
            while pick in specs:
                pick += "_"
            spec = {"generator": "number", "min": 0, "max": len(sets) - 1, "hidden": True}
            self.document.tables[name]["columns"] = specs = {pick: spec, **specs}
        for place, column in enumerate(free):
            values = [each[place] for each in sets]
            if place not in varied:
                made: dict[str, Any] = {"value": _typed(values[0], column)}
            elif not pick:
                made = {"values": [_typed(each, column) for each in dict.fromkeys(values)]}
            else:
                made = {"expr": _case(pick, values, column)}
            if (type_ := _type_of(column)) and made.get("value", "") is not None:
                made["type"] = type_
            specs[column.name] = made
            notes[name, "columns", column.name] = f"values that pass {check}"
        self.document.tables[name].setdefault("checks", [])
        left = [
            each
            for each in self.document.tables[name]["checks"]
            if not any(reads(each, column.name) for column in free)
        ]
        self.document.tables[name]["checks"] = left
        if not left:
            del self.document.tables[name]["checks"]


def _near(
    column: StoredColumn, spec: dict[str, Any], wanted: int, checks: Sequence[str]
) -> Iterator[str | None]:
    """Different values of a column's mapping, and of texts such as have what checks name in them."""
    given = {key: each for key, each in spec.items() if key not in ("nulls", "primary_key")}
    own = [text_of(each, column.kind) for each in distinct(given, wanted * 4)]
    yield from own
    if column.kind == "text":
        yield from spliced(filter(None, own), checks)
    more = distinct(given, wanted * 40)
    yield from (text_of(each, column.kind) for each in more[len(own) :])


_TYPES = {
    "json": "json",
    "bytes": "bytes",
    "date": "date",
    "timestamp": "timestamp",
    "time": "time",
}


def _type_of(column: StoredColumn) -> str:
    """The type that texts of a column are read as; "" for none."""
    return "bytes" if column.base == "bit field" else _TYPES.get(column.kind, "")


def checks_of(table: StoredTable) -> list[str]:
    """The checks of a table, and what its triggers demand, with those of its domains and its generated columns told by the columns themselves."""
    made = [rule.text for rule in table.rules if rule.kind in ("check", "guard")]
    for column in table.columns:
        made += column_checks(column)
    if falls := condition(table.partitions):
        made.append(falls)
    computed = {each.name: each.computed for each in table.columns if each.computed}
    made += [
        f"({each.computed}) IS NOT NULL"
        for each in table.columns
        if each.computed and each.not_null
    ]
    for name, expression in computed.items():
        made = [_replaced(each, name, expression) for each in made]
    return list(dict.fromkeys(made))


def column_checks(column: StoredColumn) -> list[str]:
    """The checks of a column's domains, of the column."""
    name = f'"{column.name}"'.replace("\\", r"\\")
    return [_VALUE.sub(name, each) for each in column.checks]


def _replaced(check: str, name: str, expression: str) -> str:
    """A check with an expression in place of a column, of which texts may have the name too."""
    plain = re.escape(name)
    pattern = rf"""('(?:[^']|'')*')|"{plain}"|`{plain}`|(?<![\w"`]){plain}(?![\w"`])"""
    return re.sub(pattern, lambda found: found[1] or f"({expression})", check)


def _is_in(name: str, batch: pa.RecordBatch) -> bool:
    return name in batch.schema.names


def _case(pick: str, values: Sequence[str | None], column: StoredColumn) -> str:
    *first, last = values
    whens = " ".join(
        f"when {place} then {_literal(each, column)}" for place, each in enumerate(first)
    )
    return f"case {pick} {whens} else {_literal(last, column)} end"


def _literal(value: str | None, column: StoredColumn) -> str:
    if value is None:
        return "null"
    if column.kind in ("integer", "decimal", "float", "boolean"):
        return value
    return "'" + value.replace("'", "''") + "'"


def _typed(value: str | None, column: StoredColumn) -> Any:
    if value is None:
        return None
    if column.kind == "integer":
        return int(value)
    if column.kind in ("decimal", "float"):
        return Decimal(value)
    return value == "true" if column.kind == "boolean" else value
