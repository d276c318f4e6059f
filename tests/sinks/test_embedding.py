"""Targets that hold documents get embedded tables in them, by themselves; the others get tables."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bson
import pytest

from databases import shelf
from mockcraft import database
from mockcraft.api import load
from mockcraft.boot import main
from mockcraft.core.frame import batch_of
from mockcraft.core.ranges import Range, whole
from mockcraft.database import register
from mockcraft.format import open_format
from mockcraft.preview import page
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions

SCHEMA = """\
seed: 7
tables:
  users:
    count: 30
    embed: orders
    columns:
      id: {generator: sequence, primary_key: true}
      name: {generator: full_name, absent: 0.2}
  orders:
    count: {per: users, max: 4}
    embed: lines
    columns:
      id: {generator: sequence, primary_key: true}
      user_id: {ref: users.id}
      note: {generator: word, absent: 0.4}
  lines:
    count: {per: orders, max: 3}
    columns:
      order_id: {ref: orders.id}
      quantity: {generator: number, min: 1, max: 9}
    checks: ["quantity > 2"]
  reviews:
    count: 10
    columns:
      id: {generator: sequence, primary_key: true}
      order_id: {ref: orders.id}
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `mockcraft` with these words where the schema file lies: code, output, errors."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(SCHEMA)
    return lambda *words: (main(list(words)), *capsys.readouterr())


@pytest.fixture
def users(tmp_path: Path) -> list[dict[str, Any]]:
    """The documents, as JSON lines have them that are made in one piece."""
    text = "".join(page(load_plan(tmp_path), "users", 0, 30, "json"))
    made: list[dict[str, Any]] = json.loads(text)
    assert all({"id", "orders"} <= set(each) for each in made)
    assert {True, False} == {"note" in order for each in made for order in each["orders"]}
    assert any(order["lines"] for each in made for order in each["orders"])
    return made


def load_plan(folder: Path) -> Any:
    from mockcraft.schema.bind import load as bound

    (folder / "s.yaml").write_text(SCHEMA)
    return bound(folder / "s.yaml")[1]


