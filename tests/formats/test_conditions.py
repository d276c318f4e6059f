"""Checks in the words of databases: for every row the same answer as MockCraft's own, NULL included."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest

import servers
from dumps import dumps, mariadb_shell
from mockcraft.core.expression import evaluate
from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range, whole
from mockcraft.engine import run
from mockcraft.formats.condition_operations import SAID, conditions
from mockcraft.formats.condition_words import Unsaid
from mockcraft.formats.ddl import create_table
from mockcraft.formats.dialects import DIALECTS
from mockcraft.schema.expressions import parse
from mockcraft.sink import LoadOptions
from plans import open_database, tables

ROWS = 1_500
TEXTS = (
    '"", " ", a, A, "a ", " a", aa, é, É, "e\\u0301", "ab%", "_", "a*b", "[x]", "it\'s", "back\\\\slash", zz, '
    '日本, 😀, "line\\nbreak", "?", "--a", "aZb", "xax"'
)
PLAN = f"""
t:
  count: {ROWS}
  columns:
    id: {{generator: sequence, primary_key: true}}
    i: {{generator: number, min: -9, max: 9, nulls: 0.2}}
    j: {{values: [-2147483648, -1, 0, 1, 5, 2147483647], type: int32, nulls: 0.2}}
    big: {{values: [-9223372036854775807, -4611686018427387905, -1, 0, 1, 9007199254740993, 9223372036854775807], nulls: 0.2}}
    p: {{generator: price, min: 1, max: 5, nulls: 0.2}}
    q: {{generator: decimal, min: -3, max: 3, scale: 3}}
    wide: {{values: [0.01, 9007199254740993.01, 9007199254740993.02, -1.50], type: "decimal(18, 2)"}}
    f: {{values: [0.1, -2.5, 123456789, 0.0000001, 3], type: float, nulls: 0.2}}
    g: {{values: [0.1, -2.5, 3], type: float32, nulls: 0.2}}
    x: {{values: [{TEXTS}], nulls: 0.2}}
    y: {{values: [{TEXTS}], nulls: 0.2}}
    d: {{values: [0001-01-01, 1969-12-31, 1970-01-01, 2024-02-29, 2024-12-31, 9999-12-31], type: date, nulls: 0.2}}
    e: {{generator: date, after: 2024-01-01, before: 2024-12-31}}
    at: {{values: ["1970-01-01 00:00:00", "2024-02-29 23:59:59", "2024-12-31 12:30:01", "1899-12-31 01:02:03"], type: timestamp, nulls: 0.2}}
    tm: {{values: ["00:00:00", "12:30:01", "23:59:59"], type: time, nulls: 0.2}}
    ok: {{values: [true, false], nulls: 0.3}}
    no: {{values: [true, false], nulls: 0.3}}
    u: {{generator: uuid, nulls: 0.3}}
