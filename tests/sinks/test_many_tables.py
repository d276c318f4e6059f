"""Thousands of small tables: no step of a run looks at all tables for each of them."""

from pathlib import Path

import pytest

from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range
from mockcraft.engine import run
from mockcraft.format import FormatOptions
from mockcraft.sink import LoadOptions, open_files
from plans import open_database, tables

COUNT = 200
SCHEMA = "".join(
    f"t{i}:\n  count: 1\n  columns: {{id: {{generator: sequence, primary_key: true}}}}\n"
    for i in range(COUNT)
)


@pytest.mark.parametrize("target", ["database", "files"])
def test_the_ranges_of_a_plan_are_made_a_few_times(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = tables(SCHEMA)
    made: list[int] = []
    plain = Plan.ranges.fget  # type: ignore[attr-defined]

    def ranges(self: Plan) -> list[Range]:
        made.append(1)
        found: list[Range] = plain(self)
        return found

    monkeypatch.setattr(Plan, "ranges", property(ranges))
    if target == "files":
        run(plan, open_files("csv", str(tmp_path), "dump", FormatOptions()))
    else:
        run(plan, open_database(f"sqlite:///{tmp_path}/t.db", LoadOptions()))

    assert 0 < len(made) < 10
