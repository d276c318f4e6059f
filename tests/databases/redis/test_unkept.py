"""Rows that are not there one by one in the end: the dry run and the run say which, and an append is refused."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from mockcraft.engine import run
from mockcraft.errors import UserError
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions

from .support import client_of, content, plan_of, sink

ID = {"id": {"generator": "sequence", "primary_key": True}}
FEW = {"team": {"generator": "number", "min": 1, "max": 3}}
POINTS = {"points": {"generator": "number", "min": 0, "max": 9}}
NULLS = {"a": {"generator": "word", "nulls": 0.7}, "b": {"generator": "word", "nulls": 0.7}}
PAST = {"until": {"generator": "datetime", "after": "1960-01-01", "before": "1970-06-01"}}
LATER = {"until": {"generator": "datetime", "after": "2290-01-01", "before": "2295-01-01"}}


def table(columns: dict[str, Any], as_: str = "hash", **options: Any) -> dict[str, Any]:
    return {"t": {"count": 30, "columns": columns, "redis": {"as": as_, **options}}}


def held(url: str) -> int:
    """How many keys, or members of them, there are, besides the set of ids."""
    found = {key: each for key, each in content(url).items() if key != b"ids"}
    return sum(len(each) if isinstance(each, list) else 1 for each in found.values())


UNKEPT: list[tuple[dict[str, Any], str]] = [
    (table({**ID, **FEW, **POINTS}, value="{team}", score="points", as_="zset"),
     "equal a member that is there, and are one with it, with the score of the last"),
    (table({**ID, **FEW}, value="{team}", ids="ids", as_="set"), "equal a member that is there, and are one with it"),
    (table({**ID, **FEW}, key="t:{team}", value="{team}", ttl="900", as_="set"), "equal a member that is there"),
    (table(NULLS), "have no key, as all of their columns are null"),
    (table(NULLS, as_="stream"), "have no entry, as all of their columns are null"),
    (table({**ID, **NULLS}, value="{a}", as_="string"), "have no key, as a column of value is null"),
    (table({**ID, **NULLS}, value="{a}-{id}", as_="list"), "have no member, as a column of value is null"),
    (table({**ID, **PAST}, ttl="until"), "are past their ttl, so that their keys are gone at once"),
    (table({**ID, **PAST}, ttl="until", as_="json"), "are past their ttl, so that their keys are gone at once"),
]  # fmt: skip


@pytest.mark.parametrize(("tables", "said"), UNKEPT, ids=[each[1] for each in UNKEPT])
def test_rows_that_are_none_are_told_by_the_dry_run_and_the_run(
    redis: str, tables: dict[str, Any], said: str
) -> None:
    plan = plan_of(tables)
    lines = sink(redis).foresee(plan, plan.ranges).lines
    note = run(plan, sink(redis, batch_rows=10), batch_rows=4).note
    kept = held(redis)

    assert 0 <= kept < 30
    (said_by_run,) = [each for each in note.split("; ") if each.startswith("t: ")]
    assert said_by_run.startswith(f"t: {30 - kept} of 30 rows {said}")
    assert said_by_run.replace("of 30 rows", "of its 30 rows") in lines


KEPT: list[dict[str, Any]] = [
    table({**ID, **FEW}, value="{id}", as_="set"),
    table({**ID, **FEW}, value="{team}", as_="list"),
    table({**ID, **POINTS}, score="points", as_="zset"),
    table({**ID, **LATER}, ttl="until"),
    table({**ID, **NULLS}),
    table({**NULLS, **POINTS}, as_="stream"),
]


@pytest.mark.parametrize("tables", KEPT, ids=str)
def test_nothing_is_told_of_rows_that_are_there(redis: str, tables: dict[str, Any]) -> None:
    plan = plan_of(tables)
    lines = sink(redis).foresee(plan, plan.ranges).lines

    assert ["t: will be made, and take 30 rows"] == [each for each in lines if " rows" in each]
    assert "" == run(plan, sink(redis, batch_rows=10), batch_rows=4).note
    assert 30 == held(redis)


@pytest.mark.parametrize("more", [{}, {"ids": "ids"}], ids=str)
def test_the_first_row_that_has_a_key_is_shown(redis: str, more: dict[str, Any]) -> None:
    plan = plan_of(table({**ID, **NULLS}, value="{a}", as_="string", **more))
    (line,) = (each for each in sink(redis).foresee(plan, plan.ranges).lines if "SET" in each)
    run(plan, sink(redis))
    with client_of(redis) as client:
        first = next(row for row in range(1, 31) if client.exists(f"t:{row}"))
        text = client.get(f"t:{first}").decode()

    assert first > 1
    assert line.startswith(f"t: SET t:{first} {text}")


def test_the_first_rows_stand_for_many(redis: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockcraft.databases.redis.unkept.SAMPLED", 10)
    plan = plan_of(UNKEPT[0][0])
    (line,) = (each for each in sink(redis).foresee(plan, plan.ranges).lines if "equal" in each)

    assert line.startswith("t: 7 of the first 10 rows equal a member")


def appended(path: Path, tables: dict[str, Any], url: str) -> None:
    path.write_text(yaml.safe_dump({"seed": 3, "tables": tables}))
    prepare(SeedRequest(str(path), url, load=LoadOptions(existing="append"))).run()


@pytest.mark.parametrize("columns", [FEW, {**ID, **FEW}], ids=["numberless", "numbered"])
def test_an_append_of_members_that_can_be_equal_says_why_it_cannot_be(
    redis: str, tmp_path: Path, columns: dict[str, Any]
) -> None:
    tables = table(columns, value="{team}", as_="set")
    appended(tmp_path / "s.yaml", tables, redis)
    before = content(redis)
    said = r"rows of t can equal some that are there, .* \(put a unique column in their value, or"
    with pytest.raises(UserError, match=said):
        appended(tmp_path / "s.yaml", tables, redis)

    assert before == content(redis)


@pytest.mark.parametrize("columns", [FEW, {**ID, **FEW}], ids=["numberless", "numbered"])
def test_lists_are_appended_to_though_members_are_equal(
    redis: str, tmp_path: Path, columns: dict[str, Any]
) -> None:
    tables = table(columns, value="{team}", as_="list")
    for _ in range(3):
        appended(tmp_path / "s.yaml", tables, redis)
    with client_of(redis) as client:
        assert 90 == client.llen("t")
