"""The examples of data that moves in time: what they declare is what duckdb counts in their files."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet
import pytest

from mockcraft.schema.bind import load
from plans import files

EXAMPLES = Path(__file__).parents[1] / "examples"
Ask = Callable[[str], Any]


@pytest.fixture
def ask(request: pytest.FixtureRequest) -> Iterator[Ask]:
    """Answers one row of SQL over the tables of an example."""
    _, plan = load(EXAMPLES / f"{request.param}.yaml")
    made = files(plan, "parquet")
    with duckdb.connect() as connection:
        for name, content in made.items():
            table = pyarrow.parquet.read_table(io.BytesIO(content))
            connection.register(name.removesuffix(".parquet"), table)
        yield lambda sql: connection.execute(sql).fetchone()


def example(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("ask", [name], indirect=True, ids=[name])


@example("sensors")
def test_series_have_their_steps_and_gaps_and_seasons(ask: Ask) -> None:
    off, gaps, day, year, late, early, damp = ask(
        """with each as (
             select r.*, epoch(measured_at) - epoch(installed_at) since, celsius - avg(celsius) over (partition by sensor_id) warm,
               9 * cos(2 * pi() * (dayofyear(measured_at) - 198) / 365.2425) season,
               (epoch(measured_at) - epoch(lag(measured_at) over (partition by sensor_id order by measured_at))) / 900 step
             from readings r join sensors on id = sensor_id)
           select count(*) filter (since % 900 <> 0 or step < 1), 1 - count(step) / sum(step),
             avg(warm) filter (hour(measured_at) = 15) - avg(warm) filter (hour(measured_at) = 3),
             (select regr_slope(warm, season - mean) from each join (select sensor_id s, avg(season) mean from each group by 1) on s = sensor_id),
             count(*) filter (received_at - measured_at > interval 1 minute) / count(*),
             count(*) filter (received_at < measured_at), avg(humidity) from each"""
    )

    assert (0, 0) == (off, early)
    assert 0.018 < gaps < 0.022 and 0.028 < late < 0.032
    assert 7.8 < day < 8.2 and 0.97 < year < 1.03 and 53 < damp < 57


@example("funnel")
def test_a_funnel_narrows_as_declared_and_nothing_is_bought_unseen(ask: Ask) -> None:
    shares = ask(
        """with each as (select session_id, list(kind order by step) kinds, list(happened_at order by step) times
             from events group by 1)
           select count(*) filter (kinds <> ['view', 'cart', 'checkout', 'purchase'][:len(kinds)]),
             count(*) filter (times <> list_sort(times) or times[1] <> began_at),
             count(*) filter (stage <> kinds[-1] or (bought_at is null) = (len(kinds) = 4)),
             count(*) filter (len(kinds) >= 2) / count(*), count(*) filter (len(kinds) >= 3) / count(*) filter (len(kinds) >= 2),
             count(*) filter (len(kinds) = 4) / count(*) filter (len(kinds) >= 3),
             avg(epoch(times[3]) - epoch(times[2])), count(*) filter (hour(began_at) < 7)
           from each join sessions on id = session_id"""
    )

    assert (0, 0, 0, 0) == (*shares[:3], shares[7])
    assert [0.30, 0.55, 0.80, 240] == pytest.approx(shares[3:7], rel=0.04)


@example("subscriptions")
def test_monthly_active_users_grow_and_churn_as_declared(ask: Ask) -> None:
    growth, churn, active, tickets, wrong = ask(
        """with months as (select range m from range(timestamp '2024-01-01', timestamp '2026-01-01', interval 1 month)),
             each as (select m, count(*) filter (date_trunc('month', signed_up_at) = m) came,
               count(*) filter (signed_up_at < m and (churned_at is null or churned_at >= m)) begun,
               count(*) filter (signed_up_at < m and date_trunc('month', churned_at) = m) gone
               from months, users group by 1),
             mau as (select strptime(month, '%Y-%m') m, count(distinct user_id) active from invoices group by 1)
           select exp(regr_slope(ln(came), epoch(m)) * 2629746) - 1, sum(gone) / sum(begun),
             max(abs(active / (begun + came) - 1)),
             (select count(*) filter (opened_at < signed_up_at or opened_at > coalesce(churned_at, opened_at)
               or hour(opened_at) not between 8 and 19 or isodow(opened_at) > 5) / count(*) from tickets t join users u on u.id = user_id),
             (select count(*) from users where (status = 'churned') <> (churned_at is not null))
           from each join mau using (m)"""
    )

    assert 0.055 < growth < 0.065 and 0.047 < churn < 0.053
    assert active < 0.001 and tickets < 0.05 and wrong == 0


@example("ledger")
def test_balances_are_the_sums_of_amounts(ask: Ask) -> None:
    wrong, unordered, below, ends, weekend = ask(
        """with each as (select *, sum(amount) over w total, booked_at <= lag(booked_at) over w late
             from entries window w as (partition by account order by entry_no))
           select count(*) filter (total <> balance), count(*) filter (late), count(*) filter (balance < 0),
             (select count(*) from accounts a where a.balance <> (select arg_max(e.balance, e.entry_no) from entries e where e.account = iban)
               or a.entries <> (select count(*) from entries e where e.account = iban)),
             (select count(*) from accounts where isodow(opened_on) > 5 or strftime(opened_on, '%m-%d') in ('12-25', '07-04'))
           from each"""
    )

    assert (0, 0, 0, 0, 0) == (wrong, unordered, below, ends, weekend)
