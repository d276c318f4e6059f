"""Whether the tables of a plan fit a database: the tables that are there already, and those they refer to.

Everything is raised before the first row: Unsupported for what the database cannot hold, SinkError for
what this user may not do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from mockcraft.core.kinds import KINDS, MOMENTS
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.ranges import Range, tables_of
from mockcraft.core.types import Type
from mockcraft.database import Connection, Engine
from mockcraft.errors import SinkError, Unsupported, did_you_mean
from mockcraft.formats.checks import left_out
from mockcraft.formats.ddl import MARK
from mockcraft.formats.dialects import dialect_of
from mockcraft.sinks.capacity import check_capacity
from mockcraft.sinks.distinct import check_distinct
from mockcraft.sinks.inner import inner_columns, places
from mockcraft.sinks.present import key_values
from mockcraft.stored import Catalogue, StoredColumn, StoredKey, StoredTable
from mockcraft.wording import counted, word

SAMPLE_ROWS = (
    500  # of a parent, at its start and its end: they tell another seed and a table cut short
)
SHOWN = 20  # misfits that a message names
FILLABLE = ("table", "partitioned table", "foreign table")
# Kinds of stored columns that take no value at all of a kind; what depends on the value is the database's.
_NOT_A_MOMENT = {"array", "boolean", "geometry", "network", "integer", "decimal", "float", "range", "bits"}  # fmt: skip
_NO_NUMBER = {*MOMENTS, "array", "boolean", "geometry", "network", "range", "interval", "uuid"}  # fmt: skip
_DOCUMENT = {*_NOT_A_MOMENT, *MOMENTS, "interval", "uuid"}
_REFUSED: dict[str, set[str]] = {
    "integer": _NO_NUMBER - {"boolean", "interval"},
    "float": {*_NO_NUMBER, "integer"},
    "decimal": _NO_NUMBER,
    "boolean": {*_NOT_A_MOMENT, *MOMENTS, "interval", "json", "uuid"} - {"boolean"},
    "date": {*_NOT_A_MOMENT, "interval", "json", "time", "uuid"},
    "timestamp": {*_NOT_A_MOMENT, "interval", "json", "uuid"},
    "time": {*_NOT_A_MOMENT, "date", "timestamp", "json", "uuid"},
    "interval": {*_NOT_A_MOMENT, *MOMENTS, "json", "uuid"},
    "bytes": {*_DOCUMENT, "composite", "enum", "json"},
    "uuid": {*_NOT_A_MOMENT, *MOMENTS, "interval", "json"},
    "objectid": {*_NOT_A_MOMENT, *MOMENTS, "interval", "json", "uuid"},
    "json": {*_DOCUMENT, "enum"},
    "struct": {*_DOCUMENT, "composite", "enum"},
    "list": ({*_DOCUMENT, "composite", "enum"}) - {"array"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """A database that a plan is held against: how it is named, what it can do, what it holds."""

    name: str
    engine: Engine
    catalogue: Catalogue = field(default_factory=Catalogue)

    def has(self, table: Table) -> bool:
        """Whether the table exists."""
        return table.name in self.catalogue.tables

    def quoted(self, table: str) -> str:
        """The name of a table as its SQL has it."""
        dialect = self.engine.dialect
        return dialect_of(dialect).table(table) if dialect else table

    def left_out(self, tables: Sequence[Table]) -> list[str]:
        """A sentence for each check that these tables, where they are made, do not get as a constraint."""
        if self.engine.dialect:
            return left_out(tables, dialect_of(self.engine.dialect))
        return [
            f"{table.name}: every row meets its {counted(len(table.checks), 'check')}, which {self.engine.title} does not keep"
            for table in tables
            if table.checks
        ]

    def unread(self, tables: Iterable[Table]) -> list[str]:
        """A sentence for each existing table whose validator demands what was not held against the plan."""
        found = [
            (t.name, [*stored.unread, *_within_json(t, stored)])
            for t in tables
            if (stored := self.catalogue.tables.get(t.name))
        ]
        return [
            f"{name}: of its validator, {', '.join(names)} is read by the server alone, with the rows"
            for name, names in found
            if names
        ]

    def missing(self, tables: Iterable[Table]) -> list[Table]:
        """Those of the tables that do not exist."""
        return [table for table in tables if not self.has(table)]


def _within_json(table: Table, stored: StoredTable) -> Iterator[str]:
    """What a validator demands of the members of JSON, which the plan does not know."""
    columns = {each.name: each for each in stored.columns}
    for column in table.columns:
        for place in places(column, columns[column.name]) if column.name in columns else ():
            if place.column.type.kind == "json" and (place.stored.fields or place.stored.item):
                yield f"what is within {place.whole}{place.path}"


def fitted(
    target: Target, connection: Connection, plan: Plan, ranges: Sequence[Range], create: bool
) -> Target:
    """The target with what it holds; raises where it cannot take these rows of the plan."""
    tables = [plan.table(name) for name in tables_of(ranges)]
    found = connection.catalogue([table.name for table in tables])
    target = replace(target, catalogue=found)
    _refuse([each for table in tables for each in misfits(target, table, create)])
    check_parents(target, connection, plan, ranges)
    for table in tables:
        if table.name in found.tables:
            folded = target.engine.can.limits.folded_column
            check_capacity(target.name, plan, ranges, found.tables[table.name], folded, table)
            check_distinct(target.name, plan, ranges, found.tables[table.name], table)
    return target


def check_table(target: Target, table: Table, create: bool) -> None:
    """Raises where the table does not exist and may not be made, or cannot hold what the plan makes."""
    _refuse(list(misfits(target, table, create)))


def _refuse(misfits: Sequence[SinkError]) -> None:
    """Raises one error for all of these, a line each: SinkError where there is nothing but what a user may not do."""
    if len(misfits) > 1:
        kind = Unsupported if any(isinstance(e, Unsupported) for e in misfits) else SinkError
        more = len(misfits) - SHOWN
        lines = [*map(str, misfits[:SHOWN]), *([f"and {more:,} more"] if more > 0 else [])]
        raise kind("\n".join(lines))
    if misfits:
        raise misfits[0]


def misfits(target: Target, table: Table, create: bool) -> Iterator[SinkError]:
    """Why a table cannot take what the plan makes: what is wrong with it, else with each of its columns."""
    found = target.catalogue.tables.get(table.name)
    if found is None:
        if not create:
            hint = did_you_mean(table.name, target.catalogue.others)
            hint = hint or f" (leave {word('no_create')} out to make it)"
            yield Unsupported(f"{target.name} has no table {table.name!r}{hint}")
        return
    try:
        _check_whole(target, table, found)
    except SinkError as error:
        yield error
        return
    limits = target.engine.can.limits
    stored = {limits.folded_column(each.name): each for each in found.columns}
    denied = False
    for column in table.columns:
        try:
            _check_column(
                target, table, column, found, stored.get(limits.folded_column(column.name))
            )
        except SinkError as error:
            error.about(table.name, column.name)
            forbidden = not isinstance(error, Unsupported)
            if not (forbidden and denied):  # one column stands for all: a GRANT is of the table
                yield error
            denied |= forbidden
    given = {limits.folded_column(column.name) for column in table.columns}
    for folded, each in stored.items():
        if each.required and folded not in given:
            what = (
                "NOT NULL and has no default"
                if each.present is None
                else "required by the validator"
            )
            yield Unsupported(
                f"{target.name}: column {table.name}.{each.name} is {what} (give it a generator)"
            )


def _check_whole(target: Target, table: Table, found: StoredTable) -> None:
    name = target.name
    if found.kind not in FILLABLE and not found.instead:
        article = "an" if found.kind[0] in "aeiou" else "a"
        advice = "name a table"
        if found.kind == "view" and target.engine.can.view_triggers:
            advice += ", or give it an INSTEAD OF INSERT trigger"
        raise Unsupported(f"{name}: {table.name} is {article} {found.kind} ({advice})")
    if found.row_security:
        raise Unsupported(
            f"{name}: table {table.name} has row-level security, which bulk loading does not pass "
            "(connect as its owner, or as a user with BYPASSRLS)"
        )
    if found.obstacle:
        raise Unsupported(f"{name}: table {table.name} {found.obstacle}")


def _check_column(
    target: Target, table: Table, column: Column, found: StoredTable, each: StoredColumn | None
) -> None:
    """Raises where the stored column, None for none, does not take the column's values."""
    if each is None:
        if found.open:
            return
        names = [other.name for other in found.columns]
        hint = did_you_mean(column.name, names) or f" (it has {', '.join(names)})"
        raise Unsupported(f"{target.name}: table {table.name} has no column {column.name!r}{hint}")
    name = f"{target.name}: column {table.name}.{each.name}"
    if each.generated:
        raise Unsupported(f"{name} is generated by the database (leave it out)")
    _check_values(target, name, column, each)
    place = f"{table.name}.{each.name}"
    if not each.insertable:
        raise SinkError(
            f"{target.name}: permission denied to insert into {place} (GRANT INSERT ON {target.quoted(table.name)})"
        )
    if each.unmovable:
        raise SinkError(
            f"{target.name}: permission denied to move the sequence {each.unmovable} on behind the rows of "
            f"{place} (GRANT SELECT, UPDATE ON SEQUENCE {each.unmovable})"
        )


