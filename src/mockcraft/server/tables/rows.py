"""The rows of a schema as they read: what the plan makes, with what was written over it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.absent import leaves_out
from mockcraft.core.arrays import numpy_array
from mockcraft.core.coded import plain_text
from mockcraft.core.conversion import as_text
from mockcraft.core.effort import spend
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import U
from mockcraft.core.plan import Column, Link, Table
from mockcraft.core.types import null_mask, place
from mockcraft.errors import NotFound, ParameterError
from mockcraft.formats.dictionaries import decoded
from mockcraft.formats.documents import Member, member, objects, plain_member
from mockcraft.formats.text import JSON, JsonStyle
from mockcraft.server.tables.changes import RowNumbers, Snapshot, TableChanges, nothing
from mockcraft.server.tables.finding import Equal, equal
from mockcraft.server.tables.worlds import World

ROW = "row:"  # before a row's number, in place of a key
BETWEEN = ","  # the values of a key of several columns


class NoSuchRow(NotFound):
    """A table has no row of that key."""


class Reading:
    """One schema at one moment: all that one request reads."""

    def __init__(self, world: World, snapshot: Snapshot) -> None:
        self.world, self.snapshot = world, snapshot
        self.plan, self.finder = world.plan, world.finder

    def changes(self, table: Table) -> TableChanges:
        """What was written to the table."""
        return self.snapshot.tables.get(table.name) or nothing(table.count)

    # ------------------------------------------------------------------ values

    def arrays(self, table: Table, rows: RowNumbers, names: Iterable[str]) -> list[pa.Array]:
        """Columns of these rows, in the order of the rows."""
        changes, listed = self.changes(table), list(names)
        inside, places = changes.places(rows)
        if not inside.any():
            frame = Frame(self.plan, table, rows.astype(U))
            made = [frame.array(name) for name in listed]
            frame.release()
            return made
        assert changes.batch is not None
        frame = Frame(self.plan, table, rows[~inside].astype(U))
        order = np.empty(len(rows), np.int64)
        order[~inside] = np.arange(len(frame))
        order[inside] = len(frame) + places
        batch = changes.batch
        return [place([frame.array(name), batch.column(name)], order) for name in listed]

    def objects(
        self,
        table: Table,
        rows: RowNumbers,
        columns: Sequence[Column],
        expanded: Sequence[str] = (),
        style: JsonStyle = JSON,
    ) -> pa.StringArray:
        """The rows as JSON objects of these columns; in place of the expanded ones, the parent's rows.

        What a document leaves out is left out, but in rows that a client has written.
        """
        changed, _ = self.changes(table).places(rows)
        if not changed.any() or not any(map(leaves_out, columns)):
            return self._objects(table, rows, columns, expanded, style, bool(changed.any()))
        parts = [
            self._objects(table, rows[~changed], columns, expanded, style, False),
            self._objects(table, rows[changed], columns, expanded, style, True),
        ]
        return place(parts, np.argsort(np.argsort(changed, kind="stable"), kind="stable"))

    def _objects(
        self,
        table: Table,
        rows: RowNumbers,
        columns: Sequence[Column],
        expanded: Sequence[str],
        style: JsonStyle,
        whole: bool,
    ) -> pa.StringArray:
        """See `objects`; `whole` for rows that leave nothing out."""
        arrays = self.arrays(table, rows, [each.name for each in columns])
        members = []
        for column, array in zip(columns, arrays, strict=True):
            spend(1)  # a step is not much here, but tells whether to go on
            if column.name in expanded:
                parents = self._parents(table, table.link(column.name), rows, style)
                members.append(Member(column.name, [parents]))
            elif whole:
                members.append(plain_member(column.name, array, column.type, style))
            else:
                members.append(member(column, array, rows.astype(U), style))
        return objects(members, len(rows))

    def _parents(
        self, table: Table, link: Link, rows: RowNumbers, style: JsonStyle
    ) -> pa.StringArray:
        """The rows that a link points at, as JSON; null where it points at none."""
        parent = self.plan.table(link.parent)
        numbers = self.parent_rows(table, link, rows)
        there = numbers >= 0
        distinct, order = np.unique(numbers[there], return_inverse=True)
        texts = decoded(self.objects(parent, distinct, parent.columns, style=style))
        places = np.full(len(rows), len(distinct))
        places[there] = order
        return place([texts, pa.array(["null"], pa.string())], places)

    def parent_rows(self, table: Table, link: Link, rows: RowNumbers) -> RowNumbers:
        """The rows that a link points at, shape (n,); -1 where it points at none that is there."""
        changes, parent = self.changes(table), self.plan.table(link.parent)
        inside, _ = changes.places(rows)
        made = np.full(len(rows), -1, np.int64)
        frame = Frame(self.plan, table, rows[~inside].astype(U))
        numbers = frame.picked(link).astype(np.int64)
        made[~inside] = np.where(null_mask(frame.array(link.columns[0])), -1, numbers)
        touched = self.changes(parent)
        if touched:
            moved = np.isin(made, touched.touched)
            made[moved] = [
                number if touched.has(int(number)) else -1 for number in made[moved].tolist()
            ]
        if inside.any():
            keys = self.arrays(table, rows[inside], link.columns)
            values = zip(*(_texts(array) for array in keys), strict=True)
            found = {each: self._parent_of(parent, link, each) for each in set(values)}
            values = zip(*(_texts(array) for array in keys), strict=True)
            made[inside] = [found[each] for each in values]
        return made

    def _parent_of(self, parent: Table, link: Link, values: tuple[str | None, ...]) -> int:
        if None in values:
            return -1
        wanted = [
            equal(parent.column(name), str(value))
            for name, value in zip(link.key, values, strict=True)
        ]
        number = self.row_with(parent, wanted)
        return -1 if number is None else number

    def columns_of(self, table: Table, rows: RowNumbers) -> Callable[[str], pa.Array]:
        """Gives columns of these rows by path, such as `user_id.created_at`, for expressions."""
        if not self.snapshot.tables:
            return Frame(self.plan, table, rows.astype(U)).path
        return lambda path: self._path(table, rows, path)

    def _path(self, table: Table, rows: RowNumbers, path: str) -> pa.Array:
        name, dot, rest = path.partition(".")
        if not dot:
            return self.arrays(table, rows, [name])[0]
        if table.column(name).type.kind == "struct":
            return pc.struct_field(self.arrays(table, rows, [name])[0], rest.split("."))
        link = table.link(name)
        numbers = self.parent_rows(table, link, rows)
        there = numbers >= 0
        array = self._path(self.plan.table(link.parent), numbers[there], rest)
        order = np.full(len(rows), len(array))
        order[there] = np.arange(len(array))
        nothing_there = pa.nulls(1, pa.string() if _is_coded(array) else array.type)
        return place([array, nothing_there], order)

    # ------------------------------------------------------------------ one row

    def row_with(self, table: Table, wanted: Sequence[Equal]) -> int | None:
        """The first row that meets the conditions of a key; None where there is none that can be found."""
        changes = self.changes(table)
        found = self.finder.rows_with(table, {each.column.name: each for each in wanted})
        if found is not None:
            found = changes.untouched(found)
            if len(found):
                return int(found[0])
        hits = self.changed_rows(table, wanted)
        if len(hits):
            return int(hits[0])
        if found is None:
            raise NoSuchRow(
                f"rows of {table.name} are not found by this key: it has more rows than are looked through "
                f"(ask for a row by its number, such as {ROW}0)"
            )
        return None

    def changed_rows(self, table: Table, wanted: Sequence[Equal]) -> RowNumbers:
        """Numbers of the rows that were changed or added and meet the conditions."""
        changes = self.changes(table)
        if changes.batch is None:
            return np.zeros(0, np.int64)
        met = np.ones(len(changes.numbers), bool)
        for each in wanted:
            array = changes.batch.column(each.column.name)
            met &= numpy_array(each.mask(array))
        return changes.numbers[met]

    def number_of(self, table: Table, key: str) -> int:
        """The row of a key: `42`, `7,3` for a key of two columns, `row:17`; raises NoSuchRow."""
        number: int | None = None
        if key.startswith(ROW):
            digits = key.removeprefix(ROW)
            number = (
                int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 20 else -1
            )
        elif table.primary_key:
            names = table.primary_key
            values = key.split(BETWEEN) if len(names) > 1 else [key]
            if len(values) == len(names):
                wanted = [
                    _wanted(table, name, text) for name, text in zip(names, values, strict=True)
                ]
                if all(wanted):
                    number = self.row_with(table, [each for each in wanted if each is not None])
        if number is None or not self.changes(table).has(number):
            raise NoSuchRow(f"{table.name} has no row {key!r}{_advice(table)}")
        return number

    def row(self, table: Table, number: int) -> dict[str, Any]:
        """A row, as the object that its JSON is."""
        text = self.objects(table, np.array([number], np.int64), table.columns)[0].as_py()
        made: dict[str, Any] = json.loads(text)
        return made


def _is_coded(array: pa.Array) -> bool:
    return bool(pa.types.is_dictionary(array.type))


def _texts(array: pa.Array) -> list[str | None]:
    """The values of a column as the texts that conditions are made of."""
    plain = plain_text(array) if _is_coded(array) else array
    made: list[str | None] = (plain if plain.type == pa.string() else as_text(plain)).to_pylist()
    return made


def _wanted(table: Table, name: str, text: str) -> Equal | None:
    try:
        return equal(table.column(name), text)
    except ParameterError:
        return None


def _advice(table: Table) -> str:
    if not table.primary_key:
        return f" (it has no primary key: ask for a row by its number, such as {ROW}0)"
    if len(table.primary_key) > 1:
        return f" (its key is {BETWEEN.join(table.primary_key)}, with a comma between the values)"
    return ""


def text_of(value: Any) -> str:
    """A value of JSON as the text that a condition takes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
