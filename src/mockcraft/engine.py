"""The one verb: run a plan into a sink. Chunks are made by threads or processes and written in order."""

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import field
from typing import Any

from mockcraft import signals
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import CHUNK_ROWS, Chunk, Range
from mockcraft.core.width import rows_at_once
from mockcraft.dataclass import dataclass
from mockcraft.errors import ConnectionLost
from mockcraft.pace import Pace
from mockcraft.processors import usual_threads
from mockcraft.sink import RecoverableSink, Sink
from mockcraft.work import Work

FROM_CHUNKS = 4  # more than these are made by threads
# Rows of tables that numpy makes for the most part, for which it pays to start processes: about four seconds' worth.
FROM_ROWS = 2_000_000


@dataclass(slots=True)
class Progress:
    """How far a run has come. It is the run's own and goes on changing: a report copies what it keeps.

    Attributes:
        done: rows written by this run, by table.
        totals: rows that were asked for, by table.
        resumed: those of them that an earlier run had written, by table.
        rows: rows written by this run, in all tables.
        lost: how often the connection was lost.
        note: what the sink has to say of a run that has ended well; "" for nothing.
        table: the table that was written to last; "" before the first row.
        begun: when the run began, on the monotonic clock in seconds.
        seconds: how long the run had taken when it reported.
    """

    done: dict[str, int]
    totals: dict[str, int]
    resumed: dict[str, int] = field(default_factory=dict)
    rows: int = 0
    lost: int = 0
    note: str = ""
    table: str = ""
    begun: float = field(default_factory=time.monotonic)
    seconds: float = 0.0

    def begin(self, left: Mapping[str, int], again: bool) -> None:
        """Counts what is left by table; the rest has been written by an earlier run, or by this one (`again`)."""
        there = {name: rows - left.get(name, 0) for name, rows in self.totals.items()}
        if again:
            self.done = {name: rows - self.resumed[name] for name, rows in there.items()}
            self.rows = sum(self.done.values())
        else:
            self.resumed = there

    def add(self, chunk: Chunk) -> None:
        """Counts the rows of a chunk that has been written."""
        self.done[chunk.table] += chunk.rows
        self.rows += chunk.rows
        self.table = chunk.table

    def timed(self) -> "Progress":
        """Itself, at this moment."""
        self.seconds = time.monotonic() - self.begun
        return self


def ignore(progress: Progress) -> None:
    """Takes reports of progress and does nothing with them."""


def run(
    plan: Plan,
    sink: Sink,
    ranges: Sequence[Range] | None = None,
    *,
    workers: int | None = 1,
    batch_rows: int = CHUNK_ROWS,
    report: Callable[[Progress], None] = ignore,
    pace: Pace | None = None,
) -> Progress:
    """Fills the sink with the rows of the ranges, all of the plan by default.

    The bytes do not depend on `workers`, `batch_rows` (rows a chunk at most, see core.width) or `pace`, which
    rows are not written faster than. So many workers make rows: threads, as a rule, and processes for
    FROM_ROWS and more of tables that the kernel does not draw. None is as many threads as
    processors.usual_threads says.

    A connection that is lost is made again, see sink.RecoverableSink. The sink ends the run: it commits, or
    after any error removes what the run made. Raises what a generator, a format or the sink raised; of
    several, what the sink raised when it ended the run.
    SIGINT, SIGTERM and SIGHUP end it like an error, with signals.Stopped (see there).
    """
    wanted = plan.ranges if ranges is None else ranges
    batch_rows = min(batch_rows, pace.rows) if pace else batch_rows
    totals = _rows_by_table(wanted)
    progress = Progress(dict.fromkeys(totals, 0), totals, dict.fromkeys(totals, 0))
    lost: ConnectionLost | None = None
    with signals.listening(), signals.held():
        while True:
            ending = False
            try:
                with signals.released():
                    fewer = rows_at_once(plan, wanted, batch_rows)
                    left = _left(sink, plan, wanted, lost)
                    progress.begin(_rows_by_table(left), again=lost is not None)
                    report(progress.timed())
                    work = Work(plan, sink.format, tuple(left), batch_rows, fewer)
                    _write(_encoded(work, workers, sink.waits), sink, progress, report, pace)
                ending = True
                progress.note = sink.finish(None) or ""
                return progress.timed()
            except BaseException as error:
                ended = signals.stopped_by(error) or error
                if isinstance(ended, ConnectionLost) and ended is not lost:
                    lost = ended
                    progress.lost += 1
                    report(progress.timed())
                    continue
                if not ending and (note := sink.finish(ended)):
                    ended.add_note(note)
                if ended is error:
                    raise
                raise ended from error


def _left(
    sink: Sink, plan: Plan, ranges: Sequence[Range], lost: ConnectionLost | None
) -> Sequence[Range]:
    """The ranges that the sink has still to take, at first or after it has lost its connection."""
    if lost is None:
        return sink.create(plan, ranges)
    if not isinstance(sink, RecoverableSink):
        raise lost
    return sink.recover(lost)


def _write(
    made: Generator[tuple[Chunk, Any]],
    sink: Sink,
    progress: Progress,
    report: Callable[[Progress], None],
    pace: Pace | None,
) -> None:
    with closing(made):
        for chunk, payload in made:
            if pace:
                pace.take(chunk.rows)
            sink.write(chunk, payload)
            progress.add(chunk)
            report(progress.timed())
            signals.check()


def _encoded(work: Work, workers: int | None, ahead: bool) -> Generator[tuple[Chunk, Any]]:
    """Chunks with their payloads, in order."""
    if workers is not None and workers > 1 and work.rows_by_numpy(FROM_ROWS) >= FROM_ROWS:
        from mockcraft.workers import payloads as by_processes

        return by_processes(work, workers)
    threads = usual_threads() if workers is None else workers
    if ahead or (threads > 1 and work.size > FROM_CHUNKS):
        from mockcraft.threads import payloads as by_threads

        return by_threads(work, threads)
    return ((chunk, work.payload(chunk)) for chunk in work.chunks())


def _rows_by_table(ranges: Sequence[Range]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in ranges:
        found[each.table] = found.get(each.table, 0) + each.rows
    return found
