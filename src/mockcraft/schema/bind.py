"""A specification becomes a plan; everything that is wrong with its meaning is found here, all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mockcraft.core.context import NOW
from mockcraft.core.effort import spend
from mockcraft.core.lists import check_locale
from mockcraft.core.plan import Link, Plan, Table
from mockcraft.dataclass import dataclass
from mockcraft.errors import NotFound, Problem, SchemaError, UserError, nearest
from mockcraft.schema import source
from mockcraft.schema.binding import Binding
from mockcraft.schema.columns import bind_column
from mockcraft.schema.counts import count_tables
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.declare import declare
from mockcraft.schema.embeds import check_embeds
from mockcraft.schema.files import Files, Folder
from mockcraft.schema.links import bind_links, table_links
from mockcraft.schema.order import column_order, reads_of, table_order
from mockcraft.schema.ordered import check_order, check_order_name
from mockcraft.schema.popularity import check_weights
from mockcraft.schema.reader import read_spec
from mockcraft.schema.siblings import check_siblings
from mockcraft.schema.source import shown
from mockcraft.schema.spec import MAX_PARENTS, SchemaSpec, TableSpec
from mockcraft.schema.uniques import table_digits, unique_groups
from mockcraft.wording import word

if TYPE_CHECKING:
    from mockcraft.core.expression import Expression
    from mockcraft.core.given import Given
    from mockcraft.schema.given_rows import GivenBinder


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the caller sets over the specification; None leaves its word.

    Attributes:
        seed: of all decisions.
        locale: of tables that name none.
        counts: rows by table; of an append, those that are added.
        scale: multiplies all other row counts that are numbers.
        now: the clock, in seconds since 1970-01-01T00:00:00 UTC.
        starts: first rows of an append, by table; see `Table.start`.
        fallback: the locale that gives what another has not.
        max_parents: rows of parents that children are counted for, in all tables together, and of one that a
            condition looks at.
    """

    seed: int | None = None
    locale: str | None = None
    counts: Mapping[str, int] | None = None
    scale: float = 1.0
    now: int | None = None
    starts: Mapping[str, int] | None = None
    max_parents: int = MAX_PARENTS
    fallback: str | None = None


def load(
    file: Path | str | Mapping[str, Any],
    overrides: Overrides | None = None,
    files: Files | None = None,
) -> tuple[SchemaSpec, Plan]:
    """Reads and binds a schema file, or a dict of the same form; `files` as `read` has them.

    Raises SchemaError with every problem, in file order.
    """
    spec, problems = read(file, files)
    return spec, bind(spec, overrides, problems)


def read(
    file: Path | str | Mapping[str, Any], files: Files | None = None
) -> tuple[SchemaSpec, list[Problem]]:
    """What a schema file or dict says, and what is wrong with its shape.

    `files` are those of its lists: by default in the folder of the schema file, for a dict in the working
    directory.
    """
    if isinstance(file, Mapping):
        return read_spec(source.nodes_of(file), files or Folder(Path()))
    return read_spec(source.read(file), files or Folder(Path(file).parent))


def bind(
    spec: SchemaSpec, overrides: Overrides | None = None, problems: list[Problem] | None = None
) -> Plan:
    """The plan of a specification; raises SchemaError with the given problems and all that it finds."""
    overrides = overrides or Overrides()
    binding = begin(spec, overrides, problems or [])
    count_tables(binding, overrides.counts or {}, overrides.scale, plan_maker(overrides))
    check_embeds(binding)
    order, deferred = table_order(binding)
    declared = declare(binding)
    bind_links(binding, declared, deferred)
    columns = column_order(binding, declared)
    for each in columns:
        spend(1)
        binding.bound[each.table.name, each.spec.name] = bind_column(binding, each)
    by_table: dict[str, list[Declaration]] = {table.name: [] for table in spec.tables}
    for each in columns:
        by_table[each.table.name].append(each)
    hand = _hand(binding)
    made = {table.name: _table(binding, table, by_table[table.name], hand) for table in spec.tables}
    tables = {name: table for name, table in made.items() if table is not None}
    checked = any(table.checks for table in spec.tables)
    if checked and not binding.problems:
        from mockcraft.schema.checks import waiting_checks

        binding.problems += waiting_checks(binding, tables, declared)
    plan = Plan(binding.seed, binding.now, tuple(tables[name] for name in order if name in tables))
    _check_shared_options(binding, _alone(plan) if binding.problems else plan)
    _raise(binding.problems)
    _raise(list(check_order(binding, plan)))
    _raise(list(check_weights(binding, plan)))
    _raise(list(check_siblings(binding, plan)))
    if hand is not None:
        from mockcraft.schema.given_checks import check_given

        _raise(list(check_given(binding, plan)))
    if checked:
        from mockcraft.schema.checks import hopeless_checks

        _raise(list(hopeless_checks(binding, plan)))
    return plan


def plan_maker(overrides: Overrides) -> Callable[[SchemaSpec], Plan]:
    """What makes the plan of some tables, by what the caller sets over them."""

    def made(spec: SchemaSpec) -> Plan:
        names = {table.name for table in spec.tables}
        counts, starts = (
            {name: rows for name, rows in (given or {}).items() if name in names}
            for given in (overrides.counts, overrides.starts)
        )
        return bind(spec, replace(overrides, counts=counts, starts=starts))

    return made