def orders_of(users: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [order for user in users for order in user["orders"]]


@pytest.mark.parametrize("flags", ["", "--workers 2 --batch-size 7", "--batch-size 1"])
def test_files_of_documents_are_the_same_however_they_are_made(
    run: Run, users: list[Any], tmp_path: Path, flags: str
) -> None:
    assert 0 == run("seed", "s.yaml", "--output", "json", "--dir", "o", *flags.split())[0]

    assert ["reviews.json", "users.json"] == sorted(
        path.name for path in (tmp_path / "o").iterdir()
    )
    assert users == json.loads((tmp_path / "o" / "users.json").read_text())


def test_documents_leave_out_what_the_table_s_own_documents_leave_out(
    run: Run, users: list[Any], tmp_path: Path
) -> None:
    plan = load_plan(tmp_path)
    table, count = plan.table("orders"), plan.table("orders").count
    chunk = whole(Range("orders", 0, count))
    lines = bytes(open_format("jsonl").encode(table, batch_of(plan, chunk), chunk)).splitlines()

    orders = [{n: v for n, v in order.items() if n != "lines"} for order in orders_of(users)]
    assert [json.loads(line) for line in lines] == orders


def test_parts_of_documents_are_the_whole_together(
    run: Run, users: list[Any], tmp_path: Path
) -> None:
    for part in ("1/3", "2/3", "3/3"):
        run("seed", "s.yaml", "--output", "jsonl", "--dir", "o", "--part", part)
    lines = [
        json.loads(line)
        for path in sorted((tmp_path / "o").glob("users*.jsonl"))
        for line in path.read_text().splitlines()
    ]

    assert users == lines


def test_bson_holds_them_too(run: Run, users: list[Any], tmp_path: Path) -> None:
    run("seed", "s.yaml", "--output", "bson", "--dir", "o")
    made = bson.decode_all((tmp_path / "o" / "users.bson").read_bytes())

    assert [[order["id"] for order in user["orders"]] for user in users] == [
        [order["id"] for order in user["orders"]] for user in made
    ]


def test_chosen_rows_bring_their_documents(run: Run, users: list[Any]) -> None:
    code, out, _ = run("seed", "s.yaml", "--output", "jsonl", "--dir", "-", "--rows", "users=5..7")

    assert (0, users[5:8]) == (code, [json.loads(line) for line in out.splitlines()])


@pytest.mark.parametrize("flags", ["--table lines", "--rows lines=0..3"])
def test_rows_within_documents_are_not_chosen_by_themselves(run: Run, flags: str) -> None:
    code, _, said = run("seed", "s.yaml", "--output", "json", "--dir", "o", *flags.split())

    name = flags.partition("=")[0]
    assert (2, f"mockcraft: {name}: its rows stand in the documents of users (choose users)\n") == (
        code,
        said,
    )


def test_a_dry_run_says_what_stands_in_documents(run: Run, users: list[Any]) -> None:
    orders = orders_of(users)
    lines = sum(len(order["lines"]) for order in orders)
    _, out, _ = run("seed", "s.yaml", "--output", "json", "--dir", "o", "--dry-run")

    assert [
        "users: 30 rows of id, name, orders",
        "reviews: 10 rows of id, order_id",
        f"orders: {len(orders)} rows in the documents of users",
        f"lines: {lines} rows in the documents of orders",
    ] == out.splitlines()[:4]


def test_a_dry_run_says_that_documents_are_too_large(run: Run, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        SCHEMA.replace("per: orders, max: 3", "per: orders, max: 1_000_000")
    )
    code, _, said = run("seed", "s.yaml", "--output", "json", "--dir", "o", "--dry-run")

    assert 2 == code
    assert "users.orders has up to 8,0" in said and "or do not embed it)" in said


def test_a_dry_run_says_what_stays_a_table(run: Run) -> None:
    sentence = "orders: stays a table, not embedded in users: rows of users are no documents in this target"
    for target in (("--output", "csv"), ("--db", "sqlite:///s.db")):
        assert sentence in run("seed", "s.yaml", *target, "--dry-run")[1].splitlines()
    without = run("seed", "s.yaml", "--dry-run")[1].splitlines()

    assert "lines: embedded in orders where the target holds documents, else a table" in without


def test_a_relational_database_keeps_the_tables(run: Run, users: list[Any], tmp_path: Path) -> None:
    assert 0 == run("seed", "s.yaml", "--db", "sqlite:///s.db")[0]
    with sqlite3.connect(tmp_path / "s.db") as connection:
        found = connection.execute("SELECT id, user_id FROM orders ORDER BY id").fetchall()

    assert [(each["id"], each["user_id"]) for each in orders_of(users)] == found


def test_previews_of_json_show_the_documents_and_others_the_tables(
    run: Run, users: list[Any]
) -> None:
    as_json = ("preview", "s.yaml", "--format", "json")
    whole = json.loads(run(*as_json, "--rows", "0..29")[1])
    orders = json.loads(run(*as_json, "--rows", "0..99", "--table", "orders")[1])

    assert ["users", "reviews"] == list(whole)
    assert users == whole["users"]
    assert orders_of(users) == orders
    assert "orders (rows 0..0 of" in run("preview", "s.yaml", "--rows", "0")[1].replace(
        "row 0", "rows 0..0"
    )


def test_python_writes_documents_and_shows_tables(users: list[Any], tmp_path: Path) -> None:
    schema = load(tmp_path / "s.yaml")
    schema.write(tmp_path / "o", "jsonl")
    lines = (tmp_path / "o" / "users.jsonl").read_text().splitlines()

    assert users == [json.loads(line) for line in lines]
    assert [each["id"] for each in orders_of(users)] == [row["id"] for row in schema["orders"]]


# ---------------------------------------------------------------------- a database of documents


@pytest.fixture
def shelves(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(database, "_registered", [])
    register(shelf.ENGINE)
    yield


def held(path: Path, table: str) -> list[dict[str, Any]]:
    rows = json.loads(path.read_text())[table]["rows"]
    return [rows[key] for key in sorted(rows, key=int)]


def ids(users: list[Any]) -> list[Any]:
    return [
        (user["id"], [(order["id"], [line["quantity"] for line in order["lines"]]) for order in user["orders"]])
        for user in users
    ]  # fmt: skip


def test_a_database_of_documents_embeds_by_itself(
    shelves: None, users: list[Any], tmp_path: Path
) -> None:
    request = SeedRequest(str(tmp_path / "s.yaml"), f"shelf:///{tmp_path}/s.json")
    prepare(request).run()

    assert {"users", "reviews"} == set(json.loads((tmp_path / "s.json").read_text()))
    assert ids(users) == ids(held(tmp_path / "s.json", "users"))


def test_appended_documents_hold_rows_behind_those_that_are_there(
    shelves: None, users: list[Any], tmp_path: Path
) -> None:
    url = f"shelf:///{tmp_path}/s.json"
    prepare(SeedRequest(str(tmp_path / "s.yaml"), url)).run()
    prepare(SeedRequest(str(tmp_path / "s.yaml"), url, load=LoadOptions(existing="append"))).run()
    made = held(tmp_path / "s.json", "users")
    orders = [order["id"] for order in orders_of(made)]

    assert ids(users) == ids(made[:30])
    assert list(range(1, 61)) == [user["id"] for user in made]
    assert list(range(1, len(orders) + 1)) == orders


def test_a_table_beside_may_be_filled_when_the_documents_are_there(
    shelves: None, users: list[Any], tmp_path: Path
) -> None:
    from mockcraft.errors import Unsupported

    url, file = f"shelf:///{tmp_path}/s.json", str(tmp_path / "s.yaml")
    alone = SeedRequest(file, url, tables=("reviews",))
    with pytest.raises(Unsupported, match="refers to users, which is no part of this run"):
        prepare(alone).run()
    prepare(SeedRequest(file, url, tables=("users",))).run()
    prepare(alone).run()

    assert 10 == len(held(tmp_path / "s.json", "reviews"))
