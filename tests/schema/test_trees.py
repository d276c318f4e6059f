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
        "7:7: these columns are made from one another: t.d -> t.e -> t.d (make one of them from other columns, or draw it)"
    ],
    "d: {expr: d + 1}": [
        "7:7: these columns are made from one another: t.d -> t.d (make one of them from other columns, or draw it)"
    ],
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


BOUNDED = """id: {generator: sequence, primary_key: true}
up: {ref: t.id, %s}
depth: {expr: "coalesce(up.depth, 0) + 1"}
above: {expr: "coalesce(up.id, 0)"}
n: {generator: number, min: 1, max: 9}"""


@pytest.mark.parametrize("checks", ["", "    checks: [n > 2]\n", "    checks: [above <> 30]\n"])
@pytest.mark.parametrize(
    ("options", "roots", "deepest"),
    [
        ("roots: 5, max_depth: 4", 5, 4),
        ("roots: 7", 7, None),
        ("nulls: 0.1, max_depth: 2", None, 2),
        ("max_depth: 3, roots: 1", 1, 3),
    ],
)
def test_trees_have_the_roots_and_the_depth_that_are_asked_for(
    options: str, roots: int | None, deepest: int | None, checks: str
) -> None:
    if deepest:  # a row of such a tree is where it is, whatever checks say
        checks = checks.replace("above <> 30", "above >= 0")
    rows = rows_of(plan_of(schema(BOUNDED % options, 3000, checks)))
    depths = {row["id"]: row["depth"] for row in rows}

    assert all(row["depth"] == (depths[row["up"]] + 1 if row["up"] else 1) for row in rows)
    assert all(row["up"] is None or row["up"] < row["id"] for row in rows)
    assert roots in (None, sum(row["up"] is None for row in rows))
    assert roots is None or all(row["up"] is None for row in rows[:roots])
    assert max(depths.values()) == deepest if deepest else max(depths.values()) > 8


def test_rows_of_a_bounded_tree_stay_in_their_group() -> None:
    columns = BOUNDED % "max_depth: 3, where: n = row.n, nulls: 0.1"
    rows = rows_of(plan_of(schema(columns, 3000)))
    made = {row["id"]: row for row in rows}

    assert {1, 2, 3} == {row["depth"] for row in rows}
    for row in rows:
        if row["up"] is not None:
            above = made[row["up"]]
            assert (row["n"], row["depth"]) == (above["n"], above["depth"] + 1)
    assert rows[2000:2050] == rows_of(plan_of(schema(columns, 3000)), start=2000, stop=2050)


@pytest.mark.parametrize("start", [0, 10**6, 10**9])
def test_a_row_of_a_bounded_tree_is_made_by_itself(start: int) -> None:
    plan = plan_of(schema(BOUNDED % "roots: 5, max_depth: 6", 10**10))
    rows = rows_of(plan, start=start, stop=start + 50)
    alone = [rows_of(plan, start=n, stop=n + 1)[0] for n in range(start, start + 50, 7)]

    assert rows[::7] == alone
    assert {row["depth"] for row in rows} <= set(range(1, 7))


def test_a_bound_moves_those_alone_that_would_be_deeper() -> None:
    free = rows_of(plan_of(schema(BOUNDED % "roots: 5", 3000)))
    bounded = rows_of(plan_of(schema(BOUNDED % "roots: 5, max_depth: 6", 3000)))

    assert [row["up"] for row in free if row["depth"] <= 6] == [
        after["up"] for row, after in zip(free, bounded, strict=True) if row["depth"] <= 6
    ]


@pytest.mark.parametrize(
    ("options", "more", "problem"),
    [
        ("roots: 10", "", "6:30: t has 10 rows, of which 10 cannot be roots (lower it)"),
        ("roots: 0", "", "6:30: roots 0 is outside 1..4611686018427387904"),
        ("roots: 2, nulls: 0.1", "", "6:23: roots does not go here: nulls says how many rows have no parent (remove it)"),
        ("max_depth: 1", "", "6:34: max_depth 1 is outside 2..1000"),
        ("max_depth: x", "", "6:34: max_depth must be a whole number, not 'x'"),
        ("max_depth: 3, where: id = row.n", "", "6:23: max_depth does not go here: where allows a parent and not the row above it: id = n (remove it)"),
        ("max_depth: 3", "    rows: [{id: 4, up: 1}]\n", "7:23: max_depth does not go here: a row by hand gives a parent (remove it)"),
    ],
)  # fmt: skip
def test_trees_that_cannot_be_are_named(options: str, more: str, problem: str) -> None:
    found = problems_of(schema(BOUNDED % options, 10, more))

    assert [problem] == [each for each in found if "roots" in each or "max_depth" in each]


def test_a_reference_to_another_table_has_no_roots() -> None:
    text = "tables:\n" + table(POSTS, 50, name="posts") + table("a: {ref: posts.id, roots: 2}")

    assert [
        "9:26: roots does not go here: 'a' refers to another table (it is of a tree) (remove it)"
    ] == problems_of(text)
