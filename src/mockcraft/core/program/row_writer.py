"""Rows of text by the kernel: all columns of a format's row, and what stands between them, as one text."""

import pyarrow as pa

from mockcraft.core.hashing import Unsigned
from mockcraft.core.program.column_writer import ColumnWriter
from mockcraft.core.program.segments import Segments
from mockcraft.core.program.steps import Given, Steps


class RowWriter(Segments):
    """Takes what each row is of, in order, then writes the rows."""

    def __init__(self) -> None:
        super().__init__()
        self._steps = Steps()

    def drawn(self, segments: Segments, steps: Steps) -> None:
        """Segments by the steps of a program: of one for all segments."""
        closed = segments.closed == len(segments.made)
        self.made += segments.made
        self.closed = len(self.made) if closed else self.closed
        self.held.append(segments)
        self.places |= segments.places
        self._steps = steps

    def rows(self, count: int, given: Given | None = None) -> pa.StringArray:
        """The rows, shape (count,), of which `given` gives the arrays of GIVEN by their numbers.

        Raises pa.ArrowCapacityError for more than 2**31 - 1 bytes.
        """
        writer = ColumnWriter(self._steps, given or _nothing)
        writer.text(self)
        (texts,), _ = writer.write(count)
        return texts


def _nothing(array: int) -> Unsigned:
    raise AssertionError(f"there is no array {array} without a program")
