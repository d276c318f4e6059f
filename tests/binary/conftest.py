"""The binary, built once for all tests: with this machine's Python inside, and packed fast."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILDER = ROOT / "packaging" / "build.py"


class Binary:
    """The program, started as by a user who has nothing: no environment but HOME, no Python, no PATH.

    Where the tests run as root, the user is another one than who built it.
    """

    def __init__(self, path: Path, home: Path) -> None:
        self.path, self.home = path, home

    @property
    def as_user(self) -> list[str]:
        if os.getuid() != 0:
            return []
        return ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    @property
    def cache(self) -> Path:
        return self.home / ".cache" / "mockcraft"

    def trees(self) -> list[str]:
        """The names of what is in the cache."""
        return sorted(os.listdir(self.cache)) if self.cache.exists() else []

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.as_user, str(self.path), *words], cwd=self.home, text=True,
            env={"HOME": str(self.home), **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str, **environment: str) -> str:
        """What it prints; it must succeed, and say nothing of errors."""
        process = self.start(*words, **environment)
        out, error = process.communicate(timeout=120)
        assert (process.returncode, error) == (0, ""), error
        return out


@pytest.fixture(scope="session")
def binary_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("binary")
    for each in (folder, *folder.parents[:2]):
        each.chmod(each.stat().st_mode | 0o011)  # another user runs it
    done = subprocess.run(
        [
            sys.executable, BUILDER, "linux-amd64", "--runtime", "host", "--level", "1",
            "--output", folder, "--cache", folder / "cache",
        ],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder / "mockcraft-linux-amd64"


def at_home(binary_file: Path, home: Path) -> Binary:
    home.mkdir(exist_ok=True)
    for each in (home, *home.parents[:3]):
        each.chmod(each.stat().st_mode | 0o011)
    if os.getuid() == 0:
        os.chown(home, 65534, 65534)
    return Binary(binary_file, home)


@pytest.fixture(scope="session")
def binary(binary_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Binary:
    """It has run before."""
    used = at_home(binary_file, tmp_path_factory.mktemp("used") / "home")
    used.run("generate", "firstname")
    return used


@pytest.fixture
def fresh(binary_file: Path, tmp_path: Path) -> Binary:
    """It has never run."""
    return at_home(binary_file, tmp_path / "home")
