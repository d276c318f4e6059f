"""Columns with a generator: its parameters, those that other columns give, and the type asked for."""

from typing import Any

from mockcraft.core import fills
from mockcraft.core.kinds import PRECISION, stands_for
from mockcraft.core.plan import Fill
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.types import Type, check_text, type_of_values
from mockcraft.core.values import Decimal, text_of
from mockcraft.errors import ParameterError, Place, SchemaError, UserError, did_you_mean
from mockcraft.generator import Bound, Generator, find
from mockcraft.parameter import Parameter
from mockcraft.schema.columns import ColumnBinder, Making
from mockcraft.schema.literals import raw
from mockcraft.schema.source import Node, shown, wrong
from mockcraft.schema.unique import measured

Made = tuple[Fill, Type]  # what gives the values, and their type
Input = tuple[str, str, Type]  # a parameter, the column that gives it, the type it is turned into

TRIED = 20  # values of a generator that are turned into the type a column asks for, to see if they can be


def generator(binder: ColumnBinder, making: Making) -> Made:
    """Values of the generator that the column names."""
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
    path, wanted = node.text, type_of_values(parameter.kind)
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
    if not stands_for(found.kind, wanted.kind):
        raise wrong(node, f"{path} is {found}, but {parameter.name} needs {wanted}")
    return parameter.name, path, wanted


def _generated(
    binder: ColumnBinder, making: Making, bound: Bound, inputs: tuple[Input, ...]
) -> Made:
    try:
        bound.check(frozenset(name for name, _, _ in inputs))
        bound.check_rows(0 if making.in_items else binder.counts.get(making.table.name, 0))
    except ParameterError as error:
        given = making.spec.parameters.get(error.parameter or "")
        raise wrong(given[1] if given else making.spec.node, str(error)) from error
    context = binder.context(making)
    kind = bound.generator.type_name
    type_ = Type(kind)
    if kind == "decimal":
        zeros = {name: 0 for name, _, _ in inputs}
        value = bound(ScalarDraw(context, binder.key(making), 0), **zeros)
        type_ = Type("decimal", PRECISION, value.scale if isinstance(value, Decimal) else 0)
    if not inputs:
        first = (text_of(value) for value in bound.evaluate(context, range(TRIED)))
        try_type(making, type_, first)
    unique = None
    if making.unique:
        if inputs:
            raise wrong(
                making.spec.place,
                f"{shown(making.spec.name)} cannot be unique: its range differs from row to row",
            )
        unique = measured(making, bound, context, binder.counts.get(making.table.name, 0))
    return fills.Generated(bound, inputs, unique), type_


def regex(binder: ColumnBinder, making: Making) -> Made:
    """Texts that match the column's regular expression."""
    node = making.spec.node
    if node.kind != "scalar" or not node.text:
        found = "empty" if node.kind == "scalar" else node.describe()
        raise UserError(f"regex is {found} (give a regular expression such as '[A-Z]{{3}}')")
    try:
        bound = find("regex").bind({"pattern": node.text})
    except ParameterError as error:
        raise UserError(str(error).replace("pattern=", "regex ", 1)) from error
    return _generated(binder, making, bound, ())


def try_type(making: Making, made: Type, texts: Any) -> None:
    """Raises SchemaError where text cannot be turned into the type that the column asks for."""
    wanted = making.spec.type
    if made.kind != "text" or wanted is None:
        return
    for text in texts:
        try:
            check_text(text, wanted.type())
        except ParameterError as error:
            place = making.spec.option_places["type"]
            raise wrong(place, f"{error}, which type asks for") from None
