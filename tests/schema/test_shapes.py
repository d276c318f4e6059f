"""Dates and times with a shape, counted by duckdb."""

import io

import duckdb
import pyarrow.csv
import pytest

from mockcraft.core.plan import Plan
from mockcraft.core.values import civil, days_of
from mockcraft.errors import DataError
from mockcraft.generators._shapes import _holidays
from plans import files

from .support import plan_of, problems_of, rows_of, schema, table

USERS = table(
    """id: {generator: sequence, primary_key: true}
since: {generator: datetime, after: 2025-01-01, before: 2025-06-30}""",
    200,
    name="users",
)
TIMES = """u: {ref: users.id}
grown: {generator: datetime, after: 2024-01-01, before: 2025-12-31T23:59:59, growth: 5 %/month}
shrunk: {generator: date, after: 2024-01-01, before: 2025-12-31, growth: -40 %/year}
curve: {generator: date, after: 2024-01-01, before: 2025-12-31, growth: s-curve}
week: {generator: datetime, after: 2024-01-01, before: 2025-12-30, weekdays: {mon..fri: 5, sat: 1}, hours: {22..1: 1, 9..11: 3}}
near: {generator: datetime, after: u.since, before: "u.since + interval '40 days'", weekdays: mon..fri, hours: 9..17, months: {1..6: 1, 7..12: 2}}
free: {generator: date, after: 2025-01-01, before: 2025-12-31, holidays: off, locale: de_DE}"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of("tables:\n" + USERS + table(TIMES, 30_000))


def test_times_have_the_shape_that_is_declared(plan: Plan) -> None:
    made = files(plan, "csv")
    with duckdb.connect() as connection:
        for name in ("users", "t"):
            connection.register(name, pyarrow.csv.read_csv(io.BytesIO(made[f"{name}.csv"])))
        answer = connection.execute(
            """with monthly as (select date_trunc('month', grown) m, count(*) n from t group by 1),
                 yearly as (select date_trunc('month', shrunk) m, count(*) n from t group by 1)
               select (select exp(regr_slope(ln(n), epoch(m)) * 2629746) - 1 from monthly),
                 (select exp(regr_slope(ln(n), epoch(m)) * 31556952) - 1 from yearly),
                 count(*) filter (curve < '2024-04-01') / 30000, count(*) filter (curve >= '2025-10-01') / 30000,
                 count(*) filter (isodow(week) = 6) / count(*) filter (isodow(week) = 3),
                 count(*) filter (hour(week) = 10) / count(*) filter (hour(week) = 23),
                 count(*) filter (isodow(week) = 7 or hour(week) not in (22, 23, 0, 1, 9, 10, 11)),
                 count(*) filter (near not between since and since + interval 40 day),
                 count(*) filter (isodow(near) > 5 or hour(near) not between 9 and 17),
                 count(*) filter (strftime(free, '%m-%d') in ('01-01', '04-18', '04-21', '05-01', '05-29', '06-09', '10-03', '12-25', '12-26')),
                 count(distinct free)
               from t join users on id = u"""
        ).fetchone()

    assert answer is not None
    assert (0, 0, 0, 0, 356) == answer[6:]
    assert [0.05, -0.4, 0.2, 3] == pytest.approx([answer[0], answer[1], *answer[4:6]], rel=0.06)
    assert answer[2] < 0.01 and 0.23 < answer[3] < 0.26


def test_any_row_and_any_chunk_has_the_same_times(plan: Plan) -> None:
    few = plan_of("tables:\n" + USERS + table(TIMES, 3000))
    made = files(few)
    assert made == files(few, workers=2, batch_rows=1000) == files(few, batch_rows=16_384)

    far = plan_of("tables:\n" + USERS + table(TIMES, 10**9 + 9))
    assert rows_of(far, "t", 10**9 + 4, 10**9 + 5) == rows_of(far, "t", 10**9, 10**9 + 9)[4:5]


def test_a_row_without_a_time_of_the_shape_gets_its_lower_bound() -> None:
    columns = """day: {generator: date, after: 2025-06-02, before: 2025-06-08}
