"""Word lists and reference facts, read from `data/` when they are first used.

A list is a tab-separated file: a comment with source, licence and date; the names of the columns;
the entries. A last column `weight` gives relative frequencies. A list's name is its path in `data/`
without `.tsv`, such as `nouns` or `word/pronoun`. A locale's own list goes before the list all
locales share; where neither exists, the list of en_US stands in.
"""

import os

from mockcraft.core.pool import Table
from mockcraft.errors import NotFound, did_you_mean

FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data")
DEFAULT_LOCALE = "en_US"

_loaded: dict[tuple[str, str], Table] = {}


def load(name: str, locale: str = DEFAULT_LOCALE) -> Table:
    """The list `name` for `locale`; raises NotFound where there is no such list."""
    if (name, locale) not in _loaded:
        _loaded[name, locale] = _read(name, _path(name, locale))
    return _loaded[name, locale]


def locales() -> list[str]:
    """The locales that have lists of their own, sorted."""
    return sorted(
        entry.name for entry in os.scandir(FOLDER) if entry.is_dir() and "_" in entry.name
    )


def check_locale(locale: str) -> str:
    """The locale as it is spelled here (de-de is de_DE); raises NotFound for one that has no lists."""
    known = locales()
    for each in known:
        if each.lower() == locale.replace("-", "_").lower():
            return each
    hint = did_you_mean(locale, known) or f" (one of {', '.join(known)})"
    raise NotFound(f"locale {locale!r} is not known{hint}")


def _path(name: str, locale: str) -> str:
    for folder in (locale, "", DEFAULT_LOCALE):
        path = os.path.join(FOLDER, folder, name + ".tsv")
        if os.path.exists(path):
            return path
    raise NotFound(f"there is no list {name!r} in {FOLDER}")


def _read(name: str, path: str) -> Table:
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = file.read().split("\n")
    columns = lines[1].split("\t")
    rows = [line.split("\t") for line in lines[2:] if line]
    weights = None
    if columns[-1] == "weight":
        weights = [int(row[-1]) for row in rows]
        columns = columns[:-1]
    return Table(name, columns, rows, weights)
