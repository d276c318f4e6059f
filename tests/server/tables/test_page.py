"""The examples of docs/server.md about schemas and tables work as they stand, one after another."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..conftest import running

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "server.md").read_text(encoding="utf-8")
SECTIONS = ("Schemas that clients send", "Virtual tables")


def commands() -> list[str]:
    """The lines with curl of these sections."""
    parts = dict(re.findall(r"^## (.*)\n([\s\S]*?)(?=^## |\Z)", PAGE, re.MULTILINE))
    return [
        line for name in SECTIONS for line in parts[name].splitlines() if line.startswith("curl ")
    ]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of the example that may be written to."""
    with running("examples/shop.yaml", "--writes", folder=ROOT) as (address, _):
        yield address


def test_there_are_examples_of_each() -> None:
    assert 15 <= len(commands())


@pytest.mark.parametrize("command", commands())
def test_an_example_is_answered(command: str, address: str) -> None:
    words = shlex.split(command, comments=True)
    words = [word.replace("http://localhost:8080", address) for word in words]
    status = ["--silent", "--show-error", "--output", "-", "--write-out", "\n%{http_code}"]
    done = subprocess.run(
        [words[0], *status, *words[1:]], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    code = done.stdout.splitlines()[-1]

    assert (0, "") == (done.returncode, done.stderr)
    assert code[0] == "2" or (code == "503" and "Error-Rate" in command), done.stdout