next: {generator: date, after: day, before: day, weekdays: mon..fri}"""
    rows = rows_of(plan_of(schema(columns, 100)))

    assert all(row["next"] == row["day"] for row in rows)
    assert {row["day"].isoweekday() for row in rows} == set(range(1, 8))


HOLIDAYS = {
    "en_US": "0101 0120 0217 0526 0619 0704 0901 1013 1111 1127 1225",
    "de_DE": "0101 0418 0421 0501 0529 0609 1003 1225 1226",
    "fr_FR": "0101 0421 0501 0508 0529 0609 0714 0815 1101 1111 1225",
    "ja_JP": "0101 0113 0211 0223 0320 0429 0503 0504 0505 0721 0811 0915 0923 1013 1103 1123",
    "en_GB": "0101 0418 0421 0505 0526 0825 1225 1226",
    "en_CA": "0101 0418 0701 0901 1225",
    "pl_PL": "0101 0106 0420 0421 0501 0503 0608 0619 0815 1101 1111 1224 1225 1226",
    "nb_NO": "0101 0417 0418 0420 0421 0501 0517 0529 0608 0609 1225 1226",
    "hu_HU": "0101 0315 0418 0420 0421 0501 0608 0609 0820 1023 1101 1225 1226",
    "it_IT": "0101 0106 0421 0425 0501 0602 0815 1101 1208 1225 1226",
    "da_DK": "0101 0417 0418 0420 0421 0529 0608 0609 1225 1226",
    "pt_BR": "0101 0418 0421 0501 0907 1012 1102 1115 1120 1225",
}  # of 2025, as the governments announced them


@pytest.mark.parametrize("locale", HOLIDAYS)
def test_holidays_are_those_of_the_year(locale: str) -> None:
    days = _holidays(locale, days_of(2025, 1, 1), days_of(2025, 12, 31))

    assert HOLIDAYS[locale].split() == sorted("%02d%02d" % civil(day)[1:] for day in days)


@pytest.mark.parametrize("generator", ["date", "datetime"])
def test_times_are_around_a_mean_as_numbers_are(generator: str) -> None:
    bounds = f"generator: {generator}, after: 2025-01-01, before: 2025-12-31"
    columns = (
        f"a: {{{bounds}, distribution: normal, mean: 2025-06-01, deviation: 10 days}}\n"
        f"b: {{{bounds}, distribution: exponential, mean: 2025-01-21}}"
    )
    made = files(plan_of(schema(columns, 5000)), "csv")["t.csv"]
    with duckdb.connect() as connection:
        connection.register("t", pyarrow.csv.read_csv(io.BytesIO(made)))
        found = connection.execute(
            """select avg(epoch(a) - epoch(date '2025-06-01')) / 864e3, stddev(epoch(a)) / 864e3,
                 avg(epoch(b) - epoch(date '2025-01-01')) / 1728e3, min(b) >= '2025-01-01' and max(b) <= '2025-12-31' from t"""
        ).fetchone()

    assert found is not None and [0, 1, 1, True] == pytest.approx(list(found), abs=0.06)


def test_a_distribution_needs_the_same_bounds_in_all_rows() -> None:
    columns = "a: {generator: date, after: b, before: 2026-06-01, distribution: normal}\nb: date"
    plan = plan_of(schema(columns))
    with pytest.raises(DataError, match="^s.yaml:5:7: distribution='normal' needs after, before"):
        rows_of(plan)


PROBLEMS = {
    "a: {generator: datetime, weekdays: mon..fry}": "5:42: weekdays='mon..fry' is not weekdays such as mon..fri or sat",
    "a: {generator: datetime, weekdays: {mon: 0}}": "5:42: the weights of weekdays are all 0 (make one larger)",
    "a: {generator: datetime, hours: [9..17, 12]}": "5:39: hours names 12 twice",
    "a: {generator: datetime, hours: {9: x}}": "5:39: hours=['9=x'] is not hours from 0 to 23 such as 9..17",
    "a: {generator: datetime, hours: {9: {x: 1}}}": "5:39: hours is a mapping (give one value for hours)",
    "a: {generator: datetime, growth: much}": "5:40: growth='much' is not a rate such as 5 %/month or -10 %/year, or s-curve",
    "a: {generator: datetime, growth: -100 %/month}": "5:40: growth='-100 %/month' leaves nothing (give one above -100 %)",
    "a: {generator: datetime, after: b, growth: 1 %/day}\nb: datetime": "5:50: growth needs an after and a before that are the same in all rows (give two times, or leave it out)",
    "a: {generator: date, after: 2025-06-07, before: 2025-06-08, weekdays: mon..fri}": "5:77: no time between after and before has this shape",
    "a: {generator: datetime, after: 1800-01-01, months: 1}": "5:59: a shape has after and before within 40,000 days",
    "a: {generator: datetime, mean: 2025-06-01}": "5:38: mean has no meaning for 'uniform' (give a distribution)",
    "a: {generator: datetime, distribution: exponential, deviation: 1 day}": "5:70: deviation has no meaning for 'exponential'",
    "a: {generator: date, after: 2025-01-01, distribution: exponential, mean: 2025-01-01}": "5:80: mean is not later than after, as 'exponential' needs it",
    "a: {generator: date, distribution: normal, deviation: 0 s}": "5:61: deviation='0 s' is less than a second, or a part of a month (give a length of time such as 15 min, 1.5 h, 1 day or 1 month)",
    "a: {generator: date, holidays: off, locale: uk_UA}": "5:22: uk_UA has no holidays (it is in cs_CZ, da_DK, de_AT, de_DE, en_AU, en_CA, en_GB, en_IE and 16 more; fallback=en_US gives it in English)",
    "a: {generator: datetime, distribution: normal, hours: 9..17}": "5:46: distribution does not go with growth, weekdays, hours, months, holidays or quantiles (leave one out)",
    "a: {generator: datetime, hours: 9..17, unique: true}": "5:7: 'a' cannot be unique: a shape has no fixed set of values to draw distinct ones from",
}


@pytest.mark.parametrize(("columns", "expected"), PROBLEMS.items(), ids=PROBLEMS)
def test_what_is_wrong_is_told_with_its_place(columns: str, expected: str) -> None:
    assert [expected] == problems_of(schema(columns))
