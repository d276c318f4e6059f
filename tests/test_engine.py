"""The engine: chunks are made by any thread or process and written in order, and every run is ended once."""

import ast
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from multiprocessing.process import BaseProcess
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from mockcraft import engine, threads
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range
from mockcraft.core.turns import LENT_BYTES, lent
from mockcraft.engine import FROM_CHUNKS, FROM_ROWS, Progress, run
from mockcraft.errors import DataError, WorkerLost
from mockcraft.formats.csv import Csv
from mockcraft.threads import AHEAD
from mockcraft.wording import word, worded
from mockcraft.work import Work
from mockcraft.workers import SLOT_BYTES
from plans import tables

PLAN = tables(
    "a:\n  count: 100\n  columns: {x: sequence}\nb:\n  count: 30\n  columns: {x: sequence}\n"
)


# How rows are made: by how many workers, and from how many rows of numpy on these are processes.
MAKERS = {"one": (1, FROM_ROWS), "threads": (3, FROM_ROWS), "processes": (2, 0)}


@pytest.fixture(params=MAKERS)
def workers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    count, rows = MAKERS[request.param]
    monkeypatch.setattr(engine, "FROM_ROWS", rows)
    return count


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "FROM_ROWS", 0)


class Numbers:
    """A format that keeps the first column: as numbers, or as bytes of so many times their length."""

    def __init__(self, fail: bool = False, copies: int = 0) -> None:
        self.fail, self.copies = fail, copies
        self.made = self.thread = 0

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> Any:
        self.made += 1
        self.thread = threading.get_ident()
        if self.fail and chunk.start in (0, 20):
            raise RuntimeError("encode")
        numbers: list[int] = batch.column(0).to_pylist()
        return repr(numbers).encode() + b" " * self.copies if self.copies else numbers


class Recorded:
    """A sink that keeps what it is told."""

    def __init__(
        self,
        present: Mapping[str, int] | None = None,
        fail: str = "",
        waits: bool = False,
        copies: int = 0,
    ) -> None:
        self.present, self.fail, self.waits = present or {}, fail, waits
        self.format = Numbers(fail == "encode", copies)
        self.calls: list[Any] = []

    def create(self, plan: Plan, ranges: Sequence[Range]) -> list[Range]:
        self._may_fail("create", 0)
        return [replace(each, start=self.present.get(each.table, each.start)) for each in ranges]

    def write(self, chunk: Chunk, payload: Any) -> None:
        self._may_fail("write", chunk.start)
        kept = ast.literal_eval(bytes(payload).decode()) if self.format.copies else payload
        self.calls.append((chunk.table, kept, chunk.start, chunk.rows))

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


@pytest.mark.parametrize("batch_rows", [1, 16_384])
@pytest.mark.parametrize(
    ("waits", "copies"), [(False, 0), (True, 0), (False, 1), (False, SLOT_BYTES)]
)
def test_rows_are_written_in_order(workers: int, batch_rows: int, waits: bool, copies: int) -> None:
    if copies == SLOT_BYTES:
        batch_rows = 50  # few payloads, as each is larger than what workers share
    sink = Recorded(waits=waits, copies=copies)
    run(PLAN, sink, workers=workers, batch_rows=batch_rows)

    assert {"a": list(range(1, 101)), "b": list(range(1, 31))} == written(sink)
    assert ("finish", None) == sink.calls[-1]


def test_rows_that_are_there_are_not_made_again(workers: int) -> None:
    sink = Recorded({"a": 95, "b": 30})
    reached = run(PLAN, sink, workers=workers, batch_rows=2)

    assert {"a": [96, 97, 98, 99, 100]} == written(sink)
    assert ({"a": 5, "b": 0}, {"a": 100, "b": 30}, {"a": 95, "b": 30}) == (
        reached.done, reached.totals, reached.resumed
    )  # fmt: skip
    assert 5 == reached.rows


@pytest.mark.parametrize("what", ["create", "encode", "write"])
def test_a_failure_is_told_to_the_sink_once_and_raised(what: str, workers: int) -> None:
    sink = Recorded(fail=what)
    with pytest.raises(RuntimeError, match=what) as raised:
        run(PLAN, sink, workers=workers, batch_rows=10)

    assert [("finish", raised.value)] == [call for call in sink.calls if call[0] == "finish"]


