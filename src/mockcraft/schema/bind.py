"""A specification becomes a plan; everything that is wrong with its meaning is found here, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mockcraft.core.draw import NOW
from mockcraft.core.plan import Plan
from mockcraft.errors import Place, Problem, SchemaError, UserError, did_you_mean
from mockcraft.schema.columns import ColumnBinder
from mockcraft.schema.counts import count_tables
from mockcraft.schema.order import load_order
from mockcraft.schema.source import read
from mockcraft.schema.spec import SchemaSpec, SpecReader
from mockcraft.schema.tables import TableBinder


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the caller sets over the file; None leaves the file's word.

    `counts` are rows by table; `scale` multiplies all other row counts that are numbers.
    """

    seed: int | None = None
    locale: str | None = None
    counts: Mapping[str, int] | None = None
    scale: float = 1.0


def load(path: Path | str, overrides: Overrides | None = None) -> tuple[SchemaSpec, Plan]:
    """Reads and binds a schema file; raises SchemaError with every problem, in file order."""
    reader = SpecReader()
    spec = reader.schema(read(path))
    plan = _bind(spec, overrides or Overrides(), reader.problems)
    if reader.problems or plan is None:
        distinct = {str(problem): problem for problem in reader.problems}.values()
        raise SchemaError(*sorted(distinct, key=lambda p: (p.place.line, p.place.column)))
    return spec, plan


def _bind(spec: SchemaSpec, overrides: Overrides, problems: list[Problem]) -> Plan | None:
    seed = overrides.seed if overrides.seed is not None else spec.seed or 0
    now = spec.now if spec.now is not None else NOW
    columns = ColumnBinder(spec, seed, now, problems)
    place = spec.locale_place or Place(spec.file, 1, 1)
    columns.locale = columns.locale_of(overrides.locale or spec.locale, place)
    counts = overrides.counts or {}
    _check_counted(spec, counts)
    count_tables(columns, counts, overrides.scale)
    for table in spec.tables:
        for column in table.columns:
            columns.bind(table, column)
    tables = TableBinder(columns)
    made = {table.name: tables.table(table) for table in spec.tables}
    order, deferred = load_order(columns)
    if problems:
        return None
    return Plan(seed, now, tuple(made[name] for name in order), deferred)


def _check_counted(spec: SchemaSpec, counts: Mapping[str, int]) -> None:
    known = [table.name for table in spec.tables]
    for name in counts:
        if name not in known:
            hint = did_you_mean(name, known) or f" (its tables: {', '.join(known)})"
            raise UserError(f"--count {name}: {spec.file} has no table {name!r}{hint}")
