"""References with a condition: which rows of the parent a row may point at."""

import io
from collections import Counter
from dataclasses import replace

import duckdb
import pyarrow.csv
import pytest

from mockcraft.core.plan import Plan
from mockcraft.errors import DataError
from mockcraft.schema.append import bind_append
from mockcraft.schema.bind import Overrides
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import parse
from plans import chi_square, files

from .support import plan_of, problems_of, rows_of, table

KEY = "id: {generator: sequence, primary_key: true}"
TEAMS = f"{KEY}\nname: {{generator: uuid, unique: true}}"
PEOPLE = f"""{KEY}
tenant_id: {{ref: tenants.id}}
tenant: {{ref: tenants.name, with: tenant_id}}
budget: {{generator: number, min: 1, max: 5, type: "decimal(6,2)"}}
active: {{generator: bool, probability: 0.8}}
made: {{generator: date, after: 2020-01-01, before: 2024-01-01}}
boss_id: {{ref: people.id, where: "tenant_id = row.tenant_id", nulls: 0}}"""
TASKS = f"""{KEY}
person_id: {{ref: people.id}}
tenant: {{ref: tenants.name}}
points: {{generator: number, min: 1, max: 5}}
at: {{generator: date, after: 2021-01-01, before: 2025-01-01}}
same: {{ref: people.id, where: "tenant_id = person_id.tenant_id"}}
other: {{ref: people.id, where: "active and id not in (person_id, same) and tenant_id = person_id.tenant_id", nulls: 0}}
named: {{ref: people.id, where: "tenant = row.tenant", nulls: 0}}
priced: {{ref: people.id, where: "budget = points and tenant_id = person_id.tenant_id", nulls: 0}}
early: {{ref: people.id, where: "tenant_id = person_id.tenant_id and row.at > made", nulls: 0}}
unlike: {{ref: people.id, where: "tenant <> row.tenant"}}
within: {{ref: people.id, where: "id between person_id - 3 and person_id + 3"}}
popular: {{ref: people.id, where: "tenant_id = person_id.tenant_id", distribution: zipf}}
kind: {{ref: people.id, where: "row.points < 3 and tenant_id = person_id.tenant_id", nulls: 0}}"""
TEXT = (
    "tables:\n"
    + table(TEAMS, 60, name="tenants")
    + table(PEOPLE, 900, name="people")
    + table(TASKS, 6000, name="tasks")
)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(TEXT)


def test_every_row_points_at_one_that_its_condition_allows(plan: Plan) -> None:
    """Counted by SQL: no reference that breaks its condition, and no null where there is one that meets it."""
    made = files(plan, "csv")
    joins = " ".join(
        f"left join people {name} on {name}.id = t.{name}"
        for name in ("same", "other", "named", "priced", "early", "unlike", "within", "kind")
    )
    with duckdb.connect() as connection:
        for name in ("tenants", "people", "tasks"):
            connection.register(name, pyarrow.csv.read_csv(io.BytesIO(made[f"{name}.csv"])))
        (wrong,) = connection.execute(
            f"""select count(*) filter (same.tenant_id <> p.tenant_id or t.same is null),
              count(*) filter (other.tenant_id <> p.tenant_id or not other.active or t.other in (t.person_id, t.same)),
              count(*) filter (t.other is null and exists (from people o where o.active
                and o.tenant_id = p.tenant_id and o.id not in (t.person_id, t.same))),
              count(*) filter (named.tenant <> t.tenant),
              count(*) filter (t.named is null and t.tenant in (select tenant from people)),
              count(*) filter (priced.budget <> t.points or priced.tenant_id <> p.tenant_id),
              count(*) filter (t.priced is null and exists (from people o where o.budget = t.points
                and o.tenant_id = p.tenant_id)),
              count(*) filter (early.made >= t.at or early.tenant_id <> p.tenant_id),
              count(*) filter (t.early is null and exists (from people o where o.made < t.at and o.tenant_id = p.tenant_id)),
              count(*) filter (unlike.tenant = t.tenant or t.unlike is null),
              count(*) filter (abs(t.within - t.person_id) > 3 or t.within is null),
              count(*) filter ((t.kind is null) <> (t.points >= 3) or kind.tenant_id <> p.tenant_id)
            from tasks t join people p on p.id = t.person_id {joins}"""
        ).fetchall()
        (bosses,) = connection.execute(
            """select count(*) filter (b.tenant_id <> p.tenant_id or b.id >= p.id),
              count(*) filter (p.boss_id is null) - count(distinct p.tenant_id), count(*)
            from people p left join people b on b.id = p.boss_id"""
        ).fetchall()

    assert (0,) * 12 == wrong
    assert (0, 0, 900) == bosses


