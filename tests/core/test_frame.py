"""Frames: values depend on their row alone, checks hold, and keys lead to parents."""

import pickle
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockcraft.core.frame import Frame, batch_of
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range, chunks
from mockcraft.core.types import Type
from mockcraft.errors import DataError, SchemaError
from plans import column, rows_of, shop, tables, values

CHECKED = """
parents:
  count: 50
  columns:
    id: {generator: sequence, primary_key: true}
    low: {generator: number, min: 0, max: 40}
    high: {generator: number, min: 0, max: 40}
  checks: ["low + 10 <= high"]
children:
  count: 400
  columns:
    id: {generator: sequence, primary_key: true}
    parent_id: {ref: parents.id}
    least: {expr: "parent_id.low"}
    most: {expr: "parent_id.high"}
    size: {generator: number, min: 0, max: 40}
    double: {expr: "size * 2"}
    label: {template: "{size} of {most}"}
    share: {generator: number, min: 1, max: size}
    other: {generator: number, min: 0, max: 40}
  checks: ["size between least and most", "size <> 7 or other = 3"]
"""
ROWS = st.lists(st.integers(0, 399), max_size=8)


CHECKED_PLAN = tables(CHECKED)
CHECKED_ROWS = rows_of(CHECKED_PLAN, "children").to_pylist()


@pytest.fixture
def checked() -> Plan:
    return CHECKED_PLAN


@pytest.fixture(scope="module")
def small_shop() -> Plan:
    return shop()


def test_every_row_passes_the_checks(checked: Plan) -> None:
    parents = rows_of(checked, "parents").to_pylist()
    children = rows_of(checked, "children").to_pylist()

    assert [] == [row for row in parents if not row["low"] + 10 <= row["high"]]
    assert [] == [row for row in children if not row["least"] <= row["size"] <= row["most"]]
    assert [] == [row for row in children if row["size"] == 7 and row["other"] != 3]


def test_what_is_made_from_a_redrawn_column_follows_it(checked: Plan) -> None:
    for row in rows_of(checked, "children").to_pylist():
        assert row["double"] == row["size"] * 2
        assert row["label"] == f"{row['size']} of {row['most']}"
        assert 1 <= row["share"] <= max(row["size"], 1)


def test_a_parent_is_seen_as_its_checks_leave_it(checked: Plan) -> None:
    parents = {row["id"]: row for row in rows_of(checked, "parents").to_pylist()}

    for row in rows_of(checked, "children").to_pylist():
        parent = parents[row["parent_id"]]
        assert (parent["low"], parent["high"]) == (row["least"], row["most"])


def test_a_check_leaves_the_columns_it_does_not_read_alone(checked: Plan) -> None:
    unchecked = tables(CHECKED.replace("checks:", "x_checks:").split("  x_checks")[0])

    assert values(unchecked, "parents", "id") == values(checked, "parents", "id")


def test_rows_that_pass_at_once_are_as_they_were_without_the_check() -> None:
    text = "t:\n  count: 500\n  columns:\n    x: {generator: number, min: 0, max: 99}\n"
    free, bound = (tables(text + end) for end in ("", '  checks: ["x >= 50"]\n'))
    pairs = zip(values(free, "t", "x"), values(bound, "t", "x"), strict=True)

    assert [] == [(a, b) for a, b in pairs if a >= 50 and a != b]


@settings(max_examples=30)
@given(rows=ROWS)
def test_a_checked_row_is_the_same_in_any_company(rows: list[int]) -> None:
    assert [CHECKED_ROWS[row] for row in rows] == rows_of(
        CHECKED_PLAN, "children", rows
    ).to_pylist()


@pytest.mark.parametrize("size", [1, 7, 100, 16_384])
@pytest.mark.parametrize("name", ["users", "products", "orders", "order_items"])
def test_a_table_is_the_same_in_chunks_of_any_size(small_shop: Plan, name: str, size: int) -> None:
    table = small_shop.table(name)
    stop = min(table.count, 200) if size == 1 else table.count
    whole = rows_of(small_shop, name).to_pylist()[:stop]
    assert whole == [
        row
        for chunk in chunks([Range(name, 0, stop)], size)
        for row in batch_of(small_shop, chunk).to_pylist()
    ]


@pytest.mark.parametrize("name", ["users", "products", "orders", "order_items"])
def test_a_table_is_the_same_in_any_order_and_with_repeats(small_shop: Plan, name: str) -> None:
    whole = rows_of(small_shop, name).to_pylist()
    order = np.random.default_rng(0).integers(0, len(whole), 500).tolist()

    assert [whole[row] for row in order] == rows_of(small_shop, name, order).to_pylist()


@pytest.mark.parametrize("name", ["users", "products", "orders", "order_items"])
def test_a_frame_of_no_rows_has_every_column(small_shop: Plan, name: str) -> None:
    batch = rows_of(small_shop, name, [])

    assert 0 == batch.num_rows
    assert [each.name for each in small_shop.table(name).columns] == batch.schema.names


