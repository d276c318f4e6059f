"""Processes: states that follow one another, counted by duckdb."""

import io

import duckdb
import pyarrow.csv
import pytest

from mockcraft.core.plan import Plan
from plans import files

from .support import plan_of, problems_of, rows_of, schema, table

ORDERS = """id: {generator: sequence, primary_key: true}
placed: {generator: datetime, after: 2025-01-01, before: 2025-12-31, nulls: 0.05}
status: {states: {new: {paid: 9, lost: 1}, paid: sent, sent: {back: 2, ~: 8}, back: {new: 1, ~: 3}}, start: placed, end: 2026-01-15, wait: {new: 2 h, paid: 1..3 days, sent: 20 %/week}}
paid: {expr: status.paid}
sent: {expr: status.sent}
since: {expr: status.since}
steps: {expr: status.steps}"""
EVENTS = """key: {ref: o.id, primary_key: true}
n: {generator: sequence, per: key, primary_key: true}
state: {states: key.status}
moment: {expr: state.since}"""


def plan_with(orders: int) -> Plan:
    events = table(EVENTS, "{per: o, min: status.steps, max: status.steps}", name="e")
    return plan_of("tables:\n" + table(ORDERS, orders, name="o") + events)


def test_what_happens_is_what_is_declared() -> None:
    made = files(plan_with(6000), "csv")
    with duckdb.connect() as connection:
        for name in ("o", "e"):
            connection.register(name, pyarrow.csv.read_csv(io.BytesIO(made[f"{name}.csv"])))
        answer = connection.execute(
            """with w as (select *, lag(state) over w before, epoch(moment) - epoch(lag(moment) over w) waited, lead(state) over w following, lag(moment) over w came
                   from e window w as (partition by key order by n)),
                 told as (select key, max(n) steps, arg_max(state, n) status, arg_max(moment, n) since, min(moment) first,
                   min(moment) filter (state = 'paid') paid, min(moment) filter (state = 'sent') sent from e group by 1)
               select (select count(*) from o left join told on id = key where o.status <> coalesce(told.status, '')
                   or o.steps <> coalesce(told.steps, 0) or o.since is distinct from told.since or o.paid is distinct from told.paid
                   or o.sent is distinct from told.sent or placed is distinct from first),
                 count(*) filter (coalesce(before, '') || '>' || state not in
                   ('>new', 'new>paid', 'new>lost', 'paid>sent', 'sent>back', 'back>new')),
                 count(*) filter (moment > '2026-01-15'), count(*) filter (before = 'paid' and waited not between 86400 and 259200),
                 avg(waited) filter (before = 'new') / 7200, avg(waited) filter (before = 'paid') / 172800,
                 count(*) filter (state = 'lost') / count(*) filter (before = 'new') * 10,
                 count(*) filter (state = 'sent' and following = 'back' and moment < '2025-09-01') / count(*) filter (state = 'sent' and moment < '2025-09-01') * 5,
                 count(*) filter (before = 'sent' and waited < 604800 and came < '2025-06-01') / count(*) filter (before = 'sent' and came < '2025-06-01') * 5,
                 max(n) > 8
               from w"""
        ).fetchone()

    assert answer is not None
    assert (0, 0, 0, 0) == answer[:4]
    assert [1] * 5 == pytest.approx(answer[4:9], rel=0.15) and answer[9]


def test_workers_chunks_and_rows_alone_give_the_same() -> None:
    plan = plan_with(900)
    made = files(plan)
    assert made == files(plan, workers=2, batch_rows=1000) == files(plan, batch_rows=16_384)

    far = plan_of(schema(ORDERS, 10**9 + 9))
    assert rows_of(far, "t", 10**9 + 4, 10**9 + 5) == rows_of(far, "t", 10**9, 10**9 + 9)[4:5]


def test_a_child_without_a_state_of_its_parent_has_none() -> None:
    parents = table(
        "id: {generator: sequence, primary_key: true}\ns: {states: {x: y}, start: 2025-01-01}",
        3,
        name="u",
    )
    children = table(
        "u: {ref: u.id}\na: {states: u.s}\nat: {expr: a.since}", "{per: u, min: 4, max: 4}"
    )

    rows = rows_of(plan_of("tables:\n" + parents + children), stop=4)

    assert ["x", "y", None, None] == [row["a"] for row in rows]
    assert [False, False, True, True] == [row["at"] is None for row in rows]
    (told,) = problems_of("tables:\n" + parents + children.replace("a.since", "a.y"))
    assert told.endswith("a.y: a has no state 'y' (there are: since)")


