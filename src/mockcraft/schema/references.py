"""Columns that refer to a column of a parent row."""

from mockcraft.core import fills
from mockcraft.core.distributions import NAMES as DISTRIBUTIONS
from mockcraft.core.unique import Ways
from mockcraft.errors import SchemaError, UserError, did_you_mean
from mockcraft.schema.columns import ColumnBinder, Making
from mockcraft.schema.generated import Made
from mockcraft.schema.source import shown, wrong
from mockcraft.schema.spec import ColumnSpec, PerSpec
from mockcraft.schema.unique import check_capacity, single


def reference(binder: ColumnBinder, making: Making) -> Made:
    """Values of the parent's column that the reference names."""
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
) -> Ways | None:
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
