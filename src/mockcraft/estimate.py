"""What a run would take: bytes, time and memory, told from a sample of its rows that is made and measured.

Rows of a table cost much the same wherever they are, as each is made for itself. So a few thousand of them, from
places all over the table, tell what a billion take: time in proportion, bytes too, since larger keys with their
more digits are in the sample.
"""

import io
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.ranges import CHUNK_ROWS, Chunk, Range
from mockcraft.core.turns import taken
from mockcraft.core.width import rows_at_once
from mockcraft.dataclass import dataclass
from mockcraft.format import Format, FormatOptions, open_format, shaped
from mockcraft.formats.parquet import GROUP_ROWS, MOST_PIECES
from mockcraft.sinks.packing import Packed, ended
from mockcraft.work import Work

PLACES = 8  # of a table, from each of which rows are taken
PLACE_ROWS = (
    4_096  # from each: the overhead of a call is as small a part of them as of a usual chunk
)
TRIES = 5  # of which the quickest is told of a column: what else the machine does only takes time
START_S = 0.8  # of a process that makes rows, before its first one: measured
THREAD_BYTES = 16 * 2**20  # that each thread more takes: measured
GROUP_BYTES = 24 * 2**20  # and what it encodes of a file of Parquet: measured
GROUPED = "parquet"  # the format whose size depends on how many rows stand together


@dataclass(frozen=True, slots=True)
class Cost:
    """What the rows of a run take in one format.

    Attributes:
        format: its name.
        rows: of all tables.
        bytes: of all files.
        making: seconds of a processor to make rows and encode them, which workers share.
        turns: those of them that one thread at a time takes, see core.turns.
        writing: seconds of a processor to encode rows as a whole and to write what was made.
        memory: bytes of a process that does it all; None where the system does not tell.
        writers: how many of the threads that make rows write them too at a time; 1 where another one does.
    """

    format: str
    rows: int
    bytes: int
    making: float
    turns: float
    writing: float
    memory: int | None
    writers: int = 1

    def seconds(self, workers: int) -> float:
        """How long a run takes with so many workers, on a machine with as many processors to spare."""
        if workers == 1:
            return START_S + self.making + self.writing
        shared = self.making + (self.writing if self.writers > 1 else 0)
        writing = self.writing / min(self.writers, workers)
        return START_S + max(shared / workers, self.turns, writing)

    def seconds_in_parts(self, parts: int) -> float:
        """How long all parts take, each on a processor of its own."""
        return START_S + (self.making + self.writing) / parts

    def memory_of(self, workers: int) -> int | None:
        """Bytes with so many threads."""
        if self.memory is None:
            return None
        encoded = GROUP_BYTES * min(self.writers, workers) if self.writers > 1 < workers else 0
        return self.memory + THREAD_BYTES * (workers - 1) + encoded


def estimate(
    plan: Plan,
    choose: Callable[[Plan], Sequence[Range]],
    formats: Iterable[str],
    options: FormatOptions | None = None,
) -> Iterator[Cost]:
    """The cost of the rows in each of the formats, in their order.

    Args:
        plan: of the run.
        choose: the rows of a plan that the run makes; formats that hold documents have plans of their own.
        formats: names of them.
        options: of the formats.
    """
    for name in formats:
        format = open_format(name, options)
        its_plan = shaped(plan, format)
        ranges = choose(its_plan)
        compress = options.compress if options is not None else ""
        made = [
            _sampled(its_plan, format, each, grouped=name == GROUPED, compress=compress)
            for each in ranges
        ]
        yield Cost(
            name,
            sum(each.rows for each in ranges),
            round(sum(each.bytes for each in made)),
            sum(each.making for each in made),
            sum(each.turns for each in made),
            sum(each.writing for each in made),
            _memory(),
            MOST_PIECES if name == GROUPED else 1,
        )


@dataclass(frozen=True, slots=True)
class _Measured:
    """What all rows of a range take, as told by some of them."""

    bytes: float = 0.0
    making: float = 0.0
    turns: float = 0.0
    writing: float = 0.0


