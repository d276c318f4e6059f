"""SQL dumps of plans, and the shells that people load them with."""

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mockcraft.core.plan import Plan
from mockcraft.engine import run
from mockcraft.format import FormatOptions, open_format
from mockcraft.selection import Selection
from mockcraft.sinks.folder import FolderSink


def dumps(plan: Plan, dialect: str, parts: int = 1) -> Iterator[bytes]:
    """The SQL of all rows, in so many parts."""
    for number in range(1, parts + 1):
        part = (number, parts)
        with tempfile.TemporaryDirectory() as name:
            format = open_format("sql", FormatOptions(dialect, part=part))
            chosen = Selection(part=part)
            run(plan, FolderSink(format, Path(name), "dump", chosen=chosen), chosen.ranges(plan))
            (path,) = Path(name).glob("*.sql")
            yield path.read_bytes()


def psql(url: str, script: bytes) -> str:
    """What psql prints; anything that it complains of is a failure."""
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", "-"]
    return _shell(command, script)


def sqlite3_shell(path: Path, script: bytes) -> str:
    """What the sqlite3 shell prints, likewise."""
    return _shell(["sqlite3", "-bail", str(path)], script)


def mariadb_shell(url: str, script: bytes) -> str:
    """What the mariadb client prints, likewise."""
    place = urlsplit(url)
    return _shell(
        ["mariadb", "--no-defaults", f"--host={place.hostname}", f"--port={place.port}",
         f"--user={place.username}", f"--password={place.password}", place.path[1:]],
        script,
    )  # fmt: skip


def _shell(command: list[Any], script: bytes) -> str:
    made = subprocess.run(command, input=script, capture_output=True, check=False)
    assert (0, b"") == (made.returncode, made.stderr), made.stdout
    return made.stdout.decode()
