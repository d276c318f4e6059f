"""Clusters of this machine: Spark's standalone one with two workers, Ray with two nodes beside its head."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pyspark
import pytest

from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import SeedRequest, prepare
from sinks.relational import Relational

START_S = 300.0  # for what takes some 5 s alone, beside other tests
SCHEMA = """
seed: 3
tables:
  users: {count: 1500, columns: {id: sequence, name: full_name, mail: {generator: email, unique: true}}}
  orders: {count: {per: users, min: 0, max: 4}, columns: {id: sequence, user: {ref: users.id}, w: word}}
"""
PARTS = 12
MANY = 60_000  # users, whose parts take longer than a kill
KILLS = int(
    os.environ.get("MOCKCRAFT_TEST_KILLS", "1")
)  # runs in which something is killed, of each kind


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "s.yaml"
    path.write_text(SCHEMA)
    return path


def write_alone(schema: Path, folder: Path, **counts: int) -> Path:
    """The parts as one machine makes them."""
    for number in range(1, PARTS + 1):
        given = Overrides(counts=counts)
        part = SeedRequest(
            str(schema), output="csv", folder=str(folder), overrides=given, part=(number, PARTS)
        )
        prepare(part).run()
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """All that a folder has, but for the file that says that it is complete."""
    names = {each.name: each.read_bytes() for each in folder.iterdir()}
    names.pop("_SUCCESS", None)
    return names


class Processes:
    """Processes that a test begins, each in a group of its own."""

    def __init__(self) -> None:
        self.begun: list[subprocess.Popen[bytes]] = []

    def begin(self, *words: str, log: Path, **environment: str) -> subprocess.Popen[bytes]:
        with open(log, "wb") as file:
            process = subprocess.Popen(
                words, stdout=file, stderr=file, stdin=subprocess.DEVNULL,
                env={**os.environ, **environment}, start_new_session=True,
            )  # fmt: skip
        self.begun.append(process)
        return process

    def end(self) -> None:
        for each in self.begun:
            with suppress(ProcessLookupError):
                os.killpg(each.pid, signal.SIGKILL)
            each.wait()


@pytest.fixture
def processes() -> Iterator[Processes]:
    made = Processes()
    yield made
    made.end()


class Standalone:
    """Spark's own cluster manager, with two workers of one core each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes = Processes()
        self.program = str(Path(pyspark.__file__).with_name("bin") / "spark-class")
        self.url = f"spark://127.0.0.1:{_free_port()}"
        host, port = "127.0.0.1", self.url.rpartition(":")[2]
        self._begin("master.Master", "--host", host, "--port", port, "--webui-port", "0")

    def begin_workers(self, count: int = 1) -> None:
        worker = ["worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g"]
        worker += ["--webui-port", "0", "--work-dir", str(self.folder), self.url]
        deadline = time.monotonic() + START_S
        for log in [self._begin(*worker) for _ in range(count)]:
            while b"Successfully registered" not in log.read_bytes():
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)

    def _begin(self, role: str, *words: str) -> Path:
        log = self.folder / f"{len(self.processes.begun)}.log"
        options = {"SPARK_DAEMON_MEMORY": "256m", "SPARK_LOCAL_IP": "127.0.0.1", **ENVIRONMENT}
        self.processes.begin(
            self.program, f"org.apache.spark.deploy.{role}", *words, log=log, **options
        )
        return log

    def kill(self, text: str) -> None:
        """The first process below the workers whose command line has that text."""
        below = [each for worker in self.processes.begun for each in children(worker.pid)]
        os.kill(running(text, below)[0], signal.SIGKILL)

    def kill_worker(self) -> None:
        """The daemon that began last, with its executors: a node that is lost."""
        last = self.processes.begun[-1].pid
        for each in [*children(last), last]:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)


# Executors run the Python of the tests, and what it imports. A Java of seconds is slower for what it optimizes.
ENVIRONMENT = {
    "PYSPARK_PYTHON": sys.executable,
    "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
}


@pytest.fixture(scope="session")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    folder = tmp_path_factory.mktemp("spark")
    cluster = Standalone(folder)
    try:
        cluster.begin_workers(2)
        yield cluster
    finally:
        cluster.processes.end()
        shutil.rmtree(folder, ignore_errors=True)


def children(process: int) -> list[int]:
    """All processes below one, the nearest first."""
    there = list(_parents())
    found = [process]
    for above in found:
        found += [each for each, parent in there if parent == above]
    return found[1:]


def running(text: str, below: Sequence[int]) -> list[int]:
    """Those of some processes whose command line has a text."""
    found = []
    for each in below:
        with suppress(OSError):
            if text.encode() in Path(f"/proc/{each}/cmdline").read_bytes():
                found.append(each)
    return found


def _parents() -> Iterator[tuple[int, int]]:
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            with suppress(OSError):
                state = (each / "stat").read_text().rpartition(")")[2].split()
                yield int(each.name), int(state[1])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(happens: Callable[[], bool], log: Path | None = None) -> None:
    deadline = time.monotonic() + START_S
    while not happens():
        assert time.monotonic() < deadline, log and log.read_text()
        time.sleep(0.02)


def parts_are_in(folder: Path, number: int) -> bool:
    return len(list(folder.glob("orders.part-*.csv.manifest.json"))) >= number


def begun(url: str) -> int:
    """How many parts a database of PostgreSQL has noted as begun."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT to_regclass('mockcraft_checkpoint')").fetchone()
        if found == (None,):
            return 0
        row = connection.execute("SELECT count(*) FROM mockcraft_checkpoint").fetchone()
    return int(row[0]) if row else 0


def without_ledger(database: Relational) -> dict[str, Any]:
    """All that a database has, but for the ledger of its parts."""
    content = dict(database.content())
    del content[CHECKPOINT]
    return content
