"""Tables that are chosen or left out: the others are filled as if those were not there."""

from pathlib import Path
from typing import Any

import pytest

from inspection.databases import rows, sqlite
from mockcraft.errors import UserError
from mockcraft.inspection.reading import Inspection, inspect
from mockcraft.inspection.source import database
from mockcraft.inspection.writing import text_of
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.selection import Selection
from mockcraft.sink import LoadOptions

SCHEMA = """
    CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(80) NOT NULL UNIQUE);
    CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users);
    CREATE TABLE audit_logins (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users);
    CREATE TABLE audit_orders (id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders);
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return sqlite(tmp_path / "shop.db", SCHEMA)


def chosen(url: str, *only: str, skip: tuple[str, ...] = (), **more: Any) -> Inspection:
    return inspect(database(url), 5, chosen=Selection(only, skip=skip), **more)


def fill(url: str, made: Inspection, existing: str = "refuse") -> None:
    prepare(SeedRequest(made.spec, url, load=LoadOptions(False, existing))).run()


def test_a_table_whose_parent_is_left_out_is_filled_if_it_can_be(url: str) -> None:
    made = chosen(url, skip=("users",))

    assert list(made.document.tables) == ["audit_logins"]
    assert set(made.document.refused) == {"orders", "audit_orders"}
    assert "left out and has no rows (fill it first" in made.document.refused["orders"]
    assert "# users is left out" in text_of(made.document, "x")
    fill(url, made)
    assert rows(url, "SELECT count(*), count(user_id) FROM audit_logins") == [(5, 0)]


def test_rows_of_a_table_that_is_left_out_are_referred_to(url: str) -> None:
    fill(url, chosen(url, "users"))
    fill(url, chosen(url, "o*"))
    fill(url, chosen(url, "orders", kept=False), "append")

    assert rows(url, "SELECT count(*) FROM users") == [(5,)]
    assert rows(url, "SELECT count(*) FROM orders JOIN users ON users.id = user_id") == [(10,)]


def test_a_pattern_stands_for_all_tables_that_it_fits(url: str) -> None:
    assert set(chosen(url, skip=("audit_*",)).document.tables) == {"users", "orders"}
    assert set(chosen(url, "*s", skip=("?udit_*",)).document.tables) == {"users", "orders"}
    plan = chosen(url).plan
    ranges = Selection(("audit_*",), skip=("*_orders",)).ranges(plan)
    assert [each.table for each in ranges] == ["audit_logins"]


@pytest.mark.parametrize(
    ("only", "skip", "more", "said"),
    [
        (
            (),
            ("user",),
            {},
            r"skip=\[\"user\"\]: there is no table 'user' \(did you mean \"users\"\?\)",
        ),
        (("x*",), (), {}, r"only=\[\"x\*\"\]: no table is called so \(there are: audit_logins, "),
        ((), ("*",), {}, r"skip=\[\"\*\"\]: no table is left \(skip fewer\)"),
        ((), ("users",), {"counts": {"users": 5}}, r"counts\[.users.\]: users is left out"),
    ],
)
def test_a_choice_that_cannot_be_is_told(
    url: str, only: tuple[str, ...], skip: tuple[str, ...], more: dict[str, Any], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        chosen(url, *only, skip=skip, **more)