def test_every_column_has_its_declared_type(small_shop: Plan) -> None:
    for table in small_shop.tables:
        for each, array in zip(table.columns, rows_of(small_shop, table.name).columns, strict=True):
            array.validate(full=True)
            plain = array.dictionary_decode() if isinstance(array, pa.DictionaryArray) else array
            assert (each.name, each.type.arrow) == (each.name, plain.type)


def test_a_check_that_no_row_can_pass_names_itself_and_the_last_values() -> None:
    plan = tables(
        "t:\n  count: 9\n  columns:\n    x: {generator: number, min: 0, max: 9}\n"
        '  checks: ["x > 100"]\n'
    )
    with pytest.raises(DataError) as raised:
        rows_of(plan, "t", [5, 6])

    assert "schema.yaml:7:14: t: the check 'x > 100' still fails for row 5 after 100 draws" in str(
        raised.value
    )
    assert "x = " in str(raised.value)


def test_a_check_that_is_null_holds() -> None:
    plan = tables(
        "t:\n  count: 300\n  columns:\n    x: {generator: number, min: 0, max: 9, nulls: 0.5}\n"
        '  checks: ["x > 8"]\n'
    )

    assert {None, 9} == set(values(plan, "t", "x"))


def test_a_value_that_does_not_fit_its_type_names_the_column_and_its_place() -> None:
    plan = column("word", 3)
    table = plan.table("t")
    timed = replace(table.column("x"), type=Type("time"))
    plan = replace(plan, tables=(replace(table, columns=(table.columns[0], timed)),))

    with pytest.raises(
        DataError, match=r"schema\.yaml:\d+:\d+: t\.x has a value that does not fit time"
    ):
        rows_of(plan, "t")


def test_a_row_that_cannot_be_computed_is_named_by_its_number() -> None:
    plan = column('{expr: "1 / (id - 8)"}', 20)

    with pytest.raises(DataError, match=r"schema\.yaml:\d+:\d+: .*row 7 of t"):
        rows_of(plan, "t", [3, 7])


@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.999, 1.0])
def test_nulls_are_as_frequent_as_they_are_asked_to_be(share: float) -> None:
    made = values(column(f"{{generator: word, nulls: {share}}}", 20_000), "t", "x")

    assert share == pytest.approx(
        made.count(None) / 20_000, abs=4 * (share * (1 - share) / 20_000) ** 0.5
    )


def test_nulls_leave_the_other_values_alone() -> None:
    free, sparse = (
        values(column(f"{{generator: word, nulls: {share}}}"), "t", "x") for share in (0.0, 0.4)
    )

    assert [] == [(a, b) for a, b in zip(free, sparse, strict=True) if b not in (None, a)]


def test_more_nulls_keep_those_that_were_there() -> None:
    few, many = (
        values(column(f"{{generator: word, nulls: {share}}}"), "t", "x") for share in (0.2, 0.4)
    )

    assert [] == [(a, b) for a, b in zip(few, many, strict=True) if a is None and b is not None]


def test_two_columns_are_not_null_together_by_accident() -> None:
    plan = tables(
        "t:\n  count: 8000\n  columns:\n    a: {generator: word, nulls: 0.5}\n    b: {generator: word, nulls: 0.5}\n"
    )
    pairs = zip(values(plan, "t", "a"), values(plan, "t", "b"), strict=True)
    both = Counter((a is None, b is None) for a, b in pairs)

    assert [2000] * 4 == pytest.approx(sorted(both.values()), rel=0.1)


def test_a_child_key_always_exists_in_its_parent(small_shop: Plan) -> None:
    for table in small_shop.tables:
        for link in table.links:
            for name, target in zip(link.columns, link.key, strict=True):
                keys = set(values(small_shop, link.parent, target)) | {None}
                assert set(values(small_shop, table.name, name)) <= keys


def test_a_column_through_a_key_is_that_of_the_parent(small_shop: Plan) -> None:
    users = {row["id"]: row for row in rows_of(small_shop, "users").to_pylist()}
    orders = {row["id"]: row for row in rows_of(small_shop, "orders").to_pylist()}
    items = values(small_shop, "order_items", "order_id.user_id.email")
    owners = values(small_shop, "order_items", "order_id")

    assert [users[orders[each]["user_id"]]["email"] for each in owners] == items
    assert all(row["placed_at"] >= users[row["user_id"]]["created_at"] for row in orders.values())


def test_what_stands_behind_a_key_that_is_null_is_null(small_shop: Plan) -> None:
    managers = values(small_shop, "users", "manager_id")
    names = values(small_shop, "users", "manager_id.first_name")

    assert [each is None for each in managers] == [each is None for each in names]
    assert 0 < managers.count(None) < len(managers)