def test_all_that_are_allowed_are_as_likely(plan: Plan) -> None:
    people = rows_of(plan, "people")
    tenant = {row["id"]: row["tenant_id"] for row in people}
    sizes = Counter(tenant.values())
    tasks = rows_of(plan_of(TEXT.replace("count: 6000", "count: 60000")), "tasks")
    largest = max(sizes, key=sizes.__getitem__)
    own = [row for row in tasks if tenant[row["person_id"]] == largest]
    counts = Counter(row["same"] for row in own)
    expected = len(own) / sizes[largest]
    popular = Counter(row["popular"] for row in own).most_common(1)[0]

    assert len(own) > 1000
    assert chi_square(list(counts.values()), [expected] * sizes[largest]) < 2
    assert popular[0] == min(id for id in tenant if tenant[id] == largest)
    assert popular[1] > 3 * expected


def test_workers_and_chunks_change_nothing(plan: Plan) -> None:
    made = files(plan)

    assert made == files(plan, workers=2, batch_rows=1000)
    assert made == files(plan_of(TEXT), batch_rows=77)


@pytest.mark.parametrize("row", [0, 10**6, 10**9])
def test_any_row_is_the_same_alone(row: int) -> None:
    plan = plan_of(TEXT.replace("count: 6000", "count: 1000000100"))

    (alone,) = rows_of(plan, "tasks", row, row + 1)

    assert alone == rows_of(plan, "tasks", row, row + 50)[0]


def test_a_condition_moves_no_other_value(plan: Plan) -> None:
    lines = [line for line in TEXT.splitlines(keepends=True) if "where" not in line]
    plain = rows_of(plan_of("".join(lines)), "tasks")

    assert plain == [{name: row[name] for name in plain[0]} for row in rows_of(plan, "tasks")]


def test_when_the_parents_grow_few_references_move() -> None:
    before, after = (
        rows_of(plan_of(TEXT.replace("count: 900", f"count: {n}")), "tasks") for n in (900, 990)
    )
    same = [
        b["same"] == a["same"]
        for b, a in zip(before, after, strict=True)
        if b["person_id"] == a["person_id"]
    ]

    assert len(same) > 5000
    assert 0.85 < sum(same) / len(same) < 0.96


def test_the_first_of_a_group_points_at_itself_where_it_cannot_be_null() -> None:
    people = PEOPLE.replace(", nulls: 0}", "}")
    text = "tables:\n" + table(TEAMS, 60, name="tenants") + table(people, 900, name="people")
    rows = rows_of(plan_of(text), "people")
    firsts = {row["tenant_id"]: row["id"] for row in reversed(rows)}

    assert {row["id"] for row in rows if row["boss_id"] == row["id"]} == set(firsts.values())


def test_a_row_without_any_is_named() -> None:
    text = TEXT.replace('tenant_id", nulls: 0}\n      early', 'tenant_id"}\n      early')
    with pytest.raises(DataError) as caught:
        rows_of(plan_of(text), "tasks")

    assert str(caught.value) == (
        "s.yaml:28:39: tasks.priced: no row of people meets 'budget = points and tenant_id = person_id.tenant_id' for"
        " row 5, where points is 5 and person_id.tenant_id is 11 (give nulls, 0 or more, so that it points at none"
        " there)"
    )


