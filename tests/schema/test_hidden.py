"""Columns that are made for others and written nowhere, and bounds of generators that are expressions."""

import io
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pyarrow.csv
import pyarrow.parquet
import pytest
from redis import Redis

import servers
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.sink import LoadOptions
from plans import files, open_database

from .support import plan_of, problems_of, rows_of, schema, table

KEY = "id: {generator: sequence, primary_key: true}"
TEXT = (
    "now: 2026-01-01\ntables:\n"
    + table(KEY, 30, name="posts")
    + table(KEY, 20, name="photos")
    + table(
        f"""{KEY}
on_post: {{generator: bool, probability: 0.7, hidden: true}}
post: {{ref: posts.id, hidden: true}}
photo: {{ref: photos.id, hidden: true}}
kind: {{expr: "if(on_post, 'post', 'photo')"}}
subject_id: {{expr: "if(on_post, post, photo)"}}
slot: {{generator: number, min: 1, max: 9, hidden: true}}
low: {{expr: slot * 100}}
price: {{generator: number, min: low, max: "low * 2 + 5"}}
ordered_at: {{generator: datetime, after: 2020-01-01, before: "now - interval '1 year'"}}
sent_at: {{generator: datetime, after: ordered_at, before: "ordered_at + interval '7 days'", nulls: 0.2}}
due: {{generator: date, after: "cast(ordered_at as date)", before: "today + 30"}}""",
        600,
        '    checks: ["slot <> 5", "sent_at > ordered_at + interval \'1 hour\'"]\n    unique: [[slot, id]]\n',
        name="comments",
    )
)
WRITTEN = ["id", "kind", "subject_id", "low", "price", "ordered_at", "sent_at", "due"]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(TEXT)


def test_rules_over_hidden_columns_and_expressions_hold(plan: Plan) -> None:
    comments = pyarrow.csv.read_csv(io.BytesIO(files(plan, "csv")["comments.csv"]))
    with duckdb.connect() as connection:
        connection.register("comments", comments)
        (counts,) = connection.execute(
            """select count(*), count(*) filter (kind = 'post'),
               count(*) filter (subject_id > if(kind = 'post', 30, 20)),
               count(*) filter (price not between low and low * 2 + 5), count(distinct price - low),
               count(*) filter (sent_at not between ordered_at + interval 1 hour and ordered_at + interval 7 days),
               count(sent_at), count(*) filter (ordered_at > timestamp '2025-01-01'),
               count(*) filter (due < ordered_at::date or due > date '2026-01-31'), count(*) filter (low = 500)
               from comments"""
        ).fetchall()

    total, posts, wrong_ids, wrong_prices, spread, wrong_times, sent, late, wrong_dues, fives = (
        counts
    )
    assert (600, 0, 0, 0, 0, 0, 0) == (
        total,
        wrong_ids,
        wrong_prices,
        wrong_times,
        late,
        wrong_dues,
        fives,
    )
    assert 360 < posts < 480
    assert 430 < sent < 530
    assert spread > 200


@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "sql", "parquet"])
def test_no_format_writes_them_and_workers_and_chunks_change_nothing(
    plan: Plan, format: str
) -> None:
    made = files(plan, format)
    lines = b"".join(made.values()).splitlines()
    text = b"\n".join(
        line for line in lines if not line.startswith(b"-- table comments is made without")
    )

    assert b"slot" not in text
    assert b"on_post" not in text
    assert b"subject_id" in text
    assert made == files(plan, format, workers=2, batch_rows=77)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql", "mariadb", "mysql"])
