"""The command line as users run it: a process of its own, in an empty folder."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from mockcraft.boot import main

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


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command line printed, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture
def inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """Runs `mockcraft` with these words in this process, where imports are paid once."""
    for name in [name for name in os.environ if name.startswith("MOCKCRAFT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*words: str, **variables: str) -> Answer:
        with monkeypatch.context() as context:
            for name, value in variables.items():
                context.setenv(name, value)
            code = main(list(words))
        return Answer(code, *capsys.readouterr())

    return run
