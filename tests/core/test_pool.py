"""Pools: weighted choices are as frequent as their weights, in both evaluators."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockcraft.core.hashing import Rows, choose, hashed
from mockcraft.core.keys import below, bits
from mockcraft.core.lists import load, with_fallback
from mockcraft.core.pool import Alias, ListTable, Pool
from mockcraft.errors import MissingList
from plans import chi_square

WEIGHTS = st.lists(st.integers(0, 10**12), min_size=1, max_size=50).filter(any)


def share(alias: Alias) -> list[float]:
    """The probability of each choice, from the table itself."""
    size = len(alias.other)
    shares = [0.0] * size
    for slot, (threshold, other) in enumerate(zip(alias.threshold, alias.other, strict=True)):
        shares[slot] += threshold / 2**32 / size
        shares[other] += (1 - threshold / 2**32) / size
    return shares


@given(WEIGHTS)
def test_an_alias_table_honours_every_weight(weights: list[int]) -> None:
    expected = [weight / sum(weights) for weight in weights]

    assert expected == pytest.approx(share(Alias(weights)), abs=2**-31)


@given(WEIGHTS, st.lists(st.integers(0, 2**64 - 1), min_size=1))
def test_a_weight_of_zero_is_never_chosen(weights: list[int], hashes: list[int]) -> None:
    alias = Alias(weights)

    assert all(weights[alias.pick(each)] for each in [*hashes, 0, 2**32 - 1, 2**64 - 1])


@given(WEIGHTS, st.lists(st.integers(0, 2**64 - 1), min_size=1))
def test_both_evaluators_choose_the_same(weights: list[int], hashes: list[int]) -> None:
    alias = Alias(weights)
    expected = [alias.pick(each) for each in hashes]

    assert expected == choose(np.array(hashes, np.uint64), alias).tolist()


def test_choices_are_as_frequent_as_their_weights() -> None:
    weights = list(range(1, 101))
    chosen = choose(hashed(Rows(np.arange(200_000, dtype=np.uint64)), 42), Alias(weights))
    counts = np.bincount(chosen, minlength=100).tolist()

    assert chi_square(counts, [200_000 * weight / sum(weights) for weight in weights]) < 1.5


def test_equal_weights_choose_as_no_weights_do() -> None:
    alias = Alias([5, 5, 5])

    assert [below(bits(1, row), 3) for row in range(100)] == [
        alias.pick(bits(1, row)) for row in range(100)
    ]


def test_a_changed_pool_is_made_once_and_keeps_the_order() -> None:
    pool = Pool("names", ["b", "a"])

    assert ("B", "A") == pool.map(str.upper).values
    assert pool.map(str.upper) is pool.map(str.upper)


def test_a_pool_without_weights_has_no_alias_table() -> None:
    assert Pool("names", ["a"]).alias is None
    assert ListTable("names", {"x": ["a"]}).alias is None


def test_the_distinct_entries_of_a_list_differ_in_each_of_the_columns() -> None:
    rows = {"city": ["a", "b", "c", "a", "d"], "state": ["X", "Y", "X", "Z", "Z"]}
    table = ListTable("cities", rows)

    assert [0, 1, 2, 4] == table.distinct(("city",)).numbers
    assert [0, 1, 3] == table.distinct(("state",)).numbers
    assert [0, 1, 4] == table.distinct(("city", "state")).numbers


def test_a_column_of_a_table_knows_the_value_of_each_entry() -> None:
    table = ListTable("cities", {"city": [*"abc"], "state": [*"XYX"]}, [1, 2, 3])
    column = table.column("state")

    assert ("X", "Y") == column.pool.values
    assert [0, 1, 0] == column.codes
    assert 3 == len(table)


def test_the_entries_of_a_condition_keep_their_weights() -> None:
    table = ListTable("cities", {"city": [*"abc"], "state": [*"XYX"]}, [1, 2, 3])
    chosen = table.where(state="X")

    assert ["a", "c"] == chosen.rows["city"]
    assert [1, 3] == chosen.weights
    assert chosen is table.where(state="X")


def test_a_list_that_a_locale_lacks_is_that_of_its_fallback_alone() -> None:
    assert load("nouns").rows == load("nouns", with_fallback("de_DE", "en_US")).rows
    with pytest.raises(MissingList, match="de_DE has no list 'nouns'"):
        load("nouns", "de_DE")
