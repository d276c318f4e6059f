"""`mockcraft validate`: all problems, and those that only rows show."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mockcraft.setting_sources import is_schema_file

from .conftest import Answer

Inside = Callable[..., Answer]
EXAMPLES = [
    each
    for each in sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
    if is_schema_file(str(each))
]


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_the_examples_have_no_problems(inside: Inside, path: Path) -> None:
    answer = inside("validate", str(path))

    assert (0, "") == (answer.code, answer.err)
    assert answer.out.startswith(f"{path}: no problems in ")


def test_tables_columns_and_rows_are_counted(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("tables: {t: {count: 1_500, columns: {a: word, b: word}}}")

    assert (
        "s.yaml: no problems in 1 table with 2 columns and 1,500 rows\n"
        == inside("validate", "s.yaml").out
    )


def test_every_problem_is_told_on_a_line_of_its_own(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        "tables:\n  t:\n    count: x\n    columns:\n      a: wrd\n      b: {ref: u.id}\n"
    )
    answer = inside("validate", "s.yaml")

    assert (2, "") == (answer.code, answer.out)
    assert [
        "mockcraft: s.yaml:3:12: count must be a whole number, not 'x'",
        "s.yaml:5:10: there is no generator 'wrd' (did you mean \"word\"?)",
        "s.yaml:6:16: there is no table 'u' (there are: t; one that a database has is said by existing: true)",
    ] == answer.err.splitlines()


def test_rows_are_tried_in_every_table(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        "tables:\n"
        "  a: {count: 900, columns: {n: {generator: sequence}, x: {expr: 1 / (n - 800)}}}\n"
        "  b: {count: 9, checks: [n < 0], columns: {n: number}}\n"
    )
    answer = inside("validate", "s.yaml")

    assert (2, "") == (answer.code, answer.out)
    assert 's.yaml:2:55: division by zero in "1 / (n - 800)" (row 799 of a)' in answer.err
    assert "b: the check 'n < 0' still fails for row 0" in answer.err


def test_no_rows_are_tried_beyond_the_first_of_a_huge_table(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("tables: {t: {count: 1_000_000_000_000, columns: {a: uuid}}}")

    assert 0 == inside("validate", "s.yaml").code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "missing argument 'SCHEMA.yaml'"),
        (["no.yaml"], "no.yaml: no such file or directory (give the path of a schema file)"),
        (["."], ".: is a directory (give the path of a schema file)"),
    ],
)
def test_a_file_that_is_none_is_told(inside: Inside, words: list[str], said: str) -> None:
    answer = inside("validate", *words)

    assert 2 == answer.code
    assert said in answer.err
