"""Fills: constants, values, references, templates, expressions, nested values, and what is unique."""

from collections import Counter
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest

from mockcraft.core.plan import Plan
from mockcraft.errors import SchemaError
from plans import chi_square, column, rows_of, shop, tables, values

PARENTS = "users:\n  count: 500\n  columns:\n    id: {generator: sequence, primary_key: true}\n"


def made(declaration: str, count: int = 1000) -> list[Any]:
    return values(column(declaration, count), "t", "x")


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ("{value: USD}", "USD"), ("{value: 7}", 7), ("{value: 1.50}", Decimal("1.50")),
        ("{value: true}", True), ("{value: null}", None), ("{value: no}", "no"),
    ],
)  # fmt: skip
def test_a_constant_is_the_same_in_every_row(declaration: str, expected: object) -> None:
    assert [expected] * 5 == made(declaration, 5)


def test_values_are_as_frequent_as_their_weights() -> None:
    counts = Counter(made("{values: {free: 80, pro: 15, team: 5, gone: 0}}", 20_000))

    assert {"free", "pro", "team"} == set(counts)
    assert chi_square([counts["free"], counts["pro"], counts["team"]], [16_000, 3000, 1000]) < 6.9


def test_values_of_a_list_are_equally_frequent() -> None:
    counts = Counter(made("{values: [1, 2, 3, 4, 5, 6]}", 12_000))

    assert chi_square([counts[each] for each in range(1, 7)], [2000] * 6) < 4.1


def test_a_missing_value_is_one_of_the_values() -> None:
    for listed in ("[a, null, b]", "[1, null, 3]", "[1.5, null]", "[true, null]"):
        plan = column(f"{{values: {listed}}}", 200)

        assert 0 < values(plan, "t", "x").count(None) == rows_of(plan, "t")["x"].null_count


@pytest.mark.parametrize("count", [10, 1000, 5040])
def test_unique_values_take_each_value_once(count: int) -> None:
    listed = ", ".join(map(str, range(count)))

    assert list(range(count)) == sorted(made(f"{{values: [{listed}], unique: true}}", count))


@pytest.mark.parametrize(
    "declaration",
    [
        "{generator: uuid, unique: true}", "{generator: email, unique: true}",
        "{generator: username, unique: true}", "{regex: '[a-z]{2}-\\d{2}', unique: true}",
        "{generator: number, min: 1, max: 5000, unique: true}",
        "{generator: number, min: -9, max: 99999, unique: true}",
        "{generator: date, after: 1990-01-01, before: 2020-01-01, unique: true}", "{generator: datetime, unique: true}",
        "{generator: amount, min: 0, max: 50, unique: true}",
        "{generator: pattern, pattern: '####', unique: true}",
    ],
)  # fmt: skip
def test_unique_columns_have_no_value_twice(declaration: str) -> None:
    assert 5000 == len(set(made(declaration, 5000)))


def test_a_unique_reference_takes_each_parent_at_most_once() -> None:
    plan = tables(PARENTS + "t:\n  count: 500\n  columns:\n    x: {ref: users.id, unique: true}\n")

    assert list(range(1, 501)) == sorted(values(plan, "t", "x"))


def test_a_reference_is_uniform_over_its_parents() -> None:
    plan = tables(PARENTS + "t:\n  count: 50000\n  columns:\n    x: {ref: users.id}\n")
    counts = Counter(values(plan, "t", "x"))

    assert chi_square([counts[each] for each in range(1, 501)], [100] * 500) < 1.25


def test_a_row_refers_to_an_earlier_row_of_its_own_table() -> None:
    plan = tables(
        "t:\n  count: 3000\n  columns:\n    id: {generator: sequence, primary_key: true}\n    x: {ref: t.id, nulls: 0.1}\n"
    )
    bosses = values(plan, "t", "x")

    assert bosses[0] is None
    assert [] == [row for row, boss in enumerate(bosses, 1) if boss is not None and boss >= row]
    assert 300 == pytest.approx(bosses.count(None), abs=60)


