"""One value, from start to exit: CPU against the bare interpreter and against Faker's command."""

import compileall
import os
import shutil
import statistics
import sys
from functools import partial
from pathlib import Path

import faker

import mockcraft
from measure import Result, cpu_of, ratio, report, turns

ROUNDS = 15


def main() -> None:
    """Times the installed commands, byte-compiled beforehand as an installer leaves them."""
    for package in (mockcraft, faker):
        assert package.__file__ is not None
        compileall.compile_dir(Path(package.__file__).parent, quiet=2)
    scripts = Path(sys.executable).parent
    commands = {
        "mockcraft": [str(scripts / "mockcraft"), "generate", "firstname"],
        "python": [sys.executable, "-I", "-c", "pass"],
        "faker": [str(scripts / "faker"), "first_name"],
    }
    for command in commands.values():
        assert shutil.which(command[0]), f"{command[0]} is not installed"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    sides = [partial(_milliseconds, command, environment) for command in commands.values()]
    turns(sides, 2)  # warm the page cache
    ours, bare, other = turns(sides, ROUNDS)
    figures = [f"{statistics.median(each):.1f} ms" for each in (ours, bare, other)]
    report(
        [
            Result("generate firstname, CPU, against bare Python", figures[0], figures[1], ratio(ours, bare), 5, most=True),
            Result("generate firstname, CPU, against Faker's command", figures[0], figures[2], ratio(ours, other), 0.5, most=True),
        ]
    )  # fmt: skip


def _milliseconds(command: list[str], environment: dict[str, str]) -> float:
    return cpu_of(command, env=environment) * 1000


if __name__ == "__main__":
    main()
