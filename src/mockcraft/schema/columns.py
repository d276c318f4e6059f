"""Declarations become columns of the plan: one maker of values for each source."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pyarrow as pa

from mockcraft.core import among, fills
from mockcraft.core.coded import plain_text
from mockcraft.core.context import Context
from mockcraft.core.expression import Expression, can_be_null, result_type
from mockcraft.core.kinds import PRECISION, conversions, stands_for, stays_distinct
from mockcraft.core.measure import differs_as_bytes
from mockcraft.core.plan import Column, Table
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.types import Type, cast, check_text, type_of, type_of_values
from mockcraft.core.values import Decimal, text_of
from mockcraft.errors import MockcraftError, ParameterError, SchemaError, UserError
from mockcraft.generator import Bound
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration, TemplatePath
from mockcraft.schema.links import link_of, table_links
from mockcraft.schema.listed import make_listed
from mockcraft.schema.literals import WrongWord, literals
from mockcraft.schema.made import Made
from mockcraft.schema.source import shown
from mockcraft.schema.spec import GIVEN, KEY, Path, Word

TRIED = 20  # values of a generator that are turned into the type a column asks for, to see if they can be


def bind_column(binding: Binding, declaration: Declaration) -> Column | None:
    """The column, or the member of one; None where it has problems, which are noted."""
    spec, problems = declaration.spec, len(binding.problems)
    try:
        made = _MAKERS[spec.source](binding, declaration)
        type_ = _wanted_type(binding, declaration, made.type)
        length = _max_length(binding, declaration, type_)
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
        max_length=length, absent=absent, absence=key if made.absence is None else made.absence,
        place=str(binding.place(*declaration.name_at)),
    )  # fmt: skip


def _max_length(binding: Binding, declaration: Declaration, type_: Type) -> int | None:
    """The characters that texts are cut to; raises SchemaError where none are, or where they must differ."""
    length, name = declaration.spec.max_length, shown(declaration.spec.name)
    if length is None:
        return None
    at = (*declaration.at, "max_length", KEY)
    if type_.kind != "text":
        raise binding.wrong(at, f"max_length is of text, and {name} is {type_} (remove it)")
    if declaration.tells_apart:
        message = f"{name} cannot be unique: texts that differ can be equal once they are cut"
        raise binding.wrong(
            at, f"{message} (choose a generator of shorter texts, and no max_length)"
        )
    if declaration.target is not None:
        raise binding.wrong(
            at, f"{name} refers to a value, which cannot be cut (remove max_length)"
        )
    return length


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


def _wanted_type(binding: Binding, declaration: Declaration, made: Type) -> Type:
    """The type that is asked for; raises SchemaError where the values cannot be turned into it."""
    asked, at = declaration.spec.type, (*declaration.at, "type")
    if asked is None or made.nested:
        return made
    wanted = asked.type(made.scale)
    offered = conversions(made.kind)
    if wanted.kind not in offered:
        message = f"{made.kind} values cannot become {wanted} (type is one of {', '.join(offered)})"
        raise binding.wrong(at, message)
    distinct = stays_distinct(made.kind, wanted.kind)
    fewer = wanted.kind == "decimal" and wanted.scale < made.scale
    if wanted.kind == "bytes" and not distinct:
        distinct = _stays_distinct_as_bytes(binding, declaration)
    given = declaration.spec.source in ("values", "list")  # where all values are looked at
    if declaration.tells_apart and not given and (fewer or not distinct):
        message = f"{shown(declaration.spec.name)} cannot be unique: {made} values that differ can be equal as {wanted}"
        raise binding.wrong(at, message)
    return wanted


def _stays_distinct_as_bytes(binding: Binding, declaration: Declaration) -> bool:
    """Whether the texts of a generator that differ still do as bytes."""
    bound = declaration.bound
    if bound is None or declaration.inputs:
        return False
    return differs_as_bytes(bound, declaration.context(binding), declaration.key(binding))


def _check_texts(
    binding: Binding, declaration: Declaration, made: Type, values: Iterable[tuple[Path, Any]]
) -> None:
    """Raises SchemaError where text, or a whole number, does not fit the type that the column asks for.

    Each value comes with the place to speak of.
    """
    asked = declaration.spec.type
    narrowed = asked is not None and (made.kind, asked.kind) == ("integer", "int32")
    if asked is None or not (narrowed or made.kind == "text"):
        return
    for at, value in values:
        try:
            check_text(str(value), asked.type())
        except ParameterError as error:
            raise binding.wrong(at, f"{error}, which type asks for") from None


# ---------------------------------------------------------------------- generators


def _generated(binding: Binding, declaration: Declaration) -> Made:
    bound = declaration.bound
    assert bound is not None
    if declaration.per:
        return _numbered(binding, declaration, bound)
    context, key = declaration.context(binding), declaration.key(binding)
    typed = [_input(binding, declaration, name, path) for name, path in declaration.inputs]
    inputs = tuple((name, path, wanted) for name, path, wanted, _ in typed)
    if not inputs:
        _check_first(binding, declaration, bound, context)
    type_ = Type(bound.generator.type_name)
    if type_.kind == "decimal":
        value = bound(ScalarDraw(context, key, 0), **{name: 0 for name, _, _ in inputs})
        type_ = Type("decimal", PRECISION, value.scale if isinstance(value, Decimal) else 0)
    if not inputs:
        rows = 0 if declaration.in_items else binding.counts.get(declaration.table.name, 0)
        tried = (
            *range(TRIED),
            max(rows - 1, 0),
        )  # in the last row, numbers in sequence are largest
        at = (*declaration.at, "type")
        texts = map(text_of, bound.evaluate(context, tried))
        _check_texts(binding, declaration, type_, ((at, text) for text in texts))
    fill = fills.Generated(bound, inputs, _sequence(bound) if not declaration.in_items else None)
    nullable = any(null for *_, null in typed)
    return Made(fill, type_, nullable, declaration.spec.nulls)


def _numbered(binding: Binding, declaration: Declaration, bound: Bound) -> Made:
    start_step = _sequence(bound)
    assert start_step is not None
    fill = among.Numbered(_counted_link(binding, declaration), *start_step)
    return Made(fill, Type("integer"), nulls=declaration.spec.nulls)


def _one_of(binding: Binding, declaration: Declaration) -> Made:
    fill = among.OneOf(_counted_link(binding, declaration), declaration.spec.which)
    return Made(fill, Type("boolean"), nulls=declaration.spec.nulls)


def _counted_link(binding: Binding, declaration: Declaration) -> str:
    link = binding.links[declaration.table.name].get((declaration.scope, declaration.per))
    if link is None or not link.counted:
        raise SchemaError  # the reference has problems, which are noted
    return link.name


def _check_first(
    binding: Binding, declaration: Declaration, bound: Bound, context: Context
) -> None:
    """Raises SchemaError for parameters that the run's clock does not allow."""
    try:
        next(bound.evaluate(context, range(1)))
    except ParameterError as error:
        given = error.parameter in declaration.spec.parameters if error.parameter else False
        at = (*declaration.at, str(error.parameter)) if given else declaration.source_at
        raise binding.wrong(at, str(error)) from error


