"""In what language each generator speaks in a locale: see the list `english`, and `core.lists`."""

from __future__ import annotations

from mockcraft.core import lists
from mockcraft.core.context import NOW, Context
from mockcraft.core.scalar import ScalarDraw
from mockcraft.errors import MissingList, MockcraftError
from mockcraft.generator import Generator

NATIVE = "native"  # words, names and forms of the locale
NEUTRAL = "neutral"  # numbers, codes and what is called the same everywhere
ENGLISH = "English"  # in every locale, as what it speaks of is; or of the United States, in another country
MISSING = "missing"  # an error, unless the run has a fallback
KINDS = (NATIVE, NEUTRAL, ENGLISH, MISSING)


def speech_of(generator: Generator, locale: str) -> str:
    """One of KINDS: what the generator speaks in a locale without a fallback; its first value is made for it."""
    where = lists.english().get(generator.name) if generator.builtin else None
    if where == NEUTRAL:
        return NEUTRAL
    if where is not None:
        if lists.is_english(locale):
            abroad = where == lists.AMERICAN and locale != lists.DEFAULT_LOCALE
            return ENGLISH if abroad else NATIVE
        return MISSING if where in (lists.AMERICAN, lists.ENGLISH_ALONE) else ENGLISH
    with lists.Watch() as watch:
        try:
            generator(ScalarDraw(Context(0, "", locale, NOW), 0, 0))
        except MissingList:
            return MISSING
        except (MockcraftError, TypeError):  # it needs parameters, which are the caller's words
            return NEUTRAL
    return NATIVE if any(lists.is_of(name, locale) for name in watch.names) else NEUTRAL
