"""Documents hold the rows of the tables embedded in them, as those tables would have them by themselves."""

import pickle
from typing import Any

import numpy as np
import pytest

from mockcraft.core.embedding import embedded, embedded_ranges
from mockcraft.core.frame import Frame, batch_of
from mockcraft.core.links.children import BLOCK, Children
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range, whole
from mockcraft.core.width import CHUNK_BYTES, WITHIN, least_bytes, rows_at_once, wide_tables
from mockcraft.errors import DataError
from mockcraft.schema.append import bind_append
from mockcraft.schema.bind import Overrides, load
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import parse
from plans import plan_of

SHOP = """
tables:
  products:
    count: 30
    columns:
      sku: {generator: sequence, primary_key: true}
      price: price
  users:
    count: 200
    embed: [orders, visits]
    columns:
      id: {generator: sequence, primary_key: true}
      name: full_name
  orders:
    count: {per: users, max: 4}
    embed: lines
    columns:
      id: {generator: uuid, primary_key: true}
      user_id: {ref: users.id}
      code: {generator: number, min: 1, max: 999_999_999, unique: true}
      address: {fields: {city: city, zip: zip}}
  lines:
    count: {per: orders, min: 0, max: 3}
    columns:
      order_id: {ref: orders.id}
      sku: {ref: products.sku}
      price: {ref: products.price, with: sku}
      quantity: {generator: number, min: 1, max: 9}
      tags: {items: word}
    checks: ["price * quantity > 100"]
  visits:
    count: {per: users, max: 2}
    columns:
      user_id: {ref: users.id}
      page: {values: [home, cart]}
  reviews:
    count: 50
    columns:
      order_id: {ref: orders.id}
      stars: {generator: number, min: 1, max: 5}
"""


def rows_of(plan: Plan, table: str, start: int = 0, stop: int | None = None) -> list[Any]:
    end = plan.table(table).count if stop is None else stop
    return list(batch_of(plan, whole(Range(table, start, end))).to_pylist())


def nested_by_hand(plan: Plan, start: int, stop: int) -> list[Any]:
    """Users with their orders and visits, orders with their lines, put together from the tables."""
    users, orders = rows_of(plan, "users", start, stop), rows_of(plan, "orders")
    for order in orders:
        order["lines"] = [r for r in rows_of(plan, "lines") if r["order_id"] == order["id"]]
    visits = rows_of(plan, "visits")
    for user in users:
        user["orders"] = [row for row in orders if row["user_id"] == user["id"]]
        user["visits"] = [row for row in visits if row["user_id"] == user["id"]]
    return users


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(SHOP.replace("count: 200", "count: 40"))


@pytest.mark.parametrize(("start", "stop"), [(0, 40), (7, 8), (13, 40), (40, 40)])
def test_a_document_holds_the_rows_that_point_at_it(plan: Plan, start: int, stop: int) -> None:
    assert nested_by_hand(plan, start, stop) == rows_of(embedded(plan), "users", start, stop)


def test_all_rows_of_the_embedded_tables_are_there_in_their_order(plan: Plan) -> None:
    users = rows_of(embedded(plan), "users")
    orders = [order for user in users for order in user["orders"]]
    lines = [line for order in orders for line in order.pop("lines")]

    assert rows_of(plan, "orders") == orders
    assert rows_of(plan, "lines") == lines
    assert all(each["price"] * each["quantity"] > 100 for each in lines)
    assert len(orders) == len({each["code"] for each in orders})


def test_rows_may_be_asked_for_in_any_order(plan: Plan) -> None:
    made = embedded(plan)
    numbers = np.array([31, 0, 31, 5], np.uint64)
    some = Frame(made, made.table("users"), numbers).batch().to_pylist()
    every = rows_of(made, "users")

    assert [every[number] for number in numbers.tolist()] == some


def test_embedded_tables_are_no_tables_of_their_own(plan: Plan) -> None:
    made = embedded(plan)

    assert ["products", "users", "reviews"] == [table.name for table in made.tables]
    assert ["orders", "lines", "visits"] == sorted(
        (table.name for table in made.within), key=["orders", "lines", "visits"].index
    )
    assert ["id", "name", "orders", "visits"] == [c.name for c in made.table("users").columns]
    assert ["users", "users", "reviews"] == list(map(made.holder, ["lines", "users", "reviews"]))


def test_tables_beside_keep_their_rows_and_no_key_leads_into_a_document(plan: Plan) -> None:
    made = embedded(plan)

    assert rows_of(plan, "reviews") == rows_of(made, "reviews")
    assert plan.table("reviews").foreign_keys and not made.table("reviews").foreign_keys
    assert plan.table("reviews").links[0].parent == made.table("reviews").links[0].parent


def test_a_plan_without_embedded_tables_stays_as_it_is() -> None:
    plan = plan_of(
        SHOP.replace("    embed: [orders, visits]\n", "").replace("    embed: lines\n", "")
    )

    assert embedded(plan) is plan


def test_what_is_embedded_once_is_not_embedded_again(plan: Plan) -> None:
    made = embedded(plan)

    assert embedded(made) is made


def test_a_target_says_which_rows_are_documents(plan: Plan) -> None:
    made = embedded(plan, lambda table: table.name == "orders")

    assert ["products", "users", "orders", "visits", "reviews"] == [t.name for t in made.tables]
    assert [order["lines"] for order in rows_of(made, "orders")] == [
        [row for row in rows_of(plan, "lines") if row["order_id"] == order["id"]]
        for order in rows_of(plan, "orders")
    ]
    assert embedded(plan, lambda table: False) is plan


