"""Templates of keys, `user:{id}`, and what keys of them look like."""

import re
from itertools import pairwise

from mockcraft.core import braces
from mockcraft.core.plan import Table
from mockcraft.dataclass import dataclass

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
        if isinstance(piece, braces.Field) and (piece.given or piece.filters):
            raise braces.error_at(piece.column, "a field takes no parameters (name a column)")
        parts.append(piece if isinstance(piece, str) else Field(piece.name))
    return tuple(parts)


def text_of(template: Template) -> str:
    """The template as the schema file has it."""
    return "".join(
        part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else f"{{{part.name}}}"
        for part in template
    )


def fields_of(template: Template) -> tuple[str, ...]:
    """The columns in a template."""
    return tuple(part.name for part in template if isinstance(part, Field))


def is_bounded(table: Table, field: Field) -> bool:
    """Whether the texts of a field have the form of a number, a time or the like."""
    return not field.name or table.column(field.name).type.kind in _FORMS


def bound_of(table: Table, template: Template, place: int) -> str:
    """The character that the text of a field may not hold, so that keys can be read back; "" for none.

    It is the one behind the field, or else the one before it. Numbers, times and UUIDs need none; beside
    another field there is none.
    """
    part = template[place]
    assert isinstance(part, Field)
    if is_bounded(table, part):
        return ""
    if place + 1 < len(template):
        behind = template[place + 1]
        return behind[:1] if isinstance(behind, str) else ""
    before = template[place - 1] if place else ""
    return before[-1:] if isinstance(before, str) else ""


def touching(template: Template) -> list[tuple[str, str]]:
    """The columns that have nothing between them."""
    return [
        (left.name, right.name)
        for left, right in pairwise(template)
        if isinstance(left, Field) and isinstance(right, Field)
    ]


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


def has_word(template: Template) -> bool:
    """Whether a template without columns is one key, or one with them has a letter or digit of its own.

    Of others, such as `{id}` or `{tenant}:{id}`, nothing tells keys from those of others.
    """
    texts = [part for part in template if isinstance(part, str)]
    return len(texts) == len(template) or any(map(str.isalnum, "".join(texts)))
