"""Picks of parent rows: uniform, steady when the parents grow, and never their own ancestor."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockcraft.core.hashing import Rows, Unsigned
from mockcraft.core.links.picking import pick_ancestors, pick_parents, steady_pick, stream_of
from mockcraft.core.plan import Link
from mockcraft.core.uniques.digits import Digit, Numbering
from plans import chi_square

ROWS = 50_000


def numbers(count: int = ROWS, start: int = 0) -> Rows:
    return Rows(np.arange(start, start + count, dtype=np.uint64))


LINK = Link("k", "p", ("k",), ("id",), 42)


@pytest.mark.parametrize("count", [2, 3, 7, 64, 65, 100, 127, 128, 129, 1000])
def test_picks_are_uniform(count: int) -> None:
    counts = np.bincount(steady_pick(numbers(), 42, count).view(np.int64), minlength=count)

    assert chi_square(counts.tolist(), [ROWS / count] * count) < (
        11 if count < 5 else 3 if count < 10 else 1.7
    )


@given(
    key=st.integers(0, 2**64 - 1),
    count=st.integers(1, 2**62),
    rows=st.lists(st.integers(0, 2**63), min_size=1, max_size=20),
)
def test_a_pick_is_a_parent_and_depends_on_its_row_alone(
    key: int, count: int, rows: list[int]
) -> None:
    together = steady_pick(Rows(np.array(rows, np.uint64)), key, count).tolist()
    alone = [int(steady_pick(Rows(np.array([row], np.uint64)), key, count)[0]) for row in rows]

    assert alone == together
    assert all(0 <= pick < count for pick in together)


@pytest.mark.parametrize(
    ("count", "grown"),
    [
        (100, 110),
        (100, 101),
        (1, 2),
        (1, 1000),
        (63, 65),
        (64, 65),
        (64, 128),
        (65, 127),
        (100, 5000),
        (1000, 1024),
        (1024, 1025),
    ],
)
def test_when_parents_grow_the_picks_that_move_are_few_and_go_to_new_parents(
    count: int, grown: int
) -> None:
    before, after = (steady_pick(numbers(), 42, each) for each in (count, grown))
    moved = before != after
    expected = 1 - count / grown

    assert expected == pytest.approx(
        moved.mean(), abs=5 * (expected * (1 - expected) / ROWS) ** 0.5
    )
    assert (after[moved] >= count).all()


@given(st.lists(st.integers(1, 2**40), min_size=2, max_size=4, unique=True))
def test_a_pick_that_stays_within_fewer_parents_is_the_pick_of_them(counts: list[int]) -> None:
    smaller, *_, larger = sorted(counts)
    before, after = (steady_pick(numbers(200), 7, each) for each in (smaller, larger))
    stays = after < np.uint64(smaller)

    assert before[stays].tolist() == after[stays].tolist()


def test_an_ancestor_stands_before_its_row() -> None:
    picked = pick_ancestors(numbers(), LINK, 0)

    assert 0 == picked[0]
    assert (picked[1:] < np.arange(1, ROWS, dtype=np.uint64)).all()


def test_ancestors_of_large_rows_stand_before_them_whatever_rows_are_beside_them() -> None:
    rows = [0, 1, 2**32, 2**32 + 1, 2**32 + 2, 10**12, 2**50]
    together = pick_ancestors(Rows(np.array(rows, np.uint64)), LINK, 0).tolist()

    assert together == [
        int(pick_ancestors(Rows(np.array([row], np.uint64)), LINK, 0)[0]) for row in rows
    ]
    assert all(picked < max(row, 1) for picked, row in zip(together, rows, strict=True))


def test_ancestors_are_uniform() -> None:
    rows = np.arange(1, ROWS + 1, dtype=np.uint64)
    picked = pick_ancestors(Rows(rows), LINK, 0)
    counts = np.bincount((picked * np.uint64(10) // rows).view(np.int64), minlength=10)[:10]

    assert chi_square(counts[1:].tolist(), [counts[1:].mean()] * 9) < 3


def test_no_rows_pick_no_parents() -> None:
    assert [] == steady_pick(numbers(0), 42, 10).tolist()
    assert [] == pick_ancestors(numbers(0), LINK, 0).tolist()


def test_the_first_parents_of_a_distribution_are_the_popular_ones() -> None:
    counts = np.bincount(
        pick_parents(numbers(), replace(LINK, distribution="zipf"), 100).view(np.int64)
    )

    assert 0 == int(counts.argmax())
    assert counts[0] > 4 * counts[10] > 4 * counts[90]


def test_unique_picks_take_each_parent_once() -> None:
    digits = {stream_of(LINK): Digit(Numbering(7, 1000), 1, 1000)}
    rows = Rows(numbers(1000).numbers, digits=digits)
    picked: Unsigned = pick_parents(rows, LINK, 1000)

    assert list(range(1000)) == sorted(picked.tolist())


@pytest.mark.parametrize("distribution", ["uniform", "zipf", "normal"])
@pytest.mark.parametrize(("radix", "count"), [(4, 7), (8, 1000), (16, 17), (1, 5)])
def test_a_digit_of_fewer_ways_picks_a_stratum_of_the_parents(
    radix: int, count: int, distribution: str
) -> None:
    link = replace(LINK, distribution=distribution)
    digits = {stream_of(link): Digit(Numbering(7, radix), 1, radix)}
    places = Rows(numbers(radix).numbers, digits=digits).digit(digits[stream_of(link)])
    picked = pick_parents(Rows(numbers(radix).numbers, digits=digits), link, count)

    assert places.tolist() == (picked % np.uint64(radix)).tolist()
    assert int(picked.max()) < count


def test_another_attempt_picks_another_parent() -> None:
    again = Rows(numbers().numbers, np.ones(ROWS, np.int64))
    for distribution in ("uniform", "zipf"):
        link = replace(LINK, distribution=distribution)
        first, second = pick_parents(numbers(), link, 1000), pick_parents(again, link, 1000)
        assert (first != second).mean() > 0.8
    assert (pick_ancestors(numbers(), LINK, 0) != pick_ancestors(again, LINK, 0)).mean() > 0.9


def test_ancestors_of_an_append_stand_within_it() -> None:
    picked = pick_ancestors(numbers(100, 5000), LINK, 5000)

    assert 5000 == picked[0]
    assert (picked >= 5000).all()
    assert (picked[1:] < np.arange(5001, 5100, dtype=np.uint64)).all()