def test_the_first_row_refers_to_itself_where_null_is_not_allowed() -> None:
    plan = tables(
        "t:\n  count: 300\n  columns:\n    id: {generator: sequence, primary_key: true}\n    x: {ref: t.id}\n"
    )
    bosses = values(plan, "t", "x")

    assert 1 == bosses[0]
    assert [] == [row for row, boss in enumerate(bosses[1:], 2) if boss >= row]


def test_every_chain_of_self_references_ends() -> None:
    plan = tables(
        "t:\n  count: 3000\n  columns:\n    id: {generator: sequence, primary_key: true}\n    x: {ref: t.id, nulls: 0.01}\n"
    )
    bosses = dict(enumerate(values(plan, "t", "x"), 1))
    lengths = []
    for row in bosses:
        length, at = 0, row
        while (above := bosses[at]) is not None:
            length, at = length + 1, above
        lengths.append(length)

    assert 0 < max(lengths) < 60


def test_children_stand_in_the_order_of_their_parents_and_are_numbered_apart() -> None:
    plan = shop()
    owners = values(plan, "order_items", "order_id")
    orders = values(plan, "orders", "id")
    place = {each: i for i, each in enumerate(orders)}
    pairs = list(zip(owners, values(plan, "order_items", "line"), strict=True))

    assert [place[each] for each in owners] == sorted(place[each] for each in owners)
    assert set(orders) == set(owners)
    assert set(Counter(owners).values()) <= {1, 2, 3, 4, 5}
    assert len(pairs) == len(set(pairs))


def test_a_group_of_columns_has_no_combination_twice_and_every_one_at_capacity() -> None:
    plan = tables("""
users:
  count: 30
  columns:
    id: {generator: sequence, primary_key: true}
t:
  count: 360
  unique: [[user_id, size, sex]]
  columns:
    user_id: {ref: users.id}
    size: {generator: number, min: 1, max: 6}
    sex: {values: {f: 9, m: 1}}
""")
    rows = {tuple(row.values()) for row in rows_of(plan, "t").to_pylist()}

    assert 360 == len(rows)


def test_a_primary_key_of_several_columns_is_unique() -> None:
    plan = tables("""
users:
  count: 40
  columns:
    id: {generator: uuid, primary_key: true}
teams:
  count: 30
  columns:
    id: {generator: sequence, primary_key: true}
members:
  count: 900
  columns:
    user_id: {ref: users.id, primary_key: true}
    team_id: {ref: teams.id, primary_key: true}
    since: date
""")
    rows = [tuple(row.values())[:2] for row in rows_of(plan, "members").to_pylist()]

    assert 900 == len(set(rows))
    assert ("user_id", "team_id") == plan.table("members").primary_key


@pytest.mark.parametrize("count", [101, 1_000_000])
def test_more_unique_rows_than_values_are_refused_before_the_first_row(count: int) -> None:
    with pytest.raises(SchemaError, match=f"100 values.* {count:,} unique ones are asked for"):
        column("{generator: number, min: 1, max: 100, unique: true}", count)


def test_a_template_joins_columns_values_and_text() -> None:
    plan = tables("""
t:
  count: 50
  columns:
    n: {generator: number, min: 1, max: 9}
    d: {generator: decimal, min: 0, max: 1, scale: 2, nulls: 0.5}
    b: {generator: bool}
    day: {generator: date}
    x: {template: "<{n}|{d}|{b}|{day}|{city}>"}
""")
    for row in rows_of(plan, "t").to_pylist():
        amount = "" if row["d"] is None else str(row["d"])
        start = f"<{row['n']}|{amount}|{str(row['b']).lower()}|{row['day']}|"
        assert (
            row["x"].startswith(start) and row["x"].endswith(">") and len(row["x"]) > len(start) + 1
        )


def test_a_template_without_values_is_a_constant() -> None:
    assert ["plain"] * 3 == made("{template: plain}", 3)


