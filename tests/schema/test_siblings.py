"""Rows of one parent that are told apart where only a look at all rows tells which these are."""

from collections import Counter
from typing import Any

import pytest

from mockcraft.errors import DataError
from mockcraft.schema.append import bind_append
from mockcraft.schema.bind import Overrides
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import parse
from plans import files

from .support import plan_of, problems_of, rows_of, schema, table

KEY = "id: {generator: sequence, primary_key: true}"
TREE = f"""{KEY}
up: {{ref: t.id, OPTIONS}}
n: {{generator: number, min: 1, max: 60}}
kind: {{values: [a, b]}}"""
UNIQUE = "    unique: [[up, n]]\n"
PARENTS = f"{KEY}\nfame: {{generator: number, min: 0, max: 9}}"


def tree(options: str = "roots: 3", count: int = 3000, more: str = "") -> str:
    return schema(TREE.replace("OPTIONS", options), count, UNIQUE + more)


def other(options: str, count: int = 1500) -> str:
    columns = TREE.replace("t.id, OPTIONS", f"u.id, {options}")
    return "tables:\n" + table(PARENTS, 80, name="u") + table(columns, count, UNIQUE)


def twice(rows: list[Any]) -> int:
    """How many rows have the pair of another one."""
    pairs = Counter((row["up"], row["n"]) for row in rows if row["up"] is not None)
    return sum(pairs.values()) - len(pairs)


@pytest.mark.parametrize(
    "text",
    [
        tree(),
        tree("max_depth: 12, nulls: 0.3"),
        tree("where: kind = row.kind, nulls: 0"),
        tree(more="    checks: [kind = 'a' or n > 20]\n"),
        tree("where: kind = row.kind, nulls: 0", more="    checks: [kind = 'a' or id > 50]\n"),
        tree(more="    rows: [{id: 5, up: 1, n: 9}, {id: 9, up: 2}, {id: 11, n: 3}, {id: 12, up: ~}]\n"),
        other("weight: fame"),
        other("where: fame < row.id, nulls: 0", 900),
    ],
)  # fmt: skip
def test_no_two_rows_of_a_parent_are_alike(text: str) -> None:
    plan = plan_of(text)
    rows = rows_of(plan)

    assert 0 == twice(rows)
    assert rows[1000:] == rows_of(plan_of(text), start=1000)
    assert 5 < len({row["n"] for row in rows if row["up"] == rows[-1]["up"]} | set(range(5)))


def test_workers_and_chunks_change_nothing() -> None:
    assert files(plan_of(tree())) == files(plan_of(tree()), workers=2, batch_rows=1000)


def test_rows_by_hand_are_as_they_are_given_and_others_make_room() -> None:
    given = tree(more="    rows: [{id: 400, up: 1, n: 9}, {id: 401, up: 1, n: 8}]\n")
    before, rows = rows_of(plan_of(tree())), rows_of(plan_of(given))

    assert [(1, 9), (1, 8)] == [(row["up"], row["n"]) for row in rows[399:401]]
    assert 0 == twice(rows)
    parents = {1, before[399]["up"], before[400]["up"]}
    assert parents >= {b["up"] for b, a in zip(before, rows, strict=True) if a != b}


def test_more_rows_change_none_of_the_first_ones() -> None:
    assert rows_of(plan_of(tree(count=500))) == rows_of(plan_of(tree()), stop=500)


def test_a_group_moves_no_other_column() -> None:
    plain, unique = rows_of(plan_of(tree().replace(UNIQUE, ""))), rows_of(plan_of(tree()))

    assert [(row["up"], row["kind"]) for row in plain] == [
        (row["up"], row["kind"]) for row in unique
    ]


def test_an_append_tells_its_own_rows_apart() -> None:
    spec, _ = read_spec(parse(tree(), "s.yaml"))
    plan = bind_append(spec, Overrides(counts={"t": 800}), {"t": 3000})

    assert 0 == twice(rows_of(plan, start=3000))


def test_a_parent_with_too_many_rows_is_named() -> None:
    few = tree().replace("60", "6")
    found = problems_of(few)

    assert len(found) == 1
    assert found[0].startswith("4:14: t.up: row ")
    assert found[0].endswith(
        " rows, and what is unique with it has 6 combinations (lower the count, or take a column that has more)"
    )
    with pytest.raises(DataError, match="has 6 combinations"):
        rows_of(plan_of(few.replace("3000", "300000")), stop=10)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (tree().replace("[[up, n]]", "[[up, v]]") + "      v: {ref: t.id}\n", "4:14: [up, v] cannot be unique: no other column tells rows of one parent apart (name one)"),
        (tree(count=60_000_000), "4:14: t has 60,000,000 rows, and [up, n] looks at each of them (at most 50,000,000: lower its count, or leave unique out)"),
        (tree("where: n = row.n, nulls: 0"), "7:7: these columns are made from one another: t.up -> t.n -> t.up (unique tells t.n apart among the rows of one t.up: leave one of them out of the group, or count the rows per one of them)"),
        (tree("where: first = row.first, nulls: 0").replace("n: {generator: number, min: 1, max: 60}", "n: full_name\n      first: first_name"), "7:7: these columns are made from one another: t.up -> t.first -> t.up (unique tells t.first apart among the rows of one t.up: leave one of them out of the group, or count the rows per one of them)"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_with_its_place(text: str, problem: str) -> None:
    assert [problem] == problems_of(text)
