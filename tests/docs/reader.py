"""Follows a page of the documentation as its reader does: makes its files, types its commands, compares what they print.

A block ```yaml title="shop.yaml"``` is that file. In a block ```console``` what follows `$ ` is typed, lines that end
with a backslash or within quotes included, and what stands below is printed: `…` stands for anything within a line, a
line of `…` alone for any lines. A command of which `mockcraft: …` is printed must fail, all others must not. A command
that ends with `&` stays until the page's end.
"""

import os
import re
import shlex
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^( *)```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
SECONDS = 120


@dataclass(frozen=True, slots=True)
class Step:
    """A file that is made, or a command with what it prints."""

    file: str
    command: str
    text: str


def steps(page: str) -> list[Step]:
    """What the page has its reader do, in order."""
    found = []
    for indent, language, title, code in BLOCK.findall(page):
        text = re.sub(f"^{indent}", "", code, flags=re.MULTILINE)
        if title:
            found.append(Step(title, "", text))
        elif language == "console":
            found += [Step("", command, printed) for command, printed in _commands(text)]
    return found


def _commands(block: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = part.splitlines(keepends=True)
        command = lines.pop(0)
        while lines and not _is_whole(command):
            command += lines.pop(0)
        found.append((command.rstrip("\n"), "".join(lines)))
    return found


def _is_whole(command: str) -> bool:
    if command.rstrip("\n").endswith("\\"):
        return False
    try:
        shlex.split(command, comments=True)
    except ValueError:
        return False
    return True


def pattern(printed: str) -> re.Pattern[str]:
    """What a page says is printed, as an expression."""
    lines = []
    for line in printed.splitlines():
        if line.strip() == "…":
            lines.append(r"(?:.*\n)*?")
        else:
            lines.append(".*?".join(re.escape(part.rstrip()) for part in line.split("…")) + r" *\n")
    return re.compile("".join(lines))


class Reader:
    """Somebody in a folder, with `mockcraft` on the PATH, who puts addresses of their own in place of the page's."""

    def __init__(self, folder: Path, addresses: dict[str, str]) -> None:
        self.folder, self.addresses = folder, addresses
        self.started: list[subprocess.Popen[bytes]] = []
        programs = folder / "bin"
        programs.mkdir()
        command = programs / "mockcraft"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mockcraft "$@"\n')
        command.chmod(0o755)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("MOCKCRAFT_", "PYTEST_"))}
        path = os.pathsep.join(
            [str(programs), str(Path(sys.executable).parent), os.environ["PATH"]]
        )
        paths = os.pathsep.join(map(os.path.abspath, filter(None, sys.path)))
        self.environment = kept | {"PATH": path, "PYTHONPATH": paths, "COLUMNS": "80"}
        self.work = folder / "work"
        self.work.mkdir()

    def theirs(self, text: str) -> str:
        """A text of the page with this reader's addresses."""
        for shown, own in self.addresses.items():
            text = text.replace(shown, own)
        return text

    def do(self, step: Step) -> None:
        """Takes a step; fails where it does not go as the page says."""
        if step.file:
            path = self.work / step.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.theirs(step.text), encoding="utf-8")
            return
        command = self.theirs(step.command)
        if command.split("#")[0].rstrip().endswith("&"):
            self._start(command)
            return
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=SECONDS,
        )  # fmt: skip
        printed = done.stdout
        for shown, own in self.addresses.items():
            printed = printed.replace(own, shown)
        assert bool(done.returncode) == step.text.startswith("mockcraft: "), (
            f"$ {command}\n{printed}"
        )
        printed = printed.rstrip("\n") + "\n"
        if step.text:
            assert pattern(step.text).fullmatch(printed), (
                f"$ {command}\n--- the page\n{step.text}--- printed\n{printed}"
            )

    def _start(self, command: str) -> None:
        process = subprocess.Popen(
            ["bash", "-c", f"{command.split('#')[0].rstrip().removesuffix('&')}"], cwd=self.work, env=self.environment,
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self.started.append(process)
        assert process.stderr
        said = ""
        for line in process.stderr:  # until it listens
            said += line.decode()
            if "http://" in said:
                return
        raise AssertionError(f"$ {command}\n{said}")

    def leave(self) -> None:
        """Ends what runs."""
        for process in self.started:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
