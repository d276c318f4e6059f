"""What the rows of a run are made as, chunk by chunk, by threads or processes, see `engine`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from mockcraft.core.frame import Frame
from mockcraft.core.kernel import kernel
from mockcraft.core.plan import Plan, Table
from mockcraft.core.program.drawn import LazyRows, Program
from mockcraft.core.ranges import Chunk, Range, chunks, rows_of
from mockcraft.dataclass import dataclass
from mockcraft.errors import DataError
from mockcraft.wording import word

if TYPE_CHECKING:
    from mockcraft.database import Encoder


@dataclass(frozen=True, slots=True)
class Work:
    """Chunks to be made: of which rows, as what, and how many rows each.

    Attributes:
        plan: that says what the rows are.
        format: makes the payloads.
        ranges: the rows.
        batch_rows: rows of a chunk at most.
        fewer: rows of a chunk of tables whose rows are wide.
    """

    plan: Plan
    format: Encoder
    ranges: tuple[Range, ...]
    batch_rows: int
    fewer: Mapping[str, int] = field(default_factory=dict)
    _programs: dict[str, Program] = field(default_factory=dict, init=False, repr=False)

    def chunks(self) -> Iterator[Chunk]:
        """The chunks, in order."""
        return chunks(self.ranges, self.batch_rows, self.fewer)

    @property
    def size(self) -> float:
        """How many chunks the rows would fill, those of all tables together."""
        return sum(each.rows / self.fewer.get(each.table, self.batch_rows) for each in self.ranges)

    def rows_by_numpy(self, most: int) -> int:
        """The rows of tables of which the kernel draws less than half of the columns; 0 where all are fewer than
        `most`, as it takes a while to tell.
        """  # fmt: skip
        if rows_of(self.ranges) < most:
            return 0
        return sum(each.rows for each in self.ranges if not self._is_drawn(each.table))

    def _is_drawn(self, name: str) -> bool:
        table = self.plan.table(name)
        program = self._program(table)
        return program is not None and 2 * len(program.forms) >= len(table.columns)

    def payload(self, chunk: Chunk) -> Any:
        """What the sink gets of a chunk."""
        table = self.plan.table(chunk.table)
        try:
            frame = Frame(self.plan, table, chunk.numbers)
            program = self._program(table)
            if program is None:
                return self.format.encode(table, frame.batch(), chunk)
            payload = self.format.encode(table, LazyRows(program, frame), chunk)
            frame.release()
            return payload
        except (MemoryError, pa.lib.ArrowCapacityError) as error:
            raise DataError(
                f"{chunk.table}: rows {chunk.start}..{chunk.stop - 1} do not fit into memory together "
                f"({word('smaller_chunks')})"
            ) from error

    def drawn(self, table: Table) -> set[str]:
        """The columns of a table that the kernel has drawn in what was made so far."""
        program = self._programs.get(table.name)
        forms = program.forms.items() if program is not None else ()
        return {
            name for name, form in forms if form.rendered and None not in form.rendered.values()
        }

    def _program(self, table: Table) -> Program | None:
        """What the kernel draws of a table, where there is one and the format takes it; made once."""
        if not getattr(self.format, "lazy", False) or not kernel():
            return None
        if table.name not in self._programs:
            self._programs[table.name] = Program(self.plan, table)
        return self._programs[table.name]