def begin(spec: SchemaSpec, overrides: Overrides, problems: list[Problem]) -> Binding:
    """A specification with what the caller sets over it; raises UserError for a mistake of the caller."""
    now = overrides.now if overrides.now is not None else spec.now
    binding = Binding(
        spec,
        overrides.seed if overrides.seed is not None else spec.seed or 0,
        NOW if now is None else now,
        starts=overrides.starts or {},
        max_parents=overrides.max_parents,
        problems=list(problems),
    )
    if spec.fallback is not None:
        binding.fallback = binding.known_locale(spec.fallback, ("fallback",))
    if overrides.fallback is not None:
        binding.fallback = _given_locale("fallback", overrides.fallback)
    own = binding.known_locale(spec.locale, ("locale",))
    given = overrides.locale
    binding.locale = own if given is None else _given_locale("locale", given, binding.fallback)
    for name in overrides.counts or {}:
        if name not in binding.tables:
            hint = nearest(name, binding.tables, "its tables")
            raise NotFound(
                f"{word('table_count', name)}: {spec.name} has no table {shown(name)}{hint}"
            )
    return binding


def _given_locale(setting: str, locale: str, fallback: str | None = None) -> str:
    try:
        return check_locale(locale, fallback)
    except NotFound as error:
        raise UserError(f"{word(setting)}: {error}") from None


def _hand(binding: Binding) -> GivenBinder | None:
    """What binds rows by hand; None where no table has any."""
    if not any(table.rows for table in binding.spec.tables):
        return None
    from mockcraft.schema.given_rows import GivenBinder

    return GivenBinder(binding)


def _table(
    binding: Binding, spec: TableSpec, order: list[Declaration], hand: GivenBinder | None
) -> Table | None:
    """The table, its columns in the order in which they are made; None where it has problems, noted."""
    name, problems = spec.name, len(binding.problems)
    own = {each.spec.name: each for each in order}
    bound = {c.name: binding.bound.get((name, c.name)) for c in spec.columns}
    columns = {each: column for each, column in bound.items() if column is not None}
    groups = unique_groups(binding, spec, columns, own)
    given: Given | None = None
    if hand is not None and spec.rows and len(columns) == len(spec.columns):
        given, groups = hand.of(spec, own, groups)
        columns = hand.kept(spec, columns)
    digits = table_digits(binding, groups)
    checks: tuple[Expression, ...] = ()
    if spec.checks:
        from mockcraft.schema.checks import table_checks

        checks = table_checks(binding, spec)
    if spec.partition_by and len(columns) == len(spec.columns):
        from mockcraft.schema.partitions import check_partitions

        check_partitions(binding, spec, columns)
    check_order_name(binding, spec)
    if len(columns) < len(spec.columns) or len(binding.problems) > problems:
        return None
    hidden = spec.hidden_columns
    table = Table(
        name, binding.counts.get(name, 1), tuple(c for n, c in columns.items() if n not in hidden),
        tuple(_written(link, hidden) for link in table_links(binding, name, name)),
        tuple(group for group in spec.uniques if hidden.isdisjoint(group)),
        digits, binding.children.get(name), checks, hidden=tuple(columns[n] for n in columns if n in hidden),
        start=binding.starts.get(name, 0),
        needs=reads_of(name, order), options=spec.options, embeds=spec.embeds, given=given, partition_by=spec.partition_by,
        existing=spec.existing, order_by=spec.order_by, place=str(binding.place(name)),
    )  # fmt: skip
    _check_options(binding, table)
    if not checks:
        return table
    from mockcraft.schema.checks import with_redraws

    return with_redraws(binding, table, own)


def _written(link: Link, hidden: frozenset[str]) -> Link:
    """The link with the columns that are written, to which a database can hold it."""
    pairs = list(zip(link.columns, link.key, strict=False))
    kept = [(name, target) for name, target in pairs if name not in hidden]
    if len(kept) == len(pairs):
        return link
    return replace(
        link,
        columns=tuple(name for name, _ in kept),
        key=tuple(target for _, target in kept),
        hidden=tuple(name for name, _ in pairs if name in hidden),
        constraint=False,
    )


def _check_options(binding: Binding, table: Table) -> None:
    """Notes what the options of engines say that the table cannot."""
    for engine, options in table.options.items():
        for error in options.problems(table):
            binding.problem((table.name, engine, *error.path), str(error))


def _check_shared_options(binding: Binding, plan: Plan) -> None:
    """Notes what the options of engines say that does not go with another table of the plan, as they hold it.

    What is wrong by itself is not told again.
    """
    given = {name: each for table in plan.tables for name, each in table.options.items()}
    if not given:
        return
    from mockcraft.database import with_options
    from mockcraft.options import SharedOptions

    places = {table.name: place for place, table in enumerate(binding.spec.tables)}
    wrong = {problem.place for problem in binding.problems}
    for name, options in given.items():
        if isinstance(options, SharedOptions):
            tables = sorted(with_options()[name].shaped(plan).tables, key=lambda t: places[t.name])
            for table, error in options.clashes(tables):
                path = (table.name, name, *error.path)
                if name in table.options and binding.place(*path) not in wrong:
                    binding.problem(path, str(error))


def _alone(plan: Plan) -> Plan:
    """The tables of a plan, of which some may be wanting, that are neither embedded nor embed others."""
    within = {child for table in plan.tables for child in table.embeds}
    tables = (replace(t, embeds=()) for t in plan.tables if t.name not in within)
    return replace(plan, tables=tuple(tables))


def _raise(problems: list[Problem]) -> None:
    """Raises SchemaError with the problems, each once, in file order."""
    if problems:
        distinct = {str(problem): problem for problem in problems}.values()
        raise SchemaError(*sorted(distinct, key=lambda p: (p.place.line, p.place.column)))