def test_an_expression_reads_columns_and_keys() -> None:
    plan = shop()
    prices = dict(
        zip(values(plan, "products", "id"), values(plan, "products", "price"), strict=True)
    )

    for row in rows_of(plan, "order_items").to_pylist():
        assert prices[row["product_id"]] == row["unit_price"]
        assert row["quantity"] * row["unit_price"] == row["total"]


def test_a_parameter_is_given_by_another_column_row_by_row() -> None:
    plan = tables("""
t:
  count: 300
  columns:
    low: {generator: number, min: 0, max: 50}
    high: {generator: number, min: 50, max: 99}
    x: {generator: number, min: low, max: high}
    start: {generator: datetime}
    end: {generator: datetime, after: start}
    day: {generator: date, after: start}
""")
    for row in rows_of(plan, "t").to_pylist():
        assert row["low"] <= row["x"] <= row["high"]
        assert row["start"] <= row["end"]
        assert row["start"].date() <= row["day"]


@pytest.mark.parametrize("generator", ["date", "datetime"])
def test_a_value_that_follows_a_missing_one_is_missing(generator: str) -> None:
    plan = tables(f"""
t:
  count: 300
  columns:
    start: {{generator: {generator}, nulls: 0.5}}
    end: {{generator: {generator}, after: start}}
""")
    starts, ends = values(plan, "t", "start"), values(plan, "t", "end")

    assert [each is None for each in starts] == [each is None for each in ends]
    assert [] == [1 for a, b in zip(starts, ends, strict=True) if a is not None and a > b]


def test_the_members_of_a_record_belong_together() -> None:
    plan = tables("""
t:
  count: 200
  columns:
    city: city
    address: {fields: {city: city, state: state_code, inner: {fields: {zip: zip}}}}
    state: state_code
""")
    rows = rows_of(plan, "t").to_pylist()

    assert [row["city"] for row in rows] == [row["address"]["city"] for row in rows]
    assert [row["state"] for row in rows] == [row["address"]["state"] for row in rows]
    assert {"city", "state", "inner"} == set(rows[0]["address"])


def test_arrays_have_every_length_they_may_have() -> None:
    lengths = Counter(map(len, made("{items: word, count: 2..5}", 8000)))

    assert {2, 3, 4, 5} == set(lengths)
    assert chi_square([lengths[each] for each in (2, 3, 4, 5)], [2000] * 4) < 5.5


@pytest.mark.parametrize("count", ["0..0", "3..3"])
def test_arrays_can_have_one_length(count: str) -> None:
    assert {int(count[0])} == set(map(len, made(f"{{items: word, count: {count}}}", 50)))


def test_the_items_of_an_array_are_not_those_of_another_row() -> None:
    plan = column("{items: {fields: {n: {generator: uuid}}}, count: 1..4}", 300)
    items = [item["n"] for row in values(plan, "t", "x") for item in row]

    assert len(items) == len(set(items))


def test_arrays_nest_and_hold_nulls() -> None:
    plan = column(
        "{items: {items: {generator: number, min: 0, max: 9, nulls: 0.3}, count: 0..2}, count: 0..3}",
        400,
    )
    rows = values(plan, "t", "x")
    inner = [each for row in rows for each in row]

    assert {0, 1, 2} == set(map(len, inner))
    assert None in {number for each in inner for number in each}


def test_columns_with_values_of_their_own_are_not_alike() -> None:
    plan = tables(
        "t:\n  count: 500\n  columns:\n"
        + "".join(f"    {name}: {{generator: number, min: 0, max: 9}}\n" for name in "abcd")
    )
    rows = {name: values(plan, "t", name) for name in "abcd"}

    for a, b in combinations("abcd", 2):
        same = sum(x == y for x, y in zip(rows[a], rows[b], strict=True))
        assert 50 == pytest.approx(same, abs=30)


def test_tables_with_columns_of_one_name_are_not_alike() -> None:
    plan: Plan = tables(
        "a:\n  count: 500\n  columns: {x: first_name}\nb:\n  count: 500\n  columns: {x: first_name}\n"
    )
    same = sum(x == y for x, y in zip(values(plan, "a", "x"), values(plan, "b", "x"), strict=True))

    assert same < 50
