"""The begin of a run into a database: what is there is kept or emptied, and missing tables are made."""

from collections.abc import Mapping, Sequence

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, tables_of
from mockcraft.database import Checkpoint, Store
from mockcraft.dataclass import dataclass
from mockcraft.errors import Unsupported
from mockcraft.sink import LoadOptions
from mockcraft.sinks.broken import advice
from mockcraft.sinks.parents import can_wait, joined_tables, waiting_keys
from mockcraft.sinks.shares import forget_all
from mockcraft.sinks.target import Target
from mockcraft.sinks.transactions import check_circles, is_whole
from mockcraft.traits import JoiningStore
from mockcraft.wording import word


@dataclass(frozen=True, slots=True)
class Run:
    """What a run into a database is to do.

    Attributes:
        name: by which its checkpoints know it.
        plan: that makes the rows.
        ranges: the rows.
        options: what its caller wants of the tables.
        batch_rows: about how many rows a transaction has.
    """

    name: str
    plan: Plan
    ranges: Sequence[Range]
    options: LoadOptions
    batch_rows: int

    @property
    def names(self) -> list[str]:
        """Of the tables that it fills."""
        return tables_of(self.ranges)

    @property
    def tables(self) -> list[Table]:
        """The tables that it fills, parents first."""
        names = self.names
        return [table for table in self.plan.tables if table.name in names]


@dataclass(frozen=True, slots=True)
class Begin:
    """How a run begins.

    Attributes:
        whole: whether its rows are one transaction.
        forgets: whether a run that was broken off is to be forgotten.
        missing: the tables that it makes.
        emptied: the tables of which it deletes the rows that are there.
    """

    whole: bool
    forgets: bool
    missing: Sequence[Table]
    emptied: Sequence[Table]


def decide(
    target: Target, store: Store, run: Run, present: Mapping[str, int], forgets: bool
) -> Begin:
    """How a run begins where tables have so many rows; raises SinkError where it cannot, and has done nothing."""
    keys = waiting_keys(target, run.tables, target.engine.can.joins_tables)
    missing = target.missing(run.tables) if target.engine.can.makes_tables else []
    store.check_making(run.plan, missing)
    store.begin([key for key in keys if can_wait(target, key)])
    if joined := joined_tables(target, run.tables, keys):
        assert isinstance(store, JoiningStore)
        store.join(joined)
    whole = is_whole(
        target, store, run.plan, run.ranges,
        batch_rows=run.batch_rows, keeps=any(present.values()) or bool(keys),
    )  # fmt: skip
    if whole:
        check_circles(target, missing)
    return Begin(whole, forgets, missing, _emptied(target, run, present))


def _emptied(target: Target, run: Run, present: Mapping[str, int]) -> list[Table]:
    """All tables that exist, where rows of any are to be replaced or something is left of some."""
    existing = [table for table in run.tables if target.has(table)]
    remains = any(target.catalogue.tables[table.name].remains for table in existing)
    replaces = run.options.existing == "truncate" and (remains or any(present.values()))
    return existing if replaces else []


def begin(target: Target, store: Store, run: Run, how: Begin, made: Sequence[str]) -> None:
    """Begins a run; `made` names the tables that it, or the one before it that was lost, has made or makes."""
    can = target.engine.can
    if how.forgets and not how.whole:
        forget_all(store, run.names)
    if not can.transactions:  # a run that is gone on with finds them empty
        _empty(target, store, how)
    if store.checkpoints and not how.whole:
        store.checkpoints.begin(run.name, _first_rows(run, made))
        if not can.transactional_ddl:
            store.commit()
    if can.transactions and can.transactional_ddl:  # PostgreSQL empties none that new ones refer to
        _empty(target, store, how)
    if how.missing:
        store.make(run.plan, how.missing)
    if (
        can.transactions and not can.transactional_ddl
    ):  # to make one would commit that others are empty
        _empty(target, store, how)
    if not how.whole:
        store.commit()


def _empty(target: Target, store: Store, how: Begin) -> None:
    if how.emptied:
        store.empty(how.emptied, target.catalogue)


def _first_rows(run: Run, made: Sequence[str]) -> dict[str, Checkpoint]:
    """By table where the run begins."""
    first: dict[str, int] = {}
    for each in run.ranges:
        first[each.table] = min(each.start, first.get(each.table, each.start))
    return {name: Checkpoint(row, name in made) for name, row in first.items()}


def go_on(target: Target, store: Store, run: Run, broken: Mapping[str, Checkpoint]) -> None:
    """Goes on with a run that was broken off; tables that are gone and that it had yet to fill are made anew."""
    gone = target.missing(run.tables) if target.engine.can.makes_tables else []
    begun = {each.table for each in run.ranges if broken[each.table].next_row > each.start}
    if gone and not target.engine.can.transactional_ddl and not begun & {t.name for t in gone}:
        store.make(run.plan, gone)
    elif gone:
        raise Unsupported(
            f"{target.name}: table {gone[0].name!r} of the run that was broken off is gone "
            f"(drop the others too and leave {word('resume')} out, or {advice(resumes=False)})"
        )