def _check_values(target: Target, name: str, column: Column, each: StoredColumn) -> None:
    """Raises where values are nulls or of a kind that is not taken, in sub-documents and arrays too."""
    _check_nulls(name, column, each)
    kind = target.engine.can.stored_as.get(column.type.kind, column.type.kind)
    if clashes(replace(column.type, kind=kind), each.kind) or kind in each.refuses:
        raise Unsupported(
            f"{name} is {each.type}, the schema gives it {column.type} "
            "(choose another generator, or set its type)"
        )
    for path, member, inner in inner_columns(column, each):
        within = f"{name}{path}"
        if member is not None:
            _check_values(target, within, member, inner)
        elif inner.present:
            raise Unsupported(f"{within} is required by the validator (give it a generator)")


def _check_nulls(name: str, column: Column, each: StoredColumn) -> None:
    """A row without a value is a null, where documents do not leave the field out."""
    if each.present and column.absent:
        raise Unsupported(f"{name} is required by the validator (set its absent to 0)")
    null = column.nullable if each.present is None else column.holds_null
    if not each.not_null or not null:
        return
    what = "is NOT NULL" if each.present is None else "takes no null"
    if column.nulls or (column.absent and each.present is None):
        share = "nulls" if column.nulls else "absent"
        raise Unsupported(f"{name} {what} (set its {share} to 0)")
    raise Unsupported(
        f"{name} {what}, and is made from what can be null (give that a value in each row, or "
        "another one in its place with coalesce)"
    )


