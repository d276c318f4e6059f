"""Values of generators, for the tests of this folder."""

from typing import Any

from mockcraft.core.context import NOW, Context
from mockcraft.core.uniques.measure import measure
from mockcraft.generator import find
from mockcraft.speech import MISSING, speech_of
from mockcraft.testing import texts

LOCALES = (
    "en_US",
    "de_DE",
    "fr_FR",
    "ja_JP",
    "cs_CZ",
    "ko_KR",
)  # for what takes long in all of them


def values(
    name: str, rows: int = 500, locale: str = "en_US", unique: bool = False, /, **parameters: Any
) -> list[str]:
    """The first values of a generator, as text."""
    bound = find(name).bind(parameters)
    context = Context(0, "tests", locale, NOW)
    key = context.column_key(bound.generator.name)
    digits = measure(bound, context, key).digits() if unique else {}
    return texts(bound, context, range(rows), digits)


def is_missing(name: str, locale: str) -> bool:
    """Whether a generator has not the words of a locale, and is refused there."""
    return speech_of(find(name), locale) == MISSING
