"""Signals end a run like an error: the sink takes back, nothing is left, and the exit code names the signal."""

import os
import pty
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from mockcraft import signals
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Chunk, Range
from mockcraft.engine import FROM_ROWS, Progress, run
from mockcraft.errors import SinkError
from mockcraft.signals import Stopped
from plans import tables

PLAN = tables("a:\n  count: 100\n  columns: {x: sequence}\n")
# What makes rows by processes that are few, and such that the kernel draws.
BY_PROCESSES = (
    "from mockcraft import boot, engine; engine.FROM_ROWS = 0; raise SystemExit(boot.main())"
)
SCHEMA = "tables:\n  t:\n    count: 50_000_000\n    columns: {id: sequence, mail: email, text: sentence}\n"
CODES = {
    signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGQUIT: 131,
    signal.SIGUSR1: 138, signal.SIGUSR2: 140,
}  # fmt: skip
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture(autouse=True)
def _listening() -> Iterator[None]:
    """A shell that starts the tests in the background has them ignore Ctrl-C, and what they start too."""
    before = {each: signal.getsignal(each) for each in CODES}
    for each in CODES:
        usual = signal.default_int_handler if each == signal.SIGINT else signal.SIG_DFL
        signal.signal(each, usual)
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


class Numbers:
    def encode(self, table: Any, batch: Any, chunk: Chunk) -> Any:
        return batch.column(0).to_pylist()


