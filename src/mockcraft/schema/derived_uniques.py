"""Unique columns that are made from other columns: whether these tell rows apart."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pyarrow as pa

from mockcraft.core import fills
from mockcraft.core.expression import tells_apart
from mockcraft.core.plan import Column
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration, TemplatePath
from mockcraft.schema.links import is_key_column
from mockcraft.schema.source import shown
from mockcraft.schema.spec import Path, TableSpec

# Characters that the texts of these kinds are made of, the first one and those behind it: a literal without
# them shows where one ends.
_FRONTS = {"integer": frozenset("-0123456789"), "uuid": frozenset("-0123456789abcdef")}
_RESTS = _FRONTS | {"integer": frozenset("0123456789")}


def is_derived(
    binding: Binding, declaration: Declaration, columns: Mapping[str, Column], at: Path
) -> bool:
    """Whether the column is made from others of its table; raises SchemaError where rows can have the same value.

    `columns` are those of the table that are bound.
    """
    table, name = declaration.table, shown(declaration.spec.name)
    is_unique = partial(_is_unique, binding, table)
    if declaration.expression is not None:
        arrow_type = partial(_arrow_type, binding, table)
        if not tells_apart(declaration.expression, is_unique, arrow_type):
            raise binding.wrong(
                at,
                f"{name} cannot be unique: {shown(declaration.expression.text)} can give two rows the "
                "same value (use a unique column by itself, or with constants and +, -, * or ||)",
            )
        return True
    if isinstance(columns[declaration.spec.name].fill, fills.Templated):
        if not _template_tells_apart(declaration.parts, is_unique, columns):
            raise binding.wrong(
                at,
                f"{name} cannot be unique: two rows can give its template the same text "
                "(begin or end it with a unique number and a separator, such as '{name} #{id}')",
            )
        return True
    return False


def _arrow_type(binding: Binding, table: TableSpec, path: str) -> pa.DataType:
    return binding.path_column(table.name, path, (table.name,))[0].arrow


def _is_unique(binding: Binding, table: TableSpec, path: str) -> bool:
    """Whether it is a column of the table, unique and never null."""
    own = binding.columns[table.name].get(path)
    return own is not None and is_key_column(table, own)


def _template_tells_apart(
    parts: Sequence[Any], is_unique: Callable[[str], bool], columns: Mapping[str, Column]
) -> bool:
    varying = [i for i, part in enumerate(parts) if not isinstance(part, str)]
    for i in varying:
        part = parts[i]
        if isinstance(part, TemplatePath) and is_unique(part.path):
            kind = columns[part.path].type.kind if part.path in columns else ""
            if len(varying) == 1 or _ends_are_seen(parts, i, kind):
                return True
    return False


def _ends_are_seen(parts: Sequence[Any], i: int, kind: str) -> bool:
    """Whether a part at either end is cut off by a character that it cannot have itself."""
    if kind not in _FRONTS:
        return False
    if i == 0:
        return isinstance(parts[1], str) and parts[1][0] not in _RESTS[kind]
    if i == len(parts) - 1:
        return isinstance(parts[i - 1], str) and parts[i - 1][-1] not in _FRONTS[kind]
    return False
