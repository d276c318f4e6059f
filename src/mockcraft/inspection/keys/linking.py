"""What gives the columns of a table's foreign keys their values: rows of parents, all or some, or rows that are there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockcraft.inspection.checks.facts import Demands
from mockcraft.inspection.columns.choice import Choice
from mockcraft.inspection.document import Document
from mockcraft.inspection.keys.anchors import is_alone
from mockcraft.inspection.keys.lookups import Lookup
from mockcraft.inspection.keys.table_keys import References
from mockcraft.inspection.survey import Survey
from mockcraft.inspection.uniques import Uniques
from mockcraft.stored import StoredColumn, StoredKey, StoredTable

SELF_NULLS = 0.2  # share of rows of a tree that are roots
KEY_NULLS = 0.1
_OF_DOCUMENTS = ("objectid", "uuid")  # kinds of keys that are no texts in documents
_CONSTANT = re.compile(r"\(?'((?:[^']|'')*)'(?:::[\w\s\"().]+)?\)?|\(?(-?\d+)\)?")


class Linking:
    """The keys of one table that is being written."""

    def __init__(
        self, survey: Survey, refs: References, made: Document, name: str, demands: Demands
    ) -> None:
        self.survey, self.refs, self.made, self.name = survey, refs, made, name
        self.table: StoredTable = survey.tables[name]
        self.demands = demands
        self.keys, self.seen = list(refs.keys[name]), list(refs.seen[name])
        self.nulls, self.copies = dict(refs.nulls[name]), dict(refs.copies[name])
        self.of_column = {column: key for key in self.keys for column in key.columns}
        self.parts: dict[
            str, tuple[int, int]
        ] = {}  # rows of parents that keys refer to, by one of their columns

    # ------------------------------------------------------------------ what keys want

    def wanted(self) -> Iterator[tuple[str, str, Any]]:
        """(parent, its column, value) of what the checks of the table demand of rows that it refers to."""
        for key in self.table.keys:
            if key.parent != self.name and len(key.columns) > 1:
                for mine, theirs in zip(key.columns, key.parent_columns, strict=False):
                    if (self.name, mine) in self.refs.anchors:
                        continue
                    value = self.only(mine)
                    if value is not None:
                        yield key.parent, theirs, value

    def looked_up(self, uniques: Uniques) -> Iterator[tuple[str, str, tuple[Any, ...], bool]]:
        """(parent, its column, values, alone) of what checks and triggers demand of rows that single columns refer to.

        `alone`: whether no two rows refer to one row of the parent, of which that is all that is demanded.
        """
        columns = {each.name: each for each in self.table.columns}
        for each in self.survey.lookups.get(self.name, ()):
            for theirs, value, mine in each.kinds:
                of_it = self.demands.of(mine).allowed or columns[mine].labels if mine else (value,)
                if of_it:
                    alone = each.column in uniques.alone and each.is_one_value
                    yield each.parent, theirs, tuple(of_it), alone

    def only(self, column: str) -> Any:
        """The one value that a column has in all rows, by its checks or as it is generated; None where it has several."""
        stored = next(each for each in self.table.columns if each.name == column)
        if stored.generated:
            found = _CONSTANT.fullmatch(stored.computed)
            return None if found is None else found[1] or int(found[2] or 0)
        allowed = self.demands.of(column).allowed
        return allowed[0] if len(allowed) == 1 else None

    def live_without(self) -> str:
        """Leaves keys to tables that are not filled empty; why the table cannot be filled where one must have a value."""
        for key in [each for each in (*self.keys, *self.seen) if each.parent in self.made.refused]:
            if (self.name, key.columns[0]) in self.survey.implied:
                self._forget(key)
                continue
            left = key.parent in self.survey.left
            advice = "left out and has no rows (fill it first, or with this one)"
            why = f"it refers to {key.parent}, which is {advice if left else 'not filled'}"
            empty = [
                each.name
                for each in self.table.columns
                if each.name in key.columns
                and not (each.not_null or each.generated or each.name in self.table.primary_key)
            ]
            if not empty:
                return f"{key.columns[0]}: {why}"
            self.nulls[empty[0]] = why
            self.copies.pop(empty[0], None)
            self._forget(key, empty[0])
        return ""

    def _forget(self, key: StoredKey, empty: str = "") -> None:
        """Takes a key for none, and those that share a column with it which is left empty."""
        self.keys = [each for each in self.keys if each is not key and empty not in each.columns]
        self.of_column = {c: k for k in self.keys for c in k.columns}

    def part(self, low: str, operator: str, high: str) -> bool:
        """Has two keys to one parent refer to different halves of its rows, so that one is less; whether they can.

        With the operator `<>` it is enough that no two rows of the parent are alike in what they refer to.
        """
        keys = [self.of_column.get(each) for each in (low, high)]
        first, second = keys
        if first is None or second is None or first is second or first.parent != second.parent:
            return False
        if any(
            key.parent == self.name or key.parent in self.survey.rows for key in (first, second)
        ):
            return False
        targets = [
            key.parent_columns[key.columns.index(each)]
            for key, each in ((first, low), (second, high))
        ]
        if len(set(targets)) > 1 or low in self.parts or high in self.parts:
            return False
        spec = self.made.tables[first.parent]["columns"].get(targets[0])
        count = self.made.tables[first.parent]["count"]
        numbered = isinstance(spec, dict) and spec.get("generator") == "sequence"
        differs = operator == "<>" and is_alone(self.survey.tables[first.parent], targets[0])
        if (
            not (numbered or differs)
            or count < 2
            or any(self.refs.at_first(self.survey, self.name, key) for key in (first, second))
        ):
            return False
        self.parts |= {low: (0, count // 2 - 1), high: (count // 2, count - 1)}
        return True

    # ------------------------------------------------------------------ what a column refers to

    def reference(self, column: StoredColumn, uniques: Uniques) -> Choice:
        """Of a column of a key."""
        key = self.of_column[column.name]
        place = key.columns.index(column.name)
        if key.parent in self.survey.rows:
            return self._present(column, key, place)
        target = f"{key.parent}.{key.parent_columns[place]}"
        if place:
            return Choice({"ref": target, "with": key.columns[0]})
        some, why = self._parent_rows(key)
        if column.name in uniques.alone and (found := self._rows_alone(key)):
            some, why = found
        elif condition := self._within(key):
            some = {**some, "where": condition}
        empty = all(
            not self._stored(each).not_null and self.demands.of(each).null is not False
            and each not in uniques.apart
            for each in key.columns
        )  # fmt: skip
        if not empty:
            return Choice({"ref": target, **some}, why)
        nulls = SELF_NULLS if key.parent == self.name else KEY_NULLS
        return Choice({"ref": target, **some, "nulls": nulls}, why)

    def _within(self, key: StoredKey) -> str:
        """What a row has in common with the row that it refers to by other keys; "" where all rows have."""
        common = self.refs.within.get((self.name, key.columns[0]), ())
        parts = (
            f"{_quoted(theirs)} = row.{_quoted(mine)}"
            for theirs, mine in common
            if self.refs.values_of((self.name, mine)) > 1 or is_alone(self.table, mine)
        )
        asked = (
            each.where
            for each in self.survey.lookups.get(self.name, ())
            if each.where
            and (each.column, each.parent, each.target) == _pair(key)
            and not self._comes_back(each)
        )
        return " and ".join(dict.fromkeys([*parts, *asked]))

    def _comes_back(self, lookup: Lookup) -> bool:
        """Whether the parent's row is to refer to this one, as a captain of a team to it: that is seen at the commit."""
        return any(
            theirs in key.columns and key.parent == self.name
            for theirs, _, mine in lookup.kinds
            if mine
            for key in self.survey.tables[lookup.parent].keys
        )

    def _rows_alone(self, key: StoredKey) -> tuple[dict[str, Any], str] | None:
        """The rows next to one another that have the one value that is demanded of a key's row; None for no such."""
        found = [
            each
            for each in self.survey.lookups.get(self.name, ())
            if (each.column, each.parent, each.target) == _pair(key)
        ]
        if len(found) != 1 or not found[0].is_one_value:
            return None
        ((theirs, value, _),) = found[0].kinds
        part = self.made.parts.get(key.parent, {}).get(theirs, {}).get(value)
        return part and ({"rows": f"{part[0]}..{part[1]}"}, f"those with {theirs} {value}")

    def _stored(self, name: str) -> StoredColumn:
        return next(each for each in self.table.columns if each.name == name)

    def is_parted(self, column: str) -> bool:
        """Whether a key of this column refers to rows of the parent that have a certain value."""
        return "rows" in self._parent_rows(self.of_column[column])[0]

    def _parent_rows(self, key: StoredKey) -> tuple[dict[str, Any], str]:
        """Which rows of the parent a key refers to, where not to all, and why."""
        if key.parent == self.name:
            return {}, ""
        if self.refs.at_first(self.survey, self.name, key):
            most = max(self.refs.values_of((self.name, each)) for each in key.columns)
            if most > 1:
                return {
                    "rows": f"0..{most - 1}"
                }, "few, so that keys that share it find rows of each"
            return {"rows": 0}, "one row, as several keys share it"
        if half := next((self.parts[each] for each in key.columns if each in self.parts), None):
            return {"rows": f"{half[0]}..{half[1]}"}, "the other half of the rows is another key's"
        for whole in self.table.keys:
            if whole.parent != key.parent:
                continue
            for mine, theirs in zip(whole.columns, whole.parent_columns, strict=False):
                value = self.only(mine)
                part = self.made.parts.get(key.parent, {}).get(theirs, {}).get(value)
                if part is not None:
                    return {"rows": f"{part[0]}..{part[1]}"}, f"those with {theirs} {value}"
        if (key.parent, key.parent_columns[0]) in self.refs.alike:
            others = [each.parent for each in self.seen if each.columns == key.columns]
            least = min(self.made.tables[each]["count"] for each in (key.parent, *others))
            if least < self.made.tables[key.parent]["count"]:
                return {"rows": f"0..{least - 1}"}, ""
        return {}, ""

    def _present(self, column: StoredColumn, key: StoredKey, place: int) -> Choice:
        """Values of rows that are there: any of one column; of several columns, those of the first row."""
        rows = self.survey.keys.get((key.parent, key.parent_columns), ())
        whole = [row for row in rows if None not in row]
        own = [self._stored(each) for each in key.columns]
        values = [row[place] for row in whole if all(map(_has_room, own, row))]
        if not values and whole and column.not_null:
            return Choice({}, _too_narrow(own, whole, key.parent))
        if not values:
            return Choice({"value": None}, _too_narrow(own, whole, key.parent) if whole else "")
        typed = [
            int(each) if column.kind == "integer" and each is not None else each for each in values
        ]
        why = f"rows of {key.parent} that are there"
        if len(key.columns) > 1:
            return Choice({"value": typed[0]}, why)
        apart = (
            {"type": column.kind}
            if column.present is not None and column.kind in _OF_DOCUMENTS
            else {}
        )
        return Choice({"values": list(dict.fromkeys(typed)), **apart}, why)

    # ------------------------------------------------------------------ what is filled before

    def unseen(self) -> Iterator[StoredKey]:
        """Keys whose parent no column refers to, not even through others, though it must be filled before."""
        before = self._before() if self.seen else set()
        for key in self.seen:
            if (
                key.parent != self.name
                and key.parent in self.made.tables
                and key.parent not in before
            ):
                yield key

    def _before(self) -> set[str]:
        found: set[str] = set()
        pending = {key.parent for key in self.keys}
        while pending:
            name = pending.pop()
            if name not in found and name in self.made.tables:
                found.add(name)
                pending |= _referred(self.made.tables[name]["columns"])
        return found


