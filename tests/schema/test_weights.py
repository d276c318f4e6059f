"""References that choose their parents by a number of theirs."""

import re
from collections import Counter

import pytest

from mockcraft.core.frame import batch_of
from mockcraft.core.ranges import Chunk, Range
from mockcraft.errors import DataError
from mockcraft.schema import popularity
from schema.support import plan_of, problems_of, rows_of, table

PARENT = """
id: {generator: sequence, primary_key: true}
fame: {generator: number, min: 0, max: 20, nulls: 0.2}
good: {generator: bool}"""


def text_of(options: str, count: int = 60_000, parent: str = PARENT, more: str = "") -> str:
    return (
        "tables:\n"
        + table(parent, 40, name="u")
        + table(f"a: {{ref: u.id, {options}}}{more}", count)
    )


@pytest.mark.parametrize(
    ("weight", "rows"),
    [("fame", ""), ("fame * fame", ""), ("if(good, 2.5, 0.5)", ""), ("fame", ", rows: 10..19")],
)
def test_parents_are_chosen_in_proportion(weight: str, rows: str) -> None:
    plan = plan_of(text_of(f"weight: '{weight}'{rows}"))
    parents = rows_of(plan, "u")
    weights = {
        row["id"]: {
            "fame": row["fame"] or 0,
            "fame * fame": (row["fame"] or 0) ** 2,
            "if(good, 2.5, 0.5)": 2.5 if row["good"] else 0.5,
        }[weight]
        for row in (parents[10:20] if rows else parents)
    }
    counts = Counter(row["a"] for row in rows_of(plan))

    assert set(counts) == {key for key, each in weights.items() if each}
    for key, each in weights.items():
        expected = 60_000 * each / sum(weights.values())
        assert expected == pytest.approx(counts[key], abs=5 * expected**0.5)


def test_a_row_far_out_is_made_by_itself() -> None:
    plan = plan_of(text_of("weight: fame, nulls: 0.1", 10**10, more="\nb: {expr: a.fame}"))
    rows = rows_of(plan, start=10**9, stop=10**9 + 300)
    every = Range("t", 0, 10**10)
    alone = [
        batch_of(plan, Chunk(every, 10**9 + n, 10**9 + n + 1)).to_pylist()[0] for n in range(9)
    ]

    assert alone == rows[:9]
    assert all(row["b"] for row in rows if row["a"] is not None)
    assert None in [row["a"] for row in rows]


def test_those_that_a_condition_allows_are_chosen_in_proportion() -> None:
    parent = PARENT.replace("good: {generator: bool}", "g: {generator: number, min: 1, max: 4}")
    child = """g: {generator: number, min: 1, max: 4}
x: {ref: u.id}
a: {ref: u.id, where: g = row.g and id <> x, weight: fame, nulls: 0}"""
    plan = plan_of("tables:\n" + table(parent, 40, name="u") + table(child, 20_000))
    parents, rows = rows_of(plan, "u"), rows_of(plan)
    allowed = {
        (g, x): {row["id"]: row["fame"] or 0 for row in parents if row["g"] == g and row["id"] != x}
        for g in range(1, 5)
        for x in range(1, 41)
    }
    expected: Counter[int] = Counter()
    for row in rows:
        weights = allowed[row["g"], row["x"]]
        assert weights[row["a"]] > 0
        for key, each in weights.items():
            expected[key] += each / sum(weights.values())  # type: ignore[assignment]

    counts = Counter(row["a"] for row in rows)
    assert all(counts[k] == pytest.approx(n, abs=4 * n**0.5 + 1) for k, n in expected.items())
    assert rows[9000:9009] == rows_of(plan, start=9000, stop=9009)


def test_another_column_is_as_before() -> None:
    more = "\nb: {ref: u.id}\nc: word"
    plain, weighed = (
        rows_of(plan_of(text_of(options, 100, more=more)))
        for options in ("nulls: 0", "weight: fame")
    )

    assert [(row["b"], row["c"]) for row in plain] == [(row["b"], row["c"]) for row in weighed]


@pytest.mark.parametrize(
    ("weight", "problem"),
    [
        ("0 - fame", r"has -\d+, and a weight is 0 or more"),
        ("fame * 0", "weight 'fame \\* 0': no row of u has a weight above 0"),
        ("1 / (fame - 5)", r'division by zero in "1 / \(fame - 5\)" \(row \d+ of u\)'),
    ],
)
def test_weights_that_cannot_be_are_named(
    weight: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = text_of(f"weight: '{weight}'", 10)
    if "/" not in weight:  # which the run tells
        (before,) = problems_of(text)
        assert before.startswith("11:30: ") and re.search(problem, before)
    monkeypatch.setattr(popularity, "LOOKED_AT", 0)

    with pytest.raises(DataError, match=f"s.yaml:11:30: .*{problem}"):
        rows_of(plan_of(text))


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ("weight: x", "11:30: u has no column 'x'"),
        ("weight: 5", "11:30: weight '5' reads no column of u, so it chooses nothing (name a column of numbers, or leave it out)"),
        ("weight: good", "11:30: weight is boolean, not a number (name a column of numbers of u)"),
        ("weight: [x]", "11:30: weight must be text, not a list"),
        ("weight: '1 +'", "11:30: "),
        ("weight: fame, distribution: zipf", "11:22: weight does not go here: distribution says which parents are popular (remove it)"),
        ("weight: fame, unique: true", "11:22: weight does not go here: it is unique (remove it)"),
    ],
)  # fmt: skip
def test_options_that_cannot_be_are_named(options: str, problem: str) -> None:
    problems = problems_of(text_of(options, 10))

    assert [problem] == [each[: len(problem)] for each in problems]


def test_weights_that_are_made_from_what_they_choose_are_a_circle() -> None:
    parent = "id: {generator: sequence, primary_key: true}\nsold: {total: sum(t.b)}"
    child = "up: {ref: u.id}\na: {ref: u.id, weight: sold}\nb: {expr: a}"
    text = "tables:\n" + table(parent, 40, name="u") + table(child, "{per: u, max: 3}")

    assert [
        "11:7: these columns are made from one another: t.a -> u.sold -> t.b -> t.a (make one of them from other columns, or draw it)"
    ] == problems_of(text)
