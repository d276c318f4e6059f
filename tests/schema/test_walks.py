"""Walks, measurements, and the rows before and after, counted by duckdb."""

import io
from itertools import pairwise

import duckdb
import pyarrow.csv
import pytest

from mockcraft.core.plan import Plan
from mockcraft.errors import DataError
from plans import files

from .support import plan_of, problems_of, rows_of, schema, table

PARENTS = table("id: {generator: sequence, primary_key: true}", 400, name="p")
WALKS = """p: {ref: p.id, primary_key: true}
n: {generator: sequence, per: p, primary_key: true}
free: {generator: walk, per: p, start: 10, deviation: 2}
gain: {generator: walk, per: p, deviation: 2, drift: 0.3}
kept: {generator: walk, per: p, start: 50, deviation: 1, reverting: 0.1, scale: 3}
held: {generator: walk, per: p, start: 5, deviation: 3, min: 0, max: 10}
step: {expr: free - lag(free)}
ahead: {expr: lead(p.id) * 1000 + lead(n)}"""
FAR = """at: {generator: timeline, start: 2000-01-01, every: 1 s}
a: {generator: walk, deviation: 1.5, min: 0}
b: {generator: walk, reverting: 0.02}
c: {expr: b - lag(b)}
d: {generator: measurement, daily: 3, yearly: 2, weekly: 1, noise: 0.5}"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of("tables:\n" + PARENTS + table(WALKS, "{per: p, min: 0, max: 300}"))


def test_walks_walk_as_declared(plan: Plan) -> None:
    rows = pyarrow.csv.read_csv(io.BytesIO(files(plan, "csv")["t.csv"]))
    with duckdb.connect() as connection:
        connection.register("t", rows)
        answer = connection.execute(
            """with each as (select *, free - lag(free) over w own, lag(step) over w before, lag(kept) over w kept_before,
                 lag(kept, 10) over w kept_long, p * 1000 + n here, lead(p * 1000 + n) over w following,
                 free - lag(free, 64) over w far, gain - lag(gain) over w gained from t window w as (partition by p order by n))
               select count(*) filter (abs(step - own) > 0.001 or (n = 1) <> (step is null)),
                 count(*) filter (ahead is distinct from following), count(*) filter (n = 1 and free <> 10),
                 stddev(own), abs(avg(own)) < 0.05, abs(corr(own, before)) < 0.02, stddev(far) / 8, avg(gained),
                 stddev(kept), corr(kept, kept_before), corr(kept, kept_long), avg(kept), min(held), max(held)
               from each"""
        ).fetchone()

    assert answer is not None
    assert (0, 0, 0) == answer[:3]
    assert answer[4] and answer[5] and 1.8 < answer[6] < 2.2
    found = [answer[3], *answer[7:]]
    wanted = [2, 0.3, 1 / 0.19**0.5, 0.9, 0.9**10, 50, 0, 10]
    assert wanted == pytest.approx(found, rel=0.05, abs=0.03)


def test_workers_and_chunks_change_nothing(plan: Plan) -> None:
    few = plan_of("tables:\n" + PARENTS.replace("400", "30") + table(WALKS, "{per: p, max: 300}"))
    made = files(few)

    assert made == files(few, workers=2, batch_rows=1000) == files(few, batch_rows=16_384)


@pytest.mark.parametrize("row", [0, 10**6, 10**9])
def test_any_row_is_made_alone(row: int) -> None:
    made = plan_of(schema(FAR, 10**9 + 20))

    among = rows_of(made, "t", row, row + 20)

    assert rows_of(made, "t", row + 9, row + 10) == among[9:10]
    assert all(abs(a["a"] - b["a"]) < 9 for a, b in pairwise(among))


def test_a_measurement_has_its_seasons_and_its_trend() -> None:
    columns = """tick: {generator: timeline, start: 2024-01-01, every: 1 h}
