"""The one verb: run a plan into a sink. Chunks are made in workers and written in order."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import CHUNK_ROWS, Chunk, Range, chunks
from mockcraft.sink import Encoder, Sink
from mockcraft.workers import payloads

AHEAD = 2  # chunks made before a server asks for them: enough to keep it busy, and memory flat


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come.

    Attributes:
        done: rows written by this run, by table.
        totals: rows that were asked for, by table.
        resumed: those of them that an earlier run had written, by table.
        seconds: since the run began.
    """

    done: dict[str, int]
    totals: dict[str, int]
    resumed: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def rows(self) -> int:
        """Rows written by this run, in all tables."""
        return sum(self.done.values())


def ignore(progress: Progress) -> None:
    """Takes reports of progress and does nothing with them."""


def run(
    plan: Plan,
    sink: Sink,
    ranges: Sequence[Range] | None = None,
    *,
    workers: int = 1,
    batch_rows: int = CHUNK_ROWS,
    report: Callable[[Progress], None] = ignore,
) -> Progress:
    """Fills the sink with the rows of the ranges, all of the plan by default.

    The bytes do not depend on `workers` (processes) or `batch_rows` (rows a chunk).

    The sink ends the run: it commits, or after any error removes what the run made. Raises what a
    generator, a format or the sink raised.
    """
    begun = time.monotonic()
    wanted = plan.ranges if ranges is None else ranges
    totals = _rows_by_table(wanted)
    done, resumed = dict.fromkeys(totals, 0), dict.fromkeys(totals, 0)

    def progress() -> Progress:
        return Progress(dict(done), totals, resumed, time.monotonic() - begun)

    try:
        missing = sink.create(plan, wanted)
        left = _rows_by_table(missing)
        resumed = {name: rows - left.get(name, 0) for name, rows in totals.items()}
        report(progress())
        for chunk, payload in _encoded(plan, sink, missing, workers, batch_rows):
            sink.write(chunk, payload)
            done[chunk.table] += chunk.rows
            report(progress())
    except BaseException as error:
        sink.finish(error)
        raise
    sink.finish(None)
    return progress()


def _encoded(
    plan: Plan, sink: Sink, ranges: Sequence[Range], workers: int, batch_rows: int
) -> Iterator[tuple[Chunk, Any]]:
    """Chunks with their payloads, in order."""
    if workers > 1:
        return payloads(plan, sink.format, ranges, workers, batch_rows)
    made = ((chunk, _encode(plan, sink.format, chunk)) for chunk in chunks(ranges, batch_rows))
    return _ahead(made) if sink.waits else made


def _ahead(made: Iterator[tuple[Chunk, Any]]) -> Iterator[tuple[Chunk, Any]]:
    """The same, made in a thread while the chunks before are being written."""
    with ThreadPoolExecutor(1, "mockcraft") as pool:
        waiting = deque(pool.submit(next, made, None) for _ in range(AHEAD))
        try:
            while (item := waiting.popleft().result()) is not None:
                waiting.append(pool.submit(next, made, None))
                yield item
        finally:
            for future in waiting:
                future.cancel()


def _encode(plan: Plan, format: Encoder, chunk: Chunk) -> Any:
    return format.encode(plan.table(chunk.table), batch_of(plan, chunk), chunk)


def _rows_by_table(ranges: Sequence[Range]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in ranges:
        found[each.table] = found.get(each.table, 0) + each.rows
    return found
