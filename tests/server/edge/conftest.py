"""Servers that do not start, and servers for many tests."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from ..conftest import running


@pytest.fixture
def start_failing(tmp_path: Path) -> Callable[..., str]:
    """Starts a server in an empty folder, which has to end with exit code 2; gives what it says."""

    def start(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "mockcraft", "server", "--port", "0", *words],
            capture_output=True, text=True, cwd=tmp_path, timeout=60,
        )  # fmt: skip
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        return done.stderr

    return start


@pytest.fixture(scope="module")
def running_module(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., AbstractContextManager[tuple[str, subprocess.Popen[str]]]]:
    """Starts servers that several tests of a module share."""
    folder = tmp_path_factory.mktemp("server")
    return lambda *words: running(*words, folder=folder)
