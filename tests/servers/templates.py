"""Data folders that take seconds to make: a process makes one of each kind of server, and the others are copies."""

import atexit
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple


class Template(NamedTuple):
    """A data folder that no server has used, and the password of its user."""

    data: Path
    password: str


made: dict[str, Template] = {}
"""By the title of a server what its data folder is copied from."""


def keep(title: str, data: Path, password: str) -> None:
    """Remembers a copy of a new data folder until the process ends."""
    folder = Path(tempfile.mkdtemp(prefix=f"mockcraft-{title.lower()}-new-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    copy(data, folder / "data")
    made[title] = Template(folder / "data", password)


def copy(data: Path, to: Path) -> None:
    """Copies a data folder with its owner and the holes of its files."""
    subprocess.run(["cp", "-a", "--sparse=always", data, to], check=True)
