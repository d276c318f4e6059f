"""One table to standard output, for a pipe."""

import io
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range, tables_of
from mockcraft.errors import SinkError, Unsupported
from mockcraft.format import Format, Whole, Writer, shaped
from mockcraft.sink import Outlook, check_filled
from mockcraft.sinks.table_names import check_dump_names
from mockcraft.wording import word


class StreamSink:
    """See sink.Sink. A pipe that is closed early raises BrokenPipeError, which ends the run quietly."""

    waits = False

    def __init__(self, format: Format, stream: BinaryIO | None = None) -> None:
        self.format, self.stream = format, stream or _standard_output()
        self.plan: Plan | None = None
        self.tables: list[Table] = []
        self.whole: Whole | None = None
        self.writer: Writer | None = None
        self.table: str | None = None

    def shaped(self, plan: Plan) -> Plan:
        """See sink.Destination."""
        check_filled(plan)
        return shaped(plan, self.format)

    def foresee(self, plan: Plan, ranges: Sequence[Range]) -> Outlook:
        """See sink.Destination."""
        try:
            self._choose(plan, ranges)
        except Unsupported as error:
            return Outlook("standard output", refusal=error)
        return Outlook("standard output")

    def create(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[Range]:
        """Refuses more than one table, unless the format holds all of them in one file, and names that cannot be."""
        self._choose(plan, ranges)
        self.plan = plan
        if self.format.single_file:
            with _named():
                self.whole = self.format.whole(self.stream, plan, self.tables)
        return ranges

    def _choose(self, plan: Plan, ranges: Sequence[Range]) -> None:
        self.tables = [plan.table(name) for name in tables_of(ranges)]
        check_dump_names(self.format, self.tables)
        self.format.check(plan, ranges)
        if len(self.tables) > 1 and not self.format.single_file:
            names = ", ".join(table.name for table in self.tables)
            raise Unsupported(
                f"standard output takes one table, the schema has {names} (choose one with {word('table')})"
            )

    def write(self, chunk: Chunk, payload: Any) -> None:
        """See sink.Sink."""
        assert self.plan is not None
        with _named():
            if self.table != chunk.table:
                self._begin(self.plan.table(chunk.table))
            assert self.writer is not None
            self.writer.write(payload)
            self.stream.flush()  # a reader gets rows as they come, however slowly

    def finish(self, error: BaseException | None) -> None:
        """Writes what ends the file, unless the run failed."""
        if error is not None or self.plan is None:
            if self.whole is not None:
                self.whole.give_up()
            return
        with _named():
            if self.writer is None and self.whole is None:
                self._begin(self.tables[0])  # a table of no rows has a header all the same
            self._end_table()
            if self.whole is not None:
                self.whole.close()
            self.stream.flush()

    def _begin(self, table: Table) -> None:
        self._end_table()
        self.table = table.name
        if self.whole is not None:
            self.writer = self.whole.writer(table)
        else:
            self.writer = self.format.writer(self.stream, table)

    def _end_table(self) -> None:
        if self.writer is not None:
            self.writer.close()
            self.writer = None


def _standard_output() -> BinaryIO:
    """Standard output with a buffer of its own, so that Python has nothing left to write when it ends."""
    closed = "standard output is closed (redirect it to a file, or leave it open)"
    if sys.stdout is None or sys.stdout.closed:
        raise SinkError(closed)
    with _named():
        sys.stdout.flush()
        try:
            number = sys.stdout.fileno()
        except io.UnsupportedOperation:  # something else stands in for it, as in a notebook
            return sys.stdout.buffer
        try:
            os.fstat(number)
        except OSError:
            raise SinkError(closed) from None
        return open(number, "wb", closefd=False)


@contextmanager
def _named() -> Iterator[None]:
    """Says what could not be written."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SinkError(f"standard output cannot be written: {reason}") from error
