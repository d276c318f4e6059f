"""Rows are numbered afresh, and the digits of their numbers decide: in both evaluators alike."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockcraft.core.context import Context
from mockcraft.core.hashing import Rows, Signed, Unsigned
from mockcraft.core.lists import load
from mockcraft.core.pool import Pool
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.uniques.digits import ROW, UNIQUE_LIMIT, Digit, Numbering, Ways, number_of
from mockcraft.core.uniques.measure import measure
from mockcraft.core.vector import VectorDraw
from mockcraft.generator import find
from mockcraft.testing import texts

CONTEXT = Context(0, "t", "en_US", 0)
CHILDREN = 5
PLAIN = Numbering(42, 1000)
LINKED = Numbering(42, 60, "order")


def located(row: int) -> tuple[int, int]:
    """Each parent has CHILDREN children."""
    return row // CHILDREN, row % CHILDREN


def located_all(numbers: Unsigned) -> tuple[Unsigned, Signed]:
    return numbers // np.uint64(CHILDREN), (numbers % np.uint64(CHILDREN)).view(np.int64)


def numbers_of(numbering: Numbering, rows: range) -> list[int]:
    """The numbers of the rows, made together."""
    numbers = np.array(rows, np.uint64)
    chunk = Rows(numbers, located=lambda _: located_all(numbers))
    made: list[int] = chunk.digit(Digit(numbering, 1, UNIQUE_LIMIT)).tolist()
    return made


@pytest.mark.parametrize(
    "numbering",
    [
        PLAIN, LINKED, Numbering(7, 1000, start=300), Numbering(7, 100, rest=(PLAIN, 10)),
        Numbering(7, 25, rest=(Numbering(3, 100, "order"), 4)), Numbering(1, UNIQUE_LIMIT),
    ],
)  # fmt: skip
def test_a_row_has_the_same_number_alone_and_in_a_chunk(numbering: Numbering) -> None:
    rows = range(300, 1000)
    alone = [number_of(numbering, row, lambda _, row=row: located(row)) for row in rows]  # type: ignore[misc]

    assert alone == numbers_of(numbering, rows)


def test_rows_have_different_numbers() -> None:
    assert set(range(1000)) == set(numbers_of(PLAIN, range(1000)))


def test_the_first_row_of_an_append_has_the_number_of_a_first_row() -> None:
    assert numbers_of(PLAIN, range(5)) == numbers_of(Numbering(42, 1000, start=70), range(70, 75))


def test_children_of_one_parent_have_different_numbers_and_those_of_another_one_others() -> None:
    numbers = numbers_of(LINKED, range(1000))
    families = [numbers[i : i + CHILDREN] for i in range(0, 1000, CHILDREN)]

    assert all(len(set(family)) == CHILDREN for family in families)
    assert len({tuple(family) for family in families}) > 50


def test_rows_that_share_the_lower_digits_of_a_number_differ_in_the_rest() -> None:
    lower = [number % 10 for number in numbers_of(PLAIN, range(1000))]
    rest = numbers_of(Numbering(7, 100, rest=(PLAIN, 10)), range(1000))

    assert 1000 == len(set(zip(lower, rest, strict=True)))


def test_a_numbering_survives_pickling() -> None:
    numbering = Numbering(7, 100, "a", (PLAIN, 10), 3)
    digit = Digit(numbering, 2, 5, ("city",))

    assert numbering == pickle.loads(pickle.dumps(numbering))
    assert {numbering: 1} == {pickle.loads(pickle.dumps(numbering)): 1}
    assert digit == pickle.loads(pickle.dumps(digit))
    assert PLAIN != numbering


@given(bounds=st.lists(st.integers(1, 2**64), max_size=8))
def test_digits_tell_as_many_rows_apart_as_there_are_ways(bounds: list[int]) -> None:
    ways = Ways({stream: (bound, ()) for stream, bound in enumerate(bounds)})
    digits = ways.digits()

    assert 1 <= ways.capacity <= UNIQUE_LIMIT
    assert all(digit.numbering.capacity == ways.capacity for digit in digits.values())
    last = max(digits.values(), key=lambda each: each.divisor * each.radix, default=None)
    assert ways.capacity == (1 if last is None else last.divisor * last.radix)


# ---------------------------------------------------------------------- draws


def vector(rows: Rows, key: int = 42) -> VectorDraw:
    return VectorDraw(CONTEXT, key, rows)


def chunk(count: int = 200) -> Unsigned:
    return np.arange(count, dtype=np.uint64)


def test_another_attempt_changes_what_is_hashed_and_no_digit() -> None:
    attempts = np.arange(200) % 2
    ways = measure(lambda draw: draw.integer(0, 999), CONTEXT, 42)
    first = vector(Rows(chunk(), digits=ways.digits()))
    again = vector(Rows(chunk(), attempts, digits=ways.digits()))

    assert first.integer(0, 999).tolist() == again.integer(0, 999).tolist()  # type: ignore[attr-defined]
    hashed, redrawn = first["other"].integer(0, 10**9), again["other"].integer(0, 10**9)
    assert (attempts == 0).tolist() == (hashed == redrawn).tolist()  # type: ignore[attr-defined]
    assert list(range(200)) == again.row.tolist()


def test_every_attempt_is_another_one() -> None:
    rows = np.zeros(1000, np.uint64)
    made = vector(Rows(rows, np.arange(1000))).integer(0, 2**62)

    assert 1000 == len(set(made.tolist()))  # type: ignore[attr-defined]


def test_rows_without_attempts_are_those_of_the_first_one() -> None:
    none, first = Rows(chunk()), Rows(chunk(), np.zeros(200, np.int64))

    assert none.weyl.tolist() == first.weyl.tolist()


def test_an_item_is_counted_in_its_array() -> None:
    ordinals = np.array([0, 1, 2, 0, 1])
    draw = vector(Rows(chunk(5), ordinals=ordinals))

    assert [0, 1, 2, 0, 1] == draw.row.tolist()


def test_some_of_the_rows_keep_what_belongs_to_them() -> None:
    numbers = chunk()
    attempts, places = np.arange(200) % 3, np.arange(7, 200, 11)
    digits = Ways({5: (40, ())}).digits()
    linked = {6: Digit(LINKED, 1, 60)}
    rows = Rows(numbers, attempts, attempts + 1, digits | linked, lambda _: located_all(numbers))
    some = rows.take(places)

    assert rows.weyl[places].tolist() == some.weyl.tolist()
    assert rows.digit(linked[6])[places].tolist() == some.digit(linked[6]).tolist()
    assert rows.digit(digits[5])[places].tolist() == some.digit(digits[5]).tolist()
    assert (attempts + 1)[places].tolist() == vector(some).row.tolist()


def test_a_unique_column_decides_the_record_and_its_neighbours_follow() -> None:
    key = CONTEXT.column_key("city")
    digits = measure(find("city").bind(), CONTEXT, key).digits()
    rows = range(400)
    cities, states, codes = (
        texts(find(name).bind(), CONTEXT, rows, digits) for name in ("city", "state", "zip")
    )
    entries = load("cities").rows
    known = set(zip(entries["city"], entries["state"], entries["zip"], strict=True))

    assert 400 == len(set(cities))
    assert set(zip(cities, states, codes, strict=True)) <= known


def test_two_unique_columns_of_one_record_differ_both() -> None:
    table = load("cities")
    ways = measure(find("city").bind(), CONTEXT, CONTEXT.column_key("city"))
    (stream,) = ways.bounds
    entries = table.distinct(("city", "state_code"))
    digits = {stream: Digit(Numbering(1, len(entries)), 1, len(entries), ("city", "state_code"))}
    cities, codes = (
        texts(find(name).bind(), CONTEXT, range(len(entries)), digits)
        for name in ("city", "state_code")
    )

    assert len(entries) == len(set(cities)) == len(set(codes)) > 10


def test_a_neighbour_of_fewer_ways_stays_within_its_range() -> None:
    digits = measure(find("age").bind(), CONTEXT, CONTEXT.column_key("age")).digits()
    bound = find("age").bind({"min_age": "20", "max_age": "29"})
    ages = list(map(int, texts(bound, CONTEXT, range(73), digits)))
    alone = [bound(ScalarDraw(CONTEXT, 42, row, digits)) for row in range(73)]

    assert set(range(20, 30)) == set(ages)
    assert ages == alone


def test_what_is_made_of_the_row_number_is_endless() -> None:
    ways = measure(find("sequence").bind(), CONTEXT, 42)

    assert frozenset({ROW}) == ways.endless
    assert UNIQUE_LIMIT == ways.capacity


def test_words_that_are_told_apart_have_no_blanks_in_them() -> None:
    pool = Pool("w", ["a", "a b", "b", "c"])
    ways = measure(lambda draw: draw.words(pool, 2, 2), CONTEXT, 42)
    rows = Rows(chunk(9), digits=ways.digits())
    made = vector(rows).words(pool, 2, 2)

    assert 9 == len(set(made.to_pylist()))  # type: ignore[attr-defined]
    assert all(value.count(" ") == 1 for value in made.to_pylist())  # type: ignore[attr-defined]
