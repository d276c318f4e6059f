"""Templates of keys, `user:{id}`, and what keys of them look like."""

import re
from dataclasses import dataclass

from mockcraft.core import braces
from mockcraft.core.plan import Table

# What a value of a kind looks like in a key; of others, anything up to the text behind it.
_FORMS = {
    "integer": "-?[0-9]+", "int32": "-?[0-9]+", "decimal": r"-?[0-9.]+", "boolean": "[01]",
    "uuid": "[0-9a-f-]{36}", "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "timestamp": "[0-9T:-]{19}", "timestamptz": "[0-9T:-]{19}Z", "time": "[0-9:]{8}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A column in a template; the row's number where the name is ""."""

    name: str


Template = tuple[str | Field, ...]


def template_of(text: str) -> Template:
    """The parts of a template; raises ParameterError."""
    parts: list[str | Field] = []
    for piece in braces.parse(text):
        if isinstance(piece, braces.Field) and piece.parameters:
            raise braces.error_at(piece.column, "a field takes no parameters (name a column)")
        parts.append(piece if isinstance(piece, str) else Field(piece.name))
    return tuple(parts)


def text_of(template: Template) -> str:
    """The template for messages."""
    return "".join(part if isinstance(part, str) else f"{{{part.name}}}" for part in template)


def fields_of(template: Template) -> tuple[str, ...]:
    """The columns in a template."""
    return tuple(part.name for part in template if isinstance(part, Field))


def is_bounded(table: Table, field: Field) -> bool:
    """Whether the texts of a field have the form of a number, a time or the like."""
    return not field.name or table.column(field.name).type.kind in _FORMS


def bound_of(table: Table, template: Template, place: int) -> str:
    """The character that the text of a field may not hold, so that keys can be read back; "" for none.

    It is the one behind the field, or else the one before it. Numbers, times and UUIDs need none.
    """
    part = template[place]
    assert isinstance(part, Field)
    if is_bounded(table, part):
        return ""
    if place + 1 < len(template):
        return str(template[place + 1])[:1]
    return str(template[place - 1])[-1:] if place else ""


def pattern_of(table: Table, template: Template) -> str:
    """A regular expression for the keys of a template, each field a group."""
    made = ""
    for place, part in enumerate(template):
        if isinstance(part, str):
            made += re.escape(part)
            continue
        bound = bound_of(table, template, place)
        kind = table.column(part.name).type.kind if part.name else "integer"
        other = f"[^{re.escape(bound)}]*" if bound else ".*"
        made += f"({_FORMS.get(kind, other)})"
    return made


def glob_of(template: Template) -> str:
    """The pattern of SCAN for the keys of a template, and perhaps others."""
    return "".join(
        re.sub(r"([*?\[\]\\^-])", r"\\\1", part) if isinstance(part, str) else "*"
        for part in template
    )


def is_of_any_key(table: Table, template: Template) -> bool:
    """Whether keys of a template are not told from those of others: a text, and nothing beside it."""
    fields = [part for part in template if isinstance(part, Field)]
    return len(fields) == len(template) and not all(is_bounded(table, each) for each in fields)
