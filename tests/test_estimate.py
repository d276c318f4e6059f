"""What a run would take, told from a sample, against runs that are made."""

from dataclasses import replace
from pathlib import Path

import pytest

from mockcraft.core.ranges import Range
from mockcraft.estimate import GROUP_BYTES, START_S, THREAD_BYTES, Cost, estimate
from mockcraft.formats.known import FORMATS
from mockcraft.schema.bind import Overrides, load
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.wording import lasting

SCHEMA = """
seed: 3
tables:
  users:
    count: 1000
    columns:
      id: {generator: sequence, primary_key: true}
      email: {generator: email, unique: true}
      plan: {values: {free: 80, pro: 15, team: 5}}
      note: {generator: sentence, nulls: 0.5}
  orders:
    count: 3000
    columns: {id: {generator: sequence, primary_key: true}, user: {ref: users.id}, total: price}
"""


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "s.yaml"
    path.write_text(SCHEMA)
    return path


def costs(schema: Path, scale: float, *formats: str) -> list[Cost]:
    _, plan = load(str(schema), Overrides(scale=scale))
    return list(estimate(plan, lambda each: each.ranges, formats))


def written(schema: Path, folder: Path, format: str, scale: float) -> int:
    """Bytes of the files of a run."""
    prepare(
        SeedRequest(str(schema), output=format, folder=str(folder), overrides=Overrides(scale=scale))
    ).run()  # fmt: skip
    return sum(path.stat().st_size for path in folder.glob(f"*.{format}"))


@pytest.mark.parametrize("format", FORMATS)
def test_a_sample_of_all_rows_has_their_bytes(schema: Path, format: str, tmp_path: Path) -> None:
    (cost,) = costs(schema, 1, format)

    assert (format, 4000) == (cost.format, cost.rows)
    # A dump makes the tables too, whose statements no sample has.
    least = 0.95 if format == "sql" else 1.0
    most = 1.05 if format == "xlsx" else 1.0  # a sample of each table is a workbook of its own
    assert least <= cost.bytes / written(schema, tmp_path / "o", format, 1) <= most


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "xlsx"])  # it takes long
def test_bytes_of_more_rows_than_the_sample_are_told_to_two_percent(
    schema: Path, format: str, tmp_path: Path
) -> None:
    (cost,) = costs(schema, 60, format)

    assert 0.98 <= cost.bytes / written(schema, tmp_path / "o", format, 60) <= 1.02


def test_a_million_million_rows_are_told_from_as_small_a_sample(schema: Path) -> None:
    few, many = (costs(schema, scale, "csv")[0] for scale in (2.5e2, 2.5e8))

    assert 10**12 == many.rows
    assert 1.0 < many.bytes / (few.bytes * 1e6) < 1.4  # keys have more digits
    assert many.making > 1000 * few.making
    assert few.memory is not None
    assert many.memory is not None
    assert 2**24 < few.memory <= many.memory < few.memory + 2**28


def test_rows_that_are_not_chosen_cost_nothing(schema: Path) -> None:
    _, plan = load(str(schema), Overrides())
    (whole,) = estimate(plan, lambda each: each.ranges, ["jsonl"])
    (users,) = estimate(plan, lambda _: [Range("users", 0, 1000)], ["jsonl"])
    (orders,) = estimate(plan, lambda _: [Range("orders", 0, 3000)], ["jsonl"])
    (none,) = estimate(plan, lambda _: [Range("orders", 7, 7)], ["jsonl"])

    assert whole.bytes == users.bytes + orders.bytes
    assert (0, 0, 0.0) == (none.rows, none.bytes, none.making)


def test_workers_share_the_making_and_parts_the_writing_too() -> None:
    cost = Cost("parquet", 1, 1, making=100.0, turns=20.0, writing=30.0, memory=1000)

    assert START_S + 130 == cost.seconds(1)
    assert [START_S + 50, START_S + 30] == [cost.seconds(2), cost.seconds(10)]
    assert START_S + 60 == replace(cost, turns=60.0).seconds(2)
    both = replace(cost, writers=2)
    assert 1000 + THREAD_BYTES + 2 * GROUP_BYTES == both.memory_of(2)
    assert [START_S + 65, START_S + 20] == [both.seconds(2), both.seconds(10)]
    assert START_S + 13 == cost.seconds_in_parts(10)
    assert [1000, 1000 + THREAD_BYTES] == [cost.memory_of(1), cost.memory_of(2)]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.84, "0.8 s"), (99.6, "100 s"), (600, "10 min"), (3600 * 5.04, "5.0 h"), (86400 * 1234, "1,234 days")],
)  # fmt: skip
def test_times_are_told_in_units_that_people_know(seconds: float, said: str) -> None:
    assert said == lasting(seconds)
