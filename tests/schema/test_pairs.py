"""Two references that are unique together, one of them with a condition on the other."""

from collections import Counter

import pytest

from mockcraft.errors import DataError
from mockcraft.schema.append import bind_append
from mockcraft.schema.bind import Overrides
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import parse
from plans import files

from .support import plan_of, problems_of, rows_of, table

PEOPLE = table(
    "id: {generator: sequence, primary_key: true}\nteam: {generator: number, min: 1, max: 8}", 100, name="u"
)  # fmt: skip
PER = "{per: u, max: 9}"
GROUP = "    unique: [[a, b]]\n"


def follows(
    where: str, count: int | str = PER, more: str = "", first: str = "", columns: str = ""
) -> str:
    """Rows of `t` from `a` to `b`; `where` goes on with other options of `b`."""
    pair = f"a: {{ref: u.id{first}}}\nb: {{ref: u.id, where: {where}}}\nn: number{columns}"
    return "tables:\n" + PEOPLE + table(pair, count, GROUP + more)


@pytest.mark.parametrize(
    ("text", "least"),
    [
        (follows("id <> a"), 449),
        (follows("id <> a", 2000), 2000),
        (follows("team < 3"), 449),
        (follows("team = a.team and id <> a, nulls: 0"), 400),
        (follows("team = a.team and id <> a, nulls: 0", "{per: u, min: 40, max: 40}"), 900),
        (follows("team = a.team, nulls: 0, rows: 0..49", 800), 300),
        (follows("id <> a, nulls: 0.2", 2000, first=", nulls: 0.1"), 1300),
        (follows("id <> a, nulls: 0", 800, first=", distribution: zipf"), 500),
        (follows("id <> a", 2000, "    checks: [n > 500]\n"), 2000),
        (follows("id <> a", more="    checks: [n > b or a < b]\n"), 449),
    ],
)
def test_nobody_is_pointed_at_twice_by_the_rows_of_one(text: str, least: int) -> None:
    plan = plan_of(text)
    rows = rows_of(plan)
    pairs = Counter((row["a"], row["b"]) for row in rows if None not in (row["a"], row["b"]))

    assert least <= len(pairs) == pairs.total()
    assert "id <> a" not in text or all(a != b for a, b in pairs)
    teams = {row["id"]: row["team"] for row in rows_of(plan, "u")}
    assert "team = a.team" not in text or all(teams[a] == teams[b] for a, b in pairs)
    assert rows[300:] == rows_of(plan, start=300)


def test_all_pairs_come_about_and_those_of_few_are_any() -> None:
    every = rows_of(plan_of(follows("id <> a", "{per: u, min: 99, max: 99}")))
    few = rows_of(plan_of(follows("id <> a", "{per: u, min: 5, max: 5}")))

    assert 9900 == len({(row["a"], row["b"]) for row in every})
    assert max(Counter(row["b"] for row in few).values()) < 16  # of 5 on average
    assert max(Counter(row["b"] - row["a"] for row in few).values()) < 16


def test_workers_and_chunks_change_nothing() -> None:
    text = follows("id <> a", 2000, "    checks: [n > 500]\n")

    assert files(plan_of(text)) == files(plan_of(text), workers=2, batch_rows=300)


def test_a_pair_moves_no_other_column() -> None:
    text = follows("id <> a", 2000)
    plain = rows_of(plan_of(text.replace(GROUP, "")))

    assert [(r["a"], r["n"]) for r in plain] == [(r["a"], r["n"]) for r in rows_of(plan_of(text))]


def test_an_append_has_pairs_of_its_own_rows() -> None:
    spec, _ = read_spec(parse(follows("id <> a, nulls: 0", 500), "s.yaml"))
    plan = bind_append(spec, Overrides(counts={"u": 50, "t": 400}), {"u": 100, "t": 500})
    pairs = [(row["a"], row["b"]) for row in rows_of(plan, start=500)]

    assert 400 == len(set(pairs)) and min(map(min, pairs)) > 100


def test_one_with_more_rows_than_it_may_point_at_is_named() -> None:
    with pytest.raises(DataError) as caught:
        rows_of(plan_of(follows("team = a.team and id <> a", "{per: u, min: 40, max: 40}")))

    assert str(caught.value).startswith("s.yaml:12:29: t.b: no row of u that no other row of the")
    assert "the same a points at meets 'team = a.team and id <> a' for row " in str(caught.value)
    assert "(lower the count, or give nulls, 0 or more, so that" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (follows("team = k", columns="\nk: {values: [1, 2]}"), "9:14: [a, b] cannot be unique: the condition of b reads k of the row itself (compare with what is read through a alone)"),
        (follows("id <> a, weight: team"), "12:38: weight has no effect on 'b', which is unique with a (remove it)"),
        (follows("id <> a, distribution: zipf"), "12:38: distribution has no effect on 'b', which is unique with a (remove it)"),
        (follows("id <> a", more="    rows: [{n: 3, b: 4}]\n"), "10:22: [a, b] cannot be unique: rows give b by hand, and others are told apart by arithmetic (leave the cells out)"),
        (follows("id <> a", 60_000_000), "9:14: t has 60,000,000 rows, and [a, b] looks at each of them (at most 50,000,000: lower its count, or leave unique out)"),
        (follows("id <> a").replace("b: {ref: u.id", "b: {ref: u.team"), "9:14: [a, b] cannot be unique: b refers to u.team, which is not unique"),
        (follows("id <> a").replace("where: id <> a", "weight: team"), "9:14: [a, b] cannot be unique: no other column tells rows of one parent apart (name one)"),
        (follows("id <> a", 500).replace("[a, b]", "[a, b, n]"), "11:7: these columns are made from one another: t.a -> t.b -> t.a (unique tells t.a apart among the rows of one t.b: leave one of them out of the group, or count the rows per one of them)"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_place(text: str, problem: str) -> None:
    assert [problem] == problems_of(text)