def _has_room(column: StoredColumn, value: str | None) -> bool:
    """Whether a column has room for a value of a row that it would refer to."""
    text = value or ""
    if column.kind == "integer" and re.fullmatch(r"-?\d+", text):
        low, high = column.lowest, column.highest
        return (low is None or int(text) >= low) and (high is None or int(text) <= high)
    if column.kind != "text":
        return True
    fits = column.characters is None or len(text) <= column.characters
    return fits and (column.octets is None or len(text.encode()) <= column.octets)


def _too_narrow(
    columns: Sequence[StoredColumn], rows: Sequence[Sequence[str | None]], parent: str
) -> str:
    """Why a key refers to none of the rows that are there, and what to do."""
    for column, value in zip(columns, rows[0], strict=True):
        if not _has_room(column, value):
            what = f"no key of {parent} that was looked at fits into {column.type}"
            return f"{what}: the first is {value!r} (widen {column.name}, or give {parent} rows that fit)"
    return f"no key of {parent} that was looked at fits into all of its columns (widen them)"


def _pair(key: StoredKey) -> tuple[str, str, str]:
    """(column, parent, its column) of a key of one column; such as no lookup has for others."""
    if len(key.columns) > 1:
        return "", "", ""
    return key.columns[0], key.parent, key.parent_columns[0]


def _referred(columns: Mapping[str, Any]) -> set[str]:
    return {
        str(spec["ref"]).rpartition(".")[0]
        for spec in columns.values()
        if isinstance(spec, dict) and "ref" in spec
    }


def conditions(name: str, demands: Demands) -> Iterator[str]:
    """What is demanded of a column that refers to others, as conditions for which rows are drawn again."""
    facts, quoted = demands.of(name), f'"{name}"'
    for bound, operator, open_ in (
        (facts.low, ">", facts.open_low),
        (facts.high, "<", facts.open_high),
    ):
        if bound is not None:
            yield f"{quoted} {operator}{'' if open_ else '='} {_literal(bound)}"
    if facts.choices is not None:
        yield f"{quoted} IN ({', '.join(map(_literal, facts.allowed))})"
    if facts.excluded:
        yield f"{quoted} NOT IN ({', '.join(map(_literal, facts.excluded))})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).upper() if isinstance(value, bool) else format(value, "f")