class Speaking:
    """A format that says what the caller calls the clock."""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> Any:
        raise DataError(word("now"))


def test_errors_are_in_the_words_of_the_caller_whoever_makes_the_rows(workers: int) -> None:
    sink = Recorded()
    sink.format = Speaking()  # type: ignore[assignment]
    with worded({"now": "the hands"}), pytest.raises(DataError, match="the hands"):
        run(PLAN, sink, workers=workers, batch_rows=1)


class Awkward(Exception):
    """Pickles, and cannot be read again."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")


class Failing:
    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> Any:
        raise Awkward("encode", "awkward")


@pytest.mark.usefixtures("processes")
def test_an_error_of_a_process_that_cannot_be_sent_is_told_all_the_same() -> None:
    sink = Recorded()
    sink.format = Failing()  # type: ignore[assignment]
    with pytest.raises(RuntimeError, match="Awkward: encode: awkward"):
        run(PLAN, sink, workers=2)


def test_a_sink_that_cannot_end_well_is_not_ended_twice() -> None:
    sink = Recorded(fail="finish")
    with pytest.raises(RuntimeError, match="finish"):
        run(PLAN, sink)

    assert [("finish", None)] == [call for call in sink.calls if call[0] == "finish"]


def test_an_interruption_stops_the_workers_and_the_run(workers: int) -> None:
    sink = Recorded()

    def interrupt(progress: Progress) -> None:
        if progress.rows >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(PLAN, sink, workers=workers, batch_rows=1, report=interrupt)

    assert 3 == len(written(sink)["a"])
    assert [] == multiprocessing.active_children()
    assert [] == [each.name for each in threading.enumerate() if each.name.startswith("mockcraft")]


@pytest.mark.parametrize("waits", [False, True])
def test_rows_are_made_meanwhile_only_for_a_sink_that_waits(waits: bool) -> None:
    sink = Recorded(waits=waits)
    run(PLAN, sink, batch_rows=1)

    assert waits == (sink.format.thread != threading.get_ident())


@pytest.mark.parametrize("threads", [1, 3])
def test_no_more_chunks_are_made_ahead_than_the_window_holds(threads: int) -> None:
    sink = Recorded(waits=True)

    def look(progress: Progress) -> None:
        assert sink.format.made <= progress.rows + threads + AHEAD

    run(PLAN, sink, workers=threads, batch_rows=1, report=look)


class Meeting:
    """A format that notes how many threads are in it, one of which waits for another in the kernel's part."""

    copies = 0

    def __init__(self, meet: bool) -> None:
        self.barrier = threading.Barrier(2, timeout=60) if meet else None
        self.there = self.most = 0

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> Any:
        self.there += 1
        self.most = max(self.most, self.there)
        time.sleep(0.001)
        self.there -= 1
        if self.barrier:
            with lent(LENT_BYTES):
                self.barrier.wait()
        return batch.column(0).to_pylist()


@pytest.mark.parametrize("meet", [False, True])
def test_threads_meet_in_the_kernel_alone(meet: bool) -> None:
    sink, format = Recorded(), Meeting(meet)
    sink.format = format  # type: ignore[assignment]
    run(PLAN, sink, [Range("a", 0, 20)], workers=2, batch_rows=1)

    assert {"a": list(range(1, 21))} == written(sink)
    assert 1 == format.most


class Late:
    """A format that fails always, for the first chunk after the second."""

    def __init__(self) -> None:
        self.failed = threading.Event()

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> Any:
        if chunk.start == 0:
            with lent(LENT_BYTES):
                assert self.failed.wait(60)
        self.failed.set()
        raise RuntimeError(f"chunk {chunk.start}")


def test_of_several_errors_the_first_in_order_is_told() -> None:
    sink = Recorded()
    sink.format = Late()  # type: ignore[assignment]
    with pytest.raises(RuntimeError, match="chunk 0"):
        run(PLAN, sink, workers=2, batch_rows=10)

    assert ["finish"] == [call[0] for call in sink.calls]


