"""`mockcraft seed --db URL --part K/N`, `parts check` and `clean`: what they say, and their exit codes."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from .conftest import Answer

Inside = Callable[..., Answer]
URL = "sqlite:///shop.db"
SHOP = """\
seed: 42
tables:
  users: {count: 60, columns: {id: {generator: sequence, primary_key: true}, name: first_name}}
  orders: {count: 90, columns: {id: {generator: sequence, primary_key: true}, user: {ref: users.id}}}
"""


@pytest.fixture
def part(inside: Inside, tmp_path: Path) -> Inside:
    """Runs `mockcraft seed` for a part, with more words."""
    (tmp_path / "shop.yaml").write_text(SHOP)
    return lambda number, *more: inside("seed", "shop.yaml", "--db", URL, "--part", number, *more)


def test_parts_are_looked_at_made_and_checked(part: Inside, inside: Inside, tmp_path: Path) -> None:
    look = part("2/3", "--dry-run")
    made = part("2/3")
    repeated, resumed = part("2/3"), part("2/3", "--resume")
    told = part("2/3", "--dry-run")
    missing = inside("parts", "check", "--db", URL)
    rest = [part("3/3"), part("1/3")]
    checked = inside("parts", "check", MOCKCRAFT_DB=URL)

    assert "users: part 2/3, 20 rows, in a table that is made" in look.out
    assert "1 of 3 parts complete" in made.err
    assert [0] * 7 == [each.code for each in (look, made, repeated, resumed, told, *rest)]
    for each in (repeated, resumed):
        assert "part 2/3 is complete already; 1 of 3 parts complete" in each.err
        assert "users               0 rows (after 20)" in each.err
    assert "users: part 2/3, 20 rows, is complete" in told.out
    assert 1 == missing.code
    assert "shop.db: users: parts 1/3, 3/3 are missing" in missing.err
    assert (0, "orders: whole, 3 parts, 90 rows\nusers: whole, 3 parts, 60 rows\n") == (
        checked.code,
        checked.out,
    )


def test_what_parts_do_not_go_with_is_said(part: Inside, inside: Inside) -> None:
    assert 0 == part("1/2").code

    for flag in ("--append", "--truncate"):
        refused = part("2/2", flag, "--yes")
        assert (2, 1) == (refused.code, refused.err.count("\n"))
        assert flag in refused.err
    other = part("2/2", "--seed", "43")
    assert 2 == other.code
    assert "table users is filled by parts of another plan" in other.err
    looked = part("2/2", "--seed", "43", "--dry-run")
    assert other.err.splitlines()[-1] == looked.err.splitlines()[-1]


def test_parts_need_a_schema_file(inside: Inside) -> None:
    """One of them would find the rows of the others in the database that it looks at."""
    refused = inside("seed", "--db", URL, "--count", "10", "--part", "1/2")

    assert (2, 1) == (refused.code, refused.err.count("\n"))
    assert "--part needs a schema file, the same for all parts" in refused.err


def test_clean_says_that_parts_go(part: Inside, inside: Inside, tmp_path: Path) -> None:
    part("1/2")
    clean = ("clean", "shop.yaml", "--db", URL)
    shown = inside(*clean, "--dry-run")
    with closing(sqlite3.connect(tmp_path / "shop.db")) as database:
        database.executescript("DROP TABLE orders; DROP TABLE users")
    gone, check = part("2/2"), inside("parts", "check", "--db", URL)
    cleaned = inside(*clean, "--yes")
    nothing = inside("parts", "check", "--db", URL)

    assert "  what is noted of the parts of users, orders\n" in shown.out
    assert "table users is gone, with rows of part 1/2 (forget the parts with" in gone.err
    assert "users: the table is gone" in check.err
    assert 0 == cleaned.code
    assert (2, True) == (nothing.code, "no part is noted there" in nothing.err)


def test_a_folder_or_a_database_is_checked(inside: Inside) -> None:
    both, neither = inside("parts", "check", "x", "--db", URL), inside("parts", "check")

    assert (2, 2) == (both.code, neither.code)
    assert "not at both" in both.err
    assert "say what to check: a folder of parts, or --db URL" in neither.err
