"""Output that cannot be written: every command ends with one message and the right exit code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCHEMA = "tables: {t: {count: 3, columns: {a: word}}}\n"
COMMANDS = [
    [],
    ["--help"],
    ["--version"],
    ["generate", "firstname"],
    ["generate", "firstname", "--help"],
    ["generate", "--template", "{word}"],
    ["generators"],
    ["validate", "s.yaml"],
    ["preview", "s.yaml"],
    ["schema"],
    ["completion", "bash"],
    ["seed", "s.yaml", "--dry-run"],
    ["seed", "s.yaml", "--output", "csv", "--dir", "-"],
    ["seed", "s.yaml", "--output", "sql", "--dir", "-"],
]
WRONG = [
    ["generate", "frstname"],
    ["seed", "s.yaml", "--output", "csv", "--append"],
    ["validate", "none.yaml"],
    ["preview", "s.yaml", "--rows", "x"],
    ["server", "--port", "x"],
    ["zzz"],
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "s.yaml").write_text(SCHEMA)
    return tmp_path


def in_shell(
    folder: Path, words: list[str], redirection: str
) -> "subprocess.CompletedProcess[str]":
    """Runs a command line with a redirection of the shell's."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MOCKCRAFT_")}
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {redirection}', "sh", sys.executable, "-m", "mockcraft", *words],
        env=kept | {"PYTHONPATH": os.pathsep.join(sys.path), "COLUMNS": "80"},
        cwd=folder, capture_output=True, encoding="utf-8", timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("redirection", "reason"),
    [(">/dev/full", "cannot be written: no space left on device"), (">&-", "is closed")],
)
def test_results_that_cannot_be_written_are_an_error_of_the_target(
    folder: Path, words: list[str], redirection: str, reason: str
) -> None:
    done = in_shell(folder, words, redirection)

    assert 3 == done.returncode
    assert done.stderr.startswith(f"mockcraft: standard output {reason}")
    assert 1 == done.stderr.count("\n")


@pytest.mark.parametrize("words", COMMANDS[3:6] + COMMANDS[-3:-1], ids=" ".join)
@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
def test_results_do_not_depend_on_standard_error(
    folder: Path, words: list[str], redirection: str
) -> None:
    seeded = [*words, "--seed", "1"] if words[:1] == ["generate"] else words
    plain, redirected = (in_shell(folder, seeded, each) for each in ("", redirection))

    assert (0, plain.stdout) == (redirected.returncode, redirected.stdout)
    assert "" == redirected.stderr


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
@pytest.mark.parametrize("redirection", ["2>/dev/full", "<&- >&- 2>&-"])
def test_a_mistake_keeps_its_exit_code_where_it_cannot_be_told(
    folder: Path, words: list[str], redirection: str
) -> None:
    done = in_shell(folder, words, redirection)

    assert (2, "", "") == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("redirection", ["2>/dev/full", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    "target", [["--db", "sqlite:///x.db"], ["--output", "csv", "--dir", "x.d", "--workers", "2"]]
)
def test_a_run_is_sound_where_standard_streams_are_closed(
    folder: Path, target: list[str], redirection: str
) -> None:
    done = in_shell(folder, ["seed", "s.yaml", *target], redirection)

    assert (0, "") == (done.returncode, done.stdout)
    if target[0] == "--db":
        import sqlite3

        database = sqlite3.connect(folder / "x.db")
        assert [(3,)] == database.execute("SELECT count(*) FROM t").fetchall()
        assert [("ok",)] == database.execute("PRAGMA integrity_check").fetchall()
        database.close()
    else:
        assert 4 == len((folder / "x.d" / "t.csv").read_text().splitlines())
