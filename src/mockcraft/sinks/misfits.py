"""Why a table cannot take what a plan makes: what is wrong with it, or with each of its columns."""

from collections.abc import Iterator
from dataclasses import replace

from mockcraft.core.kinds import KINDS, MOMENTS
from mockcraft.core.plan import Column, Table
from mockcraft.core.types import Type
from mockcraft.errors import SinkError, Unsupported, did_you_mean
from mockcraft.sinks.inner import inner_columns
from mockcraft.sinks.target import Target
from mockcraft.stored import StoredColumn, StoredTable
from mockcraft.wording import word

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
    "bytes": {*_DOCUMENT, "composite", "enum", "json"} - {"geometry", "bits"},  # as MySQL takes these
    "uuid": {*_NOT_A_MOMENT, *MOMENTS, "interval", "json"},
    "objectid": {*_NOT_A_MOMENT, *MOMENTS, "interval", "json", "uuid"},
    "json": {*_DOCUMENT, "enum"},
    "struct": {*_DOCUMENT, "composite", "enum"},
    "list": ({*_DOCUMENT, "composite", "enum"}) - {"array"},
}  # fmt: skip


def misfits(target: Target, table: Table, create: bool) -> Iterator[SinkError]:
    """Why a table cannot take what the plan makes: what is wrong with it, else with each of its columns."""
    found = target.catalogue.tables.get(table.name)
    if found is None:
        if not create:
            hint = did_you_mean(table.name, target.catalogue.others)
            hint = hint or f" (leave {word('no_create')} out to make it)"
            yield Unsupported(f"{target.name} has no table {table.name!r}{hint}")
        return
    if (refused := refused_as_whole(target, table, found)) is not None:
        yield refused
        return
    yield from _column_misfits(target, table, found)
    yield from _left_empty(target, table, found)


def _column_misfits(target: Target, table: Table, found: StoredTable) -> Iterator[SinkError]:
    """Why columns do not take what the plan makes."""
    limits = target.engine.can.limits
    stored = {limits.folded_column(each.name): each for each in found.columns}
    denied = False
    for column in table.columns:
        each = stored.get(limits.folded_column(column.name))
        for error in _misfits_of(target, table, column, found, each):
            error.about(table.name, column.name)
            forbidden = not isinstance(error, Unsupported)
            if not (forbidden and denied):  # one column stands for all: a GRANT is of the table
                yield error
            denied |= forbidden


def _left_empty(target: Target, table: Table, found: StoredTable) -> Iterator[SinkError]:
    """Columns that each row must bring a value for, and that the plan does not have."""
    folded = target.engine.can.limits.folded_column
    given = {folded(column.name) for column in table.columns}
    for each in found.columns:
        if each.required and folded(each.name) not in given:
            what = (
                "NOT NULL and has no default"
                if each.present is None
                else "required by the validator"
            )
            yield Unsupported(
                f"{target.name}: column {table.name}.{each.name} is {what} (give it a generator)"
            )


def refused_as_whole(target: Target, table: Table, found: StoredTable) -> SinkError | None:
    """Why nothing can be loaded into a table, whatever its columns are; None where something can."""
    name = target.name
    if found.kind not in FILLABLE and not found.instead:
        article = "an" if found.kind[0] in "aeiou" else "a"
        advice = "name a table"
        if found.kind == "view" and target.engine.can.view_triggers:
            advice += ", or give it an INSTEAD OF INSERT trigger"
        return Unsupported(f"{name}: {table.name} is {article} {found.kind} ({advice})")
    if found.row_security:
        return Unsupported(
            f"{name}: table {table.name} has row-level security, which bulk loading does not pass "
            "(connect as its owner, or as a user with BYPASSRLS)"
        )
    return Unsupported(f"{name}: table {table.name} {found.obstacle}") if found.obstacle else None


def _misfits_of(
    target: Target, table: Table, column: Column, found: StoredTable, each: StoredColumn | None
) -> Iterator[SinkError]:
    """Why the stored column, None for none, does not take the column's values, nor those within them."""
    if each is None:
        if not found.open:
            names = [other.name for other in found.columns]
            hint = did_you_mean(column.name, names) or f" (it has {', '.join(names)})"
            yield Unsupported(
                f"{target.name}: table {table.name} has no column {column.name!r}{hint}"
            )
        return
    name = f"{target.name}: column {table.name}.{each.name}"
    if each.generated:
        yield Unsupported(f"{name} is generated by the database (leave it out)")
        return
    wrong = list(_value_misfits(target, name, column, each))
    yield from wrong
    if not wrong:
        yield from _denied(target, table, each)


def _denied(target: Target, table: Table, each: StoredColumn) -> Iterator[SinkError]:
    """What this user may not do with the column."""
    place = f"{table.name}.{each.name}"
    if not each.insertable:
        yield SinkError(
            f"{target.name}: permission denied to insert into {place} (GRANT INSERT ON {target.quoted(table.name)})"
        )
    elif each.unmovable:
        yield SinkError(
            f"{target.name}: permission denied to move the sequence {each.unmovable} on behind the rows of "
            f"{place} (GRANT SELECT, UPDATE ON SEQUENCE {each.unmovable})"
        )


def _value_misfits(
    target: Target, name: str, column: Column, each: StoredColumn
) -> Iterator[SinkError]:
    """Values that are nulls or of a kind that is not taken, in sub-documents and arrays too."""
    if said := _null_misfit(column, each):
        yield Unsupported(f"{name} {said}")
    kind = target.engine.can.stored_as.get(column.type.kind, column.type.kind)
    if clashes(replace(column.type, kind=kind), each):
        yield Unsupported(
            f"{name} is {each.type}, the schema gives it {column.type} "
            "(choose another generator, or set its type)"
        )
        return
    for path, member, inner in inner_columns(column, each):
        within = f"{name}{path}"
        if member is not None:
            yield from _value_misfits(target, within, member, inner)
        elif inner.present:
            yield Unsupported(f"{within} is required by the validator (give it a generator)")


def _null_misfit(column: Column, each: StoredColumn) -> str:
    """What is wrong with its nulls; "" for nothing. A row without a value is one, where documents do not leave the field out."""
    if each.present and column.absent:
        return "is required by the validator (set its absent to 0)"
    null = column.nullable if each.present is None else column.holds_null
    if not each.not_null or not null:
        return ""
    what = "is NOT NULL" if each.present is None else "takes no null"
    if column.nulls or (column.absent and each.present is None):
        share = "nulls" if column.nulls else "absent"
        return f"{what} (set its {share} to 0)"
    return (
        f"{what}, and is made from what can be null (give that a value in each row, or "
        "another one in its place with coalesce)"
    )


def clashes(type_: Type, each: StoredColumn) -> bool:
    """Whether no value of the type can be stored in the column."""
    if type_.kind == "decimal" and type_.scale and each.kind == "integer":
        return True
    known = type_.kind if type_.kind in _REFUSED else KINDS[type_.kind].base
    return each.kind in _REFUSED.get(known, ()) or type_.kind in each.refuses
