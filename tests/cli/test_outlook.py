"""`seed --dry-run` says what the run would say about a target that cannot be made, with its exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Answer

# Root may write everywhere, unless it has no capabilities.
POWERLESS = () if os.getuid() else ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
CHILD = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from mockcraft.boot import main

def run(words):
    out = io.TextIOWrapper(io.BytesIO())
    with redirect_stdout(out), redirect_stderr(io.StringIO()) as said:
        code = main(words)
    return code, said.getvalue()

print(json.dumps([run(words) for words in json.load(sys.stdin)]))
"""
TARGETS = [
    ("--dir /proc/x", "/proc/x cannot be written: /proc is "),
    ("--dir /sys/x/y", "/sys/x/y cannot be written: /sys is "),
    ("--dir file", "file cannot be written: file is no folder (choose another folder)"),
    ("--dir file/a/b", "file/a/b cannot be written: file is no folder"),
    ("--dir closed", "closed cannot be written: closed is read-only"),
    ("--dir closed/a/b", "closed/a/b cannot be written: closed is read-only"),
    ("--dir secret", "secret cannot be written: secret is read-only"),
    ("--dir secret/a", "secret/a cannot be written: secret/a: permission denied"),
    ("--dir nowhere", "nowhere cannot be written: nowhere is a link to nothing"),
    ("--dir nowhere/a", "nowhere/a cannot be written: nowhere is a link to nothing"),
    ("--dir loop", "loop cannot be written: loop: too many levels"),
    ("--dir new/" + "a" * 300, ": a name has at most 255 bytes"),
    ("--dir taken", "taken/t.csv is a folder"),
    ("--dir taken --overwrite", "taken/t.csv is a folder"),
    ("--db sqlite:////proc/a.db", "/proc/a.db: /proc is "),
    ("--db sqlite:///file/a.db", "file/a.db: file is no folder"),
    ("--db sqlite:///no/a.db", "no/a.db: the folder no does not exist (make it first)"),
    ("--db sqlite:///closed/a.db", "closed/a.db: closed is read-only"),
    ("--db sqlite:///closed", "closed is a folder, not a database file"),
    ("--db sqlite:///secret/a.db", "secret/a.db cannot be opened: permission denied"),
    ("--db sqlite:///readonly.db", "readonly.db: readonly.db is read-only"),
    ("--db sqlite:///secret.db", "secret.db may not be read"),
    ("--db sqlite:///secret.db --append", "secret.db may not be read"),
    ("--db sqlite:///readonly.db --append", "readonly.db: readonly.db is read-only"),
    ("--db sqlite:////dev/full", "/dev/full is no file (give a SQLite file, or a new name)"),
    ("--db sqlite:///pipe", "pipe is no file"),
    ("--db sqlite:///nowhere", "nowhere is a link to nothing (give another file)"),
    ("--db sqlite:///loop", "loop cannot be opened: too many levels of symbolic links"),
    ("--dir " + "a" * 300, "a… cannot be written: "),
]  # fmt: skip


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders and files of every kind that takes no rows."""
    folder = tmp_path_factory.mktemp("places")
    (folder / "s.yaml").write_text("tables: {t: {count: 3, columns: {a: word}}}")
    (folder / "file").touch()
    (folder / "readonly.db").touch(0o444)
    (folder / "secret.db").touch(0)
    (folder / "closed").mkdir(0o555)
    (folder / "secret").mkdir(0)
    (folder / "taken" / "t.csv").mkdir(parents=True)
    (folder / "nowhere").symlink_to("no/such/place")
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe")
    return folder


@pytest.fixture(scope="module")
def answers(places: Path) -> dict[str, list[tuple[int, str]]]:
    """What a dry run and a run say to each target, as a user who may not write everywhere."""
    lines = [["seed", "s.yaml", *words_of(target)] for target, _ in TARGETS]
    done = subprocess.run(
        [*POWERLESS, sys.executable, "-c", CHILD],
        input=json.dumps([[*line, *dry] for line in lines for dry in (["--dry-run"], [])]),
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=places, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    said = [tuple(each) for each in json.loads(done.stdout)]
    return {target: said[2 * i : 2 * i + 2] for i, (target, _) in enumerate(TARGETS)}


def words_of(target: str) -> list[str]:
    return [*(["--output", "csv"] if target.startswith("--dir") else []), *target.split()]


@pytest.mark.parametrize(("target", "said"), TARGETS)
def test_a_dry_run_is_refused_like_the_run(
    answers: dict[str, list[tuple[int, str]]], target: str, said: str
) -> None:
    looked, run = answers[target]

    assert said in run[1]
    assert (3, run[1]) == looked == tuple(run)


@pytest.mark.parametrize("target", ["--dir /proc/x", "--dir /sys/x", "--db sqlite:////proc/a.db"])
def test_nobody_makes_files_in_such_file_systems(
    inside: Callable[..., Answer], places: Path, target: str
) -> None:
    line = ["seed", str(places / "s.yaml"), *words_of(target)]
    looked, run = inside(*line, "--dry-run"), inside(*line)

    assert (3, looked.err) == (looked.code, run.err)
    assert "file you may write to)" in run.err or "(choose another folder)" in run.err
