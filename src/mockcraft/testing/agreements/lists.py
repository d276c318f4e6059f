"""What the lists say, as the agreements ask it."""

from collections.abc import Callable
from datetime import date
from functools import cache

from mockcraft.core.context import NOW
from mockcraft.core.lists import load
from mockcraft.testing.agreement import Values

CLOCK = date.fromtimestamp(NOW)


def entry(name: str, key: str, value: str, wanted: str, locale: str = "en_US") -> set[str]:
    """What a list has in the column `wanted` of the entries that have the value in the column `key`."""
    return _indexed(name, key, wanted, locale).get(value, set())


@cache
def _indexed(name: str, key: str, wanted: str, locale: str) -> dict[str, set[str]]:
    rows = load(name, locale).rows
    found: dict[str, set[str]] = {}
    for own, value in zip(rows[key], rows[wanted], strict=True):
        found.setdefault(own, set()).add(value)
    return found


def form(key: str, locale: str) -> str:
    """What the list `formats` of a locale has under a key, such as its country."""
    rows = load("formats", locale).rows
    return rows["format"][rows["key"].index(key)]


def translation(kind: str, key: str, locale: str) -> set[str]:
    """What a locale calls an entry: of `countries`, `currencies`, `languages` and what else is translated."""
    return entry(f"translations/{kind}", "key", key, "name", locale)


def called(kind: str) -> Callable[[Values, str], bool]:
    """Whether a name is what the locale calls the entry with this key."""

    def holds(values: Values, locale: str) -> bool:
        return {values[0]} == translation(kind, values[1], locale)

    return holds
