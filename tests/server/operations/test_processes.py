"""`--workers N`: a server of several processes, one of which is killed; numbers that add up."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from server.conftest import running
from server.operations.conftest import ended
from server.operations.test_metrics import families, samples

Running = tuple[str, "subprocess.Popen[str]"]
Start = Callable[..., AbstractContextManager[Running]]
PATIENCE_S = 60
REQUESTS = ("GET", "/api/generate/{type}", "200")


@pytest.fixture
def crew(server: Start) -> Iterator[Running]:
    """A server of two processes."""
    with server("--workers", "2", "--log-level", "info") as found:
        yield found


def children(process: "subprocess.Popen[str]") -> list[int]:
    """The processes that answer: not the one that Python starts to tidy up."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_text() for pid in listed}
    return [int(pid) for pid, command in commands.items() if "spawn_main" in command]


def is_gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


def wait_for(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def ask(address: str) -> int:
    """Status of a request over a connection of its own; of a killed process it is lost, and asked again."""
    try:
        return httpx.get(f"{address}/api/generate/firstname", timeout=PATIENCE_S).status_code
    except httpx.TransportError:
        return 0


def test_the_numbers_of_all_processes_add_up(crew: Running) -> None:
    address, process = crew
    assert len(children(process)) == 2
    assert {200} == {ask(address) for _ in range(60)}

    assert samples(address, "mockcraft_http_requests")[REQUESTS] == 60
    names = set(families(address))
    resident = samples(address, "process_resident_memory_bytes")[()]
    one = int(Path(f"/proc/{children(process)[0]}/statm").read_text().split()[1]) * os.sysconf(
        "SC_PAGE_SIZE"
    )

    assert {"mockcraft_build_info", "mockcraft_generated_values"} <= names
    assert resident > 1.5 * one
    served = [
        line["request_id"].partition("-")[0]
        for line in ended(process)
        if line["event"] == "request"
    ]
    assert len(set(served)) == 2  # both have answered


def test_a_process_that_is_killed_is_replaced_and_its_counts_stay(crew: Running) -> None:
    address, process = crew
    assert {200} == {ask(address) for _ in range(40)}
    first = children(process)
    os.kill(first[0], signal.SIGKILL)
    while (status := ask(address)) != 200:
        assert status == 0
    wait_for(lambda: len(set(children(process)) - set(first)) == 1)

    assert samples(address, "mockcraft_http_requests")[REQUESTS] >= 41
    assert {200} == {ask(address) for _ in range(40)}
    events = [line["event"] for line in ended(process)]
    assert events.count("a process of the server ended (signal 9), another takes its place") == 1
    assert process.returncode == 0


def test_a_process_that_is_killed_while_it_starts_is_replaced(crew: Running) -> None:
    address, process = crew
    first = children(process)
    os.kill(first[0], signal.SIGKILL)
    wait_for(lambda: len(set(children(process)) - set(first)) == 1)  # it needs a second to start
    [new] = set(children(process)) - set(first)
    os.kill(new, signal.SIGKILL)
    wait_for(lambda: len(set(children(process)) - {*first, new}) == 1)

    wait_for(lambda: ask(address) == 200)
    events = [line["event"] for line in ended(process)]
    assert events.count("a process of the server ended (signal 9), another takes its place") == 2
    assert process.returncode == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_ends_all_processes(crew: Running, number: int, code: int) -> None:
    address, process = crew
    running_now = children(process)
    assert ask(address) == 200
    process.send_signal(number)
    _, errors = process.communicate(timeout=PATIENCE_S)

    assert process.returncode == code
    assert "Traceback" not in errors
    assert all(is_gone(pid) for pid in running_now)


def test_processes_end_with_the_one_that_watches_over_them(crew: Running) -> None:
    _, process = crew
    running_now = children(process)
    process.kill()

    wait_for(lambda: all(is_gone(pid) for pid in running_now))


def test_what_keeps_them_from_starting_is_said_once(tmp_path: Path) -> None:
    words = ["--workers", "3", "--port", "0", "--sentry-dsn", "nothing"]
    done = subprocess.run(
        [sys.executable, "-m", "mockcraft", "server", *words],
        capture_output=True, text=True, cwd=tmp_path, timeout=PATIENCE_S,
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stderr.count("sentry_dsn is no DSN of Sentry") == 1
    assert "Traceback" not in done.stderr


def test_plugins_are_known_in_all_processes(tmp_path: Path) -> None:
    (tmp_path / "dice.py").write_text(
        "from mockcraft.generator import Draw, Text, generator\n\n\n"
        '@generator("game")\ndef die_throw(draw: Draw) -> Text:\n    """A die."""\n'
        '    return draw.chars("123456", 1)\n'
    )
    with running("--workers", "2", folder=tmp_path, MOCKCRAFT_PLUGIN="dice.py") as (address, _):
        assert {200} == {
            httpx.get(f"{address}/api/generate/die_throw").status_code for _ in range(20)
        }