def test_members_of_documents_and_keys_of_several_columns() -> None:
    lines = f"{KEY}\norder_id: {{ref: orders.id}}\nno: {{generator: number, min: 1, max: 9}}\nopen: {{generator: bool}}"
    parcels = """order_id: {ref: orders.id}
line_id: {ref: lines.id, where: "order_id = row.order_id and open", nulls: 0}
line_no: {ref: lines.no, with: line_id}
inner: {fields: {line: {ref: lines.id, where: order_id = row.order_id, nulls: 0}}}
some: {items: {ref: lines.id, where: open}, count: 1..3}
more: {items: {ref: lines.id, where: not open}, count: 2}"""
    text = (
        "tables:\n"
        + table(KEY, 50, name="orders")
        + table(lines, 400, name="lines")
        + table(parcels, 500)
    )
    plan = plan_of(text)
    made = {row["id"]: row for row in rows_of(plan, "lines")}
    rows = rows_of(plan)

    assert sum(row["line_id"] is None for row in rows) < 50
    for row in rows:
        if row["line_id"] is not None:
            line = made[row["line_id"]]
            assert (row["order_id"], True, row["line_no"]) == (
                line["order_id"],
                line["open"],
                line["no"],
            )
        assert made[row["inner"]["line"]]["order_id"] == row["order_id"]
        assert all(made[each]["open"] for each in row["some"])
        assert not any(made[each]["open"] for each in row["more"])


def test_rows_that_are_drawn_again_keep_to_it(plan: Plan) -> None:
    text = TEXT.replace(
        "  tasks:\n    count: 6000\n",
        '  tasks:\n    count: 2000\n    checks: ["same > 100", "points > 1"]\n',
    )
    tenant = {row["id"]: row["tenant_id"] for row in rows_of(plan, "people")}
    rows = rows_of(plan_of(text), "tasks")

    assert all(row["same"] > 100 and row["points"] > 1 for row in rows)
    assert all(tenant[row["same"]] == tenant[row["person_id"]] for row in rows)


def test_rows_by_hand_point_where_they_are_told(plan: Plan) -> None:
    hand = "    rows: [{id: 7, same: 1, priced: ~}, {id: 8, named: 2}]\n"
    text = TEXT.replace("  tasks:\n    count: 6000\n", f"  tasks:\n    count: 100\n{hand}")
    rows, before = rows_of(plan_of(text), "tasks"), rows_of(plan, "tasks", 0, 100)

    assert (1, None, 2) == (rows[6]["same"], rows[6]["priced"], rows[7]["named"])
    assert [row for row in rows if row["id"] not in (7, 8)] == [
        row for row in before if row["id"] not in (7, 8)
    ]


def test_an_append_points_at_its_own_rows() -> None:
    spec, _ = read_spec(parse(TEXT, "s.yaml"))
    counts = {"tenants": 5, "people": 60, "tasks": 300}
    plan = bind_append(
        spec, Overrides(counts=counts), {"tenants": 60, "people": 900, "tasks": 6000}
    )
    people = {row["id"]: row["tenant_id"] for row in rows_of(plan, "people", 900)}
    rows = rows_of(plan, "tasks", 6000)

    assert 300 == len(rows)
    assert all(people[row["same"]] == people[row["person_id"]] for row in rows)
    assert {row["kind"] for row in rows} - {None} <= set(people)


def test_parents_are_grouped_once_and_pickled_with_the_plan(plan: Plan) -> None:
    import pickle

    rows_of(plan, "tasks", 0, 10)
    copy = pickle.loads(pickle.dumps(plan))

    assert copy.kept.get(("tasks", "same"), lambda: None) is not None
    assert replace(plan).kept.get(("tasks", "same"), lambda: None) is None
    assert rows_of(plan, "tasks", 0, 10) == rows_of(copy, "tasks", 0, 10)


@pytest.mark.parametrize("where", ["1 / (n - 5) > 0", "1 / (n - 5) = row.a"])
def test_an_error_in_a_row_of_the_parent_names_that_row(where: str) -> None:
    parents = table(f"{KEY}\nn: {{expr: id}}", name="u")
    text = "tables:\n" + parents + table(f"a: number\np: {{ref: u.id, where: '{where}', nulls: 0}}")

    with pytest.raises(DataError) as caught:
        rows_of(plan_of(text))

    assert 's.yaml:11:29: division by zero in "1 / (n - 5)" (row 4 of u)' == str(caught.value)


@pytest.mark.parametrize(
    "options",
    ["where: n = 3, nulls: 0", "weight: n, nulls: 1"],
)
def test_of_no_rows_none_is_pointed_at_where_that_can_be(options: str) -> None:
    parents = table(f"{KEY}\nn: {{expr: id}}", name="u")
    text = "tables:\n" + parents + table(f"a: number\np: {{ref: u.id, {options}}}")
    plan = plan_of(text, Overrides(counts={"u": 0}))

    assert [None] * 10 == [row["p"] for row in rows_of(plan)]


