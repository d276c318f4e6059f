"""What holds for every generator; the checks are those that plugins use, see `mockcraft.testing`."""

from operator import attrgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockcraft.core.context import NOW, Context
from mockcraft.core.lists import locales
from mockcraft.generator import Generator, registry
from mockcraft.testing import check_evaluators, check_generator, check_purity

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


@EVERY
@settings(max_examples=5, deadline=None, database=None, derandomize=True)
@given(
    rows=st.lists(st.integers(0, 2**40), min_size=1, max_size=12),
    seed=st.integers(0, 2**64 - 1),
    locale=st.sampled_from(locales()),
    table=st.text(max_size=3),
)
def test_a_value_depends_on_seed_table_locale_and_row_alone(
    each: Generator, rows: list[int], seed: int, locale: str, table: str
) -> None:
    bound = each.bind(NEEDED.get(each.name))
    context = Context(seed, table, locale, NOW)

    check_evaluators(bound, context, rows)
    check_purity(bound, context, rows)
