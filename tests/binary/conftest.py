"""The binary, built once for all tests: with this machine's Python inside, and packed fast."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
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
def shared_folder() -> Iterator[Path]:
    """A folder that every user may enter: pytest's own are closed to those who did not start it."""
    folder = Path(tempfile.mkdtemp(prefix="mockcraft-binary-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def binary_file(shared_folder: Path) -> Path:
    done = subprocess.run(
        [
            sys.executable, BUILDER, "linux-amd64", "--runtime", "host", "--level", "1",
            "--output", shared_folder,
        ],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return shared_folder / "mockcraft-linux-amd64"


def at_home(binary_file: Path) -> Binary:
    """It has a new folder for its home, which is its user's."""
    around = Path(tempfile.mkdtemp(prefix="around-", dir=binary_file.parent))
    around.chmod(0o711)
    home = around / "home"
    home.mkdir()
    if os.getuid() == 0:
        os.chown(home, 65534, 65534)
    return Binary(binary_file, home)


@pytest.fixture(scope="session")
def binary(binary_file: Path) -> Binary:
    """It has run before."""
    used = at_home(binary_file)
    used.run("generate", "firstname")
    return used


@pytest.fixture(scope="session")
def unpacked(binary_file: Path, shared_folder: Path) -> Binary:
    """What lies in the archive, where somebody else has unpacked it."""
    subprocess.run(["tar", "-xzf", f"{binary_file}.tar.gz", "-C", shared_folder], check=True)
    (program,) = shared_folder.glob("mockcraft-*/mockcraft")
    return Binary(program, at_home(binary_file).home)


@pytest.fixture
def fresh(binary_file: Path) -> Binary:
    """It has never run."""
    return at_home(binary_file)
