"""The command line as users run it: a process of its own, in an empty folder."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Result = subprocess.CompletedProcess[str]


@pytest.fixture
def mockcraft(tmp_path: Path) -> Callable[..., Result]:
    """Runs `mockcraft` with these words; keyword arguments are variables."""

    def run(*words: str, **variables: str) -> Result:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("MOCKCRAFT_")}
        return subprocess.run(
            [sys.executable, "-m", "mockcraft", *words],
            env=kept | {"PYTHONPATH": os.pathsep.join(sys.path)} | variables,
            cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60,
        )  # fmt: skip

    return run
