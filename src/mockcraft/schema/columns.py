"""Declarations become columns of the plan: one maker of values for each source."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyarrow as pa

from mockcraft.core import fills
from mockcraft.core.coded import plain_text
from mockcraft.core.kinds import conversions
from mockcraft.core.plan import Column, Table
from mockcraft.core.types import Type, cast, type_of
from mockcraft.errors import MockcraftError, SchemaError, UserError
from mockcraft.schema.binding import Binding
from mockcraft.schema.column_types import check_texts, date_format, max_length, wanted_type
from mockcraft.schema.declaration import Declaration, TemplatePath
from mockcraft.schema.generated import make_generated, make_one_of
from mockcraft.schema.inherited import bind_inherited, inherits
from mockcraft.schema.links import link_of, narrow_link, table_links
from mockcraft.schema.literals import WrongWord, literals
from mockcraft.schema.made import Made
from mockcraft.schema.source import shown
from mockcraft.schema.spec import GIVEN, STORED, Word


def bind_column(binding: Binding, declaration: Declaration) -> Column | None:
    """The column, or the member of one; None where it has problems, which are noted."""
    key = inherits(binding, declaration)
    if not key:
        return _bound(binding, declaration)
    return bind_inherited(binding, declaration, key, lambda: _bound(binding, declaration))


def _bound(binding: Binding, declaration: Declaration) -> Column | None:
    spec, problems = declaration.spec, len(binding.problems)
    try:
        made = _MAKERS[spec.source](binding, declaration)
        type_ = wanted_type(binding, declaration, made.type)
        length = max_length(binding, declaration, type_)
        format = date_format(binding, declaration, type_)
    except MockcraftError as error:
        binding.note(error, declaration.source_at)
        return None
    if len(binding.problems) > problems:
        return None
    context = declaration.context(binding)
    key = context.column_key(*declaration.names)
    absent = spec.absent if made.absent is None else made.absent
    holds_null = made.nullable or made.nulls > 0 or _given_null(declaration)
    return Column(
        spec.name, type_, made.fill, key, context, made.nulls,
        holds_null or absent > 0, declaration.unique, spec.primary_key,
        converted=type_ != made.type, holds_null=holds_null,
        max_length=length, format=format, absent=absent, absence=key if made.absence is None else made.absence,
        place=str(binding.place(*declaration.name_at)),
    )  # fmt: skip


# ---------------------------------------------------------------------- values that are given


def _given_null(declaration: Declaration) -> bool:
    """Whether a row by hand has no value in the column."""
    if declaration.nested:
        return False
    cells = (row.cells.get(declaration.spec.name) for row in declaration.table.rows)
    return any(each is not None and each.value is None for each in cells)


def _given(binding: Binding, declaration: Declaration) -> Made:
    """A column whose values all are given by hand: those that no row gives are null."""
    name, rows = declaration.spec.name, declaration.table.rows
    words = [row.cells[name] for row in rows if name in row.cells]
    try:
        type_, _ = literals(words)
    except WrongWord as error:
        place = next(i for i, row in enumerate(rows) if row.cells.get(name) == error.word)
        at = declaration.table.row_path(place, name)
        raise binding.wrong(at, str(error)) from None
    missing = len(words) < len(rows)
    if missing and declaration.spec.primary_key:
        place = next(i for i, row in enumerate(rows) if name not in row.cells)
        row_at = declaration.table.row_path(place)
        raise binding.wrong(
            row_at, f"{shown(name)} is a primary key, and this row has none (give it)"
        )
    return Made(fills.Constant(None, type_), type_, missing, declaration.spec.nulls)


def _values(binding: Binding, declaration: Declaration) -> Made:
    spec = declaration.spec
    if isinstance(spec.value, Word):
        return _listed(binding, declaration)
    assert isinstance(spec.value, tuple)
    try:
        type_, values = literals(spec.value)
    except WrongWord as error:
        place = str(spec.value.index(error.word))
        raise binding.wrong((*declaration.source_at, place), str(error)) from None
    places = [((*declaration.source_at, str(i)), v) for i, v in enumerate(values) if v is not None]
    check_texts(binding, declaration, type_, places)
    weights = spec.weights or (1,) * len(values)
    kept = [(v, w) for v, w in zip(values, weights, strict=True) if v is not None]
    null = 1 - sum(w for _, w in kept) / sum(weights)
    if declaration.tells_apart:
        _check_distinct(binding, declaration, type_, [value for value, _ in kept])
    if null and spec.primary_key:
        raise UserError(f"{shown(spec.name)} is a primary key and cannot be null (remove null)")
    if null == 1:
        return Made(fills.Constant(None, type_), type_, True, 1.0)
    fill = fills.Picked(
        tuple(v for v, _ in kept), tuple(w for _, w in kept) if spec.weights else None, type_
    )
    return Made(fill, type_, False, 1 - (1 - spec.nulls) * (1 - null))


def _check_distinct(
    binding: Binding, declaration: Declaration, made: Type, values: list[Any]
) -> None:
    """Raises SchemaError where two values are the same, also once they are turned into the column's type."""
    asked = declaration.spec.type
    array = pa.array(values, made.arrow)
    if asked is not None and asked.kind in conversions(made.kind):
        array = cast(array, asked.type(made.scale))
    seen = set()
    for value, stored in zip(values, plain_text(array).to_pylist(), strict=True):
        if stored in seen:
            name = shown(declaration.spec.name)
            equal = "" if array.type == made.arrow else f" once it is {asked.kind if asked else ''}"
            message = f"{name} cannot be unique: {shown(str(value))} is given twice{equal}"
            raise binding.wrong(declaration.name_at, message)
        seen.add(stored)


