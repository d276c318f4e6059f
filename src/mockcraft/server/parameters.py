"""Parameters of a request, from declarations like those of the command line: one `Setting` each.

What the declarations refuse, the OpenAPI document refuses too, since it is made from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mockcraft import clock
from mockcraft.errors import ParameterError, nearest
from mockcraft.settings import Setting

TYPES: dict[Any, str] = {int: "integer", float: "number", bool: "boolean"}


def read(
    declared: Sequence[Setting], pairs: Iterable[tuple[str, str]], what: str
) -> dict[str, Any]:
    """The values of the parameters by name, defaults where they are not given.

    Raises UserError: for a name that `what` (such as "/api/preview") does not take, for a parameter that is
    given twice but is not `many`, and for a value that its declaration refuses.
    """
    known = {each.name: each for each in declared}
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in known:
            raise ParameterError(
                f"{what} has no parameter {name!r}{nearest(name, known, 'it takes')}", name
            )
        given.setdefault(name, []).append(value)
    made = {}
    for name, setting in known.items():
        texts = given.get(name, [])
        if setting.many:
            made[name] = setting.parse(texts, name) if texts else setting.default
        elif len(texts) > 1:
            raise ParameterError(f"{name} is given {len(texts)} times (give it once)", name)
        else:
            made[name] = setting.parse(texts[0], name) if texts else setting.default
    return made


def described(declared: Iterable[Setting]) -> list[dict[str, Any]]:
    """The query parameters, as OpenAPI has them."""
    return [
        {
            "name": each.name,
            "in": "query",
            "required": False,
            "description": each.help + ".",
            "schema": schema_of(each),
        }
        | ({"style": "form", "explode": True} if each.many else {})
        for each in declared
    ]


def schema_of(setting: Setting) -> dict[str, Any]:
    """JSON Schema of the value of a setting."""
    made: dict[str, Any] = {"type": TYPES.get(setting.kind, "string")}
    if setting.choices:
        made["enum"] = list(setting.choices)
    if setting.low is not None:
        made["minimum"] = setting.low
    if setting.high is not None:
        made["maximum"] = setting.high
    if made["type"] == "string" and not setting.choices:
        made |= {"minLength": 1}
    if setting.many:
        return {"type": "array", "items": made}
    if setting.kind is clock.read_clock:
        made["example"] = clock.shown_clock(clock.FROZEN)
    elif setting.default is not None:
        made["default"] = setting.default
    return made