def _sequence(bound: Any) -> tuple[int, int] | None:
    """(start, step) of values that number the rows."""
    if bound.generator.name != "sequence":
        return None
    defaults = {p.name: p.default for p in bound.generator.parameters.values()}
    values = defaults | bound.values
    return int(values["start"]), int(values["step"])


def _input(
    binding: Binding, declaration: Declaration, name: str, given: str | Expression
) -> tuple[str, str | Expression, Type, bool]:
    """What gives a parameter its value: parameter, path or expression, type it is turned into, nullability."""
    assert declaration.bound is not None
    at = (*declaration.at, name)
    wanted = type_of_values(declaration.bound.generator.parameters[name].kind)
    if isinstance(given, Expression):
        found, nullable = _result(binding, declaration.table.name, given, at)
    else:
        found, nullable = binding.path_column(declaration.table.name, given, at)
    if not stands_for(found.kind, wanted.kind):
        raise binding.wrong(at, f"{given} is {found}, but {name} needs {wanted}")
    return name, given, wanted, nullable


# ---------------------------------------------------------------------- values that are given


def _values(binding: Binding, declaration: Declaration) -> Made:
    spec = declaration.spec
    if isinstance(spec.value, Word):
        return make_listed(binding, declaration)
    assert isinstance(spec.value, tuple)
    try:
        type_, values = literals(spec.value)
    except WrongWord as error:
        place = str(spec.value.index(error.word))
        raise binding.wrong((*declaration.source_at, place), str(error)) from None
    places = [((*declaration.source_at, str(i)), v) for i, v in enumerate(values) if v is not None]
    _check_texts(binding, declaration, type_, places)
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


def _value(binding: Binding, declaration: Declaration) -> Made:
    spec = declaration.spec
    assert isinstance(spec.value, Word)
    type_, (value,) = literals([spec.value])
    given = [] if value is None else [(declaration.source_at, value)]
    _check_texts(binding, declaration, type_, given)
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
    fill = fills.Linked(link.name, declaration.target[1])
    return Made(
        fill, found.type, found.nullable or link.nulls > 0, absent=link.absent, absence=link.stream
    )


def _computed(binding: Binding, declaration: Declaration) -> Made:
    expression, table = declaration.expression, declaration.table.name
    assert expression is not None
    type_, null = _result(binding, table, expression, declaration.source_at)
    return Made(fills.Computed(expression), type_, null, declaration.spec.nulls)


def _result(binding: Binding, table: str, expression: Expression, at: Path) -> tuple[Type, bool]:
    """Type of an expression's values, and whether they can be null."""
    types, nullable = path_types(binding, table, expression.columns, at)
    try:
        type_ = type_of(result_type(expression, lambda name: types[name].arrow))
    except MockcraftError as error:
        raise binding.wrong(at, str(error)) from error
    return type_, can_be_null(expression, nullable.__getitem__)


def path_types(
    binding: Binding, table: str, paths: Iterable[str], at: tuple[str, ...]
) -> tuple[dict[str, Type], dict[str, bool]]:
    """Types of the columns that an expression reads, and whether they can be null; raises SchemaError."""
    types: dict[str, Type] = {}
    nullable: dict[str, bool] = {}
    failed: list[SchemaError] = []
    for path in paths:
        try:
            types[path], nullable[path] = binding.path_column(table, path, at)
            if types[path].nested:
                message = f"{path} has parts and cannot stand in an expression"
                raise binding.wrong(at, message)
        except SchemaError as error:
            failed.append(error)
    if failed:
        raise SchemaError(*(problem for error in failed for problem in error.problems))
    return types, nullable


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


_MAKERS: dict[str, Callable[[Binding, Declaration], Made]] = {
    GIVEN: _given,
    "generator": _generated,
    "regex": _generated,
    "ref": _linked,
    "list": make_listed,
    "values": _values,
    "value": _value,
    "expr": _computed,
    "one_per": _one_of,
    "template": _templated,
    "fields": _struct,
    "items": _items,
}