def _stored(binding: Binding, declaration: Declaration) -> Made:
    """A column whose values a database has."""
    rows = binding.spec.files[STORED, declaration.table.name]
    array = rows.arrays[declaration.spec.name]
    return Made(
        fills.Stored(rows, declaration.spec.name), type_of(array.type), array.null_count > 0
    )


def _value(binding: Binding, declaration: Declaration) -> Made:
    spec = declaration.spec
    assert isinstance(spec.value, Word)
    type_, (value,) = literals([spec.value])
    given = [] if value is None else [(declaration.source_at, value)]
    check_texts(binding, declaration, type_, given)
    if value is None and spec.primary_key:
        raise UserError(f"{shown(spec.name)} is a primary key and cannot be null (give a value)")
    return Made(
        fills.Constant(value, type_), type_, value is None, 1.0 if value is None else spec.nulls
    )


# ---------------------------------------------------------------------- made from other columns


def _linked(binding: Binding, declaration: Declaration) -> Made:
    link = link_of(binding, declaration)
    assert declaration.target is not None
    found = binding.bound.get(declaration.target)
    if link is None or found is None:
        raise SchemaError
    if found.type.nested:
        parent, name = declaration.target
        raise UserError(f"{parent}.{name} has parts and cannot be referred to")
    nullable = found.nullable or link.nulls > 0 or link.roots > 0
    if declaration.where is not None:
        from mockcraft.schema.conditions import bind_condition

        where = bind_condition(binding, declaration)
        narrow_link(binding, declaration, where=where)
        nullable |= where.optional
    if declaration.weight is not None:
        from mockcraft.schema.popularity import bind_weight

        narrow_link(binding, declaration, weight=bind_weight(binding, declaration))
    fill = fills.Linked(link.name, declaration.target[1])
    return Made(fill, found.type, nullable, absent=link.absent, absence=link.stream)


def _templated(binding: Binding, declaration: Declaration) -> Made:
    parts: list[str | fills.Path | Column] = []
    for part in declaration.parts:
        if isinstance(part, TemplatePath):
            type_, _ = binding.path_column(declaration.table.name, part.path, declaration.source_at)
            if type_.nested:
                raise UserError(f"{part.path} has parts and cannot stand in a template")
            parts.append(fills.Path(part.path))
        else:
            parts.append(part if isinstance(part, str) else _member(binding, part))
    return Made(fills.Templated(tuple(parts)), Type("text"), False, declaration.spec.nulls)


# ---------------------------------------------------------------------- nested


def _struct(binding: Binding, declaration: Declaration) -> Made:
    members = tuple(_member(binding, each) for each in declaration.members)
    type_ = Type("struct", fields=tuple((m.name, m.type) for m in members))
    return Made(fills.Struct(members), type_, False, declaration.spec.nulls)


def _items(binding: Binding, declaration: Declaration) -> Made:
    (item,) = declaration.members
    column = _member(binding, item)
    links = table_links(binding, declaration.table.name, item.scope)
    scope = Table(item.scope, 0, (), links)
    fill = fills.Items(column, *declaration.spec.count, scope)
    return Made(fill, Type("list", item=column.type), False, declaration.spec.nulls)


def _member(binding: Binding, declaration: Declaration) -> Column:
    column = bind_column(binding, declaration)
    if column is None:
        raise SchemaError
    return replace(column, unique=False, primary_key=False)


# ---------------------------------------------------------------------- kinds that few schemas have


def _listed(binding: Binding, declaration: Declaration) -> Made:
    from mockcraft.schema.listed import make_listed

    return make_listed(binding, declaration)


def _computed(binding: Binding, declaration: Declaration) -> Made:
    from mockcraft.schema.computed import make_computed

    return make_computed(binding, declaration)


def _total(binding: Binding, declaration: Declaration) -> Made:
    from mockcraft.schema.totals import make_total

    return make_total(binding, declaration)


def _process(binding: Binding, declaration: Declaration) -> Made:
    from mockcraft.schema.processes import make_process

    return make_process(binding, declaration)


_MAKERS: dict[str, Callable[[Binding, Declaration], Made]] = {
    GIVEN: _given,
    STORED: _stored,
    "generator": make_generated,
    "regex": make_generated,
    "ref": _linked,
    "list": _listed,
    "values": _values,
    "value": _value,
    "expr": _computed,
    "total": _total,
    "one_per": make_one_of,
    "template": _templated,
    "fields": _struct,
    "items": _items,
    "states": _process,
}
