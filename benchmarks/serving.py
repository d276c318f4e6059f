"""The server on the loopback: requests a second against a constant, pages, many values, waiting under a job, start.

wrk (Debian's package) asks; each server has one process. The middleware is that of the default settings.
"""

import compileall
import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import fastapi
import httpx

import mockcraft
from measure import HERE, SCRATCH, Result, cpu_of, ratio, report, turns

CONNECTIONS = 16
SECONDS = 3
ROUNDS = 5
PAGES_A_SECOND = 300
PAGES = 20_000  # of 50 rows in the table
RANDOM_PAGES = ("-s", str(HERE / "pages.lua"))  # of wrk
VALUES = 10_000
JOB_ROWS = 10_000_000
SERVER = ("-m", "mockcraft", "server", "--log-level", "warning", str(HERE / "users.yaml"))
CONSTANT = ("-m", "uvicorn", "--app-dir", str(HERE), "--log-level", "warning", "constant_route:app")
STARTED = "from mockcraft.server.app import create_app; create_app()"


def main() -> None:
    """Prints and saves all."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        with running(SERVER, folder) as (ours, process), running(CONSTANT, folder) as (constant, _):
            report([single(ours, constant), pages(ours, process), many(ours)])
        with running(
            (*SERVER, "--job-folder", f"{folder}/jobs", "--job-rows", str(JOB_ROWS)), folder
        ) as (ours, _):
            report([waiting(ours)])
    report([start()])


@contextmanager
def running(command: Sequence[str], folder: str) -> Iterator[tuple[str, int]]:
    """The address and the number of a server process that answers; it has ended afterwards."""
    with _process([sys.executable, *command], folder, seconds=60) as (address, process):
        yield address, process.pid
        process.terminate()
        process.wait(timeout=60)


def cpu_until_it_answers(command: Sequence[str], folder: str) -> float:
    """CPU seconds of a server, of its start and its first answer alone."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with _process(command, folder, seconds=60):
        pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@contextmanager
def _process(
    command: Sequence[str], folder: str, seconds: int
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of a server and its process, which is killed in the end; raises where it does not answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [*command, "--port", str(port)], cwd=folder, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(seconds * 50):
            try:
                httpx.get(f"{address}/")
                break
            except httpx.HTTPError:
                time.sleep(0.02)
        else:
            raise AssertionError(f"{command[0]} does not answer")
        yield address, process
    finally:
        process.kill()
        process.wait()


def wrk(
    url: str, connections: int = CONNECTIONS, script: Sequence[str] = ()
) -> tuple[float, float]:
    """Requests a second, and the 99th percentile of their milliseconds; raises where one fails."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", *script, url]
    environment = {**os.environ, "PAGES": str(PAGES)}
    text = subprocess.run(
        command, check=True, capture_output=True, text=True, env=environment
    ).stdout
    assert "Non-2xx" not in text, text
    requests = re.search(r"Requests/sec:\s+([\d.]+)", text)
    high = re.search(r"99%\s+([\d.]+)(us|ms|s)", text)
    assert requests and high, text
    return float(requests[1]), float(high[1]) * {"us": 0.001, "ms": 1, "s": 1000}[high[2]]


def rate(url: str, connections: int = CONNECTIONS, script: Sequence[str] = ()) -> float:
    """Requests a second."""
    return wrk(url, connections, script)[0]


def rate_a_core(url: str, process: int, script: Sequence[str]) -> float:
    """Requests a second of CPU that the process takes: a busy machine takes nothing away."""
    before = _cpu_seconds(process)
    requests = rate(url, script=script) * SECONDS
    return requests / (_cpu_seconds(process) - before)


def _cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def single(ours: str, constant: str) -> Result:
    """One value a request, against a constant."""
    sides = [partial(rate, f"{ours}/api/generate/firstname"), partial(rate, f"{constant}/constant")]
    turns(sides, 1)
    mine, theirs = turns(sides, ROUNDS)
    figures = [f"{statistics.median(each):,.0f}/s" for each in (mine, theirs)]
    title = "Server, one value a request, against a route of FastAPI that returns a constant"
    return Result(title, figures[0], figures[1], ratio(mine, theirs), 0.8)


def pages(ours: str, process: int) -> Result:
    """Pages of 50 rows of a virtual table, each at random, a second of the server's CPU."""
    url = f"{ours}/api/tables/users/users?limit=50"
    rate(url, script=RANDOM_PAGES)
    (mine,) = turns([partial(rate_a_core, url, process, RANDOM_PAGES)], ROUNDS)
    median = statistics.median(mine)
    title = "Server, pages of 50 rows of a virtual table, against the gate"
    return Result(title, f"{median:,.0f}/s", f"{PAGES_A_SECOND}/s", median / PAGES_A_SECOND, 1)


def many(ours: str) -> Result:
    """Values of one large request, against those of as many requests."""
    large, small = f"{ours}/api/generate/email?count={VALUES}", f"{ours}/api/generate/email"
    sides = [partial(rate, large, 1), partial(rate, small)]
    turns(sides, 1)
    mine, theirs = turns(sides, ROUNDS)
    mine = [each * VALUES for each in mine]
    figures = [f"{statistics.median(each):,.0f}/s" for each in (mine, theirs)]
    title = f"Server, email with count={VALUES}, values against those of single requests"
    return Result(title, figures[0], figures[1], ratio(mine, theirs), 100)


def waiting(ours: str) -> Result:
    """The 99th percentile of a value while a job runs, against that of an idle server."""
    url = f"{ours}/api/generate/firstname"
    wrk(url, 1)
    idle = [wrk(url, 1)[1] for _ in range(ROUNDS)]
    schema = (HERE / "users.yaml").read_bytes()
    query = {"output": "csv", "counts": f"users={JOB_ROWS}"}
    headers = {"content-type": "application/yaml"}
    job = httpx.post(f"{ours}/api/seed", params=query, content=schema, headers=headers)
    assert job.status_code == 202, job.text
    place = (
        f"{ours}{job.headers['location']}"
        if job.headers["location"][0] == "/"
        else job.headers["location"]
    )
    while httpx.get(place).json()["state"] == "queued":
        time.sleep(0.2)
    busy = [wrk(url, 1)[1] for _ in range(ROUNDS)]
    state = httpx.get(place).json()["state"]
    assert state == "running", f"the job is {state}: give it more rows"
    httpx.delete(place)
    figures = [f"{statistics.median(each):.2f} ms" for each in (busy, idle)]
    title = f"Server, p99 of a value under a job of {JOB_ROWS // 10**6} million rows, against idle"
    return Result(
        title,
        figures[0],
        figures[1],
        statistics.median(busy) / statistics.median(idle),
        3,
        most=True,
    )


def start() -> Result:
    """CPU until the application is there, against that of importing FastAPI; both byte-compiled, as an installer leaves them."""
    for package in (mockcraft, fastapi):
        assert package.__file__ is not None
        compileall.compile_dir(Path(package.__file__).parent, quiet=2)
    environment = {**os.environ}
    sides = [partial(_milliseconds, code, environment) for code in (STARTED, "import fastapi")]
    turns(sides, 2)
    mine, theirs = turns(sides, 2 * ROUNDS)
    figures = [f"{statistics.median(each):.0f} ms" for each in (mine, theirs)]
    title = "Server, CPU until it can listen, against importing FastAPI"
    return Result(title, figures[0], figures[1], ratio(mine, theirs), 1.5, most=True)


def _milliseconds(code: str, environment: dict[str, str]) -> float:
    return cpu_of([sys.executable, "-c", code], env=environment, cwd=Path.home()) * 1000


if __name__ == "__main__":
    main()
