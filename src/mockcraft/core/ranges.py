"""Which rows of a plan are made: ranges of tables, cut into parts and chunks.

A plan says what the rows are, a list of ranges which of them are wanted. All of a plan, what a run that
broke off has left, the rows that are appended, some tables, part K of N, the share of a worker: each is
such a list.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from mockcraft.dataclass import dataclass

if TYPE_CHECKING:
    from mockcraft.core.hashing import Unsigned

CHUNK_ROWS = 16_384  # below, call overhead counts; above, arrays leave the cache: both measured


@dataclass(frozen=True, slots=True)
class Range:
    """Rows [start, stop) of the table of that name."""

    table: str
    start: int
    stop: int

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.stop - self.start

    def __str__(self) -> str:
        return f"{self.table}={self.start}..{self.stop - 1}"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows [start, stop) of a range: the unit of work, of retry and of progress.

    Of `picked` rows among them, where these are given by their numbers, uint64 of shape (n,).
    """

    range: Range
    start: int
    stop: int
    picked: "Unsigned | None" = field(default=None, repr=False, compare=False)

    @property
    def numbers(self) -> "Unsigned":
        """The numbers of the rows, shape (n,)."""
        import numpy as np  # a server that makes no rows need not wait for it

        return (
            np.arange(self.start, self.stop, dtype=np.uint64)
            if self.picked is None
            else self.picked
        )

    @property
    def table(self) -> str:
        """Name of its table."""
        return self.range.table

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.stop - self.start

    @property
    def first(self) -> bool:
        """Whether its range begins with it."""
        return self.start == self.range.start

    @property
    def last(self) -> bool:
        """Whether its range ends with it."""
        return self.stop == self.range.stop


def whole(range: Range) -> Chunk:
    """A range in one piece."""
    return Chunk(range, range.start, range.stop)


def chunks(
    ranges: Iterable[Range], rows: int = CHUNK_ROWS, fewer: Mapping[str, int] | None = None
) -> Iterator[Chunk]:
    """The ranges in order, `rows` rows a chunk, of the tables in `fewer` so many; an empty range has none."""
    for each in ranges:
        step = fewer.get(each.table, rows) if fewer else rows
        for start in range(each.start, each.stop, step):
            yield Chunk(each, start, min(start + step, each.stop))


def part(ranges: Iterable[Range], number: int, parts: int) -> list[Range]:
    """Part `number` (1 to `parts`) of each range; all parts together are the ranges, each row once."""
    return [
        Range(
            each.table,
            each.start + each.rows * (number - 1) // parts,
            each.start + each.rows * number // parts,
        )
        for each in ranges
    ]


def rows_of(ranges: Iterable[Range]) -> int:
    """How many rows the ranges have together."""
    return sum(each.rows for each in ranges)


def tables_of(ranges: Sequence[Range]) -> list[str]:
    """Names of the tables, in order, each once."""
    return list(dict.fromkeys(each.table for each in ranges))
