"""The types that columns ask for, and whether their values go with them."""

from collections.abc import Iterable
from typing import Any

from mockcraft.core.kinds import conversions, stays_distinct
from mockcraft.core.types import Type, check_text
from mockcraft.errors import ParameterError
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.source import shown
from mockcraft.schema.spec import KEY, Path


def wanted_type(binding: Binding, declaration: Declaration, made: Type) -> Type:
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
    from mockcraft.core.uniques.measure import differs_as_bytes

    return differs_as_bytes(bound, declaration.context(binding), declaration.key(binding))


def check_texts(
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


def max_length(binding: Binding, declaration: Declaration, type_: Type) -> int | None:
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


def date_format(binding: Binding, declaration: Declaration, type_: Type) -> str:
    """How dates or times are written; raises SchemaError where there are none, or no such form of them."""
    format, at = declaration.spec.format, (*declaration.at, "format")
    if not format:
        parent = binding.bound.get(declaration.target) if declaration.target else None
        return parent.format if parent is not None and parent.type == type_ else ""
    if type_.family != "moment":
        name = shown(declaration.spec.name)
        message = f"format is of dates and times, and {name} is {type_} (remove it)"
        raise binding.wrong((*at, KEY), message)
    from mockcraft.core.expressions.strftime import pieces

    try:
        pieces(format, type_.kind)
    except ParameterError as error:
        raise binding.wrong(at, str(error)) from None
    return format
