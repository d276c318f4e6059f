"""One table to standard output, for a pipe."""

import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

from mockcraft.core.plan import Plan, Table
from mockcraft.errors import Unsupported
from mockcraft.format import Format, Writer


class StreamSink:
    """See sink.Sink. A pipe that is closed early raises BrokenPipeError, which ends the run quietly."""

    def __init__(self, format: Format, stream: BinaryIO | None = None) -> None:
        self.format, self.stream = format, stream or sys.stdout.buffer
        self.plan: Plan | None = None
        self.writer: Writer | None = None

    def create(self, plan: Plan) -> Mapping[str, int]:
        """Refuses more than one table, unless the format holds all of them in one file."""
        self.plan = plan
        if len(plan.filled) > 1 and not self.format.single_file:
            names = ", ".join(table.name for table in plan.filled)
            raise Unsupported(f"standard output takes one table, the schema has {names} (choose one with --table)")
        self.stream.write(self.format.opening(plan))
        return {}

    def write(self, table: Table, payload: Any, start: int, rows: int) -> None:
        """See sink.Sink."""
        if start == 0 or self.writer is None:
            self._close()
            self.writer = self.format.writer(self.stream, table)
        self.writer.write(payload)

    def finish(self, error: BaseException | None) -> None:
        """Writes what ends the file, unless the run failed."""
        if error is None and self.plan is not None:
            self._close()
            self.stream.write(self.format.closing(self.plan))
            self.stream.flush()

    def _close(self) -> None:
        if self.writer is not None:
            self.writer.close()
            self.writer = None
