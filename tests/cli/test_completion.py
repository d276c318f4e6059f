"""`mockcraft completion`, and what its scripts ask for, in the shells themselves."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mockcraft.core.lists import locales

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Type = Callable[[str], str]

SCHEMA = "tables: {users: {count: 3, columns: {a: word}}, orders: {count: 2, columns: {b: word}}}\n"
SHELLS = ["bash", "zsh", "fish"]


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> None:
    (tmp_path / "my_schema.yaml").write_text(SCHEMA)
    (tmp_path / "odd.yaml").write_text("tables: {my table: {count: 3, columns: {a: word}}}")
    (tmp_path / "my_plugin.py").touch()
    (tmp_path / "my_folder").mkdir()


def offered(mockcraft: Run, *words: str) -> list[str]:
    """What is offered for the last word; the kind of path where the shell looks for paths itself."""
    result = mockcraft(
        _MOCKCRAFT_COMPLETE="bash_complete",
        COMP_WORDS=" ".join(["mockcraft", *words]),
        COMP_CWORD=str(len(words)),
    )
    assert result.stderr == ""
    answers = [line.split(",") for line in result.stdout.splitlines() if line]
    return [kind if kind in ("file", "dir") else word for kind, word in answers]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_printed_that_the_shell_accepts(mockcraft: Run, shell: str) -> None:
    result = mockcraft("completion", shell)

    assert result.returncode == 0
    assert "_MOCKCRAFT_COMPLETE" in result.stdout
    subprocess.run([shell, "-n"], input=result.stdout, text=True, check=True)


def test_another_shell_is_refused(mockcraft: Run) -> None:
    result = mockcraft("completion", "bsh")

    assert result.returncode == 2
    assert result.stderr == (
        "mockcraft: there is no completion for 'bsh' (did you mean \"bash\"?)\n"
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["gen"], ["generate", "generators"]),
        (["completion", ""], ["bash", "zsh", "fish"]),
        (["completion", "f"], ["fish"]),
        (["generate", "first_name", "--sex", "f"], ["female"]),
        (["generate", "first_name", "--format", "j"], ["json"]),
        (["generate", "first_name", "--locale", "de"], ["de_AT", "de_CH", "de_DE"]),
        (["generate", "first_name", "--locale", "=", "j"], ["ja_JP"]),
        (["generate", "first_name", "--locale", "="], locales()),
        (["preview", "my_schema.yaml", "--table", "=", "us"], ["users"]),
        (["generate", "firstn"], ["first_name", "first_name_kana", "first_name_romanized"]),
        (["generate", "first_name", "--now", ""], ["today", "now"]),
        (["generate", "nosuch", "--sex", ""], []),
        (["generators", "--category", "fi"], ["file", "finance"]),
        (["preview", "my_schema.yaml", "--table", ""], ["users", "orders"]),
        (["preview", "my_schema.yaml", "--table", "o"], ["orders"]),
        (["seed", "my_schema.yaml", "--count", ""], ["users=", "orders="]),
        (["seed", "my_schema.yaml", "--count", "us"], ["users="]),
        (["seed", "my_schema.yaml", "--count", "=", "us"], ["users="]),
        (["seed", "my_schema.yaml", "--count", "users", "="], []),
        (["seed", "my_schema.yaml", "--count", "users", "=", "5"], []),
        (["seed", "my_schema.yaml", "--count", "x"], []),
        (["seed", "--config", "my_schema.yaml", "--rows", "o"], ["orders="]),
        (["seed", "--count", "users", "=", "5", "my_schema.yaml", "--table", "o"], ["orders"]),
        (["seed", "--count", "=", "users", "=", "5", "my_schema.yaml", "--table", "o"], ["orders"]),
        (["preview", "none.yaml", "--table", ""], []),
        (["seed", "--config", "my_schema.yaml", "--table", "u"], ["users"]),
        (["seed", "my_schema.yaml", "--output", "j"], ["json", "jsonl"]),
        (["preview", "x"], ["file"]),
        (["validate", "x"], ["file"]),
        (["seed", "x"], ["file"]),
        (["seed", "--config", "x"], ["file"]),
        (["seed", "--dir", "x"], ["dir"]),
        (["server", "--config", "x"], ["file"]),
        (["--plugin", "x"], ["file"]),
        (["--settings", "x"], ["file"]),
        (["help", "serve"], ["server"]),
        (["help", "passw"], ["password"]),
        (["help", "FirstN"], ["first_name", "first_name_kana", "first_name_romanized"]),
    ],
)
def test_words_are_completed(mockcraft: Run, words: list[str], expected: list[str]) -> None:
    assert sorted(expected) == sorted(offered(mockcraft, *words))


def test_names_of_generators_and_their_flags_are_completed(mockcraft: Run) -> None:
    assert "first_name" in offered(mockcraft, "generate", "first")
    assert "--sex" in offered(mockcraft, "generate", "first_name", "--s")


def test_tables_of_the_schema_that_the_settings_name_are_completed(
    mockcraft: Run, tmp_path: Path
) -> None:
    (tmp_path / "mockcraft.yaml").write_text("config: my_schema.yaml\n")

    assert ["users"] == offered(mockcraft, "seed", "--table", "u")


# ---------------------------------------------------------------------- in real shells


@pytest.fixture(params=SHELLS)
def typed(request: pytest.FixtureRequest, tmp_path: Path) -> Type:
    """What a command line of a shell becomes when the tabulator is pressed at its end."""
    shell: str = request.param
    bin = tmp_path / "bin"
    bin.mkdir()
    program = bin / "mockcraft"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mockcraft "$@"\n')
    program.chmod(0o755)
    environment = {
        "PATH": f"{bin}:{os.environ['PATH']}", "PYTHONPATH": os.pathsep.join(sys.path),
        "HOME": str(tmp_path), "TERM": "dumb", "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    if shell == "fish":
        return lambda line: _ask_fish(line, environment, tmp_path)
    return lambda line: _press_tab(shell, line, environment, tmp_path)


def _ask_fish(line: str, environment: dict[str, str], folder: Path) -> str:
    """The one completion that fish has, by its own command; it ends as if it had been typed."""
    script = f"mockcraft completion fish | source; complete -C '{line}'"
    done = subprocess.run(
        ["fish", "--no-config", "-c", script],
        env=environment, cwd=folder, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    (found,) = {each.split("\t")[0] for each in done.stdout.splitlines()}
    return line.rpartition(" ")[0] + " " + quoted(found.removesuffix("/"))


def _press_tab(shell: str, line: str, environment: dict[str, str], folder: Path) -> str:
    """The line after a tabulator, in an interactive shell: `echo` before it prints what it became."""
    options = ["--norc", "--noprofile"] if shell == "bash" else ["-f"]
    setup = "autoload -U compinit; compinit -u; " if shell == "zsh" else ""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execvpe(shell, [shell, *options, "-i"], environment | {"PS1": "> "})
    try:
        os.write(
            terminal, f'{setup}eval "$(mockcraft completion {shell})"; echo re""ady\n'.encode()
        )
        _read_until(terminal, "ready")
        os.write(terminal, line.encode() + b'\t\x01printf "<%s" \x05; echo ">"\n')
        shown = _read_until(terminal, ">\r\n")
    finally:
        os.close(terminal)
        os.kill(process, 9)
        os.waitpid(process, 0)
    printed = shown.split("\r\n")[-2]
    return " ".join(quoted(word) for word in printed.rstrip(">").split("<") if word)


def quoted(word: str) -> str:
    """A word of a line, so that one with a space is told from two."""
    return f"'{word}'" if " " in word.strip() else word


def _read_until(terminal: int, wanted: str) -> str:
    """What is shown up to a text."""
    shown, deadline = "", time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([terminal], [], [], 1)[0]:
            shown += os.read(terminal, 4096).decode("utf-8", "replace")
        if wanted in shown:
            return shown
    raise AssertionError(f"{wanted!r} was not shown: {shown!r}")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("mockcraft validate my_sch", "mockcraft validate my_schema.yaml"),
        ("mockcraft seed --config my_sch", "mockcraft seed --config my_schema.yaml"),
        ("mockcraft seed --dir my_f", "mockcraft seed --dir my_folder"),
        ("mockcraft --plugin my_pl", "mockcraft --plugin my_plugin.py"),
        ("mockcraft preview my_schema.yaml --table ord", "mockcraft preview my_schema.yaml --table orders"),
        ("mockcraft preview odd.yaml --table my", "mockcraft preview odd.yaml --table 'my table'"),
        ("mockcraft generators --category avia", "mockcraft generators --category aviation"),
        ("mockcraft completion fi", "mockcraft completion fish"),
        ("mockcraft generate --locale ja", "mockcraft generate --locale ja_JP"),
    ],
)  # fmt: skip
def test_the_shell_completes_what_is_typed(typed: Type, line: str, expected: str) -> None:
    assert expected == typed(line).rstrip("/ ")


@pytest.mark.parametrize("flag", ["--count", "--rows"])
def test_a_number_can_be_typed_behind_the_table_at_once(typed: Type, flag: str) -> None:
    line = f"mockcraft seed my_schema.yaml {flag} "

    assert f"{line}users=" == typed(f"{line}us")
