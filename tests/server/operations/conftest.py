"""What the tests of the server in operation share: its log, and a server with a bug in it."""

import json
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

BUG = """
import mockcraft.generator

find = mockcraft.generator.find


def buggy(name: str, *words):
    secret = "in a " + "variable"
    if name == "buggy":
        raise ZeroDivisionError("the bug")
    return find(name, *words)


mockcraft.generator.find = buggy
"""


def ended(process: "subprocess.Popen[str]", number: int = signal.SIGTERM) -> list[dict[str, Any]]:
    """Ends a server by a signal; the lines of its log, each of which is JSON."""
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    return [json.loads(line) for line in errors.splitlines()]


@pytest.fixture
def bug(tmp_path: Path) -> str:
    """A plugin that puts a bug into the program, for the variable MOCKCRAFT_PLUGIN."""
    path = tmp_path / "bug.py"
    path.write_text(BUG)
    return str(path)
