"""Keys and hashes: their values are pinned, and the vector evaluator has the same ones."""

from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockcraft.core import hashing, keys
from mockcraft.core.hashing import Rows
from mockcraft.core.keys import below, bits, derive, key_of, mix, permute
from plans import chi_square

WORDS = st.integers(0, 2**64 - 1)
EDGES = [0, 1, 2, 2**31, 2**32 - 1, 2**32, 2**63 - 1, 2**63, 2**64 - 1]
BOUNDS = [1, 2, 3, 10, 2**32 - 1, 2**32, 2**32 + 1, 2**62, 2**63, 2**64 - 1, 2**64]
COUNTS = [1, 2, 3, 4, 5, 7, 10, 16, 99, 100, 101, 1000, 4096, 10_007]


def unsigned(*numbers: int) -> hashing.Unsigned:
    return np.array(numbers, np.uint64)


def test_the_key_of_a_path_never_changes() -> None:
    digest = blake2b(b"i2:42s5:userss5:email", digest_size=8).digest()

    assert 1807764244860111194 == key_of(42, "users", "email")
    assert int.from_bytes(digest, "little") == key_of(42, "users", "email")


def test_the_key_of_a_stream_never_changes() -> None:
    assert 1597030724454868345 == derive(42, "integer")


def test_random_bits_never_change() -> None:
    expected = [1346066267577507604, 7191089600892374487, 11777423816826542271]

    assert expected == [bits(7, row) for row in (0, 1, 2**64 - 1)]


def test_mixing_is_the_finaliser_of_splitmix64() -> None:
    """The first numbers of the reference generator seeded with 1234567."""
    expected = [6457827717110365317, 3203168211198807973, 9817491932198370423]

    assert expected == [mix((1234567 + i * keys.WEYL) % 2**64) for i in (1, 2, 3)]


def test_paths_that_are_written_alike_have_keys_of_their_own() -> None:
    paths = [("ab", "c"), ("a", "bc"), ("abc",), ("a", "b", "c"), (1, "a"), ("1", "a"), ("", "abc")]

    assert len(paths) == len({key_of(*path) for path in paths})


def test_a_name_that_is_not_valid_unicode_has_a_key() -> None:
    assert key_of("\ud800") != key_of("\ud801")


def test_a_permutation_never_changes() -> None:
    assert [6, 7, 0, 2, 9, 3, 8, 4, 1, 5] == [permute(row, 42, 10) for row in range(10)]


@given(key=WORDS, rows=st.lists(WORDS, max_size=20))
def test_both_evaluators_have_the_same_bits(key: int, rows: list[int]) -> None:
    rows = [*EDGES, *rows]

    assert [bits(key, row) for row in rows] == hashing.hashed(Rows(unsigned(*rows)), key).tolist()
    assert [bits(key, row) for row in rows] == hashing.hash_of(unsigned(*rows), key).tolist()
    assert [mix(row) for row in rows] == hashing.mixed(unsigned(*rows)).tolist()


@given(bound=st.sampled_from(BOUNDS) | st.integers(1, 2**64), hashed=st.lists(WORDS, max_size=20))
def test_both_evaluators_have_the_same_numbers_below_a_bound(bound: int, hashed: list[int]) -> None:
    hashed = [*EDGES, *hashed]
    made = hashing.below(unsigned(*hashed), bound).view(np.uint64).tolist()

    assert [below(each, bound) for each in hashed] == made
    assert all(0 <= each < bound for each in made)


@given(st.lists(st.tuples(WORDS, st.sampled_from(BOUNDS[:8]) | st.integers(1, 2**62)), min_size=1))
def test_a_number_below_a_bound_does_not_depend_on_the_bounds_of_other_rows(
    rows: list[tuple[int, int]],
) -> None:
    bounds = np.array([bound for _, bound in rows])
    made = hashing.below(unsigned(*(hashed for hashed, _ in rows)), bounds)

    assert [below(hashed, bound) for hashed, bound in rows] == made.tolist()


@given(key=WORDS, count=st.integers(1, 2**62), data=st.data())
def test_both_evaluators_have_the_same_permutation(
    key: int, count: int, data: st.DataObject
) -> None:
    numbers = data.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=10))
    made = hashing.permuted(unsigned(*numbers), key, count).tolist()

    assert [permute(number, key, count) for number in numbers] == made


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("key", [0, 42, 2**64 - 1])
def test_a_permutation_takes_each_place_once(count: int, key: int) -> None:
    places = hashing.permuted(np.arange(count, dtype=np.uint64), key, count)

    assert list(range(count)) == sorted(places.tolist())


@pytest.mark.parametrize(
    "count", [2**20, 2**32, 2**32 + 1, 10**12, 2**53 + 1, (2**31 - 1) ** 2, 2**62]
)
def test_a_large_permutation_keeps_rows_apart_and_in_range(count: int) -> None:
    step = count // 20_000
    rows = np.arange(0, 20_000 * step, step, dtype=np.uint64)
    places = hashing.permuted(np.append(rows, np.uint64(count - 1)), 42, count)

    assert len(places) == len(set(places.tolist()))
    assert int(places.max()) < count


@pytest.mark.parametrize(
    "count", [1, 2, 3, 4, 8, 9, 10, 2**52, 2**53 + 1, (2**31 - 1) ** 2 - 1, 2**62]
)
def test_the_radixes_of_a_permutation_just_hold_it(count: int) -> None:
    a, b = keys.radixes(count)

    assert 0 <= a * b - count < a + b


def test_the_places_of_a_row_are_uniform_over_keys() -> None:
    counts = [0] * 100
    for key in range(20_000):
        counts[permute(3, derive(key, "test"), 100)] += 1

    assert chi_square(counts, [200.0] * 100) < 1.5


@pytest.mark.parametrize("bound", [7, 100])
def test_numbers_below_a_bound_are_uniform(bound: int) -> None:
    rows = Rows(np.arange(100_000, dtype=np.uint64))
    counts = np.bincount(hashing.below(hashing.hashed(rows, 42), bound), minlength=bound)

    assert chi_square(counts.tolist(), [100_000 / bound] * bound) < 1.5 + (bound < 10) * 2


def test_two_streams_of_one_row_are_not_correlated() -> None:
    rows = Rows(np.arange(100_000, dtype=np.uint64))
    a, b = (hashing.below(hashing.hashed(rows, derive(42, name)), 10) for name in ("a", "b"))
    counts = np.bincount(a * 10 + b, minlength=100)

    assert chi_square(counts.tolist(), [1000.0] * 100) < 1.5
