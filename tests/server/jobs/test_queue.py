"""Tickets go from who puts them to who takes them."""

import threading
from pathlib import Path

from mockcraft.server.jobs.queue import Queue


class Somebody:
    """Who works, in a module that only the taker has."""

    def __init__(self) -> None:
        self.worked = threading.Event()

    def work(self) -> None:
        self.worked.set()


def test_a_ticket_is_taken_by_another_process_s_queue(tmp_path: Path) -> None:
    taker = Somebody()
    Queue(None, tmp_path).put()
    queue = Queue(None, tmp_path, taker.work)
    consumer = queue.consumer(1)
    consumer.start()
    try:
        assert taker.worked.wait(20)
    finally:
        consumer.stop(graceful=True)

    assert 0 == queue.waiting()
