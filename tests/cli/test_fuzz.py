"""Thousands of command lines, most of them wrong: none ends in a traceback.

What is drawn depends on a seed alone. A call that fails is printed as it can be typed again.
"""

import io
import os
import random
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.lines import HOSTILE, NUMBERS, flags_of, lines
from mockcraft.boot import main
from mockcraft.cli.main import COMMANDS
from mockcraft.formats.dialects import DIALECTS
from mockcraft.formats.known import FORMATS
from mockcraft.generator import registry

CALLS = 8_000
PROCESSES = 30
COMPLETIONS = 600
CODES = {0, 2, 3, 4, 130}

SCHEMA = """\
seed: 1
tables:
  users: {count: 5, columns: {id: {generator: sequence, primary_key: true}, name: full_name}}
  orders: {count: 7, columns: {user_id: {ref: users.id}, at: datetime, price: {generator: price}}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with files of all sorts, the current one."""
    for name in [name for name in os.environ if name.startswith("MOCKCRAFT_")]:
        monkeypatch.delenv(name)
    (tmp_path / "s.yaml").write_text(SCHEMA)
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00\x80")
    (tmp_path / "wrong.yaml").write_text("tables: {t: {count: x, columns: {a: wrd, b: [}}}")
    (tmp_path / "settings.yaml").write_text("seed: 3\ncount: 2\n")
    (tmp_path / "empty.yaml").touch()
    (tmp_path / "folder").mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))  # where servers keep jobs
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(words: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    """Exit code, output and messages of a command line, run in this process."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="surrogateescape")
    err = io.StringIO()
    with monkeypatch.context() as context:
        context.setattr(sys, "stdout", out)
        context.setattr(sys, "stderr", err)
        code = main(words)
    out.flush()
    return code, out.buffer.getvalue().decode("utf-8", "replace"), err.getvalue()


def complaint(words: list[str], run: Callable[[list[str]], tuple[int, str, str]]) -> str | None:
    """What is wrong with how a command line ended."""
    shown = shlex.join(each if len(each) < 80 else each[:80] + "…" for each in words)
    try:
        code, out, err = run(words)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return f"{shown}: {type(error).__name__}: {str(error)[:200]}"
    if code not in CODES:
        return f"{shown}: exit code {code}"
    if "Traceback" in err or "Error:" in err:
        return f"{shown}: {err[-300:]}"
    if any(line.startswith("mockcraft: ") for line in out.splitlines()) or bool(code) > bool(err):
        return f"{shown}: exit code {code}, said {err!r}"
    return None


@pytest.mark.parametrize("seed", range(3))
def test_no_command_line_ends_in_a_traceback(
    folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: Counter[int] = Counter()

    def run(words: list[str]) -> tuple[int, str, str]:
        answer = call(words, monkeypatch)
        ended[answer[0]] += 1
        return answer

    found = [complaint(words, run) for words in lines(random.Random(seed), CALLS // 4)]

    assert ended[0] > CALLS // 40  # the lines are not so wrong that little is tried
    assert "" == "\n".join(each for each in found if each is not None)


def test_lines_have_every_command_and_every_flag() -> None:
    drawn = Counter(
        word.partition("=")[0] for line in lines(random.Random(0), CALLS) for word in line
    )

    for command in COMMANDS:
        assert {*flags_of(command)} - {*drawn} == set()
        assert drawn[command] > CALLS // 40


def test_no_half_line_disturbs_its_completion(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(7)
    found = []
    for words in lines(draw, COMPLETIONS):
        typed = words[: draw.randrange(len(words) + 1)]
        monkeypatch.setenv("COMP_WORDS", shlex.join(["mockcraft", *typed]).replace("\0", ""))
        monkeypatch.setenv("COMP_CWORD", str(draw.randrange(len(typed) + 2)))
        monkeypatch.setenv(
            "_MOCKCRAFT_COMPLETE", f"{draw.choice(['bash', 'zsh', 'fish'])}_complete"
        )
        found.append(complaint(typed, lambda each: silent(call(each, monkeypatch))))

    assert "" == "\n".join(each for each in found if each is not None)


def silent(answer: tuple[int, str, str]) -> tuple[int, str, str]:
    """The answer, which is wrong where it says something past the shell."""
    assert (0, "") == (answer[0], answer[2])
    return answer


def test_no_process_ends_in_a_traceback(folder: Path) -> None:
    def run(words: list[str]) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "mockcraft", *words],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, timeout=60,
        )  # fmt: skip
        return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode()

    found = [complaint(words, run) for words in lines(random.Random(99), PROCESSES)]

    assert "" == "\n".join(each for each in found if each is not None)


def test_hostile_names_end_well_in_every_target(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for number, name in enumerate(HOSTILE):
        columns: dict[str, Any] = {name: "word", "n": {"generator": "sequence"}}
        tables = {
            "tables": {
                name: {"count": 2, "columns": columns},
                "t": {"count": 2, "columns": columns},
            }
        }
        try:
            text = yaml.safe_dump(tables, allow_unicode=True, sort_keys=False)
            Path("h.yaml").write_text(text, encoding="utf-8")
        except (UnicodeEncodeError, yaml.YAMLError):
            continue
        for target in (
            ["--db", f"sqlite:///h{number}.db"],
            *(["--output", format] for format in FORMATS if format != "sql"),
            *(["--output", "sql", "--dialect", dialect] for dialect in DIALECTS),
        ):
            more = [] if target[0] == "--db" else ["--dir", f"h{number}", "--overwrite"]
            words = ["seed", "h.yaml", *target, *more]
            error = complaint(words, lambda each: call(each, monkeypatch))
            found.append(error and f"{name[:20]!r}: {error}")

    assert "" == "\n".join(each for each in found if each is not None)


@pytest.mark.parametrize(
    "words",
    [
        ["validate"], ["preview"], ["seed", "--dry-run"], ["seed", "s.yaml", "--db=sqlite:///"],
        ["seed", "s.yaml", "--output", "csv", "--dir"], ["--settings"], ["--plugin"], ["generate"], ["help"],
        ["seed", "s.yaml", "--db"], ["completion"], ["generators", "--search"], ["generate", "--template"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_hostile_paths_and_words_end_well_everywhere(
    folder: Path, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    behind = ["generators"] if words[-1] in ("--settings", "--plugin") else []
    found = []
    for name in HOSTILE:
        line = (
            [*words[:-1], words[-1] + name] if words[-1].endswith("=sqlite:///") else [*words, name]
        )
        found.append(complaint([*line, *behind], lambda each: call(each, monkeypatch)))

    assert "" == "\n".join(each for each in found if each is not None)


def test_every_generator_takes_hostile_values(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(5)
    found = []
    for generator in registry():
        for parameter in generator.parameters.values():
            value = draw.choice([*HOSTILE, *NUMBERS])
            flag = "--" + parameter.name.replace("_", "-")
            line = ["generate", generator.name, f"{flag}={value}"]
            found.append(complaint(line, lambda each: call(each, monkeypatch)))

    assert "" == "\n".join(each for each in found if each is not None)