def _sampled(
    plan: Plan, format: Format, all_rows: Range, *, grouped: bool, compress: str
) -> _Measured:
    if not all_rows.rows:
        return _Measured(len(format.header(plan.table(all_rows.table))))
    table, work = plan.table(all_rows.table), Work(plan, format, (all_rows,), CHUNK_ROWS)
    most = rows_at_once(plan, [all_rows], CHUNK_ROWS).get(table.name, CHUNK_ROWS)
    chunks = list(_grouped(all_rows, most) if grouped else _spread(all_rows, min(most, PLACE_ROWS)))
    # Before the clock starts, lists are read and pools built, and the memory of a usual chunk is taken.
    start = all_rows.start
    work.payload(Chunk(all_rows, start, start + min(all_rows.rows, most)))
    clocked = _ClockedTurn()
    begun = time.process_time()
    with taken(clocked):
        payloads = [work.payload(chunk) for chunk in chunks]
    making = time.process_time() - begun
    below = io.BytesIO()
    file: Any = Packed(below, compress) if compress else below
    begun = time.process_time()
    writer = format.writer(file, table)
    for payload in payloads:
        writer.write(payload)
    writer.close()
    ended(file)
    writing = time.process_time() - begun
    around = 0 if compress else len(format.header(table)) + len(format.footer(table))
    share = all_rows.rows / sum(chunk.rows for chunk in chunks)
    return _Measured(
        (below.tell() - around) * share + around,
        making * share,
        clocked.seconds * share,
        writing * share,
    )


class _ClockedTurn:
    """A turn that knows how long it has been had.

    Attributes:
        seconds: of a processor.
    """

    def __init__(self) -> None:
        self.seconds = 0.0

    def acquire(self) -> None:
        """Begins to count."""
        self.seconds -= time.process_time()

    def release(self) -> None:
        """Ends counting."""
        self.seconds += time.process_time()


@dataclass(frozen=True, slots=True)
class ColumnCost:
    """What a column takes, alone but with what it is made from.

    Attributes:
        table: its table.
        column: its name.
        nanoseconds: of a processor for a row.
        drawn: whether the kernel draws it, with no array of its values.
    """

    table: str
    column: str
    nanoseconds: float
    drawn: bool


def column_costs(
    plan: Plan, ranges: Iterable[Range], format: str, options: FormatOptions | None = None
) -> Iterator[ColumnCost]:
    """The cost of each column of these rows in a format, measured on the first of them."""
    encoder = open_format(format, options)
    for each in ranges:
        table = plan.table(each.table)
        for column in table.columns if each.rows else ():
            alone = plan.with_table(_alone(table, column))
            yield _column_cost(Work(alone, encoder, (each,), CHUNK_ROWS), each, column)


def _alone(table: Table, column: Column) -> Table:
    """The table with one column that is written; checks redraw no fixed ones."""
    others = tuple(each for each in table.all_columns if each.name != column.name)
    checks = () if column.fixed else table.checks
    return replace(
        table, columns=(column,), hidden=others, checks=checks, partition_by=(), embeds=()
    )


def _column_cost(work: Work, all_rows: Range, column: Column) -> ColumnCost:
    rows = min(all_rows.rows, PLACE_ROWS)
    chunk = Chunk(all_rows, all_rows.start, all_rows.start + rows)
    work.payload(chunk)  # lists are read and pools built
    seconds = []
    for _ in range(TRIES):
        begun = time.process_time()
        work.payload(chunk)
        seconds.append(time.process_time() - begun)
    drawn = column.name in work.drawn(work.plan.table(all_rows.table))
    return ColumnCost(all_rows.table, column.name, min(seconds) / rows * 1e9, drawn)


def _spread(all_rows: Range, rows: int) -> Iterator[Chunk]:
    """Chunks of so many rows from all over a range; the whole of it where it is small."""
    if all_rows.rows <= PLACES * rows:
        for start in range(all_rows.start, all_rows.stop, rows):
            yield Chunk(all_rows, start, min(start + rows, all_rows.stop))
        return
    for place in range(PLACES):
        middle = all_rows.start + all_rows.rows * (2 * place + 1) // (2 * PLACES)
        start = min(max(all_rows.start, middle - rows // 2), all_rows.stop - rows)
        yield Chunk(all_rows, start, start + rows)


def _grouped(all_rows: Range, rows: int) -> Iterator[Chunk]:
    """Chunks that stand together in the middle of a range, as many rows as are compressed together."""
    wanted = min(all_rows.rows, GROUP_ROWS)
    first = all_rows.start + (all_rows.rows - wanted) // 2
    for start in range(first, first + wanted, rows):
        yield Chunk(all_rows, start, min(start + rows, first + wanted))


def _memory() -> int | None:
    """The most memory that this process has had so far, in bytes."""
    if sys.platform == "win32":
        return None
    from resource import RUSAGE_SELF, getrusage

    return getrusage(RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
