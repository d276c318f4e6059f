"""Unique values are distinct: what is counted, what is refused, and rows drawn from all there are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from operator import attrgetter
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pytest

from mockcraft.core.context import NOW, Context
from mockcraft.core.draw import Draw
from mockcraft.core.entity import Entity
from mockcraft.core.hashing import Rows, permuted
from mockcraft.core.pool import Pool
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.types import to_arrow
from mockcraft.core.uniques.digits import UNIQUE_LIMIT, Ways
from mockcraft.core.uniques.measure import measure
from mockcraft.core.values import Date, Decimal, civil, text_of
from mockcraft.core.vector import VectorDraw
from mockcraft.errors import MissingList, NotUnique
from mockcraft.generator import Bound, Generator, registry
from mockcraft.testing.generators import ENUMERATED, texts
from mockcraft.testing.locales import some_locales

from .test_generators import NEEDED

SAMPLED = 100_000  # rows: of 10**9 values that differed by chance alone, five pairs would be equal
CONTEXT = Context(0, "t", "en_US", NOW)
KEY = 42
EVERY = pytest.mark.parametrize("each", registry(), ids=attrgetter("name"))


def distinct_locales(bound: Bound) -> list[Context]:
    """The contexts in which the generator gives values of its own."""
    contexts = [Context(0, "sampled", locale, NOW) for locale in some_locales(bound.generator.name)]
    seen = {}
    for context in reversed(contexts):
        with suppress(MissingList):  # the locale has not this generator
            seen[tuple(texts(bound, context, range(100)))] = context
    return list(seen.values())


@EVERY
def test_rows_of_all_the_values_there_are_differ(each: Generator) -> None:
    bound = each.bind(NEEDED.get(each.name))
    for context in distinct_locales(bound):
        key = context.column_key(each.name)
        try:
            ways = measure(bound, context, key)
        except NotUnique:
            continue
        if ways.capacity <= ENUMERATED:
            continue  # the kit compares them all
        count = min(SAMPLED, ways.capacity)
        rows = permuted(np.arange(count, dtype=np.uint64), 7, min(ways.capacity, 2**60))
        made = bound(VectorDraw(context, key, Rows(rows, digits=ways.digits())))

        assert count == pc.count_distinct(to_arrow(made, count)).as_py()


# ---------------------------------------------------------------------- what is counted

LETTERS = Pool("letter", "abcdef")
CASES = Pool("case", ["ab", "AB", "cd"])
SIZES = Pool("size", ["1", "11", "111"])
HEADS = Pool("head", ["a", "a b", "c"])
TAILS = Pool("tail", ["b c", "c", "d"])
Make = Callable[[Draw], Any]


class Thing(Entity):
    """A record of two columns that several draws read."""


def _town(draw: Draw) -> Any:
    return draw.entity(Thing).draw.record("cities")


def _person_twice(draw: Draw) -> Any:
    entry = draw.record("first_names")
    return draw.join(entry.sex, " ", entry.name)


def _birthday(draw: Draw) -> Any:
    year, month, _ = civil(draw["day"].integer(0, 9000))
    return draw.join(year, "-", month)


COUNTED: dict[str, tuple[Make, int]] = {
    "one number": (lambda d: d.integer(-5, 5), 11),
    "a negative slope": (lambda d: 100 - d.integer(0, 9) * 3, 10),
    "digits of a number": (lambda d: d["a"].integer(0, 9) * 10 + d["b"].integer(0, 9), 100),
    "days of a year": (lambda d: Date(d["a"].integer(0, 9) * 366 - d["b"].integer(0, 365)), 3660),
    "a separator": (lambda d: d.join(d["a"].integer(1, 20), "-", d["b"].integer(1, 20)), 400),
    "fixed widths": (lambda d: d.join(d["a"].integer(10, 99), d["b"].integer(10, 99)), 8100),
    "letters, then digits": (lambda d: d.join(d.pick(LETTERS), d.integer(1, 20)), 120),
    "one part of no fixed width": (lambda d: d.join(d.pick(SIZES), d.pattern("##")), 300),
    "small letters of parts": (lambda d: d.lower(d.join(d.pick(LETTERS), "-", d.integer(1, 5))), 30),
    "a change that is vouched for": (
        lambda d: d.map(d.join(d["a"].integer(1, 9), "-", d["b"].integer(1, 9)), text_of, distinct=True), 81,
    ),
    "a remainder of a small number": (lambda d: d.integer(2000, 2009) % 10, 10),
    "what one decision is behind, twice": (
        lambda d: d.join((x := d.integer(1, 20)) // 5, x % 5), 20,
    ),
    "the difference to a number that shows": (
        lambda d: d.join(x := d["a"].integer(1, 20), "/", x + d["b"].integer(1, 20)), 400,
    ),
    "a pattern of what shows": (
        lambda d: d.join(x := d.pick(SIZES), ":", d.filled(x, lambda t: "#" * len(t))), 30,
    ),
    "words": (lambda d: d.words(LETTERS, 2, 3), 36),
    "a heading of words of two cases": (
        lambda d: d.words(Pool("w", ["die", "Die", "der", "das"]), 2, 2, heading=True), 12,
    ),
    "words with blanks": (lambda d: d.words(Pool("w", ["a", "a b", "b", "c"]), 2, 4), 9),
    "both truths": (lambda d: d.chance(0.9), 2),
    "one of the parts": (
        lambda d: d.join(d.either(d.chance(0.5), "yes", "no"), "-", d.integer(1, 9)), 9,
    ),
    "a weekday of the day": (lambda d: d.date(Date(0), Date(999)), 1000),
    "a decimal": (lambda d: Decimal(d.integer(0, 99) * 5, 2), 100),
    "decimals in a text": (
        lambda d: d.join("[", Decimal(d["a"].integer(-9, 9), 2), ",", Decimal(d["b"].integer(0, 9), 1), "]"), 190,
    ),
    "a decimal of many ways in a text": (lambda d: d.join(Decimal(d.integer(-700, 699), 3), " m"), 1400),
    "a constant": (lambda d: d.join("x"), 1),
}  # fmt: skip


def values_of(make: Make, ways: Ways, rows: int) -> list[str]:
    """The values of the rows, one by one."""
    digits = ways.digits()
    return [text_of(make(ScalarDraw(CONTEXT, KEY, row, digits))) for row in range(rows)]


@pytest.mark.parametrize("name", COUNTED)
def test_decisions_that_show_are_counted(name: str) -> None:
    make, capacity = COUNTED[name]
    ways = measure(make, CONTEXT, KEY)
    values = values_of(make, ways, capacity)

    assert capacity == ways.capacity
    assert capacity == len(set(values))


REFUSED: dict[str, Make] = {
    "parts of no fixed width": lambda d: d.join(d["a"].integer(1, 20), d["b"].integer(1, 20)),
    "texts that run into one another": lambda d: d.join(d.pick(HEADS), " ", d.pick(TAILS)),
    "capitals that are lost": lambda d: d.lower(d.pick(CASES)),
    "a change of a composed text": lambda d: d.map(d.join(d.pick(LETTERS), "-", d.integer(1, 5)), text_of),
    "a sum": lambda d: d["a"].integer(1, 20) + d["b"].integer(1, 20),
    "a product": lambda d: d["a"].integer(1, 20) * d["b"].integer(1, 20),
    "a quotient": lambda d: d.integer(0, 99) // 10,
    "a remainder": lambda d: d.integer(0, 10**9) % 10**6,
    "nothing times a number": lambda d: d.integer(0, 9) * d["b"].integer(0, 1),
    "a choice between two forms": lambda d: d.either(d.chance(0.5), d.pick(LETTERS), "a"),
    "a choice by a number": lambda d: d.either(d.integer(0, 9) == 4, 1, 2),  # type: ignore[comparison-overlap]
    "a form for each value": lambda d: d.each(d.pick(LETTERS), lambda own, _: own.pick(SIZES)),
    "a check digit alone": lambda d: d.check(sum, d.pattern("####")),
    "a pattern of what does not show": lambda d: d.filled(
        d.pick(Pool("p", ["ab", "cd"])), lambda t: "#-" if t == "ab" else "-#"
    ),
    "dates of one month": _birthday,
    "a pool with a text twice": lambda d: d.pick(Pool("twice", ["a", "b", "a"])),
    "a pattern with a character twice": lambda d: d.pattern("x", {"x": "aab"}),
    "a range of no fixed size": lambda d: d.integer(0, d["b"].integer(1, 9)),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_decisions_that_do_not_show_are_refused(name: str) -> None:
    with pytest.raises(NotUnique) as caught:
        measure(REFUSED[name], CONTEXT, KEY)

    assert len(str(caught.value)) > 30


def test_a_record_that_is_read_twice_counts_the_column_that_shows() -> None:
    ways = measure(_person_twice, CONTEXT, KEY)
    values = values_of(_person_twice, ways, ways.capacity)

    assert ways.capacity == len(set(values)) > 500


def test_more_decisions_than_are_needed_stay_below_the_limit() -> None:
    ways = measure(lambda d: d.pattern("#" * 60), CONTEXT, KEY)

    assert 10**15 < ways.capacity <= UNIQUE_LIMIT
    numbering = next(iter(ways.digits().values())).numbering
    assert ways.capacity == numbering.capacity


def test_an_endless_number_needs_to_show() -> None:
    lost = measure(lambda d: d.join(d.pick(LETTERS), d.distinct_digits(2)), CONTEXT, KEY)

    assert UNIQUE_LIMIT == lost.capacity
    with pytest.raises(NotUnique):
        measure(lambda d: d.join(d.integer(1, 20), d.distinct_digits(2)), CONTEXT, KEY)
