"""`mockcraft preview`: any rows, in every form."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mockcraft.cli.preview import _width, row_range
from mockcraft.errors import UserError

from .conftest import Answer

Inside = Callable[..., Answer]

TEXT = """\
tables:
  users:
    count: 2_000_000_000_000
    columns:
      id: {generator: sequence, primary_key: true}
      email: {generator: email, unique: true}
      boss_id: {ref: users.id, nulls: 0.5}
      note: {template: "{name}|{word}"}
      name: {generator: full_name, locale: ja_JP}
  pets:
    count: 3
    columns:
      name: {values: ["a,b", 'c"d']}
      price: {value: 1.50}
      toys: {items: word, count: 1}
"""


@pytest.fixture
def preview(inside: Inside, tmp_path: Path) -> Inside:
    """Runs `mockcraft preview` on the file, with these words more."""
    (tmp_path / "s.yaml").write_text(TEXT)
    return lambda *words: inside("preview", "s.yaml", *words)


def test_the_first_rows_of_all_tables_are_shown(preview: Inside) -> None:
    answer = preview()
    lines = answer.out.splitlines()

    assert (0, "") == (answer.code, answer.err)
    assert ["users (rows 0..9 of 2,000,000,000,000)", "pets (rows 0..2 of 3)"] == [
        lines[0],
        lines[14],
    ]
    assert ["1", "10"] == [lines[3].split()[0], lines[12].split()[0]]
    assert len(lines) == 13 + 1 + 6


def test_columns_line_up_for_wide_characters_too(preview: Inside) -> None:
    lines = preview("--table", "users").out.splitlines()[1:]
    starts = {_width(line[: line.rindex("  ")]) for line in lines[2:]}  # of the last column

    assert max(map(_width, lines)) == _width(lines[1])
    assert any(not line.isascii() for line in lines[2:])
    assert len(starts) == 1


def test_any_row_comes_as_quickly_as_the_first(preview: Inside) -> None:
    answer = preview(
        "--table", "users", "--rows", "1_000_000_000_000..1_000_000_000_001", "--format", "json"
    )

    assert [10**12 + 1, 10**12 + 2] == [row["id"] for row in json.loads(answer.out)]
    assert all(
        row["boss_id"] is None or row["boss_id"] <= row["id"] for row in json.loads(answer.out)
    )


def test_rows_are_the_same_alone_and_among_others(preview: Inside) -> None:
    words = ("--table", "users", "--format", "json", "--rows")

    assert json.loads(preview(*words, "5").out) == json.loads(preview(*words, "0..9").out)[5:6]


def test_json_of_all_tables_is_one_object(preview: Inside) -> None:
    tables = json.loads(preview("--format", "json", "--rows", "1..2").out)

    assert {"users": 2, "pets": 2} == {name: len(rows) for name, rows in tables.items()}


def test_csv_is_of_one_table(preview: Inside) -> None:
    rows = list(csv.reader(io.StringIO(preview("--format", "csv", "--table", "pets").out)))

    assert (["name", "price", "toys"], 3) == (rows[0], len(rows[1:]))
    assert (2, "mockcraft: CSV takes one table, the schema has users, pets (choose one with --table)\n") == (
        preview("--format", "csv").code, preview("--format", "csv").err,
    )  # fmt: skip


def test_seed_and_locale_can_be_given(preview: Inside) -> None:
    shown = {
        preview("--table", "users", *words).out
        for words in ((), ("--seed", "5"), ("--locale", "fr_FR"))
    }

    assert 3 == len(shown)


def test_a_table_with_fewer_rows_shows_the_ones_it_has(preview: Inside) -> None:
    assert "pets (no rows of 3)\nname  price  toys\n" in preview("--rows", "500..501").out
    assert 6 == len(preview("--table", "pets", "--rows", "0..99").out.splitlines())


def test_a_single_number_is_that_row_and_the_heading_says_so(preview: Inside) -> None:
    lines = preview("--table", "users", "--rows", "5").out.splitlines()

    assert ["users (row 5 of 2,000,000,000,000)", "6"] == [lines[0], lines[3].split()[0]]
    assert 4 == len(lines)


@pytest.mark.parametrize(
    ("text", "found"), [("0..9", (0, 9)), ("7", (7, 7)), ("1_000..1__001", (1000, 1001)), ("0", (0, 0))]
)  # fmt: skip
def test_rows_are_given_as_a_range_or_a_number(text: str, found: tuple[int, int]) -> None:
    assert found == row_range(text)


@pytest.mark.parametrize(
    "text",
    ["", "x", "-1", "5..3", "1..", "..1", "1...2", "1.5", "0..10000", f"{2**62}", "1" * 5000, "٣"],
)
def test_rows_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"^--rows "):
        row_range(text)


def test_counts_of_a_run_are_those_of_its_preview(preview: Inside) -> None:
    answer = preview("--table", "pets", "--count", "pets=90", "--rows", "89")
    scaled = preview("--table", "pets", "--scale", "30", "--rows", "89", "--format", "json")

    assert "pets (row 89 of 90)" in answer.out.splitlines()
    assert 1 == len(json.loads(scaled.out))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--count", "pets=x"], "--count 'pets=x' is not TABLE=N"),
        (["--count", "pet=2"], "--count pet: s.yaml has no table 'pet' (did you mean \"pets\"?)"),
        (["--table", "pet"], "--table pet: the schema has no table 'pet' (did you mean \"pets\"?)"),
        (
            ["--table", "pets", "--rows", "3..4"],
            "--rows 3..4: table pets has 3 rows, counted from 0",
        ),
        (["--format", "xml"], "--format='xml' is not one of text, json, csv"),
    ],
)
def test_a_mistake_is_told(preview: Inside, words: list[str], said: str) -> None:
    answer = preview(*words)

    assert (2, "") == (answer.code, answer.out)
    assert said in answer.err


def test_characters_that_steer_a_terminal_are_shown_and_not_obeyed(
    inside: Inside, tmp_path: Path
) -> None:
    (tmp_path / "s.yaml").write_text(
        'tables: {t: {count: 1, columns: {a: {value: "x\\e[31m\\ny"}}}}'
    )

    assert "x\\x1b[31m\\ny" == inside("preview", "s.yaml").out.splitlines()[3]