class Sending:
    """A sink that gets signals while it does something, and notes what it did to the end."""

    waits = False

    def __init__(self, at: Sequence[str], fail: str = "", left: str = "") -> None:
        self.at, self.fail, self.left = at, fail, left
        self.format = Numbers()
        self.done: list[str] = []

    def _do(self, what: str) -> None:
        if what in self.at:
            os.kill(os.getpid(), signal.SIGTERM)
        if what == self.fail:
            raise SinkError(f"{what} failed")
        self.done.append(what)

    def create(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[Range]:
        self._do("create")
        return ranges

    def write(self, chunk: Chunk, payload: Any) -> None:
        self._do("write")

    def finish(self, error: BaseException | None) -> None:
        if error is None:
            with signals.released():
                self._do("complete")
            self._do("commit")
            return
        if self.left:
            error.add_note(self.left)
        self._do("take back")


@pytest.mark.parametrize("number", list(CODES))
@pytest.mark.parametrize(("workers", "rows"), [(1, FROM_ROWS), (2, FROM_ROWS), (2, 0)])
def test_a_signal_ends_a_run_like_an_error(
    number: int, workers: int, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockcraft.engine.FROM_ROWS", rows)
    sink = Sending([])

    def stop(progress: Progress) -> None:
        if progress.rows >= 30:
            os.kill(os.getpid(), number)

    before = [signal.getsignal(each) for each in CODES]
    with pytest.raises(Stopped) as raised:
        run(PLAN, sink, batch_rows=10, report=stop, workers=workers)

    assert number == raised.value.number
    assert ["create", "write", "write", "write", "take back"] == sink.done
    assert before == [signal.getsignal(each) for each in CODES]


@pytest.mark.parametrize("what", ["create", "write", "complete"])
def test_a_signal_reaches_a_sink_at_work(what: str) -> None:
    sink = Sending([what])
    with pytest.raises(Stopped):
        run(PLAN, sink)

    assert what not in sink.done


def test_a_signal_that_comes_with_the_commit_does_not_undo_it() -> None:
    sink = Sending(["commit"])
    run(PLAN, sink)

    assert "commit" == sink.done[-1]


def test_a_signal_that_comes_between_the_last_row_and_the_end_is_taken_back() -> None:
    class Late(Sending):
        def finish(self, error: BaseException | None) -> None:
            if error is None:
                os.kill(os.getpid(), signal.SIGTERM)
            super().finish(error)

    sink = Late([])
    with pytest.raises(Stopped):
        run(PLAN, sink)

    assert "commit" not in sink.done


def test_a_second_signal_does_not_break_the_clean_up() -> None:
    sink = Sending(["write", "take back"])
    with pytest.raises(Stopped):
        run(PLAN, sink)

    assert "take back" == sink.done[-1]


def test_a_signal_does_not_break_the_clean_up_of_another_error() -> None:
    sink = Sending(["take back"], fail="write")
    with pytest.raises(SinkError, match="write failed"):
        run(PLAN, sink)

    assert "take back" == sink.done[-1]


def test_what_the_sink_says_when_it_cannot_clean_up_wins() -> None:
    with pytest.raises(SinkError, match="take back failed"):
        run(PLAN, Sending(["write"], fail="take back"))


def test_what_the_sink_leaves_is_noted() -> None:
    with pytest.raises(Stopped) as raised:
        run(PLAN, Sending(["write"], left="rows stay"))

    assert ["rows stay"] == raised.value.__notes__


def test_an_error_that_a_driver_makes_of_an_interrupt_is_the_interrupt() -> None:
    class Driver(Sending):
        def write(self, chunk: Chunk, payload: Any) -> None:
            try:
                super().write(chunk, payload)
            except KeyboardInterrupt as error:
                raise SinkError("statement was cancelled") from error

    sink = Driver(["write"])
    with pytest.raises(Stopped) as raised:
        run(PLAN, sink)

    assert signal.SIGTERM == raised.value.number
    assert "take back" == sink.done[-1]


def test_a_signal_whose_exception_was_lost_ends_the_run_at_the_next_chunk() -> None:
    class Deaf(Sending):
        def write(self, chunk: Chunk, payload: Any) -> None:
            try:
                super().write(chunk, payload)
            except KeyboardInterrupt:
                self.done.append("lost")

    sink = Deaf(["write"])
    with pytest.raises(Stopped):
        run(PLAN, sink, batch_rows=10)

    assert ["create", "lost", "take back"] == sink.done


# ------------------------------------------------------------------ the command line


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    (tmp_path / "s.yaml").write_text(SCHEMA)
    begun: list[subprocess.Popen[bytes]] = []

    def start(*words: str, processes: bool = False, **options: Any) -> subprocess.Popen[bytes]:
        program = ["-c", BY_PROCESSES] if processes else ["-m", "mockcraft"]
        command = [sys.executable, *program, "seed", "s.yaml", *words]
        process = subprocess.Popen(
            command, cwd=tmp_path, start_new_session=True, stderr=subprocess.PIPE, **options
        )
        begun.append(process)
        return process

    yield start
    for process in begun:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def written(folder: Path) -> bool:
    return any(each.is_file() and each.stat().st_size for each in folder.rglob("*"))


@pytest.mark.parametrize("number", list(CODES))
@pytest.mark.parametrize("processes", [False, True])
def test_a_run_into_files_that_is_stopped_leaves_nothing(
    start: Start, tmp_path: Path, number: int, processes: bool
) -> None:
    process = start("--output", "csv", "--dir", "out", "--workers", "2", processes=processes)
    wait_for(lambda: written(tmp_path / "out"))
    os.killpg(process.pid, number)  # to workers too, as from a terminal or a service manager
    _, err = process.communicate(timeout=60)

    assert CODES[signal.Signals(number)] == process.returncode, err
    assert err.startswith(b"mockcraft: stopped after ") and err.count(b"\n") == 1
    assert ["s.yaml"] == os.listdir(tmp_path)


@pytest.mark.parametrize("number", list(CODES))
@pytest.mark.parametrize("after", [0.05, 0.1, 0.15, 0.2, 0.3, 0.4])
def test_a_run_that_is_stopped_while_it_starts_leaves_nothing(
    start: Start, tmp_path: Path, number: int, after: float
) -> None:
    process = start("--output", "csv", "--dir", "out", "--workers", "2")
    time.sleep(after)
    os.killpg(process.pid, number)
    process.communicate(timeout=60)

    codes = {CODES[signal.Signals(number)], -number}  # Python itself may not have begun to run
    assert process.returncode in codes or (number == signal.SIGINT and after < 0.1)
    assert ["s.yaml"] == os.listdir(tmp_path)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_terminal_that_is_closed_ends_the_run_like_an_error(tmp_path: Path, workers: str) -> None:
    (tmp_path / "s.yaml").write_text(SCHEMA)
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(tmp_path)
        words = ["seed", "s.yaml", "--output", "csv", "--dir", "out", "--workers", workers]
        os.execv(sys.executable, [sys.executable, "-m", "mockcraft", *words])
    wait_for(lambda: written(tmp_path / "out"))
    os.read(terminal, 1)
    os.close(terminal)  # the system sends SIGHUP, and nothing can be shown any more
    _, status = os.waitpid(process, 0)

    assert 129 == os.waitstatus_to_exitcode(status)
    assert ["s.yaml"] == os.listdir(tmp_path)


@pytest.mark.parametrize("processes", [False, True])
def test_many_signals_are_as_good_as_one(start: Start, tmp_path: Path, processes: bool) -> None:
    process = start("--output", "parquet", "--dir", "out", "--workers", "2", processes=processes)
    wait_for(lambda: written(tmp_path / "out"))
    while process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.001)
    _, err = process.communicate(timeout=60)

    assert 130 == process.returncode, err
    assert 1 == err.count(b"\n"), err
    assert ["s.yaml"] == os.listdir(tmp_path)


def test_a_signal_that_is_ignored_stays_ignored(start: Start, tmp_path: Path) -> None:
    process = start(
        "--output", "csv", "--dir", "out", "--count", "t=300_000",
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    )  # fmt: skip
    wait_for(lambda: written(tmp_path / "out"))
    os.killpg(process.pid, signal.SIGHUP)
    _, err = process.communicate(timeout=60)

    assert 0 == process.returncode, err


def test_a_run_that_is_killed_leaves_no_process_and_no_shared_memory(
    start: Start, tmp_path: Path
) -> None:
    before = set(os.listdir("/dev/shm"))
    process = start("--output", "csv", "--dir", "out", "--workers", "2", processes=True)
    wait_for(lambda: written(tmp_path / "out"))
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)

    wait_for(lambda: not running(process.pid))
    assert set() == set(os.listdir("/dev/shm")) - before


def running(session: int) -> list[str]:
    """Processes of a session that have not ended."""
    found = subprocess.run(
        ["ps", "-o", "stat=", "-s", str(session)], capture_output=True, text=True
    )
    return [line for line in found.stdout.split("\n") if line and line[0] != "Z"]


def test_a_signal_that_comes_in_a_callback_is_not_printed_but_raised_by_the_next_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Python drops what a callback raises: an import has some, of which one printed a traceback at Ctrl-C."""
    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda lost: told.append(type(lost.exc_value)))

    with pytest.raises(Stopped), signals.listening():
        _call_back(lambda: signal.raise_signal(signal.SIGINT))
        _call_back(lambda: os.environ["NOT_SET"])
        signals.check()

    assert [KeyError] == told


def _call_back(do: Callable[[], object]) -> None:
    class Thing:
        pass

    thing = Thing()
    reference = weakref.ref(thing, lambda _: do())
    del thing
    assert reference() is None
