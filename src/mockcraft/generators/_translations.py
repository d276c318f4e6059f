"""Names of countries, continents, languages, currencies and time zones in the language of the locale (CLDR)."""

from __future__ import annotations

from mockcraft.core.lists import load
from mockcraft.generator import Draw, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def translated(draw: Draw, kind: str, key: Text) -> Text:
    """The name of what has this key, such as a country's code; different keys have different names.

    `kind` is a list of the folder `translations` of the locale. Raises MissingList where it has none.
    """
    place, rows = (kind, draw.locale), load(f"translations/{kind}", draw.locale).rows
    if place not in _names:
        _names[place] = dict(zip(rows["key"], rows["name"], strict=True)).__getitem__
    return draw.map(key, _names[place], distinct=kind != "time_zones")


_names: dict[tuple[str, str], Callable[[str], str]] = {}
