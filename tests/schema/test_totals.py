"""Totals over the rows of a child table, and over the items of an array."""

import io
import pickle
from decimal import Decimal

import duckdb
import numpy as np
import pyarrow.csv
import pyarrow.parquet
import pytest

from mockcraft.core.frame import Frame
from mockcraft.core.plan import Plan
from mockcraft.errors import DataError
from plans import files

from .support import plan_of, problems_of, rows_of, schema, table

ORDERS = """id: {generator: sequence, primary_key: true}
rate: {generator: number, min: 1, max: 3}
items: {total: count(order_items)}
net: {total: sum(order_items.amount)}
mean: {total: " AVG ( order_items.amount ) "}
least: {total: min(order_items.amount)}
last: {total: max(order_items.at)}
rated: {total: count(order_items.stars)}
stars: {total: sum(order_items.stars)}
lasted: {total: sum(order_items.lasted)}
weight: {total: avg(order_items.weight)}
lines: {items: {fields: {amount: price, tag: {generator: word, nulls: 0.3}}}, count: 0..4}
lines_sum: {total: sum(lines.amount)}
tags: {total: count(lines.tag)}
points: {items: {generator: number, min: 1, max: 9}, count: 1..3}
most: {total: max(points)}
gross: {expr: "coalesce(net, 0) + items"}"""
ITEMS = """order_id: {ref: orders.id}
no: {generator: sequence, per: order_id}
price: price
amount: {expr: price * order_id.rate}
at: {generator: datetime}
stars: {generator: number, min: 1, max: 5, type: int32, nulls: 0.4}
lasted: {expr: no, type: interval}
weight: {generator: number, min: 1, max: 999, type: float}"""
TEXT = (
    "tables:\n"
    + table(ORDERS, 500, name="orders")
    + table(ITEMS, "{per: orders, min: 0, max: 6}", name="order_items")
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(TEXT)


def test_totals_are_those_that_sql_finds(plan: Plan) -> None:
    made = files(plan, "parquet")
    with duckdb.connect() as connection:
        for name in ("orders", "order_items"):
            connection.register(
                name, pyarrow.parquet.read_table(io.BytesIO(made[f"{name}.parquet"]))
            )
        (wrong,) = connection.execute(
            """with c as (select order_id, count(*) n, sum(amount) net, avg(amount) mean, min(amount) least, max("at") "last",
                   count(stars) rated, sum(stars) stars, sum(lasted) lasted, avg(weight) weight from order_items group by 1)
               select count(*) filter (o.items <> coalesce(n, 0)), count(*) filter (o.net is distinct from c.net),
                 count(*) filter (o.mean is distinct from c.mean and abs(o.mean - c.mean) > 1e-6),
                 count(*) filter (o.least is distinct from c.least), count(*) filter (o."last" is distinct from c."last"),
                 count(*) filter (o.rated <> coalesce(c.rated, 0)), count(*) filter (o.stars is distinct from c.stars),
                 count(*) filter (abs(o.weight - c.weight) > 1e-9 or (o.weight is null) <> (c.weight is null)),
                 count(*) filter (o.lines_sum is distinct from list_sum([x.amount for x in o.lines])),
                 count(*) filter (o.tags <> coalesce(list_count([x.tag for x in o.lines]), 0)),
                 count(*) filter (o.most <> list_max(o.points)),
                 count(*) filter (o.lasted is distinct from c.lasted),
                 count(*) filter (o.gross <> coalesce(c.net, 0) + coalesce(n, 0)),
                 count(*) filter (n is null) < 30
               from orders o left join c on c.order_id = o.id"""
        ).fetchall()

    assert (*[0] * 13, False) == wrong


def test_workers_and_chunks_change_nothing_also_for_floats(plan: Plan) -> None:
    made = files(plan)

    assert made == files(plan, workers=2, batch_rows=1000)
    assert made == files(plan_of(TEXT), batch_rows=7)


@pytest.mark.parametrize("row", [0, 10**6, 10**8])
def test_any_row_is_the_same_alone(row: int) -> None:
    plan = plan_of(TEXT.replace("count: 500", "count: 100000100"))

    (alone,) = rows_of(plan, "orders", row, row + 1)

    assert alone == rows_of(plan, "orders", row, row + 30)[0]


def test_a_parent_with_more_children_than_a_chunk_has_rows() -> None:
    text = TEXT.replace("count: 500", "count: 3").replace(
        "min: 0, max: 6", "min: 40000, max: 40000"
    )
    plan = plan_of(text)
    items = Frame(plan, plan.table("order_items"), np.arange(120_000, dtype=np.uint64))
    weights = items.array("weight").to_numpy(zero_copy_only=False).reshape(3, -1)

    rows = rows_of(plan, "orders")

    assert [40_000] * 3 == [row["items"] for row in rows]
    assert [row["weight"] for row in rows] == pytest.approx(weights.mean(axis=1).tolist())
    assert [rows[1]] == rows_of(plan, "orders", 1, 2)


def test_a_total_moves_no_other_value(plan: Plan) -> None:
    lines = [
        line
        for line in TEXT.splitlines(keepends=True)
        if "total" not in line and "gross" not in line
    ]
    plain = plan_of("".join(lines))
    names = [column.name for column in plain.table("orders").columns]

    assert rows_of(plain, "orders") == [
        {n: row[n] for n in names} for row in rows_of(plan, "orders")
    ]
    assert rows_of(plain, "order_items") == rows_of(plan, "order_items")


def test_more_parents_change_no_total(plan: Plan) -> None:
    more = plan_of(TEXT.replace("count: 500", "count: 800"))

    assert rows_of(plan, "orders") == rows_of(more, "orders", 0, 500)
    assert rows_of(plan, "orders", 3, 9) == rows_of(
        pickle.loads(pickle.dumps(plan)), "orders", 3, 9
    )


def test_without_children_counts_are_0_and_the_rest_is_null() -> None:
    made = rows_of(plan_of(TEXT.replace("min: 0, max: 6", "min: 1, max: 1")), "orders")
    plan = plan_of(TEXT)
    nullable = {c.name for c in plan.table("orders").columns if c.nullable}
    none = [row for row in rows_of(plan, "orders") if row["items"] == 0]

    assert {"net", "mean", "least", "last", "stars", "lasted", "weight", "lines_sum"} == nullable
    assert len(none) > 30
    assert {(None, None, 0, None)} == {(r["net"], r["last"], r["rated"], r["weight"]) for r in none}
    assert all(isinstance(row["net"], Decimal) for row in made)


def test_a_sum_that_is_too_large_names_its_row() -> None:
    items = "order_id: {ref: orders.id}\nn: {generator: number, min: 5000000000000000000, max: 5000000000000000001}"
    text = "tables:\n" + table(
        "id: {generator: sequence, primary_key: true}\ns: {total: sum(x.n)}", name="orders"
    )
    plan = plan_of(text + table(items, "{per: orders, min: 2, max: 2}", name="x"))

    with pytest.raises(
        DataError, match=r"s.yaml:6:7: the sum is larger than .* 64 bits \(row 0 of orders\)"
    ):
        rows_of(plan, "orders")


def test_a_check_reads_a_total() -> None:
    text = TEXT.replace("count: 500\n", 'count: 500\n    checks: ["items < 7 or rate > 0"]\n')
    hopeless = TEXT.replace("count: 500\n", 'count: 500\n    checks: ["items < 6"]\n')

    assert [] == problems_of(text)
    (problem,) = problems_of(hopeless)
    assert problem.startswith("4:14: the check 'items < 6' fails for row ")


CHILDREN = table(
    "u_id: {ref: t.id}\nn: number\nw: word\nnet: {expr: u_id.a}", "{per: t, max: 3}", name="c"
)
PROBLEMS = {
    "a: {total: [c]}": [
        "6:18: total is a list (write sum(order_items.amount), or count(order_items))"
    ],
    "a: {total: c.n}": [
        "6:18: total is 'c.n' (write sum(order_items.amount), or count(order_items); what is computed from one is an expr)"
    ],
    "a: {total: sum(c.n * 2)}": [
        "6:18: 'sum(c.n * 2)' is no total of a column (make 'c.n * 2' a column, hidden if need be, and total that)"
    ],
    "a: {total: median(c.n)}": ["6:18: there is no total 'median' (did you mean \"min\"?)"],
    "a: {total: sum(c)}": ["6:18: sum(c) names no column of it (there are: u_id, n, w, net)"],
    "a: {total: sum(c.z)}": ["6:18: c has no column 'z' (there are: u_id, n, w, net)"],
    "a: {total: sum(d.z)}": [
        "6:18: 'd.z' is neither a table that is counted per t nor an array of its rows (it can be: c)"
    ],
    "a: {total: sum(c.w)}": [
        "6:18: 'w' is text, of which there is no sum (sum is of numbers and intervals; count is of any values)"
    ],
    "a: {total: sum(c.net)}": [
        "13:7: these columns are made from one another: c.net -> t.a -> c.net (make one of them from other columns, or draw it)"
    ],
    "a: {total: sum(b)}\nb: number": [
        "6:18: 'b' is a column of t and no array (total one of items, or of a table that is counted per this one)"
    ],
    "a: {total: sum(b.z)}\nb: {items: {fields: {y: number}}}": [
        "6:18: an item of b has no member 'z' (there are: y)"
    ],
    "a: {expr: sum(c.n) + 1}": [
        '6:17: "sum(c.n) + 1" has sum(), but an expression reads one row (sum up in a column of its own,'
        " {total: sum(…)}, and name that column)"
    ],
    "a: {total: count(c), unique: true}": [
        "6:7: 'a' cannot be unique: it is made from other columns"
    ],
    "a: {items: {total: count(c)}}": [
        "6:26: an item cannot be made by total from columns: it stands in no row with any (make it of generators)"
    ],
}


@pytest.mark.parametrize(("columns", "expected"), PROBLEMS.items(), ids=PROBLEMS)
def test_what_is_wrong_is_told_with_its_place(columns: str, expected: list[str]) -> None:
    found = problems_of(
        schema(f"id: {{generator: sequence, primary_key: true}}\n{columns}") + CHILDREN
    )

    assert expected == [each for each in found if " is no column " not in each][: len(expected)]