v: {generator: measurement, mean: 100, daily: 10, peak_hour: 6, weekly: 5, yearly: 20, peak_month: 1, trend: 30, noise: 2, scale: 2}
cut: {generator: measurement, daily: 10, noise: 3, min: 0, max: 8}"""
    made = files(plan_of(schema(columns, 17_544)), "csv")["t.csv"]
    with duckdb.connect() as connection:
        connection.register("t", pyarrow.csv.read_csv(io.BytesIO(made)))
        answer = connection.execute(
            """select avg(v) filter (hour(tick) = 6) - avg(v) filter (hour(tick) = 18),
                 avg(v) filter (isodow(tick) = 3) - avg(v) filter (isodow(tick) = 7),
                 avg(v) filter (year(tick) = 2025) - avg(v) filter (year(tick) = 2024),
                 avg(v) filter (dayofyear(tick) = 16) - avg(v) filter (dayofyear(tick) = 198 and year(tick) = 2024), min(cut), max(cut) from t"""
        ).fetchone()

    assert [20, 9, 30, 41, 0, 8] == pytest.approx(answer, rel=0.08)


PROBLEMS = {
    "a: {generator: walk, min: 5, max: 2}": "5:33: min is not below max",
    "a: {generator: walk, min: 5}": "5:22: start is below min (give a higher one)",
    "a: {generator: walk, start: 3, max: 2}": "5:35: start is above max (give a lower one)",
    "a: {generator: walk, deviation: -1}": "5:39: deviation is not within 0..1000000000 in the last of 2 places",
    "a: {generator: walk, drift: 1, reverting: 0.5}": "5:35: drift and reverting do not go together (leave one out)",
    "a: {generator: walk, unique: true}": "5:7: 'a' cannot be unique: a series has no fixed set of values to draw distinct ones from",
    "a: {generator: walk, start: b}\nb: word": "5:35: start='b' is not a decimal number (start is the same for all rows; columns give whole numbers, dates and timestamps, so make what differs from row to row with expr)",
    "a: {generator: measurement, noise: -1}": "5:42: noise is below 0",
    "a: {generator: measurement, at: b}\nb: word": "5:39: b is text, but at needs timestamp (write cast(b as timestamp), or name another column)",
    "a: {generator: measurement, min: 3, max: 2}": "5:40: min is above max",
    "a: {expr: lag(b + 1)}\nb: {generator: number}": '5:17: lag takes one column in "lag(b + 1)" (compute with it outside: lag(x) + 1)',
    "a: {expr: lag(c)}\nb: {generator: number}": "5:17: t has no column 'c' (there are: a, b)",
    "a: {expr: lag(a) + 1}": "5:7: these columns are made from one another: t.a -> t.a (what adds up from row to row is a walk: draw that, and take its steps by lag)",
    "a: {ref: t.b, where: lag(b) = row.b, nulls: 0}\nb: {generator: sequence, primary_key: true}": "5:28: where reads no other row of a table (make lag a column)",
}


@pytest.mark.parametrize(("columns", "expected"), PROBLEMS.items(), ids=PROBLEMS)
def test_what_is_wrong_is_told_with_its_place(columns: str, expected: str) -> None:
    assert [expected] == problems_of(schema(columns))


def test_checks_read_no_other_row() -> None:
    columns = "a: {generator: number}\nb: {expr: a - lag(a)}"

    (own,) = problems_of(schema(columns, more='    checks: ["lag(a) < 5"]\n'))
    (through,) = problems_of(schema(columns, more='    checks: ["b < 5 or b is null"]\n'))

    assert own.endswith(
        "reads another row, and a row is checked by itself (leave lag and lead out)"
    )
    assert through.endswith(
        "'b' reads a of another row, which a check can have drawn again (leave out lag and lead, or the check)"
    )


def test_an_error_in_a_row_spells_the_neighbour_as_it_is_written() -> None:
    plan = plan_of(schema("a: {expr: 1 / (lag(b) - lag(b))}\nb: {generator: number}"))

    with pytest.raises(DataError) as caught:
        rows_of(plan)

    expected = 's.yaml:5:7: division by zero in "1 / (lag(b) - lag(b))" (row 1 of t)'
    assert expected == str(caught.value)