def test_a_database_gets_neither_the_columns_nor_keys_of_theirs(
    engine: str, plan: Plan, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    sqlite = f"sqlite:///{tmp_path}/x.db"
    url = sqlite if engine == "sqlite" else request.getfixturevalue(engine)
    run(plan, open_database(url, LoadOptions()))
    with closing(engine_of(url).connect(url, False)) as connection:
        found = connection.catalogue(["comments"]).tables["comments"]
        count = connection.count("comments")

    assert WRITTEN == [column.name for column in found.columns]
    assert ((), (), 600) == (tuple(found.keys), tuple(found.uniques), count)


def test_documents_and_hashes_have_none(plan: Plan, mongodb: str, redis: str) -> None:
    for url in (mongodb, redis):
        run(plan, open_database(url, LoadOptions()))
    with servers.MongoDB(mongodb).client() as client:
        documents = list(client[urlsplit(mongodb).path[1:]]["comments"].find())
    with Redis.from_url(redis, decode_responses=True) as client:
        hashes = [client.hgetall(f"comments:{i}") for i in range(1, 601)]

    assert {"_id", *WRITTEN} == {name for each in documents for name in each}
    assert set(WRITTEN) == {name for each in hashes for name in each}
    assert [600, 600] == [len(documents), sum(map(bool, hashes))]


@pytest.mark.parametrize("row", [0, 10**6, 10**9])
def test_any_row_is_the_same_alone(row: int) -> None:
    plan = plan_of(TEXT.replace("count: 600", "count: 2000000000"))

    (alone,) = rows_of(plan, "comments", row, row + 1)
    among = rows_of(plan, "comments", row, row + 40)

    assert alone == among[0]
    assert WRITTEN == list(alone)
    assert all(each["low"] <= each["price"] <= each["low"] * 2 + 5 for each in among)


def test_hiding_a_column_moves_no_value_and_changes_the_digest() -> None:
    columns = "a: {generator: number, max: 90}\nb: {expr: a * 2}\nc: first_name"
    shown, hidden = (
        plan_of(schema(each)) for each in (columns, columns.replace("90}", "90, hidden: true}"))
    )
    other = plan_of(schema(columns.replace("90}", "91, hidden: true}")))

    assert [{"b": row["b"], "c": row["c"]} for row in rows_of(shown)] == rows_of(hidden)
    assert 3 == len({shown.digest, hidden.digest, other.digest})


def test_the_first_child_can_read_a_hidden_reference_of_its_parent() -> None:
    text = "tables:\n" + table(
        f"{KEY}\nslot: {{generator: number, max: 9, hidden: true}}", 20, name="u"
    )
    text += table("u_id: {ref: u.id}\nslot: {expr: u_id.slot}")

    assert all(row["slot"] in range(10) for row in rows_of(plan_of(text)))


PROBLEMS = {
    "a: {generator: sequence, primary_key: true, hidden: true}\nb: word": [
        "5:59: 'a' is a primary key and cannot be hidden (remove hidden)"
    ],
    "a: {generator: word, hidden: true}": [
        "5:7: all columns of t are hidden (leave one that is written)"
    ],
    "a: {generator: word, hidden: maybe}\nb: word": [
        "5:36: hidden must be true or false, not 'maybe'"
    ],
    "a: {fields: {x: {generator: word, hidden: true}}}": [
        "5:49: hidden has no effect on a nested member (remove it)"
    ],
    "a: {generator: sequence, unique: true, hidden: true}\nb: {ref: t.a}": [
        "6:16: t.a is hidden and cannot be referred to (refer to one that is written, and read it through that: b.a)"
    ],
    "a: {generator: number, min: b + 1}\nb: word": [
        '5:35: "b + 1" is given text and a whole number (use numbers, or a date or timestamp with days or an interval)'
    ],
    "a: {generator: number, min: b / 2}\nb: number": [
        "5:35: b / 2 is decimal(18,6), but min needs integer (write cast(b / 2 as integer), or name another column)"
    ],
    "a: {generator: number, min: b +}\nb: number": [
        "5:35: \"b +\" is not understood near '+' at character 3 (write SQL such as 'round(quantity * price, 2)')"
    ],
    "a: {generator: number, min: b + c}\nb: number": [
        "5:35: t has no column 'c' (there are: a, b)"
    ],
    "a: {generator: number, min: b + random()}\nb: number": [
        '5:35: "b + random()" has random(), but an expression draws nothing, so that each row stays as it is'
        " (draw it in a column of its own, and name that column)"
    ],
    "a: {generator: number, min: a + 1}": [
        "5:7: these columns are made from one another: t.a -> t.a (make one of them from other columns, or draw it)"
    ],
    "a: {generator: datetime, after: 2026-13-01}\nb: word": [
        "5:39: after='2026-13-01' is not a time such as 2026-01-31T12:00:00, nor a column of t"
    ],
}


@pytest.mark.parametrize(("columns", "expected"), PROBLEMS.items(), ids=PROBLEMS)
def test_what_is_wrong_is_told_with_its_place(columns: str, expected: list[str]) -> None:
    assert expected == problems_of(schema(columns))
