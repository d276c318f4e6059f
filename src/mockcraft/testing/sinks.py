"""What holds for every sink.

    from mockcraft.testing import Target, check_sink

    def test_my_sink_conforms(tmp_path):
        check_sink(lambda: MyTarget())

A `Target` is one place that can be written to, empty at first; each check gets one of its own.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from mockcraft.core.frame import batch_of
from mockcraft.core.kinds import MOMENTS
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, whole
from mockcraft.core.types import Type
from mockcraft.engine import Progress, run
from mockcraft.errors import MockcraftError
from mockcraft.schema.bind import load
from mockcraft.sink import Sink
from mockcraft.sinks.memory import BatchFormat

MODES = ("refuse", "append", "truncate")
SCHEMA = """
seed: 7
now: 2026-01-01
tables:
  people:
    count: 90
    columns:
      id: {generator: sequence, primary_key: true}
      key: {generator: uuid, unique: true}
      name: first_name
      nickname: {generator: last_name, nulls: 0.4}
      nothing: {value: null, type: text}
      born: birth_date
      seen: datetime
      wakes: time
      active: {values: [true, false]}
      balance: {generator: price, min: 0, max: 5000}
      share: {values: [0.5, -2.25], type: float}
      chief: {ref: people.id, nulls: 0.2}
      address: {fields: {city: city, floor: {generator: number, min: 0, max: 9}}}
      tags: {items: {values: ["a b", 'q"uote', "back\\\\slash", "new\\nline"]}, count: 0..3}
  notes:
    count: {per: people, min: 0, max: 4}
    columns:
      person: {ref: people.id}
      text: {values: [" ", "tab\\there", "back\\\\slash", "\\\\N", 'quo"te', "it's", "new\\nline", "return\\r",
                      "naïve ☃ 𝄞", "NULL", "=1+1", "%s {x} $1 ?", "<a>&amp;", "'; DROP TABLE people; --"]}
  things:
    count: 90
    columns:
      id: {generator: sequence, primary_key: true}
      word: word
"""
# Names that broke something somewhere; each is a table, and a column of it.
NAMES = (
    "select", "Order", "UPPER", "with space", " leading", "trailing ", "100%s", "%(x)s", "a%", "{x}", "$1",
    "?", ":x", "it's", 'quo"te', "back`tick", "[bracket]", "semi;colon", "comma,", "(paren)", "-- comment",
    "/*x*/", "größe", "naïve☃", "名前", "𝄞", "e\u0301", "null", "true", "NaN", "1", "0x1",
    "-1", "1e5", "id", "rowid", "oid", "ctid", "xmin", "table", "columns", "plan", "next_row", "made",
    "index", "sqlite_x", "mockcraft_checkpoint", "a" * 63, "b" * 64, "ü" * 32, "c" * 128, "CON", "x" * 100,
    "\\", "a\\b", "'", '"', "`", "~",
)  # fmt: skip


class Target(Protocol):
    """A place that sinks write to, and how its rows are read."""

    @property
    def modes(self) -> Sequence[str]:
        """Those of MODES that its sinks know."""

    @property
    def nulls(self) -> bool:
        """Whether a null can be told from an empty text there."""

    def sink(self, existing: str) -> Sink:
        """A new sink; `existing` is one of the modes."""

    def rows(self, table: str, columns: Sequence[str]) -> list[Sequence[Any]] | None:
        """The rows of a table in the order in which they were written, None where there is no such table."""


def check_sink(make: Callable[[], Target]) -> None:
    """Runs every check, each with a target of its own; raises AssertionError."""
    for check in (
        check_values, check_ranges, check_no_rows, check_existing, check_append, check_truncate,
        check_failure, check_interrupt, check_names,
    ):  # fmt: skip
        check(make())


def check_values(target: Target) -> None:
    """All rows of all tables arrive as they are, in their order, whatever the size of chunks."""
    plan = plan_of(SCHEMA)
    run(plan, target.sink("refuse"), batch_rows=17)
    for table in plan.tables:
        _compare(target, table, _expected(plan, [Range(table.name, 0, table.count)]), "a run")


def check_ranges(target: Target) -> None:
    """Of a list of ranges, their rows arrive and no others."""
    plan = plan_of(SCHEMA)
    ranges = [Range("things", 20, 55), Range("things", 70, 71)]
    run(plan, target.sink("refuse"), ranges, batch_rows=10)
    _compare(target, plan.table("things"), _expected(plan, ranges), "ranges")


def check_no_rows(target: Target) -> None:
    """A table of which no row is asked for is there, and empty."""
    plan = plan_of(SCHEMA)
    run(plan, target.sink("refuse"), [Range("things", 5, 5)])
    _compare(target, plan.table("things"), [], "an empty range")


def check_existing(target: Target) -> None:
    """Rows that are there are not touched without being asked."""
    plan = plan_of(SCHEMA)
    run(plan, target.sink("refuse"))
    if "refuse" not in target.modes:
        return
    error = _error_of(plan, target.sink("refuse"), plan.ranges)
    assert isinstance(error, MockcraftError), f"rows that are there are not refused: {error!r}"
    _compare(target, plan.table("people"), _expected(plan, plan.ranges[:1]), "a refused run")


def check_append(target: Target) -> None:
    """Appended rows stand behind those that are there."""
    if "append" not in target.modes:
        return
    plan = plan_of(SCHEMA)
    run(plan, target.sink("refuse"), [Range("people", 0, 40)])
    run(plan, target.sink("append"), [Range("people", 40, 90)], batch_rows=20)
    _compare(target, plan.table("people"), _expected(plan, plan.ranges[:1]), "an append")


def check_truncate(target: Target) -> None:
    """Truncated tables have the new rows alone."""
    if "truncate" not in target.modes:
        return
    plan, other = plan_of(SCHEMA), plan_of(SCHEMA.replace("seed: 7", "seed: 8"))
    run(plan, target.sink("refuse"))
    run(other, target.sink("truncate"))
    for table in other.tables:
        _compare(target, table, _expected(other, [Range(table.name, 0, table.count)]), "truncating")


def check_failure(target: Target) -> None:
    """A run that fails leaves nothing, and rows that were there as they were."""
    _check_broken_off(target, RuntimeError("a bug"))


def check_interrupt(target: Target) -> None:
    """So does one that is interrupted."""
    _check_broken_off(target, KeyboardInterrupt())


def _check_broken_off(target: Target, error: BaseException) -> None:
    plan = plan_of(SCHEMA)
    found = _error_of(plan, target.sink("refuse"), plan.ranges, _at(50, error))
    assert found is error, f"{error!r} became {found!r}"
    for table in plan.tables:
        rows = target.rows(table.name, [column.name for column in table.columns])
        assert not rows, f"a run that failed leaves {len(rows or ())} rows of {table.name}"
    if "append" in target.modes:
        run(plan, target.sink("refuse"), [Range("people", 0, 30)])
        _error_of(plan, target.sink("append"), [Range("people", 30, 90)], _at(40, error))
        expected = _expected(plan, [Range("people", 0, 30)])
        _compare(target, plan.table("people"), expected, "an append that failed")


def check_names(target: Target) -> None:
    """A name works, or is refused before the first row; none damages what others hold."""
    for name in NAMES:
        text = json.dumps(name, ensure_ascii=False)
        plan = plan_of(
            f"tables: {{{text}: {{count: 3, columns: {{{text}: {{generator: sequence, primary_key: true}}, "
            f"'{{}}': {{value: x}}}}}}}}"
        )
        reached: list[int] = []
        error = _error_of(plan, target.sink("refuse"), plan.ranges, _note(reached))
        if error is None:
            _compare(target, plan.tables[0], _expected(plan, plan.ranges), f"the name {name!r}")
            continue
        assert isinstance(error, MockcraftError), f"the name {name!r} ends in {error!r}"
        assert sum(reached) == 0, f"the name {name!r} is refused behind its first row: {error}"


def plan_of(text: str) -> Plan:
    """The plan of a schema file's text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "schema.yaml")
        path.write_text(text, encoding="utf-8")
        return load(path)[1]


