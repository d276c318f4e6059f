"""What gives a column its values: one builder for each of spec.SOURCES, which makes (fill, type)."""

from collections.abc import Callable
from typing import Any

from mockcraft.core import braces, fills
from mockcraft.core.plan import Column, Table
from mockcraft.core.types import Type
from mockcraft.errors import MockcraftError, SchemaError, UserError, did_you_mean
from mockcraft.generator import find
from mockcraft.schema.columns import ColumnBinder, Making
from mockcraft.schema.expressions import parse as parse_expression
from mockcraft.schema.generated import Made, generator, regex, try_type
from mockcraft.schema.literals import literals, weight
from mockcraft.schema.references import reference
from mockcraft.schema.source import Node, shown, wrong
from mockcraft.schema.spec import ColumnSpec
from mockcraft.schema.unique import check_capacity, check_expression, check_template, single

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
    try_type(making, type_, [value for value in values if value is not None])
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
    try_type(making, type_, [] if value is None else [value])
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
    "generator": generator,
    "ref": reference,
    "values": _values,
    "value": _value,
    "expr": _expression,
    "template": _template,
    "regex": regex,
    "fields": _fields,
    "items": _items,
}
