"""Series of times: steps, gaps, even spreads, counted by duckdb."""

import io

import duckdb
import pyarrow.csv
import pytest

from mockcraft.core.plan import Plan
from mockcraft.errors import DataError
from plans import files

from .support import plan_of, problems_of, rows_of, schema, table

SENSORS = table(
    """id: {generator: sequence, primary_key: true}
up: {generator: date, after: 2024-01-01, before: 2024-12-31}""",
    60,
    name="sensors",
)
READINGS = """sensor_id: {ref: sensors.id, primary_key: true}
tick: {generator: timeline, per: sensor_id, start: sensor_id.up, every: 15 min, gaps: 0.1, primary_key: true}
late: {generator: timeline, per: sensor_id, start: 2025-01-01, every: 15 min, jitter: 14 min}
few: {generator: timeline, per: sensor_id, start: 2025-01-01, end: 2025-01-11, every: 15 min}
even: {generator: timeline, per: sensor_id, start: 2025-01-01, end: 2025-01-11}
month: {generator: timeline, per: sensor_id, start: 2025-01-31, every: 1 month}
ever: {generator: timeline, start: 2025-01-01, every: 10 s, gaps: 0.5, unique: true}"""
TEXT = (
    "tables:\n" + SENSORS + table(READINGS, "{per: sensors, min: 100, max: 900}", name="readings")
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(TEXT)


def test_steps_gaps_and_spreads_come_out_as_declared(plan: Plan) -> None:
    made = files(plan, "csv")
    with duckdb.connect() as connection:
        for name in ("sensors", "readings"):
            connection.register(name, pyarrow.csv.read_csv(io.BytesIO(made[f"{name}.csv"])))
        ((off, first, gaps, runs, late, order, beyond, fill, uneven, months, twice, half),) = (
            connection.execute(
                """with steps as (
                     select *, epoch(tick)::bigint - epoch(up::timestamp)::bigint since, row_number() over w n,
                       count(*) over (partition by sensor_id) size,
                       (epoch(tick) - epoch(lag(tick) over w)) / 900 step,
                       (epoch(late) - epoch(timestamp '2025-01-01')) - 900 * (row_number() over w - 1) lateness,
                       late > lag(late) over w and few > lag(few) over w ordered,
                       epoch(even) - epoch(lag(even) over w) distance,
                       month = last_day(month) and date_diff('month', timestamp '2025-01-31', month) = row_number() over w - 1 monthly
                     from readings join sensors on id = sensor_id window w as (partition by sensor_id order by tick))
                   select count(*) filter (since % 900 <> 0), max(since) filter (n = 1) / 900.0,
                     1 - count(*) / sum(coalesce(step, 1)), count(*) filter (step > 2) / count(*) filter (step > 1),
                     count(distinct lateness) filter (lateness between 0 and 840), count(*) filter (not ordered),
                     count(*) filter (few not between timestamp '2025-01-01' and timestamp '2025-01-11'),
                     avg(epoch(few) - epoch(timestamp '2025-01-01')) / 864000, max(abs(distance - 864000.0 / (size - 1))),
                     count(*) filter (not monthly), count(*) - count(distinct ever),
                     (epoch(max(ever)) - epoch(min(ever))) / 10 / count(*)
                   from steps"""
            ).fetchall()
        )

    assert (0, 0, 0, 0, 0) == (off, order, beyond, months, twice)
    assert first < 3 and 0.095 < gaps < 0.105 and 0.05 < runs < 0.15
    assert late > 800 and 0.49 < fill < 0.51 and uneven <= 1 and 1.99 < half < 2.01


def test_workers_and_chunks_change_nothing() -> None:
    plan = plan_of(TEXT.replace("count: 60", "count: 9"))
    made = files(plan)

    for workers, batch_rows in ((2, 1000), (1, 16_384)):
        assert made == files(plan, workers=workers, batch_rows=batch_rows)


@pytest.mark.parametrize("row", [0, 10**6, 10**9])
def test_any_row_is_the_same_alone_and_later_than_the_one_before(row: int) -> None:
    ends = "a: {generator: timeline, start: 1990-01-01, every: 1 s, gaps: 0.1}\nb: {generator: timeline, start: 1950-01-01, end: 1984-12-31, every: 1 s}"
    made = plan_of(schema(ends, 10**9 + 20))

    among = rows_of(made, "t", row, row + 20)

    assert rows_of(made, "t", row + 7, row + 8) == among[7:8]
    for name in ("a", "b"):
        times = [each[name] for each in among]
        assert sorted(set(times)) == times


PROBLEMS = {
    "a: {generator: timeline, every: soon}": [
        "5:39: every='soon' is not a length of time such as 15 min, 1.5 h, 1 day or 1 month"
    ],
    "a: {generator: timeline, every: 0.5 months}": [
        "5:39: every='0.5 months' is less than a second, or a part of a month (give a length of time such as "
        "15 min, 1.5 h, 1 day or 1 month)"
    ],
    "a: {generator: timeline, every: 1 h, jitter: 2 h}": [
        "5:52: jitter='2 h' is not below every, so that rows could change places (give a shorter one)"
    ],
    "a: {generator: timeline, start: 2025-01-01, end: 2025-01-01T05:00:00, every: 1 h}": [
        "5:39: timeline has values for 6 rows with these parameters, 10 are asked for (change them, or ask for fewer rows)"
    ],
    "a: {generator: timeline, start: 2025-01-02, end: 2025-01-01, every: 1 h}": [
        "5:56: end is before start (give a later end)"
    ],
    "a: {generator: timeline, start: 2025-01-02, end: 2025-01-01}": [
        "5:56: end is before start (give a later end)"
    ],
    "a: {generator: timeline, start: 2025-01-02, end: 2025-02-01, every: 1 h, gaps: 0.5}": [
        "5:86: gaps follows from start, end, every and the number of rows (leave it or end out)"
    ],
    "a: {generator: timeline, start: 2025-01-01, every: 1 month, jitter: 29 days}": [
        "5:75: jitter='29 days' is not below every, so that rows could change places (give a shorter one)"
    ],
    "a: {generator: timeline, start: 2025-01-01, end: 2025-02-01, every: 1 h, rows: 9}": [
        "5:39: timeline has values for 9 rows with these parameters, 10 are asked for (change them, or ask for fewer rows)"
    ],
    "a: {generator: timeline, start: 2025-01-01, rows: 20}": [
        "5:57: rows goes with an end (give one, or leave it out)"
    ],
    "a: {generator: timeline, per: b, every: 1 h}\nb: word": [
        "5:37: the rows of t are not counted per 'b', so they have no place in it"
        " (name the reference of count: {per: …})"
    ],
    "a: {generator: timeline, every: 1 h, starts: b}": [
        "5:44: timeline has no parameter 'starts' (did you mean \"start\"?)"
    ],
}


@pytest.mark.parametrize(("columns", "expected"), PROBLEMS.items(), ids=PROBLEMS)
def test_what_is_wrong_is_told_with_its_place(columns: str, expected: list[str]) -> None:
    assert expected == problems_of(schema(columns))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("rows: n", "row 3 of the series, which has 2 (raise rows, or leave it out) (row 2 of t)"),
        ("gaps: 0.1, every: 1 h", "gaps follows from start, end, every and the number of rows"),
    ],
)
def test_what_is_wrong_with_what_columns_give_is_told_with_its_place(given: str, told: str) -> None:
    columns = f"n: {{value: 2}}\nd: {{value: 2025-02-01, type: timestamp}}\na: {{generator: timeline, end: d, {given}}}"
    with pytest.raises(DataError) as caught:
        rows_of(plan_of(schema(columns)))

    assert str(caught.value).startswith(f"s.yaml:7:7: {told}")


