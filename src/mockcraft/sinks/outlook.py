"""What a run would do to a database, found by reading alone."""

from collections.abc import Iterator, Mapping, Sequence

from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range, rows_of, tables_of
from mockcraft.database import Connection
from mockcraft.errors import MockcraftError
from mockcraft.sink import LoadOptions, Outlook
from mockcraft.sinks.broken import check_broken, check_free, left_of, run_of
from mockcraft.sinks.existing import check_emptying, check_rows, left_behind, refuse_rows
from mockcraft.sinks.fitting import fitted
from mockcraft.sinks.parents import waiting_keys
from mockcraft.sinks.shares import check_run
from mockcraft.sinks.table_names import check_names
from mockcraft.sinks.target import Target
from mockcraft.traits import ShowingStore, TellingStore
from mockcraft.wording import counted, first_of, word

SHOWN = 4  # columns that a line names
LOOKED_AT = 100  # rows of which one is shown
SAMPLE = 2_000  # characters of a row that is shown


def foresee(
    target: Target, url: str, options: LoadOptions, plan: Plan, ranges: Sequence[Range]
) -> Outlook:
    """The outlook of a run of these ranges into the database of the URL."""
    lines: list[str] = []
    try:
        target.engine.check_writable(url)
        connection = target.engine.opened(url, False, plan.tables)
    except MockcraftError as error:
        return Outlook(target.name, (), error)
    try:
        for line in _lines(target, connection, options, plan, ranges):
            lines.append(line)
    except MockcraftError as error:
        return Outlook(connection.target, tuple(lines), error)
    finally:
        connection.close()
    return Outlook(connection.target, tuple(lines))


def _lines(
    target: Target,
    connection: Connection,
    options: LoadOptions,
    plan: Plan,
    ranges: Sequence[Range],
) -> Iterator[str]:
    names = tables_of(ranges)
    tables = [table for table in plan.tables if table.name in names]
    yield from _conversions(target, tables)
    check_names(target.name, target.engine, tables)
    target = fitted(target, connection, plan, ranges, options.create)
    yield from target.unread(tables)
    store = target.engine.store(connection)
    check_free(store, names)
    broken = store.checkpoints.unfinished(names) if store.checkpoints else {}
    for run in broken.values():
        done = ", ".join(f"{name} to row {progress.next_row:,}" for name, progress in run.items())
        yield f"a run was broken off: {done}"
    own = run_of(plan, ranges, target.engine.name)
    check_broken(target, own, broken, options)
    check_run(target, store, names, options, locks=False)
    waiting_keys(target, tables, target.engine.can.joins_tables)
    store.check_making(plan, target.missing(tables))
    present = {table.name: connection.count(table.name) for table in tables if target.has(table)}
    yield from _tables(target, options, plan, ranges, present, refuses=not broken)
    if options.existing == "truncate":
        check_emptying(target, tables)
    resumed = options.resume and own in broken
    left = left_of(ranges, broken[own]) if resumed else ranges
    check_rows(target, store, plan, left, None if resumed else present, options)
    if isinstance(store, TellingStore):
        yield from store.tell(plan, left)
    if isinstance(store, ShowingStore):
        yield from _samples(store, plan, left)


def _tables(
    target: Target,
    options: LoadOptions,
    plan: Plan,
    ranges: Sequence[Range],
    present: Mapping[str, int],
    refuses: bool,
) -> Iterator[str]:
    """What becomes of each table, where those that are there have so many rows.

    Raises:
        SinkError: one has rows that are in the way, where it `refuses` them.
    """
    for name in tables_of(ranges):
        table = plan.table(name)
        wanted = rows_of(each for each in ranges if each.table == name)
        if not target.has(table):
            yield f"{name}: will be made, and take {counted(wanted, 'row')}"
            inner = [each for each in plan.within if plan.holder(each.name) == name]
            yield from target.left_out([table, *inner])
            continue
        if refuses:
            refuse_rows(target, table, present[name], options)
        yield from _existing(target, table, options, present[name], wanted)


def _existing(
    target: Target, table: Table, options: LoadOptions, present: int, wanted: int
) -> Iterator[str]:
    """What becomes of a table that has rows, or something of them."""
    what = {"append": "more will be added", "truncate": "will replace them"}
    end = what.get(options.existing, "are asked for")
    yield f"{table.name}: has {counted(present, 'row')}, {wanted:,} {end}"
    if remains := target.catalogue.tables[table.name].remains:
        goes = options.existing == "truncate"
        end = "will go too" if goes else f"will stay (give {word('truncate')} to remove them)"
        yield f"{table.name}: {left_behind(remains)} {end}"


def _samples(store: ShowingStore, plan: Plan, ranges: Sequence[Range]) -> Iterator[str]:
    """What the first row of each table becomes that becomes anything, if it is among the first LOOKED_AT."""
    for table in tables_of(ranges):
        first = next((each for each in ranges if each.table == table and each.rows), None)
        if first is None:
            continue
        texts = (
            store.sample(plan.table(table), batch_of(plan, chunk), chunk)
            for row in range(first.start, min(first.stop, first.start + LOOKED_AT))
            for chunk in [Chunk(first, row, row + 1)]
        )
        if text := next(filter(None, texts), ""):
            yield f"{table}: {text if len(text) <= SAMPLE else text[:SAMPLE] + '…'}"


def _conversions(target: Target, tables: Sequence[Table]) -> Iterator[str]:
    """What is not stored as what it is."""
    stored = dict(target.engine.can.conversions)
    if not target.engine.can.documents:
        stored |= {"struct": "JSON", "list": "JSON"}
    for kind, what in stored.items():
        names = [
            f"{table.name}.{column.name}"
            for table in tables
            for column in table.columns
            if column.type.kind == kind
        ]
        if names:
            yield f"{kind} is stored as {what}: {first_of(names, SHOWN)}"
    if target.engine.can.joined_keys:
        joined = [
            f"{t.name} ({', '.join(t.primary_key)})" for t in tables if len(t.primary_key) > 1
        ]
        if joined:
            yield f"a key of several columns is joined to one: {first_of(joined, SHOWN)}"
