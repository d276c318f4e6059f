"""Parameters of a request, from declarations like those of the command line: one `Setting` each.

What the declarations refuse, the OpenAPI document refuses too, since it is made from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mockcraft import clock
from mockcraft.core.lists import spellings
from mockcraft.errors import ParameterError, nearest
from mockcraft.setting import Setting

# Regular expressions of texts in a query, as Python, JavaScript and JSON Schema read them alike.
TEXT = r"^[^\u0000]*$"
ITEM = r"^[^\u0000,]*$"
WORD = r"[^ \t\r\n\u0000]"
NAMED_COUNT = "^[A-Za-z_]+=(0|[1-9][0-9]{0,17})$"
_YEAR = "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
_DAY = (
    "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8]))"
)
_CLOCK = "(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z?)?"
TIME = f"^{_YEAR}-{_DAY}{_CLOCK}$"
NOW_PATTERN = f"^([1-8][0-9]{{3}}-{_DAY}{_CLOCK}|today|now)$"

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
            hint = nearest(name, known, "it takes") or " (it takes none)"
            raise ParameterError(f"{what} has no parameter {name!r}{hint}", name)
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
    if setting.name in ("locale", "fallback"):
        made["enum"] = spellings()
    elif setting.kind is clock.read_clock:
        made["pattern"] = NOW_PATTERN
    elif made["type"] == "string" and not setting.choices:
        made["pattern"] = NAMED_COUNT if setting.name == "counts" else WORD
    if setting.many:
        return {"type": "array", "items": made}
    if setting.kind is clock.read_clock:
        made["example"] = clock.shown_clock(clock.FROZEN)
    elif setting.default is not None:
        made["default"] = setting.default
    return made
