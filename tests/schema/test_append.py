"""Appends: worlds of their own, which neither change nor contradict what is there."""

from typing import Any

import pytest

from mockcraft.core.plan import Plan
from mockcraft.core.ranges import whole
from mockcraft.errors import UserError
from mockcraft.schema.append import bind_append
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import parse

TEXT = """
tables:
  teams:
    count: 4
    columns: {id: {generator: sequence, primary_key: true}, name: {generator: company, unique: true}}
  users:
    count: 20
    columns:
      id: {generator: sequence, start: 100, step: 5, primary_key: true}
      team_id: {ref: teams.id}
      boss_id: {ref: users.id, nulls: 0.2}
      since: {generator: date, after: 2020-01-01, before: 2024-01-01}
  orders:
    count: {per: users, min: 1, max: 4}
    unique: [[user_id, number]]
    columns:
      id: {generator: sequence, primary_key: true}
      user_id: {ref: users.id}
      number: {generator: number, min: 1, max: 9}
      team: {expr: user_id.team_id.name}
      placed: {generator: date, after: user_id.since}
  pairs:
    count: 30
    columns:
      user_id: {ref: users.id, primary_key: true}
      team_id: {ref: teams.id, primary_key: true}
"""


def plan_after(next_rows: dict[str, int]) -> Plan:
    spec, problems = read_spec(parse(TEXT, "s.yaml"))
    assert not problems
    return bind_append(spec, None, next_rows)


def rows(plan: Plan) -> dict[str, list[dict[str, Any]]]:
    from mockcraft.core.frame import batch_of

    return {each.table: batch_of(plan, whole(each)).to_pylist() for each in plan.ranges}


def grown(times: int) -> list[dict[str, list[dict[str, Any]]]]:
    """The rows of so many runs, one after another."""
    made: list[dict[str, list[dict[str, Any]]]] = []
    next_rows: dict[str, int] = {}
    for _ in range(times):
        plan = plan_after(next_rows)
        made.append(rows(plan))
        next_rows = {each.table: each.stop for each in plan.ranges}
    return made


def test_an_append_refers_to_rows_of_its_own_alone() -> None:
    for world in grown(3):
        users = {row["id"]: row for row in world["users"]}
        teams = {row["id"]: row for row in world["teams"]}
        assert {row["team_id"] for row in world["users"]} <= teams.keys()
        assert {row["boss_id"] for row in world["users"]} <= users.keys() | {None}
        assert [row for row in world["users"] if row["boss_id"]] != []
        for order in world["orders"]:
            user = users[order["user_id"]]
            assert teams[user["team_id"]]["name"] == order["team"]
            assert user["since"] <= order["placed"]
        for pair in world["pairs"]:
            assert pair["user_id"] in users
            assert pair["team_id"] in teams


def test_the_keys_of_all_appends_together_are_distinct() -> None:
    worlds = grown(4)
    for table, key in (("teams", ["id"]), ("teams", ["name"]), ("users", ["id"]), ("orders", ["id"]),
                       ("orders", ["user_id", "number"]), ("pairs", ["user_id", "team_id"])):  # fmt: skip
        keys = [tuple(row[name] for name in key) for world in worlds for row in world[table]]
        assert len(keys) == len(set(keys)), (table, key)


def test_keys_go_on_without_a_gap() -> None:
    worlds = grown(3)

    assert list(range(100, 400, 5)) == [row["id"] for world in worlds for row in world["users"]]
    orders = [row["id"] for world in worlds for row in world["orders"]]
    assert list(range(1, len(orders) + 1)) == orders


def test_a_parent_begins_later_where_its_children_have_rows_beyond() -> None:
    first = plan_after({})
    orders = first.table("orders").count
    plan = plan_after({"teams": 4, "users": 20, "orders": orders + 3, "pairs": 30})

    assert plan.table("users").start > 20
    assert plan.table("orders").start >= orders + 3
    assert plan.table("users").count == plan.table("users").start + 20
    assert {row["user_id"] for row in rows(plan)["orders"]} <= {
        row["id"] for row in rows(plan)["users"]
    }


def test_children_that_no_number_of_parents_accounts_for_are_refused() -> None:
    with pytest.raises(UserError, match='existing="append" cannot go on in orders'):
        plan_after({"users": 20, "orders": 2**61})


def test_an_append_to_empty_tables_is_the_first_run() -> None:
    assert rows(plan_after({})) == rows(plan_after({"users": 0, "teams": 0}))


def test_the_numbering_of_a_table_tells_rows_by_their_keys() -> None:
    plan = plan_after({})

    assert ("id", 100, 5) == plan.table("users").numbering
    assert None is plan.table("pairs").numbering


def test_a_unique_column_needs_values_up_to_the_highest_row() -> None:
    """Which of its values are taken is not known: rows that were deleted or foreign leave no trace."""
    text = "tables: {t: {count: 10, columns: {id: {generator: sequence, primary_key: true}, c: {generator: number, min: 1, max: 100, unique: true}}}}"
    spec, _ = read_spec(parse(text, "s.yaml"))

    seen = {
        row["c"]
        for start in range(0, 100, 10)
        for row in rows(bind_append(spec, None, {"t": start}))["t"]
    }
    assert set(range(1, 101)) == seen
    with pytest.raises(
        UserError,
        match="c has 100 values in en_US, and an append goes on behind the highest key, with row 91 to 100",
    ) as caught:
        bind_append(spec, None, {"t": 91})
    assert "(fill the table anew, or leave unique out)" in str(caught.value)
