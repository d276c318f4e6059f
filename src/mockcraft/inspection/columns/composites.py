"""Values of composite types: a template of what gives each of their parts a value."""

from collections.abc import Callable
from typing import Any

from mockcraft.inspection.columns.choice import Asked, Choice
from mockcraft.inspection.columns.words import words
from mockcraft.stored import StoredColumn

# Kinds whose generators write nothing that would have to be escaped in the text of a row.
_KINDS = ("text", "integer", "decimal", "float", "boolean", "uuid", "date", "timestamp", "time")
_SIGNS = ('"', "\\", "{", "}", "|", ",")  # that parameters in a template cannot have


def of_members(column: StoredColumn, choose: Callable[[Asked], Choice]) -> Choice | None:
    """Rows whose parts are made as columns of their names would be; None where there is nothing for any.

    Args:
        column: of a composite type of which the parts are known.
        choose: gives a part its values.
    """
    parts = [_part(each, choose) for each in column.fields]
    if not any(parts):
        return None
    return Choice({"template": f"({','.join(parts)})"}, f"the parts of the type {column.base}")


def _part(field: StoredColumn, choose: Callable[[Asked], Choice]) -> str:
    """The placeholder of a part; "" for one that stays NULL."""
    if field.kind not in _KINDS:
        return ""
    spec = {k: v for k, v in choose(Asked(field, words(field.name))).spec.items() if k != "nulls"}
    generator = spec.pop("generator", None)
    if generator is None or not all(map(_is_plain, spec.values())):
        return ""
    given = ",".join(f"{name}={value}" for name, value in spec.items())
    made = f"{{{generator}:{given}}}" if given else f"{{{generator}}}"
    return f'"{made}"' if field.kind in ("text", "timestamp") else made


def _is_plain(value: Any) -> bool:
    return not isinstance(value, list | dict) and not any(each in str(value) for each in _SIGNS)
