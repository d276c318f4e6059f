"""Numbers within a parent, and the one child of a parent that is chosen."""

import io

import duckdb
import pyarrow.csv
import pytest

from mockcraft.core.plan import Plan
from plans import files

from .support import plan_of, problems_of, rows_of, table

INVOICES = table("id: {generator: sequence, primary_key: true}", 300, name="invoices")
LINES = """invoice_id: {ref: invoices.id, primary_key: true}
line_no: {generator: sequence, per: invoice_id, primary_key: true}
tens: {generator: sequence, per: invoice_id, start: 100, step: -10}
main: {one_per: invoice_id}
head: {one_per: invoice_id, which: first}
tail: {one_per: invoice_id, which: last}
weight: {generator: number, min: 1, max: 9}"""
TEXT = "tables:\n" + INVOICES + table(LINES, "{per: invoices, min: 0, max: 5}", name="lines")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(TEXT)


def test_rows_are_numbered_and_one_is_chosen_within_each_parent(plan: Plan) -> None:
    lines = pyarrow.csv.read_csv(io.BytesIO(files(plan, "csv")["lines.csv"]))
    with duckdb.connect() as connection:
        connection.register("lines", lines)
        ((parents, wrong, places),) = connection.execute(
            """with each as (
                 select invoice_id, count(*) n, list(line_no order by line_no) numbers, list(tens order by line_no) tens,
                   count(*) filter (main) mains, min(line_no) filter (head) heads, min(line_no) filter (tail) tails,
                   count(*) filter (head) + count(*) filter (tail) ends, min(line_no) filter (main) place
                 from lines group by 1)
               select count(*), count(*) filter (numbers <> range(1, n + 1) or mains <> 1 or heads <> 1 or tails <> n
                 or ends <> 2 or tens <> list_transform(range(0, n), lambda i: 100 - 10 * i)),
                 count(distinct place) filter (n = 5)
               from each"""
        ).fetchall()

    assert parents > 200
    assert (0, 5) == (wrong, places)


def test_workers_and_chunks_change_nothing(plan: Plan) -> None:
    made = files(plan)

    for workers, batch_rows in ((2, 1000), (1, 7), (2, 64)):
        assert made == files(plan, workers=workers, batch_rows=batch_rows)


@pytest.mark.parametrize("row", [0, 10**6, 10**9])
def test_any_row_is_the_same_alone(row: int) -> None:
    counts = "{per: invoices, min: 1000000, max: 1000000}"
    plan = plan_of(
        "tables:\n" + INVOICES.replace("300", "1200") + table(LINES, counts, name="lines")
    )

    (alone,) = rows_of(plan, "lines", row, row + 1)
    among = rows_of(plan, "lines", row, row + 20)

    assert alone == among[0]
    assert (row // 10**6 + 1, row % 10**6 + 1, True) == (
        alone["invoice_id"],
        alone["line_no"],
        alone["head"],
    )


def test_more_parents_renumber_nothing(plan: Plan) -> None:
    more = plan_of(TEXT.replace("count: 300", "count: 500"))

    assert rows_of(plan, "lines") == rows_of(more, "lines")[: plan.table("lines").count]


PER = "{per: u, max: 3}"
PROBLEMS = {
    "a: {ref: u.id}\nb: {generator: sequence, per: c}": [
        "10:37: t has no column 'c' (there are: a, b)"
    ],
    "a: {ref: u.id}\nb: {generator: sequence, per: b}": [
        "10:37: the rows of t are not counted per 'b', so they have no place in it"
        " (name the reference of count: {per: …})"
    ],
    "a: {ref: u.id}\nb: {generator: sequence, per: [a]}": [
        "10:37: per is a list (give the reference that the rows are counted per, such as user_id)"
    ],
    "a: {ref: u.id}\nb: {ref: u.id}\nc: {one_per: b}": [
        "11:20: the rows of t are not counted per 'b', so they have no place in it (give count: {per: u, …})"
    ],
    "a: {ref: u.id}\nb: {one_per: a, which: second}": [
        "10:30: which is 'second' (give one of any, first, last)"
    ],
    "a: {ref: u.id}\nb: {one_per: [a]}": [
        "10:20: one_per is a list (give the reference that the rows are counted per, such as user_id)"
    ],
    "a: {ref: u.id}\nb: {fields: {x: {one_per: a}}}": [
        "10:33: a member of a document is no row of its parent (make it a column)"
    ],
    "a: {ref: u.id}\nb: {generator: number, per: a}": [
        "10:30: number has no parameter 'per' (it takes min, max, distribution, mean, deviation, quantiles)"
    ],
    "a: {ref: u.id}\nb: {generator: sequence, per: a, unique: true}": [
        "10:7: 'b' cannot be unique: it numbers rows within a alone (name that too)"
    ],
}


@pytest.mark.parametrize(("columns", "expected"), PROBLEMS.items(), ids=PROBLEMS)
def test_what_is_wrong_is_told_with_its_place(columns: str, expected: list[str]) -> None:
    parents = table("id: {generator: sequence, primary_key: true}", name="u")
    found = problems_of("tables:\n" + parents + table(columns, PER))

    assert expected == found
