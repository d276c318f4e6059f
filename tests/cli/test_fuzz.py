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
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockcraft.boot import main
from mockcraft.generator import registry

CALLS = 8_000
PROCESSES = 30
CODES = {0, 2, 3, 130}

SCHEMA = """\
seed: 1
tables:
  users: {count: 5, columns: {id: {generator: sequence, primary_key: true}, name: full_name}}
  orders: {count: 7, columns: {user_id: {ref: users.id}, at: datetime, price: {generator: price}}}
"""
HOSTILE = [
    "", " ", "-", "--", "=", ".", "..", "/", "//", "~", "*", "?", "%", "%s", "100%s", "%n", "{", "}", "{}", "{0}",
    "[", "]", "[bold]", "[/x]", "$", "${HOME}", "$(id)", "`id`", ";", "&", "|", "'", '"', "''", '"x', "\\", "\\n",
    "\n", "\t", "\r", "\x1b[31m", "\x7f", "\u202e", "\u200b", "\ufeff", "é", "ﬀ", "ß", "İ", "名前", "😀", "e\u0301",
    "\udcff", "null", "true", "no", "0", "-1", "select", "a b", "a.b", "a/b", "../x", "x" * 300, "x" * 5000, "_", "a=b",
]  # fmt: skip
NUMBERS = [
    "0", "1", "2", "3", "-1", "-0", "1e3", "1.5", "٣", "1_0", "0x10", "nan", "inf", "-inf", str(2**63), str(2**64),
    "9" * 30, "9" * 5000, "", " 1 ", "+1", "1,5", "1e-300", "1e400",
]  # fmt: skip
FILES = [
    "s.yaml",
    "none.yaml",
    "bytes.yaml",
    "folder",
    "wrong.yaml",
    "settings.yaml",
    "empty.yaml",
    "/dev/null",
]
NAMES = [
    "firstname", "email", "password", "number", "decimal", "price", "regex", "pattern", "words", "uuid", "date",
    "datetime", "latitude", "birth_date", "first_name", "bool", "sentence", "json", "zip", "frstname",
]  # fmt: skip
PATTERNS = [
    "[A-Z]{3}",
    "(",
    "a{3,1}",
    "[",
    "(?=x)",
    "\\1",
    "x*",
    "[^\\s]",
    "(a|b)+",
    "\\d{2}-\\w",
    "\ud800",
]
TEMPLATES = [
    "{first_name}",
    "{",
    "}",
    "{}",
    "{{x}}",
    "{number:min=1,max=6}",
    "{number:min}",
    "{x:y='}",
    "{email}\n",
]
URLS = [
    "sqlite:///x.db", "sqlite:///folder", "sqlite:///no/x.db", "sqlite://", "sqlite:///", "x.db", "mysql://h/x",
    "postgresql://127.0.0.1:1/x", "postgresql://u:p@h:x/y", "postgres://", "://", "sqlite:///bytes.yaml",
    "sqlite:///" + "x" * 300, "sqlite:///" + "x/" * 3000, "sqlite:///x.db?mode=ro", "sqlite:///%00", "sqlite:////dev/full",
]  # fmt: skip
COUNTS = [
    each for each in NUMBERS if len(each) < 4 and "1e" not in each
]  # more would take their time
VALUES: dict[str, list[str]] = {
    "--count": [*COUNTS, "users=2", "users=0", "users=x", "orders=3", "none=1", "=1", "users="],
    "-n": COUNTS,
    "--seed": NUMBERS,
    "--scale": ["0.5", "2", "0", "-1", "nan", "x", "1e-9", "inf", "1e400", ""],
    "--workers": ["0", "1", "x", "257", "-1"],
    "--batch-size": ["0", "1", "7", "x", "9999999"],
    "--locale": ["de_DE", "de-de", "xx", "", "en", "ja_JP", "../data"],
    "--now": ["today", "now", "2020-01-01", "2020-02-30", "x", "", "9999-01-01", "0001-01-01", "2020-01-01T00:00:00Z"],
    "--format": ["text", "json", "csv", "xml", "", "JSON"],
    "--output": ["csv", "json", "jsonl", "sql", "parquet", "bson", "resp", "xml", ""],
    "--dialect": ["postgresql", "mysql", "sqlite", "x", ""],
    "--dir": ["out", "-", "s.yaml", "/dev/full", "out/a/b", "", "x" * 300],
    "--db": URLS,
    "--config": FILES,
    "--settings": FILES,
    "--plugin": FILES,
    "--table": ["users", "orders", "none", "", "Users"],
    "--rows": ["0..9", "5", "9..1", "x", "1e9", "0..99999", "9" * 5000, "1__0", "-1", ""],
    "--category": ["person", "none", "", "PERSON"],
    "--search": ["mail", "zzz", "", "("],
    "--template": TEMPLATES,
    "--pattern": PATTERNS,
    "--min": NUMBERS, "--max": NUMBERS, "--length": ["0", "1", "8", "256", "257", "x"], "--sex": ["male", "x"],
    "--after": ["2020-01-01", "x", "9999-12-31"], "--mean": ["1", "1e300", "1e-300", "nan"],
    "--distribution": ["normal", "zipf", "x"], "--deviation": ["1", "1e300", "1e-300", "0", "-1"],
    "--port": ["x", "-1", "65536", "9" * 5000],  # never a right one: the server would go on
}  # fmt: skip
SWITCHES = [
    "--unique", "--append", "--truncate", "--overwrite", "--resume", "--dry-run", "--create", "--no-create", "--help",
    "-h", "--version", "-q", "-v", "--quiet", "--special", "--no-special", "--lower=-1", "--nothing", "-x", "--",
]  # fmt: skip
FLAGS_OF = {
    "generate": ["--count", "-n", "--seed", "--locale", "--now", "--format", "--template", "--pattern", "--min", "--max",
                 "--length", "--sex", "--after", "--mean", "--distribution", "--deviation"],
    "generators": ["--category", "--search", "--format"],
    "seed": ["--config", "--db", "--output", "--dir", "--dialect", "--seed", "--locale", "--now", "--scale", "--workers",
             "--batch-size", "--count", "--table"],
    "validate": ["--now"],
    "preview": ["--format", "--seed", "--locale", "--now", "--table", "--rows"],
    "schema": [], "completion": [], "help": [],
    "server": ["--port"],
}  # fmt: skip
WORDS_OF: dict[str, list[str]] = {
    "generate": NAMES, "generators": [], "seed": FILES, "validate": FILES, "preview": FILES, "schema": [],
    "completion": ["bash", "zsh", "fish", "x"], "help": ["seed", "password", "x"], "server": [],
}  # fmt: skip


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
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(draw: random.Random, count: int) -> Iterator[list[str]]:
    """Command lines, drawn."""
    for _ in range(count):
        command = draw.choice([*FLAGS_OF, "generate", "generate", "seed", "preview"])
        before = _flags(draw, ["--settings", "--plugin"], 0.05)
        words = [_word(draw, draw.choice(WORDS_OF[command]))] if WORDS_OF[command] else []
        if draw.random() < 0.1:
            words = [draw.choice(HOSTILE) for _ in range(draw.randrange(3))]
        flags = _flags(draw, FLAGS_OF[command], 0.7)
        if command == "server":
            flags = ["--port", "x"]
        name = _word(draw, command) if command != "server" else command
        yield [*before, name, *(words + flags if draw.random() < 0.7 else flags + words)]


def _flags(draw: random.Random, known: list[str], share: float) -> list[str]:
    made: list[str] = []
    while draw.random() < share:
        share *= 0.7
        if not known or draw.random() < 0.25:
            made.append(draw.choice(SWITCHES))
            continue
        flag = draw.choice(known)
        value = draw.choice(HOSTILE if draw.random() < 0.1 else VALUES[flag])
        made += [f"{flag}={value}"] if draw.random() < 0.3 and flag[1] == "-" else [flag, value]
    return made


def _word(draw: random.Random, word: str) -> str:
    """The word, now and then with a slip of the finger."""
    if draw.random() > 0.05 or len(word) < 3:
        return word
    at = draw.randrange(len(word))
    return word[:at] + word[at + 1 :]


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


@pytest.mark.parametrize("seed", range(4))
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
            ["--db", f"sqlite:///h{number}.db"], ["--output", "csv"], ["--output", "json"], ["--output", "jsonl"],
            ["--output", "sql", "--dialect", "mysql"], ["--output", "sql", "--dialect", "sqlite"], ["--output", "parquet"],
        ):  # fmt: skip
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
