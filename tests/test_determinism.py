"""The same plan gives the same bytes: in any chunks, threads, processes, languages and time zones."""

import os
import subprocess
import sys
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import pytest

from mockcraft.core.plan import Plan
from plans import SHOP, files, plan_of, rows_of, shop, tables, values

TEXT = SHOP.read_text()
NAMES = ("users", "products", "orders", "order_items")

# blake2b of the CSV files of examples/shop.yaml with 300 users and 100 products, in the order of
# their names. A change is output that changed: it needs a line in the changelog.
GOLDEN = "6dcbbdd8844931a21878c3098a9fa12e"


def digest(plan: Plan) -> str:
    made = files(plan)
    return blake2b(b"".join(made[name] for name in sorted(made)), digest_size=16).hexdigest()


@pytest.fixture(scope="module")
def plan() -> Plan:
    return shop()


def test_the_shop_never_changes(plan: Plan) -> None:
    assert GOLDEN == digest(plan)


def made(plan: Plan, format: str, workers: int, batch_rows: int) -> Mapping[str, bytes]:
    return files(plan, format, workers=workers, batch_rows=batch_rows)


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "sql", "parquet", "bson", "resp"])
def test_bytes_do_not_depend_on_workers_or_chunks(
    plan: Plan, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = files(plan, format)
    ways = [(1, 1000), (2, 1000), (3, 77), (1, 10**6)]

    assert [] == [way for way in ways if expected != made(plan, format, *way)]
    monkeypatch.setattr("mockcraft.engine.FROM_ROWS", 0)  # by processes
    assert expected == made(plan, format, 2, 1000)


# What the kernel draws, what numpy makes, and what both have a part in.
MIXED = """
users:
  count: 70_000
  columns:
    id: {generator: sequence, primary_key: true}
    uuid: uuid
    name: full_name
    email: {generator: email, nulls: 0.1}
    born: {generator: date, nulls: 0.01}
    balance: {generator: price}
    code: {regex: '[a-z]{1,3}-[0-9]{1,4}'}
    root: {expr: "round(sqrt(balance), 3)", type: float}
    is_active: bool
visits:
  count: 70_000
  columns:
    user_id: {ref: users.id}
    at: datetime
    page: {generator: word}
"""


@pytest.fixture(scope="module")
def mixed() -> Plan:
    return tables(MIXED)


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "sql", "parquet", "bson", "resp"])
def test_bytes_do_not_depend_on_threads(
    mixed: Plan, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockcraft.engine.FROM_CHUNKS", 0)
    expected = files(mixed, format)
    ways = [(2, 1000), (3, 16_384), (3, 65_536)]

    assert [] == [way for way in ways if expected != made(mixed, format, *way)]


@pytest.mark.parametrize("format", ["csv", "json", "sql"])
def test_bytes_are_the_same_row_by_row(format: str) -> None:
    small = shop(users=20, products=10)

    assert files(small, format) == files(small, format, batch_rows=1)


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "4242"}, {"TZ": "Asia/Kolkata"}, {"TZ": "America/New_York"},
        {"LC_ALL": "C"}, {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}, {"PYTHONUTF8": "0", "LC_ALL": "POSIX"},
        {"PYTHONOPTIMIZE": "2"},
    ],
    ids=str,
)  # fmt: skip
def test_bytes_do_not_depend_on_the_process(plan: Plan, environment: dict[str, str]) -> None:
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "from plans import shop\nfrom test_determinism import digest\nprint(digest(shop()))"
    )
    made = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert digest(plan) == made.stdout.strip()


def without(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: cell for name, cell in row.items() if name not in columns} for row in rows]


