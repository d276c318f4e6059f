"""What can be unique, and how many values there are: told before the first row is made."""

from collections.abc import Sequence
from typing import Any

from mockcraft.core import fills
from mockcraft.core.context import Context
from mockcraft.core.expression import Expression
from mockcraft.core.keys import derive
from mockcraft.core.measure import measure
from mockcraft.core.plan import Column
from mockcraft.core.types import Type
from mockcraft.core.unique import Ways
from mockcraft.errors import NotUnique
from mockcraft.generator import Bound
from mockcraft.schema.columns import Making
from mockcraft.schema.source import shown, wrong
from mockcraft.schema.spec import TableSpec

ADVICE = "(lower the count, or leave unique out)"
# Characters that the texts of these kinds are made of: a literal without them shows where one ends.
_ALPHABETS = {"integer": frozenset("-0123456789"), "uuid": frozenset("-0123456789abcdef")}


def single(key: int, label: str, count: int) -> Ways:
    """One decision with `count` ways, named as the fills name it."""
    return Ways({derive(key, label): (count, "")})


def measured(making: Making, bound: Bound, context: Context, asked: int) -> Ways:
    """How the rows of a generator's column are told apart; raises SchemaError where they cannot be."""
    name = making.spec.name
    try:
        unique = measure(bound, context, context.column_key(*making.path))
    except NotUnique as error:
        raise wrong(making.spec.place, f"{shown(name)} cannot be unique: {error}") from error
    check_capacity(making, unique, asked, f"{name} has {{:,}} values in {context.locale}")
    return unique


def check_capacity(making: Making, unique: Ways, asked: int, sentence: str) -> None:
    """Raises SchemaError where more unique values are asked for than there are."""
    if not unique.endless and asked > unique.capacity:
        have = sentence.format(unique.capacity)
        message = f"{have}, {asked:,} unique ones are asked for {ADVICE}"
        raise wrong(making.spec.place, message)


# ---------------------------------------------------------------------- made from other columns


def check_expression(making: Making, expression: Expression) -> None:
    """Raises SchemaError for a unique column whose expression can give two rows the same value."""
    if making.unique and not _tells_apart(expression.tree, making.table):
        raise wrong(
            making.spec.place,
            f"{shown(making.spec.name)} cannot be unique: {shown(expression.text)} can give two rows the "
            "same value (use a unique column by itself, or with constants and +, -, * or ||)",
        )


def _tells_apart(tree: tuple[Any, ...], table: TableSpec) -> bool:
    """Whether different rows have different values: one unique column, and steps that keep it so."""
    operation, *rest = tree
    if operation == "column":
        return _is_unique(rest[0], table)
    if operation in ("+", "-", "*", "||"):
        constant = [each for each in rest if each[0] == "literal"]
        varying = [each for each in rest if each[0] != "literal"]
        if operation == "*" and any(not _nonzero(each) for each in constant):
            return False
        return len(varying) == 1 and _tells_apart(varying[0], table)
    if operation == "negative" or (operation == "cast" and rest[1:] == ["text"]):
        return _tells_apart(rest[0], table)
    return False


def _nonzero(literal: tuple[Any, ...]) -> bool:
    value = literal[2][0] if isinstance(literal[2], tuple) else literal[2]
    return bool(value)


def _is_unique(name: str, table: TableSpec) -> bool:
    """Whether it is a column of the table, unique and never null."""
    own = next((column for column in table.columns if column.name == name), None)
    return own is not None and table.is_unique(own) and not own.nulls


def check_template(
    making: Making, parts: Sequence[str | fills.Path | Column], types: dict[str, Type]
) -> None:
    """Raises SchemaError for a unique column whose template can give two rows the same text."""
    if not making.unique:
        return
    varying = [i for i, part in enumerate(parts) if not isinstance(part, str)]
    for i in varying:
        part = parts[i]
        if not isinstance(part, fills.Path) or not _is_unique(part.name, making.table):
            continue
        if len(varying) == 1 or _ends_are_seen(parts, i, types[part.name]):
            return
    raise wrong(
        making.spec.place,
        f"{shown(making.spec.name)} cannot be unique: two rows can give its template the same text "
        "(begin or end it with a unique number and a separator, such as '{name} #{id}')",
    )


def _ends_are_seen(parts: Sequence[Any], i: int, type_: Type) -> bool:
    """Whether a part at either end is cut off by a character that it cannot have itself."""
    alphabet = _ALPHABETS.get(type_.kind)
    if alphabet is None:
        return False
    if i == 0:
        return isinstance(parts[1], str) and parts[1][0] not in alphabet
    if i == len(parts) - 1:
        return isinstance(parts[i - 1], str) and parts[i - 1][-1] not in alphabet
    return False
