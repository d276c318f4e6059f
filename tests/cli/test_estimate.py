"""`mockcraft estimate`, and what a dry run says of it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mockcraft.cli.estimate import SLOW
from mockcraft.formats.known import FORMATS

from .conftest import Answer

Inside = Callable[..., Answer]


@pytest.fixture
def run(inside: Inside, tmp_path: Path) -> Inside:
    (tmp_path / "s.yaml").write_text(
        "tables:\n  a: {count: 100, columns: {x: sequence, y: word}}\n  b: {count: 5, columns: {x: sequence}}\n"
    )
    return inside


def test_every_format_has_a_line(run: Inside) -> None:
    answer = run("estimate", "s.yaml", "--workers", "3")
    lines = answer.out.splitlines()

    assert (0, "") == (answer.code, answer.err)
    assert ["a: 100 rows", "b: 5 rows", "105 rows in all", ""] == lines[:4]
    assert "size 1 worker 3 workers 10 parts 100 parts memory of 3 workers" == " ".join(
        lines[4].split()
    )
    assert [each for each in FORMATS if each != SLOW] == [line.split()[0] for line in lines[5:]]


def test_one_format_of_chosen_rows_is_told(run: Inside, tmp_path: Path) -> None:
    words = ["--output", "csv", "--count", "a=1000", "--rows", "a=0..499"]
    answer = run("estimate", "s.yaml", *words)
    made = run("seed", "s.yaml", "--dir", "o", *words)
    size = (tmp_path / "o" / "a.csv").stat().st_size

    assert (0, 0) == (answer.code, made.code)
    lines = answer.out.splitlines()
    assert ["a: 500 rows", "500 rows in all"] == lines[:2]
    assert ["csv", f"{size / 1000:.1f}", "kB"] == lines[-1].split()[:3]


def test_compressed_files_are_told(run: Inside, tmp_path: Path) -> None:
    words = ["--count", "a=3000", "--compress", "gzip"]
    answer = run("estimate", "s.yaml", *words)
    run("seed", "s.yaml", "--dir", "o", "--output", "csv", *words)
    size = sum((tmp_path / "o" / f"{name}.csv.gz").stat().st_size for name in "ab")
    told = {line.split()[0]: line.split()[1] for line in answer.out.splitlines()[4:]}

    assert {"csv", "json", "jsonl", "sql", "resp"} == told.keys() - {"size"}
    assert size / 1000 == pytest.approx(float(told["csv"]), rel=0.05)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--table", "c"], "the schema has no table 'c'"),
        (["--output", "xml"], "xml"),
        (["--part", "3/2"], "--part"),
        (["--output", "parquet", "--compress", "zstd"], "parquet is not compressed"),
        (["--rows", "a=7..1000"], "its rows are 0..99"),
    ],
)
def test_what_cannot_be_told_is_a_mistake_of_the_caller(
    run: Inside, words: list[str], said: str
) -> None:
    answer = run("estimate", "s.yaml", *words)

    assert 2 == answer.code
    assert said in answer.err


def test_a_dry_run_tells_it_in_short(run: Inside) -> None:
    answer = run("seed", "s.yaml", "--output", "csv", "--dry-run", "--dir", "o")

    assert 0 == answer.code
    (line,) = [line for line in answer.out.splitlines() if line.startswith("about ")]
    assert re.fullmatch(
        r"about (9\d\d bytes|1\.\d kB) of csv, in about .* s: see mockcraft estimate", line
    )


def test_columns_are_told_table_by_table_the_dearest_first(run: Inside) -> None:
    answer = run("estimate", "s.yaml", "--columns", "--output", "jsonl")
    lines = answer.out.splitlines()
    told = [line.split() for line in lines if line.startswith("  ")]

    assert (0, "") == (answer.code, answer.err)
    assert ["a", "b"] == [line for line in lines if not line.startswith(" ")]
    assert {"x", "y"} == {words[0] for words in told[:2]}
    assert all(words[2:] == ["ns", "a", "row", "kernel"] for words in told)
    costs = [float(words[1].replace(",", "")) for words in told]
    assert costs[0] >= costs[1] > 0


def test_columns_that_the_kernel_does_not_draw_are_told(run: Inside, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(
        "tables:\n  a: {count: 9, columns: {x: sequence, short: {generator: word, max_length: 3}}}\n"
    )
    for output, x in [("csv", "kernel"), ("parquet", "kernel"), ("bson", "arrays")]:
        answer = run("estimate", "c.yaml", "--columns", "--output", output)

        drawn = {line.split()[0]: line.split()[-1] for line in answer.out.splitlines()[1:]}
        assert drawn == {"x": x, "short": "arrays"}
