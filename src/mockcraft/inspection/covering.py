"""Rows that need each other at the commit: each row of a parent has one of a child that refers to it.

As a trigger wants that is checked at the commit: a break needs its entry in the timetable. Where rows of the child are
of several parents, each of one of them, they are dealt out by their numbers.
"""

import re
from typing import Any

from mockcraft.inspection.document import Document
from mockcraft.inspection.survey import Survey
from mockcraft.stored import StoredKey

_AT_ROWS = re.compile(r": table .+?, rows? \d")  # of an error before the commit
_BY_WAY = re.compile(r'case ("[^"]+") (.+) end')
_PART = re.compile(r'(?:when (\d+) then|else) ("[^"]+"|null)')
_WHY = "a trigger wants a row for each of the other table's"


def at_commit(message: str) -> bool:
    """Whether an error is of no rows, as those of the commit, where it does not matter which were there first."""
    return _AT_ROWS.search(message) is None


class Covering:
    """Changes a document so that the rows of parents are each referred to by one row of a child."""

    def __init__(self, survey: Survey, document: Document) -> None:
        self.survey, self.document = survey, document
        self._dealt: dict[
            str, dict[str, tuple[int, str]]
        ] = {}  # by child and parent: way, and hidden column
        self._rows: dict[str, int] = {}  # that children had before
        self._ways: dict[str, int] = {}  # of which each row of a child goes one

    def covered(self, name: str, message: str) -> bool:
        """Whether a table whose trigger said something at the commit has now a row in a child for each of its own."""
        if not at_commit(message):
            return False
        for child in self.document.tables:
            table = self.survey.tables[child]
            keys = [key for key in table.keys if key.parent == name and len(key.columns) == 1]
            if child == name or not keys or table.name.lower() not in self.survey.tables[name].said:
                continue
            if name not in self._dealt.setdefault(child, {}) and self._refers(child, name, keys[0]):
                return True
        return False

    def _refers(self, child: str, parent: str, key: StoredKey) -> bool:
        specs = self.document.tables[child]["columns"]
        spec = specs.get(key.columns[0])
        if not isinstance(spec, dict):
            return False
        if "ref" in spec and "with" not in spec and not self._dealt[child]:
            spec.pop("nulls", None)
            specs[key.columns[0]] = {**spec, "unique": True}
            rows = min(self.document.rows(child), self.document.rows(parent))
            self._count({child: rows, parent: rows})
            self._dealt[child][parent] = 0, ""
            return True
        found = _BY_WAY.fullmatch(spec.get("expr", ""))
        parts = _PART.findall(found[2]) if found else []
        ways = [place for place, (_, part) in enumerate(parts) if part != "null"]
        if found is None or len(ways) != 1 or not self._is_numbered(parent, key):
            return False
        self._dealt[child][parent] = ways[0], parts[ways[0]][1].strip('"')
        self._deal(child, found[1].strip('"'))
        return True

    def _deal(self, child: str, way: str) -> None:
        """Gives each of the parents as many rows of the child as it has, one behind another, and others what is left."""
        table, dealt = self.document.tables[child], self._dealt[child]
        specs, rows = table["columns"], self._rows.setdefault(child, self.document.rows(child))
        taken = {place for place, _ in dealt.values()}
        ways = self._ways.setdefault(child, specs[way].get("max", 0) + 1)
        left = [each for each in range(ways) if each not in taken]
        share = max(1, rows // (len(dealt) + bool(left)))
        number = self._number(specs)
        whens = []
        for turn, (place, helper) in enumerate(dealt.values()):
            whens.append(f'when "{number}" <= {(turn + 1) * share} then {place}')
            specs[helper] = {"expr": f'"{number}" - {turn * share}', "hidden": True}
        last = left[0] if left else next(iter(taken))
        made = {"expr": f"case {' '.join(whens)} else {last} end", "hidden": True}
        rest = {each: spec for each, spec in specs.items() if each not in (number, way)}
        table["columns"] = {number: specs[number], way: made, **rest}
        parents = list(dealt)
        table["filled_after"] = list(dict.fromkeys([*table.get("filled_after", ()), *parents]))
        self.document.notes[child, "filled_after"] = "its rows are dealt out to theirs"
        self._count(
            {each: share for each in parents} | ({} if left else {child: share * len(dealt)})
        )

    def _number(self, specs: dict[str, Any]) -> str:
        for name, spec in specs.items():
            if (
                isinstance(spec, dict)
                and spec.get("hidden")
                and spec.get("generator") == "sequence"
            ):
                return name
        name = "row_number"
        while name in specs:
            name += "_"
        specs[name] = {"generator": "sequence", "unique": True, "hidden": True}
        return name

    def _is_numbered(self, parent: str, key: StoredKey) -> bool:
        """Whether the key that is referred to counts the parent's rows from 1 on."""
        spec = self.document.tables[parent]["columns"].get(key.parent_columns[0])
        given = spec if isinstance(spec, dict) else {"generator": spec}
        return given.get("generator") == "sequence" and "start" not in given

    def _count(self, counts: dict[str, int]) -> None:
        for name, rows in counts.items():
            if self.document.rows(name) != rows:
                self.document.uncount(name)
                self.document.tables[name]["count"] = rows
                self.document.notes[name, "count"] = _WHY