def test_a_child_behind_a_key_in_any_order_belongs_to_its_own_parent() -> None:
    """Rows of a `per:` table that are looked up out of order lie in several blocks of parents."""
    plan = tables("""
a:
  count: 9000
  columns:
    id: {generator: sequence, primary_key: true}
b:
  count: {per: a, min: 0, max: 3}
  columns:
    id: {generator: sequence, primary_key: true}
    a_id: {ref: a.id}
c:
  count: 500
  columns:
    b_id: {ref: b.id}
    a_id: {expr: "b_id.a_id"}
""")
    owner = dict(zip(values(plan, "b", "id"), values(plan, "b", "a_id"), strict=True))

    assert [owner[each] for each in values(plan, "c", "b_id")] == values(plan, "c", "a_id")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "t:\n  count: 40\n  columns:\n    id: {generator: sequence, primary_key: true}\n"
            "    boss: {ref: t.id, nulls: 0.1}\n    age: {generator: number, min: 1, max: 90}\n"
            '  checks: ["boss.age >= age"]\n',
            "age of another row",
        ),
        (
            "t:\n  count: 40\n  columns:\n    id: {generator: sequence, primary_key: true}\n"
            "    boss: {ref: t.id, nulls: 0.1}\n    age: {generator: number, min: 1, max: 90}\n"
            '    above: {expr: "boss.age"}\n  checks: ["above >= age"]\n',
            "age of another row",
        ),
        (
            "a:\n  count: 9\n  columns:\n    id: {generator: sequence, primary_key: true}\n"
            "    b_id: {ref: b.id, nulls: 0.1}\n    x: {generator: number, min: 1, max: 9}\n"
            '  checks: ["b_id.y >= x"]\n'
            "b:\n  count: 9\n  columns:\n    id: {generator: sequence, primary_key: true}\n"
            "    a_id: {ref: a.id}\n    y: {generator: number, min: 1, max: 9}\n"
            '  checks: ["a_id.x <= y"]\n',
            "x of another row",
        ),
    ],
)
def test_a_check_that_waits_for_itself_is_refused(text: str, read: str) -> None:
    with pytest.raises(SchemaError, match=f"{read}, which the checks of . may still change"):
        tables(text)


def test_a_check_may_read_what_no_check_settles_in_another_row() -> None:
    plan = tables(
        "t:\n  count: 400\n  columns:\n    id: {generator: sequence, primary_key: true}\n"
        "    boss: {ref: t.id, nulls: 0.1}\n    grade: {generator: number, min: 1, max: 9}\n"
        '    pay: {generator: number, min: 0, max: 90}\n  checks: ["pay >= boss.grade"]\n'
    )
    grades = dict(zip(values(plan, "t", "id"), values(plan, "t", "grade"), strict=True))

    for row in rows_of(plan, "t").to_pylist():
        assert row["boss"] is None or row["pay"] >= grades[row["boss"]]


FAR = [0, 1, 2**31, 2**32 + 1, 10**12, 2**40, 2**50 - 1]


def test_rows_of_a_huge_table_are_evaluated_one_by_one() -> None:
    plan = tables(
        """
users:
  count: 1
  columns:
    id: {generator: sequence, primary_key: true}
    key: {generator: uuid, unique: true}
    email: {generator: email, unique: true}
    name: {generator: name, nulls: 0.1}
    boss: {ref: users.id, nulls: 0.1}
    tags: {items: word, count: 0..3}
    address: {fields: {city: city, zip: zip}}
    code: {regex: '[A-Z]{14}', unique: true}
    label: {template: "{id} {name}"}
    joined: {generator: date}
    left: {generator: date, after: joined}
orders:
  count: 1
  columns:
    id: {generator: sequence, primary_key: true}
    user_id: {ref: users.id}
    product: {ref: users.key, distribution: zipf}
    email: {expr: "upper(user_id.email)"}
    amount: {generator: number, min: 0, max: 9}
  checks: ["amount > 5"]
""",
        users=2**50,
        orders=2**50,
    )
    users = rows_of(plan, "users", FAR).to_pylist()
    orders = rows_of(plan, "orders", FAR).to_pylist()

    assert [row + 1 for row in FAR] == [each["id"] for each in users]
    assert (
        len(FAR) == len({each["email"] for each in users}) == len({each["code"] for each in users})
    )
    assert all(each["boss"] is None or each["boss"] < each["id"] for each in users)
    assert all(each["amount"] > 5 for each in orders)
    owners = rows_of(plan, "users", [each["user_id"] - 1 for each in orders]).to_pylist()
    assert [each["email"].upper() for each in owners] == [each["email"] for each in orders]
    assert users == [rows_of(plan, "users", [row]).to_pylist()[0] for row in FAR]


def test_a_frame_of_a_pickled_plan_has_the_same_rows(small_shop: Plan) -> None:
    again = pickle.loads(pickle.dumps(small_shop))

    assert rows_of(small_shop, "orders").equals(rows_of(again, "orders"))


def test_a_column_is_evaluated_once_for_all_that_read_it(monkeypatch: Any) -> None:
    plan = tables(
        't:\n  count: 5\n  columns:\n    a: word\n    b: {expr: "a || a"}\n    c: {template: "{a}{b}"}\n'
    )
    evaluated: list[str] = []
    value_of = Frame.value_of

    def counted(frame: Frame, wanted: Any) -> Any:
        evaluated.append(wanted.name)
        return value_of(frame, wanted)

    monkeypatch.setattr(Frame, "value_of", counted)
    rows_of(plan, "t")

    assert ["a", "b", "c"] == sorted(evaluated)