PROBLEMS = {
    'p: {ref: u.id, where: ""}': ["14:29: where must be text, not empty"],
    "p: {ref: u.id, where: [n]}": ["14:29: where must be text, not a list"],
    "p: {ref: u.id, where: n >}": [
        "14:29: \"n >\" is not understood near '>' at character 3 (write SQL such as 'round(quantity * price, 2)')"
    ],
    "p: {ref: u.id, where: z = 1}": [
        "14:29: neither u nor t has a column 'z' (there are: id, n, s, d, up, a, p)"
    ],
    "p: {ref: u.id, where: n = row.z}": ["14:29: t has no column 'z' (there are: a, p)"],
    "p: {ref: u.id, where: n}": [
        "14:29: 'n' is integer, not true or false (compare it with something)"
    ],
    "p: {ref: u.id, where: n = a or s = 'x'}": [
        "14:29: \"(n = a) or (s = 'x')\" mixes columns of u and of t (compare one side of u with one of t, by =, <>, <,"
        " <=, >, >= or between, and join such parts with and)"
    ],
    "p: {ref: u.id, where: n + a = 3}": [
        "14:29: '(n + a) = 3' mixes columns of u and of t (compare one side of u with one of t, by =, <>, <, <=, >, >="
        " or between, and join such parts with and)"
    ],
    "p: {ref: u.id, where: s = a}": [
        "14:29: s of u is text and a of t is integer, which cannot be compared (make one of them the other's type, with cast)"
    ],
    "p: {ref: u.id, where: s = t.c}\nc: word": [
        "14:29: 't.c' names a table (write row.c, which is that of the row that points)"
    ],
    "p: {ref: u.id, where: s > row.c}\nc: word": [
        "14:29: s of u is text and c of t is text, and texts are compared by = and <> alone, not by > (compare numbers or dates)"
    ],
    "p: {ref: u.id, where: n < a and id <> a}": [
        "14:29: n and id are compared otherwise than by = (one of them can be)"
    ],
    "p: {ref: u.id, where: n = row.p}": [
        "14:7: these columns are made from one another: t.p -> t.p (make one of them from other columns, or draw it)"
    ],
    "p: {ref: u.id, where: n = a, unique: true}": [
        "14:7: 'p' cannot be unique: it has a condition, by which rows can share their parents"
    ],
    "p: {ref: u.id}\nq: {ref: u.n, with: p, where: n = a}": [
        "15:37: where has no effect beside with (give it to 'p')"
    ],
    "p: {items: {ref: u.id, where: n = a}}": ["14:37: 'a': an item stands in no row with columns"],
    "p: {generator: word, where: n = a}": ["14:28: word has no parameter 'where' (it takes none)"],
    "p: {expr: a, where: n = a}": [
        "14:20: a column with expr has no key 'where' (known: type, primary_key, unique, nulls, absent, max_length, format, "
        "locale, entity, hidden)"
    ],
}


@pytest.mark.parametrize(("columns", "expected"), PROBLEMS.items(), ids=PROBLEMS)
def test_what_is_wrong_is_told_with_its_place(columns: str, expected: list[str]) -> None:
    parents = table(
        f"{KEY}\nn: {{generator: number, min: 1, max: 9}}\ns: word\nd: date\nup: {{ref: u.id}}",
        name="u",
    )
    found = problems_of("tables:\n" + parents + table(f"a: number\n{columns}"))

    assert expected == found


def test_what_is_told_of_the_table_itself() -> None:
    own = f"{KEY}\nn: number\np: {{ref: t.id, where: n < row.n}}"
    counted = (
        "tables:\n"
        + table(KEY, name="u")
        + table("p: {ref: u.id, where: id > 1}", "{per: u, max: 3}")
    )
    many = "tables:\n" + table(KEY, 60_000_000, name="u") + table("p: {ref: u.id, where: id > 1}")

    assert problems_of("tables:\n" + table(own)) == [
        "7:29: a row of t points at one before it, so where compares by = alone (leave out 'n')"
    ]
    assert problems_of(counted) == [
        "9:29: where has no effect here: each u row has the rows that count gives it (remove it)"
    ]
    assert problems_of(many) == [
        "9:29: u has 60,000,000 rows, and where looks at each of them (at most 50,000,000: lower its count, or leave"
        " where out)"
    ]
