"""Appends and chosen rows: they begin behind the highest key, and what is there stays as it is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mockcraft.errors import MockcraftError, Unsupported
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import Seeding, SeedRequest, prepare
from mockcraft.sink import LoadOptions

SHOP = """\
tables:
  users:
    count: 40
    columns:
      id: {generator: sequence, start: 100, step: 5, primary_key: true}
      name: first_name
  orders:
    count: {per: users, min: 1, max: 3}
    columns:
      id: {generator: sequence, primary_key: true}
      user_id: {ref: users.id}
      buyer: {expr: user_id.name}
  codes:
    count: 30
    columns:
      code: {generator: uuid, primary_key: true}
      user_id: {ref: users.id, nulls: 0.1}
"""


class Database:
    """A database of either engine, and what a test asks of it."""

    def __init__(self, url: str, schema: Path) -> None:
        self.url, self.schema = url, str(schema)

    def query(self, statement: str) -> list[Any]:
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as connection:
                rows = connection.execute(statement).fetchall()
                connection.commit()
                return rows
        with psycopg.connect(self.url, autocommit=True) as server:
            cursor = server.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def prepare(self, existing: str = "refuse", **choice: Any) -> Seeding:
        counts = choice.pop("counts", None)
        return prepare(
            SeedRequest(
                self.schema, self.url, load=LoadOptions(existing=existing),
                overrides=Overrides(counts=counts), **choice,
            )
        )  # fmt: skip

    def seed(self, existing: str = "refuse", **choice: Any) -> None:
        self.prepare(existing, **choice).run(batch_rows=7)

    def ids(self, table: str = "users", column: str = "id") -> list[Any]:
        return [each for (each,) in self.query(f"SELECT {column} FROM {table} ORDER BY 1")]


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "shop.yaml").write_text(SHOP)
    url = f"sqlite:///{tmp_path}/shop.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql")
    yield Database(url, tmp_path / "shop.yaml")


ORPHANS = "SELECT count(*) FROM orders o JOIN users u ON u.id = o.user_id WHERE o.buyer <> u.name"


def test_appends_go_on_behind_the_highest_key_and_contradict_nothing(shop: Database) -> None:
    shop.seed()
    before = shop.query("SELECT * FROM orders ORDER BY id")
    for _ in range(2):
        shop.seed("append")

    assert [*range(100, 700, 5)] == shop.ids()
    assert before == shop.query("SELECT * FROM orders ORDER BY id")[: len(before)]
    assert [(0,)] == shop.query(ORPHANS)
    assert 90 == len(set(shop.ids("codes", "code")))
    assert [(0,)] == shop.query(
        "SELECT count(*) FROM codes c WHERE user_id IS NOT NULL AND user_id NOT IN (SELECT id FROM users)"
    )


def test_deleted_rows_give_no_key_again(shop: Database) -> None:
    shop.seed()
    shop.query("DELETE FROM codes WHERE user_id IS NULL OR user_id < 200")
    shop.query("DELETE FROM orders WHERE user_id < 150")
    shop.query(
        "DELETE FROM users WHERE id < 120 AND id NOT IN (SELECT user_id FROM codes WHERE user_id IS NOT NULL)"
    )
    left = len(shop.ids("codes", "code"))
    shop.seed("append")

    assert 300 == min(each for each in shop.ids() if each > 295)
    assert left + 30 == len(set(shop.ids("codes", "code")))


def test_a_row_of_somebody_else_moves_the_start(shop: Database) -> None:
    shop.seed()
    shop.query("INSERT INTO users (id, name) VALUES (1003, 'somebody')")
    shop.seed("append")

    assert [1003, 1005, 1010] == [each for each in shop.ids() if each > 1000][:3]
    assert [(0,)] == shop.query(ORPHANS)


def test_rows_of_children_move_the_start_of_their_parents(shop: Database) -> None:
    shop.seed()
    last = max(shop.ids("orders"))
    shop.query(
        f"INSERT INTO orders (id, user_id, buyer) VALUES ({last + 10}, 100, (SELECT name FROM users WHERE id = 100))"
    )
    shop.seed("append")

    ids = shop.ids("orders")
    assert len(ids) == len(set(ids))
    assert [(0,)] == shop.query(ORPHANS)


def test_rows_are_looked_at_under_the_lock(shop: Database) -> None:
    shop.seed()
    seeding = shop.prepare("append")
    with pytest.raises(MockcraftError, match="another"):
        shop.prepare("append")
    seeding.run()

    assert 80 == len(shop.ids())


def test_a_table_that_is_left_out_is_referred_to_as_it_was_made(shop: Database) -> None:
    shop.seed(tables=("users",))
    shop.seed(tables=("codes",))
    shop.seed("append", tables=("codes",))

    assert 40 == len(shop.ids())
    assert 60 == len(set(shop.ids("codes", "code")))
    assert [(0,)] == shop.query(
        "SELECT count(*) FROM codes WHERE user_id IS NOT NULL AND user_id NOT IN (SELECT id FROM users)"
    )


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (None, 'and the database has no such table (seed it first, or add "users" to tables)'),
        ("DELETE FROM users WHERE id > 200", "it has 21 rows of the 40 that can be referred to"),
        ("UPDATE users SET id = 7 WHERE id = 100", "its row with id 100 is missing"),
    ],
)
def test_rows_that_are_referred_to_and_missing_are_named(
    shop: Database, before: str | None, said: str
) -> None:
    if before:
        shop.seed(tables=("users",))
        shop.query(before)
    with pytest.raises(Unsupported) as caught:
        shop.seed(tables=("codes",))

    assert said in str(caught.value)
    assert "codes.user_id refers to users, which is no part of this run" in str(caught.value)


def test_chosen_rows_are_these_and_no_others(shop: Database) -> None:
    shop.seed(rows={"users": (3, 5)})
    shop.seed("append", rows={"users": (10, 11)})

    assert [115, 120, 125, 150, 155] == shop.ids()
    with pytest.raises(MockcraftError, match="table users has 5 rows already"):
        shop.seed(rows={"users": (20, 21)})
    with pytest.raises(MockcraftError, match=r"(?i)unique"):
        shop.seed("append", rows={"users": (3, 3)})


def test_parts_are_together_the_whole(shop: Database, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        shop.seed(tables=("users",), part=(number, 3))

    assert [*range(100, 300, 5)] == shop.ids()


def test_an_append_to_nothing_is_the_first_run(shop: Database, tmp_path: Path) -> None:
    shop.seed("append")

    assert [*range(100, 300, 5)] == shop.ids()


def test_a_look_tells_what_would_be_and_changes_nothing(shop: Database, tmp_path: Path) -> None:
    def look(existing: str) -> Any:
        seeding = shop.prepare(existing, looks=True)
        return seeding.sink.foresee(seeding.plan, seeding.ranges)

    fresh = look("refuse")
    assert ["shop.yaml"] == [each.name for each in tmp_path.iterdir()]
    shop.seed()
    held = shop.ids("orders")
    appended, replaced, refused = look("append"), look("truncate"), look("refuse")

    assert None is fresh.refusal
    assert "users: will be made, and take 40 rows" in fresh.lines
    assert "users: has 40 rows, 40 more will be added" in appended.lines
    assert "users: has 40 rows, 40 will replace them" in replaced.lines
    assert "table users has 40 rows already" in str(refused.refusal)
    assert held == shop.ids("orders")


def test_a_part_of_a_table_is_not_referred_to(shop: Database) -> None:
    with pytest.raises(
        Unsupported, match="orders.user_id refers to users, of which this run fills"
    ):
        shop.prepare("append", rows={"users": (0, 9)}, tables=("orders",)).run()


def test_parts_of_a_table_fill_it_behind_its_parents(shop: Database) -> None:
    shop.prepare("refuse", tables=("users",)).run()
    for number in (3, 1, 2):
        shop.prepare(tables=("orders",), part=(number, 3)).run()

    parts = sorted(shop.ids("orders"))
    shop.seed("truncate")
    assert sorted(shop.ids("orders")) == parts