@pytest.mark.parametrize(("rows", "there"), [(FROM_CHUNKS, True), (FROM_CHUNKS + 1, False)])
def test_threads_are_begun_for_many_chunks_alone(rows: int, there: bool) -> None:
    sink = Recorded()
    run(PLAN, sink, [Range("a", 0, rows)], workers=2, batch_rows=1)

    assert there == (sink.format.thread == threading.get_ident())


def test_without_a_number_there_are_as_many_threads_as_processors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[int] = []

    def payloads(work: Work, count: int) -> Generator[tuple[Chunk, Any]]:
        begun.append(count)
        yield from ()

    monkeypatch.setattr(engine, "usual_threads", lambda: 5)
    monkeypatch.setattr(threads, "payloads", payloads)
    run(PLAN, Recorded(), workers=None, batch_rows=1)

    assert [5] == begun


DRAWN = "t:\n  count: 1\n  columns: {a: sequence, b: word}\n"
HALF = DRAWN.replace("b: word", "b: {expr: 'ln(a)', type: float}")
LITTLE = HALF.replace("b:", "c: {expr: 'exp(a)', type: float}, b:")


@pytest.mark.parametrize(("text", "rows"), [(DRAWN, 0), (HALF, 0), (LITTLE, 7)])
def test_rows_of_numpy_are_those_of_tables_that_the_kernel_hardly_draws(
    text: str, rows: int
) -> None:
    work = Work(tables(text), Csv(), (Range("t", 0, 7),), 7)

    assert (rows, 0) == (work.rows_by_numpy(7), work.rows_by_numpy(8))


@pytest.mark.usefixtures("processes")
def test_workers_that_are_killed_in_the_midst_of_a_message_are_replaced() -> None:
    sink, kills, moments = Recorded(copies=2 * SLOT_BYTES), 0, Random(1)

    def kill(progress: Progress) -> None:
        nonlocal kills
        if kills < 2 and progress.rows > 4 * kills:
            time.sleep(moments.uniform(0, 0.02))
            kill_worker(moments.choice(multiprocessing.active_children()))
            kills += 1

    run(tables("a:\n  count: 12\n  columns: {x: sequence}\n"), sink, workers=2, batch_rows=1, report=kill)  # fmt: skip

    assert 2 == kills
    assert {"a": list(range(1, 13))} == written(sink)


@pytest.mark.usefixtures("processes")
def test_workers_that_are_killed_again_and_again_end_the_run_with_a_sentence() -> None:
    def kill(progress: Progress) -> None:
        for worker in multiprocessing.active_children():
            kill_worker(worker)

    sink = Recorded()
    with pytest.raises(WorkerLost, match="killed again and again"):
        run(PLAN, sink, workers=2, batch_rows=1, report=kill)

    assert "finish" == sink.calls[-1][0]
    assert isinstance(sink.calls[-1][1], WorkerLost)
    assert [] == multiprocessing.active_children()


def kill_worker(worker: BaseProcess) -> None:
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)


def test_a_thousand_tables_cost_a_thousand_times_as_much_as_one() -> None:
    """Ten times as many tables may take forty times as long on a busy machine, not a hundred times."""
    (table, _) = PLAN.tables

    def seconds(count: int) -> float:
        made = tuple(replace(table, name=f"t{number}", count=1) for number in range(count))
        sink = Recorded()
        begun = time.process_time()
        run(replace(PLAN, tables=made), sink)
        assert count + 1 == len(sink.calls)
        return time.process_time() - begun

    assert min(seconds(3000) for _ in range(3)) < 40 * min(seconds(300) for _ in range(3))


def test_progress_is_reported_from_the_beginning_to_the_end() -> None:
    seen: list[tuple[int, str, float]] = []
    last = run(
        PLAN, Recorded(), batch_rows=50,
        report=lambda each: seen.append((each.rows, each.table, each.seconds)),
    )  # fmt: skip

    assert [(0, ""), (50, "a"), (100, "a"), (130, "b")] == [each[:2] for each in seen]
    assert {"a": 100, "b": 30} == last.done == last.totals
    assert sorted(seconds for *_, seconds in seen) == [seconds for *_, seconds in seen]
