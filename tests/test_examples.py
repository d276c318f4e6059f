"""The schemas of examples/schemas: what each promises is counted by SQL, not by our own code."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet
import pytest

from mockcraft.core.frame import Frame, batch_of
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Chunk, Range
from mockcraft.errors import SchemaError
from mockcraft.schema.bind import Overrides, bind, load
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import read
from mockcraft.schema.spec import PerSpec
from plans import files
from plans import plan_of as whole_plan_of

FOLDER = Path(__file__).parents[1] / "examples" / "schemas"
GOLDEN = Path(__file__).parent / "golden" / "examples.json"
FAR = 2 * 10**9  # rows of a table of which row 10**9 is looked at
# By example, questions whose answers must be 0, or true.
PROMISES = {
    "tenants": [
        "select count(*) from members m join members b on b.id = m.manager_id where (m.tenant_id, m.department) <> (b.tenant_id, b.department) or b.id >= m.id",
        "select count(*) - (select count(distinct (tenant_id, department)) from members) from members where manager_id is null",
        "select count(*) - count(distinct (tenant_id, email)) from members",
        "select count(*) - count(distinct (tenant_id, slug)) from projects",
        "select count(*) from tasks t join members a on a.id = author_id join projects p on p.id = project_id where p.tenant_id <> a.tenant_id or p.archived",
        "select count(*) from tasks t join members a on a.id = author_id join members r on r.id = reviewer_id where r.tenant_id <> a.tenant_id or r.id = a.id",
        "select count(*) from tasks t join members a on a.id = author_id where project_id is null and a.tenant_id in (select tenant_id from projects where not archived)",
    ],
    "forum": [
        "select count(*) from posts p join posts q on q.id = p.parent_id where p.thread_id <> q.thread_id or p.posted_at < q.posted_at or p.depth <> q.depth + 1 or p.path <> q.path || '/' || p.id",
        "select count(*) from posts p join threads t on t.id = thread_id where posted_at < opened_at",
        "select max(depth) <> 6 or count(*) filter (parent_id is null) > 800 from posts",
    ],
    "invoices": [
        "select count(*) from invoices i join (select invoice_id, count(*) n, sum(quantity * price) net, max(line_no) top from invoice_lines group by all) l on l.invoice_id = i.id where i.lines <> n or i.net <> l.net or top <> n or i.gross <> i.net + i.vat",
        "select (select count(distinct invoice_id) from invoice_lines) - count(*) from invoices",
        "select count(*) from invoices where dayofweek(due_on) in (0, 6) or due_on - issued_on < 12",
    ],
    "sensors": [
        "with steps as (select r.at - lag(r.at) over (partition by sensor_id order by id) step from readings r) select count(*) filter (step > interval 15 minutes) - 20 from steps where step <> interval 0 minutes",
        "with steps as (select r.at - lag(r.at) over (partition by sensor_id order by id) step from readings r) select count(*) from steps where step < interval 15 minutes",
        "select corr(celsius, sin(2 * pi() * (hour(r.at) - 9) / 24)) < 0.7 from readings r",
    ],
    "funnel": [
        "select count(*) from (select session_id, list(name order by e.at) names from events e group by all) where names <> ['view', 'cart', 'purchase'][:len(names)]",
        "select abs(count(*) filter (name = 'purchase') / 2000.0 - 0.1) > 0.02 or abs(count(*) filter (name = 'cart') / 2000.0 - 0.3) > 0.03 from events",
    ],
    "subscriptions": [
        "select count(*) from subscribers s left join (select subscriber_id, count(*) n from payments group by all) p on p.subscriber_id = s.id where n is distinct from s.months",
        # Of those who were there at a month's beginning, 8 of 100 are not at its end.
        """with lives as (select months, status = 'churned' ended from subscribers)
           select max(abs(rate - 0.08)) > 0.03 from (select m, count(*) filter (months = m and ended) / count(*)::double rate
           from lives, range(1, 11) r(m) where months > m or (months = m and ended) group by m)""",
    ],
    "comments": [
        "select count(*) from comments c where not exists (from posts where subject_type = 'post' and id = subject_id) and not exists (from photos where subject_type = 'photo' and id = subject_id)",
        "select abs(count(*) filter (subject_type = 'post') / 3000.0 - 0.7) > 0.03 from comments",
    ],
    "tags": [
        "select count(*) - count(distinct (article_id, tag_id)) from article_tags",
        "select count(*) from (select article_id, count(*) filter (is_main) n from article_tags group by all) where n <> 1",
        "select (select count(*) from article_tags where tag_id <= 8) < 3 * (select count(*) from article_tags where tag_id > 72)",
    ],
    "ledger": [
        "select count(*) from (select balance, sum(amount) over (partition by account_id order by no) total from entries) where balance <> total or balance < 0",
        "select count(*) from entries e left join entries b on b.id = e.before_id where b.no is distinct from nullif(e.no - 1, 0) or b.account_id <> e.account_id",
    ],
    "fixtures": [
        "select count(*) - 500 from users",
        "select count(*) - 3 from users where (id = 1 and email = 'admin@example.com' and role = 'admin') or (id = 42 and email is null and born_on = '1904-02-29') or (id = 2147483647 and name = '')",
        "select count(email) - count(distinct email) from users",
        "select count(*) from logins where user_id not in (select id from users)",
        "select count(*) - 3 from roles",
    ],
}  # fmt: skip
# Tables that are looked at in their midst, and how many rows of which table there are then.
LONG = {
    "tenants": ("tasks", "tasks", FAR), "forum": ("users", "users", FAR), "invoices": ("customers", "customers", FAR),
    "sensors": ("readings", "sensors", 5_300_000), "funnel": ("visitors", "visitors", FAR),
    "subscriptions": ("payments", "subscribers", 150_000), "comments": ("comments", "comments", FAR),
    "tags": ("article_tags", "articles", 300_000), "ledger": ("entries", "accounts", 25_000),
    "fixtures": ("logins", "users", 510_000),
}  # fmt: skip
# Tables of which row 10**9 is looked at without their children, whose number takes seconds to count then.
ALONE = {"tags": "articles", "fixtures": "users"}
# Rows that no run gets to, as others are looked at for each of them: how many of which table are too many.
REFUSED = {
    "subscriptions": ("subscribers", 60_000_000, "15:36: subscribers has 60,000,000 rows, and its columns are looked at for each of them"),
    "ledger": ("accounts", 2_000_000, "10:43: entries has 85,042,545 rows, and where looks at each of them"),
}  # fmt: skip


def plan_of(name: str, **counts: int) -> Plan:
    return load(FOLDER / f"{name}.yaml", Overrides(counts=counts))[1]


@pytest.mark.parametrize("name", PROMISES)
def test_it_keeps_its_promises(name: str) -> None:
    plan = plan_of(name)
    made = files(plan, "parquet")
    with duckdb.connect() as connection:
        for file, content in made.items():
            read = pyarrow.parquet.read_table(pyarrow.BufferReader(content))
            connection.register(file.removesuffix(".parquet"), read)
        answers = [connection.execute(each).fetchone() for each in PROMISES[name]]

    assert [(0,)] * len(answers) == answers
    assert files(plan_of(name), batch_rows=1000) == files(plan, batch_rows=16_384)


def test_they_are_all_here() -> None:
    assert sorted(PROMISES) == sorted(path.stem for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("names", [["forum"], sorted(PROMISES.keys() - {"forum"})], ids=len)
def test_two_processes_make_the_same_in_one_file_with_all_others(names: list[str]) -> None:
    parts = [(FOLDER / f"{name}.yaml").read_text().partition("tables:\n")[2] for name in names]
    plan = whole_plan_of("now: 2026-01-01\ntables:\n" + "".join(parts))
    alone = {file: content for name in names for file, content in files(plan_of(name)).items()}

    assert alone == files(plan, workers=2, batch_rows=1000)


@pytest.mark.parametrize("name", PROMISES)
def test_a_column_more_moves_no_other_value(name: str) -> None:
    plan, (spec, _) = plan_of(name), read_spec(read(FOLDER / f"{name}.yaml"))
    whole = {table.name: _first(plan, table.name) for table in plan.tables}
    added = 0
    for table in spec.tables:
        for column in table.columns:
            rest = tuple(each for each in table.columns if each is not column)
            kept = replace(table, columns=rest)
            tables = tuple(kept if each is table else each for each in spec.tables)
            try:
                without = bind(replace(spec, tables=tables))
            except SchemaError:
                continue  # others need it
            added += 1
            for made in without.tables:
                rows = _first(without, made.name)
                assert rows == whole[made.name].select(rows.column_names), column.name

    assert added


@pytest.mark.parametrize("name", PROMISES)
def test_its_rows_are_those_that_they_were(name: str) -> None:
    """`python tests/test_examples.py` writes them anew."""
    assert json.loads(GOLDEN.read_text())[name] == digests(name)


@pytest.mark.parametrize(("name", "refused"), REFUSED.items(), ids=REFUSED)
def test_rows_that_are_too_far_are_refused_before_the_run(
    name: str, refused: tuple[str, int, str]
) -> None:
    table, count, message = refused
    with pytest.raises(SchemaError) as caught:
        plan_of(name, **{table: count})

    (problem,) = caught.value.problems
    assert str(problem).startswith(f"{FOLDER / name}.yaml:{message} (at most 50,000,000: ")


def digests(name: str) -> list[str]:
    """Of the rows from 0 on of all tables, and from 10**6 and 10**9 on of one that has as many."""
    plan = plan_of(name)
    made = [_digest(plan, table.name, 0) for table in plan.tables]
    return [*made, *_far(name), *_alone(name)]


def _far(name: str) -> Iterator[str]:
    table, counted, count = LONG[name]
    plan = plan_of(name, **{counted: count})
    rows = [row for row in (10**6, 10**9) if row < plan.table(table).count]
    assert (10**9 in rows) is (name not in ALONE.keys() | REFUSED)
    yield from (_digest(plan, table, row) for row in rows)


def _alone(name: str) -> Iterator[str]:
    if name in ALONE:
        spec, _ = read_spec(read(FOLDER / f"{name}.yaml"))
        own = tuple(each for each in spec.tables if not isinstance(each.count, PerSpec))
        plan = bind(replace(spec, tables=own), Overrides(counts={ALONE[name]: 10**9 + 50}))
        yield _digest(plan, ALONE[name], 10**9)


def _first(plan: Plan, table: str) -> pyarrow.Table:
    """The first rows of a table with its hidden columns."""
    found = plan.table(table)
    frame = Frame(plan, found, np.arange(min(50, found.count), dtype=np.uint64))
    columns = (*found.columns, *found.hidden)
    return pyarrow.table({column.name: frame.array(column.name) for column in columns})


def _digest(plan: Plan, table: str, start: int) -> str:
    stop = min(start + 50, plan.table(table).count)
    rows = batch_of(plan, Chunk(Range(table, start, stop), start, stop)).to_pylist()
    return hashlib.blake2b(repr(rows).encode(), digest_size=8).hexdigest()


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps({name: digests(name) for name in PROMISES}, indent=1) + "\n")
