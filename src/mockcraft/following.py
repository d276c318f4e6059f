"""A run without an end: rows of one table keep coming at a rate, and their timestamps follow the machine's clock.

Each round is an append (`schema.append`) of the rows of about a second, whose clock is the machine's. So the rows
of a round are as any append's, and no key comes twice.
"""

from collections.abc import Iterator
from dataclasses import replace

from mockcraft.clock import Moving, machine_clock
from mockcraft.engine import Progress, run
from mockcraft.errors import UserError
from mockcraft.format import open_format
from mockcraft.pace import Pace
from mockcraft.schema.append import bind_append
from mockcraft.schema.bind import Overrides
from mockcraft.schema.spec import PerSpec, SchemaSpec
from mockcraft.seeder import SeedRequest, bound, seed_database
from mockcraft.selection import Selection
from mockcraft.sinks.stream import StreamSink

ROUND_S = 1.0  # of rows that one append has
JOINED = ("csv", "jsonl", "bson", "resp")  # formats of which rows can follow rows


class Following:
    """Rows of a table, on and on.

    Attributes:
        table: its name.
        rows: how many have been written, in rounds that have ended.
        begun: how many of the round that has begun.
    """

    def __init__(self, request: SeedRequest, rate: float) -> None:
        """Writes nothing yet.

        Args:
            request: of one table, to standard output or to a database.
            rate: rows a second.

        Raises:
            UserError: rows cannot follow on in such a request.
        """
        _check_clock(request)
        self.request, self.pace = request, Pace(rate)
        now = replace(request.overrides, now=machine_clock())
        self.spec, plan = bound(replace(request, overrides=now))
        names = [each.table for each in request.chosen.ranges(plan)]
        if len(names) != 1:
            raise UserError(
                f"rows of one table follow one another, the schema has {', '.join(names)} (choose one with --table)"
            )
        (self.table,) = names
        self.spec = _numbered(self.spec, self.table)
        self.database = None if request.output else request.database or self.spec.database_url()
        _check(request, self.database)
        self.rows = self.begun = 0
        self.each = max(1, round(rate * ROUND_S))

    def run(self, workers: int = 1) -> None:
        """Writes rows until a signal, or what goes wrong, raises."""
        rounds = self._streamed(workers) if self.database is None else self._filled(workers)
        for written in rounds:
            self.rows, self.begun = self.rows + written, 0

    def _count(self, progress: Progress) -> None:
        self.begun = progress.rows

    def _overrides(self) -> Overrides:
        """Of the next round."""
        given = self.request.overrides
        counts = dict(given.counts or {}) | {self.table: self.each}
        return replace(given, counts=counts, now=machine_clock())

    def _streamed(self, workers: int) -> Iterator[int]:
        request = self.request
        assert request.output is not None
        sink = StreamSink(open_format(request.output, request.options(self.spec)))
        rest = open_format(request.output, replace(request, header=False).options(self.spec))
        start = 0
        while True:
            plan = bind_append(self.spec, self._overrides(), {self.table: start})
            plan = sink.shaped(plan)
            ranges = Selection((self.table,)).ranges(plan)
            yield run(plan, sink, ranges, workers=workers, report=self._count, pace=self.pace).rows
            start = plan.table(self.table).count
            sink = StreamSink(rest, sink.stream)

    def _filled(self, workers: int) -> Iterator[int]:
        assert self.database is not None
        load = replace(self.request.load, existing="append")
        while True:
            seeding = seed_database(
                self.spec, self._overrides(), self.database, load, chosen=Selection((self.table,))
            )
            yield seeding.run(workers, report=self._count, pace=self.pace).rows


def _numbered(spec: SchemaSpec, name: str) -> SchemaSpec:
    """The schema without parents that say how many rows a table has: each new one refers to any of them."""
    tables = tuple(
        replace(table, count=1)
        if table.name == name and isinstance(table.count, PerSpec)
        else table
        for table in spec.tables
    )
    return replace(spec, tables=tables)


def _check_clock(request: SeedRequest) -> None:
    now = request.overrides.now
    if now is not None and not isinstance(now, Moving):
        raise UserError(
            "--follow sets the clock to the machine's, again and again (leave --now out)"
        )


def _check(request: SeedRequest, database: str | None) -> None:
    if request.rows or request.part:
        raise UserError("--follow makes rows without an end (leave --rows and --part out)")
    if request.output is None:
        if database is None:
            raise UserError("say where to: --db URL for a database, or --output FORMAT --dir -")
        if request.load.existing == "truncate" or request.load.resume:
            raise UserError(
                "--follow adds rows to what is there (leave --truncate and --resume out)"
            )
        return
    if request.folder != "-":
        raise UserError(
            "--follow writes to standard output (--dir -), or into a database (--db URL)"
        )
    if request.output not in JOINED:
        raise UserError(
            f"rows of {request.output} cannot follow on after its end (give one of: {', '.join(JOINED)})"
        )
