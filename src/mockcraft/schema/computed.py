"""Columns that are computed: the type of an expression over other columns, and whether it can be null."""

from collections.abc import Iterable

from mockcraft.core import fills
from mockcraft.core.expression import Expression, can_be_null, result_type
from mockcraft.core.types import Type, type_of
from mockcraft.errors import MockcraftError, SchemaError
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.made import Made
from mockcraft.schema.spec import Path


def make_computed(binding: Binding, declaration: Declaration) -> Made:
    """The column of `expr`; raises SchemaError."""
    expression, table = declaration.expression, declaration.table.name
    assert expression is not None
    type_, null = result_of(binding, table, expression, declaration.source_at)
    return Made(fills.Computed(expression), type_, null, declaration.spec.nulls)


def result_of(binding: Binding, table: str, expression: Expression, at: Path) -> tuple[Type, bool]:
    """Type of an expression's values, and whether they can be null."""
    types, nullable = path_types(binding, table, expression.columns, at)
    try:
        type_ = type_of(result_type(expression, lambda name: types[name].arrow))
    except MockcraftError as error:
        raise binding.wrong(at, str(error)) from error
    return type_, can_be_null(expression, nullable.__getitem__)


def path_types(
    binding: Binding, table: str, paths: Iterable[str], at: Path
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
