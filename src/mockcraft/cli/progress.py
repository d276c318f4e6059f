"""Progress of a run on a terminal, and its summary."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TextIO, cast

from mockcraft.cli.output import is_terminal, printable
from mockcraft.cli.voice import detail, is_quiet, is_verbose, note
from mockcraft.core.ranges import Range
from mockcraft.engine import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

REFRESH_S = 0.1
WIDE = 80  # columns of a terminal from which on there is room for the rate
NAME_WIDTH = 20  # columns that a table's name takes at most
SPARE_LINES = 3  # of a terminal, beside the bars

Report = Callable[[Progress], None]


@contextmanager
def reporter(ranges: Sequence[Range]) -> Iterator[Report]:
    """Takes reports; on a terminal, draws a bar for each table that has begun; with -v, tells which have ended."""
    totals = Counter[str]()
    for each in ranges:
        totals[each.table] += each.rows
    if is_quiet() or not is_terminal(sys.stderr):
        yield _Tables(totals)
        return
    bars = _bars()
    with bars:
        yield _Tables(totals, _Drawing(bars, totals))


class _Drawing:
    """Bars, one a table; the oldest ones go where a terminal has no line for them."""

    def __init__(self, bars: Bars, totals: Counter[str]) -> None:
        self.bars, self.totals = bars, totals
        self.tasks: dict[str, TaskID] = {}
        self.begun: dict[str, float] = {}  # seconds since the run began
        self.shown: list[str] = []

    def update(self, name: str, written: int, resumed: int, seconds: float) -> None:
        """Draws how far a table has come."""
        if name not in self.tasks:
            self._add(name, seconds)
        passed = seconds - self.begun[name]
        self.bars.update(
            self.tasks[name],
            completed=written + resumed,
            rows=f"{written + resumed:,}/{self.totals[name]:,}",
            rate=f"{written / passed:,.0f}/s" if passed > 0.2 else "",
        )

    def _add(self, name: str, seconds: float) -> None:
        self.tasks[name] = self.bars.add_task(
            printable(name), total=self.totals[name], rows="", rate=""
        )
        self.begun[name] = seconds
        self.shown.append(name)
        if len(self.shown) > max(self.bars.console.height - SPARE_LINES, 1):
            self.bars.update(self.tasks[self.shown.pop(0)], visible=False)


class _Tables:
    """Follows a run through its tables, which are filled one after another: each report costs the same."""

    def __init__(self, totals: Counter[str], drawing: _Drawing | None = None) -> None:
        self.totals, self.drawing = totals, drawing
        self.names = list(totals)
        self.at = 0  # the table that is being filled
        self.lost = 0

    def __call__(self, progress: Progress) -> None:
        """Takes a report."""
        if progress.lost > self.lost:
            self.lost, self.at = progress.lost, 0
            note("the connection was lost, and is made again")
        while self.at < len(self.names):
            name = self.names[self.at]
            written, resumed = progress.done.get(name, 0), progress.resumed.get(name, 0)
            if self.drawing and written + resumed:
                self.drawing.update(name, written, resumed, progress.seconds)
            if written + resumed < self.totals[name]:
                return
            if is_verbose():
                rows = f"{self.totals[name]:,} rows"
                detail(f"{printable(name)}: all {rows} after {progress.seconds:.1f} s")
            self.at += 1


class _Terminal:
    """A terminal that may go away: what cannot be drawn any more is no failure of the run."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Writes what it can."""
        with suppress(OSError):
            self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flushes what it can."""
        with suppress(OSError):
            self.stream.flush()


def _bars() -> Bars:
    """Bars that fit any terminal: names are cut, and narrow ones show no rate."""
    from rich.console import Console
    from rich.progress import BarColumn, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Made
    from rich.table import Column

    console = Console(file=cast(TextIO, _Terminal(sys.stderr)))
    columns: list[ProgressColumn] = [
        TextColumn(
            "{task.description}", markup=False,
            table_column=Column(max_width=NAME_WIDTH, no_wrap=True, overflow="ellipsis"),
        ),
        BarColumn(None, table_column=Column(ratio=1, min_width=4)),
        TextColumn("{task.fields[rows]}", justify="right"),
    ]  # fmt: skip
    if console.width >= WIDE:
        columns.append(TextColumn("{task.fields[rate]}", justify="right"))
    return Made(
        *columns, TimeRemainingColumn(),
        console=console, expand=True, refresh_per_second=1 / REFRESH_S,
    )  # fmt: skip


def rate_of(progress: Progress) -> str:
    """`100,000 rows in 1.2 s (83,333 rows/s)`."""
    seconds = max(progress.seconds, 0.001)
    return f"{progress.rows:,} rows in {seconds:.1f} s ({progress.rows / seconds:,.0f} rows/s)"
