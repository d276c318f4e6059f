"""Turns: one thread at a time, but while it lends its turn."""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import pytest

from mockcraft.core.turns import LENT_BYTES, lent, taken


def is_free(turn: Lock) -> bool:
    free = turn.acquire(blocking=False)
    if free:
        turn.release()
    return free


@pytest.mark.parametrize(("size", "free"), [(LENT_BYTES - 1, False), (LENT_BYTES, True)])
def test_a_turn_is_lent_where_much_is_written(size: int, free: bool) -> None:
    turn = Lock()
    with taken(turn):
        assert not is_free(turn)
        with lent(size):
            assert free == is_free(turn)
        assert not is_free(turn)

    assert is_free(turn)


def test_a_turn_is_left_once_after_an_error() -> None:
    turn = Lock()
    with pytest.raises(ZeroDivisionError), taken(turn), lent(LENT_BYTES):
        raise ZeroDivisionError

    assert is_free(turn)


def test_who_has_no_turn_lends_none() -> None:
    turn = Lock()

    def write() -> bool:
        with lent(LENT_BYTES):
            return is_free(turn)

    with taken(turn), ThreadPoolExecutor(1) as pool:
        assert not pool.submit(write).result()
