"""Tables that a database has with their rows: others refer to them, and they stay as they are."""

import sqlite3
from pathlib import Path

import pytest

from mockcraft.database import engine_of
from mockcraft.errors import MockcraftError
from mockcraft.schema.bind import bind, load, read
from mockcraft.seeder import Seeding, SeedRequest, prepare
from mockcraft.sink import LoadOptions
from mockcraft.sinks.cleaning import Cleaning
from mockcraft.sinks.stored_rows import with_stored
from sinks.relational import Relational

CUSTOMERS = """tables:
  customers:
    count: 30
    columns:
      id: {generator: sequence, start: 7, step: 7, primary_key: true}
      code: {generator: uuid, unique: true}
      active: {generator: bool, probability: 0.7}
      born: {generator: date, before: 2001-01-01}
      debt: {generator: decimal, min: 0, max: 99, nulls: 0.3}
  regions:
    count: 3
    columns:
      code: {generator: country_code, unique: true, primary_key: true}
      short name: {generator: letters, unique: true}
"""
SHOP = """tables:
  customers:
    existing: true
    columns: {id: {generator: sequence, primary_key: true}, code: uuid, active: bool, born: date, debt: number}
  orders:
    count: 200
    columns:
      id: {generator: sequence, primary_key: true}
      customer_id: {ref: customers.id, where: active}
      code: {ref: customers.code, with: customer_id}
      region: {ref: regions.code}
      place: {ref: regions.short name}
      at: {generator: date, after: customer_id.born, before: 2026-01-01}
      debt: {expr: customer_id.debt * 2}
  visits:
    count: {per: customers, min: 1, max: 3}
    columns:
      customer_id: {ref: customers.id, primary_key: true}
      no: {generator: sequence, per: customer_id, primary_key: true}
"""
WRONG = """SELECT count(*) FROM orders o LEFT JOIN customers c ON c.id = o.customer_id AND c.code = o.code
  LEFT JOIN regions r ON r.code = o.region
  WHERE c.id IS NULL OR r.code IS NULL OR NOT c.active OR o.at < c.born OR o.debt <> c.debt * 2
  OR (o.debt IS NULL) <> (c.debt IS NULL)"""


@pytest.fixture
def shop(tmp_path: Path) -> str:
    path = tmp_path / "shop.yaml"
    path.write_text(SHOP)
    return str(path)


@pytest.fixture
def filled(database: Relational, tmp_path: Path) -> Relational:
    """A database that has customers and regions."""
    path = tmp_path / "customers.yaml"
    path.write_text(CUSTOMERS)
    prepare(SeedRequest(str(path), database.url)).run()
    return database


def seed(schema: str, url: str, existing: str = "refuse") -> Seeding:
    seeding = prepare(SeedRequest(schema, url, load=LoadOptions(existing=existing)))
    seeding.run()
    return seeding


def test_their_rows_are_referred_to_and_stay(filled: Relational, shop: str) -> None:
    before = filled.query("SELECT * FROM customers ORDER BY id")
    seed(shop, filled.url)
    made = filled.query("SELECT * FROM orders ORDER BY id")
    visits = filled.query("SELECT customer_id, count(*) FROM visits GROUP BY customer_id")

    assert [(0,)] == [tuple(row) for row in filled.query(WRONG)]
    assert [(200,)] == [tuple(row) for row in filled.query("SELECT count(*) FROM orders")]
    assert 10 < len(filled.query("SELECT DISTINCT customer_id FROM orders"))
    assert (30, {1, 2, 3}) == (len(visits), {row[1] for row in visits})

    seed(shop, filled.url, "truncate")
    assert made == filled.query("SELECT * FROM orders ORDER BY id")
    _clean(shop, filled.url)
    assert ["customers", "regions"] == [t for t in filled.tables() if not t.startswith("mockcraft")]
    assert before == filled.query("SELECT * FROM customers ORDER BY id")


def _clean(schema: str, url: str) -> None:
    spec, _ = read(schema)
    Cleaning(engine_of(url), url, bind(with_stored(spec, url))).run()


def told(schema: str, url: str, existing: str = "refuse") -> str:
    with pytest.raises(MockcraftError) as caught:
        seed(schema, url, existing)
    return str(caught.value)


def test_what_cannot_be_is_told(shop: str, tmp_path: Path) -> None:
    url, customers = f"sqlite:///{tmp_path}/shop.db", tmp_path / "customers.yaml"
    customers.write_text(CUSTOMERS)

    assert told(shop, url).endswith(
        "shop.db has no table customers (fill it first, or leave existing out)"
    )
    seed(str(customers), url)
    seed(shop, url)
    assert told(shop, url, "append") == (
        'existing="append": visits is counted per row of customers, which all have theirs (give a number as count)'
    )
    Path(shop).write_text(SHOP.replace("customers", "clients"))
    assert told(shop, url).endswith(
        "shop.db has no table clients (fill it first, or leave existing out)"
    )
    Path(shop).write_text(SHOP.replace("debt: number}", "depth: number}"))
    assert told(shop, url).endswith("customers has no column 'depth' (did you mean \"debt\"?)")
    Path(shop).write_text(SHOP.replace("{ref: regions.code}", "{ref: regions.kode}"))
    assert told(shop, url).endswith("regions has no column 'kode' (did you mean \"code\"?)")
    Path(shop).write_text(SHOP.replace("regions.", "region."))
    assert "there is no table 'region'" in told(shop, url)
    Path(shop).write_text(SHOP.replace("existing: true", "existing: 3"))
    assert "3:15: existing must be true or false, not 3" in told(shop, url)


def test_a_table_without_rows_is_pointed_at_by_none(tmp_path: Path) -> None:
    url, schema = f"sqlite:///{tmp_path}/shop.db", tmp_path / "s.yaml"
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.execute("CREATE TABLE buyers (id integer PRIMARY KEY, name text)")
    text = (
        "tables: {carts: {count: 5, columns: {b: {ref: buyers.id, nulls: 0}, n: {expr: b.name}}}}"
    )
    schema.write_text(text)
    assert told(str(schema), url) == (
        f"{schema}:1:47: buyers has no rows to refer to (fill it first, or give the column nulls)"
    )

    schema.write_text(text.replace("nulls: 0", "nulls: 0.5"))
    seed(str(schema), url)
    made = connection.execute("SELECT * FROM carts").fetchall()
    connection.close()

    assert [(None, None)] * 5 == made


def test_files_have_none_of_their_rows(shop: str, tmp_path: Path) -> None:
    Path(shop).write_text("".join(line for line in SHOP.splitlines(True) if "regions" not in line))
    _, plan = load(shop)

    assert ["orders", "visits"] == sorted(each.table for each in plan.ranges)
    with pytest.raises(MockcraftError) as caught:
        prepare(SeedRequest(shop, output="csv", folder=str(tmp_path / "out")))
    assert str(caught.value) == (
        f"{shop}:3:5: customers is existing: its rows are those of a database (fill a database, or leave existing out)"
    )
