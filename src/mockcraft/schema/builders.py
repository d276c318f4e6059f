"""What gives a column its values: one builder for each of spec.SOURCES, which makes (fill, type)."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from mockcraft.core import braces, fills
from mockcraft.core.distributions import NAMES as DISTRIBUTIONS
from mockcraft.core.draw import Unique
from mockcraft.core.plan import Column, Table
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.types import PRECISION, Type, cast
from mockcraft.core.values import Decimal, text_of
from mockcraft.errors import (
    MockcraftError,
    ParameterError,
    Place,
    SchemaError,
    UserError,
    did_you_mean,
)
from mockcraft.generator import Bound, Date, Generator, Integer, Parameter, Timestamp, find
from mockcraft.schema.columns import ColumnBinder, Making
from mockcraft.schema.expressions import parse as parse_expression
from mockcraft.schema.literals import literals, raw, weight
from mockcraft.schema.source import Node, shown, wrong
from mockcraft.schema.spec import ColumnSpec, PerSpec
from mockcraft.schema.unique import (
    check_capacity,
    check_expression,
    check_template,
    measured,
    single,
)

Made = tuple[Any, Type]
Input = tuple[str, str, Type]  # a parameter, the column that gives it, the type it is turned into

TRIED = 20  # values of a generator that are turned into the type a column asks for, to see if they can be
_INPUT_TYPES = {Date: Type("date"), Timestamp: Type("timestamp"), Integer: Type("integer")}
_TIMES = ("date", "timestamp")


# ---------------------------------------------------------------------- generators


def _generator(binder: ColumnBinder, making: Making) -> Made:
    node = making.spec.node
    if not isinstance(node.value, str) or not node.value:
        raise UserError(
            f"generator is {node.describe()} (give the name of one, such as first_name)"
        )
    generator = find(node.value)
    values: dict[str, Any] = {}
    inputs: list[Input] = []
    failed: list[SchemaError] = []
    for name, (place, node) in making.spec.parameters.items():
        try:
            _parameter(binder, making, generator, (name, place, node), values, inputs)
        except SchemaError as error:
            failed.append(error)
    if failed:
        raise SchemaError(*(problem for error in failed for problem in error.problems))
    return _generated(binder, making, Bound(generator, values), tuple(inputs))


def _parameter(
    binder: ColumnBinder,
    making: Making,
    generator: Generator,
    given: tuple[str, Place, Node],
    values: dict[str, Any],
    inputs: list[Input],
) -> None:
    name, place, node = given
    try:
        parameter = generator.parameter(name)
    except ParameterError as error:
        raise wrong(place, str(error)) from None
    if parameter.name in values or parameter.name in [each for each, _, _ in inputs]:
        raise wrong(place, f"{parameter.name} is given twice (keep one)")
    if node.kind == "scalar" and node.value is None:
        raise wrong(node, f"{parameter.name} is nothing (give {parameter.wanted})")
    if node.kind == "mapping" or any(item.kind != "scalar" for item in node.items):
        raise wrong(node, f"{parameter.name} is {_parts(node)} (give {parameter.wanted})")
    try:
        values[parameter.name] = parameter.parse(raw(node))
    except ParameterError as error:
        path = node.text if isinstance(node.value, str) else ""
        if not parameter.takes_column or not path:
            raise wrong(node, str(error)) from None
        inputs.append(_input(binder, making, parameter, node))


def _parts(node: Node) -> str:
    return "a mapping" if node.kind == "mapping" else "a list of more than words"


def _input(binder: ColumnBinder, making: Making, parameter: Parameter, node: Node) -> Input:
    """The column that gives a parameter its value, row by row."""
    path, wanted = node.text, _INPUT_TYPES[parameter.kind]
    first = path.partition(".")[0]
    columns = binder.columns[making.table.name]
    if first not in columns:
        hint = did_you_mean(first, list(columns))
        raise wrong(
            node,
            f"{parameter.name}={shown(path)} is not {parameter.wanted}, nor a column of "
            f"{making.table.name}{hint}",
        )
    if making.in_items:
        raise wrong(node, f"{parameter.name}={shown(path)}: an item stands in no row with columns")
    found = binder.path_type(making.table, path, node.place)
    if found.kind != wanted.kind and not (found.kind in _TIMES and wanted.kind in _TIMES):
        raise wrong(node, f"{path} is {found}, but {parameter.name} needs {wanted}")
    return parameter.name, path, wanted


def _generated(
    binder: ColumnBinder, making: Making, bound: Bound, inputs: tuple[Input, ...]
) -> Made:
    try:
        bound.check(frozenset(name for name, _, _ in inputs))
    except ParameterError as error:
        given = making.spec.parameters.get(error.parameter or "")
        raise wrong(given[1] if given else making.spec.node, str(error)) from error
    context = binder.context(making)
    kind = bound.generator.type_name
    type_ = Type(kind)  # type: ignore[arg-type]
    if kind == "decimal":
        zeros = {name: 0 for name, _, _ in inputs}
        value = bound(ScalarDraw(context, binder.key(making), 0), **zeros)
        type_ = Type("decimal", PRECISION, value.scale if isinstance(value, Decimal) else 0)
    if not inputs:
        first = (text_of(value) for value in bound.evaluate(context, range(TRIED)))
        _try_type(making, type_, first)
    unique = None
    if making.unique:
        if inputs:
            raise wrong(
                making.spec.place,
                f"{shown(making.spec.name)} cannot be unique: its range differs from row to row",
            )
        unique = measured(making, bound, context, binder.counts.get(making.table.name, 0))
    return fills.Generated(bound, inputs, unique), type_


def _regex(binder: ColumnBinder, making: Making) -> Made:
    node = making.spec.node
    if node.kind != "scalar" or not node.text:
        found = "empty" if node.kind == "scalar" else node.describe()
        raise UserError(f"regex is {found} (give a regular expression such as '[A-Z]{{3}}')")
    try:
        bound = find("regex").bind({"pattern": node.text})
    except ParameterError as error:
        raise UserError(str(error).replace("pattern=", "regex ", 1)) from error
    return _generated(binder, making, bound, ())


def _try_type(making: Making, made: Type, texts: Any) -> None:
    """Raises SchemaError where text cannot be turned into the type that the column asks for."""
    wanted = making.spec.type
    if made.kind != "text" or wanted is None or wanted[0] in ("text", "uuid", "json"):
        return
    kind, precision, scale = wanted
    for text in texts:
        try:
            cast(pa.array([text], pa.string()), Type(kind, precision or PRECISION, scale or 0))  # type: ignore[arg-type]
        except pa.ArrowInvalid:
            place = making.spec.option_places["type"]
            raise wrong(
                place, f"{shown(text)} is not {_named(kind)}, which type asks for"
            ) from None


def _named(kind: str) -> str:
    return {
        "integer": "a whole number", "boolean": "true or false", "decimal": "a decimal number",
        "float": "a number", "date": "a date such as 2026-01-31",
        "timestamp": "a time such as 2026-01-31 12:00:00", "time": "a time such as 12:00:00",
    }[kind]  # fmt: skip


# ---------------------------------------------------------------------- references


def _reference(binder: ColumnBinder, making: Making) -> Made:
    spec, table = making.spec, making.table
    target = binder.target_of(spec)
    if target is None:
        raise UserError(f"ref is {spec.node.describe()} (give table.column, such as users.id)")
    distribution = _distribution(binder, spec)
    if not binder.known_table(target[0], making.place):
        raise SchemaError
    parent, name = target
    if name not in binder.columns[parent]:
        known = [each for each in binder.columns[parent] if each]
        hint = did_you_mean(name, known) or f" (there are: {', '.join(known)})"
        raise UserError(f"{parent} has no column {shown(name)}{hint}")
    if target == (table.name, spec.name) and not making.nested:
        raise UserError(f"{shown(spec.name)} refers to itself (name another column)")
    found = binder.bind(binder.tables[parent], binder.columns[parent][name])
    if found is None:
        raise SchemaError
    if found.type.nested:
        raise UserError(f"{parent}.{name} has parts and cannot be referred to")
    _check_parents(binder, making, parent)
    counted = positional(binder, making, parent)
    if distribution != "uniform":
        _check_distribution(making, parent, counted)
    unique = _unique_reference(binder, making, parent, counted)
    nullable = spec.nulls > 0 and parent == table.name
    fill = fills.Reference(
        parent, name, distribution, counted, nullable, unique, nested=making.nested
    )
    return fill, found.type


def positional(binder: ColumnBinder, making: Making, parent: str) -> bool:
    """Whether the row was counted for the parent it refers to: the first reference there is the one."""
    table = making.table
    if making.nested or not isinstance(table.count, PerSpec) or table.count.parent != parent:
        return False
    return next(c for c in table.columns if binder.parent_of(c) == parent) is making.spec


def _check_parents(binder: ColumnBinder, making: Making, parent: str) -> None:
    spec, table = making.spec, making.table
    if binder.counts.get(parent) == 0 and binder.counts.get(table.name) and spec.nulls < 1:
        message = f"{parent} has no rows to refer to (raise its count)"
        raise wrong(making.place, message)
    if spec.nulls and positional(binder, making, parent):
        message = (
            f"{shown(spec.name)} says for which row of {parent} each row is counted and cannot be null "
            "(remove nulls, or give a number as count)"
        )
        raise wrong(spec.option_places["nulls"], message)


def _distribution(binder: ColumnBinder, spec: ColumnSpec) -> str:
    if "distribution" not in spec.parameters:
        return "uniform"
    node = spec.parameters["distribution"][1]
    if node.text not in DISTRIBUTIONS:
        hint = did_you_mean(node.text, DISTRIBUTIONS) or f" (one of {', '.join(DISTRIBUTIONS)})"
        found = shown(node.text) if node.kind == "scalar" and node.text else node.describe()
        binder.problem(node.place, f"distribution {found} is not known{hint}")
        return "uniform"
    return node.text


def _check_distribution(making: Making, parent: str, counted: bool) -> None:
    reasons = {
        f"each {parent} row has the rows that count gives it": counted,
        "a row of its own table comes before it": parent == making.table.name,
        "it is unique": making.unique,
    }
    for reason, holds in reasons.items():
        if holds:
            place = making.spec.parameters["distribution"][0]
            raise wrong(place, f"distribution has no effect here: {reason} (remove it)")


def _unique_reference(
    binder: ColumnBinder, making: Making, parent: str, counted: bool
) -> Unique | None:
    if not making.unique:
        return None
    spec, table = making.spec, making.table
    if parent == table.name:
        raise wrong(
            spec.place,
            f"{shown(spec.name)} cannot be unique: in a table that refers to itself, rows share their parents",
        )
    if counted:
        assert isinstance(table.count, PerSpec)
        if table.count.high > 1:
            raise wrong(
                spec.place,
                f"{shown(spec.name)} cannot be unique: a row of {parent} has up to "
                f"{table.count.high} rows (set max to 1, or leave unique out)",
            )
        return None
    unique = single(binder.key(making), "reference", binder.counts.get(parent, 1))
    asked = binder.counts.get(table.name, 0)
    check_capacity(making, unique, asked, f"{parent} has {{:,}} rows")
    return unique


# ---------------------------------------------------------------------- values of the file


def _values(binder: ColumnBinder, making: Making) -> Made:
    node, weights = making.spec.node, None
    if node.kind == "mapping":
        members = [name for name, _ in node]
        weights = [weight(each) for _, each in node]
    elif node.kind == "sequence":
        members = list(node.items)
    else:
        raise UserError(
            f"values is {node.describe()} (give a list, or a mapping of value to weight)"
        )
    if not members:
        raise UserError("values is empty (give at least one)")
    if weights is not None and not any(weights):
        raise UserError("the weights of values are all 0 (make one larger)")
    type_, values = literals(members)
    _try_type(making, type_, [value for value in values if value is not None])
    if None in values:
        values, weights = _without_null(making, values, weights)
    unique = None
    if making.unique:
        twice = next((v for i, v in enumerate(values) if v in values[:i]), None)
        if twice is not None:
            raise wrong(
                making.spec.place,
                f"{shown(making.spec.name)} cannot be unique: {shown(str(twice))} is given twice",
            )
        unique = single(binder.key(making), "values", len(values))
        asked = binder.counts.get(making.table.name, 0)
        check_capacity(making, unique, asked, f"{making.spec.name} has {{:,}} values")
    return fills.Picked(values, tuple(weights) if weights else None, type_, unique), type_


def _without_null(
    making: Making, values: tuple[Any, ...], weights: list[int] | None
) -> tuple[tuple[Any, ...], list[int] | None]:
    """The values but null, whose share is added to that of `nulls`."""
    spec = making.spec
    if spec.primary_key:
        raise UserError(f"{shown(spec.name)} is a primary key and cannot be null (remove null)")
    shares = weights or [1] * len(values)
    share = sum(w for v, w in zip(values, shares, strict=True) if v is None) / sum(shares)
    spec.nulls = 1 - (1 - spec.nulls) * (1 - share)
    kept = [(v, w) for v, w in zip(values, shares, strict=True) if v is not None]
    if not kept or share == 1:
        spec.nulls = 1.0
        return (values[:1] if not kept else (kept[0][0],)), None
    return tuple(v for v, _ in kept), ([w for _, w in kept] if weights else None)


def _value(binder: ColumnBinder, making: Making) -> Made:
    spec = making.spec
    type_, (value,) = literals([spec.node])
    _try_type(making, type_, [] if value is None else [value])
    if value is None:
        if spec.primary_key:
            raise UserError(
                f"{shown(spec.name)} is a primary key and cannot be null (give a value)"
            )
        spec.nulls = 1.0
    if making.unique and binder.counts.get(making.table.name, 0) > 1:
        message = f"{shown(spec.name)} cannot be unique: it has one value"
        raise wrong(spec.place, message)
    return fills.Constant(value, type_), type_


# ---------------------------------------------------------------------- made from other columns


def _expression(binder: ColumnBinder, making: Making) -> Made:
    node = making.spec.node
    if node.kind != "scalar" or node.value is None:
        raise UserError(f"expr is {node.describe()} (write SQL such as 'quantity * price')")
    _check_in_row(making)
    expression = parse_expression(node.text)
    type_ = binder.expression_type(making.table, expression, node.place)
    check_expression(making, expression)
    return fills.Computed(expression), type_


def _template(binder: ColumnBinder, making: Making) -> Made:
    node = making.spec.node
    if node.kind != "scalar" or node.value in (None, ""):
        found = "empty" if node.kind == "scalar" else node.describe()
        raise UserError(f"template is {found} (give a text with {{column}} in it)")
    parts: list[str | fills.Path | Column] = []
    types: dict[str, Type] = {}
    failed: list[SchemaError] = []
    for piece in braces.parse(node.text):
        try:
            parts.append(
                piece
                if isinstance(piece, str)
                else _template_part(binder, making, piece, len(parts), types)
            )
        except SchemaError as error:
            failed.append(error)
        except MockcraftError as error:
            failed.append(wrong(node, str(error)))
    if failed:
        raise SchemaError(*(problem for error in failed for problem in error.problems))
    check_template(making, parts, types)
    return fills.Templated(tuple(parts)), Type("text")


def _template_part(
    binder: ColumnBinder, making: Making, piece: braces.Field, position: int, types: dict[str, Type]
) -> fills.Path | Column:
    """A column of the row, or else a generator of that name: the column goes first."""
    node, name = making.spec.node, piece.name
    own = binder.columns[making.table.name]
    is_column = name.partition(".")[0] in own and not piece.parameters
    if is_column or (not piece.parameters and not _is_generator(name)):
        if making.in_items:
            _check_in_row(making)
        if not is_column:
            known = did_you_mean(name, list(own)) or f" (there are: {', '.join(own)})"
            raise wrong(
                node,
                f"{shown(name)} is neither a column of {making.table.name} nor a generator{known}",
            )
        types[name] = binder.path_type(making.table, name, node.place)
        if types[name].nested:
            raise wrong(node, f"{name} has parts and cannot stand in a template")
        return fills.Path(name)
    parameters = {
        each: (
            node.place,
            Node(node.place, "scalar", str(text).lower() if text is True else str(text), str(text)),
        )
        for each, text in piece.parameters.items()
    }
    part = ColumnSpec(
        name, making.spec.place, "generator", Node(node.place, "scalar", name, name), parameters
    )
    path = (*making.path, "template", str(position), name)
    inner = Making(
        making.table, part, path, making.scope, making.spec.locale or making.locale,
        making.spec.entity or making.entity, making.in_items,
    )  # fmt: skip
    column = binder.made(inner)
    if column is None:
        raise SchemaError
    return column


def _check_in_row(making: Making) -> None:
    if making.in_items:
        raise UserError(
            f"an item cannot be made by {making.spec.source} from columns: it stands in no row with any "
            "(make it of generators)"
        )


def _is_generator(name: str) -> bool:
    try:
        find(name)
    except MockcraftError:
        return False
    return True


# ---------------------------------------------------------------------- nested


def _fields(binder: ColumnBinder, making: Making) -> Made:
    made = [binder.made(binder.below(making, member)) for member in making.spec.members]
    members = tuple(member for member in made if member is not None)
    if not members or len(members) < len(made):
        raise SchemaError
    return fills.Struct(members), Type("struct", fields=tuple((m.name, m.type) for m in members))


def _items(binder: ColumnBinder, making: Making) -> Made:
    inner = binder.item(making)
    column = binder.made(inner)
    if column is None:
        raise SchemaError
    scope = Table(inner.scope, 0, ())
    return fills.Items(column, *making.spec.count, scope), Type("list", item=column.type)


BUILDERS: dict[str, Callable[[ColumnBinder, Making], Made]] = {
    "generator": _generator,
    "ref": _reference,
    "values": _values,
    "value": _value,
    "expr": _expression,
    "template": _template,
    "regex": _regex,
    "fields": _fields,
    "items": _items,
}
