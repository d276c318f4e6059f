"""What columns of one record settle for one another, and what they read of one another unasked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockcraft.core.context import agreed
from mockcraft.schema.binding import Binding, Record
from mockcraft.schema.declaration import Declaration, Declared
from mockcraft.schema.source import shown


def settled(binding: Binding, declared: Declared) -> dict[Record, dict[str, Any]]:
    """What is settled of each record by its columns, see `Context.shared`."""
    found: dict[Record, list[Mapping[str, Any]]] = {}
    asked: dict[tuple[Record, str], tuple[Declaration, Any]] = {}
    for declaration in declared.values():
        for each in _with_inner(declaration):
            if each.bound is not None and each.bound.settled:
                found.setdefault(each.record(binding), []).append(each.bound.settled)
                _check_asked(binding, each, asked)
    return {record: agreed(values) for record, values in found.items()}


def _check_asked(
    binding: Binding,
    declaration: Declaration,
    asked: dict[tuple[Record, str], tuple[Declaration, Any]],
) -> None:
    """Notes where a parameter asks for another record than that of a column before it; adds to `asked`."""
    assert declaration.bound is not None
    narrows, values = declaration.bound.generator.narrows, declaration.bound.values
    for parameter, fact in narrows.items():
        value = values.get(parameter)
        if value is None:
            continue
        other, wanted = asked.setdefault((declaration.record(binding), fact), (declaration, value))
        if value != wanted:
            own, before = ".".join(declaration.names), ".".join(other.names)
            binding.problem(
                (*declaration.at, parameter),
                f"{parameter} is {value}, and {wanted} in {shown(before)}, which is of the same record "
                f"(give {shown(own)} an entity of its own: entity: {declaration.names[-1]})",
            )


def reading_beside(binding: Binding, declared: Declared) -> Declared:
    """The declarations with the parameters that another column of their record gives unasked."""
    by_table: dict[str, dict[str, Declaration]] = {}
    for (table, column), each in declared.items():
        by_table.setdefault(table, {})[column] = each
    made = dict(declared)
    for name, each in declared.items():
        if beside := tuple(_beside(binding, each, by_table[name[0]])):
            made[name] = replace(each, inputs=(*each.inputs, *beside))
    return made


def _beside(
    binding: Binding, declaration: Declaration, columns: Mapping[str, Declaration]
) -> Iterator[tuple[str, str]]:
    """(parameter, column) of each parameter that is not given and that one of its table's columns can give."""
    bound = declaration.bound
    if bound is None or declaration.nested:
        return
    given = {*bound.values, *(name for name, _ in declaration.inputs)}
    for parameter in bound.generator.parameters.values():
        if parameter.beside is None or parameter.name in given:
            continue
        giving = [
            column
            for column, each in columns.items()
            if each.bound is not None
            and each.bound.generator.name in parameter.beside.generators
            and each.record(binding) == declaration.record(binding)
        ]
        if len(giving) == 1:
            yield parameter.name, giving[0]


def _with_inner(declaration: Declaration) -> Iterator[Declaration]:
    """The declaration, and those of its template and of its members."""
    yield declaration
    for each in (*declaration.parts, *declaration.members):
        if isinstance(each, Declaration):
            yield from _with_inner(each)