def test_the_digest_tells_documents_from_tables_but_not_where_nothing_is_embedded(
    plan: Plan,
) -> None:
    without = plan_of(
        SHOP.replace("count: 200", "count: 40").replace("    embed: [orders, visits]\n", "")
    )

    assert plan.digest == without.digest  # of the tables, which are the same
    assert plan.digest != embedded(plan).digest
    assert embedded(plan).digest == pickle.loads(pickle.dumps(embedded(plan))).digest


def test_a_worker_gets_the_same_documents(plan: Plan) -> None:
    made = embedded(plan)

    assert rows_of(made, "users") == rows_of(pickle.loads(pickle.dumps(made)), "users")


def test_the_embedded_rows_of_ranges_are_told(plan: Plan) -> None:
    made = embedded(plan)
    users = rows_of(made, "users")
    before = sum(len(each["orders"]) for each in users[:10])
    orders = sum(len(each["orders"]) for each in users[10:25])
    found = list(embedded_ranges(made, [Range("users", 10, 25), Range("reviews", 0, 50)]))

    assert Range("orders", before, before + orders) in found
    assert {"orders", "lines", "visits"} == {each.table for each in found}
    assert plan.table("lines").count == sum(
        each.rows for each in embedded_ranges(made, made.ranges) if each.table == "lines"
    )


def test_the_documents_of_an_append_hold_rows_of_the_append() -> None:
    spec, _ = read_spec(parse(SHOP, "s.yaml"))
    plan = bind_append(spec, Overrides(counts={"users": 20}), {"products": 30, "users": 200})
    made = embedded(plan)
    users = rows_of(made, "users", 200)
    orders = [order for user in users for order in user["orders"]]
    for order in orders:
        order.pop("lines")

    assert 200 == made.table("users").start
    assert {user["id"] for user in users} >= {order["user_id"] for order in orders}
    assert rows_of(plan, "orders", plan.table("orders").start) == orders


def test_any_document_of_many_is_made_by_itself() -> None:
    plan = embedded(plan_of(SHOP.replace("count: 200", "count: 3_000_000")))
    last = rows_of(plan, "users", 2_999_999)[0]

    assert 3_000_000 == last["id"]
    assert all(order["user_id"] == 3_000_000 for order in last["orders"])


@pytest.mark.parametrize(("low", "high", "mean"), [(0, 8, 3.0), (2, 2, None), (0, 1, None)])
def test_children_begin_where_those_of_all_parents_before_end(
    low: int, high: int, mean: float | None
) -> None:
    children = Children.of("p", 2 * BLOCK + 5, low, high, mean, 42)
    asked = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 4, 7, 7]

    assert [children.before(each) for each in asked] == children.starts(
        np.array(asked, np.uint64)
    ).tolist()


def test_chunks_of_documents_have_fewer_rows_where_these_are_wide() -> None:
    text = SHOP.replace("max: 4}", "min: 200, max: 400}")
    plan = plan_of(text)
    made = embedded(plan)
    fewer = wide_tables(made, made.ranges, 16_384)

    assert "users" not in wide_tables(plan, plan.ranges, 16_384)
    assert 0 < fewer["users"] < 400
    chunk = rows_at_once(made, made.ranges, 16_384)["users"]
    assert 0 < chunk < fewer["users"]
    assert batch_of(made, whole(Range("users", 0, chunk))).nbytes < CHUNK_BYTES
    assert least_bytes(made.table("users")) > 400 * least_bytes(plan.table("orders"))


def test_chunks_of_documents_have_fewer_rows_where_many_rows_are_in_them() -> None:
    made = embedded(plan_of(SHOP.replace("max: 4}", "min: 30, max: 40}")))
    within = sum(each.rows for each in embedded_ranges(made, made.ranges))
    sizes = rows_at_once(made, made.ranges, 100)

    assert {"users": WITHIN * 100 * 200 // within} == sizes
    assert within * sizes["users"] // 200 <= WITHIN * 100
    assert {"users": 1} == rows_at_once(made, made.ranges, 2)


def test_chunks_of_documents_with_few_rows_in_them_stay_as_they_are(plan: Plan) -> None:
    few = embedded(plan, lambda table: table.name == "orders")

    assert {} == rows_at_once(plan, plan.ranges, 100) == rows_at_once(few, few.ranges, 100)


def test_a_document_that_cannot_fit_is_told_with_what_to_do() -> None:
    plan = embedded(
        plan_of(SHOP.replace("max: 4}", "max: 1_000_000}").replace("count: 200", "count: 2"))
    )

    with pytest.raises(DataError, match="lower the max of what orders is counted, or do not embed"):
        wide_tables(plan, plan.ranges, 16_384)


def test_a_schema_of_python_embeds_too() -> None:
    tables = {
        "a": {"count": 3, "embed": "b", "columns": {"id": "sequence"}},
        "b": {"count": {"per": "a", "min": 1, "max": 1}, "columns": {"a_id": {"ref": "a.id"}}},
    }
    _, plan = load({"tables": tables})

    assert [{"id": number, "b": [{"a_id": number}]} for number in (1, 2, 3)] == rows_of(
        embedded(plan), "a"
    )
