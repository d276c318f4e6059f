"""One table to standard output, for a pipe."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO

from mockcraft.core.plan import Plan, Table
from mockcraft.errors import SinkError, Unsupported
from mockcraft.format import Format, Writer


class StreamSink:
    """See sink.Sink. A pipe that is closed early raises BrokenPipeError, which ends the run quietly."""

    waits = False

    def __init__(self, format: Format, stream: BinaryIO | None = None) -> None:
        self.format, self.stream = format, stream or sys.stdout.buffer
        self.plan: Plan | None = None
        self.writer: Writer | None = None
        self.table: str | None = None

    def create(self, plan: Plan) -> Mapping[str, int]:
        """Refuses more than one table, unless the format holds all of them in one file."""
        if len(plan.filled) > 1 and not self.format.single_file:
            names = ", ".join(table.name for table in plan.filled)
            raise Unsupported(
                f"standard output takes one table, the schema has {names} (choose one with --table)"
            )
        self.plan = plan
        with _named():
            self.stream.write(self.format.opening(plan))
        return {}

    def write(self, table: Table, payload: Any, start: int, rows: int) -> None:
        """See sink.Sink."""
        with _named():
            if self.table != table.name:
                self._begin(table)
            assert self.writer is not None
            self.writer.write(payload)

    def finish(self, error: BaseException | None) -> None:
        """Writes what ends the file, unless the run failed."""
        if error is not None or self.plan is None:
            return
        with _named():
            if self.writer is None and not self.format.single_file:
                self._begin(self.plan.filled[0])  # a table of no rows has a header all the same
            self._end_table()
            self.stream.write(self.format.closing(self.plan))
            self.stream.flush()

    def _begin(self, table: Table) -> None:
        self._end_table()
        self.writer, self.table = self.format.writer(self.stream, table), table.name

    def _end_table(self) -> None:
        if self.writer is not None:
            self.writer.close()
            self.writer = None


@contextmanager
def _named() -> Iterator[None]:
    """Says what could not be written."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SinkError(f"standard output cannot be written: {error.strerror}") from error
