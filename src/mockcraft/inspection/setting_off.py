"""What a trigger said against rows, where a table can be helped: with values it reads, rows it looks for, or by turns."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from mockcraft.inspection.checks.sets import reads
from mockcraft.inspection.covering import Covering, at_commit
from mockcraft.inspection.document import Document
from mockcraft.inspection.making_room import numbered_apart, roomier
from mockcraft.inspection.plainer import Plainer
from mockcraft.inspection.survey import Survey

_NULL = re.compile(
    r"""[Nn]ull value in column "([^"]+)"|[Cc]olumn '([^']+)' cannot be null|NOT NULL constraint failed: \S+\.(\w+)"""
)
_MISSING = re.compile(
    r"""table "([^"]+)" violates foreign key[^:]*: Key \(([^,)]+)\)=\(([^)]*)\) is not present"""
)


class Triggered:
    """Changes a document once for each thing that triggers say, so that rounds end."""

    def __init__(self, survey: Survey, document: Document, plainer: Plainer) -> None:
        self.survey, self.document, self.plainer = survey, document, plainer
        self.covering = Covering(survey, document)
        self._done: set[tuple[str, ...]] = set()

    def helped(self, name: str, message: str) -> bool:
        """Whether something is changed that may let the rows of a table pass its triggers."""
        table = self.survey.tables[name]
        if not table.triggers or name not in self.document.tables:
            return False
        return (
            self._named(name)
            or self._apart(name, message)
            or self._roomier(name, message)
            or self._valued(name, message)
            or self._present(name, message)
            or self.covering.covered(name, message)
            or (not at_commit(message) and self._turned(name))
            or self._emptied(name)
        )

    def _named(self, name: str) -> bool:
        """Gives other tables the rows that a trigger looks for by a text, such as that of the user who is connected."""
        made = False
        for table, column, text in self.survey.tables[name].named:
            for other, stored in self.survey.tables.items():
                there = {each.name.lower(): each.name for each in stored.columns}
                same = stored.name.lower() == table.lower() and column.lower() in there
                new = same and other != name and other in self.document.tables
                if new and self._first(name, "named", other, column, text):
                    self._add(other, there[column.lower()], text)
                    self._after(name, [other])
                    made = True
        return made

    def _apart(self, name: str, message: str) -> bool:
        """Numbers the rows of tables apart whose triggers write their numbers into a table that they share."""
        made = numbered_apart(self.survey, self.document, name, message)
        if not made or not self._first("apart", *sorted(made)):
            return False
        for each, columns in made.items():
            self._change(each, columns, "numbers of its own, which a trigger writes elsewhere too")
        return True

    def _roomier(self, name: str, message: str) -> bool:
        """Has numbers of another table, which a trigger takes from or adds to, leave room for that."""
        for place, (other, columns) in enumerate(
            roomier(self.survey, self.document, name, message)
        ):
            if self._first(name, "room", other, str(place), *columns):
                self._change(other, columns, "a trigger counts with it")
                return True
        return False

    def _change(self, name: str, columns: dict[str, Any], why: str) -> None:
        self.document.tables[name]["columns"] |= columns
        for each in columns:
            self.document.notes[name, "columns", each] = why

    def _valued(self, name: str, message: str) -> bool:
        """Has columns be nowhere null that a trigger writes into one which may not be: the one of that name, or all."""
        found = _NULL.search(message)
        column = next(filter(None, found.groups())) if found else ""
        if not column or not self._first(name, "null", column):
            return False
        specs = self.document.tables[name]["columns"]
        own = column in specs
        made = [
            each
            for each, spec in specs.items()
            if isinstance(spec, dict) and "nulls" in spec and (each == column or not own)
        ]
        for each in made:
            del specs[each]["nulls"]
            self.document.notes[name, "columns", each] = "a trigger wants it"
        return bool(made)

    def _present(self, name: str, message: str) -> bool:
        """Gives the table that a trigger's row refers to a row with the key that it wants, before this table's rows."""
        found = _MISSING.search(message)
        if found is None:
            return False
        for table in self.survey.tables.values():
            for key in table.keys if table.name == found[1] else ():
                wanted = key.columns == (found[2],) and key.parent in self.document.tables
                if wanted and key.parent != name and self._first(name, "row", *found.groups()):
                    self._add(key.parent, key.parent_columns[0], found[3])
                    self._after(name, [key.parent])
                    return True
        return False

    def _add(self, parent: str, column: str, text: str) -> None:
        stored = next(c for c in self.survey.tables[parent].columns if c.name == column)
        row = {column: int(text) if stored.kind == "integer" else text}
        rows: list[dict[str, Any]] = self.document.tables[parent].setdefault("rows", [])
        if row not in rows:
            rows.append(row)
            self.document.notes[parent, "rows"] = "a trigger refers to it"

    def _turned(self, name: str) -> bool:
        """Has tables that a trigger compares a row with be filled later; then, where that is of no use, sooner."""
        looked = [each for each in self._looked_at(name) if each in self.document.tables]
        if looked and self._first(name, "later"):
            later = [each for each in looked if self._after(each, [name])]
            if later:
                return True
        if looked and self._first(name, "sooner"):
            for each in looked:
                self._not_after(each, name)
            return self._after(name, looked)
        return False

    def _looked_at(self, name: str) -> Iterator[str]:
        """Other tables that the code of a table's triggers names, that it does not write to, and no row refers to."""
        table = self.survey.tables[name]
        others = {each.lower() for each in table.writes}
        others |= {key.parent.rpartition(".")[2].lower() for key in table.keys} | {
            table.name.lower()
        }
        for other, stored in self.survey.tables.items():
            if stored.name.lower() in table.said - others:
                yield other

    def _emptied(self, name: str) -> bool:
        """Leaves columns empty which the code of a table's triggers names, where they may be."""
        table = self.survey.tables[name]
        specs = self.document.tables[name]["columns"]
        free = [
            each
            for each in table.columns
            if each.name in specs
            and each.name.lower() in table.said
            and not (
                each.not_null or each.name in table.primary_key or self._is_checked(name, each.name)
            )
            and specs[each.name] != {"value": None}
        ]
        if not free or not self._first(name, "empty"):
            return False
        for each in free:
            self.plainer.empty(name, each, "its trigger takes no other value that is known")
        return True

    def _is_checked(self, name: str, column: str) -> bool:
        return any(
            reads(r.text, column) for r in self.survey.tables[name].rules if r.kind == "check"
        )

    def _after(self, name: str, others: Sequence[str]) -> bool:
        """Has a table be filled after others; whether it was not before."""
        table = self.document.tables[name]
        listed = [*table.get("filled_after", ())]
        new = [each for each in others if each not in listed and each != name]
        if new:
            table["filled_after"] = [*listed, *new]
            self.document.notes[name, "filled_after"] = "by a trigger"
        return bool(new)

    def _not_after(self, name: str, other: str) -> None:
        table = self.document.tables[name]
        left = [each for each in table.get("filled_after", ()) if each != other]
        table.pop("filled_after", None)
        if left:
            table["filled_after"] = left

    def _first(self, *what: str) -> bool:
        """Whether this was not done before; it is now."""
        new = what not in self._done
        self._done.add(what)
        return new
