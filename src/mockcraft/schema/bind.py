"""A specification becomes a plan; everything that is wrong with its meaning is found here, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mockcraft.core.context import NOW
from mockcraft.core.plan import Plan
from mockcraft.errors import NotFound, Place, Problem, SchemaError, UserError, did_you_mean
from mockcraft.schema.columns import ColumnBinder
from mockcraft.schema.counts import count_tables
from mockcraft.schema.nulls import with_nullability
from mockcraft.schema.order import load_order
from mockcraft.schema.reader import SpecReader
from mockcraft.schema.settling import waiting_checks
from mockcraft.schema.source import read, shown
from mockcraft.schema.spec import SchemaSpec
from mockcraft.schema.tables import TableBinder


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the caller sets over the file; None leaves the file's word.

    `counts` are rows by table; `scale` multiplies all other row counts that are numbers; `now` is the
    clock, in seconds since 1970-01-01T00:00:00 UTC.
    """

    seed: int | None = None
    locale: str | None = None
    counts: Mapping[str, int] | None = None
    scale: float = 1.0
    now: int | None = None


def load(path: Path | str, overrides: Overrides | None = None) -> tuple[SchemaSpec, Plan]:
    """Reads and binds a schema file; raises SchemaError with every problem, in file order."""
    spec, problems = read_spec(path)
    return spec, bind(spec, overrides or Overrides(), problems)


def read_spec(path: Path | str) -> tuple[SchemaSpec, list[Problem]]:
    """What a schema file says, and what is wrong with its shape."""
    reader = SpecReader()
    return reader.schema(read(path)), reader.problems


def bind(spec: SchemaSpec, overrides: Overrides, problems: list[Problem]) -> Plan:
    """The plan of a specification; raises SchemaError with the given problems and all that it finds."""
    problems = list(problems)
    seed = overrides.seed if overrides.seed is not None else spec.seed or 0
    given = overrides.now if overrides.now is not None else spec.now
    now = NOW if given is None else given
    binder = ColumnBinder(spec, seed, now, problems)
    binder.locale = _locale(binder, spec, overrides.locale)
    counts = overrides.counts or {}
    _check_counted(spec, counts)
    count_tables(binder, counts, overrides.scale)
    made = [TableBinder(binder, table).bind() for table in spec.tables]
    order, deferred = load_order(binder)
    tables = {table.name: table for table in made if table is not None}
    if not problems:
        problems += waiting_checks(spec.tables, tables)
    if problems:
        distinct = {str(problem): problem for problem in problems}.values()
        raise SchemaError(*sorted(distinct, key=lambda p: (p.place.line, p.place.column)))
    tables = with_nullability(tables)
    return Plan(seed, now, tuple(tables[name] for name in order), deferred)


def _locale(binder: ColumnBinder, spec: SchemaSpec, given: str | None) -> str:
    own = binder.locale_of(spec.locale, spec.locale_place or Place(spec.file, 1, 1))
    if given is None:
        return own
    from mockcraft.core.lists import check_locale

    try:
        return check_locale(given)
    except NotFound as error:
        raise UserError(f"--locale: {error}") from None


def _check_counted(spec: SchemaSpec, counts: Mapping[str, int]) -> None:
    known = [table.name for table in spec.tables]
    for name in counts:
        if name not in known:
            hint = did_you_mean(name, known) or f" (its tables: {', '.join(known)})"
            raise UserError(f"--count {name}: {spec.file} has no table {shown(name)}{hint}")
