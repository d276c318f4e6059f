"""From start to exit: the installed wheel and the binary against the bare interpreter, and against Faker's command."""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from measure import HERE, SCRATCH, Result, cpu_of, ratio, report, turns
from serving import cpu_until_it_answers

ROOT = HERE.parent
BINARY = "mockcraft-linux-amd64"
MEGABYTES = 75
ROUNDS = 15
ONE = ("generate", "firstname")
TEN_ROWS = (
    "seed", "--config", HERE / "users.yaml", "--rows", "users=0..9", "--output", "csv", "--dir", "-", "--quiet",
)  # fmt: skip


def main() -> None:
    """Times a wheel and a binary that are built for it, each with this Python inside, byte-compiled as releases are."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as scratch:
        folder = Path(scratch)
        scripts = installed(folder)
        binary = built(folder)
        report(warm(scripts, binary))
        report([served(scripts, binary), size(binary)])


def installed(folder: Path) -> Path:
    """The scripts of a new environment with the wheel and with Faker, as `uv tool install` makes it, compiled."""
    uv, environment = Path(sys.executable).parent / "uv", folder / "environment"
    _quietly(uv, "build", "--wheel", "--out-dir", folder, ROOT)
    (wheel,) = folder.glob("*.whl")
    _quietly(uv, "venv", "--python", sys.executable, environment)
    python = environment / "bin" / "python"
    _quietly(uv, "pip", "install", "--python", python, "--compile-bytecode", wheel, "faker")
    return environment / "bin"


def built(folder: Path) -> Path:
    """The binary, packed as for a release."""
    builder = ROOT / "packaging" / "build.py"
    _quietly(sys.executable, builder, "linux-amd64", "--runtime", "host", "--output", folder)
    return folder / BINARY


def _quietly(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert not done.returncode, done.stderr


def warm(scripts: Path, binary: Path) -> list[Result]:
    """All that ends by itself, in turns."""
    folder = binary.parent
    clean = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    sides: dict[str, Callable[[], float]] = {
        name: partial(_milliseconds, command, clean)
        for name, command in {
            "bare": (sys.executable, "-I", "-c", "pass"),
            "faker": (scripts / "faker", "first_name"),
            "wheel": (scripts / "mockcraft", *ONE),
            "flags": (scripts / "mockcraft", "generate", "number", "--min=1"),
            "thousand": (scripts / "mockcraft", *ONE, "-n", "1000"),
            "list": (scripts / "mockcraft", "generators"),
            "rows": (scripts / "mockcraft", *TEN_ROWS),
            "binary": (binary, *ONE),
            "help": (binary, "--help"),
        }.items()
    }
    sides["first"] = partial(_first_run, binary, clean)
    turns(list(sides.values()), 2)  # warm the page cache
    figures = dict(zip(sides, turns(list(sides.values()), ROUNDS), strict=True))

    def against(title: str, ours: str, theirs: str, gate: float) -> Result:
        mine, other = (f"{statistics.median(figures[name]):.1f} ms" for name in (ours, theirs))
        return Result(title, mine, other, ratio(figures[ours], figures[theirs]), gate, most=True)

    return [
        against("generate firstname, CPU, against bare Python", "wheel", "bare", 2),
        against("generate firstname, CPU, against Faker's command", "wheel", "faker", 0.5),
        against("generate number --min=1, CPU, against bare Python", "flags", "bare", 3),
        against("generate firstname -n 1000, CPU, against bare Python", "thousand", "bare", 3),
        against("generators, CPU, against bare Python", "list", "bare", 6),
        against("seed of ten rows as CSV, CPU, against bare Python", "rows", "bare", 21),
        against("Binary, generate firstname, CPU, against bare Python", "binary", "bare", 1.3),
        against("Binary, generate firstname, CPU, against Faker's command", "binary", "faker", 0.2),
        against("Binary, --help, CPU, against bare Python", "help", "bare", 5),
        against("Binary, first run ever, CPU, against bare Python", "first", "bare", 12),
    ]


def served(scripts: Path, binary: Path) -> Result:
    """CPU of a server up to its first answer."""
    commands = ((str(scripts / "mockcraft"), "server"), (str(binary), "server"))
    sides = [partial(_until_answered, command, binary.parent) for command in commands]
    turns(sides, 2)
    theirs, ours = turns(sides, ROUNDS)
    mine, other = (f"{statistics.median(each):.0f} ms" for each in (ours, theirs))
    title = "Binary, CPU until the server answers, against the installed package"
    return Result(title, mine, other, ratio(ours, theirs), 1.1, most=True)


def size(binary: Path) -> Result:
    """The binary with everything in it."""
    megabytes = binary.stat().st_size / 1e6
    title = "Binary for Linux, size, against the limit"
    return Result(title, f"{megabytes:.1f} MB", f"{MEGABYTES} MB", megabytes / MEGABYTES, 1, most=True)  # fmt: skip


def _milliseconds(command: tuple[str | Path, ...], environment: dict[str, str]) -> float:
    return cpu_of(list(map(str, command)), env=environment) * 1000


def _first_run(binary: Path, environment: dict[str, str]) -> float:
    with tempfile.TemporaryDirectory(dir=binary.parent) as cache:
        taken = _milliseconds((binary, *ONE), {**environment, "MOCKCRAFT_CACHE": f"{cache}/new"})
        assert os.listdir(f"{cache}/new")
    return taken


def _until_answered(command: tuple[str, ...], folder: Path) -> float:
    return cpu_until_it_answers(command, str(folder)) * 1000


if __name__ == "__main__":
    main()
