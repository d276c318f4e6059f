"""Children whose number follows from columns of their parent."""

import io

import duckdb
import numpy as np
import pyarrow.csv
import pytest

from mockcraft.core.links.children import Children, drawn_counts
from mockcraft.core.plan import Plan
from mockcraft.schema.append import bind_append
from mockcraft.schema.bind import Overrides
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import parse
from plans import files

from .support import plan_of, problems_of, rows_of, table

KEY = "id: {generator: sequence, primary_key: true}"
PLANS = """  plans:
    columns: {name: {primary_key: true}}
    rows: [{name: free, seats: 1}, {name: pro, seats: 3}, {name: team, seats: 20}]
"""
USERS = f"""{KEY}
plan: {{ref: plans.name}}
status: {{values: {{draft: 1, live: 3}}}}
latest_id: {{ref: events.id}}
events: {{total: count(events)}}
score: {{generator: number, min: 1, max: 9}}
email: {{generator: email, unique: true}}"""
EVENTS = f"""{KEY}
user_id: {{ref: users.id}}
at: datetime"""
SEATS = """user_id: {ref: users.id, primary_key: true}
no: {generator: sequence, per: user_id, primary_key: true}"""
NOTES = "event_id: {ref: events.id}\nfor: {ref: users.id, where: id = event_id.user_id}"
TEXT = (
    "tables:\n"
    + PLANS
    + table(USERS, 3000, '    checks: ["score <> 5"]\n', name="users")
    + table(
        EVENTS,
        "{per: users, mean: \"if(plan = 'team', 20, 3)\", where: \"status <> 'draft'\"}",
        name="events",
    )
    + table(SEATS, "{per: users, min: plan.seats, max: plan.seats}", name="seats")
    + table("user_id: {ref: users.id}", "{per: users, max: score}", name="points")
    + table(NOTES, "{per: events, mean: 1, where: id % 2 = 0}", name="notes")
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(TEXT)


def test_children_are_as_many_as_their_parent_says(plan: Plan) -> None:
    made = files(plan, "csv")
    with duckdb.connect() as connection:
        for name in ("users", "events", "seats", "points", "notes"):
            connection.register(name, pyarrow.csv.read_csv(io.BytesIO(made[f"{name}.csv"])))
        means = connection.execute(
            """select plan, status, avg(n), sum((n <> events)::int) from (
                 select u.*, (select count(*) from events e where e.user_id = u.id) n from users u)
               group by 1, 2 order by 1, 2"""
        ).fetchall()
        (wrong,) = connection.execute(
            """select count(*) filter (n <> if(plan = 'team', 20, if(plan = 'pro', 3, 1))),
                 count(*) filter (points > score), count(distinct points), count(*) filter (score = 5) from (
                 select u.*, (select count(*) from seats s where s.user_id = u.id) n,
                   (select count(*) from points p where p.user_id = u.id) points from users u)"""
        ).fetchall()
        ((odd, notes),) = connection.execute(
            "select count(*) filter (event_id % 2 <> 0), count(*) from notes"
        ).fetchall()

    assert [0.0] * 3 == [mean for _, status, mean, _ in means if status == "draft"]
    assert [3, 3, 20] == pytest.approx([m for _, s, m, _ in means if s == "live"], rel=0.1)
    assert 0 == sum(lost for *_, lost in means)
    assert (0, 0, 10, 0) == wrong
    assert (0, True) == (odd, 5000 < notes < 25_000)


def test_workers_and_chunks_change_nothing(plan: Plan) -> None:
    made = files(plan)

    assert made == files(plan, workers=2, batch_rows=1000)
    assert made == files(plan_of(TEXT), batch_rows=77)


@pytest.mark.parametrize("row", [0, 10**6, 10**9])
def test_any_row_is_the_same_alone(row: int) -> None:
    text = TEXT.replace("count: 3000", "count: 1200").replace(
        "plan.seats, max: plan.seats", "900000, max: plan.seats + 900000"
    )
    plan = plan_of(text)

    (alone,) = rows_of(plan, "seats", row, row + 1)

    assert alone == rows_of(plan, "seats", row, row + 30)[0]
    assert row // 900_021 < alone["user_id"] <= row // 900_000 + 1


def test_a_count_by_columns_moves_no_other_value(plan: Plan) -> None:
    lines = [
        line for line in TEXT[: TEXT.index("\n  events:")].splitlines() if "events" not in line
    ]
    plain = plan_of("\n".join(lines))
    names = [column.name for column in plain.table("users").columns]

    assert rows_of(plain, "users") == [{n: row[n] for n in names} for row in rows_of(plan, "users")]


def test_an_expression_that_is_a_number_gives_what_the_number_gives() -> None:
    texts = [
        "tables:\n" + table(KEY, 500, name="u") + table("a: {ref: u.id}", count)
        for count in (
            "{per: u, mean: 3}",
            "{per: u, mean: id * 0 + 3}",
            '{per: u, mean: 3, where: "id > 0"}',
        )
    ]
    one, other, third = (plan_of(text) for text in texts)

    assert rows_of(one) == rows_of(other) == rows_of(third)


def test_more_parents_add_children_at_the_end(plan: Plan) -> None:
    more = plan_of(TEXT.replace("count: 3000", "count: 3500"))

    for name in ("seats", "points"):
        before = rows_of(plan, name)
        assert before == rows_of(more, name)[: len(before)]


def test_an_append_goes_on_behind_the_last_child() -> None:
    spec, _ = read_spec(parse(TEXT, "s.yaml"))
    counts = {each.name: each.count for each in plan_of(TEXT).tables}
    plan = bind_append(spec, Overrides(counts={"users": 100}), counts)
    users = {row["id"]: row["plan"] for row in rows_of(plan, "users", plan.table("users").start)}
    seats = rows_of(plan, "seats", plan.table("seats").start)

    assert 100 == len(users)
    assert sum({"free": 1, "pro": 3, "team": 20}[each] for each in users.values()) == len(seats)


def test_counts_of_two_schemas_are_told_apart() -> None:
    one, other = (Children.counted("p", np.array([each, 1, 1]), 7) for each in (1, 2))

    assert one != other
    assert [0, 1, 2] == one.locate(np.arange(3, dtype=np.uint64))[0].tolist()
    assert [0, 0, 1, 2] == other.locate(np.arange(4, dtype=np.uint64))[0].tolist()


@pytest.mark.parametrize("mean", [0.0, 0.3, 1.7, 3.0, 40.0, 333.3])
def test_the_mean_of_each_parent_is_kept_nearly(mean: float) -> None:
    rows = np.arange(20_000, dtype=np.uint64)
    zeros = np.zeros(len(rows), np.int64)

    counts = drawn_counts(rows, 42, zeros, None, np.full(len(rows), mean))

    assert mean == pytest.approx(counts.mean(), rel=0.03)


PROBLEMS = {
    "{per: u, mean: }": ["3:27: mean must be a number, not nothing"],
    "{per: u, mean: [n]}": ["3:27: mean must be a number, not a list"],
    "{per: u, mean: n +}": [
        "3:27: \"n +\" is not understood near '+' at character 3 (write SQL such as 'round(quantity * price, 2)')"
    ],
    "{per: u, mean: z}": ["3:27: u has no column 'z' (there are: id, n, s, c)"],
    "{per: u, mean: s}": ["3:27: 's' is text, not a number (name a column of numbers)"],
    "{per: u, max: s}": ["3:26: 's' is text, not a whole number (name a column of whole numbers)"],
    "{per: u, max: n / 2}": [
        "3:26: 'n / 2' is decimal(18,6), not a whole number (write cast(round(n / 2) as integer))"
    ],
    "{per: u, max: n * 900000}": [
        "3:26: max is 8,100,000 for row 0 of u (write least(…, 1000000) around it)"
    ],
    "{per: u, max: 0 - n}": ["3:26: max is -9 for row 0 of u (write greatest(…, 0) around it)"],
    "{per: u, min: n, max: 3}": [
        "3:26: min 9 is above max 3 for row 0 of u (write least or greatest around one of them)"
    ],
    "{per: u, where: n > 3}": ["3:12: count has neither max nor mean (give at least one)"],
    "{per: u, max: 3, where: n}": [
        "3:36: 'n' is integer, not true or false (compare it with something)"
    ],
    "{per: u, max: c}": [
        "3:26: the rows of t are counted by u.c, which is made from them (count them by a column that is not)"
    ],
    "{per: u, max: 3, where: 10 / (n - n) > 1}": [
        '3:36: division by zero in "10 / (n - n)" (row 0 of u)'
    ],
}


@pytest.mark.parametrize(("count", "expected"), PROBLEMS.items(), ids=PROBLEMS)
def test_what_is_wrong_is_told_with_its_place(count: str, expected: list[str]) -> None:
    parents = f"{KEY}\nn: {{generator: number, min: 9, max: 9}}\ns: word\nc: {{total: count(t)}}"
    text = "tables:\n" + table("a: {ref: u.id}", count) + table(parents, name="u")

    assert expected == [each for each in problems_of(text) if not each.startswith("12:18")]


@pytest.mark.parametrize(
    ("path", "told"),
    {
        "st.b": "st.b: st has no state 'b' (there are: a, c, since, steps)",
        "f.b": "f.b: there is no member 'b' (there are: a)",
        "id.b": "id.b: id is no reference and no sub-document, so it has no 'b'",
        "r.b": "r has no column 'b' (there are: id, n)",
        "r.n.b": "r.n.b: n is no reference and no sub-document, so it has no 'b'",
    }.items(),
)
def test_a_path_that_leads_nowhere_is_told_with_its_place(path: str, told: str) -> None:
    own = f"{KEY}\nr: {{ref: r.id}}\nst: {{states: {{a: c}}, start: 2025-01-01}}\nf: {{fields: {{a: number}}}}"
    text = "tables:\n" + table("a: {ref: u.id}", f"{{per: u, min: {path}, max: 4}}")
    text += table(own, name="u") + table(f"{KEY}\nn: number", name="r")

    assert problems_of(text) == [f"3:26: {told}"]


def test_what_parents_cannot_say() -> None:
    parents = f"{KEY}\nn: number\nc: {{total: count(t)}}"
    children = table("a: {ref: u.id}", "{per: u, max: n}")
    checked = "tables:\n" + children + table(parents, 10, '    checks: ["c > 2"]\n', name="u")
    many = "tables:\n" + children + table(parents, 60_000_000, name="u")

    assert problems_of(checked)[0].startswith(
        "3:26: the rows of t are counted by columns of u, but keys, unique or checks of u have c, which is made from them"
    )
    assert problems_of(
        "tables:\n"
        + table("a: {ref: u.id}", "{per: u, mean: n, max: 10002}")
        + table(parents, name="u")
    ) == [
        "3:27: mean goes with at most 10,000 between min and max, not with 10,002 for row 0 of u (leave mean out)"
    ]
    assert problems_of(many) == [
        "3:26: u has 60,000,000 rows, and its columns are looked at for each of them (at most 50,000,000: give numbers"
        " in place of expressions)"
    ]
