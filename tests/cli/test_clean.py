"""`mockcraft clean`: what it says first, what it asks, and what is gone then."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Answer
from .test_agreement import SCHEMA, Terminal

Inside = Callable[..., Answer]
CLEAN = ("clean", "--config", "shop.yaml", "--db", "sqlite:///shop.db")
LINES = (
    "shop.db: clean removes\n"
    "  empty   5 rows, and the table\n"
    "  orders  30 rows, and the table\n"
    "  users   1,200 rows, and the table\n"
)


@pytest.fixture
def filled(inside: Inside, tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(SCHEMA)
    assert 0 == inside("seed", *CLEAN[1:]).code
    return tmp_path / "shop.db"


def tables(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        return [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1"
            )
        ]


def test_a_terminal_is_shown_what_goes_and_asked(filled: Path) -> None:
    terminal = Terminal(filled.parent, *CLEAN)
    terminal.wait_for("[y/N]")
    assert ["empty", "orders", "users"] == tables(filled)
    shown = terminal.shown.replace("\r\n", "\n")
    terminal.type("y\n")

    assert 0 == terminal.end()
    assert shown.startswith(LINES)
    assert "users: removed 1,200 rows, and the table" in terminal.shown
    assert [] == tables(filled)


def test_no_is_no(filled: Path) -> None:
    before = filled.read_bytes()
    terminal = Terminal(filled.parent, *CLEAN)
    terminal.wait_for("[y/N]")
    terminal.type("n\n")

    assert 2 == terminal.end()
    assert before == filled.read_bytes()


def test_without_a_terminal_it_is_refused(filled: Path, inside: Inside) -> None:
    before = filled.read_bytes()
    answer = inside(*CLEAN)

    assert (2, "mockcraft: shop.db: clean would remove 1,235 rows and 3 tables (give --yes to agree to that: "
            "there is no terminal to ask on)\n") == (answer.code, answer.err)  # fmt: skip
    assert before == filled.read_bytes()


def test_a_dry_run_says_it_alone(filled: Path, inside: Inside) -> None:
    before = filled.read_bytes()
    answer = inside(*CLEAN, "--dry-run")

    assert (0, f"{LINES}nothing was removed\n") == (answer.code, answer.out)
    assert before == filled.read_bytes()


def test_yes_removes_and_a_second_time_there_is_nothing(filled: Path, inside: Inside) -> None:
    first, second = inside(*CLEAN, "--yes"), inside(*CLEAN, "--yes")

    assert (0, 0) == (first.code, second.code)
    assert [] == tables(filled)
    assert "shop.db: nothing of this plan is there\n" == second.err


def test_another_seed_has_made_nothing_but_keys_that_are_alike(
    filled: Path, inside: Inside
) -> None:
    answer = inside(*CLEAN, "--seed", "8", "--dry-run")

    assert "users   1,200 rows; the table is of a run of another plan\n" in answer.out
    assert 2 == inside("clean").code
    assert "say what to clean: --config FILE" in inside("clean").err
    assert "say what to clean: --db URL" in inside("clean", "shop.yaml").err