def test_a_series_without_room_is_told_with_its_row() -> None:
    columns = (
        "u: {ref: u.id}\na: {generator: timeline, per: u, start: u.at, end: 2025-01-03, every: 1 h}"
    )
    parents = table(
        "id: {generator: sequence, primary_key: true}\nat: {generator: datetime, after: 2025-01-02, before: 2025-01-02}",
        3,
        name="u",
    )
    made = plan_of("tables:\n" + parents + table(columns, "{per: u, min: 20, max: 30}"))

    with pytest.raises(
        Exception,
        match=r"from start to end there are 25 steps of 1 h, for \d\d rows .*\(row \d+ of t\)",
    ):
        rows_of(made)


def test_a_time_that_is_given_by_hand_is_not_unique() -> None:
    columns = "id: {generator: sequence}\na: {generator: timeline, every: 1 h, unique: true}"

    (problem,) = problems_of(schema(columns, more="    rows: [{id: 3, a: 2025-01-01T05:00:00}]\n"))

    assert problem == (
        "7:7: 'a' cannot be unique: rows give it by hand, and other rows can have the same time "
        "(leave out unique, or the cells)"
    )


def test_a_time_within_a_parent_is_not_unique_by_itself() -> None:
    columns = "u: {ref: u.id}\na: {generator: timeline, per: u, every: 1 h, unique: true}"
    parents = table("id: {generator: sequence, primary_key: true}", 3, name="u")

    (problem,) = problems_of("tables:\n" + parents + table(columns, "{per: u, max: 30}"))

    assert problem == "10:7: 'a' cannot be unique: it counts within u alone (name that too)"


@pytest.mark.parametrize("generator", ["timeline, end: 2027-01-01", "timeline", "walk"])
def test_values_of_a_series_that_can_come_again_are_not_unique_with_its_parent(
    generator: str,
) -> None:
    columns = f"u: {{ref: u.id}}\na: {{generator: {generator}, per: u}}"
    parents = table("id: {generator: sequence, primary_key: true}", 3, name="u")
    group = "    unique: [[u, a]]\n"

    (problem,) = problems_of("tables:\n" + parents + table(columns, "{per: u, max: 30}", group))

    assert problem == (
        "8:14: [u, a] cannot be unique: a has no values that can be told apart: a series has no fixed "
        "set of values to draw distinct ones from"
    )
