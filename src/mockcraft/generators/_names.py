"""Names of people: family names, which in some languages have a form for each sex, and names in Latin letters."""

from __future__ import annotations

from mockcraft.core.lists import load
from mockcraft.core.spelling import plain, without_umlauts
from mockcraft.generator import Draw, Record, Text


def family_name(draw: Draw, sex: Text) -> Record:
    """Entry of the list of family names: of those of the sex, where the language has two forms of them."""
    of_sex = "sex" in load("last_names", draw.locale).rows
    return draw.record("last_names", **({"sex": sex} if of_sex else {}))


def romanized(draw: Draw, entry: Record) -> Text:
    """A name of a list of names in Latin letters without marks: as the list spells it, where the language has others.

    So are names that must differ, since texts that lose their marks may become equal.
    """
    if has_other_letters(draw.locale) or draw.must_differ("letters"):
        return draw.title(entry.ascii)
    return draw.map(entry.name, without_umlauts if draw.locale.startswith("de_") else plain)


def has_other_letters(locale: str) -> bool:
    """Whether names are written in other letters than Latin ones."""
    return locale[:2] in OTHER_LETTERS


OTHER_LETTERS = ("bg", "el", "he", "ja", "ko", "ru", "th", "uk", "zh")
