"""Digests of what every generator gives: a change of any value is a change of `digests.json`.

    python tests/golden/update.py

Run it when values change on purpose, and say so in the changelog: the output is part of the interface.
"""

import json
import sys
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from mockcraft.core.context import NOW, Context
from mockcraft.core.lists import locales
from mockcraft.errors import MissingList
from mockcraft.generator import Generator, registry
from mockcraft.testing import texts

TARGET = Path(__file__).parent / "digests.json"
ROWS = range(1000)
FEW = range(20)
ALONE = ("de_DE", "en_US", "fr_FR", "ja_JP")
NEEDED: dict[str, dict[str, object]] = {
    "choice": {"values": ["red", "green", "blue"]},
    "constant": {"value": "always"},
    "regex": {"pattern": r"[A-Z]{2,3}-(north|south|\d+)(\.[a-f]{4})?"},
}


def builtin() -> list[Generator]:
    """The generators that come with MockCraft, whatever else is installed."""
    package = "mockcraft.generators."
    return [each for each in registry() if each.function.__module__.startswith(package)]


def digest(generator: Generator, locale: str) -> str:
    """Digest of 1,000 values at seed 0."""
    bound = generator.bind(NEEDED.get(generator.name))
    values = texts(bound, Context(0, "", locale, NOW), ROWS)
    return blake2b("\n".join(values).encode(), digest_size=8).hexdigest()


def digests(generator: Generator) -> dict[str, str]:
    """Digests by locale; one alone, of the locale `any`, where all are equal."""
    found = {}
    for locale in ALONE:
        with suppress(MissingList):  # the locale has not this generator
            found[locale] = digest(generator, locale)
    if len(set(found.values())) == 1:
        return {"any": found["en_US"]}
    return {**found, "others": others(generator)}


def others(generator: Generator) -> str:
    """One digest of a few values in each of the other locales."""
    bound, made = generator.bind(NEEDED.get(generator.name)), []
    for locale in locales():
        if locale not in ALONE:
            with suppress(MissingList):
                made += texts(bound, Context(0, "", locale, NOW), FEW)
    return blake2b("\n".join(made).encode(), digest_size=8).hexdigest()


if __name__ == "__main__":
    made = {generator.name: digests(generator) for generator in builtin()}
    TARGET.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{TARGET}: {len(made)} generators\n")
