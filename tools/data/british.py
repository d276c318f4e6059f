"""Lists of English as Great Britain and Canada spell them, made from those of the United States.

Canada writes -our, -re, two l, and grey, as Great Britain does, but keeps -ize and the Greek words without their
ae and oe. Jobs and food have their British names besides. A list in which nothing differs is not made: `locale.tsv`
takes it from the United States.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

from listing import DATA, Listing, read_table

TABLE = Path(__file__).with_name("british.tsv")
AMERICAN = DATA / "en_US"
SPELLERS = {"en_GB": ("shared", "spelling"), "en_CA": ("shared",)}
# Lists of facts of the United States, of names and of titles, which are spelled as they were, and of Latin and of units.
KEPT = re.compile(
    r"(first_names|last_names|cities|streets|banks|holidays|formats|locale|company_suffixes|name_\w+|street_suffixes"
    r"|books|movies|months|weekdays|government/.*|translations/.*|code/.*|energy/.*|person/ein_prefix|media/.*|game/.*"
    r"|agriculture/crop|science/unit)"
)
OWN = {"vegetables": "food", "jobs": "title", "drinks": "food", "dishes": "food", "food": "food"}
WORD = re.compile("[A-Za-z]+")
# How words begin that end like a verb of -ize and are none.
NO_VERBS = re.compile("(cap|over|re)?siz|maiz|priz|seiz")
IZE = re.compile(r"([a-z]{2,})iz(e|es|ed|er|ers|ing|ation|ations|ational)$")


def lists() -> dict[str, Callable[[], Listing]]:
    """The lists by name that are spelled otherwise in Great Britain, or in Canada."""
    return {
        f"{locale}/{name}": partial(spelled, name, locale)
        for locale in SPELLERS
        for name in _names()
        if _rows(name) != _changed(name, locale)
    }


def names(locale: str) -> list[str]:
    """The lists that are spelled otherwise in the locale; none where it takes them from another one."""
    return [each.partition("/")[2] for each in lists() if each.startswith(f"{locale}/")]


def spelled(name: str, locale: str) -> Listing:
    """An American list as the locale spells it."""
    head = _path(name).read_text(encoding="utf-8").splitlines()
    source, licence = re.fullmatch(r"# source: (.+); licence: (.+); date: \S+", head[0]).groups()  # type: ignore[union-attr]
    place = "Great Britain" if locale == "en_GB" else "Canada"
    columns = head[1].replace("\t", " ")
    return Listing.of(f"{source}; spelled as in {place}", licence, columns, _changed(name, locale))


def _names() -> Iterator[str]:
    for path in sorted(AMERICAN.rglob("*.tsv")):
        name = str(path.relative_to(AMERICAN).with_suffix(""))
        if not KEPT.fullmatch(name):
            yield name


def _path(name: str) -> Path:
    return AMERICAN / f"{name}.tsv"


def _rows(name: str) -> list[tuple[str, ...]]:
    return [tuple(row.values()) for row in read_table(_path(name))]


def _changed(name: str, locale: str) -> list[tuple[str, ...]]:
    """The rows, spelled anew; of those that become the same the first, and none whose name there is not."""
    kind = OWN.get(name.partition("/")[0]) if locale == "en_GB" else None
    called = _table(kind) if kind else {}
    seen: dict[str, tuple[str, ...]] = {}
    rows = _rows(name)
    keyed = len({row[0] for row in rows}) == len(rows)
    for number, row in enumerate(rows):
        first = called.get(row[0], row[0])
        cells = tuple(_spell(each, locale) for each in (first, *row[1:]))
        if first:
            seen.setdefault(cells[0] if keyed else str(number), cells)
    return [*seen.values()]


def _spell(text: str, locale: str) -> str:
    known = {key: word for kind in SPELLERS[locale] for key, word in _table(kind).items()}
    return WORD.sub(lambda found: _word(found[0], known, locale), text)


def _word(word: str, known: dict[str, str], locale: str) -> str:
    low = word.lower()
    new = known.get(low, low)
    if locale == "en_GB" and not NO_VERBS.match(low):
        new = IZE.sub(r"\1is\2", new)
    return word if new == low else new.capitalize() if word[0].isupper() else new


def unused() -> set[str]:
    """What the table has for words and names that no American list has."""
    rows = read_table(TABLE)
    found = {row["american"] for row in rows}
    for name in _names():
        kind = OWN.get(name.partition("/")[0], "")
        for row in _rows(name):
            cells = [_table(kind).get(row[0], "") if kind else "", *row]
            found -= {row[0], *(word.lower() for cell in cells for word in WORD.findall(cell))}
    return found


@cache
def _table(kind: str) -> dict[str, str]:
    return {row["american"]: row["british"] for row in read_table(TABLE) if row["kind"] == kind}
