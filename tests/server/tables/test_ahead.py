"""Pages that are made ahead are the pages that are asked for, and are bounded."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from mockcraft.server.tables.ahead import AHEAD_ROWS, Ahead
from mockcraft.server.tables.rendering import array_of


def rows(first: int, last: int) -> list[str]:
    return [f"röw {number}" for number in range(first, last)]


def asked_for(
    ahead: Ahead,
    name: object,
    first: int,
    last: int,
    end: int,
    make: Callable[[int, int], list[str]] = rows,
) -> bytes:
    found, stop = ahead.find(name, first, last, end)
    return ahead.keep(name, first, last - first, make(first, stop)) if found is None else found


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from([1, 7, 50, 1000])), max_size=30))
def test_whatever_is_asked_for_in_whatever_order_comes(asked: list[tuple[int, int]]) -> None:
    ahead, count = Ahead(most=5000), 1234
    for page, limit in asked:
        first, last = page * limit, min((page + 1) * limit, count)
        if first < last:
            assert array_of(rows(first, last)) == asked_for(ahead, limit, first, last, count)
    assert sum(len(page) for _, page in ahead._kept.values()) == ahead._size <= 5000


def test_a_page_that_follows_is_made_with_the_next_ones_and_another_one_alone() -> None:
    ahead, made = Ahead(), []

    def make(first: int, last: int) -> list[str]:
        made.append((first, last))
        return rows(first, last)

    for page in (0, 1, 2, 3, 10, 500, 501):
        asked_for(ahead, "t", page * 50, page * 50 + 50, 100_000, make)

    pages = AHEAD_ROWS // 50 * 50
    assert [(0, 50), (50, 50 + pages), (25_000, 25_050), (25_050, 25_050 + pages)] == made
