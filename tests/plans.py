"""Plans and batches for tests."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.frame import Frame
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.format import FormatOptions, open_format
from mockcraft.schema.bind import Overrides, load
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from mockcraft.sinks.folder import FolderSink

MakePlan = Callable[[str], Plan]
"""What the fixture `make_plan` gives: of the `tables:` part of a schema file it makes the plan."""

SHOP = Path(__file__).parents[1] / "examples" / "shop.yaml"


def shop(
    users: int = 300, products: int = 100, seed: int | None = None, text: str | None = None
) -> Plan:
    """The plan of examples/shop.yaml, smaller; `text` stands in for the file's."""
    overrides = Overrides(seed=seed, counts={"users": users, "products": products})
    return plan_of(SHOP.read_text() if text is None else text, overrides)


def open_database(url: str, options: LoadOptions) -> DatabaseSink:
    """The sink of a database."""
    return DatabaseSink(engine_of(url), url, options)


def plan_of(text: str, overrides: Overrides | None = None) -> Plan:
    """The plan of a whole schema file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "schema.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path, overrides)[1]


def tables(text: str, **counts: int) -> Plan:
    """The plan of these tables, written as they stand below `tables:`."""
    indented = "".join(f"  {line}\n" for line in text.strip("\n").split("\n"))
    return plan_of(f"version: 1\ntables:\n{indented}", Overrides(counts=counts))


def column(declaration: str, count: int = 1000) -> Plan:
    """The plan of a table `t` with the column `x`, and an `id`."""
    return tables(
        f"t:\n  count: {count}\n  columns:\n    id: {{generator: sequence, primary_key: true}}\n"
        f"    x: {declaration}"
    )


def rows_of(plan: Plan, table: str, rows: Sequence[int] | None = None) -> pa.RecordBatch:
    """Rows of a table, all by default."""
    found = plan.table(table)
    numbers = range(found.count) if rows is None else rows
    return Frame(plan, found, np.array(numbers, np.uint64)).batch()


def values(plan: Plan, table: str, name: str, rows: Sequence[int] | None = None) -> list[Any]:
    """A column's values as Python has them."""
    found = plan.table(table)
    numbers = range(found.count) if rows is None else rows
    made: list[Any] = Frame(plan, found, np.array(numbers, np.uint64)).path(name).to_pylist()
    return made


def files(
    plan: Plan, format: str = "csv", *, dialect: str = "sqlite", **options: Any
) -> Mapping[str, bytes]:
    """The files that a run writes, by name."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(
            plan,
            FolderSink(open_format(format, FormatOptions(dialect)), folder, "dump"),
            **options,
        )
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def chi_square(counts: Sequence[int], expected: Sequence[float]) -> float:
    """Chi-square over its degrees of freedom: about 1 where the counts fit; 1.5 for 100 is p = 0.001."""
    total = sum((have - want) ** 2 / want for have, want in zip(counts, expected, strict=True))
    return total / (len(counts) - 1)
