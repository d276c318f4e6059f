"""The engine: chunks are made in any worker and written in order, and every run is ended once."""

import threading
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pytest

from mockcraft.core.plan import Plan, Table
from mockcraft.engine import WINDOW, Progress, run
from plans import tables

PLAN = tables(
    "a:\n  count: 100\n  columns: {x: sequence}\nb:\n  count: 30\n  columns: {x: sequence}\n"
)


class Recorded:
    """A sink that keeps what it is told, and a format that keeps the batch."""

    def __init__(
        self, present: Mapping[str, int] | None = None, fail: str = "", waits: bool = False
    ) -> None:
        self.present, self.fail, self.waits = present or {}, fail, waits
        self.calls: list[Any] = []
        self.made = self.taken = self.ahead = self.thread = 0
        self.lock = threading.Lock()

    @property
    def format(self) -> "Recorded":
        return self

    def encode(self, table: Table, batch: pa.RecordBatch, start: int) -> list[int]:
        with self.lock:
            self.thread = threading.get_ident()
            self.made += 1
            self.ahead = max(self.ahead, self.made - self.taken)
        self._may_fail("encode", start)
        numbers: list[int] = batch.column(0).to_pylist()
        return numbers

    def create(self, plan: Plan) -> Mapping[str, int]:
        self._may_fail("create", 0)
        return self.present

    def write(self, table: Table, payload: list[int], start: int, rows: int) -> None:
        self.taken += 1
        self._may_fail("write", start)
        self.calls.append((table.name, payload, start, rows))

    def finish(self, error: BaseException | None) -> None:
        self.calls.append(("finish", error))
        self._may_fail("finish", 0)

    def _may_fail(self, what: str, start: int) -> None:
        if self.fail == what and start in (0, 20):
            raise RuntimeError(what)


def written(sink: Recorded) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for name, payload, start, count in (call for call in sink.calls if call[0] != "finish"):
        assert len(payload) == count
        assert start == sink.present.get(name, 0) + len(rows.setdefault(name, []))
        rows[name] += payload
    return rows


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("batch_rows", [1, 7, 16_384])
@pytest.mark.parametrize("waits", [False, True])
def test_rows_are_written_in_order(workers: int, batch_rows: int, waits: bool) -> None:
    sink = Recorded(waits=waits)
    run(PLAN, sink, workers=workers, batch_rows=batch_rows)

    assert {"a": list(range(1, 101)), "b": list(range(1, 31))} == written(sink)
    assert ("finish", None) == sink.calls[-1]


@pytest.mark.parametrize("workers", [1, 2])
def test_rows_that_are_there_are_not_made_again(workers: int) -> None:
    sink = Recorded({"a": 95, "b": 30})
    reached = run(PLAN, sink, workers=workers, batch_rows=2)

    assert {"a": [96, 97, 98, 99, 100]} == written(sink)
    assert ({"a": 5, "b": 0}, {"a": 100, "b": 30}, {"a": 95, "b": 30}) == (
        reached.done, reached.totals, reached.resumed
    )  # fmt: skip
    assert 5 == reached.rows


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("what", ["create", "encode", "write"])
def test_a_failure_is_told_to_the_sink_once_and_raised(what: str, workers: int) -> None:
    sink = Recorded(fail=what)
    with pytest.raises(RuntimeError, match=what) as raised:
        run(PLAN, sink, workers=workers, batch_rows=10)

    assert [("finish", raised.value)] == [call for call in sink.calls if call[0] == "finish"]


def test_a_sink_that_cannot_end_well_is_not_ended_twice() -> None:
    sink = Recorded(fail="finish")
    with pytest.raises(RuntimeError, match="finish"):
        run(PLAN, sink)

    assert [("finish", None)] == [call for call in sink.calls if call[0] == "finish"]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interruption_stops_the_workers_and_the_run(workers: int) -> None:
    sink = Recorded()

    def interrupt(progress: Progress) -> None:
        if progress.rows >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(PLAN, sink, workers=workers, batch_rows=1, report=interrupt)

    assert 3 == len(written(sink)["a"])
    assert sink.made <= 3 + (WINDOW + 1) * workers
    assert [] == [each.name for each in threading.enumerate() if each.name.startswith("mockcraft")]


@pytest.mark.parametrize("waits", [False, True])
def test_rows_are_made_meanwhile_only_for_a_sink_that_waits(waits: bool) -> None:
    sink = Recorded(waits=waits)
    run(PLAN, sink, batch_rows=1)

    assert waits == (sink.thread != threading.get_ident())


@pytest.mark.parametrize("workers", [2, 4])
def test_no_more_chunks_wait_than_the_window_holds(workers: int) -> None:
    sink = Recorded()
    run(PLAN, sink, workers=workers, batch_rows=1)

    assert 1 <= sink.ahead <= WINDOW * workers + 1


def test_progress_is_reported_from_the_beginning_to_the_end() -> None:
    seen: list[Progress] = []
    last = run(PLAN, Recorded(), batch_rows=50, report=seen.append)

    assert [0, 50, 100, 130] == [each.rows for each in seen]
    assert {"a": 100, "b": 30} == last.done == last.totals
    assert sorted(each.seconds for each in seen) == [each.seconds for each in seen]