def test_a_row_without_a_state_has_no_time_of_one() -> None:
    columns = (
        "a: {states: {x: y}, start: 2025-01-01, nulls: 0.5}\nat: {expr: a.x}\nn: {expr: a.steps}"
    )
    rows = rows_of(plan_of(schema(columns)))

    assert {(True, True, True), (False, False, False)} == {
        tuple(value is None for value in row.values()) for row in rows
    }


ADVICE = "(give a mean such as 2 days, a range such as 1..3 days, or the share that goes on such as 4 %/month)"
FOLLOWS = "(give a mapping of state to what follows it, such as {placed: {paid: 9, cancelled: 1}, paid: shipped})"
PROBLEMS = {
    "a: {states: {x: y}}": "5:19: states have no start (give the time, or the column, at which the first one is entered)",
    "a: {states: {}, start: 2025-01-01}": f"5:19: states is empty {FOLLOWS}",
    "a: {states: [x, y], start: 2025-01-01}": f"5:19: states is a list {FOLLOWS}",
    "a: {states: {x: [y]}, start: 2025-01-01}": "5:23: what follows 'x' is a list (give a state, or a mapping of state to weight; ~ stays)",
    "a: {states: {x: {y: 0}}, start: 2025-01-01}": "5:23: the weights of 'x' are all 0 (make one larger)",
    "a: {states: {since: y}, start: 2025-01-01}": "5:20: a state cannot be called since, which is what is read of it (rename it)",
    "a: {states: {x: y}, start: 2025-01-01, wait: {y: 1 day}}": "5:53: no state follows 'y' (those that others follow: x)",
    "a: {states: {x: y}, start: 2025-01-01, wait: soon}": f"5:52: wait is 'soon' {ADVICE}",
    "a: {states: {x: y}, start: 2025-01-01, wait: 3..1 days}": f"5:52: wait is '3..1 days' {ADVICE}",
    "a: {states: {x: y}, start: 2025-01-01, wait: 0..0.1234567 days}": f"5:52: wait is '0..0.1234567 days' {ADVICE}",
    "a: {states: {x: {y: -1}}, start: 2025-01-01}": "5:27: a weight is -1 (give a number from 0 to 999,999,999)",
    "a: {states: {x: y}, start: 2025-01-01, wait: 100 %/month}": f"5:52: wait is '100 %/month' {ADVICE}",
    "a: {states: {x: y}, start: 2025-01-01, wait: 2000 years}": "5:52: wait is '2000 years', which is more than 300 years",
    "a: {states: {x: y}, start: b}": "5:34: t has no column 'b' (there are: a)",
    "a: {states: {x: y}, start: b}\nb: word": "5:34: b is text, but start needs timestamp (write cast(b as timestamp), or name another column)",
    "a: {states: {x: y}, start: a}": "5:7: these columns are made from one another: t.a -> t.a (make one of them from other columns, or draw it)",
    "a: {states: {x: y, z: x}, start: 2025-01-01}": "5:26: no state leads to 'z', and the first one is 'x' (name it behind another one, or remove it)",
    "a: {states: {x: y}, start: 2025-01-01}\nb: {expr: a.z}": "6:17: a.z: a has no state 'z' (there are: x, y, since, steps)",
    "a: {states: {x: y}, start: 2025-01-01, type: integer}": "5:19: 'x' is not a whole number, which type asks for",
    "a: {states: b.c}\nb: word": "5:19: the rows of t are not counted per 'b', so they have no place in it (give count: {per: …})",
    "a: {fields: {z: {states: {x: y}, start: 2025-01-01}}}": "5:32: states stand in no document (make it a column, and name that in the document)",
    "a: {states: {x: y}, start: 2025-01-01, unique: true}": "5:7: 'a' cannot be unique: it is made from other columns",
}


@pytest.mark.parametrize(("columns", "expected"), PROBLEMS.items(), ids=PROBLEMS)
def test_what_is_wrong_is_told_with_its_place(columns: str, expected: str) -> None:
    assert [expected] == problems_of(schema(columns))
