"""Columns that read themselves of the row's parent in its own table: depths, paths, dates after the parent's."""

import io
import time

import duckdb
import numpy as np
import pyarrow.csv
import pytest

from mockcraft.core.frame import Frame
from mockcraft.core.plan import Plan
from plans import files

from .support import plan_of, problems_of, rows_of, schema, table

POSTS = "id: {generator: sequence, primary_key: true}"
COMMENTS = """id: {generator: sequence, primary_key: true}
post_id: {ref: posts.id}
parent_id: {ref: comments.id, where: post_id = row.post_id, nulls: 0.2}
depth: {expr: "coalesce(parent_id.depth, 0) + 1"}
path: {expr: "coalesce(parent_id.path || '/', '') || id"}
crumbs: {template: "{parent_id.crumbs}<{id}>"}
at: {generator: datetime, after: "coalesce(parent_id.at, timestamp '2024-01-01 00:00:00')", before: "coalesce(parent_id.at, timestamp '2024-01-01 00:00:00') + interval '2 days'"}
weight: {expr: "round(coalesce(parent_id.weight, 1) * 0.5, 6)", type: "decimal(12,6)"}
above: {expr: parent_id.depth}"""
TEXT = "tables:\n" + table(POSTS, 50, name="posts") + table(COMMENTS, 3000, name="comments")
FOLDERS = """id: {generator: sequence, primary_key: true}
parent_id: {ref: t.id}
depth: {expr: "coalesce(parent_id.depth + 1, 0)"}"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(TEXT)


def test_they_are_what_a_recursive_query_finds(plan: Plan) -> None:
    with duckdb.connect() as connection:
        made = pyarrow.csv.read_csv(io.BytesIO(files(plan, "csv")["comments.csv"]))
        connection.register("comments", made)
        (wrong,) = connection.execute(
            """with recursive tree as (
                 select id, 1 depth, id::text path, '<' || id || '>' crumbs, 0.5::double weight from comments where parent_id is null
                 union all select c.id, t.depth + 1, t.path || '/' || c.id, t.crumbs || '<' || c.id || '>',
                   round(t.weight * 0.5, 6) from comments c join tree t on t.id = c.parent_id)
               select count(*), count(*) filter (c.depth <> t.depth), count(*) filter (c.path <> t.path),
                 count(*) filter (c.crumbs <> t.crumbs), count(*) filter (abs(c.weight - t.weight) > 1e-5),
                 count(*) filter (c.above is distinct from if(t.depth = 1, null, t.depth - 1)), max(t.depth) > 5
               from comments c join tree t using (id)"""
        ).fetchall()
        (times,) = connection.execute(
            """select count(*), count(*) filter (c.at < p.at or c.at > p.at + interval 2 days or c.post_id <> p.post_id)
               from comments c join comments p on p.id = c.parent_id"""
        ).fetchall()

    assert (3000, 0, 0, 0, 0, 0, True) == wrong
    assert (True, 0) == (times[0] > 2000, times[1])


def test_workers_and_chunks_change_nothing(plan: Plan) -> None:
    made = files(plan)

    assert made == files(plan, workers=2, batch_rows=1000)
    assert made == files(plan_of(TEXT), batch_rows=77)


@pytest.mark.parametrize("row", [0, 10**6, 10**9])
def test_any_row_is_the_same_alone(row: int) -> None:
    plan = plan_of(schema(FOLDERS, 2 * 10**9))

    (alone,) = rows_of(plan, "t", row, row + 1)

    assert alone == rows_of(plan, "t", row, row + 50)[0]
    assert alone["depth"] == _depth(plan, row)


def _depth(plan: Plan, row: int) -> int:
    """By the references alone."""
    depth = 0
    while row:
        row = rows_of(plan, "t", row, row + 1)[0]["parent_id"] - 1
        depth += 1
    return depth


def test_the_first_row_which_is_its_own_parent_has_none_above(plan: Plan) -> None:
    assert {"id": 1, "parent_id": 1, "depth": 0} == rows_of(plan_of(schema(FOLDERS)), "t", 0, 1)[0]


def test_a_chain_as_long_as_the_table_needs_no_stack() -> None:
    rows = ", ".join(f"{{id: {i}, parent_id: {i - 1}}}" for i in range(2, 501))
    plan = plan_of(schema(FOLDERS, 500, f"    rows: [{{id: 1}}, {rows}]\n"))

    assert list(range(500)) == [row["depth"] for row in rows_of(plan)]


def test_a_million_rows_take_seconds() -> None:
    plan = plan_of(schema(FOLDERS, 10**6))
    begun = time.monotonic()
    depths = [
        Frame(plan, plan.table("t"), np.arange(i, i + 16_384, dtype=np.uint64)).array("depth")
        for i in range(0, 10**6 - 16_384, 131_072)
    ]

    assert time.monotonic() - begun < 30
    assert 8 < np.mean(depths[-1].to_numpy(zero_copy_only=False)) < 20


PROBLEMS = {
    'd: {expr: "parent.d + 1"}': ["7:17: t has no column 'parent' (there are: id, up, d)"],
    "d: {expr: up.e}\ne: {expr: up.d}": [
        "7:7: these columns are made from one another: t.d -> t.e -> t.d"
    ],
    "d: {expr: d + 1}": ["7:7: these columns are made from one another: t.d -> t.d"],
    'd: {expr: "coalesce(up.d, 1) * 1.5"}': [
        "7:17: 'd' is decimal(18,1), and decimal(18,2) where its parent's is that (round it, or give its type)"
    ],
    'd: {expr: "coalesce(up.d, 1)", unique: true}': [
        "7:7: 'd' cannot be unique: 'coalesce(up.d, 1)' can give two rows the same value (use a unique column by itself,"
        " or with constants and +, -, * or ||)"
    ],
}


@pytest.mark.parametrize(("columns", "expected"), PROBLEMS.items(), ids=PROBLEMS)
def test_what_is_wrong_is_told_with_its_place(columns: str, expected: list[str]) -> None:
    assert expected == problems_of(
        schema(
            f"id: {{generator: sequence, primary_key: true}}\nup: {{ref: t.id, nulls: 0.1}}\n{columns}"
        )
    )
