"""Columns that sum up the rows of a child table, or the items of an array: `total: sum(order_items.amount)`."""

import re
from dataclasses import replace

from mockcraft.core.expression import result_type
from mockcraft.core.fills import Items
from mockcraft.core.links.totals import AVERAGE, FUNCTIONS, Total
from mockcraft.core.plan import Column
from mockcraft.core.types import Type, type_of
from mockcraft.errors import SchemaError, UserError, nearest
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration, Summed
from mockcraft.schema.made import Made
from mockcraft.schema.source import shown
from mockcraft.schema.spec import PerSpec

_CALL = re.compile(r"(\w+)\s*\((.*)\)", re.DOTALL)
_COMPUTED = re.compile(r"\w\W*[^\w\s.]|\w\s+\w")  # what is no path: operators, commas, two words
_FORM = "sum(order_items.amount), or count(order_items)"


def read_total(binding: Binding, table: str, text: str) -> Summed:
    """What is summed up; raises UserError. The rows of a table that is counted per this one go before an array."""
    match = _CALL.fullmatch(text.strip())
    if match is None:
        raise UserError(
            f"total is {shown(text)} (write {_FORM}; what is computed from one is an expr)"
        )
    function, path = match[1].lower(), match[2].strip()
    if function not in FUNCTIONS:
        raise UserError(f"there is no total {shown(match[1])}{nearest(function, FUNCTIONS)}")
    child = next((n for n in _prefixes(path) if _is_child(binding, n, table)), None)
    if child is not None:
        rest = path[len(child) + 1 :]
        if rest.partition(".")[0] not in binding.columns[child]:
            _check_path(text, path)
        return _checked(binding, Summed(function, child, rest))
    name, _, rest = path.partition(".")
    if name in binding.columns[table]:
        return _checked(binding, Summed(function, "", rest, name))
    _check_path(text, path)
    counted = [n for n in binding.tables if _is_child(binding, n, table)]
    arrays = [n for n, spec in binding.columns[table].items() if spec.source == "items"]
    hint = nearest(path, [*counted, *arrays], "it can be")
    hint = hint or f" (give a table count: {{per: {table}}})"
    raise UserError(
        f"{shown(path)} is neither a table that is counted per {table} nor an array of its rows{hint}"
    )


def _check_path(text: str, path: str) -> None:
    """Raises UserError for what is computed, which a total is of no more than of any other expression."""
    if _COMPUTED.search(path):
        raise UserError(
            f"{shown(text)} is no total of a column (make {shown(path)} a column, hidden if need be, and total that)"
        )


def _checked(binding: Binding, made: Summed) -> Summed:
    if not made.path and made.function != "count" and made.table:
        known = ", ".join(binding.columns[made.table])
        raise UserError(f"{made.function}({made.table}) names no column of it (there are: {known})")
    return made


def _prefixes(path: str) -> list[str]:
    """The beginnings of a path that a table can be called, the longest first."""
    parts = path.split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


def _is_child(binding: Binding, name: str, parent: str) -> bool:
    found = binding.tables.get(name)
    return found is not None and isinstance(found.count, PerSpec) and found.count.parent == parent


def make_total(binding: Binding, declaration: Declaration) -> Made:
    """The column of `total`; raises SchemaError."""
    summed, at = declaration.summed, declaration.source_at
    assert summed is not None
    type_: Type | None = None
    if summed.table:
        nullable = (
            binding.children[summed.table].low == 0 if summed.table in binding.children else True
        )
        if summed.path:
            type_, null = binding.path_column(summed.table, summed.path, at)
            nullable |= null
    else:
        type_, nullable = _of_items(binding, declaration, summed)
    counts = summed.function == "count"
    if type_ is not None and not counts and not _can_be(summed.function, type_):
        given = summed.path or summed.array
        raise UserError(
            f"{shown(given)} is {type_}, of which there is no {summed.function} ({_advice(summed.function)})"
        )
    fill = Total(
        summed.function, summed.table, summed.path, summed.array, None if counts else type_
    )
    made = Type("integer") if counts else _result(summed.function, type_)
    return Made(fill, made, not counts and nullable, declaration.spec.nulls)


def _of_items(binding: Binding, declaration: Declaration, summed: Summed) -> tuple[Type, bool]:
    """Type of the items that are summed up, and whether a row may have no value for it."""
    column = binding.bound.get((declaration.table.name, summed.array))
    if column is None:
        raise SchemaError
    fill = column.fill
    if not isinstance(fill, Items):
        message = f"{shown(summed.array)} is a column of {declaration.table.name} and no array"
        raise UserError(
            f"{message} (total one of items, or of a table that is counted per this one)"
        )
    member, nullable = fill.member, fill.low == 0 or column.nullable or fill.member.nullable
    for name in filter(None, summed.path.split(".")):
        members: dict[str, Column] = {
            each.name: each for each in getattr(member.fill, "members", ())
        }
        if name not in members:
            hint = binding.nearest(name, members)
            raise UserError(f"an item of {summed.array} has no member {shown(name)}{hint}")
        member = members[name]
        nullable |= member.nullable
    return member.type, nullable


def _can_be(function: str, type_: Type) -> bool:
    return type_.family == "number" or type_.kind in _MORE.get(function, ())


_ORDERED = ("date", "timestamp", "timestamptz", "time", "interval")
_MORE = {"min": _ORDERED, "max": _ORDERED, "sum": ("interval",)}  # what there is of besides numbers


def _advice(function: str) -> str:
    more = {"min": ", dates and times", "max": ", dates and times", "sum": " and intervals"}
    return f"{function} is of numbers{more.get(function, '')}; count is of any values"


def _result(function: str, type_: Type | None) -> Type:
    assert type_ is not None
    if type_.kind in ("int32", "float32"):
        type_ = replace(type_, kind="integer" if type_.kind == "int32" else "float")
    if function == "avg":
        given = {"sum": type_.arrow, "count": Type("integer").arrow}
        return type_of(result_type(AVERAGE, given.__getitem__))
    return type_
