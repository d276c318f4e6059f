"""A document made plainer where something is wrong: plainer values, none, fewer rows, or no table."""

from collections.abc import Sequence
from math import ceil, floor
from typing import Any

from mockcraft.inspection.columns.choice import Asked, Choice
from mockcraft.inspection.columns.plain import SPREAD, plain
from mockcraft.inspection.columns.words import words
from mockcraft.inspection.document import Document
from mockcraft.inspection.survey import Survey
from mockcraft.inspection.uniques import freest
from mockcraft.stored import StoredColumn

_KEYS = ("primary_key", "unique")


class Plainer:
    """Changes a document, and notes why.

    Attributes:
        levels: how plain a column has become, by table and name: 1 for values by its type, 2 for none.
    """

    def __init__(self, survey: Survey, document: Document) -> None:
        self.survey, self.document = survey, document
        self.levels: dict[tuple[str, str], int] = {}

    def can_be_plainer(self, name: str, column: str) -> bool:
        """Whether the column has a generator that its name chose."""
        spec = self.document.tables[name]["columns"].get(column)
        chosen = isinstance(spec, str) or (isinstance(spec, dict) and "generator" in spec)
        return chosen and self.levels.get((name, column), 0) == 0

    def fewer(self, name: str, rows: int, message: str) -> None:
        """Gives a table no more than these rows, or refuses it where it has no more."""
        table = self.document.tables[name]
        self.document.uncount(name)
        if rows < 1 or table["count"] <= rows:
            self.refuse(name, message)
            return
        self.document.notes[name, "count"] = (
            f"no more rows can differ: {message.partition(' (')[0]}"
        )
        table["count"] = rows

    def regroup(self, name: str, columns: list[str], message: str) -> None:
        """Makes the columns of a group plain, so that they can be told apart; one of references alone differs by one."""
        stored = {each.name: each for each in self.survey.tables[name].columns}
        specs = self.document.tables[name]["columns"]
        for each in columns:
            spec = specs.get(each)
            counted = isinstance(spec, dict) and spec.get("generator") == "sequence"
            if counted and "unique" not in spec:
                spec["unique"] = True
                return
        follows = {each for each in columns if _is_reference(specs.get(each))}
        free = [
            each
            for each in columns
            if each not in follows and each in stored and self.levels.get((name, each), 0) < 1
        ]
        for each in free:
            self._plainer(name, stored[each], message, apart=True)
        if not free and not self._apart_by_one(name, columns):
            self.refuse(name, message)

    def _apart_by_one(self, name: str, columns: Sequence[str]) -> bool:
        """Has one column of a group differ by itself, in place of all groups that it is in; whether there is one."""
        table = self.document.tables[name]
        for column in freest(self.survey.tables[name], columns):
            old = table["columns"].get(column)
            spec = {"generator": old} if isinstance(old, str) else old
            if not spec or spec.get("unique") or not _can_differ(spec, name):
                continue
            spec.pop("nulls", None)
            table["columns"][column] = {**spec, "unique": True}
            self._forget(name, column)
            return True
        return False

    def degrade(self, name: str, column: str, message: str) -> None:
        """Gives a column plainer values, then none, or refuses its table."""
        stored = next(
            (each for each in self.survey.tables[name].columns if each.name == column), None
        )
        if stored is None:
            self._degrade_made_of(name, column, message)
            return
        spec = self.document.tables[name]["columns"].get(column)
        level = self.levels.get((name, column), 0)
        if self._unconditioned(name, column, spec):
            return
        if level == 0 and not _is_reference(spec):
            self._plainer(name, stored, message)
        elif level <= 1 and self._can_be_empty(name, stored):
            self.empty(name, stored, message)
        else:
            self.refuse(name, message)

    def _unconditioned(self, name: str, column: str, spec: Any) -> bool:
        """Has a reference no condition that checks or triggers look up; whether it had one. The database says what passes."""
        where = spec.get("where", "") if _is_reference(spec) else ""
        lookups = self.survey.lookups.get(name, ())
        asked = [each.where for each in lookups if each.column == column and each.where]
        own = " and ".join(dict.fromkeys(asked))
        if not own or not where.endswith(own):
            return False
        del spec["where"]
        if rest := where.removesuffix(own).removesuffix(" and "):
            spec["where"] = rest
        self.document.notes[name, "columns", column] = f"not all rows may pass: {own}"
        return True

    def _degrade_made_of(self, name: str, helper: str, message: str) -> None:
        """Gives plainer values to the columns that a hidden one is for; refuses the table where there are none."""
        columns = self.document.tables[name]["columns"]
        of_database = {each.name for each in self.survey.tables[name].columns}
        made_of = [
            column
            for column, spec in columns.items()
            if column in of_database
            and isinstance(spec, dict)
            and f'"{helper}"' in str(spec.get("expr", ""))
        ]
        if not made_of:
            self.refuse(name, message)
        for column in made_of:
            self.degrade(name, column, message)

    def _plainer(self, name: str, stored: StoredColumn, message: str, apart: bool = False) -> None:
        self.levels[name, stored.name] = 1
        differs = apart or stored.name in self.document.uniques[name].apart
        rows = self.document.rows(name)
        old = self.document.tables[name]["columns"][stored.name]
        named = (
            () if isinstance(old, dict) and old.get("generator") == "words" else words(stored.name)
        )
        asked = Asked(stored, named if stored.kind == "text" else (), apart=differs, rows=rows)
        choice = plain(asked)
        if form := self.document.forms.get((name, stored.name)):
            choice = Choice({"regex": form})
        flags = {} if isinstance(old, str) else {key: old[key] for key in _KEYS if key in old}
        if not choice.spec:
            said = message if stored.kind == "document" else choice.why or message
            self.degrade(name, stored.name, said)
            return
        self.document.tables[name]["columns"][stored.name] = {**choice.spec, **flags}
        self.document.notes[name, "columns", stored.name] = _short(message)

    def _can_be_empty(self, name: str, stored: StoredColumn) -> bool:
        key = self.survey.tables[name].primary_key
        return stored.name not in key and not stored.required

    def empty(self, name: str, stored: StoredColumn, message: str) -> None:
        """Leaves a column without values, those that follow it too."""
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
            if name in table.get("filled_after", ()):
                table["filled_after"] = [e for e in table["filled_after"] if e != name]
                if not table["filled_after"]:
                    del table["filled_after"]
            for column, spec in [*table["columns"].items()]:
                if isinstance(spec, dict) and str(spec.get("ref", "")).startswith(f"{name}."):
                    if other not in self.document.tables:
                        break
                    why = f"it refers to {name}, which is not filled"
                    if (other, column) in self.survey.implied:
                        stored = self.survey.tables[other].columns
                        self._plainer(other, next(c for c in stored if c.name == column), why)
                        continue
                    self.levels[other, column] = 1
                    self.degrade(other, column, why)

    def whole(self, name: str, columns: Sequence[StoredColumn]) -> bool:
        """Has fractions be whole numbers where one of the columns is computed, as floats compute with those exactly.

        Whether there were any.
        """
        specs = self.document.tables[name]["columns"]
        made = False
        if not any(isinstance(spec := specs[c.name], dict) and "expr" in spec for c in columns):
            return False
        for column in columns:
            old = specs[column.name]
            given = old if isinstance(old, dict) else {"generator": old}
            low, high = ceil(given.get("min", 1)), floor(given.get("max", SPREAD))
            fraction = column.kind in ("decimal", "float") and given.get("generator") != "number"
            if fraction and "generator" in given and low <= high:
                kept = {key: given[key] for key in (*_KEYS, "nulls") if key in given}
                specs[column.name] = {"generator": "number", "min": low, "max": high, **kept}
                self.document.notes[name, "columns", column.name] = "whole, to be computed with"
                made = True
        return made


def _is_reference(spec: Any) -> bool:
    return isinstance(spec, dict) and "ref" in spec


def _can_differ(spec: dict[str, Any], table: str) -> bool:
    """Whether a column may be unique by itself: it is made by itself, or refers to one row of another table."""
    if "ref" in spec:
        return "with" not in spec and not str(spec["ref"]).startswith(f"{table}.")
    return bool({"generator", "regex"} & set(spec))


def _short(message: str) -> str:
    return message.partition("\n")[0]
