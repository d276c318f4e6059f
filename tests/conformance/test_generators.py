"""What holds for every generator; the checks are those that plugins use, see `mockcraft.testing`."""

from collections.abc import Iterator
from contextlib import suppress
from operator import attrgetter
from random import Random

import pytest

from mockcraft.core.context import NOW, Context
from mockcraft.errors import MissingList
from mockcraft.generator import Generator, registry
from mockcraft.testing import check_evaluators, check_generator, check_purity
from mockcraft.testing.locales import some_locales

GENERATORS = registry()
NEEDED: dict[str, dict[str, object]] = {
    "choice": {"values": ["red", "green", "blue"]},
    "constant": {"value": "always"},
    "regex": {"pattern": r"[A-Z]{2,3}-(north|south|\d+)(\.[a-f]{4})?"},
}
EVERY = pytest.mark.parametrize("each", GENERATORS, ids=attrgetter("name"))


@EVERY
def test_a_generator_keeps_every_promise_of_the_kit(each: Generator) -> None:
    check_generator(each, NEEDED.get(each.name))


def places(name: str) -> Iterator[tuple[Context, list[int]]]:
    """Contexts and rows, other ones for each generator: the ends of what they can be, and any between."""
    chance = Random(name)
    for locale in some_locales(name):
        seed = chance.choice([0, 1, 2**63, 2**64 - 1, chance.randrange(2**64)])
        table = "".join(chance.choices("aZ_ é表\0", k=chance.randrange(4)))
        rows = [
            chance.randrange(2 ** chance.randrange(1, 41)) for _ in range(chance.randrange(1, 12))
        ]
        yield Context(seed, table, locale, NOW), [*rows, chance.choice([0, 2**40])]


@EVERY
def test_a_value_depends_on_seed_table_locale_and_row_alone(each: Generator) -> None:
    bound = each.bind(NEEDED.get(each.name))
    for context, rows in places(each.name):
        with suppress(MissingList):  # the locale has not this generator
            check_evaluators(bound, context, rows)
            check_purity(bound, context, rows)
