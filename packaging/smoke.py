"""Tries a program on the machine that it is for, with nothing but Python's own library.

python packaging/smoke.py dist/mockcraft-linux-amd64      or: mockcraft, or: python -m mockcraft
"""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import closing
from pathlib import Path

SCHEMA = Path(__file__).parent.parent / "examples" / "shop.yaml"
GOLDEN = "Rebecca\n"  # of seed 1 on every machine, as the README has it
if sys.platform == "win32":
    STOP, FLAGS = signal.CTRL_BREAK_EVENT, subprocess.CREATE_NEW_PROCESS_GROUP
else:
    STOP, FLAGS = signal.SIGTERM, 0


def run(*words: str) -> str:
    """What a command prints. Exits where it fails."""
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=300)
    if done.returncode:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def generates(program: list[str]) -> None:
    """It knows what it is, and makes the values that all others make."""
    about = run(*program, "--version")
    assert "without the kernel" not in about, about
    print(about, end="")
    made = run(*program, "generate", "firstname", "--seed", "1")
    assert made == GOLDEN, made
    assert "numpy" in run(*program, "licenses")


def seeds(program: list[str], folder: Path) -> None:
    """It fills a database, with worker processes."""
    file = folder / "shop.db"
    words = "--count", "users=2000", "--workers", "2", "--quiet"
    run(*program, "seed", "--config", str(SCHEMA), "--db", f"sqlite:///{file.as_posix()}", *words)
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT count(*) FROM users").fetchone() == (2000,)


def serves(program: list[str]) -> None:
    """It answers over HTTP."""
    server = subprocess.Popen(
        [*program, "server", "--port", "0"], stderr=subprocess.PIPE, text=True, creationflags=FLAGS
    )
    assert server.stderr is not None
    said = ""
    try:
        for line in server.stderr:
            said += line
            if found := re.search(r"http://[\d.:]+\d", line):
                break
        else:
            sys.exit(f"the server does not say where it is:\n{said}")
        url = f"{found[0]}/api/generate/firstname?seed=1"
        with urllib.request.urlopen(url, timeout=60) as response:
            assert GOLDEN.strip() in response.read().decode()
    finally:
        server.send_signal(STOP)
        server.communicate(timeout=60)


def main(words: list[str]) -> int:
    """Tries all; the exit code."""
    program = [shutil.which(words[0]) or os.path.abspath(words[0]), *words[1:]]
    generates(program)
    with tempfile.TemporaryDirectory() as folder:
        seeds(program, Path(folder))
    serves(program)
    print("it generates, seeds and serves")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
