"""-q and -v: how much is said beside results and errors."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Answer

Inside = Callable[..., Answer]

SCHEMA = "tables: {t: {count: 3, columns: {a: word}}, u: {count: 2, columns: {b: word}}}\n"


@pytest.fixture
def run(inside: Inside, tmp_path: Path) -> Inside:
    (tmp_path / "s.yaml").write_text(SCHEMA)
    return inside


@pytest.mark.parametrize(
    "words",
    [
        ["seed", "s.yaml", "--output", "csv", "--dir", "out"],
        ["generators", "--search", "zzzz"],
        ["generate", "firstname"],
    ],
)
@pytest.mark.parametrize(
    ("before", "behind", "variables"),
    [(["-q"], [], {}), ([], ["-q"], {}), (["--quiet"], [], {}), ([], [], {"MOCKCRAFT_QUIET": "1"})],
)
def test_quiet_says_nothing_but_errors(
    run: Inside, words: list[str], before: list[str], behind: list[str], variables: dict[str, str]
) -> None:
    quiet = run(*before, *words, *behind, MOCKCRAFT_NOTHING="a warning", **variables)

    assert (0, "") == (quiet.code, quiet.err)
    assert "mockcraft: --count='x' is not" in run("-q", "generate", "firstname", "-n", "x").err


def test_verbose_says_which_settings_count_and_where_each_is_from(
    run: Inside, tmp_path: Path
) -> None:
    (tmp_path / "mockcraft.yaml").write_text("count: 2\n")
    words = ("generate", "firstname", "--now", "2020-02-03")
    before, behind = (
        run(*each, MOCKCRAFT_SEED="4") for each in (("-v", *words), (*words, "--verbose"))
    )

    assert before == behind
    assert before.err.splitlines() == [
        "settings file: mockcraft.yaml (found)",
        "count = 2 (mockcraft.yaml:1:8)",
        "seed = 4 (MOCKCRAFT_SEED)",
        "locale = en_US (default)",
        "now = 2020-02-03T00:00:00Z (--now)",
        "format = text (default)",
    ]
    assert before.out == run(*words, MOCKCRAFT_SEED="4").out


def test_verbose_tells_a_seed_that_makes_the_same_values_again(run: Inside) -> None:
    first = run("generate", "uuid", "-v")
    seed = re.search(r"^seed = (\d+) \(drawn for this run\)$", first.err, re.MULTILINE)

    assert seed is not None
    assert first.out == run("generate", "uuid", "--seed", seed[1]).out


def test_verbose_tells_each_table_as_it_ends(run: Inside) -> None:
    lines = run("seed", "s.yaml", "--output", "csv", "-v").err.splitlines()
    told = [line for line in lines if "all" in line]

    assert [True, True] == [
        bool(re.fullmatch(rf"{name}: all {rows} rows after \d+\.\d s", line))
        for line, (name, rows) in zip(told, [("t", 3), ("u", 2)], strict=True)
    ]


def test_verbose_shows_no_secret(run: Inside) -> None:
    answer = run("seed", "s.yaml", "-v", "--db", "postgresql://u:hidden@127.0.0.1:1/x")

    assert "db = postgresql://… (--db)" in answer.err
    assert "hidden" not in answer.err


def test_the_nearer_one_of_both_counts_and_two_of_one_kind_are_refused(run: Inside) -> None:
    words = ("generate", "firstname", "--seed", "1")

    assert "seed = 1 (--seed)" in run(*words, "-v", MOCKCRAFT_QUIET="yes").err
    assert "" == run(*words, "-q", MOCKCRAFT_VERBOSE="yes").err
    for given in (run(*words, "-q", "-v"), run("-v", *words, "-q")):
        assert (2, "mockcraft: give -q or -v, not both\n") == (given.code, given.err)
