"""Children per parent: locating is the inverse of counting, and more parents append children."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockcraft.core.hashing import Unsigned
from mockcraft.core.links.children import BLOCK, Children

SHAPES = st.tuples(st.integers(0, 5), st.integers(0, 10), st.none() | st.floats(0.1, 0.9)).map(
    lambda s: (s[0], s[0] + s[1], s[0] + s[2] * s[1] if s[2] and s[1] else None)
)


def rows(count: int) -> Unsigned:
    return np.arange(count, dtype=np.uint64)


def children(
    parents: int, low: int = 0, high: int = 8, mean: float | None = 3, key: int = 42
) -> Children:
    return Children.of("users", parents, low, high, mean, key)


@given(parents=st.integers(0, 3 * BLOCK), shape=SHAPES, key=st.integers(0, 2**64 - 1))
def test_locating_is_the_inverse_of_counting(
    parents: int, shape: tuple[int, int, float | None], key: int
) -> None:
    made = children(parents, *shape, key=key)
    counts = made.counts(rows(parents))
    owners, ordinals = made.locate(rows(made.total))

    assert int(counts.sum()) == made.total
    assert np.repeat(np.arange(parents), counts).tolist() == owners.tolist()
    assert [i for count in counts.tolist() for i in range(count)] == ordinals.tolist()


@given(data=st.data())
def test_a_child_finds_its_parent_whatever_children_are_beside_it(data: st.DataObject) -> None:
    made = children(3 * BLOCK)
    wanted = data.draw(st.lists(st.integers(0, made.total - 1), max_size=30))
    owners, ordinals = made.locate(rows(made.total))
    some, places = made.locate(np.array(wanted, np.uint64))

    assert owners[wanted].tolist() == some.tolist()
    assert ordinals[wanted].tolist() == places.tolist()

    first, stop = sorted(data.draw(st.tuples(*[st.integers(0, made.total)] * 2)))
    run, beside = made.locate(rows(made.total)[first:stop])
    assert owners[first:stop].tolist() == run.tolist()
    assert ordinals[first:stop].tolist() == beside.tolist()


@pytest.mark.parametrize(
    ("parents", "grown"), [(0, 1), (10, 11), (BLOCK, BLOCK + 1), (5000, 3 * BLOCK)]
)
def test_more_parents_append_children_and_change_none(parents: int, grown: int) -> None:
    before, after = children(parents), children(grown)
    first, second = before.locate(rows(before.total)), after.locate(rows(before.total))

    assert before.total <= after.total
    assert first[0].tolist() == second[0].tolist()
    assert first[1].tolist() == second[1].tolist()


@pytest.mark.parametrize("mean", [0.5, 3.0, 7.5])
def test_parents_have_the_mean_number_of_children(mean: float) -> None:
    assert mean == pytest.approx(children(50_000, mean=mean).total / 50_000, rel=0.02)


def test_child_counts_without_a_mean_are_uniform_between_their_bounds() -> None:
    counts = np.bincount(children(60_000, 2, 7, None).counts(rows(60_000)))

    assert [0, 0] == counts[:2].tolist()
    assert [10_000] * 6 == pytest.approx(counts[2:].tolist(), rel=0.05)


def test_a_fixed_count_needs_no_decision() -> None:
    owners, ordinals = children(4, 2, 2, None).locate(rows(8))

    assert [0, 0, 1, 1, 2, 2, 3, 3] == owners.tolist()
    assert [0, 1] * 4 == ordinals.tolist()


def test_parents_without_children_have_none() -> None:
    made = children(2 * BLOCK, 0, 0, None)

    assert 0 == made.total
    assert [] == made.locate(rows(0))[0].tolist()


def test_the_number_of_children_depends_on_the_parent_alone() -> None:
    made = children(100)
    far = np.array([2**40, 3, 10**12], np.uint64)

    assert made.counts(far).tolist() == [int(made.counts(far[i : i + 1])[0]) for i in range(3)]


def test_children_pickle_and_compare() -> None:
    made = children(100)

    assert made == pickle.loads(pickle.dumps(made))
    assert made != children(100, key=43)