def clashes(type_: Type, kind: str) -> bool:
    """Whether no value of the type can be stored in a column that takes this kind."""
    if type_.kind == "decimal" and type_.scale and kind == "integer":
        return True
    known = type_.kind if type_.kind in _REFUSED else KINDS[type_.kind].base
    return kind in _REFUSED.get(known, ())


def check_parents(
    target: Target, connection: Connection, plan: Plan, ranges: Sequence[Range]
) -> None:
    """Refuses foreign keys to rows outside the run that the database does not have.

    A table of which the run fills some rows may not be referred to: which rows are there then depends on
    the other runs.
    """
    names = tables_of(ranges)
    tables = [plan.table(name) for name in names]
    whole_tables = set(plan.ranges)
    cut = {each.table: each for each in ranges if each not in whole_tables}
    for table in tables:
        for link in table.foreign_keys:
            # Rows of the table itself are earlier ones, which come in earlier parts.
            if link.parent in cut and link.parent != table.name:
                rows = cut[link.parent]
                raise Unsupported(
                    f"{target.name}: {table.name}.{link.name} refers to {link.parent}, of which this run fills "
                    f"the rows {rows.start:,} to {rows.stop - 1:,} alone (fill {link.parent} first, whole, then "
                    f"{table.name} by itself: {word('only_table', table.name)})"
                )
    inner = [each for each in plan.within if plan.holder(each.name) in names]
    links = [
        (table, link, plan.holder(link.parent))
        for table in (*tables, *inner)
        for link in table.links
        if plan.holder(link.parent) not in names
    ]
    there = connection.catalogue(sorted({holder for *_, holder in links})).tables
    for table, link, holder in links:
        refers = f"{target.name}: {table.name}.{link.name} refers to {holder}, which is no part of this run"
        advice = f"(seed it first, or add {word('more_table', holder)})"
        if holder not in there:
            raise Unsupported(f"{refers}, and the database has no such table {advice}")
        parent, present = plan.table(holder), connection.count(holder)
        if present < parent.count:
            raise Unsupported(
                f"{refers}: it has {counted(present, 'row')} of the {parent.count:,} that can be referred to {advice}"
            )
        if holder != link.parent:  # what it refers to stands within documents
            continue
        missing = missing_key(connection, plan, parent, link.key)
        if missing:
            raise Unsupported(f"{refers}: its row with {missing} is missing {advice}")


def missing_key(connection: Connection, plan: Plan, parent: Table, columns: Sequence[str]) -> str:
    """The key of a row at either end of a table that the database does not have; "" where it has them all."""
    last = max(parent.count - SAMPLE_ROWS, 0)
    for rows in (range(min(SAMPLE_ROWS, parent.count)), range(last, parent.count)):
        keys = key_values(plan, parent, columns, rows)
        known = list(connection.known(parent.name, keys))
        if not all(known):
            place = known.index(False)
            return ", ".join(f"{name} {values[place]!r}" for name, values in keys.items())
    return ""


def waiting_keys(target: Target, tables: Sequence[Table]) -> list[StoredKey]:
    """Foreign keys of existing tables that close a circle, to be checked at the commit.

    Raises Unsupported for one that the database checks at once.
    """
    keys = []
    for table in tables:
        found = target.catalogue.tables.get(table.name)
        for key in found.keys if found is not None else ():
            if not any(
                link.deferred and set(link.columns) & set(key.columns) for link in table.links
            ):
                continue
            if not (key.deferrable or target.engine.can.keys_wait):
                advice = target.engine.can.deferrable.format(
                    table=target.quoted(table.name), key=key.name.replace('"', '""')
                )
                if found is not None and found.comment.startswith(MARK.format("")):
                    advice = "mockcraft clean removes the tables, with the file and seed that made them: then seed anew"
                waiting = Unsupported(
                    f"{target.name}: {table.name}.{key.columns[0]} refers to a table that is filled later, "
                    f"and its foreign key {key.name} is checked at once ({advice})"
                )
                raise waiting.about(table.name)
            keys.append(key)
    return keys
