"""Progress of a run on a terminal, and its summary."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from mockcraft.core.ranges import Range
from mockcraft.engine import Progress, ignore

REFRESH_S = 0.1


@contextmanager
def reporter(ranges: Sequence[Range]) -> Iterator[Callable[[Progress], None]]:
    """Takes reports and draws a bar for each table; on a terminal only, on standard error."""
    if not sys.stderr.isatty():
        yield ignore
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    bars = Bars(
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]}"),
        TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
        console=Console(stderr=True), refresh_per_second=1 / REFRESH_S,
    )  # fmt: skip
    tasks = {
        each.table: bars.add_task(
            each.table, total=each.rows, rows=f"{each.rows:,}", rate="", start=False
        )
        for each in ranges
    }
    begun: dict[str, float] = {}

    def report(progress: Progress) -> None:
        for name, done in progress.done.items():
            if done and name not in begun:
                begun[name] = progress.seconds
                bars.start_task(tasks[name])
            if done:
                seconds = progress.seconds - begun[name]
                rate = f"{done / seconds:,.0f} rows/s" if seconds > 0.2 else ""
                bars.update(tasks[name], completed=done + progress.resumed.get(name, 0), rate=rate)

    with bars:
        yield report


def rate_of(progress: Progress) -> str:
    """`100,000 rows in 1.2 s (83,333 rows/s)`."""
    seconds = max(progress.seconds, 0.001)
    return f"{progress.rows:,} rows in {seconds:.1f} s ({progress.rows / seconds:,.0f} rows/s)"
