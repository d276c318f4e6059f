"""Which target of `mockcraft seed` counts, and which flags go with it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Answer

Inside = Callable[..., Answer]

SCHEMA = "tables: {t: {count: 3, columns: {a: word}}, u: {count: 2, columns: {b: word}}}\n"


@pytest.fixture
def seed(inside: Inside, tmp_path: Path) -> Inside:
    """Runs `mockcraft seed` on a small schema, with these words more."""
    (tmp_path / "s.yaml").write_text(SCHEMA)
    return lambda *words, **variables: inside("seed", "s.yaml", *words, **variables)


DB, CSV = "sqlite:///x.db", "csv"


@pytest.mark.parametrize(
    ("settings", "variables", "words", "made"),
    [
        (f"output: {CSV}\n", {}, ["--db", DB], "x.db"),
        (f"db: {DB}\n", {}, ["--output", CSV], "t.csv"),
        (f"output: {CSV}\n", {"MOCKCRAFT_DB": DB}, [], "x.db"),
        (f"db: {DB}\n", {"MOCKCRAFT_OUTPUT": CSV}, [], "t.csv"),
        ("", {"MOCKCRAFT_DB": DB}, ["--output", CSV], "t.csv"),
        ("", {"MOCKCRAFT_OUTPUT": CSV}, ["--db", DB], "x.db"),
        (f"db: {DB}\noutput: {CSV}\n", {}, ["--db", DB], "x.db"),
    ],
)
def test_the_target_that_is_nearer_to_the_caller_counts(
    seed: Inside,
    tmp_path: Path,
    settings: str,
    variables: dict[str, str],
    words: list[str],
    made: str,
) -> None:
    (tmp_path / "mockcraft.yaml").write_text(settings)

    assert 0 == seed(*words, **variables).code
    assert {made} == {"x.db", "t.csv"} & set(os.listdir(tmp_path))


def test_two_targets_of_one_source_are_refused(seed: Inside, tmp_path: Path) -> None:
    flags = seed("--db", DB, "--output", CSV)
    variables = seed(MOCKCRAFT_DB=DB, MOCKCRAFT_OUTPUT=CSV)
    (tmp_path / "mockcraft.yaml").write_text(f"db: {DB}\noutput: {CSV}\n")
    lines = seed()

    assert [2, 2, 2] == [each.code for each in (flags, variables, lines)]
    assert "mockcraft: give --db or --output, not both\n" == flags.err
    assert "not both (MOCKCRAFT_DB and MOCKCRAFT_OUTPUT)\n" in variables.err
    assert "not both (mockcraft.yaml:1:5 and mockcraft.yaml:2:9)\n" in lines.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--output", "csv", "--append"], "--append adds rows to a database"),
        (["--output", "csv", "--no-create"], "--no-create is about the tables of a database"),
        (["--output", "csv", "--create"], "--create is about the tables of a database"),
        (["--output", "csv", "--resume"], "--resume goes on with a database"),
        (["--output", "csv", "--dialect", "mysql"], "--dialect is that of SQL files, not of csv"),
        (["--output", "csv", "--dir", "-", "--truncate"], "--truncate replaces files"),
        (["--output", "csv", "--dir", "-", "--overwrite"], "--overwrite replaces files"),
        (["--db", DB, "--dir", "out"], "--dir is the folder of files"),
        (["--db", DB, "--dialect", "sqlite"], "--dialect is that of SQL files"),
        (["--db", DB, "--overwrite"], "--overwrite replaces files"),
    ],
)
@pytest.mark.parametrize("more", [[], ["--dry-run"]], ids=["run", "dry run"])
def test_a_flag_that_would_do_nothing_is_refused(
    seed: Inside, tmp_path: Path, words: list[str], said: str, more: list[str]
) -> None:
    answer = seed(*words, *more)

    assert (2, "") == (answer.code, answer.out)
    assert answer.err.startswith(f"mockcraft: {said}")
    assert ["s.yaml"] == os.listdir(tmp_path)


def test_settings_that_do_not_concern_the_target_are_no_mistake(
    seed: Inside, tmp_path: Path
) -> None:
    (tmp_path / "mockcraft.yaml").write_text("dir: out\ndialect: mysql\n")

    assert 0 == seed("--db", DB).code
    assert 0 == seed("--output", "csv").code
    assert ["t.csv", "u.csv"] == sorted(os.listdir(tmp_path / "out"))


@pytest.mark.parametrize("flag", ["--truncate", "--overwrite"])
def test_files_that_exist_are_refused_until_the_caller_says_otherwise(
    seed: Inside, tmp_path: Path, flag: str
) -> None:
    (tmp_path / "u.csv").write_text("mine")
    refused = seed("--output", "csv")
    kept = sorted(os.listdir(tmp_path)), (tmp_path / "u.csv").read_text()

    assert (2, (["s.yaml", "u.csv"], "mine")) == (refused.code, kept)
    assert "mockcraft: u.csv exists already (give --overwrite to replace)\n" == refused.err
    assert 0 == seed("--output", "csv", "--table", "t").code
    assert 0 == seed("--output", "csv", flag).code
    assert "mine" != (tmp_path / "u.csv").read_text()
