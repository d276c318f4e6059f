"""Tables in the documents of their parents, as a collection has them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo.database import Database
from pymongo.errors import WriteError

import servers
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.format import open_format
from mockcraft.sink import LoadOptions
from mockcraft.sinks.cleaning import Cleaning
from mockcraft.sinks.database import DatabaseSink
from mockcraft.sinks.folder import FolderSink
from plans import MakePlan

SHOP = """
  products:
    count: 12
    columns:
      id: {generator: sequence, primary_key: true}
  users:
    count: 70
    embed: orders
    columns:
      id: {generator: sequence, primary_key: true}
  orders:
    count: {per: users, min: 0, max: 3}
    embed: lines
    columns:
      id: {generator: sequence, primary_key: true}
      user: {ref: users.id}
      note: {generator: word, absent: 0.5}
  lines:
    count: {per: orders, min: 1, max: 2}
    columns:
      order: {ref: orders.id}
      product: {ref: products.id}
      price: {generator: price, min: 1, max: 9}
"""


@pytest.fixture
def database(mongodb: str) -> Iterator[Database[dict[str, Any]]]:
    found = servers.MongoDB(mongodb).database()
    with found.client:
        yield found


def fill(make_plan: MakePlan, uri: str) -> None:
    sink = DatabaseSink(engine_of(uri), uri, LoadOptions(), batch_rows=20)
    run(sink.engine.shaped(make_plan(SHOP)), sink, batch_rows=15)


def test_rows_stand_in_the_documents_of_their_parents(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]], tmp_path: Path
) -> None:
    """As JSON lines have them, without a collection of their own."""
    fill(make_plan, mongodb)
    format = open_format("jsonl")
    run(engine_of(mongodb).shaped(make_plan(SHOP)), FolderSink(format, tmp_path, "dump"))
    lines = [json.loads(each) for each in (tmp_path / "users.jsonl").read_text().splitlines()]
    found = list(database.users.find({}, {"_id": 0}, sort=[("_id", 1)]))
    for user in found:
        for order in user["orders"]:
            for line in order["lines"]:
                line["price"] = float(line["price"].to_decimal())

    assert lines == found
    assert ["products", "users"] == sorted(database.list_collection_names())
    assert {True, False} == {"note" in order for user in found for order in user["orders"]}
    assert {0, 1, 2, 3} == {len(user["orders"]) for user in found}


def test_what_they_refer_to_is_there(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    fill(make_plan, mongodb)
    link = {
        "from": "products",
        "localField": "orders.lines.product",
        "foreignField": "id",
        "as": "found",
    }
    stages = [{"$unwind": "$orders"}, {"$unwind": "$orders.lines"}]
    found = list(database.users.aggregate([*stages, {"$lookup": link}]))

    assert 70 < len(found)
    assert {1} == {len(each["found"]) for each in found}
    assert all(each["id"] == each["orders"]["user"] for each in found)


def test_the_validator_knows_them(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    fill(make_plan, mongodb)
    some = next(each for each in database.users.find() if each["orders"])
    some["orders"][0]["lines"][0]["price"] = "much"
    with pytest.raises(WriteError) as caught:
        database.users.replace_one({"_id": some["_id"]}, some)

    assert 121 == caught.value.code


def test_they_go_with_the_documents(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    fill(make_plan, mongodb)
    removed = Cleaning(engine_of(mongodb), mongodb, make_plan(SHOP)).run()

    assert {"users": 70, "products": 12} == {each.table: each.rows for each in removed}
    assert [] == database.list_collection_names()


def test_indexes_of_rows_within_documents_are_those_of_the_collection(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    """Several documents without such rows are not the same to a unique one."""
    asked = (
        "    mongodb: {indexes: [[note, -id], {columns: [id], unique: true}]}\n    embed: lines\n"
    )
    lines = "    mongodb: {indexes: [[product]]}\n    count: {per: orders"
    shop = SHOP.replace("    embed: lines\n", asked).replace("    count: {per: orders", lines)
    sink = DatabaseSink(engine_of(mongodb), mongodb, LoadOptions(), batch_rows=20)
    run(sink.engine.shaped(make_plan(shop)), sink, batch_rows=15)
    found = database.users.index_information()

    assert [("orders.note", 1), ("orders.id", -1)] == found["orders.note_1_orders.id_-1"]["key"]
    assert found["orders.id_1"]["unique"]
    assert "orders.lines.product_1" in found
    assert 1 < database.users.count_documents({"orders": []})


def test_documents_do_not_expire_by_rows_within_them(make_plan: MakePlan, mongodb: str) -> None:
    asked = "    mongodb: {indexes: [{columns: [at], expire_after: 5}]}\n    embed: lines\n"
    shop = SHOP.replace("    embed: lines\n", asked).replace(
        "      note:", "      at: datetime\n      note:"
    )
    sink = DatabaseSink(engine_of(mongodb), mongodb, LoadOptions())
    plan = sink.engine.shaped(make_plan(shop))

    assert "orders: documents of users would go" in str(sink.foresee(plan, plan.ranges).refusal)