def _note(reached: list[int]) -> Callable[[Progress], None]:
    return lambda progress: reached.append(progress.rows)


def _at(rows: int, error: BaseException) -> Callable[[Progress], None]:
    def report(progress: Progress) -> None:
        if progress.rows >= rows:
            raise error

    return report


def _error_of(
    plan: Plan,
    sink: Sink,
    ranges: Sequence[Range],
    report: Callable[[Progress], None] | None = None,
) -> BaseException | None:
    try:
        run(plan, sink, ranges, batch_rows=20, report=report or (lambda progress: None))
    except BaseException as error:
        return error
    return None


def _expected(plan: Plan, ranges: Iterable[Range]) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for each in ranges:
        table, chunk = plan.table(each.table), whole(each)
        batch = BatchFormat().encode(table, batch_of(plan, chunk), chunk)
        columns = [array.to_pylist() for array in batch.columns]
        rows += [list(row) for row in zip(*columns, strict=True)]
    return rows


def _compare(target: Target, table: Table, expected: list[list[Any]], when: str) -> None:
    found = target.rows(table.name, [column.name for column in table.columns])
    assert found is not None, f"{when}: there is no table {table.name!r}"
    assert len(found) == len(expected), (
        f"{when}: {table.name} has {len(found)} rows, not {len(expected)}"
    )
    for number, (have, want) in enumerate(zip(found, expected, strict=True)):
        for column, a, b in zip(table.columns, have, want, strict=True):
            left, right = (_canonical(value, column.type, target.nulls) for value in (a, b))
            assert left == right, (
                f"{when}: row {number} of {table.name} has {a!r} in {column.name!r}, not {b!r}"
            )


def _canonical(value: Any, type_: Type, nulls: bool) -> Any:
    """The value as any target may give it back."""
    if value is None or value == "":
        return value if nulls else ""
    if type_.nested:
        return json.loads(value) if isinstance(value, str) else json.loads(json.dumps(value))
    if type_.kind == "boolean":
        return str(value).lower() in ("true", "t", "1")
    if type_.kind in ("decimal", "float"):
        return round(Decimal(str(value)), 6)
    if type_.kind in MOMENTS:
        return str(value).replace("T", " ")
    return str(value)
