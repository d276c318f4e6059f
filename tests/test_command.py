"""The command that a wheel installs: it finds the Python that has its package, wherever both lie."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sources import ROOT

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="there the wheel has an entry point in its place"
)


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    """Where the command is installed, without a Python."""
    folder = tmp_path / "a prefix"
    (folder / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "launcher" / "mockcraft", folder / "bin")
    return folder


def add_python(folder: Path, name: str) -> str:
    """Puts a Python there that tells which it is, and what it is to run; returns its path."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text('#!/bin/sh\nprintf "%s\\n" "$0" "$@"\n')
    (folder / name).chmod(0o755)
    return str(folder / name)


def add_package(prefix: Path, below: str) -> None:
    (prefix / "lib" / below / "mockcraft-1.2.3.dist-info").mkdir(parents=True)


def started(command: Path, path: str = "") -> str:
    """The Python that a command starts, with itself and its words."""
    words = command.name, "generate", "two words", ""
    done = subprocess.run(
        words, executable=command, env={"PATH": f"{path}:{os.defpath}"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    python, file, *rest = done.stdout.splitlines()
    assert [str(command), "generate", "two words", ""] == [file, *rest]
    return python


def test_it_is_the_one_beside_it(prefix: Path) -> None:
    expected = add_python(prefix / "bin", "python3")
    assert expected == started(prefix / "bin" / "mockcraft")


def test_links_lead_to_it(prefix: Path) -> None:
    expected = add_python(prefix / "bin", "python3")
    (prefix / "mine").mkdir()
    (prefix / "mine" / "relative").symlink_to("../bin/mockcraft")
    (prefix / "whole").symlink_to(prefix / "mine" / "relative")
    assert os.path.samefile(expected, started(prefix / "whole"))


@pytest.mark.parametrize("packages", ["python3.12/site-packages", "python3.12/dist-packages"])
def test_of_several_it_is_the_one_that_has_the_package(prefix: Path, packages: str) -> None:
    for name in ("python3", "python3.11", "python3.13"):
        add_python(prefix / "bin", name)
    (prefix / "lib" / "python3.13" / "site-packages").mkdir(parents=True)
    add_package(prefix, packages)
    expected = add_python(prefix / "bin", "python3.12")
    assert expected == started(prefix / "bin" / "mockcraft")


def test_where_none_is_beside_it_the_path_has_it(prefix: Path) -> None:
    add_package(prefix, "python3.12/site-packages")
    add_python(prefix / "elsewhere", "python3")
    expected = add_python(prefix / "elsewhere", "python3.12")
    assert expected == started(prefix / "bin" / "mockcraft", str(prefix / "elsewhere"))