"""
EVERYWHERE = """
i < j | i <= 3 | i > j | i >= -2 | i = j | i <> 0 | i = null | null = null | big < 0 | big = 9007199254740993
big in (1, 9223372036854775807, null) | i in (1, 2, j) | i between -3 and 4 | i between j and 5 | not i between 1 and 2
p < 2.5 | p = 1.25 | p >= 3 | q between -1 and 1.125 | wide < 0 | wide >= -1.5 | p in (1.25, 2, 3.5) | p is null
f < 0.5 | f = 0.1 | f >= 3 | f in (0.1, 3) | f between -3 and 1
x = 'a' | x = 'A' | x <> y | x = y | x < y | x <= 'a' | x > 'Z' | x >= 'é' | x in ('a', 'é', 'a ') | x between 'A' and 'a'
x like 'a%' | x like '_' | x like '%a' | x like '%a%' | x like 'a*b' | x like '[x]' | x like 'ab%' | x like '' | not x like '?'
x is not distinct from y | i is not distinct from j | x is distinct from 'a' | d is not distinct from null | ok is not distinct from no
d < '2024-01-01' | d = date '2024-02-29' | d <= at | at > '2024-03-01 12:00:00' | at = d | at in ('1970-01-01', '2024-02-29 23:59:59')
tm < '12:30:01' | tm = '23:59:59' | tm between '00:00:00' and '12:30:01' | d between '1970-01-01' and e
ok and no | ok or no | not ok | ok is true | ok is not true | no is false | ok = no | ok <> no | ok and null | ok or null
x is null | x is not null | ok is null | u is null | (ok and no) is null | f is not null | g is null
cast(d as timestamp) < at | cast(at as timestamp) = at | cast('12:30:01' as time) = tm | cast(i as bigint) = 3
case when ok then i else j end < 3 | case when ok then 'a' when no then x end = 'a' | case i when 1 then ok else no end
case x when 'a' then 1 when 'é' then 2 end = 2 | case when i > 0 then e else d end < '2024-06-01' | case when ok then p end < 2
coalesce(i, j, 0) < 2 | coalesce(x, y, 'a') = 'a' | coalesce(d, e) > '2024-06-01' | coalesce(ok, no, false)
nullif(i, 1) = 2 | nullif(x, 'a') = 'A' | nullif(x, y) is null | nullif(ok, no)
greatest(i, j) < 3 | least(i, j, 0) = 0 | greatest(d, e) = e | least(tm, '12:00:00') < '01:00:00' | greatest(ok, no)
i + 1 < 3 | i - 3 < j | i * 3 > 5 | i * i - 2 = 2 | -i < 2 | abs(i) = 3 | i % 3 = -1 | mod(i, 2) = 0 | sign(i) = -1 | sign(j) = 0
i + j * 2 > 0 | abs(j) > 5 | -j > 0 | sign(p) = 1 | - (-5) = 5 | i - -2 > 0
length(x) = 1 | length(x) < length(y) | length(x || y) = 2 | x || y = 'aa' | 'a' || x || 'b' = 'aab' | concat(x, y) = 'a' | concat(x, 'é') = 'é'
substr(x, 1, 1) = 'a' | substr(x, 2) = '' | substr(x, 2, 1) = 'b' | left(x, 1) = 'é' | left(x, 0) = '' | right(x, 1) = 'a' | right(x, 0) = '' | right(x, 3) = x
trim(x) = 'a' | ltrim(x) = 'a' | rtrim(x) = 'a' | trim(x) = x
extract(year from d) = 2024 | extract(month from at) = 2 | extract(day from e) > 15 | extract(hour from at) = 23 | extract(minute from tm) = 30
extract(second from at) = 59 | extract(hour from d) = 0 | extract(quarter from e) = 2 | extract(second from tm) + 0 = 1
e + 1 > '2024-06-30' | e - 30 < '2024-01-01' | 30 + e < '2024-06-01' | e + interval '2 days' = '2024-03-01' | at + interval '1 day' > '2024-12-31' | e - d < 10 | e - d = 0
"""
# Where PostgreSQL alone, or not all of them, has words.
SOME = """
p + q < 2 | p * 2 > 5 | p * q < 0 | -p < -2 | abs(q) < 1 | p % 2 = 0.5 | q = p - 1 | wide * wide > 0 | wide = 9007199254740993.01
big + big > 0 | big * big = 1 | abs(big) > 5 | -big < 0 | big - 1 < 0 | big + 1 > i
f < g | g < 0.2 | g = 0.1 | f < i | greatest(p, q) < 2 | coalesce(p, q) < 2 | case when ok then p else q end > 1 | p < q | wide < p
greatest(x, y) = x | least(x, y) < 'b' | trim(x, 'a') = 'x' | ltrim(x, 'ax') = '' | rtrim(x, 'a ') = '' | trim(x, 'é') = ''
replace(x, 'a', 'bb') = 'bb' | replace(x, 'é', '') = '' | replace(x, '''', '"') = x
extract(dow from e) = 0 | extract(doy from e) = 60 | extract(epoch from at) < 0 | extract(epoch from d) = 0 | extract(epoch from tm) > 5 | extract(doy from d) = 366
"""
NEVER = [
    "lower(x) = 'a'", "upper(x) = 'A'", "x ilike 'A'", "i / 2 > 1", "i / j > 1", "i % j = 1", "round(p) = 1",
    "cast(i as text) = '1'", "x like y", "e + i > '2024-01-01'", "at - at > 5", "f + 1 > 2", "x like 'a\\\\%'",
    "substr(x, i) = 'a'", "date_trunc('month', e) = e", "power(i, 2) = 4", "repeat(x, 2) = 'aa'",
]  # fmt: skip


def listed(text: str) -> list[str]:
    return [each.strip() for line in text.strip().splitlines() for each in line.split(" | ")]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return tables(PLAN)


def mixed(count: int) -> list[str]:
    """Conditions made of others."""
    random, simple = Random(7), listed(EVERYWHERE)
    forms = ("({}) and ({})", "({}) or ({})", "not ({}) or ({})", "(({}) and ({})) is null",
             "case when ({}) then ({}) else ok end", "coalesce(({}), ({}))", "({}) = ({})")  # fmt: skip
    return [random.choice(forms).format(*random.sample(simple, 2)) for _ in range(count)]


Ask = Callable[[str], Sequence[Any]]


def check_alike(plan: Plan, dialect: str, ask: Ask, wanted: Sequence[str], some: bool) -> set[str]:
    """The operations of those of the conditions that the dialect says, all of them unless `some` are enough."""
    table = plan.table("t")
    batch = batch_of(plan, whole(Range("t", 0, ROWS)))
    to = conditions(table, DIALECTS[dialect])
    used: set[str] = set()
    wrong = []
    for text in wanted:
        expression = parse(text)
        try:
            said = to.say(expression.tree)
        except Unsaid:
            assert some, text
            continue
        found = [answer(each) for each in ask(said)]
        made = evaluate(expression, lambda name: batch.column(name), ROWS).to_pylist()
        different = [row for row in range(ROWS) if found[row] != answer(made[row])]
        for row in different[:1]:
            values = {name: batch.column(name)[row].as_py() for name in expression.columns}
            wrong.append(f"{text}\n  {said}\n  {values}: {found[row]}, here {made[row]}")
        used |= operations(expression.tree)
    assert not wrong, "\n".join(wrong)
    return used


def operations(tree: Any) -> set[str]:
    if not isinstance(tree, tuple) or not tree:
        return set()
    own = {tree[0]} if isinstance(tree[0], str) and tree[0] in SAID else set()
    return own.union(*map(operations, tree))


def answer(value: Any) -> Any:
    """A value, whatever the driver makes of it."""
    return None if value is None else bool(value)


def query(said: str) -> str:
    return f"SELECT {said} FROM t ORDER BY id"


def check_all(plan: Plan, dialect: str, ask: Ask) -> set[str]:
    used = check_alike(plan, dialect, ask, listed(EVERYWHERE) + mixed(150), some=False)
    return used | check_alike(plan, dialect, ask, listed(SOME), some=True)


def with_checks(plan: Plan, dialect: str) -> str:
    """CREATE TABLE of the same table as `c`, with every condition as a check that no row fails."""
    table = plan.table("t")
    to, said = conditions(table, DIALECTS[dialect]), []
    for text in listed(EVERYWHERE) + listed(SOME):
        with suppress(Unsaid):
            said.append(
                f"CHECK (({to.say(parse(text).tree)}) OR ({DIALECTS[dialect].identifier('e')} IS NOT NULL))"
            )
    made = create_table(plan, replace(table, name="c"), DIALECTS[dialect])
    body, closing, options = made.rpartition("\n)")
    return ",\n".join([body, *said]) + closing + options


def test_postgresql_answers_alike(plan: Plan, postgresql: str) -> None:
    run(plan, open_database(postgresql, LoadOptions()))
    with psycopg.connect(postgresql, autocommit=True) as connection:

        def ask(said: str) -> list[Any]:
            return [value for (value,) in connection.execute(query(said).encode()).fetchall()]

        used = check_all(plan, "postgresql", ask)
        connection.execute(with_checks(plan, "postgresql").encode())
        connection.execute("INSERT INTO c SELECT * FROM t")

    assert set(SAID) == used


def test_sqlite_answers_alike(plan: Plan, tmp_path: Path) -> None:
    run(plan, open_database(f"sqlite:///{tmp_path / 't.db'}", LoadOptions()))
    connection = sqlite3.connect(tmp_path / "t.db")
    used = check_all(
        plan, "sqlite", lambda said: [v for (v,) in connection.execute(query(said)).fetchall()]
    )
    connection.execute(with_checks(plan, "sqlite"))
    connection.execute("INSERT INTO c SELECT * FROM t")
    connection.close()

    assert set(SAID) == used


@pytest.mark.parametrize("family", ["mariadb", "mysql"])
def test_the_mysql_family_answers_alike(
    plan: Plan, family: str, request: pytest.FixtureRequest
) -> None:
    uri = request.getfixturevalue(family)
    server: servers.Server = request.getfixturevalue(f"{family}_server")
    for dump in dumps(plan, "mysql"):
        mariadb_shell(uri, dump)
    with server.cursor() as cursor:
        cursor.execute(f"USE {uri.rpartition('/')[2]}")
        cursor.execute("SET NAMES utf8mb4")

        def ask(said: str) -> list[Any]:
            cursor.execute(query(said))
            return [value for (value,) in cursor.fetchall()]

        used = check_all(plan, "mysql", ask)
        cursor.execute(with_checks(plan, "mysql"))
        cursor.execute("INSERT INTO c SELECT * FROM t")

    assert set(SAID) - {"replace"} == used


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", NEVER)
def test_what_may_differ_is_not_said(plan: Plan, dialect: str, text: str) -> None:
    with pytest.raises(Unsaid):
        conditions(plan.table("t"), DIALECTS[dialect]).say(parse(text).tree)
