"""A real server process on a free port, and a client of it."""

import fcntl
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

PIPE_BYTES = 2**20  # a line of the log for each request fills Linux's usual 64 KiB within one test


def start(*words: str, folder: Path, **variables: str) -> subprocess.Popen[str]:
    """`mockcraft server` with these words."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MOCKCRAFT_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "mockcraft", "server", *words], stderr=subprocess.PIPE, text=True,
        env=kept | {"PYTHONPATH": os.pathsep.join(sys.path), "MOCKCRAFT_JOB_FOLDER": str(folder / "jobs")} | variables, cwd=folder,
    )  # fmt: skip
    assert process.stderr is not None
    fcntl.fcntl(process.stderr, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return process


@contextmanager
def running(
    *words: str, folder: Path, **variables: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Address and process of a server that listens; it has ended afterwards."""
    process = start("--port", "0", *words, folder=folder, **variables)
    assert process.stderr is not None
    try:
        said = ""
        while not (address := re.search(r"(http://\S+?:\d+).*\n", said)):
            piece = os.read(process.stderr.fileno(), 1)  # no more, or `communicate` would miss it
            assert piece, said
            said += piece.decode("latin-1")
        yield address[1], process
    finally:
        process.kill()
        process.communicate(timeout=20)


@pytest.fixture
def server(tmp_path: Path) -> Callable[..., object]:
    """Starts servers in an empty folder."""
    return lambda *words, **variables: running(*words, folder=tmp_path, **variables)


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of one server that all tests share."""
    folder = tmp_path_factory.mktemp("server")
    flags = ("--max-count", "200", "--log-level", "warning")
    with (
        running(*flags, folder=folder) as (address, _),
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client
