"""What is done beside the thread that writes."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from mockcraft.core.beside import at_most, begun, offered


def test_it_is_done_at_once_where_there_is_no_thread() -> None:
    assert (0, threading.get_ident()) == (at_most(), begun(threading.get_ident)())


def test_threads_do_it_while_they_are_offered() -> None:
    with ThreadPoolExecutor(2) as pool, offered((pool, 2)):
        assert 2 == at_most()
        assert threading.get_ident() != begun(threading.get_ident)()
        with offered(None):
            assert (0, threading.get_ident()) == (at_most(), begun(threading.get_ident)())

    assert 0 == at_most()


def test_an_error_is_raised_where_it_is_waited_for() -> None:
    with ThreadPoolExecutor(1) as pool, offered((pool, 1)):
        wait = begun(lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            wait()