CHANGES = [
    # what is changed, and the columns of each table that may differ
    ("      first_name: firstname\n", "      first_name: firstname\n      middle: firstname\n", {"users": ("middle",)}),
    ("      listed: {generator: bool, probability: 0.9}\n", "", {"products": ("listed",)}),
    ("      nickname:", "      alias:", {"users": ("nickname", "alias")}),
    ("nickname: {generator: username, nulls: 0.3}", "nickname: {generator: color}", {"users": ("nickname",)}),
    ("  products:\n", "  extra:\n    count: 9\n    columns: {id: uuid}\n\n  products:\n", {}),
    ("price: {generator: price, min: 1, max: 500}\n", "price: {generator: price, min: 2, max: 500}\n",
     {"products": ("price", "cost"), "order_items": ("unit_price", "total")}),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "differs"), CHANGES)
def test_a_change_leaves_all_other_values_as_they_were(
    plan: Plan, old: str, new: str, differs: dict[str, tuple[str, ...]]
) -> None:
    assert old in TEXT
    changed = shop(text=TEXT.replace(old, new))

    for name in NAMES:
        columns = differs.get(name, ())
        assert without(columns, rows_of(plan, name).to_pylist()) == without(
            columns, rows_of(changed, name).to_pylist()
        )


def test_the_order_of_columns_and_tables_plays_no_part(plan: Plan) -> None:
    head, _, body = TEXT.partition("tables:\n")
    blocks = body.strip("\n").split("\n\n")
    turned = shop(text=head + "tables:\n" + "\n\n".join(reversed(blocks)) + "\n")

    for name in NAMES:
        assert rows_of(plan, name).equals(rows_of(turned, name))


def test_a_table_of_another_name_has_other_values() -> None:
    one, other = (tables(f"{name}:\n  count: 200\n  columns: {{x: uuid}}\n") for name in ("a", "b"))

    assert not set(values(one, "a", "x")) & set(values(other, "b", "x"))


def test_a_longer_table_keeps_its_first_rows(plan: Plan) -> None:
    longer = shop(users=300, products=250)

    assert rows_of(plan, "users").equals(rows_of(longer, "users"))
    assert rows_of(plan, "products").equals(rows_of(longer, "products", range(100)))
    assert without(
        ("product_id", "unit_price", "total"), rows_of(plan, "order_items").to_pylist()
    ) == without(("product_id", "unit_price", "total"), rows_of(longer, "order_items").to_pylist())


def test_more_parents_append_children_and_change_none(plan: Plan) -> None:
    longer = shop(users=700)

    for name in ("users", "orders", "order_items"):
        count = plan.table(name).count
        assert count < longer.table(name).count
        assert rows_of(plan, name).equals(rows_of(longer, name, range(count)))


@pytest.mark.parametrize(("count", "grown"), [(500, 550), (512, 600), (1000, 4000)])
def test_more_parents_move_few_uniform_references(count: int, grown: int) -> None:
    text = "a:\n  count: {}\n  columns: {{id: {{generator: sequence, primary_key: true}}}}\nb:\n  count: 8000\n  columns: {{a_id: {{ref: a.id}}}}\n"
    before, after = (values(tables(text.format(each)), "b", "a_id") for each in (count, grown))
    moved = [(a, b) for a, b in zip(before, after, strict=True) if a != b]

    assert 1 - count / grown == pytest.approx(len(moved) / 8000, abs=0.02)
    assert [] == [pair for pair in moved if pair[1] <= count]


def test_another_seed_changes_all_that_is_drawn(plan: Plan) -> None:
    other = shop(seed=43)
    same = set()
    for name in NAMES:
        count = min(plan.table(name).count, other.table(name).count)
        for column in plan.table(name).columns:
            if values(plan, name, column.name, range(count)) == values(
                other, name, column.name, range(count)
            ):
                same.add(f"{name}.{column.name}")

    assert {"users.id", "products.currency"} == same


def test_the_clock_of_the_plan_moves_nothing_that_does_not_read_it() -> None:
    later = plan_of(TEXT.replace("now: 2026-01-01", "now: 2031-06-01").replace("10_000", "300"))

    assert values(shop(), "users", "email") == values(later, "users", "email")[:300]
    assert values(shop(), "users", "created_at") == values(later, "users", "created_at")
