"""Picks of parent rows: uniform, steady when the parents grow, and never their own ancestor."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockcraft.core.context import Context
from mockcraft.core.hashing import Rows, Unsigned
from mockcraft.core.keys import derive
from mockcraft.core.references import pick_ancestors, pick_parents, steady_pick
from mockcraft.core.unique import Ways
from mockcraft.core.vector import VectorDraw
from plans import chi_square

ROWS = 50_000


def numbers(count: int = ROWS, start: int = 0) -> Rows:
    return Rows(np.arange(start, start + count, dtype=np.uint64))


def draw_of(rows: Rows) -> VectorDraw:
    return VectorDraw(Context(0, "t", "en_US", 0), 42, rows)


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
    picked = pick_ancestors(draw_of(numbers()))

    assert 0 == picked[0]
    assert (picked[1:] < np.arange(1, ROWS, dtype=np.uint64)).all()


def test_ancestors_of_large_rows_stand_before_them_whatever_rows_are_beside_them() -> None:
    rows = [0, 1, 2**32, 2**32 + 1, 2**32 + 2, 10**12, 2**50]
    together = pick_ancestors(draw_of(Rows(np.array(rows, np.uint64)))).tolist()

    assert together == [
        int(pick_ancestors(draw_of(Rows(np.array([row], np.uint64))))[0]) for row in rows
    ]
    assert all(picked < max(row, 1) for picked, row in zip(together, rows, strict=True))


def test_ancestors_are_uniform() -> None:
    rows = np.arange(1, ROWS + 1, dtype=np.uint64)
    picked = pick_ancestors(draw_of(Rows(rows)))
    counts = np.bincount((picked * np.uint64(10) // rows).view(np.int64), minlength=10)[:10]

    assert chi_square(counts[1:].tolist(), [counts[1:].mean()] * 9) < 3


def test_no_rows_pick_no_parents() -> None:
    assert [] == steady_pick(numbers(0), 42, 10).tolist()
    assert [] == pick_ancestors(draw_of(numbers(0))).tolist()


def test_the_first_parents_of_a_distribution_are_the_popular_ones() -> None:
    counts = np.bincount(pick_parents(draw_of(numbers()), 100, "zipf").view(np.int64))

    assert 0 == int(counts.argmax())
    assert counts[0] > 4 * counts[10] > 4 * counts[90]


def test_unique_picks_take_each_parent_once() -> None:
    digits = Ways({derive(42, "reference"): (1000, "")}).digits()
    rows = Rows(numbers(1000).numbers, digits=digits)
    picked: Unsigned = pick_parents(draw_of(rows), 1000, "uniform")

    assert list(range(1000)) == sorted(picked.tolist())
